// The sample desk's rejected posts: what the tallies, the ledgers and the suspensions are made from.

import type { CaseRef, LedgerEntryView } from '../../generated/views';
import { caseId } from './cases';
import { inmate } from './people';
import { reason } from './reasons';

export interface Strike {
  id: string;
  family: string;
  who: string;
  relation: string;
  inmate: string;
  day: string;
  code: string;
  words: string;
  /** Overturned on this day to this verdict, or another reason not to count. */
  dropped?: string;
  overturned?: true;
}

export const THRESHOLD = 3;

type Seed = [who: string, relation: string, inmate: string, day: string, code: string, words: string, dropped?: string];

const SEEDS: Seed[] = [
  ['陳怡君', '女兒', '3071', '115.08.21', 'P01', '幫我問一下哪天可以辦接見'],
  ['陳怡君', '女兒', '3071', '115.09.16', 'P07', '我的新號碼寫在照片背面', '115.09.18 改判通過，不列入'],
  ['陳怡君', '女兒', '3071', '115.10.07', 'P06', '社區團購明天截單，幫忙轉給大家'],
  ['陳怡君', '女兒', '3071', '115.11.23', 'P01', '請你向主管幫我申請在監證明'],
  ['江志明', '兄', '2750', '115.07.02', 'P06', '轉寄：這個方法一定要知道'],
  ['江志明', '兄', '2750', '115.08.14', 'P12', '下週匯三千到你的帳上'],
  ['江志明', '兄', '2750', '115.10.20', 'P07', '加這個群組大家都在'],
  ['江志明', '兄', '2750', '115.11.17', 'P06', '保險業務員要我轉你的話'],
  ['林淑惠', '妻', '2417', '115.09.03', 'P01', '請問勞作金什麼時候可以領'],
  ['林淑惠', '妻', '2417', '115.11.12', 'P06', '直播連結今晚八點'],
  ['黃素蘭', '母', '3402', '115.08.30', 'P05', '（照片）'],
  ['黃素蘭', '母', '3402', '115.10.29', 'P01', '幫我跟教誨師說要調房'],
  ['曾惠雯', '妹', '1804', '115.07.19', 'P12', '錢用掛號寄了嗎'],
  ['曾惠雯', '妹', '1804', '115.09.08', 'P06', '徵才廣告幫忙看', '115.09.10 改判通過，不列入'],
  ['曾惠雯', '妹', '1804', '115.10.15', 'P12', '書款先跟室友借'],
  ['邱文德', '父', '2951', '115.06.11', 'P01', '假釋的公文到了沒有'],
  ['邱文德', '父', '2951', '115.09.30', 'P05', '（照片）'],
  ['高志遠', '子', '2230', '115.11.09', 'P07', '打這支電話找我'],
  ['高志遠', '子', '2230', '115.10.02', 'P16', '過年快到了', '理由不計次（收容狀態）'],
  ['周淑芬', '祖母', '2260', '115.10.26', 'P01', '請幫我辦寄入被子'],
  ['李宗翰', '兄', '1742', '115.10.18', 'P06', '這支股票可以買'],
  ['蔡欣怡', '伯母', '3318', '115.09.24', 'P12', '會錢記得叫他還'],
  ['潘美玲', '妻', '1530', '115.09.12', 'P01', '幫我問面會改時間'],
  ['簡淑貞', '嫂', '3120', '115.08.27', 'P14', '（略）'],
  ['白玉華', '母', '2688', '115.08.05', 'P06', '連署單請他簽'],
  ['洪雪芳', '姊', '2430', '115.07.28', 'P07', '網址貼在下面'],
  ['鄭文彬', '舅舅', '2096', '115.07.07', 'P01', '律師要的資料'],
  ['許家瑋', '弟', '2875', '115.06.23', 'P06', '遊戲幫我登入'],
  ['何秀蘭', '母', '0644', '115.06.18', 'P01', '可不可以寄藥'],
  ['阮氏秋', '妻', '0925', '115.05.20', 'P13', '三七二一老地方'],
];

const CATEGORIES: Record<string, string> = { P01: '公務事項', P05: '照片', P06: '與關懷無關', P07: '聯絡方式', P12: '財物', P13: '文字', P14: '違禁物品', P16: '狀態' };
export const UNIT = '雲林第二監獄社工室';

export const STRIKES: Strike[] = SEEDS.map(([who, relation, number, day, code, words, dropped], index) => ({
  id: `strike-${index}`, family: `family-${number}`, who, relation, inmate: number, day, code, words,
  ...(dropped !== undefined && { dropped }), ...(dropped?.includes('改判') && { overturned: true as const }),
}));

export function category(strike: Strike): string {
  return CATEGORIES[strike.code] ?? '其他';
}

export function reasonText(code: string): string {
  return `${code} ${reason(code)?.label ?? ''}`;
}

function caseOf(strike: Strike): CaseRef {
  // Two of them are cases of the sample desk; the others stand on its first decided post.
  const known: Record<string, number> = { 'strike-0': 17, 'strike-2': 18 };
  return { kind: 'post', id: caseId('post', 900_000 + (known[strike.id] ?? 18)) };
}

export function ledgerEntry(strike: Strike, nth: number | null): LedgerEntryView {
  const index = Number(strike.id.slice(7));
  return {
    decision: strike.id, case: caseOf(strike), number: `簿115-${String(1204 + index * 29)}`, day: strike.day, nth,
    reasons: [reasonText(strike.code)], clause: reason(strike.code)?.clause ?? '貳.二', policy_version: '112.12',
    who: index % 3 === 1 ? '王社工' : '李沛真', unit: UNIT,
    of: `${strike.who}　呼號 ${strike.inmate}`, excerpt: strike.words,
    why_not: strike.dropped ?? null, overturned: strike.overturned ?? false,
  };
}

/** Oldest first, each counting one with its number. */
export function ledgerOf(strikes: readonly Strike[]): LedgerEntryView[] {
  let nth = 0;
  return [...strikes]
    .sort((a, b) => a.day.localeCompare(b.day))
    .map((strike) => ledgerEntry(strike, strike.dropped === undefined ? ++nth : null));
}

export function inmateName(number: string): string {
  return inmate(number).name;
}
