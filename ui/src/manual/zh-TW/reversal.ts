// 改判: changing what has been delivered.

import { text } from '../../text';
import { key, keys, means, points, say, section, steps, to, told, type Chapter } from '../pieces';

const words = text.case.reversal;

export const reversal: Chapter = {
  id: 'reversal',
  title: '改判',
  lead: say`已經送達的決定不會被改動。主管同意時，做一筆新的決定取代它；家屬只會看到最後的結果，次數也跟著更正。`,
  sections: [
    section(
      'ask',
      words.ask,
      steps(
        say`用${to('find')}找到那一件，打開它。`,
        say`按${words.ask}。`,
        say`選${words.proposed}什麼；沒有把握就選${words.noProposal}。`,
        say`寫${words.question}：${words.placeholder}。${words.questionHint}。`,
        say`按${words.send}。回答會在${to('escalations')}。`,
      ),
      points(say`還沒送達的不用請求改判，收回就好，見${to('outbox/recall')}。`),
    ),
    section(
      'overturn',
      '主管改判',
      steps(
        say`打開那一件，按${words.overturn}（${key('overturn')}）。`,
        say`在${text.case.dock.staffOnly}寫下原因。`,
        say`像平常一樣選新的決定，例如 ${key('approve')} 或 ${key('return')}。`,
        say`不改了，按${words.stop}。`,
        say`要附卷，按 ${key('exportDecision')} 做${text.exports.keys.decision}。`,
      ),
      keys('overturn', 'exportDecision'),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.asked}`, say`已經請求過，不必再送。`],
        [say`${told('改判要寫下原因：請填「只給同仁看」。')}`, say`先按 ${key('note')} 寫原因。`],
        [
          say`${told('文件已依規定刪除，沒有辦法再看，不能改判為通過。請家屬重新提出申請。')}`,
          say`沒有看過的文件不能通過，請家屬再送一次。`,
        ],
      ),
    ),
  ],
};
