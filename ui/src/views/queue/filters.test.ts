// A part of the queue, on the page: seen as such, remembered, and taken away with one press.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { patiently, settled } from '../work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function open(host: FakeHost = new FakeHost({ frozen: true })): Promise<FakeHost> {
  leave?.();
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  await patiently(() => find('queue-search'));
  return host;
}

function seek(testid: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
}

function find(testid: string): HTMLElement {
  const found = seek(testid);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}

async function click(testid: string): Promise<void> {
  find(testid).click();
  await settled();
}

const rows = (): number => document.querySelectorAll('[data-testid="queue-row"]').length;

async function check(rule: string): Promise<void> {
  const list = find('queue-check') as HTMLSelectElement;
  list.value = rule;
  list.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

describe('a part of the queue', () => {
  test('it_is_seen_as_such_survives_another_place_and_a_restart_and_goes_with_one_press', async () => {
    const host = await open();
    await click('place-posts');
    await patiently(() => expect(rows()).toBeGreaterThan(0));
    const all = rows();
    expect(seek('queue-narrowed')).toBeNull();
    await click('only-pressing');
    await patiently(() => expect(rows()).toBeLessThan(all));
    const pressing = rows();
    expect(find('queue-narrowed').textContent).toContain(text.queue.only.pressing);
    expect(find('queue-narrowed').textContent).toContain(`${host.places().posts} 件`);

    // The other queue has a filter of its own.
    await click('place-applications');
    expect(seek('queue-narrowed')).toBeNull();
    await click('place-posts');
    await patiently(() => expect(rows()).toBe(pressing));

    await open(host);
    expect(seek('queue-narrowed')).toBeNull();
    await click('place-posts');
    await patiently(() => expect(rows()).toBe(pressing));
    expect(find('only-pressing').getAttribute('aria-pressed')).toBe('true');
    await click('queue-unfilter');
    await patiently(() => expect(rows()).toBe(all));
    expect(seek('queue-narrowed')).toBeNull();
    expect(host.ownSettings.filters).toEqual({});
  });

  test('where_it_is_empty_nobody_is_told_that_all_is_done', async () => {
    const host = new FakeHost({ frozen: true });
    const filter = {
      kind: null,
      group: 'open',
      inmate_number: null,
      text: '',
      check: null,
    } as const;
    host.ownSettings.filters = { applications: { ...filter, only: 'mine' } };
    await open(host);
    await patiently(() =>
      expect(document.body.textContent).toContain(text.queue.empty.search.title),
    );
    expect(rows()).toBe(0);
    expect(document.body.textContent).not.toContain(text.queue.empty.open.title);
    expect(document.body.textContent).not.toContain(text.case.allDone.title);
    expect(find('queue-narrowed').textContent).toContain(text.queue.only.mine);
    await click('queue-unfilter');
    await patiently(() => expect(rows()).toBeGreaterThan(0));
  });

  test('the_cases_that_one_rule_stops_are_asked_for_by_its_name', async () => {
    const host = await open();
    await click('place-posts');
    await patiently(() => expect(rows()).toBeGreaterThan(0));
    const all = rows();
    await check('post.length');
    await patiently(() => expect(rows()).toBeLessThan(all));
    expect(find('queue-narrowed').textContent).toContain(text.queue.checks.post['post.length']);
    expect(host.ownSettings.filters['posts']?.check).toBe('post.length');
    await check('');
    await patiently(() => expect(rows()).toBe(all));
  });

  test('what_was_looked_for_is_there_again_and_taken_away_with_one_press', async () => {
    const host = await open();
    await click('place-find');
    const field = find('find-text') as HTMLInputElement;
    field.value = '張';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await patiently(() => expect(host.ownSettings.filters['find']?.text).toBe('張'));
    await open(host);
    await click('place-find');
    expect((find('find-text') as HTMLInputElement).value).toBe('張');
    await patiently(() =>
      expect(document.querySelectorAll('.results li').length).toBeGreaterThan(0),
    );
    await click('find-clear');
    await patiently(() => expect(host.ownSettings.filters).toEqual({}));
  });

  test('a_filter_that_could_not_be_kept_is_told', async () => {
    const host = await open();
    host.wishes.fail.push('save_own_settings');
    await click('only-pressing');
    await patiently(() => expect(document.body.textContent).toContain('暫時讀不到'));
  });
});
