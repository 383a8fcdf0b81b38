// The places as they stand on the page: what a person, and the tests of the real window, find there.

import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import { Desk } from '../desk.svelte';
import { FakeHost } from '../host/fake';
import { keyDesk } from '../keys/keys';
import { text } from '../text';
import AuditPlace from './audit/AuditPlace.svelte';
import FindPlace from './find/FindPlace.svelte';
import OutboxPlace from './outbox/OutboxPlace.svelte';
import SettingsPlace from './settings/SettingsPlace.svelte';
import StartPlace from './start/StartPlace.svelte';
import { patiently } from './work/settled';

let leave: (() => void) | null = null;

async function settled(): Promise<void> {
  for (let n = 0; n < 5; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

async function show(
  place: Component<{ desk: Desk }>,
  wishes: ConstructorParameters<typeof FakeHost>[0],
  at?: Desk['place'],
) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const desk = new Desk(host);
  const stop = await desk.start();
  if (at !== undefined) desk.goTo(at);
  const app = mount(place, { target: document.body, props: { desk } });
  leave = () => {
    stop();
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  return { host, desk };
}

function find(testid: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}

async function press(
  key: string,
  more: KeyboardEventInit = {},
  target: EventTarget = document.body,
): Promise<void> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  keyDesk.press(event);
  await settled();
}

afterEach(() => {
  leave?.();
  leave = null;
});

describe('the first start', () => {
  test('both_ways_and_the_keyring_are_there', async () => {
    await show(StartPlace, { start: true });
    for (const testid of ['start-practice', 'start-connect', 'portal-url']) find(testid);
    expect(find('keyring-state').dataset['state']).toBe('ready');
    expect(find('start-connect').getAttribute('aria-disabled')).toBe('true');
  });

  test('without_a_keyring_there_is_no_portal_but_words_for_it', async () => {
    await show(StartPlace, { start: true, keyring: 'missing' });
    expect(find('keyring-state').textContent).toContain('org.freedesktop.secrets');
    expect(find('start-connect').title).toBe(text.start.connect.needsKeyring);
    expect(find('start-practice').getAttribute('aria-disabled')).toBe('false');
  });

  test('one_key_practises', async () => {
    const { desk } = await show(StartPlace, { start: true });
    await press('p');
    expect(desk.session?.mode).toBe('practice');
  });

  test('the_key_is_a_letter_while_an_input_method_composes', async () => {
    const { desk } = await show(StartPlace, { start: true });
    await press('p', { isComposing: true });
    expect(desk.session).toBeNull();
  });

  test('a_desk_built_without_practice_offers_none_and_its_key_does_nothing', async () => {
    const { desk } = await show(StartPlace, { start: true, practises: false });
    expect(document.querySelector('[data-testid="start-practice"]')).toBeNull();
    expect(document.body.textContent).not.toContain(text.start.practice.title);
    await press('p');
    expect(desk.session).toBeNull();
  });

  test('a_way_in_that_takes_long_is_shown_and_one_that_fails_is_told', async () => {
    const desk = new Desk(new FakeHost({ straight: true, slow: 600 }));
    const starting = desk.start();
    await patiently(() => expect(desk.boot).not.toBeNull());
    await patiently(() => expect(desk.soon).toBe(false));
    expect([desk.session, desk.goingStraight]).toEqual([null, true]);
    (await starting)();
    const failing = new Desk(new FakeHost({ fail: ['boot'] }));
    (await failing.start())();
    expect([failing.soon, failing.bootTrouble]).toEqual([false, expect.any(String)]);
  });

  test('going_straight_to_practice_shows_calm_progress_and_after_signing_out_the_choice', async () => {
    const host = new FakeHost({ straight: true, slow: 20 });
    const desk = new Desk(host);
    const starting = desk.start();
    await patiently(() => expect(desk.boot).not.toBeNull());
    // Nothing is drawn for a way in that takes a moment only.
    expect(desk.soon).toBe(true);
    const app = mount(StartPlace, { target: document.body, props: { desk } });
    flushSync();
    expect(document.body.textContent).toContain(text.start.practice.preparing);
    expect(document.querySelector('[data-testid="start-practice"]')).toBeNull();
    const stop = await starting;
    expect([desk.session?.mode, desk.soon]).toEqual(['practice', false]);
    expect(desk.takeAhead('application')?.rows.length).toBeGreaterThan(0);
    expect(desk.takeAhead('application')).toBeNull();
    await desk.signOut();
    flushSync();
    find('start-practice');
    leave = () => {
      stop();
      void unmount(app);
      document.body.replaceChildren();
    };
  });
});

describe('the outbox', () => {
  test('every_decision_tells_its_state', async () => {
    await show(OutboxPlace, {}, 'outbox');
    const states = [...document.querySelectorAll<HTMLElement>('[data-testid="outbox-item"]')].map(
      (item) => item.dataset['state'],
    );
    expect(new Set(states)).toEqual(new Set(['waiting', 'sending', 'acknowledged']));
    expect(document.querySelectorAll('[data-testid="tray-item"]')).toHaveLength(3);
    expect(document.body.textContent).not.toContain(text.outbox.allSent);
  });

  test('coming_for_the_conflicts_opens_the_first_with_mine_and_theirs', async () => {
    await show(OutboxPlace, {}, 'conflicts');
    expect(find('tray-mine').textContent).toContain('補件');
    expect(find('tray-theirs').textContent).toContain('通過');
    expect(find('tray-theirs').textContent).toContain(text.tray.notesStay);
    for (const choice of ['keep_theirs', 'ask_reversal', 'escalate']) find(`tray-choice-${choice}`);
    expect(find('tray-send').getAttribute('aria-disabled')).toBe('true');
  });

  test('a_key_chooses_the_words_are_asked_for_and_the_chord_sends', async () => {
    const { host } = await show(OutboxPlace, {}, 'conflicts');
    expect(document.querySelector('[data-testid="tray-question"]')).toBeNull();
    await press('2');
    const field = find('tray-question') as HTMLTextAreaElement;
    expect(document.activeElement).toBe(field);
    field.value = '兩人不同戶，也沒有同居證明。';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    // A digit in the field is a digit.
    await press('1', {}, field);
    find('tray-question');
    await press('Enter', { ctrlKey: true }, field);
    expect(host.tray.map((item) => item.decision)).not.toContain('tray-already-decided');
  });

  test('with_nothing_in_it_the_outbox_says_so', async () => {
    await show(OutboxPlace, { empty: true }, 'outbox');
    expect(document.body.textContent).toContain(text.outbox.nothingYet);
  });

  test('what_could_not_be_read_is_told_and_can_be_tried_again', async () => {
    await show(OutboxPlace, { fail: ['list_outbox'] }, 'outbox');
    expect(document.querySelector('[role="alert"]')?.textContent).toContain(text.outbox.failed);
    expect(document.body.textContent).toContain(text.words.retry);
  });
});

describe('finding', () => {
  test('enter_opens_what_was_found_but_not_while_an_input_method_composes', async () => {
    const { desk } = await show(FindPlace, {}, 'find');
    const field = find('find-text') as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    field.value = '陳怡君';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await patiently(() =>
      expect(document.querySelectorAll('[data-testid="find-row"]').length).toBeGreaterThan(0),
    );
    await press('Enter', { isComposing: true }, field);
    expect(desk.place).toBe('find');
    await press('Enter', {}, field);
    expect(desk.place).toBe('posts');
    expect(desk.wanted?.kind).toBe('post');
  });
});

describe('the audit trail', () => {
  test.each([
    [false, text.audit.intact],
    [true, text.audit.broken],
  ])('the_check_of_a_chain_tampered_with_%s_says_%s', async (tampered, said) => {
    await show(AuditPlace, { tampered }, 'audit');
    find('audit-verify').click();
    await settled();
    expect(find('audit-answer').textContent).toContain(said);
  });
});

describe('the settings', () => {
  test('the_theme_is_kept_as_it_is_chosen', async () => {
    const { host, desk } = await show(SettingsPlace, {}, 'settings');
    for (const theme of ['dark', 'light', 'system'] as const) {
      find(`settings-theme-${theme}`).click();
      await settled();
      expect([host.settings.theme, desk.settings.theme]).toEqual([theme, theme]);
    }
  });
});
