// 服務申請.

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
  told,
  type Chapter,
} from '../pieces';

const words = text.case;
const { verdict } = text.words;

export const application: Chapter = {
  id: 'application',
  title: text.shell.places.applications,
  lead: say`一位家屬申請使用一位收容人的聯絡簿。要看的是：是不是本人、關係對不對、文件齊不齊。`,
  sections: [
    section(
      'steps',
      '審一件服務申請',
      steps(
        say`看最上面的${words.findings}。${words.levels.attention}和${words.levels.fail}要打開來讀：裡面有${words.arithmetic}、${words.clause}和資料的日期。相符的收成一行，按 ${key('inOrder')} 打開或收起。`,
        say`按 ${key('lookOn')} ${words.dock.lookOn}。每一頁都要在畫面上大到看得清楚才算看過；全部看完會說${words.documents.allSeen}。看文件的方法見${to('documents')}。`,
        say`對照右邊${words.person.title}的資料：姓名、生日、證號，和文件上的一樣嗎？`,
        say`逐項核對文件下面的檢核，選${words.checks.marks.pass}、${words.checks.marks.ask}或${words.checks.marks.reject}；游標在那一項時，也可以按 ${fixed('1')}、${fixed('2')}、${fixed('3')}。都沒問題就按${words.checks.all}（${key('checkAll')}）。`,
        say`看${words.kinship.title}：${words.kinship.proofs}什麼、${words.kinship.noProofs}什麼。要另外算，按 ${key('kinship')}，見${to('kinship')}。`,
        say`都符合就按${verdict.approve}（${key('approve')}）。有缺的按${verdict.return}（${key('return')}），標過的項目會替您帶出理由，見${to('decide')}。`,
      ),
      picture('application-light', say`一件服務申請：文件、關係、檢核，和下方家屬會讀到的字。`),
      law(say`對象：壹.一；機關與機構以專案申請：壹.二；佐證文件：操作二.6。`),
    ),
    section(
      'who',
      '誰可以申請',
      points(
        say`配偶、直系血親、三親等內旁系血親、二親等內姻親，或共居的家屬（同一戶籍，或有同居證明）。`,
        say`伯母、嬸嬸、姑丈、舅媽、姨丈是三親等姻親，不在範圍；妯娌、連襟是二親等，可以；親家和繼兄弟姊妹不是親屬。`,
        say`父母自己的身分證不能證明親子：上面寫的是他的父母和配偶，沒有子女。`,
        say`一位收容人只能有一位家屬使用。已經有人在用時，檢核會指出是哪一位。`,
        say`共居家屬、機關或機構專案，在檢核中各有自己要的文件。`,
        say`直系親等要不要限制，通知的文字有兩種讀法；畫面兩種都列，由您依機關的規則判斷。`,
      ),
      law(say`壹.一；一人一戶：貳.一；親等：民法 967–971。`),
    ),
    section(
      'closed',
      '收容人目前不開放',
      steps(
        say`檢核說目前未開放時，${verdict.approve}會鎖住。請按${verdict.hold}（${key('hold')}）。`,
        say`不要寫原因：隔離保護可能牽涉他人安全，疾病是特種個資。家屬只讀到${told('目前未開放')}。`,
        say`狀態恢復後，案件會自己回到${text.queue.groups.open}，不必記著。`,
      ),
      law(say`壹.＊；病歷等特種個資：個資法 6。`),
    ),
    section(
      'identity',
      '要看完整的證號',
      steps(
        say`在右邊證號旁按${words.person.reveal}。`,
        say`選為什麼要看：${words.person.purposes.compare_documents}、${words.person.purposes.verify_elsewhere}、${words.person.purposes.contact_family}或${words.person.purposes.official_inquiry}。誰、何時、為什麼，都會記入${to('audit')}。`,
        say`按 ${key('next')} 換到別的案件，證號就再遮起來。`,
      ),
      points(say`證號的檢查碼不對只是提醒，不能單憑這個退件：可能是打錯字。`),
    ),
    section(
      'resent',
      text.queue.marks.resubmitted,
      steps(
        say`在清單選${text.queue.groups.resubmitted}，打開那一件。改過的文件會標出是哪一版新的。`,
        say`看${words.history.title}：上次請他補什麼，這次補了沒有。`,
        say`按 ${key('lookOn')} 再逐頁看一次：看過的只算在那一版。先前的檢核標記還在，請對照改過的地方。`,
      ),
    ),
    section(
      'more',
      '旁邊的資料',
      means(
        [say`${words.history.title}`, say`這件從送來到現在的每一步，${words.history.offline}。`],
        [say`${words.lookAlikes.title}`, say`${words.lookAlikes.hint}；不是前例，也不必照著做。`],
        [
          say`${words.documents.twins.same}`,
          say`同一個檔案用在另一件申請。可能是同一人重送，也可能需要查證；必要時送主管。`,
        ],
        [
          say`${words.dock.staffOnly}`,
          say`按 ${key('note')} 寫備註。${words.dock.staysHere}，家屬和入口網都看不到。`,
        ],
      ),
      keys('approve', 'return', 'hold', 'reject', 'lookOn', 'checkAll', 'ask', 'note', 'kinship'),
    ),
    section(
      'says',
      '為什麼還不能通過',
      means(
        [
          say`${words.documents.unseen}`,
          say`還有頁沒在畫面上看過。按 ${key('lookOn')}，會帶您到那一頁。`,
        ],
        [
          say`${words.dock.locked.checks(2)}`,
          say`還有檢核沒選。一項一項選，或按 ${key('checkAll')}。`,
        ],
        [
          say`${words.dock.locked.failing(1)}`,
          say`您標了要補的項目。改用${verdict.return}，或把標記改回${words.checks.marks.pass}。`,
        ],
        [say`${words.dock.locked.waiting}`, say`文件還在下載。可以先看別件。`],
        [say`${words.dock.locked.pending}`, say`已經決定過，還沒送達。要改就先按${words.recall}。`],
        [say`${words.stale}`, say`您看的時候家屬改了。先前的標記還在，請看過改的地方再決定。`],
        [say`${words.dock.notSaved}`, say`備註暫時沒存成，會自動再試；文字還在畫面上。`],
      ),
    ),
  ],
};
