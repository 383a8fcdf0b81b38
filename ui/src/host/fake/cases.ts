// The sample cases and where each stands: rows for the queue, made from the seeds.

import type { CaseKind, CaseRef, CaseState, ClaimView, CropView, DraftView, DueView, QueueMark, QueueRow, Verdict } from '../../generated/views';
import type { SampleClock } from './clock';
import { DECIDED, type DecidedSeed } from './decided';
import { INMATE_NUMBERS, inmate } from './people';
import { APPLICATIONS, POSTS, type ApplicationSeed, type PostSeed } from './samples';

export interface SampleCase {
  ref: CaseRef;
  number: string;
  who: string;
  relation: string;
  inmate: string;
  age: number;
  due: number | null | 'first';
  mark: QueueMark;
  revision: number;
  state: CaseState;
  claimedBy: string | null;
  application: ApplicationSeed | null;
  post: PostSeed | null;
  decided: DecidedSeed | null;
  /** A decision of this desk on its way. */
  pending: Verdict | null;
  draft: DraftView;
  crops: CropView[];
  index: number;
}

export const STATE_AFTER: Record<Verdict, CaseState> = { approve: 'approved', return: 'returned', reject: 'rejected', hold: 'held' };

export function caseId(kind: CaseKind, index: number): string {
  return `0193${kind === 'post' ? 'b' : 'a'}000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function emptyDraft(): DraftView {
  return { staff_note: '', checks: {}, reasons: [], addition: '', language: null, language_chosen: false, paper: null, dates: {} };
}

export function sampleCases(empty: boolean, rows: number): SampleCase[] {
  if (empty) return [];
  const cases: SampleCase[] = [];
  APPLICATIONS.forEach((seed, index) => cases.push(fromApplication(seed, index)));
  POSTS.forEach((seed, index) => cases.push(fromPost(seed, index)));
  for (let index = POSTS.length; index < rows; index++) cases.push(fromPost(invented(index), index));
  DECIDED.forEach((seed, index) => cases.push(fromDecided(seed, 900_000 + index)));
  return cases;
}

function fromApplication(seed: ApplicationSeed, index: number): SampleCase {
  return {
    ref: { kind: 'application', id: caseId('application', index) },
    number: `申115-${String(412 + index).padStart(4, '0')}`,
    who: seed.who, relation: seed.relation, inmate: seed.inmate, age: seed.age, due: seed.due, mark: seed.mark,
    revision: seed.revision ?? 1, state: seed.mark === 'held' ? 'held' : 'pending', claimedBy: seed.claimedBy ?? null,
    application: seed, post: null, decided: null, pending: null, draft: emptyDraft(), crops: [], index,
  };
}

function fromPost(seed: PostSeed, index: number): SampleCase {
  return {
    ref: { kind: 'post', id: caseId('post', index) },
    number: `簿115-${String(2087 + index).padStart(4, '0')}`,
    who: seed.who, relation: seed.relation, inmate: seed.inmate, age: seed.age, due: seed.due, mark: seed.mark,
    revision: seed.revision ?? 1, state: seed.mark === 'held' ? 'held' : 'pending', claimedBy: seed.claimedBy ?? null,
    application: null, post: seed, decided: null, pending: null, draft: emptyDraft(), crops: [], index,
  };
}

function fromDecided(seed: DecidedSeed, index: number): SampleCase {
  const common = { who: seed.who, relation: seed.relation, inmate: seed.inmate, age: seed.at.includes(':') ? 1 : 20, due: 3, mark: 'new' as const };
  const made =
    seed.kind === 'application'
      ? fromApplication(common, index)
      : fromPost({ ...common, title: seed.title ?? '', body: '家裡都好，不要掛念。孩子們每天都說想你，天冷記得多穿一件。' }, index);
  made.number = `${seed.kind === 'application' ? '申' : '簿'}115-${String((seed.kind === 'application' ? 380 : 2040) + (index % 100)).padStart(4, '0')}`;
  made.decided = seed;
  if (seed.unsent) made.pending = seed.verdict;
  else made.state = seed.withdrawn ? 'withdrawn' : STATE_AFTER[seed.verdict];
  return made;
}

/** One of thousands: titles and people taken in turn, none the same as its neighbour. */
function invented(index: number): PostSeed {
  const like = POSTS[(index * 7) % POSTS.length] as PostSeed;
  const author = POSTS[(index * 11 + 3) % POSTS.length] as PostSeed;
  return {
    title: `${like.title} ${index + 1}`, body: like.body, who: author.who, relation: author.relation,
    inmate: INMATE_NUMBERS[(index * 5) % INMATE_NUMBERS.length] ?? '2413', age: 0, due: 3 + (index % 4), mark: 'new',
    ...(like.photo && { photo: like.photo }), ...(like.marks && { marks: like.marks }),
  };
}

export function isOpen(one: SampleCase): boolean {
  return one.state === 'pending' || one.state === 'held';
}

const BANDS = ['first', 'timely', 'overdue', 'today', 'tomorrow', 'later', 'not_counted', 'done'];

function due(one: SampleCase, clock: SampleClock): DueView {
  if (!isOpen(one)) return { band: 'done', day: '', caveat: null };
  if (one.due === 'first') return { band: 'first', day: '', caveat: null };
  if (one.state === 'held' || one.due === null) return { band: 'not_counted', day: '', caveat: null };
  if (one.due < 0) return { band: 'overdue', day: clock.shortDay(one.due), caveat: null };
  if (one.due === 0) return { band: 'today', day: '', caveat: null };
  if (one.due === 1) return { band: 'tomorrow', day: '', caveat: null };
  return { band: 'later', day: clock.shortDay(one.due), caveat: null };
}

/** Who works on it; offline nobody can be sure. */
export function claimOf(one: SampleCase, offline: boolean): ClaimView | null {
  return one.claimedBy === null ? null : { mine: false, holder: one.claimedBy, since: '14:20', until: '17:10', stale: offline };
}

export function rowOf(one: SampleCase, clock: SampleClock, offline: boolean): QueueRow {
  const of = inmate(one.inmate);
  return {
    case: one.ref, number: one.number, revision: one.revision, who: one.who, title: one.post?.title ?? null,
    relation: one.relation, inmate_number: one.inmate, inmate_name: of.name, juvenile: of.juvenile,
    mark: one.pending ? 'decided' : !isOpen(one) ? 'closed' : one.mark, claim: claimOf(one, offline),
    age_days: one.age, due: due(one, clock), pending: one.pending, state: one.state,
  };
}

/** The queue's order: by section, then oldest first. */
export function byUrgency(a: QueueRow, b: QueueRow): number {
  return BANDS.indexOf(a.due.band) - BANDS.indexOf(b.due.band) || b.age_days - a.age_days;
}

/** 「麵線」, or the applicant's name. */
export function subjectOf(one: SampleCase): string {
  return one.post ? `「${one.post.title}」` : one.who;
}
