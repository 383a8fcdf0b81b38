// Two places for a case, one beneath the other: the case that is open, and the next one, drawn
// before it is asked for. To go on to it, the upper one is moved out of sight, which costs the
// window one frame; to draw a case costs it five to ten.

import { flushSync } from 'svelte';

import type { CaseRef, CaseView, QueueRow } from '../../generated/views';
import { painted } from '../../parts/painted';
import type { CaseController } from './CaseController.svelte';
import { ViewerController, ViewingHabits } from './ViewerController.svelte';

/** A case is open this long, in milliseconds, before the next one is drawn beneath it. */
const REST = 350;
/** And after a person last wrote or moved something in it. */
const LONGER_REST = 1200;

/** One of the two places. */
export class CaseSlot {
  readonly shown: CaseController;
  readonly viewer: ViewerController;
  /** Where the staff-only note is written. */
  note = $state<HTMLTextAreaElement>();
  /** Out of sight. Only there it is drawn anew, and only then laid beneath the open one. */
  away = $state(true);
  /** The lesser, the deeper. It changes only out of sight. */
  depth = $state(0);

  constructor(make: (arrived: (view: CaseView) => void) => CaseController, habits: ViewingHabits) {
    this.viewer = new ViewerController(habits);
    this.shown = make((view) => this.layOut(view));
  }

  /** Whether it is drawn ahead as the queue has it now. */
  holds({ case: reference, revision }: QueueRow): boolean {
    const view = this.shown.view;
    return (
      !this.away &&
      this.shown.holdsAhead(reference) &&
      view?.revision === revision &&
      !view.documents.some(
        (document) => document.state === 'waiting' || document.state === 'opening',
      )
    );
  }

  /** Another case is looked at afresh; the same one as it was. */
  private layOut(view: CaseView): void {
    if (this.shown.view?.case.id !== view.case.id) {
      this.viewer.reset();
    }
    this.viewer.show(view.documents.map((document) => document.id));
  }
}

export class CaseStack {
  readonly habits = new ViewingHabits();
  readonly slots: readonly [CaseSlot, CaseSlot];
  /** The one on the screen. */
  front = $state.raw() as CaseSlot;
  /** The one that pointer, keys and screen readers reach. It follows `front` when the case there is open. */
  reached = $state.raw() as CaseSlot;

  private resting: ReturnType<typeof setTimeout> | null = null;

  constructor(make: (arrived: (view: CaseView) => void) => CaseController) {
    this.slots = [new CaseSlot(make, this.habits), new CaseSlot(make, this.habits)];
    this.front = this.slots[0];
    this.front.away = false;
    this.reached = this.front;
  }

  /**
   * Shows a case that is drawn already, without opening it. All else that changes with it should wait
   * until this is `painted`, since it would cost the window a frame first. Answers whether it was
   * drawn.
   */
  turnTo(reference: CaseRef): boolean {
    this.rest();
    const next = this.behind;
    if (next.away || !next.shown.holdsAhead(reference)) {
      return false;
    }
    const last = this.front;
    last.away = true;
    this.front = next;
    last.shown.leave();
    return true;
  }

  /** Opens a case where it was turned to, or else in place of the one on the screen. */
  async open(reference: CaseRef): Promise<void> {
    this.rest();
    await this.front.shown.open(reference);
    if (this.reached !== this.front) {
      // To make another place reachable costs several frames too.
      await painted();
      this.reach();
    }
  }

  /** Puts the cursor into the staff-only note. */
  writeNote(): void {
    this.reach();
    flushSync();
    this.front.note?.focus();
  }

  /** Draws the case that is probably asked for next, once the open one has rested. */
  drawAhead(next: () => QueueRow | null, rest = REST): void {
    this.rest();
    this.resting = setTimeout(() => void this.lay(next()), rest);
  }

  /**
   * A person writes or moves something in the open case: until that rests nothing lies beneath it,
   * since without a graphics card that would make each of the window's frames half as long again.
   */
  worksOn(next: () => QueueRow | null): void {
    this.behind.away = true;
    this.drawAhead(next, LONGER_REST);
  }

  /** Puts both away; what was written is kept. */
  close(): void {
    this.rest();
    for (const slot of this.slots) {
      slot.shown.close();
    }
  }

  private reach(): void {
    this.reached = this.front;
  }

  private get behind(): CaseSlot {
    return this.front === this.slots[0] ? this.slots[1] : this.slots[0];
  }

  private async lay(row: QueueRow | null): Promise<void> {
    const { behind, front } = this;
    if (front.shown.here === null || (row !== null && behind.holds(row))) {
      return;
    }
    if (row === null || row.case.id === front.shown.here.case.id) {
      behind.away = true;
      behind.shown.close();
    } else if ((await behind.shown.drawAhead(row.case)) && behind.away) {
      behind.depth = front.depth - 1;
      behind.away = false;
    }
  }

  private rest(): void {
    if (this.resting !== null) {
      clearTimeout(this.resting);
      this.resting = null;
    }
  }
}
