// 送主管: what waits for a supervisor, which one is looked at, and the answer to it.

import type { EscalationsView, EscalationView, ReportingClockView } from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';
import { Reading } from '../../parts/Reading.svelte';
import { Submission } from '../../parts/Submission.svelte';
import { neighbour } from '../../parts/listNavigation';

export interface EscalationsListener {
  /** The sentence for the person; leads away when the session is over. */
  explain(error: unknown): string;
  say(sentence: string): void;
  changed(): void;
}

/** How often the reporting clocks move, in milliseconds: they count minutes. */
const BEAT = 15_000;

/** What is left of the hours that the law gives, or by how much they are over. */
export interface TimeLeft {
  over: boolean;
  hours: number;
  minutes: number;
}

/** Rounded down while it runs and up once it is over, so that it never says more time than there is. */
export function timeLeft(clock: ReportingClockView, now: number): TimeLeft {
  const left = Date.parse(clock.until) - now;
  const over = left < 0;
  const minutes = over ? Math.ceil(-left / 60_000) : Math.floor(left / 60_000);
  return { over, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

export class EscalationsController {
  chosen = $state<string | null>(null);
  readonly sending: Submission;
  now = $state(Date.now());

  /** Answers by question, so that looking at another one loses nothing. */
  private answers = $state<Record<string, string>>({});
  private readonly host: Host;
  private readonly listener: EscalationsListener;
  private readonly reading: Reading<EscalationsView>;

  constructor(host: Host, listener: EscalationsListener) {
    this.host = host;
    this.listener = listener;
    this.sending = new Submission((error) => listener.explain(error));
    this.reading = new Reading(
      () => host.call('list_escalations', null),
      (error) => listener.explain(error),
    );
  }

  get view(): EscalationsView | null {
    return this.reading.view;
  }

  get trouble(): string | null {
    return this.reading.trouble;
  }

  readonly urgent: EscalationView[] = $derived.by(
    () => this.view?.open.filter((item) => item.urgent !== null) ?? [],
  );
  readonly open: EscalationView[] = $derived.by(
    () => this.view?.open.filter((item) => item.urgent === null) ?? [],
  );
  readonly item: EscalationView | null = $derived.by(
    () => this.order.find((item) => item.id === this.chosen) ?? null,
  );

  /** Every one in the list's order: urgent, open, answered. */
  get order(): EscalationView[] {
    return [...this.urgent, ...this.open, ...(this.view?.settled ?? [])];
  }

  get answer(): string {
    return this.chosen === null ? '' : (this.answers[this.chosen] ?? '');
  }

  set answer(words: string) {
    if (this.chosen !== null) {
      this.answers[this.chosen] = words;
      this.sending.trouble = null;
    }
  }

  /** Whether this person may answer the one that is looked at. */
  get canAnswer(): boolean {
    return this.item !== null && this.item.answer === null && this.item.why_not === null;
  }

  /** Why the answer cannot be sent now. */
  get locked(): string | null {
    return this.answer.trim() === '' ? text.escalations.writeFirst : null;
  }

  async load(): Promise<void> {
    if (await this.reading.again()) {
      this.now = Date.now();
      if (this.chosen !== null && this.item === null) {
        this.look(null);
      }
    }
  }

  look(id: string | null): void {
    if (id !== this.chosen) {
      this.sending.trouble = null;
    }
    this.chosen = id;
  }

  lookAtFirst(): void {
    const first = this.order[0];
    if (first !== undefined && this.item === null) {
      this.look(first.id);
    }
  }

  step(by: 1 | -1): void {
    const next = neighbour(
      this.order.map((item) => item.id),
      this.chosen,
      by,
    );
    if (next !== null) {
      this.look(next);
    }
  }

  async settle(): Promise<void> {
    const item = this.item;
    if (item === null || !this.canAnswer || this.locked !== null) {
      return;
    }
    await this.sending.run(
      async () => {
        await this.host.call('settle_escalation', {
          escalation: item.id,
          answer: this.answer.trim(),
        });
        delete this.answers[item.id];
        this.listener.say(text.escalations.sent);
        this.listener.changed();
        await this.load();
      },
      async (sentence) => {
        // Another supervisor was first: what they answered is read and shown.
        this.listener.say(sentence);
        await this.load();
      },
    );
  }

  /** The reporting clocks; answers how to stop them. */
  startClock(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), BEAT);
    return () => clearInterval(timer);
  }
}
