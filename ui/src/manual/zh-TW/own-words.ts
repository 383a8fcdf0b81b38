// 本機關用語.

import { text } from '../../text';
import { means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.ownWords;

export const ownWords: Chapter = {
  id: 'own-words',
  title: words.title,
  lead: say`在${text.shell.places.settings}裡。${words.text}`,
  sections: [
    section(
      'term',
      '加一個詞',
      steps(
        say`到${text.shell.places.settings}，在${words.title}選${words.lists.lexicon}。`,
        say`寫下${words.term.label}，選${words.term.category}和${words.term.severity}怎麼辦：${words.term.severities.flag}、${words.term.severities.block}、${words.term.severities.escalate}、${words.term.severities.allow}或${words.term.severities.priority}。`,
        say`太平常的詞，勾${words.term.weak}。`,
        say`按${words.trial.try}：用在已有的聯絡簿上，會多標出哪幾則、當時怎麼決定。`,
        say`看過才按${words.trial.add}；覺得太多就按${words.trial.cancel}。`,
      ),
    ),
    section(
      'others',
      '理由、句子、檢核、日曆',
      steps(
        say`選${words.lists.reasons}或${words.lists.wording}，改寫${words.reason.message}的文字。${words.reason.slots}`,
        say`選${words.lists.checklist}，寫${words.check.text}和${words.check.reason}。`,
        say`選${words.lists.office_calendar}，填${words.day.date}。颱風停班也在這裡，期限會跟著重算。`,
        say`寫好按${words.keep}或${words.add}。打開中的案件立刻照新的檢核。`,
      ),
    ),
    section(
      'translations',
      words.lists.translations,
      steps(
        say`選${words.lists.translations}，再選語言。每一段左邊是中文，右邊是譯文。`,
        say`主管讀過，按${words.translation.adopt}；要改就先按${words.translation.reword}。整個語言都讀過，可以一次核定。`,
        say`不再用的，按${words.translation.withdraw}。`,
      ),
      points(
        say`${words.translation.adoptText}`,
        say`譯文少了空格、數字或下一步，或太長，核定時會說是哪一段、缺什麼，沒有改動。`,
        say`核定記在這台電腦上；別台用匯出、匯入帶過去。`,
      ),
    ),
    section(
      'files',
      '和別的機關交換',
      steps(
        say`按${words.files.export}，得到一份可以用試算表打開的檔案。`,
        say`按${words.files.import}，選檔案。${words.files.text}`,
      ),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.refused}`, say`原有的內容沒有改動。照畫面說的那一處改好再試。`],
        [say`${words.trial.nothing}`, say`可以加入，只是目前用不到。`],
      ),
      points(
        say`標出一個詞不會自動退件，只是請人看，見${to('post')}。`,
        say`隨附的詞不合用，可以${words.term.off}，隨時能再打開。`,
      ),
    ),
  ],
};
