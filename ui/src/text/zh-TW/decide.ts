// The sheet for 補件, 暫緩 and 退件.

import type { LengthView, ReasonCounts, Verdict } from '../../generated/views';

const n = (count: number) => count.toLocaleString('zh-TW');

export const decideText = {
  titles: { approve: '通過', return: '補件', hold: '暫緩', reject: '退件' } satisfies Record<
    Verdict,
    string
  >,
  leads: {
    approve: '',
    return: '選 1 到 3 個理由，家屬會逐字看到右邊的內容',
    hold: '不計次數；收容人狀態改變後會再排進來',
    reject: '選 1 到 3 個理由，家屬會逐字看到右邊的內容',
  } satisfies Record<Verdict, string>,
  chosen: '已選的理由',
  remove: (code: string) => `移除 ${code}`,
  counts: {
    yes: '計 1 次',
    no: '不計次',
    reviewer: '裁量',
    ask: '通知未寫明，由您判斷',
    count: '計次',
    doNotCount: '不計次',
    label: (code: string) => `${code} 是否計入退件次數`,
  },
  countsOf: { yes: '計次', no: '不計次', reviewer: '裁量' } satisfies Record<ReasonCounts, string>,
  search: (n: number) => `第 ${n} 個理由：代碼或關鍵字`,
  searchLabel: '找理由',
  suggested: '檢核提到',
  noMatch: '沒有符合的理由',
  noReasons: '這個決定沒有可選的理由',
  full: '最多三個理由。要換，先移除一個。',
  slot: (slot: string) => slot,
  slotMissing: '要填',
  addition: '補充說明',
  additionHint: '接在理由後面，家屬也會看到',
  language: {
    label: '家屬的語言',
    hint: '整段接在中文下面',
    noneReady: '須經機關核定，現在只能預覽',
    none: '不附',
    awaiting: '須經機關核定',
    untranslated: '還沒有譯文',
    which: (names: readonly string[]) => names.join('、'),
    leftOut: '這次先不附',
    held: '現在不能送出',
    proposed: (language: string, why: string) => `建議${language}：${why}`,
    length: (of: LengthView) =>
      `中文 ${n(of.chinese)} 字＋譯文 ${n(of.translation)} 字，最多 ${n(of.limit)} 字`,
  },
  familySees: '家屬會看到',
  phoneTitle: '家庭聯絡簿',
  writing: '正在產生預覽…',
  empty: '選了理由，這裡就會出現家屬讀到的全文。',
  ready: '欄位都已填好',
  obstacles: '送出前還要',
  advice: '可以更好',
  thisCase: '本件',
  undoable: '送出後 10 秒內可復原，送達前可收回',
  send: {
    approve: '送出通過',
    return: '送出補件',
    hold: '送出暫緩',
    reject: '送出退件',
  } satisfies Record<Verdict, string>,
  rejectCounting: '送出退件，計 1 次',
  toSupervisor: '送主管',
  notYetToFamily: '主管決定以前，不會送給家屬',
  askFirst: '先問主管',
  asReturn: '改為補件，不計次',
  sending: '記錄中…',
  previewFailed: '預覽沒有成功',
  staffNote: '只給同仁看',
  keys: { title: '決定', search: '找理由', send: '送出', close: '關閉', toggle: '加入或移除' },
};
