// 退件統計.

import { text } from '../../text';
import {
  key,
  keys,
  law,
  means,
  picture,
  points,
  say,
  section,
  steps,
  to,
  type Chapter,
} from '../pieces';

const words = text.tally;
const { charts } = text;

export const tally: Chapter = {
  id: 'tally',
  title: words.title,
  lead: say`主管的位置。${words.subtitle}。每個次數都打得開，看到是哪幾則、為什麼。`,
  sections: [
    section(
      'steps',
      '看一戶的次數',
      steps(
        say`按 ${key('tally')} 到${words.title}。滿次數的排在最上面。`,
        say`用 ${key('next')}、${key('previous')} 選一戶；右邊列出每一則的日期、理由，和算不算。`,
        say`按 ${key('sources')} ${words.ledger.sources}：${words.ledger.sourcesTitle}。`,
        say`按 ${key('expand')} 展開 1 次的家屬；${words.bands.quiet}。`,
        say`滿次數的一戶，旁邊就是停用的卡片：${text.suspensions.card.suspend}（${key('suspend')}）或${text.suspensions.card.decline}（${key('decline')}），見${to('suspensions')}。`,
      ),
      picture('tally-light', say`左邊是各戶的次數，右邊是其中一戶的明細。`),
      keys('next', 'previous', 'sources', 'expand', 'suspend', 'decline', 'dossier', 'export'),
      law(say`累計三次以上，「以上」包含三次：貳.四。`),
    ),
    section(
      'counted',
      '什麼算、什麼不算',
      means(
        [say`${words.ledger.counts(1)}`, say`聯絡簿因內容退件。`],
        [say`${words.ledger.countsNot}`, say`改判過的、不計次的理由、上一次停用以前的。`],
        [say`${words.ledger.overturned}`, say`那一則後來改成通過；次數已經扣掉。`],
      ),
      points(say`通知沒有寫多久重新計算；依機關的審核規則，預設從上一次停用結束起算。`),
    ),
    section(
      'compare',
      '和入口網的次數不同',
      steps(
        say`上面寫著${words.compared.different(1)}時，打開來看是哪一戶。`,
        say`按${words.compared.again}。剛送出的還沒算進去是正常的。`,
        say`仍然不同，打開那一戶，和 ${key('sources')} 的明細對照，並告訴資訊人員。停用前先弄清楚。`,
      ),
    ),
    section(
      'charts',
      words.tabs.charts,
      points(
        say`${charts.pending.title}：${charts.pending.hint}。${charts.waiting.title}：${charts.waiting.hint}。`,
        say`${charts.nextTries.title}：每一種理由、每一種文字，有多少家屬改好再送，再送的有多少通過、隔了幾天。比較${charts.nextTries.wordings.facility}和${charts.nextTries.wordings.shipped}，看哪一種說法比較常一次就改對；原因可能不只是文字。少於 5 件不算百分比。`,
        say`每張圖都能按${charts.asTable}，用讀的。`,
        say`${words.tabs.sampling}見${to('sampling')}。要檔案，按 ${key('export')}，見${to('exports')}。`,
      ),
    ),
  ],
};
