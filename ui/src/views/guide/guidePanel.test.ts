// The guided practice in the window: it watches, tells the next step, and says in the end what was done.

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';

import App from '../../App.svelte';
import type { CaseKind, DecideRequest } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { patiently, settled } from '../work/settled';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function open(wishes: ConstructorParameters<typeof FakeHost>[0] = {}): Promise<FakeHost> {
  const host = new FakeHost({ frozen: true, ...wishes });
  const app = mount(App, { target: document.body, props: { host } });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
  await settled();
  await patiently(() => find('queue-row'));
  return host;
}
const maybe = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
function find(testid: string): HTMLElement {
  const found = maybe(testid);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}
async function click(testid: string): Promise<void> {
  find(testid).click();
  await settled();
}
async function begin(): Promise<void> {
  await click('guide-begin');
  await patiently(() => find('guide-next'));
}
const PLAIN: Omit<DecideRequest, 'case' | 'base_revision'> = {
  verdict: 'approve',
  reasons: [],
  addition: '',
  language: null,
  checks: {},
  staff_note: '',
  overturns: null,
};
/** Decides cases as a person's keys would in the end: through the door. */
async function decide(
  host: FakeHost,
  kind: CaseKind,
  count: number,
  how: Partial<DecideRequest> = {},
): Promise<void> {
  const open = host.cases.filter(
    (one) => one.ref.kind === kind && one.pending === null && one.state === 'pending',
  );
  for (const one of open.slice(0, count)) {
    const request = { ...PLAIN, ...how, case: one.ref, base_revision: one.revision };
    await host.call('record_decision', request);
  }
  host.tell(true);
  await settled();
}

describe('the guided practice', () => {
  test('is_offered_in_practice_and_nowhere_else', async () => {
    await open();
    expect(find('guide-begin').textContent).toContain(text.guide.begin);
    leave?.();
    await open({ portal: true });
    expect(maybe('guide-begin')).toBeNull();
  });

  test('watches_what_is_done_and_leads_on_with_the_keys_as_they_are_bound', async () => {
    const host = await open();
    await begin();
    expect(find('guide-next').dataset['hint']).toBe('application');
    expect(find('guide-next').textContent).toContain('還有 3 件');
    await decide(host, 'application', 2);
    await patiently(() => expect(find('guide-applications').textContent).toContain('2／3'));
    await decide(host, 'application', 1);
    await patiently(() => expect(find('guide-applications').dataset['done']).toBe('true'));
    expect(find('guide-next').dataset['hint']).toBe('post');
    await decide(host, 'post', 2);
    await patiently(() => expect(find('guide-next').dataset['hint']).toBe('strike'));
    expect(find('guide-next').textContent).toContain(text.queue.checks.post['post.strikes']);
  });

  test('put_away_it_is_found_again_where_it_was', async () => {
    const host = await open();
    await begin();
    await decide(host, 'application', 1);
    await click('guide-hide');
    expect(maybe('guide')).toBeNull();
    expect(find('guide-begin').textContent).toContain(text.guide.again);
    await click('guide-begin');
    await patiently(() => expect(find('guide-applications').textContent).toContain('1／3'));
  });

  test('the_examples_on_paper_say_what_would_come_of_each_choice_and_count', async () => {
    await open();
    await begin();
    await click('guide-paper-open');
    expect(maybe('guide-paper-on')).toBeNull();
    const [first, second] = text.guide.paper.cases;
    for (const choice of first?.choices ?? []) {
      await click(`guide-choice-${choice}`);
      expect(find('guide-answer').textContent).toContain(first?.answers[choice]);
    }
    await click('guide-paper-on');
    expect(find('guide-paper').textContent).toContain(second?.story);
    await click('guide-choice-keep_theirs');
    await click('guide-paper-on');
    expect(find('guide-conflict').dataset['done']).toBe('true');
  });

  test('every_choice_on_paper_is_one_that_the_tray_has_and_has_its_answer', () => {
    for (const { choices, answers } of text.guide.paper.cases) {
      expect(choices.every((choice) => text.tray.choice[choice].title !== '')).toBe(true);
      expect(Object.keys(answers).sort()).toEqual([...choices].sort());
    }
  });

  test('the_supervisors_card_is_led_to_and_either_choice_counts', async () => {
    const host = await open({ role: 'supervisor' });
    await begin();
    await decide(host, 'application', 3);
    await decide(host, 'post', 3);
    await patiently(() => expect(find('guide-next').dataset['hint']).toBe('suspend'));
    const card = host.supervision.cards[0];
    if (card === undefined) throw new Error('the samples have a card');
    await host.call('decline_suspension', {
      family: card.family,
      strikes: card.strikes,
      grounds: '第一次，已電話說明',
    });
    host.tell(true);
    await patiently(() => expect(find('guide-suspension').dataset['done']).toBe('true'));
    await click('guide-check');
    expect(find('guide-told-suspension').textContent).toContain(text.guide.summary.declined);
  });

  test('while_the_seat_is_changed_the_start_page_says_whom_to_choose_and_what_was_done_stays', async () => {
    const host = await open();
    await begin();
    await decide(host, 'application', 3);
    await decide(host, 'post', 2);
    await click('guide-paper-open');
    for (let n = 0; n < 2; n++) {
      await click('guide-choice-keep_theirs');
      await click('guide-paper-on');
    }
    // The third post is the rejection that a supervisor then decides on.
    await decide(host, 'post', 1, {
      verdict: 'reject',
      reasons: [{ code: 'P01', slots: { 事項: '證明', 窗口: '名籍股' }, counts: true }],
    });
    await patiently(() => expect(find('guide-next').dataset['hint']).toBe('become'));
    await click('sign-out');
    await patiently(() =>
      expect(find('guide-expects').textContent).toContain(text.words.role.supervisor),
    );
    await click('practice-supervisor');
    await click('start-practice');
    await patiently(() => find('guide-next'));
    expect(maybe('guide-expects')).toBeNull();
    expect(find('guide-applications').dataset['done']).toBe('true');
    await patiently(() => expect(find('guide-next').dataset['hint']).toBe('suspend'));
  });

  test('in_the_end_it_says_what_was_done_and_what_can_be_tried_without_blame', async () => {
    const host = await open();
    await begin();
    await decide(host, 'application', 3);
    await click('guide-check');
    await patiently(() =>
      expect(find('guide-told-applications').textContent).toContain('3 件：通過 3'),
    );
    expect(find('guide-told-posts').textContent).toContain(text.guide.summary.not);
    const tries = find('guide-try').textContent ?? '';
    expect(tries).toContain(text.guide.steps.posts);
    expect(tries).toContain(text.guide.summary.extras.undo);
    expect(find('guide-summary').textContent).not.toMatch(/錯誤|失敗|不及格|分數/);
    await click('guide-again');
    await patiently(() => expect(find('guide-applications').textContent).toContain('0／3'));
    await click('guide-check');
    await click('guide-end');
    expect(maybe('guide')).toBeNull();
    expect(find('guide-begin').textContent).toContain(text.guide.begin);
  });

  test('an_outbox_that_cannot_be_read_is_told_and_nothing_is_forgotten', async () => {
    const host = await open();
    await begin();
    await decide(host, 'application', 2);
    await patiently(() => expect(find('guide-applications').textContent).toContain('2／3'));
    host.wishes.fail = ['list_outbox'];
    host.tell(true);
    await patiently(() => expect(find('guide').textContent).toContain(text.guide.trouble));
    expect(find('guide-applications').textContent).toContain('2／3');
    host.wishes.fail = [];
    host.tell(true);
    await patiently(() => expect(find('guide').textContent).not.toContain(text.guide.trouble));
  });
});

test('a_hint_opens_the_manual_at_its_chapter', async () => {
  vi.spyOn(window, 'innerWidth', 'get').mockReturnValue(1366);
  await open();
  await begin();
  find('guide-next').querySelector('a')?.click();
  await patiently(() => expect(find('manual-chapter').dataset['chapter']).toBe('application'));
  vi.restoreAllMocks();
});
