// 健康狀態: reads how the desk stands, starts over when asked, copies the report.

import type { CountView, HealthView } from '../../generated/views';
import type { Host } from '../../host/door';

/** Whether this computer and the portal count differently. */
export function differs(row: CountView): boolean {
  return row.there !== null && row.there !== row.here;
}

export class HealthController {
  view = $state.raw<HealthView | null>(null);
  trouble = $state<string | null>(null);
  reading = $state(false);
  /** Why the log's folder did not open. */
  logTrouble = $state<string | null>(null);
  /** A full snapshot has been asked for since the page was opened. */
  resyncing = $state(false);
  copied = $state<'no' | 'yes' | 'by-hand'>('no');

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
  }

  async load(): Promise<void> {
    if (this.reading) {
      return;
    }
    this.reading = true;
    try {
      this.view = await this.host.call('health', null);
      this.trouble = null;
    } catch (error) {
      this.trouble = this.explain(error);
    } finally {
      this.reading = false;
    }
  }

  async resync(): Promise<void> {
    try {
      await this.host.call('resync', null);
      this.resyncing = true;
      await this.load();
    } catch (error) {
      this.trouble = this.explain(error);
    }
  }

  async showLog(): Promise<void> {
    try {
      await this.host.call('show_log', null);
    } catch (error) {
      this.logTrouble = this.explain(error);
    }
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.view?.for_it ?? '');
      this.copied = 'yes';
    } catch {
      // Where the clipboard is closed to us the words lie there, chosen, ready for Ctrl+C.
      this.copied = 'by-hand';
    }
  }
}
