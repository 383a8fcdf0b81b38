// What the marks on a case amount to: how many checks are open, what is the likely next step, and
// why an approval has to wait. Pure; the rules themselves are enforced behind the door.

import type {
  CaseView,
  CheckMark,
  CheckView,
  DocumentKind,
  DocumentView,
  DraftView,
  ReasonView,
  Verdict,
} from '../../generated/views';
import { isSeen, unseenPages } from './seeing';

/** Fits, or is to be sent back. `null`: nobody has said yet. */
export type Judgement = 'fits' | 'unfit' | null;

/** A post's words and its photo are judged apart; their marks stand under these names. */
export const WORDS_CHECK = 'text';
export const PHOTO_CHECK = 'photo';

export function judgementOf(draft: DraftView, check: string): Judgement {
  const mark = draft.checks[check];
  return mark === undefined ? null : mark === 'pass' ? 'fits' : 'unfit';
}

export interface Tally {
  all: number;
  open: number;
  pass: number;
  ask: number;
  reject: number;
}

/** The mark of a check: the person's, or what a rule found to be in order. */
export function markOf(check: CheckView, draft: DraftView): CheckMark | null {
  return draft.checks[check.id] ?? (check.auto === 'pass' ? 'pass' : null);
}

export function tallyOf(documents: readonly DocumentView[], draft: DraftView): Tally {
  const tally: Tally = { all: 0, open: 0, pass: 0, ask: 0, reject: 0 };
  for (const document of documents) {
    for (const check of document.checks) {
      tally.all += 1;
      tally[markOf(check, draft) ?? 'open'] += 1;
    }
  }
  return tally;
}

/**
 * Every check that has no mark yet is passed; a person's marks stay as they are. What was not seen has
 * not been checked: its checks stay open. Files of one kind share their checks, so all of them have to
 * have been seen.
 */
export function passOpenChecks(documents: readonly DocumentView[], draft: DraftView): DraftView {
  const checks = { ...draft.checks };
  const seen = (kind: DocumentKind): boolean =>
    documents.every((other) => other.kind !== kind || isSeen(other));
  for (const document of documents.filter((candidate) => seen(candidate.kind))) {
    for (const check of document.checks) {
      checks[check.id] ??= 'pass';
    }
  }
  return { ...draft, checks };
}

/** The marks that go along with a decision: the person's and those that a rule found. */
export function effectiveChecks(
  documents: readonly DocumentView[],
  draft: DraftView,
): Record<string, CheckMark> {
  const checks: Record<string, CheckMark> = {};
  for (const name of [WORDS_CHECK, PHOTO_CHECK]) {
    const mark = draft.checks[name];
    if (mark !== undefined) {
      checks[name] = mark;
    }
  }
  for (const document of documents) {
    for (const check of document.checks) {
      const mark = markOf(check, draft);
      if (mark !== null) {
        checks[check.id] = mark;
      }
    }
  }
  return checks;
}

/** The step that the marks lead to. A rule's finding alone never leads to a rejection. */
export function likelyVerdict(tally: Tally, words: Judgement, photo: Judgement): Verdict {
  if (tally.reject > 0 || words === 'unfit' || photo === 'unfit') {
    return 'reject';
  }
  return tally.ask > 0 ? 'return' : 'approve';
}

export type ApprovalLock =
  | { why: 'unseen'; document: DocumentView; page: number; more: number }
  | { why: 'open'; count: number }
  | { why: 'failing'; count: number }
  | { why: 'text' }
  | { why: 'photo' }
  | null;

export function approvalLock(
  documents: readonly DocumentView[],
  tally: Tally,
  words: Judgement,
  photo: Judgement,
): ApprovalLock {
  if (words === 'unfit') {
    return { why: 'text' };
  }
  if (photo === 'unfit') {
    return { why: 'photo' };
  }
  if (tally.ask + tally.reject > 0) {
    return { why: 'failing', count: tally.ask + tally.reject };
  }
  const unseen = unseenPages(documents);
  const first = unseen[0];
  const document = first === undefined ? undefined : documents[first.document];
  if (first !== undefined && document !== undefined) {
    return { why: 'unseen', document, page: first.page, more: unseen.length - 1 };
  }
  return tally.open > 0 ? { why: 'open', count: tally.open } : null;
}

/** Whether the catalogue offers this reason for such a verdict on such a case. */
export function isOffered(reason: ReasonView, view: CaseView, verdict: Verdict): boolean {
  return (
    (reason.kind === null || reason.kind === view.case.kind) && reason.verdicts.includes(verdict)
  );
}

/**
 * The reasons that the marks speak for, most marked first: those of checks sent back with this
 * verdict and, where the words or the photo of a post are sent back, those of its failed findings.
 */
export function reasonsFromMarks(
  view: CaseView,
  draft: DraftView,
  verdict: Verdict,
  unfit: boolean,
): string[] {
  const wanted: CheckMark = verdict === 'reject' ? 'reject' : 'ask';
  const codes: string[] = [];
  for (const document of view.documents) {
    // A file that cannot be shown can only be asked for again.
    if (document.reason !== null && verdict === 'return') {
      codes.push(document.reason);
    }
    for (const check of document.checks) {
      if (check.fail_reason !== null && draft.checks[check.id] === wanted) {
        codes.push(check.fail_reason);
      }
    }
  }
  if (unfit) {
    for (const finding of view.findings) {
      if (finding.level === 'fail') {
        codes.push(...finding.suggested_reasons);
      }
    }
  }
  return [...new Set(codes)];
}

/** The reason's slots that the marks fill by themselves; a person reads and changes them. */
export function slotsFromMarks(
  view: CaseView,
  draft: DraftView,
  verdict: Verdict,
  code: string,
): Record<string, string> {
  const wanted: CheckMark = verdict === 'reject' ? 'reject' : 'ask';
  const meant = view.documents.filter(
    (document) =>
      document.reason === code ||
      document.checks.some(
        (check) => check.fail_reason === code && draft.checks[check.id] === wanted,
      ),
  );
  const filled: Record<string, string> = {};
  if (meant.length > 0) {
    filled['文件'] = [...new Set(meant.map((document) => document.label))].join('、');
  }
  if (meant.some((document) => document.reason === code)) {
    filled['欄位'] = '內容';
  }
  filled['申請關係'] = view.relation;
  const proof = view.content.type === 'application' ? view.content.kinship.proofs[0] : undefined;
  if (proof !== undefined) {
    filled['建議文件'] = proof;
  }
  return filled;
}
