// 寄件匣 and 待處理衝突: where every decision is, which one is looked at, and how a conflict is settled.

import type {
  ActRef,
  CaseRef,
  OutboxItemView,
  OutboxView,
  SyncView,
  TrayChoice,
  TrayItemView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';
import { Reading } from '../../parts/Reading.svelte';
import { Submission } from '../../parts/Submission.svelte';
import { neighbour } from '../../parts/listNavigation';

export interface OutboxListener {
  /** The sentence for the person; leads away when the session is over. */
  explain(error: unknown): string;
  say(sentence: string): void;
  openCase(reference: CaseRef): void;
  changed(): void;
}

/** How often the countdowns move, in milliseconds. */
const BEAT = 250;
/** While something moves it is read again every two seconds, should a word of it have been missed. */
const BEATS_BETWEEN_READINGS = 8;

/** Whether this choice goes to a supervisor and therefore needs words. */
export function needsQuestion(choice: TrayChoice | null): boolean {
  return choice === 'ask_reversal' || choice === 'escalate';
}

/** Whether both name the same act: an answer and its question share an id. */
export function isSame(one: ActRef | null, other: ActRef): boolean {
  return one !== null && one.kind === other.kind && one.id === other.id;
}

/** Whether a colleague's decision stands against mine; else keeping theirs is only closing mine. */
export function hasOther(item: TrayItemView): boolean {
  return item.theirs !== null || item.choices.includes('ask_reversal');
}

export class OutboxController {
  /** The decision looked at. */
  chosen = $state<string | null>(null);
  choice = $state<TrayChoice | null>(null);
  readonly settling: Submission;
  /** The decision being taken back. */
  undoing = $state<string | null>(null);
  /** The act, no decision, being closed. */
  closing = $state<ActRef | null>(null);
  now = $state(Date.now());

  /** Words to the supervisor by decision, so that looking at another conflict loses nothing. */
  private questions = $state<Record<string, string>>({});
  private readonly host: Host;
  private readonly listener: OutboxListener;
  private readonly reading: Reading<OutboxView>;

  constructor(host: Host, listener: OutboxListener) {
    this.host = host;
    this.listener = listener;
    this.settling = new Submission((error) => listener.explain(error));
    this.reading = new Reading(
      () => host.call('list_outbox', null),
      (error) => listener.explain(error),
    );
  }

  get view(): OutboxView | null {
    return this.reading.view;
  }

  get trouble(): string | null {
    return this.reading.trouble;
  }

  readonly conflict: TrayItemView | null = $derived.by(
    () => this.view?.conflicts.find((item) => item.decision === this.chosen) ?? null,
  );
  readonly item: OutboxItemView | null = $derived.by(
    () => this.items.find((item) => item.decision === this.chosen) ?? null,
  );

  get question(): string {
    return this.chosen === null ? '' : (this.questions[this.chosen] ?? '');
  }

  set question(words: string) {
    if (this.chosen !== null) {
      this.questions[this.chosen] = words;
    }
  }

  get items(): OutboxItemView[] {
    return this.view === null ? [] : [...this.view.unsent, ...this.view.sent_today];
  }

  /** Every decision in the list's order, conflicts first. */
  get order(): string[] {
    return [...(this.view?.conflicts ?? []), ...this.items].map((item) => item.decision);
  }

  /** Whether everything has arrived: the host says so, and no list here shows otherwise. */
  allSent(sync: SyncView | null): boolean {
    const { unsent, conflicts, acts } = this.view ?? { unsent: [], conflicts: [], acts: [] };
    return (
      this.view !== null &&
      sync !== null &&
      sync.all_sent &&
      unsent.length + conflicts.length + acts.length === 0
    );
  }

  /** Why the lead button cannot be pressed now. */
  get locked(): string | null {
    if (this.choice === null) {
      return text.tray.chooseFirst;
    }
    return needsQuestion(this.choice) && this.question.trim() === '' ? text.tray.writeFirst : null;
  }

  async load(): Promise<void> {
    if (await this.reading.again()) {
      this.now = Date.now();
      if (this.chosen !== null && !this.order.includes(this.chosen)) {
        this.look(null);
      }
    }
  }

  look(decision: string | null): void {
    if (decision !== this.chosen) {
      this.choice = null;
      this.settling.trouble = null;
    }
    this.chosen = decision;
    const only = this.conflict?.choices;
    if (only?.length === 1 && this.choice === null) {
      this.choice = only[0] ?? null;
    }
  }

  lookAtFirstConflict(): void {
    const first = this.view?.conflicts[0];
    if (first !== undefined && this.conflict === null) {
      this.look(first.decision);
    }
  }

  lookAtFirstUnsent(): void {
    const first = this.view?.unsent[0];
    if (first !== undefined && this.item === null) {
      this.look(first.decision);
    }
  }

  step(by: 1 | -1): void {
    const next = neighbour(this.order, this.chosen, by);
    if (next !== null) {
      this.look(next);
    }
  }

  /** Chooses by the number on the key, from 1. */
  chooseNumber(number: number): void {
    const choice = this.conflict?.choices[number - 1];
    if (choice !== undefined) {
      this.choose(choice);
    }
  }

  choose(choice: TrayChoice): void {
    this.choice = choice;
    this.settling.trouble = null;
  }

  async settle(): Promise<void> {
    const item = this.conflict;
    const choice = this.choice;
    if (item === null || choice === null || this.locked !== null) {
      return;
    }
    await this.settling.run(
      async () => {
        const question = needsQuestion(choice) ? this.question.trim() : '';
        const reopened = await this.host.call('settle_conflict', {
          act: { kind: 'decision', id: item.decision },
          choice,
          question,
        });
        const next = this.order[this.order.indexOf(item.decision) + 1] ?? null;
        delete this.questions[item.decision];
        this.listener.say(
          choice === 'keep_theirs' && !hasOther(item)
            ? text.tray.closed
            : text.tray.settled[choice],
        );
        this.listener.changed();
        if (reopened !== null) {
          this.listener.openCase(reopened);
          return;
        }
        const isConflict = this.view?.conflicts.some((other) => other.decision === next) ?? false;
        this.look(isConflict ? next : null);
        await this.load();
      },
      async (sentence) => {
        // It was settled elsewhere meanwhile: the place beside the form goes away with it.
        this.listener.say(sentence);
        await this.load();
      },
    );
  }

  /** Closes a question, an answer or a suspension that the portal did not take. */
  async closeAct(act: ActRef): Promise<void> {
    if (this.closing !== null) {
      return;
    }
    this.closing = act;
    try {
      await this.host.call('settle_conflict', { act, choice: 'keep_theirs', question: '' });
      this.listener.say(text.outbox.actClosed);
      this.listener.changed();
    } catch (error) {
      this.listener.say(this.listener.explain(error));
    } finally {
      this.closing = null;
      await this.load();
    }
  }

  /** Seconds left in which this decision can be undone without a trace on the portal. */
  secondsLeft(item: OutboxItemView): number {
    if (item.undo_until === null || item.state !== 'waiting') {
      return 0;
    }
    return Math.max(0, Math.ceil((Date.parse(item.undo_until) - this.now) / 1000));
  }

  /** What is happening to it, counted down by the second while it can be undone. */
  sentence(item: OutboxItemView): string {
    const left = this.secondsLeft(item);
    if (left > 0) {
      return text.outbox.undoLeft(left);
    }
    return item.undo_until === null ? item.sentence : text.outbox.state.waiting;
  }

  /** The newest decision that can still be taken back: what Z undoes. */
  get newestUndoable(): OutboxItemView | null {
    return this.view?.unsent.find((item) => this.secondsLeft(item) > 0) ?? null;
  }

  /** Takes an unsent decision back: undone in its ten seconds, recalled after them. */
  async takeBack(item: OutboxItemView): Promise<void> {
    if (this.undoing !== null || !item.can_recall) {
      return;
    }
    this.undoing = item.decision;
    try {
      await this.host.call('undo_decision', { decision: item.decision });
      this.listener.say(text.outbox.undone(item.subject));
      this.listener.changed();
    } catch (error) {
      this.listener.say(this.listener.explain(error));
    } finally {
      this.undoing = null;
      await this.load();
    }
  }

  /** Whether something is moving that the list may not have heard of yet. */
  get moving(): boolean {
    return (
      this.view?.unsent.some(
        (item) =>
          item.state === 'sending' || (item.undo_until !== null && this.secondsLeft(item) === 0),
      ) ?? false
    );
  }

  /** The clock of the countdowns; answers how to stop it. */
  startClock(): () => void {
    let beats = 0;
    const timer = setInterval(() => {
      this.now = Date.now();
      beats += 1;
      if (beats % BEATS_BETWEEN_READINGS === 0 && this.moving) {
        void this.load();
      }
    }, BEAT);
    return () => clearInterval(timer);
  }
}
