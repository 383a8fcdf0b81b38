// 打不開資料時: the page of a closed door.

import { text } from '../../text';
import { means, points, say, section, steps, to, told, type Chapter } from '../pieces';

const words = text.lockOut;

export const closedDoor: Chapter = {
  id: 'closed-door',
  title: words.keys,
  lead: say`審核台打不開這台電腦上的資料時，會說為什麼、什麼是安全的、現在可以做什麼。先記得一句：${told('這台電腦上的資料沒有被動過，已送達的決定都在入口網。')}`,
  sections: [
    section(
      'steps',
      '照著做',
      steps(
        say`讀標題，和${words.safe}。`,
        say`照${words.toDo}的說明做，按${words.again}。`,
        say`不行的話，打開${text.start.keyring.forIt}，把那段文字交給他們。裡面沒有任何人的資料。`,
        say`資訊人員也沒有辦法時，才按${words.anew}。原來的檔案移到一旁，什麼都不刪；案件從入口網重新取回。`,
      ),
    ),
    section(
      'why',
      '是哪一種',
      means(
        [
          say`${told('鑰匙圈裡找不到打開資料的鑰匙')}`,
          say`多半是 Windows 密碼被重設，或換了設定檔。請資訊人員還原；入口網有備份時，由您本人登入就能打開。`,
        ],
        [
          say`${told('鑰匙圈裡的鑰匙打不開這台電腦上的資料')}`,
          say`鑰匙被換過，或檔案是從別台電腦複製來的。請資訊人員還原鑰匙圈。`,
        ],
        [
          say`${told('資料庫旁的鑰匙檔不見了，或讀不懂')}`,
          say`檔名以 .keys.json 結尾的檔案被刪改。請資訊人員找回，放回原處再試；不是鑰匙圈的問題。`,
        ],
        [
          say`${told('這台電腦上的資料庫檔案不見了')}`,
          say`先請資訊人員找回；不要自己刪旁邊的檔案。`,
        ],
        [
          say`${told('這台電腦沒有可用的鑰匙圈')}`,
          say`審核台不會改用沒有加密的檔案。請資訊人員處理；先練習也可以。`,
        ],
        [say`${told('鑰匙圈上鎖了')}`, say`輸入鑰匙圈的密碼，再按${words.again}。`],
        [say`${told('磁碟已滿，打不開資料')}`, say`刪掉用不到的檔案，不要動審核台的資料夾。`],
        [
          say`${told('資料夾無法寫入，打不開資料')}`,
          say`請資訊人員確認權限，或隨身碟、網路磁碟還連著嗎。`,
        ],
        [say`${told('審核台已經在另一個視窗開啟')}`, say`用那一個視窗，或關掉它。`],
        [say`${told('資料是較新版的審核台寫的')}`, say`請更新這台電腦的審核台。`],
        [say`${told('資料庫打不開')}`, say`可能是防毒或備份正在讀。稍候再試。`],
        [
          say`${told('沒有 PIN，入口網也沒有能打開資料的備份')}`,
          say`想起來就再輸入；想不起來，可以重新開始。`,
        ],
      ),
      points(say`PIN 的事見${to('lock')}；沒有送達的決定，件數和日期會告訴入口網，主管看得到。`),
    ),
  ],
};
