import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { Desk } from '../desk.svelte';
import { FakeHost } from '../host/fake';
import { WorkController } from './WorkController.svelte';

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
