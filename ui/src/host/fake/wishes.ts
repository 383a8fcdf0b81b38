// What the address may ask of the fake host, such as `?fake&offline&rows=20000`.

import type { KeyringState, LockOutCause, Role } from '../../generated/views';
import { LOCK_OUT_CAUSES } from './lockOuts';

export interface Wishes {
  /** Nobody is signed in yet. */
  start: boolean;
  /** Has a portal inside to practise with. */
  practises: boolean;
  /** As if started with `--practice`. */
  straight: boolean;
  role: Role;
  /** Signed in to a portal instead of practising. */
  portal: boolean;
  keyring: KeyringState;
  /** Whoever signs in finds the data closed for this cause. */
  lockOut: LockOutCause | null;
  /** Locked, as the desk starts for somebody who worked here before. */
  locked: boolean;
  /** A PIN is asked for: at the first sign-in, and to unlock. */
  pin: boolean;
  offline: boolean;
  /** The portal wants a new sign-in. */
  signInNeeded: boolean;
  /** No cases, nothing sent, no conflicts. */
  empty: boolean;
  /** At least so many posts in the queue. */
  rows: number;
  /** Milliseconds that every answer takes. */
  slow: number;
  /** Commands that fail. */
  fail: string[];
  /** Commands that never answer. */
  hang: string[];
  /** Nothing moves by itself: for pictures. */
  frozen: boolean;
  /** The audit chain has been tampered with. */
  tampered: boolean;
  /** This computer's clock is 21 minutes fast. */
  skewed: boolean;
  /** The portal was restored from a backup. */
  restored: boolean;
  /** The portal counts one family's rejections differently. */
  differs: boolean;
  /** Documents have to be looked at; otherwise they count as seen. */
  unseen: boolean;
  /** Applicants hold a 居留證. */
  resident: boolean;
  /** The facility has adopted all translations. */
  adopted: boolean;
}

export const PLAIN_WISHES: Wishes = {
  start: false, practises: true, straight: false, role: 'social_worker', portal: false, keyring: 'ready', lockOut: null, locked: false, pin: false, offline: false,
  signInNeeded: false, empty: false, rows: 0, slow: 0, fail: [], hang: [], frozen: false, tampered: false, skewed: false, restored: false, differs: false, unseen: false, resident: false, adopted: false,
};

const KEYRINGS: Record<string, KeyringState> = { missing: 'missing', locked: 'locked', failing: 'failing' };

export function readWishes(address: URLSearchParams): Wishes {
  const list = (name: string) => (address.get(name) ?? '').split(',').filter((one) => one !== '');
  return {
    start: address.has('start'),
    practises: !address.has('no-practice'),
    straight: address.has('straight'),
    role: address.get('role') === 'supervisor' ? 'supervisor' : 'social_worker',
    portal: address.has('portal'),
    keyring: KEYRINGS[address.get('keyring') ?? ''] ?? 'ready',
    lockOut: LOCK_OUT_CAUSES.find((cause) => cause === address.get('lock-out')) ?? null,
    locked: address.has('locked'),
    pin: address.has('pin'),
    offline: address.has('offline'),
    signInNeeded: address.has('sign-in-needed'),
    empty: address.has('empty'),
    rows: Number(address.get('rows') ?? 0) || 0,
    slow: Number(address.get('slow') ?? 0) || 0,
    fail: list('fail'),
    hang: list('hang'),
    frozen: address.has('frozen'),
    tampered: address.has('tampered'),
    skewed: address.has('skewed'),
    restored: address.has('restored'),
    differs: address.has('differs'),
    unseen: address.has('unseen'),
    resident: address.has('resident'),
    adopted: address.has('adopted'),
  };
}
