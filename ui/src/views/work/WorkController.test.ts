import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { Desk } from '../../desk.svelte';
import type { CaseView } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { WorkController } from './WorkController.svelte';
import { NOTHING_SAID } from '../case/CaseController.svelte';

async function working(kind: 'application' | 'post', words = '') {
  const host = new FakeHost();
  const desk = new Desk(host);
  await desk.enter((await host.call('boot', null)).session!);
  const work = new WorkController(desk, kind);
  work.queue.text = words;
  await work.queue.load();
  await work.open(work.queue.rows[0]!.case);
  return { host, desk, work };
}

describe('a working day', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('after_a_decision_the_next_case_is_on_the_screen_and_the_receipt_counts_down', async () => {
    const { desk, work } = await working('application');
    const first = work.shown.view!.case.id;
    const second = work.queue.rows[1]!.case.id;
    work.shown.passAll();
    await work.decide('approve');
    await vi.advanceTimersByTimeAsync(50);
    expect(work.shown.view!.case.id).toBe(second);
    expect(desk.toasts.canUndo).toBe(true);
    expect(work.queue.rows.some((row) => row.case.id === first)).toBe(false);
  });

  test('whoever_looks_at_a_part_of_the_queue_goes_on_within_it', async () => {
    const { work } = await working('application');
    work.queue.setGroup('resubmitted');
    await vi.advanceTimersByTimeAsync(50);
    const [first, second] = work.queue.rows.map((row) => row.case);
    await work.open(first!);
    work.shown.passAll();
    await work.decide('approve');
    await vi.advanceTimersByTimeAsync(50);
    expect(work.shown.view!.case.id).toBe(second!.id);
  });

  test('the_next_case_comes_up_asleep_and_the_key_that_came_too_early_is_asked_for_again', async () => {
    const { host, work } = await working('post', '');
    await work.open(work.queue.rows.find((row) => row.case.kind === 'post')!.case);
    expect(work.shown.sleep.asleep).toBe(false);
    await work.decide('reject');
    work.sheet!.add('P06');
    work.sheet!.fill('P06', '項目', '代辦事項');
    await vi.advanceTimersByTimeAsync(500);
    await work.send();
    await vi.advanceTimersByTimeAsync(300);
    const next = work.shown.here!;
    expect(work.shown.sleep.asleep).toBe(true);
    const call = vi.spyOn(host, 'call');
    for (const verdict of ['approve', 'reject'] as const) {
      await work.decide(verdict);
      expect(work.sheet).toBeNull();
      expect(work.shown.sleep.askedAgain).toBe(true);
    }
    expect(await work.shown.decide('approve', NOTHING_SAID)).toBe(false);
    work.passAll();
    expect(call.mock.calls.map(([name]) => name)).not.toContain('record_decision');
    await vi.advanceTimersByTimeAsync(1000);
    expect(work.shown.here!.case.id).toBe(next.case.id);
    expect(work.shown.sleep.asleep).toBe(false);
    await work.decide('reject');
    expect(work.sheet).not.toBeNull();
  });

  test('a_key_that_only_begins_something_waits_for_the_case_and_goes_with_it', async () => {
    const { work } = await working('post');
    const [, second, third] = work.queue.rows.map((row) => row.case);
    const opening = work.open(second!);
    work.whenOpen(() => void work.decide('reject'));
    expect(work.sheet).toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    await opening;
    expect(work.sheet?.verdict).toBe('reject');
    // Meant for one case, it does not reach another.
    const other = work.open(second!);
    work.whenOpen(() => void work.decide('reject'));
    const last = work.open(third!);
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all([other, last]);
    expect(work.shown.here!.case.id).toBe(third!.id);
    expect(work.sheet).toBeNull();
  });

  test('an_answer_about_a_document_that_was_told_too_early_is_read_all_the_same', async () => {
    const { host, desk, work } = await working('application');
    const call = host.call.bind(host);
    let slow = true;
    vi.spyOn(host, 'call').mockImplementation((async (name: never, request: never) => {
      const answer = await call(name, request);
      if (name === 'open_case' && slow) {
        slow = false;
        const view = answer as CaseView;
        // The desk hears of it while the view, in which it is missing, is on its way.
        desk.looks = 1;
        return {
          ...view,
          documents: view.documents.map((one) => ({ ...one, state: 'opening', handle: null })),
        };
      }
      return answer;
    }) as FakeHost['call']);
    await work.open(work.queue.rows[1]!.case);
    await vi.advanceTimersByTimeAsync(500);
    expect(work.shown.here!.documents.every((one) => one.state === 'ready')).toBe(true);
  });

  /** At an application of which nothing was seen yet. */
  async function atUnseen() {
    const host = new FakeHost({ unseen: true });
    const desk = new Desk(host);
    await desk.enter((await host.call('boot', null)).session!);
    const work = new WorkController(desk, 'application');
    await work.queue.load();
    await work.open(work.queue.rows[0]!.case);
    return { work, documents: work.shown.here!.documents };
  }

  test('quick_presses_of_the_space_bar_take_nobody_past_an_unseen_page', async () => {
    const { work, documents } = await atUnseen();
    for (let press = 0; press < 5; press++) work.lookOn();
    expect([work.viewer.full, work.viewer.active, work.viewer.current!.page]).toEqual([true, 0, 0]);
    expect(work.announcement).toBe(text.case.documents.reading);
    await work.shown.looks.saw(documents[0]!.id, 0);
    work.lookOn();
    expect([work.viewer.active, work.viewer.current!.page]).not.toEqual([0, 0]);
  });

  test('v_passes_what_was_seen_and_goes_to_what_was_not', async () => {
    const { work, documents } = await atUnseen();
    expect(work.shown.lock).toMatchObject({ why: 'unseen' });
    for (const document of documents) {
      for (let page = 0; page < document.pages; page++) {
        if (document.kind !== 'relationship' || page === 0) {
          await work.shown.looks.saw(document.id, page);
        }
      }
    }
    work.passAll();
    const proof = documents.findIndex((document) => document.kind === 'relationship');
    expect([work.viewer.full, work.viewer.active, work.viewer.current!.page]).toEqual([
      true,
      proof,
      1,
    ]);
    expect(work.shown.draft.checks).not.toHaveProperty(documents[proof]!.checks[0]!.id);
    await work.decide('approve');
    expect(work.announcement).toContain(text.words.document.relationship);
    await work.shown.looks.saw(documents[proof]!.id, 1);
    work.passAll();
    expect(work.viewer.full).toBe(false);
    expect(work.shown.whyNot('approve')).toBeNull();
  });

  test('undoing_a_rejection_brings_the_case_and_its_sheet_back_as_they_were', async () => {
    const { desk, work } = await working('post', '妹妹會騎車了');
    const reference = work.shown.view!.case;
    work.shown.note('想先問她');
    await work.decide('reject');
    work.sheet!.add('P06');
    work.sheet!.fill('P06', '項目', '代辦事項');
    await vi.advanceTimersByTimeAsync(500);
    const message = work.sheet!.preview!.family_message;
    await work.send();
    expect(work.sheet).toBeNull();
    await desk.toasts.undo();
    expect(desk.wanted).toEqual(reference);
    await work.open(desk.wanted!, desk.takenBack);
    expect(work.sheet!.verdict).toBe('reject');
    expect(work.sheet!.preview!.family_message).toBe(message);
    expect(work.shown.draft.staff_note).toBe('想先問她');
  });

  test('changes_elsewhere_read_the_queue_again_but_not_a_case_that_nobody_touched', async () => {
    const { host, work } = await working('application');
    const call = vi.spyOn(host, 'call');
    work.changed();
    work.changed();
    await vi.advanceTimersByTimeAsync(1000);
    const names = call.mock.calls.map(([name]) => name);
    expect(names.filter((name) => name === 'list_cases').length).toBe(1);
    expect(names).not.toContain('open_case');
  });

  test('a_key_pressed_on_a_locked_verdict_says_why_and_opens_nothing', async () => {
    const { work } = await working('application');
    await work.decide('approve');
    expect(work.sheet).toBeNull();
    expect(work.announcement).toBe(work.shown.whyNot('approve'));
  });

  test('the_place_remembers_what_was_open', async () => {
    const { desk, work } = await working('application');
    const reference = work.shown.view!.case;
    work.end();
    flushSync();
    expect(desk.left.get('application')).toEqual(reference);
  });
});
