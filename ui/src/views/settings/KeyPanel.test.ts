// 更換資料庫金鑰: with the PIN where there is one; what was typed is gone, and a mistake is said beside it.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import KeyPanel from './KeyPanel.svelte';

let leave: (() => void) | null = null;

afterEach(() => {
  leave?.();
  leave = null;
});

function open(pin: boolean): void {
  const host = new FakeHost({ frozen: true, pin });
  const panel = mount(KeyPanel, { target: document.body, props: { host, pin } });
  leave = () => {
    void unmount(panel);
    document.body.replaceChildren();
  };
}

function shown(testid: string): HTMLElement | null {
  return document.querySelector(`[data-testid="${testid}"]`);
}

async function press(testid: string): Promise<void> {
  shown(testid)?.click();
  for (let n = 0; n < 6; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

function type(pin: string): void {
  const field = shown('key-pin');
  if (!(field instanceof HTMLInputElement)) throw new Error('no field for the PIN');
  field.value = pin;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

test('a_wrong_pin_changes_no_key_and_the_right_one_does', async () => {
  open(true);
  await press('key-change');
  type('271828');
  await press('key-change-save');
  expect(shown('key-trouble')?.textContent).toContain('PIN 不對');
  expect((shown('key-pin') as HTMLInputElement).value).toBe('');
  type('194728');
  await press('key-change-save');
  expect(shown('key-pin')).toBeNull();
  expect(document.body.textContent).toContain(text.lock.databaseKey.changed);
});

test('where_no_pin_is_used_none_is_asked_for', async () => {
  open(false);
  await press('key-change');
  expect(shown('key-pin')).toBeNull();
  await press('key-change-save');
  expect(document.body.textContent).toContain(text.lock.databaseKey.changed);
});
