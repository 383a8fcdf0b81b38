// What asks for attention stands by itself; what is in order is one line that opens.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import type { FindingView } from '../../generated/views';
import { Unfolded } from '../../parts/Unfolded.svelte';
import FindingList from './FindingList.svelte';

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
    clause: '貳.二',
    data_date: null,
  } as FindingView;
}

function list(findings: FindingView[]): void {
  const inOrder = new Unfolded(() => 'case');
  const app = mount(FindingList, {
    target: document.body,
    props: { of: 'case', findings, inOrder },
  });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  flushSync();
}

const shown = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-testid=finding] .label')].map(
    (label) => label.textContent,
  );
const inOrder = (): HTMLElement | null => document.querySelector('[data-testid=in-order]');

describe('the findings of a post', () => {
  test('what_asks_stands_first_and_what_is_in_order_is_one_line_that_opens', () => {
    list([finding('字數', 'pass'), finding('詞彙', 'attention'), finding('間隔', 'pass')]);
    expect(shown()).toEqual(['詞彙']);
    expect(inOrder()?.textContent).toContain('2 項相符');
    inOrder()?.click();
    flushSync();
    expect(shown()).toEqual(['詞彙', '字數', '間隔']);
    inOrder()?.click();
    flushSync();
    expect(shown()).toEqual(['詞彙']);
  });

  test('even_where_all_is_in_order_a_reading_is_asked_for', () => {
    list([finding('字數', 'pass')]);
    expect(inOrder()?.textContent).toContain('仍請逐字看過');
  });

  test('where_nothing_is_in_order_no_line_says_so', () => {
    list([finding('字數', 'fail')]);
    expect(inOrder()).toBeNull();
  });
});
