// 停用管理: families whose rejections let a supervisor suspend them, who is suspended, who was, and
// the three acts that only a supervisor may do: suspend, leave it, lift.

import type {
  SuspensionCardView,
  SuspensionMode,
  SuspensionOptionView,
  SuspensionsView,
  SuspensionView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';
import { Reading } from '../../parts/Reading.svelte';
import { Submission } from '../../parts/Submission.svelte';
import { neighbour } from '../../parts/listNavigation';

export interface SuspensionsListener {
  /** The sentence for the person; leads away when the session is over. */
  explain(error: unknown): string;
  say(sentence: string): void;
  changed(): void;
}

/** What is about to be done, and to whom. It is done only after its reason has been written. */
export type Asking =
  | { act: 'suspend'; card: SuspensionCardView; option: SuspensionOptionView }
  | { act: 'decline'; card: SuspensionCardView }
  | { act: 'lift'; suspension: SuspensionView };

export function keyOfCard(card: SuspensionCardView): string {
  return `card-${card.family}`;
}

export class SuspensionsController {
  /** A card's key or a suspension's id. */
  chosen = $state<string | null>(null);
  asking = $state.raw<Asking | null>(null);
  readonly sending: Submission;

  /** Which way of counting was chosen, by family; the facility's rule until then. */
  private modes = $state<Record<string, SuspensionMode>>({});
  /** Reasons by act and family, so that closing the dialog loses nothing. */
  private written = $state<Record<string, string>>({});
  private readonly host: Host;
  private readonly listener: SuspensionsListener;
  private readonly reading: Reading<SuspensionsView>;

  constructor(host: Host, listener: SuspensionsListener) {
    this.host = host;
    this.listener = listener;
    this.sending = new Submission((error) => listener.explain(error));
    this.reading = new Reading(
      () => host.call('list_suspensions', null),
      (error) => listener.explain(error),
    );
  }

  get view(): SuspensionsView | null {
    return this.reading.view;
  }

  get trouble(): string | null {
    return this.reading.trouble;
  }

  readonly card: SuspensionCardView | null = $derived.by(
    () => this.view?.cards.find((one) => keyOfCard(one) === this.chosen) ?? null,
  );
  readonly suspension: SuspensionView | null = $derived.by(
    () =>
      [...(this.view?.running ?? []), ...(this.view?.past ?? [])].find(
        (one) => one.id === this.chosen,
      ) ?? null,
  );

  /** Every one in the list's order: waiting, running, past. */
  get order(): string[] {
    const { cards, running, past } = this.view ?? { cards: [], running: [], past: [] };
    return [...cards.map(keyOfCard), ...running.map((one) => one.id), ...past.map((one) => one.id)];
  }

  async load(): Promise<void> {
    if ((await this.reading.again()) && this.chosen !== null && !this.order.includes(this.chosen)) {
      this.chosen = null;
    }
  }

  look(key: string | null): void {
    this.chosen = key;
  }

  lookAtFirst(): void {
    const first = this.order[0];
    if (first !== undefined && this.chosen === null) {
      this.look(first);
    }
  }

  step(by: 1 | -1): void {
    const next = neighbour(this.order, this.chosen, by);
    if (next !== null) {
      this.look(next);
    }
  }

  /** What else happened to this family. */
  historyOf(family: string, but: string): SuspensionView[] {
    return [...(this.view?.running ?? []), ...(this.view?.past ?? [])].filter(
      (one) => one.family === family && one.id !== but,
    );
  }

  optionOf(card: SuspensionCardView): SuspensionOptionView | null {
    const mode = this.modes[card.family];
    return (
      card.options.find((option) =>
        mode === undefined ? option.by_default : option.mode === mode,
      ) ??
      card.options[0] ??
      null
    );
  }

  choose(card: SuspensionCardView, mode: SuspensionMode): void {
    this.modes[card.family] = mode;
  }

  ask(act: 'suspend' | 'decline', card: SuspensionCardView): void {
    const option = this.optionOf(card);
    this.sending.trouble = null;
    if (act === 'decline') {
      this.asking = { act, card };
    } else if (option !== null) {
      this.asking = { act, card, option };
    }
  }

  /** Why it cannot be lifted now: the portal has to know of it first. */
  liftLocked(suspension: SuspensionView): string | null {
    return suspension.fate === 'acknowledged' ? null : text.suspensions.detail.notYet;
  }

  askToLift(suspension: SuspensionView): void {
    if (this.liftLocked(suspension) !== null) {
      return;
    }
    this.sending.trouble = null;
    this.asking = { act: 'lift', suspension };
  }

  /** Thinks better of it. */
  leave(): void {
    this.asking = null;
    this.sending.trouble = null;
  }

  get grounds(): string {
    return this.asking === null ? '' : (this.written[slotOf(this.asking)] ?? '');
  }

  set grounds(words: string) {
    if (this.asking !== null) {
      this.written[slotOf(this.asking)] = words;
      this.sending.trouble = null;
    }
  }

  /** Why it cannot be done now. */
  get locked(): string | null {
    return this.grounds.trim() === '' ? text.suspensions.dialog.writeFirst : null;
  }

  async act(): Promise<void> {
    const asking = this.asking;
    if (asking === null || this.locked !== null) {
      return;
    }
    await this.sending.run(
      async () => {
        await this.send(asking, this.grounds.trim());
        delete this.written[slotOf(asking)];
        this.leave();
        this.listener.say(text.suspensions.done[asking.act]);
        this.listener.changed();
        await this.load();
      },
      async (sentence) => {
        // Another supervisor was first, or the count changed: what stands now is shown.
        this.leave();
        this.listener.say(sentence);
        await this.load();
      },
    );
  }

  private async send(asking: Asking, grounds: string): Promise<void> {
    switch (asking.act) {
      case 'suspend':
        await this.host.call('suspend', {
          family: asking.card.family,
          mode: asking.option.mode,
          first_day: asking.option.first_day,
          strikes: asking.card.strikes,
          grounds,
        });
        return;
      case 'decline':
        await this.host.call('decline_suspension', {
          family: asking.card.family,
          strikes: asking.card.strikes,
          grounds,
        });
        return;
      case 'lift':
        await this.host.call('lift_suspension', { suspension: asking.suspension.id, grounds });
    }
  }
}

function slotOf(asking: Asking): string {
  return `${asking.act} ${asking.act === 'lift' ? asking.suspension.id : asking.card.family}`;
}
