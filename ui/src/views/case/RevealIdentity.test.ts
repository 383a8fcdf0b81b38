// The whole identity number is shown once somebody says what for, and never before.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';

import RevealIdentity from './RevealIdentity.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

function shown(whole: string | null, masked: string): ReturnType<typeof vi.fn> {
  const onreveal = vi.fn();
  const app = mount(RevealIdentity, { target: document.body, props: { whole, masked, onreveal } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  flushSync();
  return onreveal;
}

const button = (testid: string): HTMLElement | null =>
  document.querySelector(`[data-testid="${testid}"]`);

test('a_number_is_asked_for_with_one_of_four_purposes', () => {
  const onreveal = shown(null, 'A123***789');
  expect(button('reveal-contact_family')).toBeNull();
  button('reveal')?.click();
  flushSync();
  expect(button('reveal')?.getAttribute('aria-expanded')).toBe('true');
  expect(document.querySelectorAll('[data-testid^="reveal-"]').length).toBe(4);
  expect(onreveal).not.toHaveBeenCalled();
  button('reveal-contact_family')?.click();
  flushSync();
  expect(onreveal).toHaveBeenCalledWith('contact_family');
  expect(button('reveal-contact_family')).toBeNull();
});

test.each([
  ['A123456789', 'A123***789'],
  [null, ''],
])('there_is_nothing_to_ask_for_where_%s_is_shown_or_none_is_known', (whole, masked) => {
  shown(whole, masked);
  expect(button('reveal')).toBeNull();
  expect(document.body.textContent).toContain(whole ?? masked);
});
