// 第一天: what the desk is for, a day from the first case to the last look at the outbox.

import { text } from '../../text';
import { key, law, means, points, say, section, steps, to, told, type Chapter } from '../pieces';

const { verdict } = text.words;
const { places } = text.shell;

export const firstDay: Chapter = {
  id: 'first-day',
  title: '第一天',
  lead: say`家屬在入口網送來${places.applications}和${places.posts}。審核台把它們取回這台電腦，讓您看清楚文件和文字、做決定、寫明理由；家屬讀到的，就是您送出前預覽過的每一個字。`,
  sections: [
    section(
      'day',
      '一天怎麼過',
      steps(
        say`打開審核台並登入，見${to('start')}。左下角看得到${text.shell.sync.lastPull}和${text.shell.sync.unsent}。`,
        say`按 ${key('applications')} 到${places.applications}，或按 ${key('posts')} 到${places.posts}。最上面的最急：${text.queue.bands.first}永遠在最前面。`,
        say`按 ${key('next')} 打開第一件。先看${text.case.findings}，再逐頁看文件、逐字看內文，見${to('application')}和${to('post')}。`,
        say`決定：${verdict.approve} ${key('approve')}、${verdict.return} ${key('return')}、${verdict.hold} ${key('hold')}、${verdict.reject} ${key('reject')}。除了${verdict.approve}，都會先讓您選理由，並預覽家屬讀到的全文。`,
        say`按錯了不要緊：10 秒內按${text.words.undo}（${key('takeBack')}），決定就取回，入口網不會留下痕跡。`,
        say`拿不定主意時按${text.escalations.ask.button}（${key('ask')}），見${to('escalations')}。案件留在待審，家屬不會知道。`,
        say`下班前按 ${key('outbox')} 看${places.outbox}。出現${text.outbox.allSent}，才是入口網都收到了。`,
        say`離開座位時按${text.lock.button}（${key('lock')}）。草稿和決定都存著。`,
      ),
    ),
    section(
      'verdicts',
      '四種決定',
      means(
        [
          say`${verdict.approve}`,
          say`服務申請：家屬可以開始使用。聯絡簿：會印成${places.deliveries}交給收容人。`,
        ],
        [say`${verdict.return}`, say`請家屬修正或補上之後再送。永遠不計入退件次數。`],
        [
          say`${verdict.reject}`,
          say`這一次不能通過。只有聯絡簿因內容${verdict.reject}才會計入退件次數；服務申請不會。`,
        ],
        [
          say`${verdict.hold}`,
          say`收容人目前的情形不開放。不計次；狀態改變後，案件會自己回到${text.queue.groups.open}。家屬只會讀到${told('目前未開放')}，不會知道原因。`,
        ],
      ),
      law(say`計次：貳.四。目前未開放的情形：壹.＊。`),
    ),
    section(
      'never',
      '審核台不會替您做的事',
      points(
        say`${text.case.findings}只供參考。它不會自動${verdict.approve}、${verdict.reject}或停用任何人；停用永遠由主管決定，見${to('tally')}。`,
        say`沒有人能改家屬的字：只能${verdict.approve}，或請家屬自己改。`,
        say`${text.case.dock.staffOnly}的備註${text.case.dock.staysHere}；送主管的說明會送到入口網給同仁看，家屬看不到。`,
        say`沒有看過的頁，不能${verdict.approve}；您看過之後家屬又改了的，不會照舊套用。`,
      ),
    ),
    section(
      'help',
      '在任何地方找說明',
      steps(
        say`按 ${key('manual')}，這本手冊會打開在您所在位置的那一章；再按一次就回到原處，寫到一半的都還在。`,
        say`在手冊裡按 ${key('search')}，打兩個字就能找。`,
        say`按 ${key('allKeys')} 看${text.keys.title}；可以換成自己順手的，見${to('keys')}。`,
        say`第一次用，建議先做一遍${to('practice')}，大約十分鐘。`,
      ),
    ),
    section(
      'words',
      '常用的詞',
      means(
        [say`${text.words.inmateNumber}`, say`收容人在入口網的編號。`],
        [say`版次`, say`家屬每改一次、重送一次，入口網就加一。決定只對您看過的那一版有效。`],
        [
          say`認領`,
          say`告訴同仁「這件我在看」，免得兩個人做同一件。忘了放回也沒關係，到時間會自己失效。`,
        ],
        [say`${places.outbox}`, say`決定、問題和停用在送往入口網的路上。`],
        [say`${places.conflicts}`, say`入口網不能照原樣收下的決定，等您處理。`],
      ),
    ),
  ],
};
