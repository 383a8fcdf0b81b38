// 送達單.

import { text } from '../../text';
import {
  key,
  keys,
  law,
  means,
  picture,
  points,
  say,
  section,
  steps,
  to,
  type Chapter,
} from '../pieces';

const words = text.deliveries;

export const deliveries: Chapter = {
  id: 'deliveries',
  title: words.title,
  lead: say`通過並送達入口網的聯絡簿，依單位列在這裡，印出來交給收容人，再登記送到了。`,
  sections: [
    section(
      'print',
      '印出來',
      steps(
        say`按 ${key('deliveries')} 到${words.title}。`,
        say`選${words.span.label}：${words.span.names.today}、${words.span.names.three}、${words.span.names.week}，或${words.span.names.own}日期。`,
        say`按${words.printAll}（${key('printSheets')}）全部印，或選一則後按 ${key('printUnit')} 只印那個單位。`,
        say`選${text.exports.deliveries.open}或${text.exports.deliveries.all}，按${text.exports.send.paper}。每則一頁，前面附簽收清單。`,
        say`${text.exports.where}：打開 PDF 列印。紙上有收容人的資料，請依規定保管。`,
      ),
      picture('deliveries-light', say`依單位分開的送達單，其中一則已登記送達。`),
      keys('printSheets', 'printUnit'),
    ),
    section(
      'mark',
      '登記送達',
      steps(
        say`用 ${key('next')}、${key('previous')} 選一則，交給收容人之後按${words.mark}（${key('markDelivered')}）。`,
        say`整個單位都送到了，按 ${key('markUnit')}。`,
        say`按錯了，按 ${key('unmark')} ${text.words.undo}，或按那一則的${words.unmark}。`,
        say`按 ${key('showDelivered')} 在${words.show.open}和${words.show.all}之間切換；按 ${key('open')} 打開那一則。`,
      ),
      keys('markDelivered', 'markUnit', 'unmark', 'showDelivered', 'open'),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${words.nothingChanged}`, say`同仁比您早一步，或那一則改判了。重新看一次清單就好。`],
        [say`${words.noUnit}`, say`入口網沒有給教區舍房；請依${text.words.inmateNumber}查。`],
        [say`${words.tooMany}`, say`把日期縮短，分幾次印。`],
        [say`${words.empty}`, say`剛通過的要先送達入口網，才會出現；見${to('outbox')}。`],
      ),
      points(say`收容人不能在這裡回信，目前不開放。`),
      law(say`貳.五。`),
    ),
  ],
};
