// The first start: asks an address whether it is a portal, signs in, or goes to practice.

import type { ProbeView, Role, SessionView } from '../../generated/views';
import type { Host } from '../../host/door';
import { HostError } from '../../host/door';
import { ACT_ON } from '../../host/errors';
import { text } from '../../text';

/** How long the person has to pause before the address is asked, in milliseconds. */
const PAUSE = 500;

export type StartPhase = 'choosing' | 'signing_in' | 'preparing';

export interface StartListener {
  entered(session: SessionView): Promise<void>;
  /** The keyring refused after all: its explanation has to be read again. */
  keyringFailed(): Promise<void>;
  /** Signed in, and yet nobody can sit down: there is a page for that. */
  lockedOut(error: unknown): Promise<boolean>;
}

export class StartController {
  url = $state('');
  phase = $state<StartPhase>('choosing');
  /** What the address answered; none while it is not known. */
  probe = $state.raw<ProbeView | null>(null);
  probing = $state(false);
  role = $state<Role>('social_worker');
  connectTrouble = $state<string | null>(null);
  /** What is to be looked at before the first sign-in at this portal, until it was. */
  unconfirmed = $state<string | null>(null);
  practiceTrouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly listener: StartListener;
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Raised by every question, so that a late answer to an old one is not believed. */
  private asked = 0;
  private signInRound = 0;

  constructor(host: Host, remembered: string | null, listener: StartListener) {
    this.host = host;
    this.listener = listener;
    if (remembered !== null) {
      this.setUrl(remembered);
    }
  }

  setUrl(url: string): void {
    this.url = url;
    this.probe = null;
    this.connectTrouble = null;
    this.unconfirmed = null;
    this.asked += 1;
    this.stopWaiting();
    this.probing = url.trim().length > 'https://'.length;
    if (this.probing) {
      this.timer = setTimeout(() => void this.ask(), PAUSE);
    }
  }

  /**
   * Opens the browser and waits until the person has signed in there. A portal that is new to this
   * computer is confirmed first.
   */
  async signIn(confirmed = false): Promise<void> {
    const url = this.url.trim();
    if (this.phase !== 'choosing') {
      return;
    }
    if (url === '') {
      this.connectTrouble = text.start.connect.needsUrl;
      return;
    }
    const round = ++this.signInRound;
    this.connectTrouble = null;
    this.unconfirmed = null;
    this.phase = 'signing_in';
    try {
      const session = await this.host.call('sign_in', { url, confirmed });
      if (round === this.signInRound) {
        await this.listener.entered(session);
      }
    } catch (error) {
      if (round === this.signInRound) {
        if (error instanceof HostError && ACT_ON[error.code] === 'confirm_portal') {
          this.unconfirmed = error.message;
        } else {
          this.connectTrouble = sentence(error);
          await this.actOn(error);
        }
      }
    } finally {
      if (round === this.signInRound) {
        this.phase = 'choosing';
      }
    }
  }

  /** It is not the portal that was meant. */
  declinePortal(): void {
    this.setUrl('');
  }

  async cancelSignIn(): Promise<void> {
    this.signInRound += 1;
    this.phase = 'choosing';
    try {
      await this.host.call('cancel_sign_in', null);
    } catch (error) {
      this.connectTrouble = sentence(error);
    }
  }

  async startPractice(): Promise<void> {
    if (this.phase !== 'choosing') {
      return;
    }
    this.practiceTrouble = null;
    this.phase = 'preparing';
    try {
      await this.listener.entered(await this.host.call('start_practice', { role: this.role }));
    } catch (error) {
      this.practiceTrouble = sentence(error);
      await this.actOn(error);
    } finally {
      this.phase = 'choosing';
    }
  }

  /** The page is left: nothing is asked any more. */
  leave(): void {
    this.asked += 1;
    this.stopWaiting();
  }

  private async ask(): Promise<void> {
    const question = this.asked;
    try {
      const probe = await this.host.call('probe_portal', {
        url: this.url.trim(),
        confirmed: false,
      });
      if (question === this.asked) {
        this.probe = probe;
      }
    } catch (error) {
      if (question === this.asked) {
        this.probe = { answers: false, sentence: sentence(error) };
      }
    } finally {
      if (question === this.asked) {
        this.probing = false;
      }
    }
  }

  private async actOn(error: unknown): Promise<void> {
    if (error instanceof HostError && ACT_ON[error.code] === 'explain_keyring') {
      await this.listener.keyringFailed();
    }
    await this.listener.lockedOut(error);
  }

  private stopWaiting(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof HostError ? error.message : text.shell.unknownFailure;
}
