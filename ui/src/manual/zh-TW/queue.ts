// 清單: how cases are ordered, how one is found, and taking a shift's cases along.

import { text } from '../../text';
import { fixed, key, keys, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.queue;
const { pack } = text;

export const queue: Chapter = {
  id: 'queue',
  title: '案件清單',
  lead: say`左邊的清單，${text.shell.places.applications}和${text.shell.places.posts}各有一份：${words.order}，急的排在最上面。`,
  sections: [
    section(
      'walk',
      '從頭看起',
      steps(
        say`按 ${key('next')} 打開下一件，按 ${key('previous')} 回到上一件。決定之後會自己打開下一件。`,
        say`剛換到的那一件，決定的按鍵會先停一下：${text.case.dock.asleep}。這是怕連按時決定到沒看過的案件。`,
        say`做完的會離開${words.groups.open}；選${words.groups.all}還看得到，寫著${words.marks.decided}。`,
      ),
      keys('next', 'previous', 'search'),
    ),
    section(
      'bands',
      '為什麼排在這裡',
      means(
        [say`${words.bands.first}`, say`內容令人擔心，或一定要馬上有人看。先看這些，再看別的。`],
        [say`${words.bands.timely}`, say`寫到考試、生日、手術這類有日子的事，晚了就失去意義。`],
        [
          say`${words.bands.overdue}、${words.bands.today}、${words.bands.tomorrow}`,
          say`依機關規則的工作日計算，不含假日；見${to('own-words')}的辦公日曆。`,
        ],
        [say`${words.bands.not_counted}`, say`暫緩的案件，等收容人的狀態改變。`],
      ),
      means(
        [
          say`${words.marks.resubmitted}`,
          say`家屬補好又送來了。打開後，改過的文件會標出是哪一版新的。`,
        ],
        [
          say`${words.marks.claimed}`,
          say`同仁正在看。您仍然可以打開；先決定的人算數，另一個會到${to('conflicts')}。`,
        ],
        [say`${words.claimStale}`, say`那位同仁可能已經放下了。`],
      ),
    ),
    section(
      'find',
      '找一件、只看一部分',
      steps(
        say`按 ${key('search')}，打${words.search.application}，一兩個字就可以；按 ${fixed('Enter')} 打開第一件。`,
        say`用${words.groups.open}、${words.groups.resubmitted}、${words.groups.held}、${words.groups.all}換一組。`,
        say`按${words.only.mine}：${words.only.titles.mine}。按${words.only.pressing}：${words.only.titles.pressing}。`,
        say`在${words.checks.none}的選單選一項，就${words.checks.label}。`,
        say`上面出現橫條、寫著只看什麼時，按${words.unfilter}就回到全部。怎麼篩選的，下次打開還記得。`,
      ),
      points(say`已結案的、別的狀態的，到${to('find')}找得到。`),
    ),
    section(
      'pack',
      pack.title,
      steps(
        say`在清單上方按${words.takeAlong}。帶走的是目前篩選的案件，最急的在前。`,
        say`選${pack.most}帶幾件，看清楚有幾份文件、多大。`,
        say`按${pack.take}。同仁會看到您正在處理。可以按${pack.keep}，邊下載邊工作。`,
        say`沒有網路時照常審核；決定放在${text.shell.places.outbox}，連上後自動送出。`,
        say`做完按${pack.end}，沒做的同仁就能接手。忘了放回，到時間認領也會自己失效。`,
      ),
      means([
        say`${pack.missing}`,
        say`那幾件的文件還沒全部下載，離線時看不到，所以也不能通過。連上後會自動再試。`,
      ]),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.empty.open.title}`, say`${words.empty.open.text}`],
        [say`${words.empty.offline}`, say`可以照常審核，見${to('outbox/bar')}。`],
        [say`${words.failed}`, say`按${text.words.retry}。清單只是顯示，決定都不受影響。`],
        [say`${text.case.gone}`, say`家屬撤回了，或收容人移到別的機關。不計次，也不必再做什麼。`],
      ),
    ),
  ],
};
