// 親等試算.

import { text } from '../../text';
import {
  fixed,
  key,
  keys,
  law,
  means,
  points,
  say,
  section,
  steps,
  to,
  type Chapter,
} from '../pieces';

const words = text.kinship;

export const kinship: Chapter = {
  id: 'kinship',
  title: words.title,
  lead: say`不確定某個稱謂算幾親等、能不能申請時，在旁邊算一算。它只是試算，不會改動案件。`,
  sections: [
    section(
      'steps',
      '算一個關係',
      steps(
        say`在任何地方按 ${key('kinship')}。在服務申請裡按，會帶入那一件自述的關係。`,
        say`在${words.question}後面打稱謂，例如「媽媽的姊姊的兒子」；或用${words.stepName.U}、${words.stepName.D}、${words.stepName.S}一步一步走，走錯按${words.takeBack}。`,
        say`讀結果：${words.verdict.pass}、${words.verdict.attention}或${words.verdict.fail}，和${words.clause}。`,
        say`看${words.proofs}的文件有哪些，回到案件核對，見${to('application')}。`,
        say`按 ${fixed('Esc')} 關上。`,
      ),
      keys('kinship'),
      law(say`親屬範圍：壹.一；親等的算法：民法 967–971。`),
    ),
    section(
      'says',
      '看懂結果',
      means(
        [
          say`${words.senses(2)}`,
          say`同一個稱謂有不同的人（例如「舅媽的小孩」）。看戶籍文件是哪一種。`,
        ],
        [
          say`${words.readingA}、${words.readingB}`,
          say`${words.readingTitle.A}，或${words.readingTitle.B}：通知的文字有兩種讀法，依機關的規則。`,
        ],
        [
          say`${words.verdict.attention}`,
          say`法律沒有寫明，或要看事實：例如收養、同性配偶的親屬、離婚後的姻親。由人判斷，必要時送主管。`,
        ],
      ),
      points(
        say`離婚或婚姻撤銷，姻親關係消滅；死亡不會。`,
        say`收養等於出生；和生父母的血親關係仍在。`,
      ),
      law(say`姻親消滅：民法 971；收養：民法 1077。`),
    ),
  ],
};
