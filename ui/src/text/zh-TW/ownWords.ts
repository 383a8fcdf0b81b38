// 本機關用語: terms, reasons' wording, sentences and checks of the facility's own.

import type { BacktestCountView, FacilityList, Severity } from '../../generated/views';

const n = (count: number) => count.toLocaleString('zh-TW');

/** 通過 9、退件 2、審核中 1; kinds of which there are none are left out. */
function decided(count: BacktestCountView): string {
  const parts: [string, number][] = [
    ['通過', count.approved],
    ['退件', count.rejected],
    ['審核中', count.open],
    ['補件或撤回', count.other],
  ];
  const said = parts.filter(([, posts]) => posts > 0).map(([word, posts]) => `${word} ${n(posts)}`);
  return said.length === 0 ? '' : `：${said.join('、')}`;
}

export const ownWordsText = {
  title: '本機關用語',
  text: '這裡的內容加在隨附的規則之上，隨附的不會被改掉。改了以後，打開中的案件立刻照新的檢核。',
  lists: {
    lexicon: '詞彙',
    reasons: '理由',
    wording: '句子',
    translations: '譯文',
    checklist: '文件檢核',
    office_calendar: '辦公日曆',
  } satisfies Record<FacilityList, string>,
  choose: '哪一份清單',
  counts: (own: number, shipped: number) => `本機關 ${own} 筆，隨附 ${shipped} 筆`,
  none: {
    lexicon: '還沒有本機關自己的詞。',
    reasons: '還沒有改寫的理由。',
    wording: '還沒有改寫的句子。',
    translations: '還沒有核定的譯文。',
    checklist: '還沒有本機關自己的檢核。',
    office_calendar: '還沒有本機關自己的日子，照隨附的辦公日曆。新年度公告後可從檔案匯入。',
  } satisfies Record<FacilityList, string>,
  remove: '移除',
  removeOf: (words: string) => `移除「${words}」`,
  add: '加入',
  keep: '存檔',
  changed: '已存',
  term: {
    label: '詞',
    placeholder: '例：老地方見',
    category: '類別',
    severity: '出現時',
    severities: {
      flag: '請人看',
      block: '公務請求',
      escalate: '馬上請人看',
      allow: '放行',
      priority: '有時效',
    } satisfies Record<Severity, string>,
    weak: '單獨出現不算，和別的詞一起才算',
    note: '說明（可不填）',
    off: '停用隨附的這個詞',
  },
  trial: {
    try: '先看會標出什麼',
    add: '確定加入',
    off: '確定停用',
    import: '確定匯入',
    cancel: '先不要',
    title: (of: string) => `「${of}」用在已有的貼文上`,
    nothing: '沒有貼文的標示會因此不同。',
    newly: (count: BacktestCountView) =>
      count.posts === 0 ? '沒有貼文會多標出。' : `會多標出 ${n(count.posts)} 則${decided(count)}`,
    noLonger: (count: BacktestCountView) => `會少標出 ${n(count.posts)} 則${decided(count)}`,
    reasons: (count: BacktestCountView) => {
      const of = count.reasons_of < count.rejected ? `最近 ${n(count.reasons_of)} 則` : '';
      const said = count.reasons.map((reason) => `${reason.label} ${n(reason.posts)}`);
      return `${of}退件的理由：${said.join('、')}`;
    },
    further: (posts: number) => `另有 ${n(posts)} 則原本就有標示，會再多標一處。`,
    lookedAt: (posts: number) => `看過這台審核台上的 ${n(posts)} 則貼文。`,
    unfold: (rows: number) => `列出這 ${n(rows)} 則`,
    fold: '收起',
    latest: (rows: number, all: number) => `列出最近 ${n(rows)} 則，全部有 ${n(all)} 則。`,
    open: (number: string) => `打開 ${number}`,
    onItsWay: '尚未送達',
    less: '不再標出',
  },
  reason: {
    choose: '改寫哪一個理由',
    message: '家屬會讀到',
    slots: '大括號裡的字由審核人填寫，請保留。',
  },
  sentence: { choose: '改寫哪一句', text: '家屬會讀到' },
  translation: {
    choose: '哪一種語言',
    counts: (adopted: number, all: number) => `已核定 ${n(adopted)} 段，共 ${n(all)} 段`,
    listed: (language: string) => `${language}的譯文`,
    adopted: '已核定',
    adoptedOn: (day: string) => `${day} 核定`,
    awaiting: '須經機關核定',
    outdated: '中文已改，要重新核定',
    missing: '還沒有譯文',
    adopt: '核定',
    adoptOf: (label: string) => `核定「${label}」的譯文`,
    adoptAll: (texts: number) => `核定這 ${n(texts)} 段`,
    adoptText: '核定以後，審核人才能把譯文附在中文下面送給家屬。中文改寫了，譯文要重新核定。',
    onlySupervisors: '譯文由主管核定；核定以前可以預覽，不能送出。',
    reword: '改寫',
    rewordOf: (label: string) => `改寫「${label}」的譯文`,
    wordsOf: (label: string, language: string) => `「${label}」的${language}`,
    withdraw: '收回核定',
    withdrawOf: (label: string) => `收回「${label}」的核定`,
  },
  check: {
    document: '哪一種文件',
    text: '要看什麼',
    placeholder: '例：背面有機關章',
    reason: '不符時的理由',
    none: '由人判斷',
    help: '提示（可不填）',
  },
  day: {
    date: '日期',
    placeholder: '例：115.07.20',
    name: '名稱',
    namePlaceholder: '例：颱風停班',
    worked: '這天要上班',
  },
  files: {
    export: '匯出成檔案',
    exported: (path: string) => `已寫到 ${path}`,
    import: '從檔案匯入',
    text: '同編號的以檔案為準，其餘保留。檔案有一處不對，就整份不匯入。',
    notText: (line: number, column: number) =>
      `檔案第 ${line} 行第 ${column} 字不是 UTF-8 文字。請另存成 UTF-8 後再匯入；原有的內容沒有改動。`,
    imported: (file: string) => `已匯入 ${file}`,
  },
  failed: '本機關用語沒有讀出來',
  refused: '沒有改動',
  loading: '正在讀取',
};
