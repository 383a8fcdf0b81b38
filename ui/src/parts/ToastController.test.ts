import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { CaseRef, DraftView, RecordedView } from '../generated/views';
import { HostError, type Host } from '../host/door';
import { ToastController } from './ToastController.svelte';

const DRAFT: DraftView = {
  staff_note: '想先問她',
  checks: {},
  reasons: [],
  addition: '',
  language: null,
  language_chosen: false,
  paper: null,
  dates: {},
};
const CASE: CaseRef = { kind: 'post', id: 'case-1' };

function receipt(inMs: number): RecordedView {
  return {
    decision: 'decision-1',
    verdict: 'approve',
    subject: '「麵線」',
    undo_until: new Date(Date.now() + inMs).toISOString(),
    next: null,
  };
}

function toastsOn(call: () => Promise<unknown>) {
  const undone = vi.fn();
  const host = {
    call,
    onDeskChanged: () => () => undefined,
    documentUrl: () => '',
  } as unknown as Host;
  const failed = (error: unknown) => (error instanceof Error ? error.message : 'odd');
  return { toasts: new ToastController(host, { undone, failed }), undone };
}

describe('the receipt with its ten seconds', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('it_counts_down_and_then_says_that_the_outbox_has_it', async () => {
    const { toasts } = toastsOn(() => Promise.resolve(CASE));
    toasts.recorded(receipt(10_000), DRAFT);
    expect(toasts.seconds).toBe(10);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(toasts.seconds).toBe(7);
    expect(toasts.canUndo).toBe(true);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(toasts.canUndo).toBe(false);
    expect(toasts.current).not.toBeNull();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(toasts.current).toBeNull();
  });

  test('undoing_in_time_brings_the_case_back', async () => {
    const { toasts, undone } = toastsOn(() => Promise.resolve(CASE));
    toasts.recorded(receipt(10_000), DRAFT);
    await vi.advanceTimersByTimeAsync(4_000);
    await toasts.undo();
    expect(undone).toHaveBeenCalledExactlyOnceWith(CASE, { verdict: 'approve', draft: DRAFT });
    expect(toasts.current).toBeNull();
  });

  test('undoing_too_late_does_nothing', async () => {
    const call = vi.fn(() => Promise.resolve(CASE));
    const { toasts, undone } = toastsOn(call);
    toasts.recorded(receipt(10_000), DRAFT);
    await vi.advanceTimersByTimeAsync(10_400);
    await toasts.undo();
    expect(call).not.toHaveBeenCalled();
    expect(undone).not.toHaveBeenCalled();
  });

  test('pressing_undo_twice_asks_once', async () => {
    const call = vi.fn(() => Promise.resolve(CASE));
    const { toasts } = toastsOn(call);
    toasts.recorded(receipt(10_000), DRAFT);
    await Promise.all([toasts.undo(), toasts.undo()]);
    expect(call).toHaveBeenCalledOnce();
  });

  test('an_undo_that_the_desk_refuses_is_said_in_its_words', async () => {
    const { toasts, undone } = toastsOn(() =>
      Promise.reject(new HostError('refused', '這個決定已送達入口網，不能復原。')),
    );
    toasts.recorded(receipt(10_000), DRAFT);
    await toasts.undo();
    expect(toasts.current).toEqual({ kind: 'said', sentence: '這個決定已送達入口網，不能復原。' });
    expect(undone).not.toHaveBeenCalled();
  });

  test('a_clock_that_is_wrong_never_promises_more_than_ten_seconds', () => {
    const { toasts } = toastsOn(() => Promise.resolve(CASE));
    toasts.recorded(receipt(3_600_000), DRAFT);
    expect(toasts.seconds).toBe(10);
    toasts.recorded({ ...receipt(0), undo_until: 'not a time' }, DRAFT);
    expect(toasts.seconds).toBe(10);
    toasts.recorded(receipt(-5_000), DRAFT);
    expect(toasts.canUndo).toBe(false);
  });
});
