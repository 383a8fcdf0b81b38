// How the fake host lets an acknowledged decision be asked about and overturned.

import type { ReversalView, Verdict } from '../../generated/views';
import { HostError } from '../door';
import { isOpen, type SampleCase } from './cases';
import type { Answers, FakeHost } from './index';

const WORDS = { approve: '通過', return: '補件', reject: '退件', hold: '暫緩' };
const VERDICTS: readonly Verdict[] = ['approve', 'return', 'hold', 'reject'];
const BY_STATE: Partial<Record<SampleCase['state'], Verdict>> = { approved: 'approve', returned: 'return', rejected: 'reject' };

export function reversalOf(host: FakeHost, one: SampleCase): ReversalView | null {
  const verdict = BY_STATE[one.state];
  if (isOpen(one) || verdict === undefined || one.pending !== null) return null;
  const supervisor = host.wishes.role === 'supervisor';
  return {
    decision: `decision-of-${one.ref.id}`, verdict, who: supervisor ? '李沛真' : '您', at: '15:18',
    way: supervisor ? 'overturn' : host.asked.has(one.ref.id) ? 'asked' : 'ask',
    verdicts: VERDICTS.map((other) => ({
      verdict: other, allowed: supervisor && other !== verdict,
      why_not: !supervisor ? '只有主管可以改判，請用「請求改判」。' : other === verdict ? `原來就是「${WORDS[other]}」。` : null,
    })),
  };
}

export function reversals(host: FakeHost): Pick<Answers, 'ask_reversal'> {
  return {
    ask_reversal: ({ case: ref, question }) => {
      if (question.trim() === '') throw new HostError('refused', '請寫下要請主管改判的原因。');
      host.asked.add(host.find(ref).ref.id);
      host.tell(true);
      return null;
    },
  };
}
