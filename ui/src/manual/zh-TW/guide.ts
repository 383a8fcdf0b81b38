// 引導練習: what to do next, in words. As in the manual, labels and keys are named and not written out.

import type { Role } from '../../generated/views';
import { text } from '../../text';
import { fixed, key, say, to, type Line } from '../pieces';

const { places } = text.shell;
const { verdict, role: roles } = text.words;
const { practice } = text.start;

/** What is told next, with what it needs to know. */
export type Hint =
  | { kind: 'application'; left: number }
  | { kind: 'post'; left: number }
  | { kind: 'strike' }
  | { kind: 'leave-one'; then: Role }
  | { kind: 'decide-otherwise'; subject: string }
  | { kind: 'become'; role: Role; why: 'conflict' | 'suspension' }
  | { kind: 'await-conflict' }
  | { kind: 'settle' }
  | { kind: 'paper' }
  | { kind: 'await-card' }
  | { kind: 'suspend' }
  | { kind: 'start-as-supervisor' }
  | { kind: 'await-sent' }
  | { kind: 'done' };

const become = (role: Role): Line =>
  say`按左下角的${text.shell.me.signOut}；在開始的畫面選${practice.roles[role]}，再按${practice.start}。`;

export function hintLines(hint: Hint): readonly Line[] {
  switch (hint.kind) {
    case 'application':
      return [
        say`按 ${key('applications')} 到${places.applications}，按 ${key('next')} 打開一件。`,
        say`按 ${key('lookOn')} 看過每一頁，按 ${key('checkAll')} 核對，再決定：${key('approve')} ${verdict.approve}，或有缺就 ${key('return')} ${verdict.return}。`,
        [`還有 ${hint.left} 件。`, ...say`詳細的做法見${to('application')}。`],
      ];
    case 'post':
      return [
        say`按 ${key('posts')} 到${places.posts}，按 ${key('next')} 打開一則，逐字讀。`,
        say`適合就按 ${key('approve')} ${verdict.approve}；不適合按 ${key('return')} ${verdict.return}或 ${key('reject')} ${verdict.reject}，選理由，按 ${fixed('Ctrl', 'Enter')} 送出。`,
        [`還有 ${hint.left} 則。`, ...say`詳細的做法見${to('post')}。`],
      ];
    case 'strike':
      return [
        say`按 ${key('posts')}，在清單的${text.queue.checks.none}選${text.queue.checks.post['post.strikes']}，打開已經有兩次的那一則。`,
        say`讀它：是請家人代辦公務嗎？是的話按 ${key('reject')} ${verdict.reject}，選一個會計次的理由；送出前看左下角的卡片怎麼說。`,
        say`這是第三次，主管之後可以決定停不停用。見${to('decide/reject')}。`,
      ];
    case 'leave-one':
      return [
        say`現在來造一件衝突。再打開一件，記住是哪一件，按 ${key('return')} ${verdict.return}並送出。`,
        say`10 秒內就登出：這個決定還沒送達，會加密留在這台電腦。`,
        become(hint.then),
      ];
    case 'decide-otherwise':
      return [
        [`打開剛才那一件：${hint.subject}。`, ...say`按 ${key('search')} 可以找它。`],
        say`做一個不同的決定，例如 ${key('approve')} ${verdict.approve}；等它送達，在${places.outbox}看得到。`,
      ];
    case 'become':
      return [
        hint.why === 'conflict'
          ? say`同一件現在有兩個不同的決定。換回${roles[hint.role]}，看看會發生什麼事。`
          : say`停用由${roles[hint.role]}決定，換個身分再繼續。做過的都記得。`,
        become(hint.role),
      ];
    case 'await-conflict':
      return [
        say`您先前的決定正要送出。按 ${key('outbox')}，再按 ${key('syncNow')} ${text.outbox.bar.sync}；它會到${places.conflicts}。`,
      ];
    case 'settle':
      return [
        say`到${places.conflicts}，打開那一件，讀發生了什麼事。`,
        say`按 ${key('choice1')}、${key('choice2')} 或 ${key('choice3')} 選一種，按 ${fixed('Ctrl', 'Enter')}。見${to('conflicts')}。`,
      ];
    case 'paper':
      return [say`換身分會重來，所以衝突用紙上的例子：按${text.guide.paper.open}。`];
    case 'await-card':
      return [
        say`第三次退件送達之後，${places.suspensions}會出現那一戶。按 ${key('outbox')} 看送到了沒有。`,
      ];
    case 'suspend':
      return [
        say`按 ${key('suspensions')} 到${places.suspensions}，讀那一戶的每一次退件。`,
        say`選起算的方式，再按 ${key('suspend')} ${text.suspensions.card.suspend}，或 ${key('decline')} ${text.suspensions.card.decline}。兩種都可以；寫下理由，按 ${fixed('Ctrl', 'Enter')}。見${to('suspensions')}。`,
      ];
    case 'start-as-supervisor':
      return [
        say`這台電腦沒有鑰匙圈，換身分會重來。想練停用，下次從${practice.roles.supervisor}開始。`,
        say`其他的都做完了，按${text.guide.check}。`,
      ];
    case 'await-sent':
      return [
        say`按 ${key('outbox')} 到${places.outbox}，等到出現${text.outbox.allSent}。見${to('outbox')}。`,
      ];
    case 'done':
      return [say`都做到了。按${text.guide.check}看看做了什麼。`];
  }
}
