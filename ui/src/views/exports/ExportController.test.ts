// Exports: formats by kind, masked unless a reason is written, and nothing typed is lost.

import { describe, expect, test } from 'vitest';

import type { ReportRequest } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { ExportController } from './ExportController.svelte';
import {
  decisionOffer,
  deliveriesOffer,
  dossierOffer,
  formatsOf,
  suspensionsOffer,
  tallyOffer,
} from './offers';

function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const said: string[] = [];
  const asked: ReportRequest[] = [];
  const call = host.call.bind(host);
  host.call = async (name, request) => {
    if (name === 'export_report') asked.push(request as ReportRequest);
    return call(name, request);
  };
  const exporting = new ExportController(host, {
    explain: (error) => (error instanceof HostError ? error.message : text.shell.unknownFailure),
    say: (sentence) => said.push(sentence),
  });
  return { host, exporting, said, asked };
}

describe('what can be exported', () => {
  const days = { first_day: '2026-11-18', last_day: '2026-11-24' };
  test.each([
    ['tally', tallyOffer(), ['ods', 'xlsx', 'csv', 'pdf']],
    ['suspensions', suspensionsOffer(), ['ods', 'xlsx', 'csv']],
    ['dossier', dossierOffer('陳怡君', 'family-3071', null), ['pdf']],
    ['decision', decisionOffer('麵線', 'decision-1'), ['pdf']],
    [
      'deliveries',
      deliveriesOffer(days, { from: '115.11.18', until: '115.11.24' }, null, true),
      ['pdf'],
    ],
  ] as const)('of_%s_every_offered_format_is_made', async (_, offer, formats) => {
    const { exporting } = desk();
    exporting.ask(offer);
    expect(exporting.formats).toEqual(formats);
    for (const format of formats) {
      exporting.chooseFormat(format);
      await exporting.make();
      expect(exporting.making.trouble).toBeNull();
      expect(exporting.done?.paths.length).toBeGreaterThan(0);
    }
  });

  test('the_ledger_has_no_pdf_so_the_choice_falls_back_and_comes_back', () => {
    const { exporting } = desk();
    exporting.ask(tallyOffer());
    exporting.chooseFormat('pdf');
    exporting.chooseContent(text.exports.strikes.name);
    expect(exporting.format).toBe('ods');
    exporting.chooseContent(text.exports.tally.name);
    expect(exporting.format).toBe('pdf');
  });

  test('when_everything_was_handed_over_only_all_can_be_printed', () => {
    const offer = deliveriesOffer(
      days,
      { from: '115.11.18', until: '115.11.24' },
      { key: '', name: text.deliveries.noUnit },
      false,
    );
    expect(offer.contents.map((content) => content.kind)).toEqual([
      { what: 'deliveries', days, unit: '', only_open: false },
    ]);
    expect(formatsOf(offer.contents[0].kind)).toEqual(['pdf']);
  });
});

describe('identity numbers', () => {
  test('are_masked_until_asked_for_and_again_the_next_time', async () => {
    const { exporting, asked } = desk();
    exporting.ask(tallyOffer());
    await exporting.make();
    expect(asked.at(-1)).toMatchObject({ unmasked: false, grounds: '' });
    exporting.chooseUnmasked(true);
    exporting.leave();
    exporting.ask(tallyOffer());
    expect(exporting.unmasked).toBe(false);
  });

  test.each(['', '   ', '。', '看'])(
    'in_full_without_a_reason_nothing_is_asked_for_«%s»',
    async (grounds) => {
      const { exporting, asked } = desk();
      exporting.ask(tallyOffer());
      exporting.chooseUnmasked(true);
      exporting.grounds = grounds;
      expect(exporting.locked).toBe(text.exports.writeFirst);
      await exporting.make();
      expect(asked).toEqual([]);
    },
  );

  test('in_full_the_reason_goes_with_the_request_and_is_used_once', async () => {
    const { exporting, asked } = desk();
    exporting.ask(tallyOffer());
    exporting.chooseUnmasked(true);
    exporting.grounds = ' 依來文提供 ';
    await exporting.make();
    expect(asked).toEqual([expect.objectContaining({ unmasked: true, grounds: '依來文提供' })]);
    expect([exporting.unmasked, exporting.grounds]).toEqual([false, '']);
    expect(exporting.done).not.toBeNull();
  });
});

describe('a refusal', () => {
  test('says_why_and_keeps_what_was_typed_even_when_the_dialog_is_closed_and_opened', async () => {
    const { exporting, host } = desk({ fail: ['export_report'] });
    exporting.ask(tallyOffer());
    exporting.chooseFormat('csv');
    exporting.chooseUnmasked(true);
    exporting.grounds = '依來文提供';
    await exporting.make();
    expect(exporting.making.trouble).toContain('資料庫');
    expect([exporting.format, exporting.unmasked, exporting.grounds]).toEqual([
      'csv',
      true,
      '依來文提供',
    ]);
    exporting.leave();
    exporting.ask(tallyOffer());
    expect([exporting.making.trouble, exporting.grounds]).toEqual([null, '依來文提供']);
    host.wishes.fail = [];
    await exporting.make();
    expect(exporting.done?.sentence).toContain('退件統計');
  });

  test('of_the_wrong_role_is_shown_as_the_desk_says_it', async () => {
    const { exporting } = desk({ role: 'social_worker' });
    exporting.ask(tallyOffer());
    await exporting.make();
    expect(exporting.making.trouble).toContain('只有主管');
    expect(exporting.done).toBeNull();
  });
});

test('who_closes_the_dialog_meanwhile_is_told_when_it_is_done', async () => {
  const { exporting, said } = desk({ slow: 5 });
  exporting.ask(tallyOffer());
  const making = exporting.make();
  expect(exporting.making.busy).toBe(true);
  exporting.leave();
  await making;
  expect(said).toEqual([expect.stringContaining('退件統計')]);
  expect([exporting.done, exporting.making.busy]).toEqual([null, false]);
});

test('an_answer_goes_away_when_something_else_is_chosen', async () => {
  const { exporting } = desk();
  exporting.ask(tallyOffer());
  await exporting.make();
  exporting.chooseFormat('xlsx');
  expect(exporting.done).toBeNull();
});
