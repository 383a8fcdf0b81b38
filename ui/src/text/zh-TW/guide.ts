// 引導練習: the checklist of the first ten minutes, its exercise on paper, and what is said at the end.

import type { Role, TrayChoice, Verdict } from '../../generated/views';
import { words } from './words';

/** 通過 2、補件 1 */
function byVerdict(counts: readonly (readonly [Verdict, number])[]): string {
  return counts.map(([verdict, n]) => `${words.verdict[verdict]} ${n}`).join('、');
}

export const guideText = {
  title: '引導練習',
  begin: '引導練習',
  again: '回到引導練習',
  hide: '先收起來',
  lead: '十分鐘，做到了會自己打勾。按錯也不會影響任何人。',
  steps: {
    applications: '審三件服務申請',
    posts: '審三則聯絡簿',
    conflict: '處理一件衝突',
    suspension: '決定一次停用',
    sent: '看到全部送達',
  },
  of: (n: number, all: number) => `${n}／${all}`,
  done: '做到了',
  open: '還沒做',
  next: '下一步',
  check: '看總結',
  end: '結束練習',
  back: '回到清單',
  trouble: '現在看不到做了什麼，做過的都在；會自動再看一次。',
  start: (role: Role) => `引導練習還在進行：選「${words.role[role]}」，再按「進入練習模式」。`,
  paper: {
    title: '紙上的例子',
    open: '用紙上的例子練習',
    hint: '練習入口網不會自己造出衝突。沒有真的衝突時，用這兩個例子想一想。',
    ask: '您會怎麼處理？',
    cases: [
      {
        story:
          '您通過了一件服務申請，還沒送達；家屬這時換了一份戶籍謄本。您的決定沒有生效，也沒有遺失。',
        choices: ['decide_again', 'keep_theirs', 'escalate'] as TrayChoice[],
        answers: {
          decide_again: '打開看新的謄本再決定，原來的理由都替您留著。家屬重送的，通常這樣做最快。',
          keep_theirs: '您的決定到此為止，案件回到待審，之後由您或同仁再看。也可以。',
          escalate: '主管會看到您的問題。內容只是換了文件，通常不必；真的拿不定主意就送。',
        } as Partial<Record<TrayChoice, string>>,
      },
      {
        story: '您離線時把一則聯絡簿退件；同仁比您早一步，已經通過，家屬看到了。您的退件沒有生效。',
        choices: ['keep_theirs', 'ask_reversal', 'escalate'] as TrayChoice[],
        answers: {
          keep_theirs: '同仁的通過繼續有效，您的退件結案，不計次。同仁判斷得有道理時選這個。',
          ask_reversal: '寫下原因請主管改判。主管同意時，會做一筆新的決定，家屬只看到最後的結果。',
          escalate: '把兩份決定和一個問題交給主管。沒有定見時，這個永遠不會錯。',
        } as Partial<Record<TrayChoice, string>>,
      },
    ],
    another: '也可以按別的，看看會怎樣。',
    nth: (n: number, all: number) => `第 ${n} 個，共 ${all} 個`,
    next: '下一個例子',
    finish: '看過了',
  },
  summary: {
    title: '做了什麼',
    lead: '這裡只看得到您做過什麼，看不到判斷得對不對。拿不準的，帶去和資深的同仁討論。',
    decided: (n: number, counts: readonly (readonly [Verdict, number])[]) =>
      n === 0 ? '還沒有' : `${n} 件：${byVerdict(counts)}`,
    conflicts: (n: number) => `處理了 ${n} 件`,
    paper: '用紙上的例子想過了',
    suspended: '暫停了一戶的使用',
    declined: '決定這次不停用',
    sent: '都送達了',
    waiting: (n: number) => `還有 ${n} 件沒有送達`,
    not: '還沒有',
    tried: '也試過了',
    try: '下次還可以試',
    extras: {
      undo: '按錯了取回來：決定後 10 秒內按「復原」',
      ask: '拿不定主意時「送主管」',
      return: '請家屬補件：文件缺一頁、照片不清楚',
      hold: '暫緩：收容人目前不開放的那一件',
      all: '第一次練習該試的都試過了。可以登出，連接入口網開始工作。',
    },
    restart: '再練一次',
  },
};
