// The supervisor's places as they stand on the page: by keys alone, and for the right role alone.

import { mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';

import App from '../App.svelte';
import { Desk } from '../desk.svelte';
import { FakeHost } from '../host/fake';
import { keyDesk } from '../keys/keys';
import { text } from '../text';
import EscalationsPlace from './escalations/EscalationsPlace.svelte';
import PlaceList from './PlaceList.svelte';
import SuspensionsPlace from './suspensions/SuspensionsPlace.svelte';
import TallyPlace from './tally/TallyPlace.svelte';
import WorkPlace from './work/WorkPlace.svelte';
import { patiently, settled } from './work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function show<More extends object>(
  place: Component<{ desk: Desk } & More>,
  wishes: ConstructorParameters<typeof FakeHost>[0] = {},
  more: More = {} as More,
) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const desk = new Desk(host);
  const stop = await desk.start();
  const app = mount(place as Component<{ desk: Desk }>, {
    target: document.body,
    props: { desk, ...more },
  });
  leave = () => {
    stop();
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  return { host, desk };
}

const all = (testid: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`),
];

function find(testid: string): HTMLElement {
  const found = all(testid)[0];
  if (found === undefined) throw new Error(`${testid} is not on the page`);
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

async function type(testid: string, words: string): Promise<HTMLTextAreaElement> {
  const field = find(testid) as HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
  return field;
}

describe('the places', () => {
  test('tallies_and_suspensions_are_a_supervisors_and_questions_are_everybodys', async () => {
    await show(PlaceList);
    for (const place of ['escalations', 'tally', 'suspensions']) find(`place-${place}`);
    expect(find('place-suspensions').textContent).toContain('1');
    leave?.();
    await show(PlaceList, { role: 'social_worker' });
    find('place-escalations');
    expect([all('place-tally'), all('place-suspensions')]).toEqual([[], []]);
  });
});

describe('the tally', () => {
  test('the_family_that_waits_lies_open_with_its_ledger_and_the_card', async () => {
    await show(TallyPlace);
    expect(find('ledger').textContent).toContain('陳怡君');
    expect(all('ledger-entry').map((entry) => entry.dataset['counts'])).toEqual([
      'true',
      'false',
      'true',
      'true',
    ]);
    expect(find('suspend-card').textContent).toContain('115.11.24 至 115.12.23');
  });

  test('neither_choice_of_the_card_is_put_forward', async () => {
    await show(TallyPlace);
    expect(
      [find('suspension-decline'), find('suspension-suspend')].map((button) =>
        button.classList.contains('lead'),
      ),
    ).toEqual([false, false]);
  });

  test('three_keys_suspend_with_a_reason_between_and_the_count_says_so', async () => {
    const { host } = await show(TallyPlace);
    await press('p');
    const field = await type('suspension-grounds', '三次都在寫公務請託。');
    await press('p', {}, field);
    find('suspension-dialog');
    await press('Enter', { ctrlKey: true }, field);
    expect(host.supervision.cards).toHaveLength(0);
    expect(all('suspend-card')).toHaveLength(0);
    expect(
      all('tally-row').find((row) => row.dataset['key'] === 'family-3071')?.textContent,
    ).toContain('停用至 115.12.23');
  });

  test('escape_leaves_everything_as_it_was', async () => {
    const { host } = await show(TallyPlace);
    await press('n');
    await press('Escape', {}, await type('suspension-grounds', '寫到一半'));
    expect(all('suspension-dialog')).toHaveLength(0);
    expect(host.supervision.cards).toHaveLength(1);
  });

  test('every_chart_has_its_table_whether_it_is_looked_at_or_not', async () => {
    await show(TallyPlace);
    find('tally-tab-charts').click();
    await settled();
    for (const name of ['pending', 'weeks', 'reasons', 'waiting', 'next-tries']) {
      const chart = find(`chart-${name}`);
      expect(chart.querySelectorAll('tbody tr').length).toBeGreaterThan(1);
      expect(chart.querySelectorAll('thead th[scope="col"]').length).toBeGreaterThan(1);
      const caption = chart.querySelector('caption')?.textContent;
      find(`chart-${name}-table`).click();
      await settled();
      expect(find(`chart-${name}`).querySelector('caption')?.textContent).toBe(caption);
      expect(find(`chart-${name}`).querySelector('.table')?.classList.contains('vh')).toBe(false);
    }
  });

  test('of_few_who_tried_again_no_share_is_told_and_each_wording_has_its_line', async () => {
    await show(TallyPlace);
    find('tally-tab-charts').click();
    await settled();
    const rows = [...find('chart-next-tries').querySelectorAll('tbody tr')];
    const told = rows.map((row) => row.textContent.replace(/\s+/g, ' '));
    expect(told.filter((row) => row.includes('P01'))).toHaveLength(2);
    expect(told.find((row) => row.includes('本機關的文字'))).toContain('16（89 %）');
    expect(told.find((row) => row.includes('P13'))).toContain('1（件數少）');
    // Nobody has tried again: no share of nothing.
    expect(told.find((row) => row.includes('P11'))).not.toContain('（');
  });

  test('a_different_count_on_the_portal_is_named_family_by_family', async () => {
    await show(TallyPlace, { differs: true });
    expect(find('tally-compared').dataset['state']).toBe('different');
    find('tally-differences-open').click();
    await settled();
    const dialog = find('tally-differences');
    expect(dialog.textContent).toContain('1 戶不一樣');
    expect(dialog.textContent).toContain(text.tally.compared.gap(2, 3));
    dialog.querySelector<HTMLElement>('tbody button')?.click();
    await settled();
    expect(find('ledger').textContent).toContain('林淑惠');
  });

  test('the_second_look_is_made_by_keys_and_then_told', async () => {
    await show(TallyPlace);
    find('tally-tab-sampling').click();
    await settled();
    expect(find('blind-case').textContent).not.toContain('李沛真');
    find('blind-approve').click();
    await settled();
    await press('Enter', { ctrlKey: true });
    expect(find('blind-revealed').dataset['agreed']).toBe('false');
    await press('Enter');
    find('blind-case');
  });
});

describe('coming back', () => {
  test('from_the_original_the_same_ledger_lies_open_again', async () => {
    const app = mount(App, {
      target: document.body,
      props: { host: new FakeHost({ frozen: true, role: 'supervisor' }) },
    });
    leave = () => {
      void unmount(app);
      document.body.replaceChildren();
    };
    await settled();
    await press('5');
    await press('j');
    await press('j');
    const looked = find('ledger').getAttribute('aria-label');
    await press('2');
    expect(all('ledger')).toHaveLength(0);
    await press('5');
    expect(find('ledger').getAttribute('aria-label')).toBe(looked);
    await press('4');
    await press('j');
    const question = find('escalation-detail').getAttribute('aria-label');
    await press('6');
    await press('4');
    expect(find('escalation-detail').getAttribute('aria-label')).toBe(question);
  });
});

describe('the suspensions', () => {
  test('a_running_one_is_lifted_by_keys', async () => {
    const { host } = await show(SuspensionsPlace);
    await press('j');
    expect(find('suspension-detail').textContent).toContain('115.11.05 至 115.12.04');
    await press('l');
    await press('Enter', { ctrlKey: true }, await type('suspension-grounds', '家屬到機關說明。'));
    expect(host.supervision.view().running).toHaveLength(0);
  });

  test('the_other_way_of_counting_changes_the_days_and_the_words_to_the_family', async () => {
    await show(SuspensionsPlace);
    expect(find('suspension-message').textContent).toContain('12 月 23 日');
    await press('c');
    expect(find('suspension-message').textContent).toContain('12 月 24 日');
    await press('f');
    expect(find('suspension-message').textContent).toContain('12 月 23 日');
  });
});

describe('questions to the supervisor', () => {
  test('the_urgent_one_lies_open_and_is_answered_by_keys', async () => {
    const { host } = await show(EscalationsPlace);
    expect(find('reporting-clock').textContent).toContain('自殺防治法');
    await press('m');
    expect(document.activeElement).toBe(find('escalation-answer-field'));
    const field = await type('escalation-answer-field', '先通報。');
    await press('Enter', { ctrlKey: true, isComposing: true }, field);
    expect(host.escalations.view(host).open.map((row) => row.id)).toContain('escalation-1');
    await press('Enter', { ctrlKey: true }, field);
    expect(find('escalation-answer').textContent).toContain('先通報。');
    expect(all('reporting-clock')).toHaveLength(0);
  });

  test('the_one_who_asked_reads_why_they_cannot_answer', async () => {
    await show(EscalationsPlace);
    const own = all('escalation-item').find((row) => row.textContent?.includes('球隊得名'));
    own?.querySelector('button')?.click();
    await settled();
    expect(find('escalation-why-not').textContent).toContain('另一位主管');
    expect(all('escalation-answer-field')).toHaveLength(0);
  });

  test('from_the_open_case_e_asks_and_the_case_stays', async () => {
    const { host, desk } = await show(
      WorkPlace,
      { role: 'social_worker' },
      { kind: 'post' as const },
    );
    const free = host.cases.find((one) => one.post?.title === '阿嬤生日');
    if (free === undefined) throw new Error('one in every sample desk');
    desk.openCase(free.ref);
    await settled();
    await press('e');
    const field = await type('ask-question', '這算不算公務？');
    await press('e', {}, field);
    await press('Enter', { ctrlKey: true }, field);
    expect(all('ask-dialog')).toHaveLength(0);
    expect(host.escalations.view(host).open.some((row) => row.case.id === free.ref.id)).toBe(true);
    expect(host.find(free.ref).state).toBe('pending');
  });

  test('a_reason_that_two_people_must_see_goes_to_the_supervisor_and_not_to_the_family', async () => {
    const { host, desk } = await show(
      WorkPlace,
      { role: 'social_worker' },
      { kind: 'post' as const },
    );
    const free = host.cases.find((one) => one.post?.title === '阿嬤生日');
    if (free === undefined) throw new Error('one in every sample desk');
    free.draft = { ...free.draft, reasons: [{ code: 'P11', slots: {}, counts: true }] };
    desk.openCase(free.ref);
    await settled();
    await press('r');
    await settled();
    expect(find('four-eyes').textContent).toContain('P11');
    expect(find('send-decision').textContent).toContain(text.decide.toSupervisor);
    await press('Enter', { ctrlKey: true });
    const asked = host.escalations.view(host).open.find((row) => row.case.id === free.ref.id);
    expect([asked?.kind, asked?.proposed]).toEqual(['second_opinion', 'reject']);
    expect([host.find(free.ref).state, host.find(free.ref).pending]).toEqual(['pending', null]);
    expect(all('sheet')).toHaveLength(0);
  });

  test('beside_the_case_stand_similar_ones_and_how_they_were_decided', async () => {
    const { host, desk } = await show(
      WorkPlace,
      { role: 'social_worker' },
      { kind: 'post' as const },
    );
    const first = host.cases.find((one) => one.ref.kind === 'post');
    if (first === undefined) throw new Error('one in every sample desk');
    desk.openCase(first.ref);
    await settled();
    expect(find('look-alikes').textContent).toContain(text.case.lookAlikes.title);
    await patiently(() => expect(all('look-alike').length).toBeGreaterThan(0));
  });
});
