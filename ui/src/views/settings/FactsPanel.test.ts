// 這個審核台: each wall around the documents, and what the administrators of the computer set, are told and
// offer nothing to change.

import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import type { FoundationView } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import FactsPanel from './FactsPanel.svelte';

let leave: (() => void) | null = null;

afterEach(() => {
  leave?.();
  leave = null;
});

async function show(changed: Partial<FoundationView>): Promise<void> {
  const host = new FakeHost({ frozen: true });
  const facts = { ...(await host.call('foundation', null)), ...changed };
  const panel = mount(FactsPanel, { target: document.body, props: { facts, practice: false } });
  leave = () => {
    void unmount(panel);
    document.body.replaceChildren();
  };
}

function words(testid: string): string | null {
  return document.querySelector(`[data-testid="${testid}"]`)?.textContent ?? null;
}

test('a_wall_that_does_not_stand_is_marked_among_the_others', async () => {
  const walls = [
    { name: '檔案與網路的隔離', words: '沒有生效，所以不開啟文件。', failed: true },
    { name: '記憶體與時間上限', words: '有效。', failed: false },
  ];
  await show({ walls });
  for (const wall of walls) {
    expect(words('settings-walls')).toContain(text.settings.facts.wallOf(wall));
  }
  expect(document.querySelectorAll('[data-testid="settings-walls"] .note')).toHaveLength(1);
});

test('what_is_managed_is_told_and_cannot_be_changed_here', async () => {
  const unreadable = { name: 'PIN', words: '讀不懂：HKLM。更正以前要 PIN', readable: false };
  await show({ managed: [{ name: 'Proxy', words: '不經 Proxy', readable: true }, unreadable] });
  expect(document.body.textContent).toContain(text.settings.managed.text);
  expect(words('settings-managed')).toContain('不經 Proxy');
  expect(words('settings-managed')).toContain(unreadable.words);
  expect(document.querySelectorAll('[data-testid="settings-managed"] .note')).toHaveLength(1);
  expect(document.querySelector('input, button, select')).toBeNull();
});

test('where_nothing_is_managed_nothing_is_said_of_it', async () => {
  await show({ managed: [] });
  expect(words('settings-managed')).toBeNull();
  expect(document.body.textContent).not.toContain(text.settings.managed.title);
});
