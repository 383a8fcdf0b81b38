// What a person did in the guided practice, told from what the window gets to know anyway: the outbox of
// whoever sits there, and the supervisor's suspensions. Pure.

import type {
  CaseKind,
  CaseRef,
  OutboxView,
  Role,
  SuspensionsView,
  Verdict,
} from '../../generated/views';

/** Where a decision is. `gone`: taken back, or closed by itself since a colleague decided alike. */
export type Fate = 'waiting' | 'arrived' | 'conflict' | 'settled' | 'gone';

export interface Deed {
  decision: string;
  case: CaseRef;
  subject: string;
  verdict: Verdict;
  role: Role;
  fate: Fate;
}

export interface Deeds {
  decisions: readonly Deed[];
  /** What stood in the outbox when this role was first looked at: nobody did it in this practice. */
  before: Readonly<Partial<Record<Role, ReadonlySet<string>>>>;
  /** Conflicts that lie there now, this practice's or not. */
  conflicts: readonly string[];
  settled: number;
  asked: boolean;
  /** Suspensions that were there at the first look; nothing: nobody looked. */
  suspensionsBefore: ReadonlySet<string> | null;
  /** Families that wait for a supervisor. */
  cards: number;
  suspended: 'suspended' | 'declined' | null;
}

export const NOTHING_DONE: Deeds = {
  decisions: [],
  before: {},
  conflicts: [],
  settled: 0,
  asked: false,
  suspensionsBefore: null,
  cards: 0,
  suspended: null,
};

/** What the outbox of this person says now. */
export function lookAtOutbox(deeds: Deeds, outbox: OutboxView, role: Role): Deeds {
  const items = [...outbox.unsent, ...outbox.sent_today];
  const inConflict = outbox.conflicts.map((item) => item.decision);
  const before =
    deeds.before[role] ?? new Set([...items.map((item) => item.decision), ...inConflict]);
  const fates = new Map<string, Fate>([
    ...outbox.unsent.map((item): [string, Fate] => [item.decision, 'waiting']),
    ...outbox.sent_today.map((item): [string, Fate] => [item.decision, 'arrived']),
    ...inConflict.map((decision): [string, Fate] => [decision, 'conflict']),
  ]);
  const known = deeds.decisions.map((deed): Deed => {
    if (deed.role !== role) {
      return deed;
    }
    const fate = fates.get(deed.decision);
    if (fate !== undefined) {
      return { ...deed, fate };
    }
    // It stands nowhere any more: an arrived one only because its day is over.
    const ends: Partial<Record<Fate, Fate>> = { waiting: 'gone', conflict: 'settled' };
    return { ...deed, fate: ends[deed.fate] ?? deed.fate };
  });
  const ids = new Set(known.map((deed) => deed.decision));
  const added = items
    .filter((item) => !before.has(item.decision) && !ids.has(item.decision))
    .map((item): Deed => ({
      decision: item.decision,
      case: item.case,
      subject: item.subject,
      verdict: item.verdict,
      role,
      fate: item.state === 'acknowledged' ? 'arrived' : 'waiting',
    }));
  return {
    ...deeds,
    decisions: [...known, ...added],
    before: { ...deeds.before, [role]: before },
    conflicts: inConflict,
    settled:
      deeds.settled + deeds.conflicts.filter((decision) => !inConflict.includes(decision)).length,
    asked: deeds.asked || outbox.acts.some(({ act }) => act.kind === 'escalation'),
  };
}

/** Somebody else sits down: the conflicts that were seen were another person's. */
export function changeSeat(deeds: Deeds): Deeds {
  return { ...deeds, conflicts: [] };
}

/** What the supervisor's place says now. */
export function lookAtSuspensions(deeds: Deeds, view: SuspensionsView): Deeds {
  const all = [...view.running, ...view.past];
  const before = deeds.suspensionsBefore ?? new Set(all.map(({ id }) => JSON.stringify(id)));
  const fresh = all.filter(({ id }) => !before.has(JSON.stringify(id)));
  const now = fresh.some(({ state }) => state !== 'declined')
    ? 'suspended'
    : fresh.length > 0
      ? 'declined'
      : null;
  return {
    ...deeds,
    suspensionsBefore: before,
    cards: view.cards.length,
    suspended: deeds.suspended ?? now,
  };
}

/** Cases of this kind that were decided, each once, and not taken back. */
export function decidedOf(deeds: Deeds, kind: CaseKind): Deed[] {
  const last = new Map<string, Deed>();
  for (const deed of deeds.decisions) {
    if (deed.case.kind === kind && deed.fate !== 'gone') {
      last.set(deed.case.id, deed);
    }
  }
  return [...last.values()];
}
