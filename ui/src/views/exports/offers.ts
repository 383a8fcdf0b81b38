// What can be exported from where: each offer with its contents, their formats, and whether
// identity numbers stand in them.

import type {
  DecisionId,
  DeliveriesRequest,
  FamilyId,
  ReportFormat,
  ReportKind,
  SuspensionId,
} from '../../generated/views';
import { text } from '../../text';

/** One content that an offer can be exported with. */
export interface Content {
  name: string;
  /** What stands in it. */
  text: string;
  kind: ReportKind;
}

export interface Offer {
  title: string;
  /** What the contents are called together, if there is a choice. */
  choice: string;
  contents: readonly [Content, ...Content[]];
}

const TABLE: readonly ReportFormat[] = ['ods', 'xlsx', 'csv'];

export function formatsOf(kind: ReportKind): readonly ReportFormat[] {
  switch (kind.what) {
    case 'tally':
    case 'access':
      return [...TABLE, 'pdf'];
    case 'strikes':
    case 'suspensions':
      return TABLE;
    case 'dossier':
    case 'decision':
    case 'deliveries':
      return ['pdf'];
  }
}

/** Whether identity numbers stand in it, masked or not. */
export function hasIdNumbers(kind: ReportKind): boolean {
  return kind.what !== 'deliveries' && kind.what !== 'access';
}

const words = text.exports;

export function tallyOffer(): Offer {
  return {
    title: words.tally.title,
    choice: words.content,
    contents: [
      { name: words.tally.name, text: words.tally.text, kind: { what: 'tally' } },
      { name: words.strikes.name, text: words.strikes.text, kind: { what: 'strikes' } },
    ],
  };
}

export function suspensionsOffer(): Offer {
  return {
    title: words.suspensions.title,
    choice: words.content,
    contents: [
      { name: words.suspensions.name, text: words.suspensions.text, kind: { what: 'suspensions' } },
    ],
  };
}

const MONTHS_OFFERED = 6;

/** 查詢紀錄 of the month of this day (`115.11.23`), or of one of those before it. */
export function accessOffer(day: string): Offer {
  const [year = 0, month = 1] = day.split('.').map(Number);
  const of = (back: number): Content => {
    const count = year * 12 + month - 1 - back;
    const [y, m] = [Math.floor(count / 12), (count % 12) + 1];
    return {
      name: `${y}.${String(m).padStart(2, '0')}`,
      text: words.access.text,
      kind: { what: 'access', month: `${y + 1911}-${String(m).padStart(2, '0')}` },
    };
  };
  const before = Array.from({ length: MONTHS_OFFERED - 1 }, (_, index) => of(index + 1));
  return { title: words.access.title, choice: words.access.month, contents: [of(0), ...before] };
}

/** 停用卷宗 of a suspension, or with `null` the proposal for one. */
export function dossierOffer(
  who: string,
  family: FamilyId,
  suspension: SuspensionId | null,
): Offer {
  const title = words.dossier.title(who);
  return {
    title,
    choice: words.content,
    contents: [
      {
        name: title,
        text: suspension === null ? words.dossier.proposal : words.dossier.text,
        kind: { what: 'dossier', family, suspension },
      },
    ],
  };
}

export function decisionOffer(subject: string, decision: DecisionId): Offer {
  const title = words.decision.title(subject);
  return {
    title,
    choice: words.content,
    contents: [{ name: title, text: words.decision.text, kind: { what: 'decision', decision } }],
  };
}

/** 送達單 of one housing unit, or with `null` of all; the days for the desk and as they are read. */
export function deliveriesOffer(
  days: DeliveriesRequest,
  read: { from: string; until: string },
  unit: { key: string; name: string } | null,
  someOpen: boolean,
): Offer {
  const of = words.deliveries;
  const kind = (only_open: boolean): ReportKind => ({
    what: 'deliveries',
    days,
    unit: unit?.key ?? null,
    only_open,
  });
  const all: Content = { name: of.all, text: of.allText(read.from, read.until), kind: kind(false) };
  const open: Content = {
    name: of.open,
    text: of.openText(read.from, read.until),
    kind: kind(true),
  };
  return {
    title: of.title(unit?.name ?? of.allUnits),
    choice: of.which,
    contents: someOpen ? [open, all] : [all],
  };
}
