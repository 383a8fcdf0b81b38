// Keys of one's own, from the dialog to every place that names them, and back.

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
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  await patiently(() => find('queue-row'));
  return host;
}

function find(...testids: string[]): HTMLElement {
  const found = testids
    .map((testid) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`))
    .find((one) => one !== null);
  if (found == null) throw new Error(`${testids.join()} is not on the page`);
  return found;
}

async function press(key: string, more: KeyboardEventInit = {}, on: HTMLElement = document.body) {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

async function click(testid: string): Promise<void> {
  find(testid).click();
  await settled();
}

/** Puts an act on another key, as a person does; answers what stands in the way. */
async function put(act: string, key: string, more: KeyboardEventInit = {}): Promise<string | null> {
  await click(`key-${act}`);
  await press(key, more, find('key-waits'));
  return document.querySelector('[data-testid="key-refusal"]')?.textContent ?? null;
}

describe('the dialog of the keys', () => {
  test('an_act_on_another_key_hears_it_shows_it_and_keeps_it_over_a_restart', async () => {
    const host = await open();
    await click('queue-row');
    await patiently(() => find('verdict-hold'));
    await press('?');
    expect(await put('hold', 'q')).toBeNull();
    expect(find('key-hold').textContent).toContain('Q');
    expect(find('keys-said').textContent).toContain('Q');
    expect(host.ownSettings.keys).toEqual({ hold: 'q' });
    // The dialog's own key did not change, and closes it.
    await press('?');
    expect(document.querySelector('[data-testid="keys"]')).toBeNull();
    const button = find('verdict-hold');
    expect(button.getAttribute('aria-keyshortcuts')).toBe('Q');
    expect(button.querySelector('kbd')?.textContent).toBe('Q');
    await press('h');
    expect(document.querySelector('[data-testid="decide-sheet"]')).toBeNull();

    leave?.();
    await open(host);
    await click('queue-row');
    await patiently(() => find('verdict-hold'));
    expect(find('verdict-hold').querySelector('kbd')?.textContent).toBe('Q');
  });

  test('while_an_act_waits_for_its_key_nothing_else_hears_it', async () => {
    const host = await open();
    await press('?');
    await click('key-next');
    const waits = find('key-waits');
    // A modifier alone is no key yet; an input method's is refused; Ctrl+L is the lock's.
    await press('Control', { ctrlKey: true }, waits);
    await press('Process', {}, waits);
    expect(find('key-refusal').textContent).toBe(text.keys.refusals.inputMethod);
    await press('l', { ctrlKey: true }, waits);
    expect(find('key-refusal').textContent).toBe(text.keys.refusals.taken(text.lock.key));
    expect(host.locked).toBeNull();
    await press('Escape', {}, waits);
    expect(document.querySelector('[data-testid="key-waits"]')).toBeNull();
    expect(find('keys')).toBeTruthy();
    expect(host.ownSettings.keys).toEqual({});
  });

  test('what_two_layers_hear_is_listed_once_and_can_be_changed', async () => {
    const host = await open();
    await click('queue-row');
    await patiently(() => find('verdict-hold'));
    await press('?');
    expect(document.querySelectorAll('[data-testid="key-kinship"]').length).toBe(1);
    expect(await put('kinship', 'q')).toBeNull();
    expect(host.ownSettings.keys).toEqual({ kinship: 'q' });
    expect(document.activeElement).toBe(find('key-kinship'));
  });

  test('where_they_could_not_be_read_nothing_is_written_over_them', async () => {
    const host = new FakeHost({ frozen: true, fail: ['own_settings'] });
    const before = { ...host.ownSettings, keys: { approve: 'y' } };
    host.ownSettings = before;
    await open(host);
    await click('only-pressing');
    await press('?');
    expect(await put('next', 'q')).toBe(text.keys.notKept);
    expect(host.ownSettings).toEqual(before);
  });

  test('one_press_brings_the_shipped_keys_back', async () => {
    const host = await open();
    await press('?');
    await click('keys-all');
    await put('markDelivered', 'q');
    await put('approve', 'y');
    expect(host.ownSettings.keys).toEqual({ markDelivered: 'q', approve: 'y' });
    await click('key-back-approve');
    expect(host.ownSettings.keys).toEqual({ markDelivered: 'q' });
    await click('keys-all-back');
    expect(host.ownSettings.keys).toEqual({});
    expect(find('key-markDelivered').textContent).toContain('M');
    expect(find('keys-said').textContent).toBe(text.keys.back);
  });

  test('a_key_that_could_not_be_kept_does_not_hold_and_that_is_told', async () => {
    const host = await open();
    host.wishes.fail.push('save_own_settings');
    await press('?');
    expect(await put('next', 'q')).toContain(text.keys.notKept);
    expect(find('key-waits')).toBeTruthy();
    await press('Escape', {}, find('key-waits'));
    expect(find('key-next').textContent).toContain('J');
  });

  test.each([
    { keys: { approve: 'c' }, keys_unread: false },
    { keys: { no_such_act: 'q' }, keys_unread: false },
    { keys: {}, keys_unread: true },
  ])(
    'keys_that_make_no_sense_fall_back_to_the_shipped_ones_and_that_is_told (%#)',
    async (kept) => {
      const host = new FakeHost({ frozen: true });
      host.ownSettings = { ...kept, filters: {} } as FakeHost['ownSettings'];
      await open(host);
      expect(document.body.textContent).toContain(text.keys.fellBack);
      await click('queue-row');
      await patiently(() => find('verdict-approve'));
      expect(find('verdict-approve').querySelector('kbd')?.textContent).toBe('A');
      await press('?');
      expect(find('keys-fell-back')).toBeTruthy();
    },
  );

  test('whoever_signs_out_takes_their_keys_with_them', async () => {
    const host = new FakeHost({ frozen: true });
    host.ownSettings = { ...host.ownSettings, keys: { allKeys: 'q' } };
    await open(host);
    await click('place-settings');
    await patiently(() => find('settings-sign-out'));
    await click('settings-sign-out');
    await patiently(() => find('start-practice'));
    await press('?');
    expect(find('keys')).toBeTruthy();
    expect(document.querySelector('[data-testid="keys-all"]')).toBeNull();
  });

  test('an_own_key_of_the_lock_locks_even_while_a_person_types', async () => {
    const host = new FakeHost({ frozen: true });
    host.ownSettings = { ...host.ownSettings, keys: { lock: 'ctrl+k' } };
    await open(host);
    await press('l', { ctrlKey: true }, find('queue-search'));
    expect(host.locked).toBeNull();
    await press('k', { ctrlKey: true }, find('queue-search'));
    await patiently(() => expect(host.locked).not.toBeNull());
  });
});
