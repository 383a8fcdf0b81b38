// 補件、暫緩與退件: the sheet.

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

const words = text.decide;
const { verdict } = text.words;

export const decide: Chapter = {
  id: 'decide',
  title: '補件、暫緩與退件',
  lead: say`除了${verdict.approve}，每個決定都先在這張紙上寫好。它躺在案件旁邊，不蓋住文件；左邊選理由，右邊就是家屬會讀到的全文。`,
  sections: [
    section(
      'steps',
      '寫好一個決定',
      steps(
        say`按 ${key('return')} ${verdict.return}、${key('hold')} ${verdict.hold}或 ${key('reject')} ${verdict.reject}。`,
        say`按 ${key('findReason')} 到${words.searchLabel}，打代碼或關鍵字，按 ${fixed('Enter')} 加入。檢核提到的理由會排在前面，寫著${words.suggested}。`,
        say`填好理由裡的空格。寫著${words.slotMissing}的沒填完，不能送出。`,
        say`需要時寫${words.addition}，${words.additionHint}。`,
        say`讀右邊${words.familySees}的每一個字：家屬讀得懂、知道下一步要做什麼嗎？`,
        say`看下面：${words.obstacles}什麼、${words.advice}什麼。`,
        say`按 ${fixed('Ctrl', 'Enter')} 送出。不送就按 ${fixed('Esc')}；選好的理由會留著。`,
      ),
      picture('reject-light', say`左邊是理由和計次的說明，右邊是家屬的手機上會出現的字。`),
      keys('findReason', 'ask'),
    ),
    section(
      'language',
      words.language.label,
      steps(
        say`在${words.addition}下面選${words.language.label}：越南文、印尼文、英文、泰文或${words.language.none}。譯文${words.language.hint}，理由的空格兩邊共用。`,
        say`讀右邊${words.familySees}：中文和譯文就是全部。底下寫著兩邊各幾個字；放不下會說差多少，不能送出。`,
      ),
      points(
        say`申請人持外僑居留證、家屬寫的是越南文或泰文，或上次附過譯文，會先選好並寫出根據。不合就改選。`,
        say`寫著${words.language.awaiting}的譯文可以預覽，不能送出；由主管在${text.ownWords.title}核定，見${to('own-words/translations')}。`,
        say`${words.addition}沒有譯文，譯文裡會告訴家屬這一點。空格裡的中文照樣出現，${fixed('日期')}改成西元。`,
        say`以中文為準，譯文開頭就寫明。`,
      ),
    ),
    section(
      'return',
      verdict.return,
      points(
        say`文件不齊、照片不清楚、文字改一下就可以：用${verdict.return}。永遠不計次。`,
        say`寫清楚缺什麼、怎麼補。原先上傳的不必再傳。`,
      ),
      law(say`操作二.6、操作三.6。`),
    ),
    section(
      'hold',
      verdict.hold,
      points(
        say`${words.leads.hold}。`,
        say`用在收容人目前的情形不開放，或內容令人擔心、要先有人關心。`,
      ),
      law(say`壹.＊。`),
    ),
    section(
      'reject',
      verdict.reject,
      steps(
        say`送出前先看左下角的卡片：${text.case.strikes.title}這一次算不算、算了之後是第幾次、為什麼。`,
        say`理由寫著${words.counts.reviewer}的，由您選${words.counts.count}或${words.counts.doNotCount}；${words.counts.ask}。`,
        say`可以給家屬改的機會時，按${words.asReturn}。`,
        say`拿不定主意，按${words.askFirst}（${key('ask')}）。`,
        say`確定了才按 ${fixed('Ctrl', 'Enter')}。會計次的，按鈕會寫${words.rejectCounting}。`,
      ),
      points(say`服務申請的${verdict.reject}（例如不在親屬範圍）永遠不計次。`),
      law(say`貳.四：經審查退件的是內容，才累計。`),
    ),
    section(
      'two',
      '要兩個人看的理由',
      points(
        say`機關規則指定的理由，一個人不能單獨決定。紙上會寫是哪一個，按鈕變成${words.toSupervisor}。`,
        say`${words.notYetToFamily}。由另一位主管決定；提出的人自己不能。`,
      ),
    ),
    section(
      'undo',
      '送出以後想改',
      steps(
        say`${words.undoable}。10 秒內按 ${key('takeBack')} ${text.words.undo}：決定取回，選好的理由和文字也一起回來。`,
        say`還沒傳送的，到${text.shell.places.outbox}選那一件，按${text.outbox.recall}，見${to('outbox/recall')}。`,
        say`已經送達的不會被改動，要走${to('reversal')}。`,
      ),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.full}`, say`一次最多三個理由，家屬才讀得下去。`],
        [
          say`${words.previewFailed}`,
          say`預覽暫時沒有產生，所以還不能送出。選好的都在；稍等，或換一個字再試。`,
        ],
        [say`${text.shell.keys.heldBack}`, say`輸入法裡還有沒選定的字。選定後再按一次。`],
        [
          say`${text.case.dock.pressAgain}`,
          say`剛換了一件，那一下沒有用在新的這件上。看過後再按。`,
        ],
      ),
    ),
  ],
};
