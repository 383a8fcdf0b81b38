// 品質抽查.

import { text } from '../../text';
import { key, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.sampling;

export const sampling: Chapter = {
  id: 'sampling',
  title: words.title,
  lead: say`隨機抽出一部分已送達的決定，不看結果再看一次，知道哪些理由大家看法不一。看的是理由，不是人。`,
  sections: [
    section(
      'steps',
      '抽一批來看',
      steps(
        say`按 ${key('tally')} 到${text.shell.places.tally}，選${text.tally.tabs.sampling}。`,
        say`選${words.share}，按${words.draw}。`,
        say`讀案件，回答${words.verdict}不是${text.words.verdict.approve}的，再選${words.reasons}。`,
        say`需要時寫${words.note}，${words.noteHint}。`,
        say`按${words.look}，看${words.first}怎麼決定；再按${words.next}。`,
        say`看法不同的，可以${words.openCase}，由您決定要不要改判，見${to('reversal')}。`,
      ),
    ),
    section(
      'says',
      '看懂結果',
      means(
        [say`${words.seed}`, say`${words.seedHint}。`],
        [
          say`${words.agreement}`,
          say`${words.agreementHint}。一致程度低的理由，適合拿來討論、改寫句子，見${to('own-words')}。`,
        ],
        [say`${words.finishFirst}`, say`先看完這一批，結果才不會偏。`],
      ),
      points(say`${words.blind}`),
    ),
  ],
};
