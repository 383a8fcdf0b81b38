// The queue.

import type { DueBand, QueueGroup, QueueMark } from '../../generated/views';

export const queueText = {
  count: {
    application: (n: number) => `${n.toLocaleString('zh-TW')} 件`,
    post: (n: number) => `${n.toLocaleString('zh-TW')} 則`,
  },
  order: '最早的在前',
  label: (place: string) => `${place}佇列`,
  search: { application: '姓名、呼號、案號', post: '姓名、呼號、標題' },
  clearSearch: '清除搜尋',
  groups: {
    label: '顯示',
    open: '待審',
    resubmitted: '補件重送',
    held: '暫緩',
    all: '全部',
  } satisfies Record<QueueGroup | 'label', string>,
  bands: {
    first: '先看這些',
    timely: '有時效',
    overdue: '已逾期',
    today: '今天到期',
    tomorrow: '明天到期',
    later: '之後',
    not_counted: '不計時',
    done: '已處理',
  } satisfies Record<DueBand, string>,
  due: {
    first: '關懷優先',
    overdue: '逾期',
    today: '今天',
    tomorrow: '明天',
  },
  marks: {
    new: '新到',
    resubmitted: '補件重送',
    claimed: '同仁認領',
    held: '暫緩',
    urgent: '請先看',
    decided: '已決定，等候送達',
    closed: '已結案',
  } satisfies Record<QueueMark, string>,
  age: (days: number) => (days === 0 ? '今天' : `${days} 日`),
  claimedBy: (who: string, since: string, stale: boolean) =>
    stale ? `${who} ${since} 起，未確認` : `${who} ${since} 起處理中`,
  pending: (verdict: string) => `${verdict}・待送出`,
  inmate: (number: string, juvenile: boolean) => (juvenile ? `少年 ${number}` : `呼號 ${number}`),
  onlyInmate: (number: string) => `只看呼號 ${number}`,
  filterByInmate: '只看這位收容人',
  clearInmate: '取消呼號篩選',
  claimStale: '離線或認領已到期，可能已過時',
  takeAlong: '帶走這一班的案件',
  takenAlong: (n: number) => `已帶走 ${n} 件`,
  nextPrevious: { application: '上下件', post: '上下則' },
  more: '載入更多…',
  empty: {
    open: { title: '都審完了', text: '目前沒有待審的案件。有新的送來時，這裡會自動出現。' },
    resubmitted: { title: '沒有補件重送的', text: '家屬補件後重新送出的案件會在這裡。' },
    held: { title: '沒有暫緩的', text: '收容人狀態改變後，暫緩的案件會自動回到待審。' },
    all: { title: '這裡還沒有案件', text: '與入口網同步之後，案件會出現在這裡。' },
    search: { title: '找不到符合的案件', text: '換一個字，或清除搜尋與篩選再看看。' },
    firstSync: { title: '正在取件', text: '第一次同步會花一點時間，取到的案件會陸續出現。' },
    offline: '目前離線，看到的是上次取件的內容。',
  },
  failed: '佇列沒有讀出來',
};
