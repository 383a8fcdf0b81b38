// The guided practice as it is told by what the window gets to know.

import { describe, expect, test } from 'vitest';

import type {
  OutboxItemView,
  OutboxView,
  Role,
  SuspensionsView,
  Verdict,
} from '../../generated/views';
import {
  changeSeat,
  decidedOf,
  lookAtOutbox,
  lookAtSuspensions,
  NOTHING_DONE,
  type Deeds,
} from './deeds';
import { countOf, isDone, nextHint, type Seat } from './next';

const WORKER: Seat = { role: 'social_worker', keeps: true };
const SUPERVISOR: Seat = { role: 'supervisor', keeps: true };

type Item = readonly [id: string, kind: 'application' | 'post', verdict: Verdict, of?: string];
const item = ([id, kind, verdict, of = id]: Item, sent: boolean): OutboxItemView => ({
  decision: id,
  case: { kind, id: `case-${of}` },
  subject: `subject-${of}`,
  verdict,
  state: sent ? 'acknowledged' : 'waiting',
  sentence: '',
  at: '16:48',
  undo_until: null,
  can_recall: !sent,
});
function outbox(sent: readonly Item[], unsent: readonly Item[] = [], conflicts: string[] = []) {
  return {
    conflicts: conflicts.map((decision) => ({ decision })),
    unsent: unsent.map((one) => item(one, false)),
    sent_today: sent.map((one) => item(one, true)),
    acts: [],
  } as unknown as OutboxView;
}
const look = (deeds: Deeds, role: Role, view: OutboxView): Deeds => lookAtOutbox(deeds, view, role);
const suspensions = (cards: number, past: readonly [string, string][]) =>
  ({
    cards: Array.from({ length: cards }, () => ({})),
    running: [],
    past: past.map(([id, state]) => ({ id, state })),
  }) as unknown as SuspensionsView;

const SIX: readonly Item[] = [
  ['a1', 'application', 'approve'],
  ['a2', 'application', 'return'],
  ['a3', 'application', 'approve'],
  ['p1', 'post', 'approve'],
  ['p2', 'post', 'return'],
  ['p3', 'post', 'reject'],
];
const begun = (role: Role = 'social_worker', before: readonly Item[] = []): Deeds =>
  look(NOTHING_DONE, role, outbox(before));
const sixDone = (): Deeds => look(begun(), 'social_worker', outbox(SIX));

describe('what was done', () => {
  test('what_stood_there_before_does_not_count', () => {
    const old: Item = ['old', 'post', 'approve'];
    const deeds = look(
      begun('social_worker', [old]),
      'social_worker',
      outbox([old, ...SIX.slice(0, 1)]),
    );
    expect([countOf(deeds, 'applications'), countOf(deeds, 'posts')]).toEqual([1, 0]);
  });

  test('a_decision_taken_back_does_not_count_and_is_remembered_as_tried', () => {
    const decided = look(begun(), 'social_worker', outbox([], [['a1', 'application', 'approve']]));
    expect(countOf(decided, 'applications')).toBe(1);
    const back = look(decided, 'social_worker', outbox([]));
    expect(countOf(back, 'applications')).toBe(0);
    expect(back.decisions.map(({ fate }) => fate)).toEqual(['gone']);
  });

  test('one_case_decided_twice_counts_once', () => {
    const deeds = look(
      begun(),
      'social_worker',
      outbox([
        ['a1', 'application', 'return', 'x'],
        ['a2', 'application', 'approve', 'x'],
      ]),
    );
    expect(decidedOf(deeds, 'application').map(({ verdict }) => verdict)).toEqual(['approve']);
  });

  test('what_was_sent_stays_done_when_its_day_is_over', () => {
    const later = look(sixDone(), 'social_worker', outbox([]));
    expect(isDone('applications', later, false)).toBe(true);
    expect(isDone('sent', later, false)).toBe(true);
  });

  test('a_conflict_counts_once_it_is_settled_and_not_for_changing_the_seat', () => {
    const lies = look(sixDone(), 'social_worker', outbox(SIX, [], ['c1']));
    expect(isDone('conflict', lies, false)).toBe(false);
    const other = look(changeSeat(lies), 'supervisor', outbox([]));
    expect(isDone('conflict', other, false)).toBe(false);
    const back = look(changeSeat(other), 'social_worker', outbox(SIX, [], ['c1']));
    expect(isDone('conflict', look(back, 'social_worker', outbox(SIX)), false)).toBe(true);
    expect(isDone('conflict', lies, true)).toBe(true);
  });

  test('a_suspension_counts_either_way_and_an_old_one_does_not', () => {
    const first = lookAtSuspensions(sixDone(), suspensions(1, [['old', 'ended']]));
    expect([first.suspended, first.cards]).toEqual([null, 1]);
    const declined = lookAtSuspensions(
      first,
      suspensions(0, [
        ['old', 'ended'],
        ['new', 'declined'],
      ]),
    );
    expect(declined.suspended).toBe('declined');
    const ordered = lookAtSuspensions(
      first,
      suspensions(0, [
        ['old', 'ended'],
        ['new', 'running'],
      ]),
    );
    expect(ordered.suspended).toBe('suspended');
  });
});

describe('the next step', () => {
  const kind = (deeds: Deeds, seat: Seat, paper = false) => nextHint(deeds, seat, paper).kind;

  test('applications_first_then_posts_of_which_one_is_a_third_rejection', () => {
    expect(nextHint(begun(), WORKER, false)).toEqual({ kind: 'application', left: 3 });
    const three = look(begun(), 'social_worker', outbox(SIX.slice(0, 3)));
    expect(nextHint(three, WORKER, false)).toEqual({ kind: 'post', left: 3 });
    const five = look(begun(), 'social_worker', outbox(SIX.slice(0, 5)));
    expect(kind(five, WORKER)).toBe('strike');
  });

  test('a_conflict_is_made_of_two_decisions_of_two_people_on_one_case', () => {
    let deeds = sixDone();
    expect(nextHint(deeds, WORKER, false)).toEqual({ kind: 'leave-one', then: 'supervisor' });
    deeds = look(deeds, 'social_worker', outbox(SIX, [['w', 'application', 'return', 'x']]));
    deeds = lookAtSuspensions(
      look(changeSeat(deeds), 'supervisor', outbox([])),
      suspensions(1, []),
    );
    expect(kind(deeds, SUPERVISOR)).toBe('suspend');
    deeds = lookAtSuspensions(deeds, suspensions(0, [['new', 'declined']]));
    expect(nextHint(deeds, SUPERVISOR, false)).toEqual({
      kind: 'decide-otherwise',
      subject: 'subject-x',
    });
    deeds = look(deeds, 'supervisor', outbox([['s', 'application', 'reject', 'x']]));
    expect(nextHint(deeds, SUPERVISOR, false)).toEqual({
      kind: 'become',
      role: 'social_worker',
      why: 'conflict',
    });
    deeds = look(
      changeSeat(deeds),
      'social_worker',
      outbox(SIX, [['w', 'application', 'return', 'x']]),
    );
    expect(kind(deeds, WORKER)).toBe('await-conflict');
    deeds = look(deeds, 'social_worker', outbox(SIX, [], ['w']));
    expect(kind(deeds, WORKER)).toBe('settle');
    deeds = look(deeds, 'social_worker', outbox(SIX));
    expect(kind(deeds, WORKER)).toBe('done');
  });

  test('where_nothing_is_kept_the_conflict_is_on_paper_and_nobody_is_sent_away', () => {
    const unkept = { ...WORKER, keeps: false };
    expect(kind(sixDone(), unkept)).toBe('paper');
    expect(kind(sixDone(), unkept, true)).toBe('start-as-supervisor');
    const alone = { ...SUPERVISOR, keeps: false };
    const done = look(begun('supervisor'), 'supervisor', outbox(SIX));
    expect(kind(lookAtSuspensions(done, suspensions(1, [])), alone)).toBe('suspend');
  });

  test('a_supervisor_whose_rejection_made_no_card_tries_another_one', () => {
    const arrived = look(begun('supervisor'), 'supervisor', outbox(SIX));
    expect(kind(arrived, SUPERVISOR)).toBe('strike');
    const waiting = look(begun('supervisor'), 'supervisor', outbox(SIX.slice(0, 5), SIX.slice(5)));
    expect(kind(waiting, SUPERVISOR)).toBe('await-card');
  });

  test('it_ends_only_when_all_is_sent', () => {
    const settled: Deeds = { ...sixDone(), settled: 1, suspended: 'declined' };
    expect(kind(settled, WORKER)).toBe('done');
    const unsent = look(
      { ...begun(), settled: 1, suspended: 'declined' },
      'social_worker',
      outbox(SIX.slice(1), SIX.slice(0, 1)),
    );
    expect(kind(unsent, WORKER)).toBe('await-sent');
  });
});
