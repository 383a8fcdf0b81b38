// Doors that stay closed: each cause as the desk tells it.

import type { LockOutCause, LockOutView } from '../../generated/views';

const TITLES: Record<LockOutCause, string> = {
  key_gone: '鑰匙圈裡找不到打開資料的鑰匙',
  key_file_gone: '資料庫旁的鑰匙檔不見了，或讀不懂',
  key_replaced: '鑰匙圈裡的鑰匙打不開這台電腦上的資料',
  file_gone: '這台電腦上的資料庫檔案不見了',
  pin_lost: '沒有 PIN，入口網也沒有能打開資料的備份',
  keyring_missing: '這台電腦沒有可用的鑰匙圈',
  keyring_locked: '鑰匙圈上鎖了',
  keyring_failing: '鑰匙圈沒有正常回應',
  disk_full: '磁碟已滿，打不開資料',
  read_only: '資料夾無法寫入，打不開資料',
  in_use: '審核台已經在另一個視窗開啟',
  newer: '資料是較新版的審核台寫的',
  unreadable: '資料庫打不開',
};

export const LOCK_OUT_CAUSES = Object.keys(TITLES) as LockOutCause[];

export function lockOut(cause: LockOutCause): LockOutView {
  const sealed = cause === 'key_gone' || cause === 'key_file_gone' || cause === 'key_replaced' || cause === 'file_gone' || cause === 'pin_lost' || cause === 'unreadable';
  return {
    cause,
    title: TITLES[cause],
    safe: '這台電腦上的資料沒有被動過，已送達的決定都在入口網。',
    unsent: '16:52 最後一次記下時，還有 3 件決定沒有送達，最早的是 115.11.22 17:05。',
    to_do: '請先問資訊人員能不能還原鑰匙圈（服務名稱 notebook-desk）；還原後按「再試一次」。等不到時，可以重新開始。',
    begin_anew: sealed ? '原來的檔案會加上今天的日期移到一旁，什麼都不刪；案件從入口網重新取回。沒有送達的決定留在舊檔裡，件數和日期會告訴入口網，讓主管知道；日後找回鑰匙仍可還原。' : null,
    for_it: '雲端聯絡簿審核台 0.1.0（windows）打不開資料。',
  };
}
