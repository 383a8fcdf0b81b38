// 查詢: every case of this desk, whatever its state.

import type { QueueGroup } from '../../generated/views';

export const findText = {
  title: '查詢',
  subtitle: '待審、暫緩和結案的都找得到，離線也可以',
  field: '姓名、呼號、案號或標題',
  clear: '清除',
  clearAll: '清除搜尋與篩選',
  kind: { label: '種類', all: '全部', application: '服務申請', post: '聯絡簿' },
  group: {
    label: '狀態',
    all: '不限',
    open: '待審',
    resubmitted: '補件重送',
    held: '暫緩',
  } satisfies Record<QueueGroup | 'label', string>,
  inmate: (number: string) => `呼號 ${number}`,
  count: (total: number) => `找到 ${total.toLocaleString('zh-TW')} 件`,
  shown: (shown: number, total: number) =>
    `已列出 ${shown.toLocaleString('zh-TW')} 件，共 ${total.toLocaleString('zh-TW')} 件`,
  more: '再列出一些',
  columns: { state: '狀態', who: '申請人或標題', number: '案號', inmate: '收容人', age: '送件' },
  age: (days: number) => (days === 0 ? '今天' : `${days} 日前`),
  pending: (verdict: string) => `${verdict}，尚未送達`,
  hint: '想找哪一件？',
  hintText: '打一個字就會開始找。也可以只選種類或狀態。',
  none: '找不到',
  noneText: '換一個字、少打一個字，或把種類和狀態改成不限。',
  failed: '沒有查成',
  loading: '正在查詢',
  results: '查詢結果',
  keys: { title: '查詢', focus: '到搜尋欄' },
};
