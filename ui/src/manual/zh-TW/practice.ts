// 引導練習.

import { text } from '../../text';
import { key, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.guide;

export const practiceChapter: Chapter = {
  id: 'practice',
  title: words.title,
  lead: say`給新同仁的十分鐘：三件服務申請、三則聯絡簿、一件衝突、一次停用。人和文件都是範例，按錯也不會影響任何人；做完會說做了什麼、還可以試什麼。`,
  sections: [
    section(
      'steps',
      '開始',
      steps(
        say`從${to('start/practice')}進入練習模式。`,
        say`按最上面橫條的${words.begin}。右邊會出現一張清單，邊做邊看。`,
        say`照${words.next}的話做。做到了，它自己會打勾，不必按。`,
        say`停用要由${text.words.role.supervisor}決定：清單會告訴您怎麼換身分；做過的都記得。`,
        say`隨時可以按${words.hide}，再從同一個地方打開。全部做完或想停的時候，按${words.check}。`,
      ),
    ),
    section(
      'tips',
      '練習時',
      points(
        say`不知道按什麼，按 ${key('manual')} 看那一章。`,
        say`決定後 10 秒內按 ${key('takeBack')} 取回，練習一下「按錯了怎麼辦」。`,
        say`沒有對錯的分數。清單看得到您做了什麼，看不到您判斷得對不對；拿不準的，帶去和資深的同仁討論。`,
      ),
    ),
  ],
};
