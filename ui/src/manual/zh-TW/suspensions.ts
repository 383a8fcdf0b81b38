// 停用管理.

import { text } from '../../text';
import {
  fixed,
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

const words = text.suspensions;

export const suspensions: Chapter = {
  id: 'suspensions',
  title: words.title,
  lead: say`主管的位置。${words.subtitle}。`,
  sections: [
    section(
      'steps',
      '決定一戶停不停用',
      steps(
        say`按 ${key('suspensions')} 到${words.title}，選${words.waiting}的一戶；用 ${key('next')}、${key('previous')} 換。`,
        say`打開每一則退件讀過。要附卷，按 ${key('dossier')} 做${text.exports.dossier.open}`,
        say`${words.card.choose}：按 ${key('firstPeriod')} 或 ${key('secondPeriod')} 選一種。標著${words.card.byDefault}的是預設；兩種的頭尾日期都寫出來了。`,
        say`讀${words.card.familySees}的文字。`,
        say`要停用按${words.card.suspend}（${key('suspend')}），不停用按${words.card.decline}（${key('decline')}）。`,
        say`寫下理由：${words.dialog.groundsHint}。按 ${fixed('Ctrl', 'Enter')} 送出。`,
      ),
      picture('suspensions-light', say`停用的卡片：兩種起算、家屬會讀到的字、停或不停。`),
      keys(
        'firstPeriod',
        'secondPeriod',
        'suspend',
        'decline',
        'dossier',
        'lift',
        'export',
        'next',
        'previous',
      ),
      law(
        say`機關「得」暫停一個月：貳.四。起算：行政程序法 48 V（首日計入）；民法 120–121（首日不計）。`,
      ),
    ),
    section('decline', words.card.decline, points(say`${words.dialog.declineText}`)),
    section(
      'lift',
      words.detail.lifted,
      steps(
        say`選${words.running}的一戶，按${words.detail.lift}（${key('lift')}）。`,
        say`寫下${words.dialog.grounds.lift}，按 ${fixed('Ctrl', 'Enter')}。${words.dialog.liftText}`,
      ),
      points(say`期滿會自動恢復，不必做任何事。`),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.detail.notYet}`, say`按 ${key('outbox')} 看送到哪裡了，見${to('outbox')}。`],
        [say`${words.state.declined}`, say`決定不停用也留下紀錄；下一次退件會再請您決定。`],
        [
          say`${words.dialog.writeFirst}`,
          say`理由給同仁和卷宗看，家屬看不到；沒有理由就不能送出。`,
        ],
      ),
      points(say`停用期間，對那一戶已經做的決定會等著，恢復後自動送出。`),
    ),
  ],
};
