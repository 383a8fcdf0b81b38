// What of a page is seen, and what has to be fetched so that its small print is sharp.

import type { PartView } from '../../generated/views';
import type { Point, Size } from './geometry';

/** A part of an upright page, in shares of its width and height (0 to 1). */
export interface Share {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const WHOLE: Share = { left: 0, top: 0, width: 1, height: 1 };

export interface Seen {
  /** The size at which the whole page fits its pane, before turning, in CSS pixels. */
  fitted: Size;
  pane: Size;
  zoom: number;
  /** From the pane's centre, in CSS pixels. */
  shift: Point;
  /** Quarter turns to the right. */
  turn: number;
}

/** A sharper picture of a part of the page. */
export interface CloseLook {
  part: PartView;
  share: Share;
  box: number;
}

/** The worker makes no larger ones. */
const LARGEST = 4096;
/** Fetched beyond what is seen, on each side, in shares of it: panning a little fetches nothing. */
const BEYOND = 0.3;
/** Parts begin and end on this grid, so that coming back finds them in the cache. */
const GRID = 40;
/** The whole page's picture is sharp enough up to this many screen pixels for one of its own. */
const SOFT = 1.15;

/** A point of the screen, from the page's centre, turned back to the upright page. */
function upright(point: Point, turn: number): Point {
  let { x, y } = point;
  for (let quarter = 0; quarter < turn % 4; quarter += 1) {
    [x, y] = [y, -x];
  }
  return { x, y };
}

/** Where on the upright page this point of the pane lies (from the pane's centre); outside it, too. */
export function placeOf(point: Point, seen: Seen): Point {
  const { x, y } = upright({ x: point.x - seen.shift.x, y: point.y - seen.shift.y }, seen.turn);
  return {
    x: x / (seen.fitted.width * seen.zoom) + 0.5,
    y: y / (seen.fitted.height * seen.zoom) + 0.5,
  };
}

/** The part of the page inside its pane; `null` while nothing has been measured. */
export function seenShare(seen: Seen): Share | null {
  if (seen.fitted.width <= 0 || seen.pane.width <= 0) {
    return null;
  }
  const corner = { x: seen.pane.width / 2, y: seen.pane.height / 2 };
  const one = placeOf({ x: -corner.x, y: -corner.y }, seen);
  const other = placeOf(corner, seen);
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const left = clamp(Math.min(one.x, other.x));
  const top = clamp(Math.min(one.y, other.y));
  const width = clamp(Math.max(one.x, other.x)) - left;
  const height = clamp(Math.max(one.y, other.y)) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

/** In whole ten-thousandths, as the desk is asked for it. */
export function partOf(share: Share): PartView {
  const whole = (value: number): number => Math.round(value * 10_000);
  const left = whole(share.left);
  const top = whole(share.top);
  return {
    left,
    top,
    width: Math.max(1, Math.min(whole(share.width), 10_000 - left)),
    height: Math.max(1, Math.min(whole(share.height), 10_000 - top)),
  };
}

/**
 * The closer look that this view needs, or `null` where the page's picture is sharp enough:
 * `natural` is that picture's own size, `density` the screen pixels to a CSS pixel.
 */
export function closeLook(seen: Seen, natural: Size, density: number): CloseLook | null {
  const share = seenShare(seen);
  const shown = {
    width: seen.fitted.width * seen.zoom * density,
    height: seen.fitted.height * seen.zoom * density,
  };
  if (share === null || natural.width <= 0 || shown.width <= natural.width * SOFT) {
    return null;
  }
  const down = (value: number): number => Math.max(0, Math.floor(value * GRID) / GRID);
  const up = (value: number): number => Math.min(1, Math.ceil(value * GRID) / GRID);
  const left = down(share.left - share.width * BEYOND);
  const top = down(share.top - share.height * BEYOND);
  const grown: Share = {
    left,
    top,
    width: up(share.left + share.width * (1 + BEYOND)) - left,
    height: up(share.top + share.height * (1 + BEYOND)) - top,
  };
  const longest = Math.max(grown.width * shown.width, grown.height * shown.height);
  return {
    part: partOf(grown),
    share: grown,
    box: Math.min(LARGEST, Math.ceil(longest / 256) * 256),
  };
}

/** Whether what is here already shows all of what is seen, sharply enough. */
export function serves(here: CloseLook | null, wanted: CloseLook, seen: Share): boolean {
  if (here === null) {
    return false;
  }
  const { share } = here;
  const room = 1e-6;
  const inside =
    share.left <= seen.left + room &&
    share.top <= seen.top + room &&
    share.left + share.width >= seen.left + seen.width - room &&
    share.top + share.height >= seen.top + seen.height - room;
  const sharpness = (look: CloseLook): number =>
    look.box / Math.max(look.share.width, look.share.height);
  return inside && sharpness(here) >= sharpness(wanted) * 0.8;
}
