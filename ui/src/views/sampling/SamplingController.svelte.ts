// 品質抽查: a random share of decisions, looked at again without knowing how the first reader decided.

import type {
  BlindCaseView,
  ReasonView,
  SamplingView,
  SecondLookView,
  Verdict,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';
import { text } from '../../text';

/** One to three reasons, as in every decision. */
const MOST_REASONS = 3;

export class SamplingController {
  view = $state.raw<SamplingView | null>(null);
  trouble = $state<string | null>(null);
  share = $state<'2' | '5' | '10'>('5');
  verdict = $state<Verdict | null>(null);
  reasons = $state.raw<readonly string[]>([]);
  note = $state('');
  readonly sending: Submission;
  /** What the first reader had decided; shown only after the second look is recorded. */
  revealed = $state.raw<SecondLookView | null>(null);
  catalogue = $state.raw<readonly ReasonView[]>([]);

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
    this.sending = new Submission(explain);
  }

  /** The case on the screen; none while an answer is being revealed. */
  get blind(): BlindCaseView | null {
    return this.revealed === null ? (this.view?.next ?? null) : null;
  }

  /** Reasons that fit this kind of case and the chosen verdict. */
  readonly fitting: readonly ReasonView[] = $derived.by(() => {
    const { verdict } = this;
    const kind = this.view?.next?.kind;
    return verdict === null || verdict === 'approve' || kind === undefined
      ? []
      : this.catalogue.filter(
          (reason) =>
            (reason.kind === null || reason.kind === kind) && reason.verdicts.includes(verdict),
        );
  });

  /** Why the second look cannot be recorded now. */
  get locked(): string | null {
    if (this.verdict === null) {
      return text.sampling.chooseFirst;
    }
    return this.verdict !== 'approve' && this.reasons.length === 0
      ? text.sampling.reasonsFirst
      : null;
  }

  async load(): Promise<void> {
    try {
      const [view, catalogue] = await Promise.all([
        this.host.call('sampling', null),
        this.catalogue.length > 0 ? this.catalogue : this.host.call('reasons', null),
      ]);
      this.view = view;
      this.catalogue = catalogue;
      this.trouble = null;
    } catch (error) {
      this.trouble = this.explain(error);
    }
  }

  decide(verdict: Verdict): void {
    this.verdict = verdict;
    this.sending.trouble = null;
    this.reasons = this.reasons.filter((code) =>
      this.fitting.some((reason) => reason.code === code),
    );
  }

  /** Adds a reason or takes it away again; a fourth is not taken. */
  toggle(code: string): void {
    this.sending.trouble = null;
    if (this.reasons.includes(code)) {
      this.reasons = this.reasons.filter((other) => other !== code);
    } else if (this.reasons.length < MOST_REASONS) {
      this.reasons = [...this.reasons, code];
    }
  }

  get full(): boolean {
    return this.reasons.length >= MOST_REASONS;
  }

  /** Why nothing can be drawn now: a draw is looked at to its end. */
  get drawLocked(): string | null {
    return (this.view?.next ?? null) === null ? null : text.sampling.finishFirst;
  }

  async draw(): Promise<void> {
    if (this.drawLocked !== null) {
      return;
    }
    await this.send(async () => {
      this.view = await this.host.call('draw_sample', { share: Number(this.share) });
      this.clear();
    });
  }

  async look(): Promise<void> {
    const { blind, verdict } = this;
    if (blind === null || verdict === null || this.locked !== null) {
      return;
    }
    await this.send(async () => {
      const revealed = await this.host.call('second_look', {
        sample: blind.sample,
        verdict,
        reasons: [...this.reasons],
        note: this.note.trim(),
      });
      this.clear();
      this.revealed = revealed;
      this.view = await this.host.call('sampling', null);
    });
  }

  /** Puts the answer away and shows the next case. */
  goOn(): void {
    this.revealed = null;
  }

  private clear(): void {
    this.verdict = null;
    this.reasons = [];
    this.note = '';
    this.revealed = null;
  }

  private async send(work: () => Promise<void>): Promise<void> {
    await this.sending.run(work, async (sentence) => {
      // Somebody else looked at it meanwhile: the next one takes its place.
      this.sending.trouble = sentence;
      this.clear();
      await this.load();
    });
  }
}
