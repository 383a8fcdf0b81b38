// 匯出: what leaves the desk as a file, in which format, and with how much of the identity numbers.

import type { ReportFormat } from '../../generated/views';

export const exportsText = {
  open: '匯出…',
  content: '內容',
  format: '格式',
  formats: { ods: '.ods', xlsx: '.xlsx', csv: 'CSV', pdf: 'PDF' } satisfies Record<
    ReportFormat,
    string
  >,
  ids: '證號',
  masked: '部分遮蔽',
  unmasked: '完整',
  alwaysMasked: '部分遮蔽。完整證號只有主管可以匯出。',
  grounds: '為什麼需要完整證號',
  groundsHint: (paper: boolean) =>
    paper ? '理由會記入稽核紀錄，也會印在文件上' : '理由會記入稽核紀錄',
  groundsPlaceholder: '例如：依檢察署來文提供名冊',
  writeFirst: '匯出完整證號，請先寫明理由',
  audit: '匯出會記入稽核紀錄。',
  send: { file: '匯出', paper: '做成 PDF' },
  making: '正在製作…',
  again: '再匯出一次',
  done: '完成',
  where: '檔案在這裡',
  tally: {
    title: '匯出退件統計',
    name: '統計',
    text: '全部期間的次數，依家屬、收容人、理由、單位、月份各一張表。CSV 每張表一個檔案。',
  },
  strikes: { name: '明細', text: '每一次因內容退件的聯絡簿，附理由；已改判的也列出，並註明不計。' },
  suspensions: {
    title: '匯出停用紀錄',
    name: '停用紀錄',
    text: '每一次暫停使用的期間、依據次數、決定人和提前恢復。',
  },
  access: {
    title: '匯出查詢紀錄',
    month: '月份',
    text: '這台審核台一個月的紀錄：誰在什麼時候看了哪一件、顯示過哪個證號（遮蔽）、為什麼。.ods 附稽核鏈，可以用 notebook-desk --verify-audit 查驗。',
  },
  dossier: {
    open: '停用卷宗…',
    title: (who: string) => `停用卷宗　${who}`,
    proposal:
      '給主管決定時附卷：每一次退件的原文、理由和條文，以及次數怎麼算。還沒有停用，標示為提案。',
    text: '這一次停用的依據：每一次退件的原文、理由和條文，停用期間，以及決定人。',
  },
  decision: {
    open: '審核決定紀錄…',
    title: (subject: string) => `審核決定紀錄　${subject}`,
    text: '這一筆決定附卷用：決定、理由、條文、家屬看到的說明、審核人和時間。',
  },
  deliveries: {
    title: (unit: string) => `列印送達單　${unit}`,
    allUnits: '全部單位',
    which: '印哪些',
    open: '還沒送達的',
    openText: (from: string, until: string) =>
      `${from} 至 ${until} 通過、還沒登記送達的，每則一頁，前面附簽收清單。`,
    all: '全部',
    allText: (from: string, until: string) =>
      `${from} 至 ${until} 通過的每一則，已登記送達的也印；每則一頁，前面附簽收清單。`,
  },
  keys: { export: '匯出', dossier: '停用卷宗', decision: '審核決定紀錄' },
};
