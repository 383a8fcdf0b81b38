// 提醒: off by choice, and quiet hours as people type them.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import type { CallsView } from '../../generated/views';
import CallsPanel from './CallsPanel.svelte';
import type { SettingsController } from './SettingsController.svelte';

let leave: (() => void) | null = null;

afterEach(() => {
  leave?.();
  leave = null;
});

/** The panel over these calls; answers what was kept. */
function show(calls: CallsView): CallsView[] {
  const kept: CallsView[] = [];
  const controller = {
    calls,
    saved: null,
    keepCalls: (now: CallsView) => {
      kept.push(now);
      return Promise.resolve();
    },
  };
  const panel = mount(CallsPanel, {
    target: document.body,
    props: { controller: controller as unknown as SettingsController },
  });
  flushSync();
  leave = () => {
    void unmount(panel);
    document.body.replaceChildren();
  };
  return kept;
}

function field(testid: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`${testid} is not shown`);
  return found;
}

function type(testid: string, words: string): void {
  const found = field(testid);
  found.type = 'text';
  found.value = words;
  found.dispatchEvent(new Event('change', { bubbles: true }));
}

test('who_is_called_can_switch_it_off_and_keeps_the_quiet_hours', () => {
  const quiet = { from: '17:30', until: '08:00' };
  const kept = show({ off: false, quiet });
  field('settings-calls').click();
  expect(kept).toEqual([{ off: true, quiet }]);
});

test('quiet_hours_begin_with_those_after_office_and_are_taken_as_they_are_typed', () => {
  let kept = show({ off: false, quiet: null });
  expect(document.querySelector('[data-testid="settings-quiet-from"]')).toBeNull();
  field('settings-quiet').click();
  expect(kept).toEqual([{ off: false, quiet: { from: '17:30', until: '08:00' } }]);
  leave?.();
  kept = show({ off: false, quiet: { from: '17:30', until: '08:00' } });
  type('settings-quiet-from', ' １８：００ ');
  expect(kept.at(-1)?.quiet).toEqual({ from: '18:00', until: '08:00' });
  // A field that is being emptied is no time yet.
  type('settings-quiet-until', '');
  expect(kept).toHaveLength(1);
});
