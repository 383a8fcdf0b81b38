// The findings of an application: what asks is a chip each, what is in order one chip that opens.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import type { FindingView } from '../../generated/views';
import { Unfolded } from '../../parts/Unfolded.svelte';
import FindingChips from './FindingChips.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

function finding(id: string, level: FindingView['level']): FindingView {
  return {
    id,
    level,
    label: id,
    value: '',
    sentence: `${id} 的說明`,
    arithmetic: null,
    clause: '操作二.6',
    data_date: null,
    suggested_reasons: [],
  };
}

function chips(findings: FindingView[]): Unfolded {
  const inOrder = new Unfolded(() => 'case');
  const app = mount(FindingChips, {
    target: document.body,
    props: { of: 'case', findings, inOrder },
  });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  flushSync();
  return inOrder;
}

const shown = (): (string | null)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-testid=finding] .label')].map(
    (label) => label.textContent,
  );
const fold = (): HTMLElement | null => document.querySelector('[data-testid=in-order]');

describe('the findings of an application', () => {
  test('what_asks_stands_first_and_what_is_in_order_is_one_chip_that_opens', () => {
    chips([finding('名額', 'pass'), finding('照片', 'attention'), finding('證號', 'pass')]);
    expect(shown()).toEqual(['照片']);
    expect(fold()?.textContent).toContain('2 項相符');
    expect(fold()?.getAttribute('aria-expanded')).toBe('false');
    fold()?.click();
    flushSync();
    expect(fold()?.getAttribute('aria-expanded')).toBe('true');
    expect(shown()).toEqual(['照片', '名額', '證號']);
  });

  test('the_key_that_is_told_to_a_screen_reader_opens_it_too', () => {
    const inOrder = chips([finding('名額', 'pass')]);
    expect(fold()?.getAttribute('aria-keyshortcuts')).toBe('O');
    inOrder.toggle('all');
    flushSync();
    expect(shown()).toEqual(['名額']);
  });

  test('what_is_in_order_tells_its_sum_and_clause_once_it_is_unfolded', () => {
    chips([finding('名額', 'pass')]);
    fold()?.click();
    flushSync();
    document.querySelector<HTMLElement>('[data-testid=finding]')?.click();
    flushSync();
    expect(document.querySelector('[data-testid=finding-card]')?.textContent).toContain('操作二.6');
  });
});
