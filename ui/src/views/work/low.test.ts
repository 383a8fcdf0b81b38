// On a low screen (1366 × 768 at 125 % is 1093 × 614) the papers, or the words and their photo, have
// the case to themselves; nothing of it is lost, and one key opens what is in order.

import { flushSync } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import type { Desk } from '../../desk.svelte';
import type { CaseKind } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { keyDesk } from '../../keys/keys';
import { patiently, settled, workOnThePage } from './settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function at(kind: CaseKind, width: number, height: number): Promise<Desk> {
  const page = await workOnThePage(kind, new FakeHost({ frozen: true }));
  leave = page.leave;
  page.desk.measure(width, height);
  await press('j');
  await patiently(() => expect(document.querySelector('.case')).not.toBeNull());
  return page.desk;
}

async function press(key: string): Promise<void> {
  keyDesk.press(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settled();
}

const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
/** Whether one stands before the other in the order of reading. */
function before(one: string, other: string): boolean {
  const [here, there] = [document.querySelector(one), document.querySelector(other)];
  if (here === null || there === null) throw new Error(`${one} and ${other} are not both there`);
  return (here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
/** The one that is looked at, not the one that is drawn beneath it. */
const inFront = (selector: string): Element[] => all(`.slot:not([inert]) ${selector}`);

test.each([
  [1093, 614],
  [1280, 720],
  [1366, 768],
])(
  'at_%i_by_%i_an_application_shows_its_papers_first_and_all_the_rest_beneath',
  async (...size) => {
    await at('application', ...size);
    expect(inFront('.docs.flow')).toHaveLength(1);
    expect(inFront('.work.flow .insp.across')).toHaveLength(1);
    expect(before('.slot:not([inert]) .docs', '.slot:not([inert]) .insp')).toBe(true);
    // What is told of the kinship beneath the papers stands in the title, too.
    expect(inFront('[data-testid=kinship-said]')[0]?.textContent).toBe('旁系血親 三親等');
    expect(inFront('.check').length).toBeGreaterThan(8);
    expect(inFront('[role=toolbar]')[0]?.getAttribute('aria-orientation')).toBe('vertical');
  },
);

test('where_there_is_height_enough_an_application_is_laid_out_as_before', async () => {
  await at('application', 1440, 900);
  expect(inFront('.docs.flow')).toHaveLength(0);
  expect(inFront('.insp.beside')).toHaveLength(1);
  expect(inFront('[data-testid=kinship-said]')).toHaveLength(0);
});

test('beneath_the_loupe_and_in_full_the_papers_are_laid_out_for_it', async () => {
  await at('application', 1093, 614);
  for (const key of ['z', 'f']) {
    await press(key);
    expect(inFront('.docs.flow'), key).toHaveLength(0);
    await press(key);
    expect(inFront('.docs.flow'), key).toHaveLength(1);
  }
});

test.each([
  ['a_photo', '妹妹會騎車了', true],
  ['no_photo', '對不起', false],
])('a_post_with_%s_has_it_beside_its_words_on_a_low_screen', async (_, title, photo) => {
  await at('post', 1093, 614);
  for (let n = 0; n < 8 && inFront('.letter h3')[0]?.textContent?.trim() !== title; n++) {
    await press('j');
  }
  expect(inFront('.letter h3')[0]?.textContent?.trim()).toBe(title);
  expect(inFront('.apart .photos [data-testid=document]')).toHaveLength(photo ? 1 : 0);
  expect(inFront('.insp')).toHaveLength(1);
  expect(inFront(photo ? '.photos .insp.beneath' : '.work > .insp.beside')).toHaveLength(1);
});

test.each(['application', 'post'] as const)(
  'one_key_opens_what_is_in_order_and_folds_it_again_in_an_%s',
  async (kind) => {
    const desk = await at(kind, 1366, 768);
    const shown = (): number => inFront('[data-testid=finding]').length;
    const fold = inFront('[data-testid=in-order]')[0];
    const asking = shown();
    expect(fold?.textContent).toMatch(/\d 項相符/);
    await press('o');
    expect(shown()).toBeGreaterThan(asking);
    expect(fold?.getAttribute('aria-expanded')).toBe('true');
    await press('o');
    expect(shown()).toBe(asking);
    // Where there is height enough, too.
    desk.measure(1440, 900);
    flushSync();
    await press('o');
    expect(shown()).toBeGreaterThan(asking);
  },
);
