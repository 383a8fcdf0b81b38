// 設定.

import { text } from '../../text';
import { key, means, points, say, section, steps, to, type Chapter } from '../pieces';

const words = text.settings;

export const settings: Chapter = {
  id: 'settings',
  title: words.title,
  lead: say`讓畫面適合您的眼睛，填好家屬可以聯絡的窗口，看這台審核台用的是哪一版規則。`,
  sections: [
    section(
      'look',
      words.look.title,
      steps(
        say`${words.look.theme}選${words.look.themes.system}、${words.look.themes.light}或${words.look.themes.dark}。`,
        say`${words.look.scale}選看得舒服的；放很大時，清單和案件會輪流顯示。`,
        say`${words.look.blur}：${words.look.blurText}`,
      ),
    ),
    section(
      'contact',
      words.contact.title,
      steps(
        say`在${words.contact.label}填單位和電話，例如社工室的分機。不要寫同仁姓名。`,
        say`看${words.contact.example}的例句，確認家屬知道打去哪裡。`,
      ),
    ),
    section(
      'calls',
      words.calls.title,
      steps(
        say`${words.calls.on}：${words.calls.text}`,
        say`${words.calls.quiet}：${words.calls.quietText}`,
      ),
      points(say`按一下通知，視窗就回到前面，打開那一件。`),
    ),
    section(
      'others',
      '其他',
      means(
        [say`${text.keys.panel}`, say`按${text.keys.open}（${key('allKeys')}），見${to('keys')}。`],
        [say`${words.rules.title}`, say`${words.rules.text}`],
        [say`${words.managed.title}`, say`${words.managed.text}`],
        [
          say`${words.facts.walls}`,
          say`開啟家屬檔案的程式被關在裡面，每一道隔離各有一行。有一道沒有生效，審核台就不開啟文件。`,
        ],
        [say`${words.account.title}`, say`${words.account.text}`],
        [say`${text.lock.change.title}`, say`${text.lock.change.text}`],
        [
          say`${text.lock.databaseKey.title}`,
          say`${text.lock.databaseKey.text}${text.lock.databaseKey.copies}`,
        ],
        [say`${text.ownWords.title}`, say`見${to('own-words')}。`],
        [say`${words.it.title}`, say`${words.it.text}`],
      ),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.notSaved}`, say`再選一次就好；其他的都不受影響。`],
        [say`${words.contact.noPhone}`, say`補上電話，家屬才找得到人。`],
      ),
      points(say`設定存在這台電腦；換一台電腦要再設一次。`),
    ),
  ],
};
