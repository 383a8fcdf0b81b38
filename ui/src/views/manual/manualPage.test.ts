// The manual in the window: it opens at the place where one is, and leaves that place as it was.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';

import App from '../../App.svelte';
import type { Place } from '../../desk.svelte';
import { FakeHost } from '../../host/fake';
import { CHAPTER_LIST } from '../../manual';
import { patiently, settled } from '../work/settled';
import { CHAPTER_OF } from './here';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
  vi.restoreAllMocks();
});

async function open(wishes: ConstructorParameters<typeof FakeHost>[0] = {}, until = 'queue-row') {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  await patiently(() => find(until));
  return host;
}

function maybe(testid: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
}
function find(testid: string): HTMLElement {
  const found = maybe(testid);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}
async function press(key: string, more: KeyboardEventInit = {}, on?: Element): Promise<void> {
  const at = on ?? document.activeElement ?? document.body;
  at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}
async function click(testid: string): Promise<void> {
  find(testid).click();
  await settled();
}
async function help(): Promise<string | undefined> {
  await press('F1');
  await patiently(() => find('manual-chapter'));
  return find('manual-chapter').dataset['chapter'];
}
async function write(testid: string, words: string): Promise<void> {
  const field = find(testid) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

describe('F1', () => {
  test('opens_the_chapter_of_each_place_and_closes_again', async () => {
    await open();
    for (const [place, chapter] of Object.entries(CHAPTER_OF) as [Place, string][]) {
      // Nothing is chosen yet in the two queues: what is told there is the queue.
      if (place === 'applications' || place === 'posts') continue;
      await click(`place-${place}`);
      expect(await help(), place).toBe(chapter);
      await press('F1');
      expect(maybe('manual'), place).toBeNull();
    }
  });

  test('tells_of_the_queue_first_and_of_the_case_once_one_is_open', async () => {
    await open();
    await click('place-posts');
    expect(await help()).toBe('queue');
    await press('F1');
    await patiently(() => find('queue-row'));
    await click('queue-row');
    await patiently(() => find('verdict-reject'));
    expect(await help()).toBe('post');
    await press('F1');
    await press('f');
    expect(await help()).toBe('documents');
  });

  test('from_a_half_written_rejection_comes_back_to_it_with_every_word', async () => {
    await open();
    await click('place-posts');
    await patiently(() => find('queue-row'));
    await click('queue-row');
    await patiently(() => find('verdict-reject'));
    await press('r');
    await patiently(() => find('reason-option-P01'));
    await click('reason-option-P01');
    await patiently(() => find('slot-P01-事項'));
    const slot = find('slot-P01-事項') as HTMLInputElement;
    slot.focus();
    await write('slot-P01-事項', '在監證');
    slot.setSelectionRange(1, 2);
    expect(await help()).toBe('decide');
    expect(document.activeElement?.id).toBe('manual-decide-reject');
    await press('Escape');
    expect(maybe('manual')).toBeNull();
    expect(find('slot-P01-事項')).toBe(slot);
    expect(slot.value).toBe('在監證');
    expect([slot.selectionStart, slot.selectionEnd]).toEqual([1, 2]);
    expect(document.activeElement).toBe(slot);
  });

  test('works_over_a_dialog_and_gives_it_back', async () => {
    await open();
    await press('?');
    await patiently(() => find('keys'));
    expect(await help()).toBe('keys');
    await press('Escape');
    expect(maybe('manual')).toBeNull();
    find('keys');
  });

  test.each([
    ['start', { start: true }, 'start-practice', 'start'],
    ['the lock', { locked: true, pin: true }, 'lock', 'lock'],
  ] as const)('works_before_anybody_sits_down_at_%s', async (_, wishes, until, chapter) => {
    await open(wishes, until);
    expect(await help()).toBe(chapter);
    expect(maybe('manual-beside')).toBeNull();
  });

  test('does_nothing_while_an_input_method_has_words_in_its_hands', async () => {
    await open();
    await press('F1', { isComposing: true });
    expect(maybe('manual')).toBeNull();
  });

  test('locking_closes_it', async () => {
    await open();
    await help();
    await press('l', { ctrlKey: true });
    await patiently(() => find('lock'));
    expect(maybe('manual')).toBeNull();
  });
});

describe('reading', () => {
  test('keys_are_told_as_they_are_bound', async () => {
    const host = await open();
    host.ownSettings = { ...host.ownSettings, keys: { manual: 'ctrl+m', approve: 'q' } };
    leave?.();
    const app = mount(App, { target: document.body, props: { host } });
    leave = () => {
      void unmount(app);
      document.body.replaceChildren();
    };
    await settled();
    await patiently(() => find('queue-row'));
    await press('F1');
    expect(maybe('manual')).toBeNull();
    await press('m', { ctrlKey: true });
    await patiently(() => find('manual-chapter'));
    await click('manual-to-first-day');
    const caps = [...find('manual-chapter').querySelectorAll('kbd')].map((cap) => cap.textContent);
    expect(caps).toContain('Q');
    expect(caps).toContain('M');
    expect(caps).not.toContain('F1');
  });

  test('words_are_found_entered_and_left_again_before_the_manual_closes', async () => {
    await open();
    await help();
    await press('/');
    expect(document.activeElement).toBe(find('manual-search'));
    await write('manual-search', '放行');
    expect(find('manual-count').textContent).toMatch(/找到 \d+ 處/);
    await press('Enter');
    expect(find('manual-chapter').dataset['chapter']).toBe('own-words');
    await press('Escape', {}, find('manual-search'));
    find('manual');
    expect((find('manual-search') as HTMLInputElement).value).toBe('');
    await press('Escape');
    expect(maybe('manual')).toBeNull();
  });

  test('links_lead_to_chapters_and_back_by_the_contents', async () => {
    await open();
    await help();
    await click('manual-to-first-day');
    const way = [...find('manual-chapter').querySelectorAll('a')].find(
      (one) => one.textContent === '開始與登入',
    );
    way?.click();
    await settled();
    expect(find('manual-chapter').dataset['chapter']).toBe('start');
    expect(document.activeElement?.id).toBe('manual-start');
    await click('manual-previous');
    expect(find('manual-chapter').dataset['chapter']).toBe('first-day');
    expect(find('manual-to-first-day').getAttribute('aria-current')).toBe('page');
  });

  test('beside_the_work_the_work_goes_on_and_F1_follows', async () => {
    vi.spyOn(window, 'innerWidth', 'get').mockReturnValue(1366);
    await open();
    await help();
    await click('manual-beside');
    await patiently(() => expect(find('manual').tagName).toBe('SECTION'));
    await press('3', {}, document.body);
    await patiently(() => find('place-outbox'));
    expect(find('place-outbox').getAttribute('aria-current')).toBe('page');
    expect(find('manual-chapter').dataset['chapter']).toBe('queue');
    expect(await help()).toBe('outbox');
    await click('manual-close');
    expect(maybe('manual')).toBeNull();
  });

  test('is_not_laid_beside_the_work_where_nothing_would_be_left_of_it', async () => {
    vi.spyOn(window, 'innerWidth', 'get').mockReturnValue(860);
    await open();
    await help();
    expect(maybe('manual-beside')).toBeNull();
  });
});

describe('on paper', () => {
  test('it_has_every_chapter_and_nothing_of_anybody', async () => {
    const host = await open();
    const print = vi.fn();
    window.print = print;
    await help();
    await press('p', { ctrlKey: true });
    await patiently(() => expect(print).toHaveBeenCalledTimes(1));
    const paper = find('manual-paper');
    expect(paper.parentElement).toBe(document.body);
    expect(paper.querySelectorAll('[data-testid=manual-chapter]')).toHaveLength(
      CHAPTER_LIST.length,
    );
    expect(paper.querySelectorAll('img, a, button')).toHaveLength(0);
    const said = paper.textContent ?? '';
    for (const one of host.cases) {
      expect(said.includes(one.number)).toBe(false);
    }
    expect(said).not.toContain('李沛真');
    window.dispatchEvent(new Event('afterprint'));
    await settled();
    expect(maybe('manual-paper')).toBeNull();
    find('manual');
  });
});
