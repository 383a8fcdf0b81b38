// Which lines of a very long list have to be on the page: rows of one height under section headings
// of another. Pure, so that twenty thousand rows can be tried without a window.

import type { DueBand, QueueRow } from '../../generated/views';

export type QueueLine =
  | { kind: 'band'; band: DueBand; count: number | null; top: number }
  | { kind: 'row'; row: QueueRow; index: number; top: number };

export interface LineHeights {
  row: number;
  band: number;
}

export interface QueueLayout {
  lines: readonly QueueLine[];
  height: number;
}

/**
 * Lines up rows, which come oldest first, under a heading for each band. A band that may go on in
 * pages not yet read has no count.
 */
export function layOut(
  rows: readonly QueueRow[],
  heights: LineHeights,
  complete: boolean,
): QueueLayout {
  const lines: QueueLine[] = [];
  let top = 0;
  let heading: (QueueLine & { kind: 'band' }) | null = null;
  let inBand = 0;
  for (const [index, row] of rows.entries()) {
    if (heading === null || heading.band !== row.due.band) {
      if (heading !== null) {
        heading.count = inBand;
      }
      heading = { kind: 'band', band: row.due.band, count: null, top };
      lines.push(heading);
      top += heights.band;
      inBand = 0;
    }
    inBand += 1;
    lines.push({ kind: 'row', row, index, top });
    top += heights.row;
  }
  if (heading !== null && complete) {
    heading.count = inBand;
  }
  return { lines, height: top };
}

/** The lines that touch the stretch from `top` to `bottom`, found by halving. */
export function linesBetween(
  layout: QueueLayout,
  top: number,
  bottom: number,
): readonly QueueLine[] {
  const { lines } = layout;
  const first = Math.max(0, firstAtOrAfter(lines, top) - 1);
  return lines.slice(first, firstAtOrAfter(lines, bottom));
}

function firstAtOrAfter(lines: readonly QueueLine[], top: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.top ?? 0) < top) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Where the list must be scrolled to so that this row is in view; `null` if it already is. */
export function scrollFor(
  layout: QueueLayout,
  index: number,
  heights: LineHeights,
  scrolled: number,
  seen: number,
): number | null {
  const line = layout.lines.find(
    (candidate) => candidate.kind === 'row' && candidate.index === index,
  );
  if (line === undefined) {
    return null;
  }
  // The first row of a band brings its heading along.
  const above = heights.band;
  if (line.top - above < scrolled) {
    return Math.max(0, line.top - above);
  }
  const bottom = line.top + heights.row;
  return bottom > scrolled + seen ? bottom - seen : null;
}
