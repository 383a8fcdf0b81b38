// How the papers of an application share the room: each kind a column as broad as it needs to be read.
// Pure.

import type { DocumentKind } from '../../generated/views';

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

/**
 * How broad such a paper is for the height of the smallest print that has to be read: 2 of a card's
 * 86 mm, 4.2 (12 points) of a page's 210. A portrait is looked at and not read: half of a card.
 */
const BREADTHS: Record<DocumentKind, number> = {
  identity: 43,
  relationship: 50,
  cohabitation: 50,
  official_letter: 50,
  other: 50,
  portrait: 21,
  photo: 43,
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

/** How broad one such paper has to be where its smallest print is a pixel high. */
export function breadthOf(kind: DocumentKind): number {
  return BREADTHS[kind];
}

/** `grid-template-columns`. `flow`: the papers have the room to themselves. */
export function columnsFor(columns: readonly Column[], flow: boolean): string {
  return columns
    .map(({ kind, files }) => {
      const share = flow ? breadthOf(kind) * (isStacked(kind) ? 1 : files) : SHARES[kind];
      return `minmax(8.5rem, ${share}fr)`;
    })
    .join(' ');
}
