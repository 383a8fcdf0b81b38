// 親等試算: what was typed or walked, and what it comes to. Asks once a person pauses, and never
// while an input method composes.

import type { KinshipAnswerView } from '../../generated/views';
import type { Host } from '../../host/door';

export type KinshipLetter = 'U' | 'D' | 'S';

/** A person who types is asked for after this long, in milliseconds. */
const PAUSE = 180;
/** As far as the rules walk. */
const MOST_STEPS = 16;

export class KinshipController {
  text = $state('');
  steps = $state.raw<readonly KinshipLetter[]>([]);
  answer = $state.raw<KinshipAnswerView | null>(null);
  trouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private asked = 0;
  private pausing: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, explain: (error: unknown) => string, text: string) {
    this.host = host;
    this.explain = explain;
    this.text = text;
    if (text.trim() !== '') {
      void this.ask(text);
    }
  }

  /** The field changed; words that are still being composed are no words yet. */
  type(text: string, composing: boolean): void {
    this.text = text;
    this.steps = [];
    this.stopPausing();
    if (!composing) {
      this.pausing = setTimeout(() => void this.ask(text), PAUSE);
    }
  }

  /** Enter: at once. */
  async now(): Promise<void> {
    this.stopPausing();
    await this.ask(this.text);
  }

  async walk(step: KinshipLetter): Promise<void> {
    if (this.steps.length < MOST_STEPS) {
      await this.follow([...this.steps, step]);
    }
  }

  async takeBack(): Promise<void> {
    await this.follow(this.steps.slice(0, -1));
  }

  async clear(): Promise<void> {
    await this.follow([]);
  }

  end(): void {
    this.stopPausing();
    this.asked += 1;
  }

  private async follow(steps: readonly KinshipLetter[]): Promise<void> {
    this.stopPausing();
    this.steps = steps;
    this.text = '';
    await this.ask(steps.join(''));
  }

  private async ask(text: string): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    if (text.trim() === '') {
      this.answer = null;
      this.trouble = null;
      return;
    }
    try {
      const answer = await this.host.call('calculate_kinship', { text });
      // An answer to something older is no answer.
      if (mine === this.asked) {
        this.answer = answer;
        this.trouble = null;
      }
    } catch (error) {
      if (mine === this.asked) {
        this.trouble = this.explain(error);
      }
    }
  }

  private stopPausing(): void {
    if (this.pausing !== null) {
      clearTimeout(this.pausing);
      this.pausing = null;
    }
  }
}
