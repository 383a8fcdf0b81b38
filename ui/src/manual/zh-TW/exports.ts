// 匯出.

import { text } from '../../text';
import { key, keys, law, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.exports;

export const exports: Chapter = {
  id: 'exports',
  title: '匯出與附卷',
  lead: say`把統計、明細、卷宗做成檔案。檔案一離開審核台就沒有加密了，由您保管；${words.audit}`,
  sections: [
    section(
      'steps',
      '匯出一份檔案',
      steps(
        say`在${text.shell.places.tally}或${text.shell.places.suspensions}按${words.open}（${key('export')}）。`,
        say`選${words.content}和${words.format}。`,
        say`看${words.ids}：平常是${words.masked}。主管選${words.unmasked}時，先寫${words.grounds}。`,
        say`按${words.send.file}或${words.send.paper}。完成後會說${words.where}。`,
      ),
      keys('export', 'dossier', 'exportDecision'),
      law(say`個資法：只取必要的資料，去向要有紀錄。`),
    ),
    section(
      'kinds',
      '有哪些',
      means(
        [say`${words.tally.name}`, say`${words.tally.text}`],
        [say`${words.strikes.name}`, say`${words.strikes.text}`],
        [say`${words.suspensions.name}`, say`${words.suspensions.text}`],
        [say`${words.keys.dossier}`, say`${words.dossier.text}按 ${key('dossier')}。`],
        [say`${words.keys.decision}`, say`${words.decision.text}按 ${key('exportDecision')}。`],
        [say`${words.access.title}`, say`${words.access.text}在${to('audit')}。`],
        [say`${text.deliveries.title}`, say`見${to('deliveries')}。`],
      ),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.alwaysMasked}`, say`需要完整的，請主管匯出。`],
        [say`${words.writeFirst}`, say`寫下為什麼需要，才會繼續。`],
        [say`${words.making}`, say`資料多的時候要一點時間，可以等它，也可以先做別的。`],
      ),
      points(say`這本手冊也能印：按上面的${text.manual.print}，裡面只有說明，沒有任何人的資料。`),
    ),
  ],
};
