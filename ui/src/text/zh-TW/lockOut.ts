// Signed in, and the data does not open: the page that says why, and the way on.

export const lockOutText = {
  safe: '什麼是安全的',
  toDo: '現在可以做的',
  again: '再試一次',
  back: '回到開始',
  anew: '設為舊檔並重新開始',
  anewTitle: '重新開始',
  anewSure: '確定，設為舊檔並重新開始',
  anewCancel: '先不要',
  failed: '這次沒有成功。資料沒有被動過。',
  keys: '打不開資料時',
};
