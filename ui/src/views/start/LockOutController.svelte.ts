// Signed in, and the data does not open: tries again, or makes an old file of it and begins anew.

import type { SessionView } from '../../generated/views';
import type { Host } from '../../host/door';
import { HostError } from '../../host/door';
import { text } from '../../text';

export interface LockOutListener {
  entered(session: SessionView): Promise<void>;
  /** It failed of a cause that the page tells. Answers whether it was one. */
  lockedOut(error: unknown): Promise<boolean>;
}

export class LockOutController {
  busy = $state<'again' | 'anew' | null>(null);
  /** 設為舊檔並重新開始 was pressed once: it is asked for again before it is done. */
  asking = $state(false);
  trouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly listener: LockOutListener;

  constructor(host: Host, listener: LockOutListener) {
    this.host = host;
    this.listener = listener;
  }

  again(): Promise<void> {
    return this.attempt('again');
  }

  async beginAnew(): Promise<void> {
    if (this.asking) {
      await this.attempt('anew');
    }
  }

  private async attempt(what: 'again' | 'anew'): Promise<void> {
    if (this.busy !== null) {
      return;
    }
    this.busy = what;
    this.trouble = null;
    try {
      await this.listener.entered(
        await this.host.call(what === 'again' ? 'open_again' : 'begin_anew', null),
      );
    } catch (error) {
      await this.listener.lockedOut(error);
      this.trouble = error instanceof HostError ? error.message : text.lockOut.failed;
    } finally {
      this.busy = null;
      this.asking = false;
    }
  }
}
