// How the fake host counts rejections: from the sample strikes, grouped as asked.

import type { LedgerView, TallyBy, TallyComparisonView, TallyRow, TallySpan, TallyView } from '../../generated/views';
import { HostError } from '../door';
import type { Answers, FakeHost } from './index';
import { category, inmateName, ledgerOf, reasonText, STRIKES, THRESHOLD, UNIT, type Strike } from './strikes';

const FROM: Record<TallySpan, string> = { month: '115.11.01', half_year: '115.06.01', year: '115.01.01', all: '' };
const REMARKS: Record<string, string> = {
  'family-3071': '這一年通過 19 則，多半是孩子與家裡的近況。三次退件都能改寫後重送。',
  'family-2750': '115.11.18 已決定這次不停用：哥哥第一次使用，已電話說明。',
};

function keyOf(strike: Strike, by: TallyBy): string {
  switch (by) {
    case 'family': return strike.family;
    case 'inmate': return strike.inmate;
    case 'reason': return strike.code;
    case 'category': return category(strike);
    case 'unit': return UNIT;
    case 'month': return strike.day.slice(0, 6);
  }
}

function labels(strike: Strike, by: TallyBy): [string, string] {
  switch (by) {
    case 'family': return [strike.who, `呼號 ${strike.inmate}　${strike.relation}`];
    case 'inmate': return [inmateName(strike.inmate), `呼號 ${strike.inmate}`];
    case 'reason': return [reasonText(strike.code), category(strike)];
    case 'category': return [category(strike), ''];
    case 'unit': return [UNIT, ''];
    case 'month': return [`${Number(strike.day.slice(0, 3))} 年 ${Number(strike.day.slice(4, 6))} 月`, ''];
  }
}

function within(span: TallySpan): Strike[] {
  return STRIKES.filter((strike) => strike.day >= FROM[span]);
}

export function tally(host: FakeHost, by: TallyBy, span: TallySpan, atLeast = 1): TallyView {
  // A family's count follows the rule of 貳.四 alone, whatever the span.
  const strikes = host.wishes.empty ? [] : within(by === 'family' ? 'all' : span);
  const groups = new Map<string, Strike[]>();
  for (const strike of strikes) {
    const key = keyOf(strike, by);
    groups.set(key, [...(groups.get(key) ?? []), strike]);
  }
  const rows = [...groups].map(([key, of]): TallyRow => {
    const counting = of.filter((strike) => strike.dropped === undefined);
    const last = [...of].sort((a, b) => b.day.localeCompare(a.day))[0] as Strike;
    const [label, detail] = labels(last, by);
    return {
      key, label, detail, count: counting.length, dropped: of.length - counting.length,
      last_on: last.day, last_reason: reasonText(last.code), standing: by === 'family' ? host.supervision.standing(key, counting.length) : null,
    };
  });
  rows.sort(by === 'month' ? (a, b) => b.key.localeCompare(a.key) : (a, b) => b.count - a.count || (b.last_on ?? '').localeCompare(a.last_on ?? ''));
  const counting = strikes.filter((strike) => strike.dropped === undefined).length;
  const families = (fits: (count: number) => boolean): number => (by === 'family' ? rows : tally(host, 'family', 'all').rows).filter((row) => fits(row.count)).length;
  return {
    threshold: THRESHOLD, rule: '累計自上次停用結束起，不設歸零', policy_version: '112.12', total: counting, dropped: strikes.length - counting,
    at_threshold: families((count) => count >= THRESHOLD), one_short: families((count) => count === THRESHOLD - 1),
    fewer: families((count) => count > 0 && count < THRESHOLD - 1), more: false,
    rows: by === 'family' ? rows.filter((row) => row.count >= atLeast) : rows, compared: comparison(host, counting),
  };
}

function comparison(host: FakeHost, count: number): TallyComparisonView {
  if (host.offline) return { state: 'unknown', sentence: '入口網目前沒有回覆，無法核對；顯示的是本機的數字。', at: null, differences: [] };
  if (!host.wishes.differs) return { state: 'same', sentence: `與入口網相符：各 ${count} 次。`, at: '16:52', differences: [] };
  return {
    state: 'different', sentence: `與入口網不同：本機 ${count} 次、入口網 ${count + 1} 次，1 戶不一樣。可能有決定還在路上；取件後再核對一次。`, at: '16:52',
    differences: [{ key: 'family-2417', label: '林淑惠', detail: '呼號 2417', here: 2, there: 3 }],
  };
}

export function ledger(by: TallyBy, key: string, span: TallySpan): LedgerView {
  const of = within(by === 'family' ? 'all' : span).filter((strike) => keyOf(strike, by) === key);
  const first = of[0];
  if (first === undefined) throw new HostError('gone', '這一筆統計已經不在這裡。');
  const [title, detail] = labels(first, by);
  const entries = ledgerOf(of);
  return { title, detail, count: entries.filter((entry) => entry.nth !== null).length, entries, remark: REMARKS[key] ?? null };
}

/** The Monday so many weeks ago: `11.16`. */
function weekOf(host: FakeHost, ago: number): string {
  return host.clock.shortDay(-7 * ago);
}

export function tallies(host: FakeHost): Pick<Answers, 'tally' | 'tally_ledger' | 'compare_tally' | 'charts'> {
  return {
    tally: ({ by, span, at_least }) => tally(host, by, span, at_least),
    compare_tally: () => tally(host, 'family', 'all').compared,
    tally_ledger: ({ by, key, span }) => ledger(by, key, span),
    charts: () => {
      const reasons = tally(host, 'reason', 'half_year').rows.filter((row) => row.count > 0);
      const week = (label: string, approve: number, back: number, hold: number, reject: number) => ({ label, approve, return: back, hold, reject });
      return {
        span: '115 年 6 至 11 月', caveat: null,
        pending: [
          { label: '當日', applications: 3, posts: 9, late: false }, { label: '1 日', applications: 4, posts: 8, late: false },
          { label: '2–3 日', applications: 6, posts: 5, late: false }, { label: '4–6 日', applications: 4, posts: 1, late: false },
          { label: '7 日以上', applications: 2, posts: 1, late: true },
        ],
        weeks: Array.from({ length: 26 }, (_, at) => week(weekOf(host, 25 - at), at === 25 ? 18 : 54 + ((at * 17) % 23), 6 + ((at * 5) % 8), (at * 3) % 5, 1 + ((at * 7) % 5))),
        months: [
          { label: '6月', decided: 62, rejected: 5 }, { label: '7月', decided: 71, rejected: 6 }, { label: '8月', decided: 68, rejected: 8 },
          { label: '9月', decided: 74, rejected: 6 }, { label: '10月', decided: 82, rejected: 7 }, { label: '11月', decided: 58, rejected: 7 },
        ],
        reasons: reasons.map((row) => ({ code: row.key, label: row.label, count: row.count })),
        waiting: [
          { kind: 'application', half: 2, nine_tenths: 5, longest: 8, deadline: 7, decided: 412 },
          { kind: 'post', half: 1, nine_tenths: 2, longest: 4, deadline: 3, decided: 1904 },
        ],
        next_tries: [
          { kind: 'application', code: 'A02', label: '影像無法辨識', wording: 'shipped', given: 34, tried: 29, succeeded: 25, half: 4 },
          { kind: 'post', code: 'P01', label: '屬一般公務聯繫', wording: 'facility', given: 21, tried: 18, succeeded: 16, half: 2 },
          { kind: 'post', code: 'P01', label: '屬一般公務聯繫', wording: 'shipped', given: 12, tried: 11, succeeded: 6, half: 11 },
          { kind: 'post', code: 'P13', label: '文字難以理解或疑為代號', wording: 'earlier', given: 4, tried: 2, succeeded: 1, half: 3 },
          { kind: 'post', code: 'P11', label: '涉及案情或證人', wording: 'unknown', given: 2, tried: 0, succeeded: 0, half: null },
        ],
      };
    },
  };
}
