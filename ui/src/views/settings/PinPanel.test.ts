// 變更 PIN: what was typed is gone when it is done or given up, and a mistake is said beside it.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import PinPanel from './PinPanel.svelte';

let leave: (() => void) | null = null;

afterEach(() => {
  leave?.();
  leave = null;
});

async function open(): Promise<void> {
  const host = new FakeHost({ frozen: true, pin: true });
  const panel = mount(PinPanel, { target: document.body, props: { host } });
  leave = () => {
    void unmount(panel);
    document.body.replaceChildren();
  };
  await press('pin-change');
}

function shown(testid: string): HTMLElement | null {
  return document.querySelector(`[data-testid="${testid}"]`);
}

async function settled(): Promise<void> {
  for (let n = 0; n < 6; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

async function press(testid: string): Promise<void> {
  shown(testid)?.click();
  await settled();
}

async function change(before: string, after: string, again: string): Promise<void> {
  for (const [testid, typed] of Object.entries({
    'pin-before': before,
    'pin-new': after,
    'pin-again': again,
  })) {
    const field = shown(testid);
    if (!(field instanceof HTMLInputElement)) throw new Error(`no ${testid}`);
    field.value = typed;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  await press('pin-change-save');
}

test('a_pin_is_changed_and_nothing_of_it_stays_in_the_fields', async () => {
  await open();
  await change('194728', '840627', '840628');
  expect(shown('pin-trouble')?.textContent).toContain(text.lock.set.differ);
  expect(document.activeElement).toBe(shown('pin-again'));
  await change('271828', '840627', '840627');
  expect(shown('pin-trouble')?.textContent).toContain('還可以試 9 次');
  await change('194728', '840627', '840627');
  expect(shown('pin-before')).toBeNull();
  expect(document.body.textContent).toContain(text.lock.change.changed);
  await press('pin-change');
  expect(shown('pin-before')).toHaveProperty('value', '');
  expect(shown('pin-new')).toHaveProperty('value', '');
});
