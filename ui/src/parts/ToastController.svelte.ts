// The messages that float above the window: one receipt with its ten seconds to undo, or one plain
// sentence. A newer one takes the older one's place; the older decision stays in the outbox, where
// it can still be recalled while it is unsent.

import type { CaseRef, DraftView, RecordedView, Verdict } from '../generated/views';
import type { Host } from '../host/door';

/** A decision as it had been prepared, so that undoing it brings back every word. */
export interface TakenBack {
  verdict: Verdict;
  draft: DraftView;
}

export type Toast =
  | { kind: 'recorded'; receipt: RecordedView; draft: DraftView; until: number; since: number }
  | { kind: 'said'; sentence: string };

export interface ToastListener {
  undone(reference: CaseRef, takenBack: TakenBack): void;
  failed(error: unknown): string;
}

/** How long a plain sentence stays, in milliseconds. */
const SAID_FOR = 6000;
/** How long the receipt stays after its undo window has closed. */
const SENT_FOR = 1500;
/** The longest undo window that the desk gives; used where the receipt's clock is odd. */
const UNDO_FOR = 10_000;

export class ToastController {
  current = $state.raw<Toast | null>(null);
  /** Milliseconds left of the undo window. */
  left = $state(0);
  undoing = $state(false);

  private readonly host: Host;
  private readonly listener: ToastListener;
  private timer: ReturnType<typeof setInterval> | null = null;
  private ends = 0;

  constructor(host: Host, listener: ToastListener) {
    this.host = host;
    this.listener = listener;
  }

  /** Shows the receipt of a decision and counts its undo window down. */
  recorded(receipt: RecordedView, draft: DraftView): void {
    const now = Date.now();
    const promised = Date.parse(receipt.undo_until);
    const until = Number.isNaN(promised) ? now + UNDO_FOR : Math.min(promised, now + UNDO_FOR);
    this.show({ kind: 'recorded', receipt, draft, until, since: now }, until + SENT_FOR);
    this.left = Math.max(0, until - now);
  }

  say(sentence: string): void {
    this.show({ kind: 'said', sentence }, Date.now() + SAID_FOR);
    this.left = 0;
  }

  get canUndo(): boolean {
    return this.current?.kind === 'recorded' && this.left > 0 && !this.undoing;
  }

  /** Seconds to show in the ring, never 0 while the decision can still be taken back. */
  get seconds(): number {
    return Math.ceil(this.left / 1000);
  }

  /** Takes the last decision back, if its window is still open. */
  async undo(): Promise<void> {
    const toast = this.current;
    if (toast?.kind !== 'recorded' || !this.canUndo) {
      return;
    }
    this.undoing = true;
    try {
      const reference = await this.host.call('undo_decision', { decision: toast.receipt.decision });
      this.clear();
      this.listener.undone(reference, { verdict: toast.receipt.verdict, draft: toast.draft });
    } catch (error) {
      this.say(this.listener.failed(error));
    } finally {
      this.undoing = false;
    }
  }

  clear(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
    this.current = null;
    this.left = 0;
  }

  private show(toast: Toast, ends: number): void {
    this.clear();
    this.current = toast;
    this.ends = ends;
    this.timer = setInterval(() => this.tick(), 200);
  }

  private tick(): void {
    const now = Date.now();
    if (this.current?.kind === 'recorded') {
      this.left = Math.max(0, this.current.until - now);
    }
    if (now >= this.ends && !this.undoing) {
      this.clear();
    }
  }
}
