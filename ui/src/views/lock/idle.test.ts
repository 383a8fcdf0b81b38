// Nobody at the desk.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { idle } from './idle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a_desk_that_nobody_touches_locks_after_its_minutes_and_once', () => {
  const gone = vi.fn();
  idle(window, 10, gone);
  vi.advanceTimersByTime(9 * 60_000);
  expect(gone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2 * 60_000);
  expect(gone).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60 * 60_000);
  expect(gone).toHaveBeenCalledTimes(1);
});

test.each(['keydown', 'pointermove', 'wheel'])('a_%s_begins_the_minutes_anew', (sign) => {
  const gone = vi.fn();
  const stop = idle(window, 10, gone);
  for (let minute = 0; minute < 30; minute += 1) {
    vi.advanceTimersByTime(60_000);
    window.dispatchEvent(new Event(sign));
  }
  expect(gone).not.toHaveBeenCalled();
  stop();
});

test('a_hand_that_comes_back_after_the_computer_slept_comes_too_late', () => {
  const gone = vi.fn();
  idle(window, 10, gone);
  vi.setSystemTime(Date.now() + 60 * 60_000);
  window.dispatchEvent(new Event('pointermove'));
  vi.advanceTimersByTime(5000);
  expect(gone).toHaveBeenCalledTimes(1);
});

test('who_left_is_not_watched_any_more', () => {
  const gone = vi.fn();
  idle(window, 10, gone)();
  vi.advanceTimersByTime(60 * 60_000);
  expect(gone).not.toHaveBeenCalled();
});
