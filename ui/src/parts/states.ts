// The shape and the tone of each state of the outbox: shape first, then word, then hue.

import type { OutboxState, Verdict } from '../generated/views';
import type { IconName, Tone } from './icons';

export const STATE_ICON: Record<OutboxState, IconName> = {
  waiting: 'clock',
  sending: 'send',
  acknowledged: 'pass',
  conflict: 'clash',
};

export const STATE_TONE: Record<OutboxState, Tone> = {
  waiting: 'dim',
  sending: 'acc',
  acknowledged: 'pass',
  conflict: 'note',
};

export const VERDICT_ICON: Record<Verdict, IconName> = {
  approve: 'pass',
  return: 'ask',
  reject: 'fail',
  hold: 'hold',
};

export const VERDICT_TONE: Record<Verdict, Tone> = {
  approve: 'pass',
  return: 'note',
  reject: 'fail',
  hold: 'hold',
};
