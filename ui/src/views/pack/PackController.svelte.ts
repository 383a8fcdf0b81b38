// Taking a shift's cases along: what it would weigh, how far it is, what is missing.

import type { PackRequest, PackView, PackWeight } from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';

export const SIZES = [10, 25, 50, 100] as const;

/** How often the progress is read while documents come in, in milliseconds. */
const BEAT = 500;

export class PackController {
  weight = $state.raw<PackWeight | null>(null);
  view = $state.raw<PackView | null>(null);
  most = $state<number>(25);
  /** Why some of it stayed behind; said once by the desk, kept while the sheet is open. */
  leftBehind = $state<string | null>(null);
  readonly sending: Submission;

  private readonly host: Host;
  private readonly filter: Omit<PackRequest, 'most'>;
  private readonly explain: (error: unknown) => string;
  private weighing = 0;

  constructor(host: Host, filter: Omit<PackRequest, 'most'>, explain: (error: unknown) => string) {
    this.host = host;
    this.filter = filter;
    this.explain = explain;
    this.sending = new Submission(explain);
  }

  get taken(): boolean {
    return this.view !== null && this.view.state !== 'none';
  }

  /** Whether there is anything to take. */
  get empty(): boolean {
    return this.weight !== null && this.weight.cases === 0;
  }

  async begin(): Promise<void> {
    await this.read();
    if (!this.taken) {
      await this.weigh();
    }
  }

  async choose(most: number): Promise<void> {
    this.most = most;
    await this.weigh();
  }

  async take(): Promise<void> {
    await this.sending.run(async () => {
      const view = await this.host.call('take_pack', { ...this.filter, most: this.most });
      this.leftBehind = view.left_behind;
      this.view = view;
    });
  }

  /** Gives the cases back; answers whether that went well. */
  async end(): Promise<boolean> {
    return this.sending.run(async () => {
      this.view = await this.host.call('end_pack', null);
      this.leftBehind = null;
    });
  }

  /** Reads the progress for as long as something is coming in; answers how to stop. */
  follow(): () => void {
    const timer = setInterval(() => {
      if (this.view?.state === 'fetching' && !this.sending.busy) {
        void this.read();
      }
    }, BEAT);
    return () => clearInterval(timer);
  }

  private async read(): Promise<void> {
    try {
      this.view = await this.host.call('pack', null);
    } catch (error) {
      this.sending.trouble = this.explain(error);
    }
  }

  private async weigh(): Promise<void> {
    const turn = ++this.weighing;
    try {
      const weight = await this.host.call('weigh_pack', { ...this.filter, most: this.most });
      if (turn === this.weighing) {
        this.weight = weight;
        this.sending.trouble = null;
      }
    } catch (error) {
      if (turn === this.weighing) {
        this.sending.trouble = this.explain(error);
      }
    }
  }
}
