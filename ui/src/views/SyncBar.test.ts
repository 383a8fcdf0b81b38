// The bar says what the host says, whatever the numbers beside it look like.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import { Desk } from '../desk.svelte';
import type { SyncState, SyncView } from '../generated/views';
import { FakeHost } from '../host/fake';
import OutboxBar from './outbox/OutboxBar.svelte';
import { settled } from './work/settled';
import SyncBar from './SyncBar.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

const STATES: SyncState[] = [
  'online',
  'attention',
  'offline',
  'sign_in_needed',
  'troubled',
  'starting',
];
const QUIET: SyncView = {
  state: 'online',
  well: true,
  urgent: false,
  label: '連線正常',
  trouble: null,
  last_pull: '16:52',
  last_ack: '16:50',
  queued: 0,
  all_sent: true,
  sending: 0,
  conflicts: 0,
  documents_waiting: 0,
  unreadable: 0,
  skew_seconds: 0,
  portal_time: null,
  notice: null,
};

async function bars(sync: SyncView): Promise<{ bar: HTMLElement; outbox: HTMLElement }> {
  leave?.();
  const host = new FakeHost({ frozen: true });
  const desk = new Desk(host);
  desk.sync = sync;
  const bar = mount(SyncBar, { target: document.body, props: { desk } });
  const outbox = mount(OutboxBar, {
    target: document.body,
    props: { sync, busy: false, onsync: () => undefined, onsignin: () => undefined },
  });
  leave = () => {
    void unmount(bar);
    void unmount(outbox);
    document.body.replaceChildren();
  };
  await settled();
  const find = (selector: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found === null) throw new Error(`${selector} is not on the page`);
    return found;
  };
  return { bar: find('[data-testid="sync-state"]'), outbox: find('.bar') };
}

describe('the bar', () => {
  test.each(STATES)('in_the_state_%s_it_says_the_hosts_words_and_no_others', async (state) => {
    const { bar, outbox } = await bars({
      ...QUIET,
      state,
      well: false,
      label: '主機說的字',
      trouble: '主機說的整句話。',
    });
    for (const shown of [bar, outbox]) {
      expect(shown.textContent).toContain('主機說的字');
      expect(shown.textContent).toContain('主機說的整句話。');
      expect(shown.textContent).not.toContain('連線正常');
    }
    expect([bar.dataset['state'], bar.dataset['well'], bar.getAttribute('aria-label')]).toEqual([
      state,
      'false',
      '主機說的字',
    ]);
  });

  test('a_sign_in_that_ran_out_has_its_button_in_the_bar', async () => {
    const { bar } = await bars({ ...QUIET, state: 'sign_in_needed', well: false });
    const again = bar.querySelector<HTMLElement>('[data-testid="bar-sign-in-again"]');
    expect(again?.getAttribute('aria-label')).toBe('重新登入');
    expect(bar.querySelector('[data-testid="sync-now"]')).toBeNull();
  });

  test('numbers_that_look_bad_do_not_change_what_the_host_says', async () => {
    const { bar } = await bars({
      ...QUIET,
      queued: 7,
      conflicts: 3,
      unreadable: 2,
      last_pull: null,
      skew_seconds: 5000,
    });
    expect([bar.dataset['state'], bar.dataset['well']]).toEqual(['online', 'true']);
    expect(bar.querySelector('[role="status"]')?.textContent).toContain('連線正常');
    expect(bar.querySelector('[data-testid="sync-trouble"]')).toBeNull();
  });

  test('the_clock_is_named_only_where_the_host_finds_it_worth_a_word', async () => {
    const quiet = await bars({ ...QUIET, skew_seconds: 5000 });
    expect(quiet.bar.querySelector('[data-testid="sync-skew"]')).toBeNull();
    const told = await bars({ ...QUIET, skew_seconds: 1260, portal_time: '16:31' });
    expect(told.bar.querySelector('[data-testid="sync-skew"]')?.textContent).toContain('16:31');
  });
});
