// The window's end: what was written and set last is kept, and what hangs keeps no window open.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';

let leave: (() => void) | null = null;

afterEach(() => {
  vi.useRealTimers();
  leave?.();
  leave = null;
});

async function settled(): Promise<void> {
  for (let n = 0; n < 12; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

function shown(testid: string): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
  // The next case lies beneath, drawn ahead.
  const found = all.find((element) => element.closest('[inert]') === null);
  if (found === undefined) throw new Error(`${testid} is not shown`);
  return found;
}

async function open(): Promise<FakeHost> {
  const host = new FakeHost({ frozen: true });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  return host;
}

test('a_note_and_a_filter_of_the_last_moment_are_kept_before_the_window_is_gone', async () => {
  const host = await open();
  shown('only-pressing').click();
  await settled();
  shown('queue-row').click();
  await settled();
  const note = shown('staff-note') as HTMLTextAreaElement;
  note.value = '先打電話問戶政';
  note.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
  const asked = vi.spyOn(host, 'call');
  await host.wantClosed();
  const drafts = asked.mock.calls.filter(([name]) => name === 'save_draft');
  expect(drafts.map(([, request]) => request)).toMatchObject([
    { draft: { staff_note: '先打電話問戶政' } },
  ]);
  expect(document.querySelector('[data-testid="queue-row"]')).toBeNull();
});

test('closed_while_it_locks_the_window_still_waits_for_what_is_being_kept', async () => {
  const host = await open();
  const call = host.call.bind(host);
  let kept: () => void = () => undefined;
  host.call = (name, request) =>
    name === 'save_own_settings'
      ? new Promise((resolve) => (kept = () => resolve(null as never)))
      : call(name, request);
  shown('only-pressing').click();
  await settled();
  host.wantLocked('system');
  let gone = false;
  void host.wantClosed().then(() => (gone = true));
  await settled();
  expect(gone).toBe(false);
  kept();
  await settled();
  expect(gone).toBe(true);
});

test('a_setting_that_hangs_keeps_no_window_open', async () => {
  const host = await open();
  const call = host.call.bind(host);
  host.call = (name, request) =>
    name === 'save_own_settings' ? new Promise(() => undefined) : call(name, request);
  shown('only-pressing').click();
  await settled();
  vi.useFakeTimers();
  let gone = false;
  void host.wantClosed().then(() => (gone = true));
  await vi.advanceTimersByTimeAsync(1900);
  expect(gone).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(gone).toBe(true);
});
