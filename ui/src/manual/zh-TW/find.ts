// 查詢.

import { text } from '../../text';
import { fixed, key, keys, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.find;

export const find: Chapter = {
  id: 'find',
  title: words.title,
  lead: say`${words.subtitle}。`,
  sections: [
    section(
      'steps',
      '找一件',
      steps(
        say`到${words.title}，按 ${key('search')}，打${words.field}。兩個字就找得到。`,
        say`字太常見時，用${words.kind.label}和${words.group.label}縮小範圍。`,
        say`用 ${key('next')}、${key('previous')} 或方向鍵選，按 ${fixed('Enter')} 或 ${key('open')} 打開。`,
        say`捲到底會${words.more}。`,
      ),
      keys('search', 'next', 'previous', 'open'),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.none}`, say`${words.noneText}`],
        [say`${words.failed}`, say`再打一次。查詢不會改動任何東西。`],
      ),
      points(
        say`結案滿一段時間（依機關規則），姓名和文字會從這台電腦刪除，只留案號、決定和日期，那時用姓名就找不到了。`,
        say`看過哪一件會留在${to('audit')}。`,
      ),
    ),
  ],
};
