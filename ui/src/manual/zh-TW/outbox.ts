// 寄件匣 and the sync bar.

import { text } from '../../text';
import {
  key,
  keys,
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

const words = text.outbox;

export const outbox: Chapter = {
  id: 'outbox',
  title: text.shell.places.outbox,
  lead: say`您做的每個決定、問題和停用，先加密存在這台電腦，再送到入口網。沒有網路也不會遺失；同一個決定只會生效一次。`,
  sections: [
    section(
      'end',
      '下班前看一眼',
      steps(
        say`按 ${key('outbox')} 到${words.outbox}。`,
        say`看到${words.allSent}：入口網已經確認每一件，可以放心下班。`,
        say`還有${words.bar.unsent}的，按 ${key('syncNow')} ${words.bar.sync}。沒有網路就留著，明天連上會自動送。`,
        say`有${words.conflicts}的，見${to('conflicts')}。`,
      ),
      picture('outbox-light', say`左邊是做過的決定，右邊是其中一件送到哪裡了。`),
    ),
    section(
      'states',
      '送到哪裡了',
      means(
        [
          say`${words.state.waiting}`,
          say`存在這台電腦。10 秒內可以${words.undo}，還沒傳送前可以${words.recall}。`,
        ],
        [say`${words.state.sending}`, say`${words.isSending}`],
        [say`${words.awaiting}`, say`${words.mayHaveArrived}`],
        [
          say`${words.state.acknowledged}`,
          say`${words.steps.acknowledgedText}。${words.isDone}見${to('reversal')}。`,
        ],
        [say`${words.state.conflict}`, say`入口網不能照原樣收下，內容都在，見${to('conflicts')}。`],
      ),
    ),
    section(
      'recall',
      '收回還沒送出的決定',
      steps(
        say`用 ${key('next')}、${key('previous')} 選那一件。`,
        say`按${words.recall}；10 秒內的最近一件，可以直接按 ${key('recall')} ${words.undo}。`,
        say`案件回到待審，您寫的理由都還在。按 ${key('open')} ${words.openCase}重新決定。`,
      ),
      keys('recall', 'open', 'syncNow', 'next', 'previous', 'exportDecision'),
    ),
    section(
      'bar',
      '左下角的同步狀態',
      means(
        [
          say`${told('連線正常')}`,
          say`一切照常；只有全部送達、件數也和入口網相同時，才會說沒有事。`,
        ],
        [say`${told('連線正常，還有待送')}`, say`正在送，會自己送完。`],
        [say`${told('目前離線')}`, say`可以照常審核。決定存在這台電腦，連上後自動送出。`],
        [
          say`${told('需要重新登入')}`,
          say`登入過期，資料都在。按${text.shell.sync.signIn}，會接著送出。`,
        ],
        [
          say`${told('取件停了')}`,
          say`畫面可能不是最新的，決定照常送。按${text.shell.sync.syncNow}；還是這樣就告訴資訊人員。`,
        ],
        [say`${told('入口網忙線')}`, say`入口網請我們稍候，會自動再試。資料都在。`],
        [say`${told('入口網故障')}`, say`不是您的問題，會自動再試。資料都在。`],
        [say`${told('回覆不正確')}`, say`可能被機關的網路登入頁攔下。先開瀏覽器登入網路。`],
        [
          say`${told('有資料讀不懂')}`,
          say`略過的列在${to('health')}，其他案件不受影響。告訴資訊人員。`,
        ],
        [
          say`${told('權限已變更')}`,
          say`入口網說您目前沒有審核權限，已停止傳送；決定封存在這台電腦。請通知主管。`,
        ],
        [
          say`${told('登入的是另一個人')}`,
          say`寄件匣屬於另一位同仁，沒有用您的身分送出任何東西。請由本人登入。`,
        ],
        [say`${told('審核台需要更新')}`, say`決定都存著，更新後自動送出。請資訊人員更新。`],
        [
          say`${told('磁碟已滿')}`,
          say`新的案件存不進來，先前的都在。刪掉用不到的檔案，不要動審核台的資料夾。`,
        ],
        [say`${told('資料夾無法寫入')}`, say`先前的都在。請資訊人員確認權限。`],
        [
          say`${told('文件沒有開啟')}`,
          say`這台電腦的隔離少了一道，為了安全不開啟文件；案件和決定都在，文字可以照常審核。請資訊人員執行 notebook-desk --self-test。`,
        ],
        [
          say`${told('稽核紀錄不符')}`,
          say`可以繼續審核。到${to('audit')}檢查，並通知資訊人員與政風單位。`,
        ],
        [
          say`${text.shell.sync.portalTime('16:31')}`,
          say`這台電腦的時鐘不準，時間以入口網為準；不會因此提早刪除任何東西。`,
        ],
      ),
    ),
    section(
      'acts',
      words.acts,
      points(
        say`送主管的問題、回答、停用和提前恢復也在這裡。入口網不收的，讀過說明後按${words.closeAct}；需要的話重新提出。`,
      ),
    ),
  ],
};
