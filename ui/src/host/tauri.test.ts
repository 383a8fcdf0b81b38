// The real door: what the lock waits for.

import { afterEach, expect, test, vi } from 'vitest';

const answers = vi.hoisted(() => ({ of: (): Promise<unknown> => Promise.resolve(null) }));
vi.mock('@tauri-apps/api/core', () => ({ invoke: () => answers.of() }));
vi.mock('@tauri-apps/api/event', () => ({ listen: () => Promise.resolve(() => undefined) }));
vi.mock('@tauri-apps/api/window', () => ({ getCurrentWindow: () => undefined }));

import { TauriHost } from './tauri';

afterEach(() => {
  vi.useRealTimers();
});

/** Whether what the lock waits for is over, while this draft is being kept. */
function waiting(draft: Promise<unknown>): () => boolean {
  vi.useFakeTimers();
  answers.of = () => draft;
  const host = new TauriHost();
  void host.call('save_draft', null as never);
  let over = false;
  void host.draftsKept().then(() => {
    over = true;
  });
  return () => over;
}

test('the_lock_waits_for_a_draft_that_is_being_kept', async () => {
  let kept: (answer: null) => void = () => undefined;
  const over = waiting(
    new Promise<null>((resolve) => {
      kept = resolve;
    }),
  );
  await vi.advanceTimersByTimeAsync(1000);
  expect(over()).toBe(false);
  kept(null);
  await vi.advanceTimersByTimeAsync(0);
  expect(over()).toBe(true);
});
