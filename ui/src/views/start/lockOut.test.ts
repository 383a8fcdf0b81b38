// A closed door: the page that tells why, and the way on for each cause.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import App from '../../App.svelte';
import type { LockOutCause } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { LOCK_OUT_CAUSES } from '../../host/fake/lockOuts';
import { text } from '../../text';
import { patiently, settled } from '../work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function open(cause: LockOutCause): Promise<FakeHost> {
  const host = new FakeHost({ start: true, straight: true, frozen: true, lockOut: cause });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await patiently(() => expect(find('lock-out')).not.toBeNull());
  return host;
}

const find = (testid: string): HTMLElement | null =>
  document.querySelector(`[data-testid="${testid}"]`);

async function click(testid: string): Promise<void> {
  const found = find(testid);
  if (found === null) throw new Error(`${testid} is not on the page`);
  found.click();
  await settled();
}

describe('a closed door', () => {
  test.each(LOCK_OUT_CAUSES)('for_%s_says_what_is_safe_and_offers_an_act', async (cause) => {
    await open(cause);
    const page = find('lock-out');
    expect(page?.dataset['cause']).toBe(cause);
    expect(page?.textContent).toContain('沒有被動過');
    expect(page?.textContent).toContain('3 件');
    expect(find('lock-out-again')).not.toBeNull();
    expect(find('lock-out-anew') !== null).toBe(
      ['key_gone', 'key_file_gone', 'key_replaced', 'file_gone', 'pin_lost', 'unreadable'].includes(
        cause,
      ),
    );
  });

  test('the_file_is_given_up_only_when_it_is_asked_for_twice', async () => {
    const host = await open('key_gone');
    await click('lock-out-anew');
    expect(host.wishes.lockOut).toBe('key_gone');
    await click('lock-out-anew-sure');
    await patiently(() => expect(find('sync-state')).not.toBeNull());
    expect(find('lock-out')).toBeNull();
  });

  test('trying_again_tells_that_it_did_not_help_and_then_opens', async () => {
    const host = await open('disk_full');
    await click('lock-out-again');
    await patiently(() =>
      expect(find('lock-out')?.querySelector('[role="alert"]')?.textContent).toContain('磁碟已滿'),
    );
    host.wishes.lockOut = null;
    await click('lock-out-again');
    await patiently(() => expect(find('sync-state')).not.toBeNull());
  });

  test('one_can_go_back_to_the_start', async () => {
    await open('keyring_locked');
    await click('lock-out-back');
    expect(find('start-practice')).not.toBeNull();
    expect(document.body.textContent).toContain(text.start.title);
  });
});

test('what_keeps_the_work_from_going_on_is_told_at_the_head_of_every_place', async () => {
  const host = new FakeHost({ frozen: true });
  const sync = {
    ...host.sync(),
    urgent: true,
    state: 'troubled' as const,
    label: '磁碟已滿',
    trouble: '請清出空間。',
  };
  host.sync = () => sync;
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await patiently(() => expect(find('urgent')?.textContent).toContain('請清出空間。'));
});
