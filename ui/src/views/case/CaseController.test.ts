import { describe, expect, test, vi } from 'vitest';

import type { DecisionPreview, RecordedView } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { DecideController } from '../decide/DecideController.svelte';
import { CaseController, NOTHING_SAID } from './CaseController.svelte';
import { PrintController } from './PrintController.svelte';
import { Pane } from './ViewerController.svelte';
import { patiently } from '../work/settled';

const explain = (error: unknown): string => (error instanceof Error ? error.message : 'odd');

async function opened(kind: 'application' | 'post', words = '') {
  const host = new FakeHost();
  const recorded = vi.fn<(receipt: RecordedView) => void>();
  const gone = vi.fn();
  const desk = new CaseController(host, kind, { explain, recorded, gone });
  const page = await host.call('list_cases', {
    kind,
    group: 'open',
    inmate_number: null,
    text: words,
    only: 'all',
    check: null,
    after: null,
    limit: 1,
  });
  await desk.open(page.rows[0]!.case);
  return { host, desk, recorded, gone };
}

function sheetOn(desk: CaseController, verdict: 'return' | 'reject' | 'hold') {
  return new DecideController(desk, verdict, '社工室 (05) 000-0000', explain);
}

describe('an application', () => {
  test('approval_is_locked_until_every_check_has_passed', async () => {
    const { desk, recorded } = await opened('application', '張妤安');
    expect(desk.whyNot('approve')).not.toBeNull();
    expect(await desk.decide('approve', NOTHING_SAID)).toBe(false);
    expect(recorded).not.toHaveBeenCalled();
    desk.passAll();
    expect(desk.whyNot('approve')).toBeNull();
    expect(await desk.decide('approve', NOTHING_SAID)).toBe(true);
    expect(recorded).toHaveBeenCalledOnce();
  });

  test('passing_all_leaves_what_a_person_marked', async () => {
    const { desk } = await opened('application', '張妤安');
    const check = desk.view!.documents.find((document) => document.kind === 'portrait')!.checks[0]!;
    desk.mark(check.id, 'ask');
    desk.passAll();
    expect(desk.draft.checks[check.id]).toBe('ask');
    expect(desk.whyNot('approve')).not.toBeNull();
    expect(desk.likely).toBe('return');
  });

  test('what_cannot_be_seen_is_not_checked_by_passing_all', async () => {
    const { desk } = await opened('application', '高志遠');
    const unseen = desk.view!.documents.filter((document) => document.state === 'waiting');
    expect(unseen.length).toBeGreaterThan(0);
    desk.passAll();
    expect(desk.tally.open).toBeGreaterThan(0);
    expect(desk.whyNot('approve')).not.toBeNull();
  });

  test('a_failing_check_brings_its_reason_to_the_sheet', async () => {
    const { desk } = await opened('application', '張妤安');
    const check = desk.view!.documents.find((document) => document.kind === 'portrait')!.checks[0]!;
    desk.mark(check.id, 'ask');
    const sheet = sheetOn(desk, 'return');
    expect(sheet.chosen.map((given) => given.code)).toEqual([check.fail_reason]);
    sheet.end();
  });

  test('the_chosen_paper_and_the_day_on_it_are_kept_and_an_unreadable_day_says_so', async () => {
    const { host, desk } = await opened('application', '張妤安');
    const proof = () => desk.view!.documents.find((document) => document.kind === 'relationship')!;
    const asked = () => proof().checks.find((check) => check.date !== null)!;
    await desk.choosePaper('register');
    expect(proof().paper).toBe('register');
    await desk.enterDate(asked().id, '前年');
    expect(asked().date!.error).toContain('115.11.03');
    await desk.enterDate(asked().id, '115.11.12');
    expect(asked().date!.error).toBeNull();
    const again = await host.call('open_case', desk.view!.case);
    expect(again.draft).toMatchObject({ paper: 'register', dates: { [asked().id]: '115.11.12' } });
  });

  test('a_failing_check_names_its_document_in_the_words_to_the_family', async () => {
    const { desk } = await opened('application', '張妤安');
    const identity = desk.view!.documents.find((document) => document.kind === 'identity')!;
    desk.mark(identity.checks.find((check) => check.fail_reason === 'A02')!.id, 'ask');
    const sheet = sheetOn(desk, 'return');
    expect(sheet.chosen[0]).toMatchObject({ code: 'A02', slots: { 文件: identity.label } });
    sheet.end();
  });

  test('a_file_that_cannot_be_shown_has_its_reason_ready', async () => {
    const { desk } = await opened('application', '洪雪芳');
    const refused = desk.view!.documents.find((document) => document.state === 'refused')!;
    const sheet = sheetOn(desk, 'return');
    expect(sheet.chosen.map((given) => given.code)).toContain('A13');
    expect(sheet.chosen.find((given) => given.code === 'A13')!.slots['文件']).toBe(refused.label);
    sheet.end();
  });

  test('a_crop_of_what_is_seen_joins_the_note_and_can_be_dropped', async () => {
    const { desk } = await opened('application', '張妤安');
    const pane = new Pane(desk.view!.documents[0]!.id);
    pane.seen = { left: 0.25, top: 0.5, width: 0.25, height: 0.25 };
    expect(await desk.keepCrop(pane)).toBe(true);
    expect(desk.view!.crops).toHaveLength(1);
    await desk.dropCrop(desk.view!.crops[0]!.id);
    expect(desk.view!.crops).toHaveLength(0);
  });

  test('the_draft_is_kept_when_the_typing_rests_and_when_the_case_is_left', async () => {
    const { desk, host } = await opened('application', '張妤安');
    const call = vi.spyOn(host, 'call');
    desk.note('請看第二頁');
    desk.close();
    const saved = call.mock.calls.filter(([name]) => name === 'save_draft');
    expect(saved.length).toBe(1);
    expect(saved[0]![1]).toMatchObject({ draft: { staff_note: '請看第二頁' } });
    expect(call.mock.calls.some(([name]) => name === 'leave_case')).toBe(true);
  });

  test('a_case_that_changed_meanwhile_is_read_again_and_the_note_stays', async () => {
    const { desk, host } = await opened('application', '張妤安');
    desk.passAll();
    desk.note('別忘了');
    const real = host.call.bind(host);
    vi.spyOn(host, 'call').mockImplementation((async (name: 'record_decision', request: never) => {
      if (name === 'record_decision') {
        throw new HostError('stale', '家屬剛剛重新送件');
      }
      return real(name, request);
    }) as typeof host.call);
    expect(await desk.decide('approve', NOTHING_SAID)).toBe(false);
    expect(desk.stale).toBe(true);
    expect(desk.draft.staff_note).toBe('別忘了');
  });

  test('a_case_that_is_gone_closes_and_says_so', async () => {
    const { desk, host, gone } = await opened('application', '張妤安');
    desk.passAll();
    vi.spyOn(host, 'call').mockRejectedValue(new HostError('gone', '已不在待審範圍'));
    await desk.decide('approve', NOTHING_SAID);
    expect(gone).toHaveBeenCalledExactlyOnceWith('已不在待審範圍');
    expect(desk.view).toBeNull();
  });

  test('a_refusal_is_said_beside_the_buttons_and_the_case_stays', async () => {
    const { desk, host } = await opened('application', '張妤安');
    desk.passAll();
    vi.spyOn(host, 'call').mockRejectedValueOnce(new HostError('refused', '這件已有一個決定'));
    expect(await desk.decide('approve', NOTHING_SAID)).toBe(false);
    expect(desk.refusal).toBe('這件已有一個決定');
    expect(desk.view).not.toBeNull();
  });
});

describe('the sheet', () => {
  test('a_number_that_comes_late_is_not_shown_beside_another_person', async () => {
    const { host, desk } = await opened('application', '張妤安');
    const page = await host.call('list_cases', {
      kind: 'application',
      group: 'open',
      inmate_number: null,
      text: '',
      only: 'all',
      check: null,
      after: null,
      limit: 9,
    });
    const other = page.rows.find((row) => row.case.id !== desk.view!.case.id)!.case;
    let answer: (number: string) => void = () => undefined;
    const call = vi
      .spyOn(host, 'call')
      .mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const asked = desk.revealIdentity('compare_documents');
    const request = { case: desk.view!.case, purpose: 'compare_documents' };
    expect(call).toHaveBeenCalledWith('reveal_identity', request);
    await desk.open(other);
    answer('A123456789');
    await asked;
    expect(desk.view!.case.id).toBe(other.id);
    expect(desk.identity).toBeNull();
    await desk.revealIdentity('contact_family');
    expect(desk.identity).not.toBeNull();
  });

  test('an_unfilled_slot_blocks_sending_and_filling_it_frees_it', async () => {
    const { desk, recorded } = await opened('post', '妹妹會騎車了');
    const sheet = sheetOn(desk, 'reject');
    sheet.add('P01');
    await patiently(() => expect(sheet.outdated).toBe(false));
    expect(sheet.preview!.obstacles.length).toBeGreaterThan(0);
    expect(sheet.canSend).toBe(false);
    expect(await sheet.send()).toBe(false);
    sheet.fill('P01', '事項', '在監證明');
    expect(sheet.canSend).toBe(false);
    await patiently(() => expect(sheet.canSend).toBe(true));
    expect(sheet.preview!.family_message).toContain('在監證明');
    expect(await sheet.send()).toBe(true);
    expect(recorded).toHaveBeenCalledOnce();
  });

  test('the_contact_of_the_settings_fills_its_slot', async () => {
    const { desk } = await opened('post', '妹妹會騎車了');
    const sheet = sheetOn(desk, 'reject');
    sheet.add('P01');
    expect(sheet.chosen[0]!.slots['窗口']).toBe('社工室 (05) 000-0000');
    sheet.end();
  });

  test('a_return_never_counts_and_what_the_notice_leaves_open_counts_only_when_said', async () => {
    const { desk } = await opened('post', '妹妹會騎車了');
    const sheet = sheetOn(desk, 'reject');
    sheet.add('P07');
    expect(sheet.counts).toBe(false);
    sheet.count('P07', true);
    expect(sheet.counts).toBe(true);
    sheet.end();
  });

  test('there_are_three_reasons_at_most_and_none_twice', async () => {
    const { desk } = await opened('post', '妹妹會騎車了');
    const sheet = sheetOn(desk, 'reject');
    for (const code of ['P01', 'P01', 'P05', 'P06', 'P07']) {
      sheet.add(code);
    }
    expect(sheet.chosen.map((given) => given.code)).toEqual(['P01', 'P05', 'P06']);
    expect(sheet.full).toBe(true);
    sheet.end();
  });

  test('a_reason_is_found_by_its_code_or_a_word_and_belongs_to_the_kind', async () => {
    const { desk } = await opened('application', '張妤安');
    const sheet = sheetOn(desk, 'return');
    expect(sheet.options.every((option) => option.reason.kind !== 'post')).toBe(true);
    sheet.query = 'a07';
    expect(sheet.options.map((option) => option.reason.code)).toEqual(['A07']);
    sheet.query = '記事被省略';
    expect(sheet.options.map((option) => option.reason.code)).toContain('A07');
    sheet.end();
  });

  test('only_the_newest_preview_is_shown', async () => {
    const { desk, host } = await opened('post', '妹妹會騎車了');
    const answers: ((message: string) => void)[] = [];
    const real = host.call.bind(host);
    vi.spyOn(host, 'call').mockImplementation((async (name: 'preview_decision', request: never) =>
      name === 'preview_decision'
        ? new Promise<DecisionPreview>((done) =>
            answers.push((family_message) =>
              done({
                family_message,
                paragraphs: [],
                translation: null,
                languages: [],
                proposed: null,
                length: { chinese: 0, translation: 0, limit: 2000 },
                obstacles: [],
                advice: [],
                four_eyes: null,
                consequence: null,
              }),
            ),
          )
        : real(name, request)) as unknown as typeof host.call);
    const sheet = sheetOn(desk, 'reject');
    sheet.add('P06');
    await patiently(() => expect(answers.length).toBe(2));
    answers[1]!('新的');
    await patiently(() => expect(sheet.preview?.family_message).toBe('新的'));
    answers[0]!('舊的');
    await Promise.resolve();
    expect(sheet.preview?.family_message).toBe('新的');
    sheet.end();
  });
});

describe('a post', () => {
  test('words_judged_unfit_lock_the_approval_and_lead_to_a_rejection', async () => {
    const { desk } = await opened('post', '妹妹會騎車了');
    desk.passAll();
    expect(desk.whyNot('approve')).toBeNull();
    desk.judgeWords('unfit');
    expect(desk.whyNot('approve')).not.toBeNull();
    expect(desk.likely).toBe('reject');
    desk.judgeWords('fits');
    expect(desk.whyNot('approve')).toBeNull();
  });

  test('words_and_photo_are_judged_apart', async () => {
    const { desk } = await opened('post', '妹妹會騎車了');
    desk.judgePhoto('fits');
    desk.judgeWords('unfit');
    expect(desk.photo).toBe('fits');
    expect(desk.request('reject', NOTHING_SAID)!.checks).toMatchObject({
      photo: 'pass',
      text: 'reject',
    });
  });
});

describe('printing', () => {
  test('a_document_is_asked_about_marked_laid_out_and_cleared_away', async () => {
    const { host, desk } = await opened('application', '張妤安');
    const call = vi.spyOn(host, 'call');
    const printing = new PrintController(host, explain);
    const document = desk.view!.documents.find((candidate) => candidate.pages === 2)!;
    printing.ask(desk.view!.case, document);
    expect(call).not.toHaveBeenCalled();
    await printing.make();
    expect(printing.sheets!.sheets).toHaveLength(2);
    expect(printing.sheets!.mark).toContain('李沛真');
    printing.close();
    expect(printing.sheets).toBeNull();
    expect(call).toHaveBeenLastCalledWith('print_done', null);
  });

  test('a_refusal_is_said_in_the_dialog_and_nothing_is_laid_out', async () => {
    const { host, desk } = await opened('application', '張妤安');
    vi.spyOn(host, 'call').mockRejectedValue(new HostError('refused', '浮水印畫不出來'));
    const printing = new PrintController(host, explain);
    printing.ask(desk.view!.case, desk.view!.documents[0]!);
    await printing.make();
    expect(printing.making.trouble).toBe('浮水印畫不出來');
    expect(printing.sheets).toBeNull();
  });
});
