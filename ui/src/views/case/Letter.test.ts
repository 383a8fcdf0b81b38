// A family's words with what the rules found in them: one stretch for each hit, told once.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import type { MarkView, SegmentView } from '../../generated/views';
import Letter from './Letter.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

const REQUEST: MarkView = {
  severity: 'block',
  label: '公務',
  sentence: '請求開立或簽署文件',
  concepts: ['請託', '文件'],
};
const DESPAIR: MarkView = { severity: 'escalate', label: '關懷', sentence: '絕望', concepts: [] };

function letter(body: SegmentView[]): void {
  const app = mount(Letter, {
    target: document.body,
    props: { post: { title: [{ text: '晚安', mark: null }], body } },
  });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  flushSync();
}

const marks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('mark')];
/** What the family wrote, without what stands beside it. */
function written(): string {
  const copy = document.querySelector('.letter p')?.cloneNode(true) as HTMLElement;
  copy.querySelectorAll('sup').forEach((sup) => sup.remove());
  return copy.textContent;
}

test('a_pattern_is_one_stretch_with_its_concepts_named_for_the_eye_and_the_ear', () => {
  letter([
    { text: '爸，', mark: null },
    { text: '請你幫我申請在監證明', mark: REQUEST },
    { text: '，謝謝。', mark: null },
  ]);
  expect(marks()).toHaveLength(1);
  expect(marks()[0]?.querySelector('.concepts')?.textContent).toBe('請託＋文件');
  expect(marks()[0]?.querySelector('.vh')?.textContent).toBe(
    '（屬不宜內容：請求開立或簽署文件，「請託」「文件」寫在一起）',
  );
  expect(marks()[0]?.title).toContain('「請託」「文件」');
  expect(written()).toBe('爸，請你幫我申請在監證明，謝謝。');
});

test('a_stretch_that_a_stronger_mark_cuts_is_told_once_at_its_end', () => {
  letter([
    { text: '請你幫我，', mark: REQUEST },
    { text: '我撐不下去了', mark: DESPAIR },
    { text: '，開在監證明', mark: REQUEST },
  ]);
  expect(marks().map((mark) => mark.querySelector('sup') !== null)).toEqual([false, true, true]);
  expect(document.querySelectorAll('.concepts')).toHaveLength(1);
  expect(written()).toBe('請你幫我，我撐不下去了，開在監證明');
});

test('the_same_found_twice_is_told_twice', () => {
  letter([
    { text: '開證明', mark: REQUEST },
    { text: '，還有', mark: null },
    { text: '請你簽', mark: REQUEST },
  ]);
  expect(document.querySelectorAll('.concepts')).toHaveLength(2);
});

test('a_word_has_its_kind_alone', () => {
  letter([{ text: '我撐不下去了', mark: DESPAIR }]);
  expect(document.querySelector('.concepts')).toBeNull();
  expect(document.querySelector('sup')?.textContent).toBe('（請先處理：絕望）關懷');
});
