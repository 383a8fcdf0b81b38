// The sample outbox: every decision waits ten seconds, is sent, and is acknowledged.

import type { CaseRef, OutboxItemView, OutboxState, Verdict } from '../../generated/views';
import type { SampleClock } from './clock';

const UNDO_SECONDS = 10;
const SENDING_SECONDS = 2;

export interface OutboxItem {
  decision: string;
  case: CaseRef;
  subject: string;
  verdict: Verdict;
  at: string;
  /** By the real clock; when the undo window ends. */
  undoUntil: number;
  /** The portal was busy: waits for the next round, whatever the clock says. */
  busy: boolean;
  /** When the sending began, by the real clock. */
  sendingSince: number | null;
  acknowledged: string | null;
  /** 入口網已確認 */
  receipt: string;
}

export function newItem(decision: string, of: CaseRef, subject: string, verdict: Verdict, clock: SampleClock): OutboxItem {
  return {
    decision, case: of, subject, verdict, at: clock.time(), undoUntil: clock.now() + UNDO_SECONDS * 1000,
    busy: false, sendingSince: null, acknowledged: null, receipt: '已送達，入口網已確認',
  };
}

export function stateOf(item: OutboxItem): OutboxState {
  if (item.acknowledged !== null) return 'acknowledged';
  return item.sendingSince === null ? 'waiting' : 'sending';
}

/** Moves what time has moved. Answers whether anything did. */
export function advance(items: OutboxItem[], clock: SampleClock, connected: boolean): OutboxItem[] {
  const acknowledged: OutboxItem[] = [];
  for (const item of items) {
    if (item.acknowledged !== null || !connected) continue;
    if (item.sendingSince === null) {
      if (!item.busy && clock.now() >= item.undoUntil) item.sendingSince = clock.now();
    } else if (clock.now() >= item.sendingSince + SENDING_SECONDS * 1000) {
      item.acknowledged = clock.time();
      acknowledged.push(item);
    }
  }
  return acknowledged;
}

export function itemView(item: OutboxItem, clock: SampleClock, connected: boolean): OutboxItemView {
  const state = stateOf(item);
  const left = Math.ceil((item.undoUntil - clock.now()) / 1000);
  const undoable = state === 'waiting' && left > 0;
  return {
    decision: item.decision, case: item.case, subject: item.subject, verdict: item.verdict, state,
    sentence: sentence(item, state, left, connected),
    at: item.acknowledged ?? item.at,
    undo_until: undoable ? new Date(item.undoUntil).toISOString() : null,
    can_recall: state === 'waiting',
  };
}

function sentence(item: OutboxItem, state: OutboxState, left: number, connected: boolean): string {
  if (state === 'acknowledged') return item.receipt;
  if (state === 'sending') return '傳送中，等候入口網回覆';
  if (left > 0) return `待送出，還有 ${left} 秒可復原`;
  if (!connected) return '待送出，連上網路就送';
  if (item.busy) return '入口網忙線，16:54 再送（第 2 次）';
  return '待送出';
}
