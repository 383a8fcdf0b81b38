// 送達單: approved posts on their way from the desk to the inmates.

export const deliveriesText = {
  title: '送達單',
  subtitle: '通過的聯絡簿，依單位印出，交給收容人',
  span: {
    label: '哪幾天通過的',
    names: { today: '今天', three: '近 3 日', week: '近 7 日', own: '自選' },
    first: '起日',
    last: '迄日',
    between: '至',
    example: '115.11.24',
    unreadable: '日期請寫民國年月日，例如 115.11.24。',
    backwards: '迄日在起日之前，請重新選擇。',
    listed: (from: string, until: string) =>
      from === until ? `${from} 通過的` : `${from} 至 ${until} 通過的`,
  },
  show: { label: '顯示', open: '還沒送達', all: '全部' },
  count: (open: number, total: number) =>
    total === 0 ? '0 則' : `${open} 則還沒送達，共 ${total} 則`,
  unitCount: (open: number, total: number) =>
    open === 0
      ? `${total} 則，都送達了`
      : open === total
        ? `${total} 則`
        : `${total} 則，${open} 則還沒送達`,
  noUnit: '未載明教區／舍房',
  unit: (name: string) => `${name}的聯絡簿`,
  columns: { inmate: '收容人', post: '聯絡簿', approved: '通過', photos: '照片', handed: '送達' },
  photos: (count: number) => `${count} 張`,
  open: (title: string) => `打開「${title}」`,
  by: (author: string, number: string) => `${author}　${number}`,
  print: '列印…',
  printAll: '全部列印…',
  printUnit: (name: string) => `列印：${name}`,
  tooMany: '這段期間的太多，一次印不完；請縮短日期',
  mark: '登記送達',
  markOf: (number: string, inmate: string) => `登記送達：${inmate}，${number}`,
  markUnit: (open: number) => `登記 ${open} 則送達`,
  markUnitOf: (name: string, open: number) => `登記 ${open} 則送達：${name}`,
  unmark: '取消',
  unmarkOf: (number: string, inmate: string) => `取消送達登記：${inmate}，${number}`,
  marked: (count: number, where: string) => `已登記 ${count} 則送達（${where}）`,
  unmarked: (count: number, where: string) => `已取消 ${count} 則的送達登記（${where}）`,
  nothingChanged: '沒有改變：同仁已經登記或取消過，或這則已經不是通過的。',
  more: '這段期間的聯絡簿太多，只列出一部分。請縮短日期。',
  empty: '這幾天沒有通過的聯絡簿',
  emptyText: '聯絡簿通過並送到入口網之後，會在這裡等著印出、交給收容人。',
  allDone: '都送達了',
  allDoneText: (total: number) => `這幾天通過的 ${total} 則都登記送達了。`,
  showAll: '看全部',
  failed: '送達單沒有讀出來',
  loading: '正在讀取送達單',
  keys: {
    title: '送達單',
    next: '下一則',
    previous: '上一則',
    mark: '登記送達／取消',
    unit: '登記整個單位送達',
    print: '全部列印',
    printUnit: '列印這個單位',
    show: '還沒送達／全部',
    open: '打開聯絡簿',
  },
};
