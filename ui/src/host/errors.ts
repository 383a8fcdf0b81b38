// What the window does about each error: the one table that turns codes into acts.

import type { ErrorCode } from '../generated/views';
import { text } from '../text';
import { HostError } from './door';

export type ErrorAct =
  /** The session is over: show the start page. */
  | 'go_to_start'
  /** What is on the screen is old: read it again and say so. */
  | 'read_again'
  /** The case is not here any more: back to the queue. */
  | 'back_to_queue'
  /** The request can be mended: say it beside the form. */
  | 'say_beside_form'
  /** The keys cannot be kept: show the keyring's explanation. */
  | 'explain_keyring'
  /** Nobody can sit down: show the page that says why, and the way on. */
  | 'show_lock_out'
  /** The desk is locked: show the lock page. */
  | 'show_lock'
  /** A PIN has to be set first: show its page. */
  | 'ask_for_pin'
  /** The portal is new to this computer: show what is to be looked at, and ask. */
  | 'confirm_portal'
  /** Say it, and offer to try again. */
  | 'offer_retry';

export const ACT_ON: Record<ErrorCode, ErrorAct> = {
  signed_out: 'go_to_start',
  stale: 'read_again',
  gone: 'back_to_queue',
  refused: 'say_beside_form',
  keyring: 'explain_keyring',
  locked_out: 'show_lock_out',
  locked: 'show_lock',
  pin_wanted: 'ask_for_pin',
  confirm_portal: 'confirm_portal',
  failed: 'offer_retry',
};

/** Somebody else was first, or what was on the screen is old: what stands now is read, and nothing is tried again. */
export function wasOvertaken(error: unknown): boolean {
  const act = error instanceof HostError ? ACT_ON[error.code] : 'offer_retry';
  return act === 'back_to_queue' || act === 'read_again';
}

const CODES = Object.keys(ACT_ON);

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && CODES.includes(code);
}

/**
 * Whatever a refused command threw, as a `HostError`. A throw that is not one of the desk's own
 * sentences is never shown as it came: it was not written for the person at the screen.
 */
export function asHostError(thrown: unknown): HostError {
  if (thrown instanceof HostError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const { code, message } = thrown;
    if (isCode(code) && typeof message === 'string' && message !== '')
      return new HostError(code, message);
  }
  return new HostError('failed', text.shell.unknownFailure);
}
