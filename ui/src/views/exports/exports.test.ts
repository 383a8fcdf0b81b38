// Exports and delivery sheets as they stand on the page: by keys, for the right role, with bad input.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';
import { keyDesk } from '../../keys/keys';
import { text } from '../../text';
import { accessOffer } from './offers';
import { settled } from '../work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function open(wishes: ConstructorParameters<typeof FakeHost>[0] = {}): Promise<FakeHost> {
  const host = new FakeHost({ frozen: true, ...wishes });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  return host;
}

const all = (testid: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`),
];

function find(testid: string): HTMLElement {
  const found = all(testid)[0];
  if (found === undefined) throw new Error(`${testid} is not on the page`);
  return found;
}

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  keyDesk.press(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

async function click(testid: string): Promise<void> {
  find(testid).click();
  await settled();
}

async function type(testid: string, words: string): Promise<void> {
  const field = find(testid) as HTMLInputElement | HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

async function lastAudit(host: FakeHost): Promise<string> {
  return (
    (await host.call('list_audit', { before: null, limit: 1, sort: null, case: '' })).rows[0]
      ?.what ?? ''
  );
}

describe('a supervisor', () => {
  test('exports_the_tally_by_two_keys_masked_and_reads_where_it_is', async () => {
    const host = await open({ role: 'supervisor' });
    await press('5');
    await press('e');
    await press('Enter', { ctrlKey: true });
    expect(find('export-done').textContent).toContain('退件統計');
    expect(all('export-path').map((path) => path.textContent)).toEqual([
      expect.stringMatching(/\.ods$/),
    ]);
    expect(await lastAudit(host)).toContain('證號遮蔽');
    await press('Enter', { ctrlKey: true });
    expect(all('export-dialog')).toHaveLength(0);
  });

  test('takes_whole_numbers_only_with_a_reason', async () => {
    const host = await open({ role: 'supervisor' });
    await press('5');
    await press('e');
    await click('export-unmasked');
    expect(find('export-dialog').textContent).toContain(text.exports.groundsHint(false));
    expect(find('export-send').getAttribute('aria-disabled')).toBe('true');
    await press('Enter', { ctrlKey: true });
    expect(all('export-done')).toHaveLength(0);
    await type('export-grounds', '依來文提供');
    await press('Enter', { ctrlKey: true });
    expect(find('export-done').textContent).toContain('退件統計');
    expect(await lastAudit(host)).toContain('證號未遮蔽');
  });

  test('reads_a_refusal_in_the_dialog_with_what_was_typed_still_there', async () => {
    await open({ role: 'supervisor', fail: ['export_report'] });
    await press('6');
    await press('e');
    await click('export-format-csv');
    await click('export-unmasked');
    await type('export-grounds', '依來文提供');
    await click('export-send');
    expect(find('export-refusal').textContent).toContain('資料庫');
    expect((find('export-grounds') as HTMLTextAreaElement).value).toBe('依來文提供');
    expect(find('export-format-csv').getAttribute('aria-checked')).toBe('true');
  });

  test('takes_the_file_of_a_proposal_and_of_a_suspension_but_of_nothing_that_was_declined', async () => {
    const host = await open({ role: 'supervisor' });
    await press('5');
    await press('d');
    expect(find('export-text').textContent).toBe(text.exports.dossier.proposal);
    await press('Escape');
    await press('6');
    await click('card-dossier');
    expect(find('export-text').textContent).toBe(text.exports.dossier.proposal);
    await press('Escape');
    await press('j');
    await click('suspension-dossier');
    expect(find('export-text').textContent).toBe(text.exports.dossier.text);
    await press('Enter', { ctrlKey: true });
    expect(await lastAudit(host)).toContain('停用卷宗');
    await press('Escape');
    await press('j');
    expect(all('suspension-dossier')).toHaveLength(0);
    await press('d');
    expect(all('export-dialog')).toHaveLength(0);
  });
});

describe('a social worker', () => {
  test('takes_a_sent_decision_for_the_file_with_masked_numbers_and_no_choice', async () => {
    const host = await open();
    await press('3');
    await press('n');
    expect(all('export-dialog')).toHaveLength(0);
    all('outbox-item')
      .find((item) => item.dataset['state'] === 'acknowledged')
      ?.querySelector('button')
      ?.click();
    await settled();
    await click('outbox-notice');
    expect(find('export-dialog').textContent).toContain(text.exports.alwaysMasked);
    expect(all('export-unmasked')).toHaveLength(0);
    await press('Enter', { ctrlKey: true });
    expect(find('export-done').textContent).toContain('審核決定紀錄');
    expect(await lastAudit(host)).toContain('審核決定紀錄');
  });

  test('takes_the_decision_in_force_from_the_closed_case', async () => {
    await open();
    await press('3');
    all('outbox-item')
      .find((item) => item.dataset['state'] === 'acknowledged')
      ?.querySelector('button')
      ?.click();
    await settled();
    await press('o');
    await settled();
    find('case-notice');
    await press('n');
    expect(find('export-dialog').textContent).toContain(text.exports.decision.text);
  });
});

describe('the delivery sheets', () => {
  test.each(['social_worker', 'supervisor'] as const)(
    'have_a_place_and_a_key_for_the_%s',
    async (role) => {
      await open({ role });
      find('place-deliveries');
      await press('7');
      find('deliveries');
      expect(find('place-deliveries').getAttribute('aria-current')).toBe('page');
    },
  );

  test('are_walked_marked_and_taken_back_by_keys', async () => {
    await open();
    await press('7');
    const first = (): HTMLElement => find('delivery-row');
    await press('j');
    expect(first().getAttribute('aria-current')).toBe('true');
    await press('m');
    expect([first().dataset['handed'], first().textContent]).toEqual([
      'true',
      expect.stringContaining('李沛真'),
    ]);
    await press('m');
    expect(first().dataset['handed']).toBe('false');
    await press('u');
    expect(all('delivery-unit')[0]?.querySelector('[data-handed="false"]')).toBeNull();
    await press('z');
    expect(first().dataset['handed']).toBe('false');
  });

  test('of_a_whole_unit_are_marked_at_one_press', async () => {
    await open();
    await press('7');
    const unit = all('delivery-unit').find((one) => one.dataset['unit'] === '孝二舍');
    unit?.querySelector<HTMLElement>('[data-testid="unit-mark"]')?.click();
    await settled();
    expect(find('deliveries-marked').textContent).toContain(text.deliveries.marked(3, '孝二舍'));
    await click('deliveries-undo');
    expect(find('deliveries-marked').textContent).toContain(text.deliveries.unmarked(3, '孝二舍'));
  });

  test('are_printed_open_or_all_of_one_unit_or_all', async () => {
    await open();
    await press('7');
    await press('p');
    expect(find('export-dialog').textContent).toContain(text.exports.deliveries.allUnits);
    expect([all('export-content-1').length, all('export-unmasked').length]).toEqual([1, 0]);
    await click('export-content-2');
    await press('Enter', { ctrlKey: true });
    expect(find('export-path').textContent).toContain('.pdf');
    await press('Escape');
    await click('unit-print');
    expect(find('export-dialog').textContent).toContain('舍');
  });

  test('of_days_that_end_before_they_begin_are_not_read', async () => {
    await open();
    await press('7');
    await click('deliveries-span-own');
    const listed = find('deliveries-listed').textContent;
    await type('deliveries-last', '100.1.1');
    expect(find('deliveries-days-trouble').textContent).toContain(text.deliveries.span.backwards);
    expect(find('deliveries-last').getAttribute('aria-invalid')).toBe('true');
    expect([find('deliveries-listed').textContent, all('delivery-row').length > 0]).toEqual([
      listed,
      true,
    ]);
  });

  test('say_that_there_are_none_that_all_are_delivered_and_that_there_are_too_many', async () => {
    await open({ empty: true });
    await press('7');
    expect(find('deliveries').textContent).toContain(text.deliveries.empty);
    await press('p');
    expect(all('export-dialog')).toHaveLength(0);
    leave?.();
    const host = await open();
    const today = await host.call('list_deliveries', {
      first_day: '2000-01-01',
      last_day: '2100-01-01',
    });
    await host.call('mark_delivered', {
      posts: today.units.flatMap((unit) => unit.posts.map((row) => row.case.id)),
      handed: true,
    });
    await press('7');
    expect(find('deliveries').textContent).toContain(text.deliveries.allDone);
    await click('deliveries-show-all');
    expect(all('delivery-row').length).toBeGreaterThan(0);
    leave?.();
    await open({ rows: 501 });
    await press('7');
    expect(find('deliveries-more').textContent).toContain('請縮短日期');
    expect(find('deliveries-print').getAttribute('aria-disabled')).toBe('true');
  });

  test('that_could_not_be_read_are_told_and_can_be_tried_again', async () => {
    const host = await open({ fail: ['list_deliveries'] });
    await press('7');
    expect(document.querySelector('[role="alert"]')).not.toBeNull();
    expect(find('deliveries').textContent).toContain(text.deliveries.failed);
    host.wishes.fail = [];
    [...find('deliveries').querySelectorAll('button')]
      .find((button) => button.textContent?.includes(text.words.retry))
      ?.click();
    await settled();
    expect(all('delivery-row').length).toBeGreaterThan(0);
  });

  test('keep_their_days_and_their_post_while_one_is_read', async () => {
    await open();
    await press('7');
    await click('deliveries-span-three');
    await press('j');
    await press('o');
    expect(all('deliveries')).toHaveLength(0);
    await press('7');
    expect(find('deliveries-span-three').getAttribute('aria-checked')).toBe('true');
    expect(find('delivery-row').getAttribute('aria-current')).toBe('true');
  });
});

test('an_access_record_is_offered_for_six_months_across_the_new_year', () => {
  const months = accessOffer('115.02.03').contents.map(({ name, kind }) => [name, kind]);
  expect(months).toEqual([
    ['115.02', { what: 'access', month: '2026-02' }],
    ['115.01', { what: 'access', month: '2026-01' }],
    ['114.12', { what: 'access', month: '2025-12' }],
    ['114.11', { what: 'access', month: '2025-11' }],
    ['114.10', { what: 'access', month: '2025-10' }],
    ['114.09', { what: 'access', month: '2025-09' }],
  ]);
});
