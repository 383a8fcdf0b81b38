// The guided practice: which of its steps are done, and what to do next. Pure.

import type { Role } from '../../generated/views';
import type { Hint } from '../../manual/zh-TW/guide';
import { decidedOf, type Deeds } from './deeds';

export const STEPS = ['applications', 'posts', 'conflict', 'suspension', 'sent'] as const;
export type Step = (typeof STEPS)[number];

/** So many of each kind are looked at. */
export const EACH = 3;

/** Who sits there, and whether what they did is there again after somebody else sat down. */
export interface Seat {
  role: Role;
  keeps: boolean;
}

export function countOf(deeds: Deeds, step: 'applications' | 'posts'): number {
  return Math.min(EACH, decidedOf(deeds, step === 'posts' ? 'post' : 'application').length);
}

export function isDone(step: Step, deeds: Deeds, paper: boolean): boolean {
  switch (step) {
    case 'applications':
    case 'posts':
      return countOf(deeds, step) >= EACH;
    case 'conflict':
      return deeds.settled > 0 || paper;
    case 'suspension':
      return deeds.suspended !== null;
    case 'sent':
      return (
        decidedOf(deeds, 'application').length + decidedOf(deeds, 'post').length > 0 &&
        deeds.decisions.every(({ fate }) => fate !== 'waiting' && fate !== 'conflict')
      );
  }
}

const OTHER: Record<Role, Role> = { social_worker: 'supervisor', supervisor: 'social_worker' };

/** The hint towards a conflict: one decides and leaves before it is sent, the other decides otherwise. */
function towardsConflict(deeds: Deeds, seat: Seat): Hint {
  if (deeds.conflicts.length > 0) {
    return { kind: 'settle' };
  }
  if (!seat.keeps) {
    return { kind: 'paper' };
  }
  const other = OTHER[seat.role];
  const waitingOf = (role: Role) =>
    deeds.decisions.find((deed) => deed.role === role && deed.fate === 'waiting');
  const answered = (id: string | undefined, role: Role): boolean =>
    deeds.decisions.some(
      (deed) => deed.case.id === id && deed.role === role && deed.fate !== 'gone',
    );
  const left = waitingOf(other);
  if (left !== undefined) {
    return answered(left.case.id, seat.role)
      ? { kind: 'become', role: other, why: 'conflict' }
      : { kind: 'decide-otherwise', subject: left.subject };
  }
  const own = waitingOf(seat.role);
  return own !== undefined && answered(own.case.id, other)
    ? { kind: 'await-conflict' }
    : { kind: 'leave-one', then: other };
}

function towardsSuspension(deeds: Deeds, seat: Seat): Hint {
  if (seat.role === 'social_worker') {
    return seat.keeps
      ? { kind: 'become', role: 'supervisor', why: 'suspension' }
      : { kind: 'start-as-supervisor' };
  }
  if (deeds.cards > 0) {
    return { kind: 'suspend' };
  }
  const coming = decidedOf(deeds, 'post').some(
    ({ verdict, fate }) => verdict === 'reject' && fate === 'waiting',
  );
  return { kind: coming ? 'await-card' : 'strike' };
}

export function nextHint(deeds: Deeds, seat: Seat, paper: boolean): Hint {
  const done = (step: Step): boolean => isDone(step, deeds, paper);
  if (!done('applications')) {
    return { kind: 'application', left: EACH - countOf(deeds, 'applications') };
  }
  // One of the three posts is the third rejection of its family, which a supervisor then decides on.
  const strike = decidedOf(deeds, 'post').some(({ verdict }) => verdict === 'reject');
  const wantsStrike = !strike && !done('suspension') && deeds.cards === 0;
  const posts = countOf(deeds, 'posts');
  if (wantsStrike && posts >= EACH - 1) {
    return { kind: 'strike' };
  }
  if (!done('posts')) {
    return { kind: 'post', left: EACH - posts };
  }
  const conflict = done('conflict') ? null : towardsConflict(deeds, seat);
  const suspension = done('suspension') ? null : towardsSuspension(deeds, seat);
  // As long as the supervisor sits there; and if the seat has to be changed anyway.
  const first = seat.role === 'supervisor' || conflict === null || conflict.kind === 'become';
  if (suspension !== null && first) {
    return suspension;
  }
  if (conflict !== null) {
    return conflict;
  }
  return done('sent') ? { kind: 'done' } : { kind: 'await-sent' };
}
