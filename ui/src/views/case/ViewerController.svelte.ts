// How the documents are looked at: size, place, turn and light of each pane, together or apart.

import { WHOLE, type Share } from './closeLook';
import type { Point, Size } from './geometry';
import type { PagePlace } from './seeing';

export const MIN_ZOOM = 1;
export const MAX_ZOOM = 8;
/** One press of + or −. */
const STEP = 1.25;
/** The longest side of the whole page's picture, and of the one beneath the loupe, in pixels. */
export const BOX = 1600;
export const LOUPE_BOX = 3200;
/** One press of Shift and an arrow, in CSS pixels; the loupe moves by this share of the page. */
const PACE = 48;
const LENS_PACE = 0.02;
/** How much light, in percent; one press goes on to the next. */
const LIGHTS = [100, 130, 165, 70] as const;

/** The size at which a turned picture fits its pane. */
export function fit(picture: Size, pane: Size, turn: number): Size {
  const lying = turn % 2 === 1;
  const width = lying ? picture.height : picture.width;
  const height = lying ? picture.width : picture.height;
  if (width <= 0 || height <= 0 || pane.width <= 0 || pane.height <= 0) {
    return { width: 0, height: 0 };
  }
  const scale = Math.min(pane.width / width, pane.height / height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Holds a shifted picture so that it never leaves its pane altogether. */
export function hold(shift: Point, fitted: Size, pane: Size, zoom: number, turn: number): Point {
  const lying = turn % 2 === 1;
  const width = (lying ? fitted.height : fitted.width) * zoom;
  const height = (lying ? fitted.width : fitted.height) * zoom;
  const across = Math.max(0, (width - pane.width) / 2);
  const down = Math.max(0, (height - pane.height) / 2);
  return {
    x: Math.min(across, Math.max(-across, shift.x)),
    y: Math.min(down, Math.max(-down, shift.y)),
  };
}

/** One document's view. Shifts are in pixels from the pane's centre. */
export class Pane {
  readonly document: string;
  zoom = $state(1);
  shift = $state.raw<Point>({ x: 0, y: 0 });
  /** Quarter turns to the right. */
  turn = $state(0);
  page = $state(0);
  /** What of the upright page is in the pane; kept by the pane itself. */
  seen = $state.raw<Share>(WHOLE);
  /** Where the loupe is, in shares of the upright page, and how much of its width it shows. */
  lens = $state.raw<Point>({ x: 0.5, y: 0.4 });
  span = $state<number | null>(null);

  constructor(document: string) {
    this.document = document;
  }

  /** Zooms so that the point under the pointer stays where it is. */
  zoomTo(zoom: number, at: Point): void {
    const to = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
    const factor = to / this.zoom;
    this.shift = {
      x: at.x - (at.x - this.shift.x) * factor,
      y: at.y - (at.y - this.shift.y) * factor,
    };
    this.zoom = to;
    if (to === MIN_ZOOM) {
      this.shift = { x: 0, y: 0 };
    }
  }

  moveLens(to: Point): void {
    const inside = (value: number): number => Math.min(1, Math.max(0, value));
    this.lens = { x: inside(to.x), y: inside(to.y) };
  }
}

/** What stays as a person has set it when they go on to another case. */
export class ViewingHabits {
  linked = $state(false);
  contrast = $state(false);
  inverted = $state(false);
  /** Which of the lights. */
  light = $state(0);
}

export class ViewerController {
  readonly habits: ViewingHabits;
  panes = $state.raw<readonly Pane[]>([]);
  active = $state(0);
  /** A loupe over the active document and its counterpart, side by side. */
  loupe = $state(false);
  /** The active pane fills the case. */
  full = $state(false);

  readonly current = $derived.by(() => this.panes[this.active] ?? null);
  /** In percent. */
  readonly brightness = $derived.by(() => LIGHTS[this.habits.light] ?? 100);
  /** As a CSS filter; `null` for the picture as it is. */
  readonly filter = $derived.by(() => {
    const parts = [
      this.brightness === 100 ? '' : `brightness(${this.brightness / 100})`,
      this.habits.contrast ? 'contrast(1.6) grayscale(1)' : '',
      this.habits.inverted ? 'invert(1)' : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? null : parts.join(' ');
  });

  constructor(habits = new ViewingHabits()) {
    this.habits = habits;
  }

  /** How this document is looked at; nothing of a document that is not laid out. */
  of(document: string): Pane | undefined {
    return this.panes.find((pane) => pane.document === document);
  }

  /** Starts afresh with these documents; panes of documents already shown stay as they are. */
  show(documents: readonly string[]): void {
    this.panes = documents.map(
      (id) => this.panes.find((pane) => pane.document === id) ?? new Pane(id),
    );
    if (this.active >= this.panes.length) {
      this.active = 0;
    }
  }

  reset(): void {
    this.panes = [];
    this.active = 0;
    this.full = false;
    this.loupe = false;
  }

  /** Brighter, brighter still, darker, and as it was. */
  nextLight(): void {
    this.habits.light = (this.habits.light + 1) % LIGHTS.length;
  }

  activate(index: number): void {
    if (index >= 0 && index < this.panes.length) {
      this.active = index;
    }
  }

  step(by: 1 | -1): void {
    const count = this.panes.length;
    if (count > 0) {
      this.active = (this.active + by + count) % count;
    }
  }

  zoomBy(factor: number, at: Point = { x: 0, y: 0 }): void {
    const current = this.current;
    if (current === null) {
      return;
    }
    const zoom = current.zoom * factor;
    for (const pane of this.moved()) {
      pane.zoomTo(zoom, at);
    }
  }

  zoomIn(): void {
    if (!this.spread(1 / STEP)) {
      this.zoomBy(STEP);
    }
  }

  zoomOut(): void {
    if (!this.spread(STEP)) {
      this.zoomBy(1 / STEP);
    }
  }

  /** By keys: moves the picture, or the loupe where there is one. `x` and `y` are −1, 0 or 1. */
  nudge(x: number, y: number): void {
    const current = this.current;
    if (this.loupe && current !== null) {
      current.moveLens({ x: current.lens.x + x * LENS_PACE, y: current.lens.y + y * LENS_PACE });
    } else {
      this.pan({ x: -x * PACE, y: -y * PACE });
    }
  }

  fitAll(): void {
    for (const pane of this.moved()) {
      pane.zoomTo(MIN_ZOOM, { x: 0, y: 0 });
    }
  }

  pan(by: Point): void {
    for (const pane of this.moved()) {
      pane.shift = { x: pane.shift.x + by.x, y: pane.shift.y + by.y };
    }
  }

  /** By quarters: 1 to the right, −1 to the left. */
  rotate(by: 1 | -1 = 1): void {
    const current = this.current;
    if (current !== null) {
      current.turn = (current.turn + by + 4) % 4;
      current.shift = { x: 0, y: 0 };
    }
  }

  turnPage(to: number, of: number): void {
    const current = this.current;
    if (current !== null && to >= 0 && to < of) {
      current.page = to;
      current.shift = { x: 0, y: 0 };
    }
  }

  /** Lays one page out as large as there is room for. */
  lookAt(place: PagePlace): void {
    this.activate(place.document);
    const current = this.current;
    if (current !== null) {
      current.page = place.page;
      current.zoomTo(MIN_ZOOM, { x: 0, y: 0 });
      this.loupe = false;
      this.full = true;
    }
  }

  /** Linking takes the active pane's zoom for all. */
  toggleLinked(): void {
    this.habits.linked = !this.habits.linked;
    const current = this.current;
    if (this.habits.linked && current !== null) {
      for (const pane of this.panes) {
        pane.zoomTo(current.zoom, { x: 0, y: 0 });
        pane.shift = current.shift;
      }
    }
  }

  /** With the loupe, enlarging means showing less of the page in it. Answers whether it did. */
  private spread(factor: number): boolean {
    const current = this.current;
    if (!this.loupe || current === null || current.span === null) {
      return false;
    }
    current.span = Math.min(1, Math.max(0.05, current.span * factor));
    return true;
  }

  private moved(): readonly Pane[] {
    return this.habits.linked && !this.full
      ? this.panes
      : this.current === null
        ? []
        : [this.current];
  }
}
