// The lock page: opens with a PIN, with a press, or by the portal. What was typed is forgotten after
// each try.

import type { LockView, SessionView } from '../../generated/views';
import type { Host } from '../../host/door';
import { HostError } from '../../host/door';
import { ACT_ON } from '../../host/errors';
import { text } from '../../text';

/** How often the page asks anew while something on it changes by itself, in milliseconds. */
const LOOK_AGAIN = 1000;

export interface LockListener {
  entered(session: SessionView): Promise<void>;
  /** What the lock page shows may have changed. */
  look(): Promise<void>;
  /** It failed of a cause that has a page of its own. Answers whether it was one. */
  atDoor(error: unknown): Promise<boolean>;
  /** The sign-in is over: only the start page leads on. */
  over(why: string): Promise<void>;
}

export class LockController {
  pin = $state('');
  busy = $state<'pin' | 'portal' | null>(null);
  trouble = $state<string | null>(null);
  /** Raised by each try that failed: the field begins anew. */
  failed = $state(0);

  private readonly host: Host;
  private readonly listener: LockListener;

  constructor(host: Host, listener: LockListener) {
    this.host = host;
    this.listener = listener;
  }

  /** Looks again for as long as the page counts or waits. Answers how to stop. */
  follow(lock: LockView): () => void {
    if (!lock.finishing && lock.wait_seconds === 0) {
      return () => undefined;
    }
    const timer = setTimeout(() => {
      if (this.busy === null) void this.listener.look();
    }, LOOK_AGAIN);
    return () => clearTimeout(timer);
  }

  async unlock(): Promise<void> {
    const pin = this.pin;
    await this.attempt('pin', () => this.host.call('unlock', { pin }));
  }

  async unlockByPortal(): Promise<void> {
    await this.attempt('portal', () => this.host.call('unlock_by_portal', null));
  }

  cancel(): void {
    this.host.call('cancel_sign_in', null).catch(() => undefined);
  }

  private async attempt(what: 'pin' | 'portal', call: () => Promise<SessionView>): Promise<void> {
    if (this.busy !== null) {
      return;
    }
    this.busy = what;
    this.trouble = null;
    try {
      await this.listener.entered(await call());
    } catch (error) {
      const act = error instanceof HostError ? ACT_ON[error.code] : 'offer_retry';
      this.trouble = error instanceof HostError ? error.message : text.lock.failed;
      this.failed += 1;
      if (act === 'go_to_start') {
        await this.listener.over(this.trouble);
      } else if (!(await this.listener.atDoor(error))) {
        await this.listener.look();
      }
    } finally {
      this.pin = '';
      this.busy = null;
    }
  }
}
