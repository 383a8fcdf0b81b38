// 按鍵.

import { text } from '../../text';
import { fixed, key, keys, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.keys;

export const keysChapter: Chapter = {
  id: 'keys',
  title: '按鍵',
  lead: say`每個常做的動作都有一個鍵，也都能換成您順手的。這本手冊和每個按鈕上寫的，都是您現在的鍵。`,
  sections: [
    section(
      'everywhere',
      words.everywhere,
      keys(
        'manual',
        'allKeys',
        'lock',
        'takeBack',
        'applications',
        'posts',
        'outbox',
        'escalations',
        'tally',
        'suspensions',
        'deliveries',
        'kinship',
      ),
      points(
        say`${words.fixed}${fixed('Esc')} 關上或離開，${fixed('Ctrl', 'Enter')} 送出。`,
        say`${words.hint}所以打中文時不會誤按決定。`,
      ),
    ),
    section(
      'change',
      '換一個鍵',
      steps(
        say`按 ${key('allKeys')} 打開${words.title}，在${words.scope.label}選${words.scope.all}。`,
        say`按要改的那個鍵，再按新的鍵。不想改了，按 ${fixed('Esc')}。`,
        say`要還原，按旁邊的箭頭，或${words.allShipped}。`,
      ),
      means(
        [
          say`${words.refusals.neighbour(text.words.verdict.reject)}`,
          say`${text.words.verdict.approve}和${text.words.verdict.reject}不能相鄰，免得手滑。`,
        ],
        [say`${words.refusals.inputMethod}`, say`輸入法還開著，先切到英文。`],
        [say`${words.fellBack}`, say`所有的動作仍然按得到，見${to('settings')}。`],
      ),
    ),
  ],
};
