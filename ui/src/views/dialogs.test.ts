// Every dialog of the window, opened as a person opens it: what they share.

import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import App from '../App.svelte';
import { FakeHost } from '../host/fake';
import { patiently, settled } from './work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

const find = (testid: string): HTMLElement | null =>
  document.querySelector(`[data-testid="${testid}"]`);

async function press(key: string): Promise<void> {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
  await settled();
}

/** Where it is opened, by what, and its name. */
const DIALOGS = [
  ['place-posts', 'pack-open', 'pack'],
  ['place-applications', 'tool-print', 'print-dialog'],
  ['place-posts', 'ask-supervisor', 'ask-dialog'],
  ['place-tally', 'tally-export', 'export-dialog'],
  ['place-tally', 'tally-differences-open', 'tally-differences'],
  ['place-suspensions', 'suspension-suspend', 'suspension-dialog'],
  ['place-settings', 'settings-keys', 'keys'],
] as const;

test.each(DIALOGS)('from_%s_%s_opens_%s_and_escape_leads_back', async (place, opener, dialog) => {
  const host = new FakeHost({ frozen: true, role: 'supervisor', differs: true });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  find(place)?.click();
  await settled();
  if (place === 'place-posts' || place === 'place-applications') {
    await patiently(() => expect(find('queue-row')).not.toBeNull());
    await press('j');
  }
  await patiently(() => expect(find(opener)).not.toBeNull());
  find(opener)?.focus();
  find(opener)?.click();
  await patiently(() => expect(find(dialog)).not.toBeNull());
  const titled = find(dialog)?.getAttribute('aria-labelledby') ?? '';
  expect(document.getElementById(titled)?.textContent).not.toBe('');
  // A browser's dialog takes the focus; the tests' page has to be told.
  find(dialog)?.querySelector('button')?.focus();

  // No key reaches the place below.
  await press('1');
  expect(find(dialog)).not.toBeNull();
  await press('Escape');
  expect(find(dialog)).toBeNull();
  expect(document.activeElement).toBe(find(opener));
});
