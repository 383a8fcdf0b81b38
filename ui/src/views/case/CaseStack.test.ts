// The next case lies beneath the open one: drawn, and by nobody looked at, until it is asked for.

import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';

import type { CaseRef } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { keyDesk } from '../../keys/keys';
import { text } from '../../text';
import { patiently, settled, workOnThePage } from '../work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
  vi.unstubAllGlobals();
});

const press = (key: string): boolean =>
  keyDesk.press(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

const idOf = (place: Element | null | undefined): string | undefined =>
  place?.querySelector<HTMLElement>('section.case')?.dataset['caseId'];
/** The places in sight, the uppermost first. */
const inSight = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('.slot:not(.away)')].sort(
    (one, other) => Number(other.style.zIndex) - Number(one.style.zIndex),
  );
const shown = (): string | undefined => idOf(inSight()[0]);
const beneath = (): string | undefined => idOf(inSight()[1]);
/** What can be clicked, reached by keys and read out. */
const reached = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('.slot')]
    .filter((place) => !place.inert)
    .map((place) => idOf(place) ?? '');

async function working(kind: 'application' | 'post' = 'application') {
  const host = new FakeHost({ frozen: true });
  const call = vi.spyOn(host, 'call');
  ({ leave } = await workOnThePage(kind, host));
  const rows = (
    await host.call('list_cases', {
      kind,
      group: 'open',
      inmate_number: null,
      text: '',
      only: 'all',
      check: null,
      after: null,
      limit: 100,
    })
  ).rows;
  const asked = (name: string): string[] =>
    call.mock.calls
      .filter(([called]) => called === name)
      .map(([, request]) => {
        const about = request as CaseRef | { case: CaseRef };
        return 'case' in about ? about.case.id : about.id;
      });
  return { host, call, asked, rows, ids: rows.map((row) => row.case.id) };
}

/** Opens the first case and waits until the second lies beneath it. */
async function ready(kind: 'application' | 'post' = 'application') {
  const scene = await working(kind);
  press('j');
  await patiently(() => expect(beneath()).toBe(scene.ids[1]));
  expect(shown()).toBe(scene.ids[0]);
  return scene;
}

describe('beneath the open case', () => {
  test('the_next_one_is_drawn_and_neither_opened_nor_given_back_nor_asked_about', async () => {
    const { asked, ids } = await ready();
    await patiently(() => expect(asked('look_alikes')).toEqual([ids[0]]));
    await patiently(() => expect(asked('preview_decision')).toContain(ids[0]));
    expect(asked('open_case')).toEqual([ids[0]]);
    expect(asked('leave_case')).toEqual([]);
    expect(asked('preview_decision')).not.toContain(ids[1]);
    expect(reached()).toEqual([ids[0]]);
  });

  test('nothing_lies_beneath_the_last_one', async () => {
    const { ids } = await working();
    press('k');
    await patiently(() => expect(shown()).toBe(ids.at(-1)));
    await new Promise((done) => setTimeout(done, 600));
    expect(document.querySelectorAll('section.case')).toHaveLength(1);
  });

  test('nor_is_the_one_before_it_kept_there', async () => {
    const { ids } = await working();
    press('k');
    await patiently(() => expect(shown()).toBe(ids.at(-1)));
    press('k');
    await patiently(() => expect(beneath()).toBe(ids.at(-1)));
    press('j');
    await patiently(() => expect(reached()).toEqual([ids.at(-1)]));
    await patiently(() => expect(document.querySelectorAll('section.case')).toHaveLength(1));
    expect(shown()).toBe(ids.at(-1));
  });

  test('one_that_the_host_does_not_give_is_opened_as_ever', async () => {
    const { host, ids } = await working();
    host.wishes.fail.push('case_ahead');
    press('j');
    await patiently(() => expect(shown()).toBe(ids[0]));
    await new Promise((done) => setTimeout(done, 600));
    expect(document.querySelectorAll('section.case')).toHaveLength(1);
    press('j');
    await patiently(() => expect(reached()).toEqual([ids[1]]));
    expect(document.body.textContent).not.toContain(text.case.failed);
  });

  test('nothing_lies_there_while_the_person_writes', async () => {
    const { ids } = await ready();
    press('m');
    document.activeElement!.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect([shown(), beneath()]).toEqual([ids[0], undefined]);
    await patiently(() => expect(beneath()).toBe(ids[1]));
    expect(document.activeElement).toBe(inSight()[0]!.querySelector('textarea'));
  });

  test('what_changed_meanwhile_is_drawn_anew', async () => {
    const { host, asked, ids, rows } = await ready();
    expect(asked('case_ahead')).toEqual([ids[1]]);
    host.find(rows[1]!.case).revision += 1;
    host.tell(true);
    await patiently(() => expect(asked('case_ahead')).toEqual([ids[1], ids[1]]));
    await patiently(() =>
      expect(inSight()[1]!.textContent).toContain(text.case.revision(rows[1]!.revision + 1)),
    );
  });
});

describe('going on to it', () => {
  test('shows_it_at_once_and_opens_it_after', async () => {
    const { host, asked, ids } = await ready();
    host.wishes.hang.push('open_case');
    const upper = inSight()[0]!;
    press('j');
    await settled();
    expect(shown()).toBe(ids[1]);
    expect(upper.classList.contains('away')).toBe(true);
    await patiently(() => expect(asked('open_case')).toEqual([ids[0], ids[1]]));
    expect(asked('leave_case')).toEqual([ids[0]]);
    // However long that takes: it is the one that was asked for.
    await new Promise((done) => setTimeout(done, 400));
    expect(shown()).toBe(ids[1]);
  });

  test('nothing_is_done_to_it_nor_to_the_last_one_before_it_is_open', async () => {
    const { host, call, asked, ids } = await ready();
    press('v');
    host.wishes.hang.push('open_case');
    press('j');
    await patiently(() => expect(asked('open_case')).toEqual([ids[0], ids[1]]));
    call.mockClear();
    for (const key of ['v', 'a', 'r', 'c', 'h', 'e', 'x']) press(key);
    await new Promise((done) => setTimeout(done, 700));
    expect(call.mock.calls.map(([name]) => name)).toEqual([]);
    expect(document.querySelector('[data-testid=sheet]')).toBeNull();
  });

  test('it_is_reached_and_asked_about_when_it_is_open_and_the_one_after_lies_beneath', async () => {
    const { asked, ids } = await ready();
    press('j');
    await patiently(() => expect(reached()).toEqual([ids[1]]));
    await patiently(() => expect(beneath()).toBe(ids[2]));
    await patiently(() => expect(asked('look_alikes')).toEqual([ids[0], ids[1]]));
    await patiently(() => expect(asked('preview_decision')).toContain(ids[1]));
    press('j');
    await patiently(() => expect(reached()).toEqual([ids[2]]));
    expect(shown()).toBe(ids[2]);
  });

  test('what_was_written_on_the_last_one_is_kept_with_it', async () => {
    const { asked, ids } = await ready();
    press('m');
    const note = document.activeElement as HTMLTextAreaElement;
    expect(inSight()[0]!.contains(note)).toBe(true);
    note.value = '先打電話問戶政';
    note.dispatchEvent(new Event('input', { bubbles: true }));
    press('j');
    await patiently(() => expect(reached()).toEqual([ids[1]]));
    expect(asked('save_draft')).toEqual([ids[0]]);
    expect(document.activeElement).toBe(document.body);
    const notes = (): string[] =>
      inSight().map((place) => place.querySelector<HTMLTextAreaElement>('textarea')!.value);
    expect(notes()[0]).toBe('');
    press('k');
    await patiently(() => expect(shown()).toBe(ids[0]));
    expect(notes()[0]).toBe('先打電話問戶政');
  });

  test('the_cursor_goes_into_its_note_even_before_it_is_reached', async () => {
    const { ids } = await ready();
    // Without frames each wait for one lasts as long as it may.
    vi.stubGlobal('requestAnimationFrame', () => 0);
    press('j');
    await patiently(() =>
      expect(document.querySelector(`.qr[aria-current=true]`)!.getAttribute('data-case-id')).toBe(
        ids[1],
      ),
    );
    await settled();
    expect(reached()).toEqual([ids[0]]);
    press('m');
    expect(reached()).toEqual([ids[1]]);
    expect(inSight()[0]!.contains(document.activeElement)).toBe(true);
    expect(idOf(inSight()[0])).toBe(ids[1]);
  });

  test('two_steps_at_once_open_the_second_alone', async () => {
    const { asked, ids } = await ready();
    press('j');
    press('j');
    await patiently(() => expect(reached()).toEqual([ids[2]]));
    expect(shown()).toBe(ids[2]);
    expect(asked('open_case')).toEqual([ids[0], ids[2]]);
    expect(asked('leave_case')).toEqual([ids[0]]);
  });

  test('one_that_is_put_away_before_it_was_opened_is_not_opened_after', async () => {
    const { asked, ids } = await ready();
    press('j');
    flushSync();
    leave?.();
    leave = null;
    await new Promise((done) => setTimeout(done, 700));
    expect(asked('open_case')).toEqual([ids[0]]);
    expect(asked('leave_case')).toEqual([ids[0]]);
  });

  test('where_it_cannot_be_opened_nothing_of_any_case_stays_in_sight', async () => {
    const { host } = await ready();
    vi.spyOn(host, 'call').mockImplementation(((name: string) =>
      name === 'open_case'
        ? Promise.reject(new HostError('failed', '這台電腦的資料庫暫時讀不到。'))
        : new Promise(() => undefined)) as FakeHost['call']);
    press('j');
    await patiently(() =>
      expect(document.body.textContent).toContain('這台電腦的資料庫暫時讀不到。'),
    );
    expect(inSight()).toEqual([]);
  });

  test('where_another_cannot_be_opened_the_one_beneath_does_not_come_to_sight', async () => {
    const { host, ids } = await ready();
    host.wishes.fail.push('open_case');
    document.querySelector<HTMLElement>(`[data-case-id='${ids[3]}']`)!.click();
    await patiently(() => expect(document.body.textContent).toContain(text.case.failed));
    expect(inSight()).toEqual([]);
  });

  test('it_is_looked_at_with_the_light_that_was_set_and_from_its_beginning', async () => {
    await ready();
    press('d');
    press('+');
    await settled();
    const pressed = (): (string | null)[] =>
      [...document.querySelectorAll('[aria-keyshortcuts=D]')].map((button) =>
        button.getAttribute('aria-pressed'),
      );
    expect(pressed()).toEqual(['true', 'true']);
    press('j');
    await settled();
    expect(pressed()).toEqual(['true', 'true']);
    expect(inSight()[0]!.querySelector('.fit')!.textContent).toContain(text.case.documents.fit);
  });
});
