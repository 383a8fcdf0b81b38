// 健康狀態.

import { text } from '../../text';
import { key, keys, means, points, say, section, steps, to, told, type Chapter } from '../pieces';

const words = text.health;

export const health: Chapter = {
  id: 'health',
  title: words.title,
  lead: say`審核台和入口網好不好、少了什麼、哪裡出過問題，一頁看完。左下角的一句話就是這一頁的摘要。`,
  sections: [
    section(
      'steps',
      '覺得怪怪的時候',
      steps(
        say`到${words.title}，看最上面：${words.well}或${words.attention}，和一句說明。`,
        say`看${words.counts}：${words.here}和${words.there}一樣嗎？${words.differs}的話先按左下角的${text.shell.sync.syncNow}，再按${words.again}（${key('lookAgain')}）。`,
        say`還是不同，按${words.resync}。${words.resyncText}`,
        say`要請人幫忙，按${words.copy}，貼給資訊人員。${words.reportText}`,
      ),
      keys('lookAgain'),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [
          say`${words.mishaps}`,
          say`曾經發生、多半已經自己好了。同一行一直增加，才需要告訴資訊人員。`,
        ],
        [say`${words.skipped}`, say`入口網給了讀不懂的資料，其他案件不受影響。`],
        [say`${words.remainders}`, say`${words.remaindersText}`],
        [
          say`${words.restored}`,
          say`入口網用備份還原過。之後的決定已自動重送，沒有遺失，也不會重複。`,
        ],
        [
          say`${told('新版本')}`,
          say`資訊人員公告了哪一版、從哪一天起、到哪裡取得。審核台不會自己下載或安裝；請通知資訊人員。`,
        ],
        [
          say`${told('資訊人員的設定')}`,
          say`資訊人員為這台電腦設定了幾項，內容見${to('settings/others')}。有讀不懂的，會寫出在哪裡；更正以前採用最嚴的。`,
        ],
        [say`${words.notCounted}`, say`離線時問不到，連上後再看。`],
      ),
      points(say`同步狀態的每一句話，見${to('outbox/bar')}。`),
    ),
  ],
};
