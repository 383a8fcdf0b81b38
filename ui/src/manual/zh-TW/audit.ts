// 稽核紀錄.

import { text } from '../../text';
import { key, keys, means, points, say, section, steps, to, told, type Chapter } from '../pieces';

const words = text.audit;

export const audit: Chapter = {
  id: 'audit',
  title: words.title,
  lead: say`${words.subtitle}`,
  sections: [
    section(
      'steps',
      '查一件事',
      steps(
        say`到${words.title}，選${words.sort.label}：${words.sort.names.seen}、${words.sort.names.decided}、${words.sort.names.taken_out}、${words.sort.names.settings}或${words.sort.names.sign_in}。`,
        say`按 ${key('search')}，打${words.case}，只看一件案件的。`,
        say`往下捲看${words.more}，直到${words.end}。`,
      ),
      keys('search', 'verify'),
    ),
    section(
      'verify',
      words.verify,
      steps(
        say`按${words.verify}（${key('verify')}）。它會逐筆檢查，並和入口網見證過的比對。`,
        say`讀結果：${words.intact}，或${words.broken}和是哪一筆。`,
        say`狀態列寫著${told('稽核紀錄不符')}時：不要刪任何檔案，照常審核，通知資訊人員與政風單位。`,
        say`通報以後，在${words.note.label}寫下來，按${words.note.save}。${words.note.text}`,
      ),
    ),
    section(
      'export',
      text.exports.access.title,
      steps(
        say`按${text.exports.open}，選${text.exports.access.month}。`,
        say`選格式，按${text.exports.send.file}。${text.exports.access.text}`,
      ),
    ),
    section(
      'says',
      '會記下什麼',
      points(
        say`打開案件、看完整證號（和為什麼）、列印、匯出、決定、收回、改判、登入和登出。`,
        say`不會記下家屬寫了什麼。`,
        say`這是保護您的：看過、沒看過、誰改的，都說得清楚。`,
      ),
      means([
        say`${words.failed}`,
        say`按${text.words.retry}。紀錄本身不受影響，見${to('health')}。`,
      ]),
    ),
  ],
};
