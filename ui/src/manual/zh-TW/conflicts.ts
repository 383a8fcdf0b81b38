// 待處理衝突.

import { text } from '../../text';
import {
  fixed,
  key,
  keys,
  means,
  points,
  say,
  section,
  steps,
  to,
  told,
  type Chapter,
} from '../pieces';

const words = text.tray;
const { choice } = words;

export const conflicts: Chapter = {
  id: 'conflicts',
  title: text.shell.places.conflicts,
  lead: say`您的決定送到時，入口網的情形已經變了。什麼都沒有遺失，也沒有套用到您沒看過的內容；只是要您再看一眼，選一種處理方式。`,
  sections: [
    section(
      'steps',
      '處理一件衝突',
      steps(
        say`到${text.shell.places.conflicts}，用 ${key('next')} 和 ${key('previous')} 選一件。`,
        say`讀最上面的說明：發生了什麼事；下面的${words.familyHas}，是家屬現在知道的。`,
        say`對照${words.mine}和另一邊。家屬改過的，會列出${words.changes.title}。`,
        say`按 ${key('choice1')}、${key('choice2')} 或 ${key('choice3')} 選一種，讀它下面的說明。`,
        say`要請主管看的，寫下${words.question}。`,
        say`按 ${fixed('Ctrl', 'Enter')} 送出。${words.askHint}。`,
      ),
      keys('choice1', 'choice2', 'choice3', 'open', 'next', 'previous'),
    ),
    section(
      'choices',
      '有哪些處理方式',
      means(
        [say`${choice.keep_theirs.title}`, say`${choice.keep_theirs.text}同仁判斷得對，就選這個。`],
        [
          say`${choice.decide_again.title}`,
          say`${choice.decide_again.text}家屬重送的，通常選這個。`,
        ],
        [say`${choice.ask_reversal.title}`, say`${choice.ask_reversal.text}您確定自己才對時選。`],
        [say`${choice.escalate.title}`, say`${choice.escalate.text}`],
        [say`${choice.send_again.title}`, say`${choice.send_again.text}`],
        [say`${words.close.title}`, say`${words.close.text}`],
      ),
      points(say`畫面只列出這一件能用的方式。拿不定主意，${choice.escalate.title}永遠不會錯。`),
    ),
    section(
      'why',
      '為什麼會有衝突',
      means(
        [
          say`${told('家屬已重新送件')}`,
          say`您看過之後，家屬改了或補了。您的決定沒有套用在新的內容上。`,
        ],
        [
          say`${told('同仁已先決定')}`,
          say`兩個人決定了同一件，先到的有效。決定一樣時，系統自己結案，不會來問您。`,
        ],
        [say`${told('您的權限已變更')}`, say`決定封存著。請通知主管。`],
        [
          say`${told('收容人已移出本機關')}`,
          say`案件由新的機關審；回來時可以${choice.send_again.title}。`,
        ],
        [say`${told('入口網已刪除這件')}`, say`沒有東西可以決定了，${words.close.title}即可。`],
        [
          say`${told('入口網沒有接受')}`,
          say`讀畫面上的說明；看不懂就${choice.escalate.title}，並告訴資訊人員。`,
        ],
      ),
      points(say`家屬撤回的案件會自己結案，不計次，不會變成衝突。`, say`${words.notesStay}。`),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [
          say`${told('最新的內容還沒有取回這台電腦，請先按「立即同步」。')}`,
          say`按 ${key('syncNow')}，等一下再選。`,
        ],
        [say`${words.noOther}`, say`${words.noOtherText}`],
        [say`${text.outbox.noConflicts}`, say`沒有要處理的，回到${to('queue')}吧。`],
      ),
    ),
  ],
};
