// The lock in the window: what it leaves on the page, and the way back.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';

const PIN = '194728';
let leave: (() => void) | null = null;

async function settled(): Promise<void> {
  for (let n = 0; n < 12; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

async function open(wishes: ConstructorParameters<typeof FakeHost>[0]): Promise<FakeHost> {
  const host = new FakeHost({ frozen: true, ...wishes });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  return host;
}

afterEach(() => {
  leave?.();
  leave = null;
});

function shown(testid: string): HTMLElement | null {
  return document.querySelector(`[data-testid="${testid}"]`);
}

async function press(init: KeyboardEventInit, target: EventTarget = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
  await settled();
}

async function unlock(pin: string): Promise<void> {
  const field = shown('lock-pin');
  if (!(field instanceof HTMLInputElement)) throw new Error('no field for the PIN');
  field.value = pin;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  shown('lock-open')?.closest('form')?.requestSubmit();
  await settled();
}

test('ctrl_l_leaves_nothing_of_any_case_on_the_page_and_the_pin_brings_it_back', async () => {
  const host = await open({ pin: true });
  const names = host.cases.map((one) => one.who).filter((who) => who.length > 1);
  expect(shown('queue-row')).not.toBeNull();
  await press({ key: 'l', ctrlKey: true });
  expect(shown('lock')).not.toBeNull();
  for (const name of names) expect(document.documentElement.outerHTML).not.toContain(name);
  expect(shown('queue-row')).toBeNull();
  expect(document.title).not.toContain('王');

  await unlock('271828');
  expect(shown('lock-trouble')?.textContent).toContain('PIN 不對');
  expect((shown('lock-pin') as HTMLInputElement).value).toBe('');
  await unlock(PIN);
  expect(shown('queue-row')).not.toBeNull();
});

test('it_locks_while_somebody_types_and_with_a_dialog_open', async () => {
  await open({});
  await press({ key: '?' });
  await press({ key: 'l', ctrlKey: true });
  expect(shown('lock')).not.toBeNull();
  expect(document.querySelector('dialog')).toBeNull();
});

test('the_system_locks_the_desk_and_a_press_opens_where_no_pin_is_asked_for', async () => {
  const host = await open({});
  host.wantLocked('system');
  await settled();
  expect(shown('lock')).not.toBeNull();
  expect(shown('lock-pin')).toBeNull();
  shown('lock-open')?.closest('form')?.requestSubmit();
  await settled();
  expect(shown('queue-row')).not.toBeNull();
});

test('not_me_leads_to_the_start_page_and_the_desk_is_offered_there', async () => {
  await open({ locked: true, pin: true, portal: true });
  expect(shown('lock')).not.toBeNull();
  shown('lock-not-me')?.click();
  await settled();
  expect(shown('known-desk')?.textContent).toContain('李○真');
  shown('known-desk')?.click();
  await settled();
  expect(shown('lock')).not.toBeNull();
});

test('ten_wrong_pins_leave_the_portal_alone_which_has_a_new_one_set', async () => {
  await open({ locked: true, pin: true });
  for (let n = 0; n < 10; n++) await unlock('271828');
  expect(shown('lock-pin')).toBeNull();
  shown('lock-portal')?.click();
  await settled();
  expect(shown('pin-set')).not.toBeNull();
  const [one, other] = ['pin-new', 'pin-again'].map((id) => shown(id) as HTMLInputElement);
  for (const [field, value] of [
    [one, PIN],
    [other, '271828'],
  ] as const) {
    if (field === undefined) throw new Error('no field');
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  shown('pin-save')?.closest('form')?.requestSubmit();
  await settled();
  expect(shown('pin-trouble')?.textContent).toContain(text.lock.set.differ);
});
