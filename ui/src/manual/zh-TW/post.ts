// 聯絡簿.

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
  told,
  type Chapter,
} from '../pieces';

const words = text.case.post;
const { verdict } = text.words;
const { checks } = text.queue;

export const post: Chapter = {
  id: 'post',
  title: text.shell.places.posts,
  lead: say`家屬寫給收容人的一則短文，最多一張照片。要看的是：是不是關懷問候、能不能增進家庭關係。`,
  sections: [
    section(
      'steps',
      '審一則聯絡簿',
      steps(
        say`先看${text.case.findings}。沒有問題的會收成一行，按 ${key('inOrder')} 打開或收起；${text.case.readAllTheSame}`,
        say`逐字讀${words.original}。標出來的字，滑鼠移上去會說為什麼標：${words.marks.flag}、${words.marks.block}或${words.marks.escalate}。`,
        say`文字判為${words.fits}或${words.doesNotFit}，按 ${key('judgeWords')} 切換。`,
        say`有照片時按 ${key('lookOn')} 看過，再按 ${key('judgePhoto')} 判斷。${words.photoApart}：文字好、照片不行，也說得清楚。`,
        say`都適合就按${verdict.approve}（${key('approve')}）；通過並送達後會出現在${to('deliveries')}。`,
        say`不適合就按${verdict.return}（${key('return')}）或${verdict.reject}（${key('reject')}）。可以改好的，先想想${verdict.return}：不計次，見${to('decide')}。`,
      ),
      picture('post-light', say`一則聯絡簿：檢核收成一行，原文和照片分開判斷。`),
      law(say`內容：貳.二；次數、字數、照片：貳.三。`),
    ),
    section(
      'content',
      '什麼可以寫',
      points(
        say`關懷問候、近況、鼓勵，和有助於家庭關係的話。`,
        say`不可以：一般公務的聯繫，例如申請接見、在監證明、返家奔喪、假釋文件。請告訴家屬該找哪個窗口。`,
        say`只是提到假釋、提到想早點回家，不是請託。標記只說「提到」，由您讀前後文判斷。`,
        say`電話、網址等聯絡方式，通知沒有寫明不行，所以是${text.decide.counts.reviewer}，由您判斷。`,
        say`客語、台語、族語都可以。看不懂時用${verdict.return}請家屬附上意思，不要猜。`,
      ),
      law(say`貳.二。`),
    ),
    section(
      'count',
      '次數、字數、照片',
      means(
        [
          say`${checks.post['post.interval']}`,
          say`每 10 日一次，少年收容人的家屬每 2 日一次。被退件的那一則不會用掉次數，家屬改好就能再送。`,
        ],
        [
          say`${checks.post['post.length']}`,
          say`以 150 字為限，照讀者看到的字數算。只差空白才超過的，由您判斷。`,
        ],
        [say`${checks.post['post.photo']}`, say`限 1 張；10M 是原則，稍大只是提醒。`],
        [say`${checks.post['post.photo_again']}`, say`這張照片以前決定過，會寫出當時怎麼決定。`],
        [say`${checks.post['post.suspended']}`, say`家屬暫停使用中，見${to('suspensions')}。`],
      ),
      law(say`貳.三；退件後修正重送：操作三.6。各機關的限制以審核規則的版本為準。`),
    ),
    section(
      'care',
      '令人擔心的內容',
      steps(
        say`${checks.post['post.despair']}、${checks.post['post.violence']}的案件排在最前面，請先打開。`,
        say`按${verdict.hold}（${key('hold')}），選理由${told('內容令人擔心(關懷優先)')}。這不是退件，永遠不計次。`,
        say`這類理由要兩個人看：會以您的意見送主管，由另一位主管決定，見${to('decide/two')}。`,
        say`同時依機關的程序通報、聯絡家屬。時鐘在${to('escalations')}，從第一次有人看到起算。`,
      ),
      points(say`一個詞不等於一件事：要不要通報，由讀過的人判斷發生了什麼。`),
      law(say`24 小時內通報：家庭暴力防治法 50、兒少權法 53；知悉自殺行為：自殺防治法 11。`),
    ),
    section(
      'strikes',
      text.case.strikes.title,
      points(
        say`只有聯絡簿因內容${verdict.reject}才算一次。${verdict.return}、${verdict.hold}、服務申請都不算；改判後的也不算。`,
        say`滿 3 次只會提醒主管「得」暫停，系統不會自己停。`,
        say`右邊看得到這一戶目前幾次、是哪幾則。`,
      ),
      law(say`貳.四。`),
    ),
    section(
      'keys',
      '審聯絡簿的按鍵',
      keys(
        'judgeWords',
        'judgePhoto',
        'approve',
        'return',
        'hold',
        'reject',
        'ask',
        'note',
        'lookOn',
        'inOrder',
      ),
      means(
        [
          say`${text.case.dock.locked.text}`,
          say`您把文字判為${words.doesNotFit}。要通過，先改回${words.fits}。`,
        ],
        [say`${text.case.dock.locked.photo}`, say`照片同樣；也可以請家屬只換照片。`],
      ),
    ),
  ],
};
