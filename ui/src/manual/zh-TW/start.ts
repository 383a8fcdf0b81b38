// 開始與登入.

import { text } from '../../text';
import { fixed, means, points, say, section, steps, to, type Chapter } from '../pieces';

const { connect, practice } = text.start;

export const start: Chapter = {
  id: 'start',
  title: '開始與登入',
  lead: say`打開審核台後的第一個畫面。可以${connect.title}，也可以${practice.title}；之後隨時能登出再換。`,
  sections: [
    section(
      'portal',
      connect.title,
      steps(
        say`在${connect.url}填機關給您的位址。寫著${connect.managed}的話，不必填。`,
        say`旁邊出現${connect.answers}，表示找得到入口網。`,
        say`按${connect.signIn}。第一次連到這個位址時，會先請您核對：和機關公告的一樣，才按${connect.confirm}；不一樣就按${connect.decline}，並告訴資訊人員。`,
        say`在瀏覽器登入：${connect.noPassword}，也不存。`,
        say`登入後回到審核台，它會自己接著走。機關要求 PIN 時，會請您${text.lock.set.title}，見${to('lock/pin')}。`,
      ),
    ),
    section(
      'practice',
      practice.title,
      steps(
        say`在${practice.role}選${practice.roles.social_worker}或${practice.roles.supervisor}。`,
        say`按${practice.start}。第一次會花幾秒鐘準備範例案件。`,
        say`畫面最上面會一直寫著${text.shell.practiceBanner}`,
        say`想有人帶著做一遍，見${to('practice')}。`,
      ),
      points(
        say`${practice.roles.supervisor}多看得到${text.shell.places.tally}和${text.shell.places.suspensions}，也可以改判。`,
      ),
    ),
    section(
      'out',
      text.settings.account.signOut,
      steps(
        say`按左下角的${text.shell.me.signOut}，或到${text.shell.places.settings}的${text.settings.account.title}按${text.settings.account.signOut}。`,
        say`開始畫面會說：${text.start.signedOut}`,
        say`旁邊寫著${text.settings.account.unsent(2)}也沒關係：會加密留在這台電腦，下次您登入時再送；別人登入不會替您送。`,
      ),
      points(say`只是離開一下，不必登出：${text.lock.button}就好，見${to('lock')}。`),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [
          say`${connect.noAnswer}`,
          say`位址可能打錯，或網路不通。什麼都沒有送出；改好位址，或稍後再試。`,
        ],
        [
          say`${connect.failed}`,
          say`登入沒有完成。資料沒有被動過，再按一次${connect.signIn}即可。`,
        ],
        [
          say`${connect.needsKeyring}`,
          say`這台電腦沒有安全存放鑰匙的地方，審核台不會改用沒有加密的檔案。請把畫面上的說明交給資訊人員；在那之前可以練習。`,
        ],
        [say`${practice.forgets}`, say`照常可以練習，只是下次要重來。`],
        [
          say`${text.shell.failedToStart}`,
          say`按${text.words.retry}。已經做的決定不受影響；還是不行，見${to('closed-door')}。`,
        ],
      ),
      points(
        say`登入視窗等太久時，按${connect.cancel}再來一次；用鍵盤的話，${fixed('Enter')} 就是${connect.signIn}。`,
      ),
    ),
  ],
};
