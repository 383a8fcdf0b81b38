// The keys that a person has chosen for acts. Whoever shows a key or listens for one asks here.

import { text } from '../text';
import { actOf, ACT_NAMES, ACTS, heardTogether, type ActName } from './acts';
import { keycaps } from './keycaps';
import { whyNotAKey } from './reserved';

/** An act and the key that it has instead of its first one. */
export type OwnKeyMap = Readonly<Partial<Record<ActName, string>>>;

/** The keys of an act: the person's own one, then those that it has besides. */
export function keysIn(own: OwnKeyMap, act: ActName): readonly string[] {
  const [first, ...besides] = actOf(act).keys;
  return [own[act] ?? first, ...besides];
}

/** Keys next to each other, row by row: a finger that slips must not turn one into the other. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

function areNeighbours(one: string, other: string): boolean {
  const place = (key: string): [number, number] | null => {
    const row = ROWS.findIndex((keys) => key.length === 1 && keys.includes(key));
    return row === -1 ? null : [row, (ROWS[row] ?? '').indexOf(key)];
  };
  const [here, there] = [place(one), place(other)];
  return (
    here !== null &&
    there !== null &&
    Math.abs(here[0] - there[0]) <= 1 &&
    Math.abs(here[1] - there[1]) <= 1
  );
}

const OPPOSITES: Partial<Record<ActName, ActName>> = { approve: 'reject', reject: 'approve' };

/** Why the act cannot have this key, in a sentence; nothing if it can. */
export function whyNot(own: OwnKeyMap, act: ActName, key: string): string | null {
  const words = text.keys.refusals;
  if (key === actOf(act).keys[0]) {
    // What it was shipped with it may always have again, unless somebody else has it now.
    const taker = ACT_NAMES.find((other) => other !== act && own[other] === key);
    return taker !== undefined && heardTogether(act, taker)
      ? words.taken(actOf(taker).label)
      : null;
  }
  const bad = whyNotAKey(key);
  if (bad !== null) {
    return words[bad];
  }
  if (actOf(act).inFields === true && !key.includes('ctrl+')) {
    return words.needsChord;
  }
  const taker = ACT_NAMES.find(
    (other) => other !== act && keysIn(own, other).includes(key) && heardTogether(act, other),
  );
  if (taker !== undefined) {
    return words.taken(actOf(taker).label);
  }
  const opposite = OPPOSITES[act];
  if (opposite !== undefined && areNeighbours(key, keysIn(own, opposite)[0] ?? '')) {
    return words.neighbour(actOf(opposite).label);
  }
  return null;
}

/**
 * The kept keys, each looked at as if it were just chosen; nothing if one of them cannot be meant:
 * then the shipped keys hold, so that no act is out of reach.
 */
export function readOwnKeys(kept: Readonly<Record<string, unknown>>): OwnKeyMap | null {
  const own: Partial<Record<ActName, string>> = {};
  for (const [act, key] of Object.entries(kept)) {
    if (!Object.hasOwn(ACTS, act) || typeof key !== 'string') {
      return null;
    }
    own[act as ActName] = key;
  }
  const names = Object.keys(own) as ActName[];
  return names.every((act) => whyNot(own, act, own[act] ?? '') === null) ? own : null;
}

export class OwnKeys {
  own = $state.raw<OwnKeyMap>({});

  of(act: ActName): readonly string[] {
    return keysIn(this.own, act);
  }

  /** As it is shown on a button: its first key. */
  caps(act: ActName): string[] {
    return keycaps(this.of(act)[0] ?? '');
  }

  /** For a sentence or a title: `Ctrl P`. */
  said(act: ActName): string {
    return this.caps(act).join(' ');
  }

  /** In the middle of a sentence in Chinese. */
  sentence(act: ActName): string {
    return this.of(act)[0] === ' ' ? text.keys.space : ` ${this.said(act)} `;
  }

  /** All four directions, as they are told in a hint. */
  get pan(): string {
    const pans = ['panUp', 'panDown', 'panLeft', 'panRight'] as const;
    return pans.some((act) => this.own[act] !== undefined)
      ? pans.map((act) => this.said(act)).join('、')
      : `Shift 加${text.keys.arrows}`;
  }

  /** For `aria-keyshortcuts`. */
  aria(act: ActName): string {
    return ariaOf(this.of(act)[0] ?? '');
  }
}

const ARIA: Readonly<Record<string, string>> = {
  ctrl: 'Control',
  ' ': 'Space',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  pageup: 'PageUp',
  pagedown: 'PageDown',
};

function ariaOf(key: string): string {
  if (key === '+') {
    return 'Plus';
  }
  return key
    .split('+')
    .map((part) => ARIA[part] ?? part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('+');
}

export const ownKeys = new OwnKeys();
