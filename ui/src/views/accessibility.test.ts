// Every view in the tree that a screen reader walks: axe finds no violation. Colours and places on
// the screen need a real browser, and are left to the tests of the real window.

import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import App from '../App.svelte';
import { FakeHost } from '../host/fake';
import { keyDesk } from '../keys/keys';
import { patiently, settled } from './work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function open(wishes: ConstructorParameters<typeof FakeHost>[0] = {}): Promise<void> {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  document.documentElement.lang = 'zh-Hant-TW';
  document.title = 'Notebook Desk';
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
}

/** `testid:` is pressed, `fill:` is written into, `shown:` is waited for, anything else is a key. */
async function act(step: string): Promise<void> {
  if (step.startsWith('shown:')) {
    await patiently(() =>
      expect(document.querySelector(`[data-testid="${step.slice(6)}"]`)).not.toBeNull(),
    );
    return;
  }
  const fill = /^fill:([a-z-]+)=(.*)$/.exec(step);
  if (fill !== null) {
    const field = document.querySelector<HTMLInputElement>(`[data-testid="${fill[1]}"]`);
    if (field === null) throw new Error(`${step} is not on the page`);
    field.value = fill[2] ?? '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  } else if (step.startsWith('testid:')) {
    const found = document.querySelector<HTMLElement>(`[data-testid="${step.slice(7)}"]`);
    if (found === null) throw new Error(`${step} is not on the page`);
    found.click();
  } else {
    keyDesk.press(new KeyboardEvent('keydown', { key: step, bubbles: true, cancelable: true }));
  }
  await settled();
}

/** What it takes to come there. */
const VIEWS: Record<string, string[]> = {
  an_urgent_question: ['testid:place-escalations'],
  a_request_to_reverse: ['testid:place-escalations', 'j'],
  a_term_tried_on_the_posts: [
    'testid:place-settings',
    'shown:own-term',
    'fill:own-term=掛念',
    'testid:own-term-add',
    'shown:own-words-trial',
    'testid:own-words-unfold',
  ],
  an_answered_question: ['testid:place-escalations', 'j', 'j', 'j', 'j'],
  a_family_at_the_threshold: ['testid:place-tally'],
  a_ledger_with_its_sources: ['testid:place-tally', 'b', 'x'],
  the_charts: ['testid:place-tally', 'testid:tally-tab-charts'],
  a_chart_as_its_table: [
    'testid:place-tally',
    'testid:tally-tab-charts',
    'testid:chart-weeks-table',
  ],
  the_second_look: [
    'testid:place-tally',
    'testid:tally-tab-sampling',
    'testid:blind-reject',
    'testid:blind-reason-P01',
  ],
  the_first_look_revealed: [
    'testid:place-tally',
    'testid:tally-tab-sampling',
    'testid:blind-approve',
    'testid:blind-look',
  ],
  a_card_that_waits: ['testid:place-suspensions'],
  a_running_suspension: ['testid:place-suspensions', 'j'],
  a_declined_suspension: ['testid:place-suspensions', 'j', 'j'],
  the_reason_for_a_suspension: ['testid:place-suspensions', 'p'],
  a_post_with_its_look_alikes: ['testid:place-posts', 'j', 'shown:look-alike'],
  an_application_with_its_look_alikes: ['testid:place-applications', 'j', 'shown:look-alike'],
  a_question_on_an_open_case: ['testid:place-posts', 'j', 'e'],
  an_export: ['testid:place-tally', 'e'],
  an_export_with_its_reason: ['testid:place-tally', 'e', 'testid:export-unmasked'],
  an_export_that_was_made: ['testid:place-suspensions', 'e', 'testid:export-send'],
  the_file_of_a_proposal: ['testid:place-suspensions', 'testid:card-dossier'],
  the_posts_to_deliver: ['testid:place-deliveries', 'j', 'm'],
  delivery_sheets_of_own_days: ['testid:place-deliveries', 'testid:deliveries-span-own'],
  a_part_of_the_queue: ['testid:place-posts', 'testid:only-mine', 'shown:queue-narrowed'],
  the_list_of_keys: ['testid:place-posts', 'j', '?', 'shown:keys'],
  an_act_that_waits_for_its_key: ['?', 'testid:keys-all', 'testid:key-approve', 'shown:key-waits'],
  the_manual: ['F1', 'shown:manual-chapter', 'testid:manual-to-conflicts'],
  words_found_in_the_manual: [
    'F1',
    'shown:manual-chapter',
    'fill:manual-search=認領',
    'shown:manual-found',
  ],
  the_guided_practice: ['testid:guide-begin', 'shown:guide-next'],
  a_conflict_on_paper: [
    'testid:guide-begin',
    'shown:guide-next',
    'testid:guide-paper-open',
    'testid:guide-choice-escalate',
  ],
  what_was_done_in_practice: [
    'testid:guide-begin',
    'shown:guide-next',
    'testid:guide-check',
    'shown:guide-summary',
  ],
  the_settings: ['testid:place-settings', 'shown:settings-keys'],
  the_printing_of_delivery_sheets: ['testid:place-deliveries', 'p'],
};

test.each(Object.entries(VIEWS))('axe_finds_nothing_in_%s', async (_, steps) => {
  await open();
  for (const step of steps) await act(step);
  const found = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  });
  expect(
    found.violations.map(
      (violation) =>
        `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(10);
});

test('axe_finds_nothing_where_the_count_differs_from_the_portals', async () => {
  await open({ differs: true });
  for (const step of ['testid:place-tally', 'testid:tally-differences-open']) await act(step);
  const found = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  });
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
});

test.each([
  ['the_lock_page', { locked: true, pin: true }, ['shown:lock']],
  ['the_lock_page_without_a_pin', { locked: true }, ['shown:lock']],
  ['setting_a_pin', { locked: true, pin: true }, ['testid:lock-portal', 'shown:pin-set']],
  ['whose_desks_lie_here', { locked: true, pin: true }, ['testid:lock-not-me', 'shown:known-desk']],
] as const)('axe_finds_nothing_on_%s', async (_, wishes, steps) => {
  await open(wishes);
  for (const step of steps) await act(step);
  const found = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  });
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
});

test('axe_would_have_found_a_button_without_a_name', async () => {
  await open();
  document.querySelector('main')?.append(document.createElement('button'));
  const found = await axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(found.violations.map((violation) => violation.id)).toContain('button-name');
});
