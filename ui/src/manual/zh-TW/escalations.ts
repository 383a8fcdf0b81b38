// 送主管.

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

const words = text.escalations;

export const escalations: Chapter = {
  id: 'escalations',
  title: text.shell.places.escalations,
  lead: say`把問題呈給主管。問題不是決定：案件留在待審，家屬看不到，您仍然可以自己決定。`,
  sections: [
    section(
      'ask',
      '問主管',
      steps(
        say`在案件下方按${words.ask.button}（${key('ask')}）。`,
        say`在${words.ask.question}寫：${words.ask.placeholder}。這段會送到入口網給同仁看，家屬看不到。`,
        say`有想法就選${words.ask.proposed}；沒有就留${words.ask.noProposal}。`,
        say`按 ${fixed('Ctrl', 'Enter')} 送出。`,
        say`按 ${key('escalations')} 到${words.title}看回答；在那之前，它排在${words.open.social_worker}。`,
      ),
    ),
    section(
      'answer',
      '主管回答',
      steps(
        say`按 ${key('escalations')} 到${words.title}。${words.urgent}排在最上面；用 ${key('next')} 和 ${key('previous')} 換一件。`,
        say`讀${words.words}的內容和${words.proposed}；要看文件，按 ${key('open')} ${words.openCase}。`,
        say`按 ${key('reply')} 寫${words.reply}：${words.replyPlaceholder}。${words.replyHint}。`,
        say`按 ${fixed('Ctrl', 'Enter')} ${words.send}。`,
        say`${words.noDecision.question}${words.noDecision.second_opinion}`,
      ),
      points(say`${words.ask.cannotSettle}`),
      keys('reply', 'open', 'next', 'previous'),
    ),
    section(
      'clock',
      '通報的時鐘',
      points(
        say`有些內容依法要在 24 小時內通報。時鐘從第一次有人看到起算，寫著還有多久、依據哪一條。`,
        say`時鐘只提醒，不會替您通報。要不要通報，由讀過的人判斷發生了什麼。`,
      ),
      law(say`家庭暴力防治法 50、兒少權法 53；自殺防治法 11。`),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.kind.question}`, say`同仁想請您判斷的事。回答之後，案件仍由同仁審核。`],
        [say`${words.kind.reversal}`, say`同仁認為已送達的決定要改，見${to('reversal')}。`],
        [say`${words.kind.second_opinion}`, say`機關規則要兩個人看的理由，由您做出決定。`],
        [say`${words.waiting}`, say`還沒送到，主管還看不到；連上後自動送出。`],
        [say`${words.parked}`, say`入口網沒有收下，見${to('conflicts')}。`],
      ),
    ),
  ],
};
