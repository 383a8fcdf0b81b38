// How this facility ruled on cases like the one that is open: for reading, never a recommendation.

import type { CaseRef, LookAlikesView } from '../../generated/views';
import type { Host } from '../../host/door';

/** A case is open this long, in milliseconds, before others like it are asked for: not while a person only walks past. */
const REST = 150;

export class LookAlikesController {
  view = $state.raw<LookAlikesView | null>(null);
  trouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private readings = 0;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
  }

  /** Puts away what was found for a case. */
  forget(): void {
    this.readings += 1;
    this.view = null;
    this.trouble = null;
  }

  /** Looks for cases like this one; what was found for another is put away at once. */
  async find(reference: CaseRef): Promise<void> {
    this.forget();
    const reading = this.readings;
    await new Promise((rested) => setTimeout(rested, REST));
    if (reading !== this.readings) {
      return;
    }
    try {
      const view = await this.host.call('look_alikes', reference);
      if (reading === this.readings) {
        this.view = view;
      }
    } catch (error) {
      if (reading === this.readings) {
        this.trouble = this.explain(error);
      }
    }
  }
}
