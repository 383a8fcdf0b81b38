// 上鎖與 PIN.

import { text } from '../../text';
import {
  fixed,
  key,
  law,
  means,
  points,
  say,
  section,
  steps,
  to,
  told,
  type Chapter,
} from '../pieces';

const words = text.lock;

export const lock: Chapter = {
  id: 'lock',
  title: '上鎖與 PIN',
  lead: say`離開座位就上鎖：資料關起來，鑰匙從記憶體清掉，畫面上沒有任何一件案件。`,
  sections: [
    section(
      'lock',
      words.button,
      steps(
        say`按 ${key('lock')}，打字打到一半也可以。或按左下角的鎖。`,
        say`正在送的會先送完，然後說${words.closed}`,
        say`回來時輸入 ${words.pin}，按${words.unlock}，就能接著工作。`,
      ),
      points(
        say`一段時間沒有人動，會自己上鎖（依機關規則，最久 20 分鐘）；電腦鎖定或睡眠時也會。`,
        say`換人用這台電腦，按${words.notMe}，用自己的帳號登入。各有各的資料，互相打不開。`,
      ),
      law(say`閒置上鎖、連錯五次鎖住：資通安全責任等級分級辦法附表十。`),
    ),
    section(
      'pin',
      words.set.title,
      steps(
        say`輸入 ${words.set.lead}：${words.set.rule}`,
        say`在${words.set.again}輸入同一個，按${words.set.save}。`,
      ),
      points(say`${words.set.why}`),
    ),
    section(
      'change',
      words.change.title,
      steps(
        say`到${text.shell.places.settings}的${words.change.title}，輸入${words.change.before}和${words.change.after}，按${words.change.save}。`,
      ),
      points(say`被看過就換一個。舊的 PIN 從那一刻起打不開任何東西。`),
    ),
    section(
      'forgot',
      '忘了 PIN',
      steps(
        say`在上鎖的畫面按${words.forgot}。`,
        say`${words.byPortalWaiting}`,
        say`${words.set.title}後，資料都在；入口網沒有保管備份的，見${to('closed-door')}。`,
      ),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.wait(30)}`, say`PIN 錯了幾次，等一下再試。資料沒有被動過。`],
        [
          say`${told('PIN 連續錯了十次，要由入口網確認您是誰。')}`,
          say`按${words.byPortal}，由您本人登入。資料都在。`,
        ],
        [say`${words.set.differ}`, say`兩次輸入要一樣，再打一次。`],
        [say`${words.finishing}`, say`等它送完即可，最多半分鐘；也可以先離開。`],
      ),
      points(say`在這一頁，鍵盤只要 ${fixed('Enter')}。`),
    ),
  ],
};
