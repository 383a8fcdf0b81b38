// 稽核紀錄: what was seen and done on this desk.

export const auditText = {
  title: '稽核紀錄',
  subtitle: '這台電腦上看過、做過的事。只增不減，前後相接，改動看得出來。',
  verify: '檢查有沒有被改動',
  verifying: '正在逐筆檢查…',
  entries: (count: number) => `${count.toLocaleString('zh-TW')} 筆`,
  desks: '入口網見證的審核台',
  desk: (who: string, entries: number, at: string) =>
    `${who}：到第 ${entries.toLocaleString('zh-TW')} 筆，${at}`,
  goesBack: '；和先前通報的不同，紀錄可能被更動過',
  intact: '沒有被改動',
  broken: '紀錄被改動過',
  note: {
    label: '通報了誰、原因查到哪裡',
    text: '通報資訊人員與政風單位之後，在這裡註記。不符的地方仍會留在檢查和匯出裡；下面的狀態列只再提醒新的不符。',
    save: '註記已通報',
  },
  sort: {
    label: '種類',
    names: {
      all: '全部',
      seen: '檢視',
      decided: '決定',
      taken_out: '列印與匯出',
      settings: '設定與資料',
      sign_in: '登入',
    },
  },
  case: '案號、姓名或呼號',
  columns: { time: '時間', who: '誰', what: '做了什麼', case: '案號', seq: '序號' },
  more: '更早的紀錄',
  end: '這是第一筆',
  empty: '還沒有紀錄',
  emptyText: '打開第一件案件之後，這裡就會有紀錄。',
  nothing: '沒有符合的紀錄',
  nothingText: '換一個種類，或清掉案件的字再看看。',
  failed: '紀錄沒有讀出來',
  loading: '正在讀取紀錄',
  keys: { title: '稽核紀錄', verify: '檢查', find: '找案件' },
};
