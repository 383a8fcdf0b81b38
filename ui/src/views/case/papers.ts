// How the papers of an application share the room: each kind a column as broad as it needs to be read.
// Pure.

import type { DocumentKind } from '../../generated/views';
import { readablePx } from './seeing';

/** The width of such a paper to its height, as it is usually sent in. */
const RATIOS: Record<DocumentKind, number> = {
  identity: 1.586,
  relationship: 1 / Math.SQRT2,
  cohabitation: 1 / Math.SQRT2,
  official_letter: 1 / Math.SQRT2,
  other: 1 / Math.SQRT2,
  portrait: 3 / 4,
  photo: 4 / 3,
};

/** In shares of the width where the papers stand over their checks: a portrait needs less than a page of text. */
const SHARES: Record<DocumentKind, number> = {
  identity: 1.1,
  relationship: 1.3,
  portrait: 0.8,
  cohabitation: 1.2,
  official_letter: 1.3,
  photo: 1,
  other: 1.1,
};

export interface Column {
  kind: DocumentKind;
  /** How many files of that kind there are. */
  files: number;
}

/** For CSS: width to height. */
export function ratioOf(kind: DocumentKind): number {
  return RATIOS[kind];
}

/** The two sides of a card lie one above the other, pages of a paper side by side. */
export function isStacked(kind: DocumentKind): boolean {
  return kind === 'identity';
}

/** How broad one such paper has to be to be read, in shares of the longest side of a page of text. */
export function breadthOf(kind: DocumentKind): number {
  return (readablePx(kind, 1000) / 1000) * Math.min(1, RATIOS[kind]);
}

/** `grid-template-columns`. `flow`: the papers have the room to themselves. */
export function columnsFor(columns: readonly Column[], flow: boolean): string {
  return columns
    .map(({ kind, files }) => {
      const share = flow ? breadthOf(kind) * (isStacked(kind) ? 1 : files) : SHARES[kind];
      return `minmax(8.5rem, ${Number(share.toFixed(3))}fr)`;
    })
    .join(' ');
}
