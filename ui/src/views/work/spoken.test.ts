// One whole application and one whole post, as a screen reader says them from top to bottom: what asks
// first, then what was sent in, then what is known of the family, then the verdicts.

import { afterEach, expect, test } from 'vitest';

import type { CaseKind } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { keyDesk } from '../../keys/keys';
import { text } from '../../text';
import { patiently, settled, workOnThePage } from './settled';
import { spoken } from './spoken';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

async function press(key: string): Promise<void> {
  keyDesk.press(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settled();
}

/** The case that one comes to by so many steps down the queue, after these keys. */
async function read(kind: CaseKind, steps: number, ...keys: string[]): Promise<string[]> {
  leave?.();
  const page = await workOnThePage(kind, new FakeHost({ frozen: true }));
  leave = page.leave;
  page.desk.measure(1366, 768);
  for (let n = 0; n < steps; n++) await press('j');
  const front = '.slot:not([inert])';
  for (const comes of ['.family .text', '[data-testid=look-alike]']) {
    await patiently(() => expect(document.querySelector(`${front} ${comes}`)).not.toBeNull());
  }
  for (const key of keys) await press(key);
  const whole = document.querySelector(`${front} .case`);
  if (whole === null) throw new Error('no case is open');
  // No pictures come to this page, so each of them says that it is being read.
  return spoken(whole).filter((line) => line !== text.case.documents.reading);
}

const APPLICATION = [
  '區域：案件',
  '標題：張妤安 申請使用 呼號 2413 許志豪',
  '自述關係 外甥女 旁系血親 三親等 申115-0412 版次 2 您認領至 17:24',
  '群組：檢核結果',
  '按鈕：請看一下 照片 疑有遮蔽，已收合',
  '按鈕：5 項相符，已收合，按鍵 O',
  '工具列：文件檢視',
  '按鈕：縮小',
  '按鈕：適合，按鍵 0',
  '按鈕：放大',
  '按鈕：旋轉，按鍵 ]',
  '按鈕：對比，未按下，按鍵 D',
  '按鈕：亮度 100%，未按下，按鍵 B',
  '按鈕：反白，未按下，按鍵 I',
  '按鈕：放大鏡對照，未按下，按鍵 Z',
  '按鈕：擷取到備註，按鍵 X',
  '按鈕：列印，按鍵 Control+P',
  '按鈕：連動縮放，未按下，按鍵 L',
  '按鈕：全螢幕，未按下，按鍵 F',
  '標題：還沒核對完 身分證 2 份',
  '群組：身分證：身分證正面.jpg',
  '圖片：第 1／1 頁',
  '群組：身分證：身分證反面.jpg',
  '圖片：第 1／1 頁',
  '清單：身分證檢核',
  '按鈕：正反兩面、四角完整：未核對，已收合',
  '按鈕：姓名、證號、生日相符：通過 自動，已收合',
  '按鈕：發證日期合理：通過 自動，已收合',
  '按鈕：父母、配偶欄與所述關係相符：未核對，已收合',
  '按鈕：與照片為同一人：未核對，已收合',
  '標題：還沒核對完 戶籍謄本 第 1／2 頁 版次 2 新',
  '群組：戶籍謄本：戶籍謄本.pdf',
  '圖片：第 1／2 頁',
  '群組：頁次',
  '按鈕：第 1／2 頁，看過了',
  '按鈕：第 2／2 頁，看過了',
  '提示：檔案日期 115.11.12，請與文件上的核發日期核對。',
  '同一個檔案也出現在',
  '按鈕：申115-0413 的戶籍謄本',
  'QR 碼內容',
  'https://www.ris.gov.tw/范例?no=P0000000-115',
  '這份是',
  '清單方塊：這份是',
  '清單：戶籍謄本檢核',
  '按鈕：記事未省略：未核對，已收合',
  '按鈕：115.11.12 核發，3 個月內：通過 自動，已收合',
  '核發日期',
  '欄位：核發日期 115.11.03',
  '按鈕：關防完整、頁次連續：未核對，已收合',
  '按鈕：姓名、統號串得起來：未核對，已收合',
  '標題：還沒核對完 照片 版次 2 新',
  '群組：照片：照片.jpg',
  '圖片：第 1／1 頁',
  '提示：臉部可能有遮蔽，請看一下',
  '清單：照片檢核',
  '按鈕：臉部無遮蔽：未核對 自動，已收合',
  '按鈕：單人、正面：未核對，已收合',
  '按鈕：近照、未用濾鏡：未核對，已收合',
  '旁欄：關係、申請人與歷程',
  '標題：關係 旁系血親 三親等',
  '圖片：路徑：收容人，往上父母，往下姊，往下申請人',
  '1＋1＋1＝三親等',
  '在三親等以內，可申請',
  '通知 壹.一・民法 967、968',
  '可以證明 戶籍謄本（申請人與其母）、收容人戶籍謄本',
  '標題：申請人填寫',
  '姓名',
  '張妤安',
  '證號',
  'Z2590***14',
  '按鈕：顯示，已收合',
  '生日',
  '民國 88 年 3 月 12 日',
  '電話',
  '0912-***-678',
  '地址',
  '雲林縣虎尾鎮範例里 9 鄰範例路 0 號',
  '收容人',
  '2413 許志豪',
  '教區舍房',
  '忠一舍',
  '狀態',
  '開放',
  '標題：歷程 離線也看得到',
  '11.16 重新送件，版次 2',
  '換了：戶籍謄本、照片',
  '11.15 補件 A07 記事被省略',
  '李沛真・不計退件次數',
  '11.13 第一次送件',
  '身分證此後未變更',
  '標題：相似的案件 本機關以前怎麼決定，只供參考',
  '相似的 2 件：退件 1、補件 1、通過 1',
  '按鈕：補件，A04，115.11.16 照片戴口罩 同一種關係，同一種照片問題',
  '按鈕：通過，115.10.28 旁系血親三親等，戶籍謄本兩代 同為旁系血親三親等',
  '區域：家屬會看到',
  '標題：若通過，家屬會看到',
  '您的申請已通過，現在可以發佈家庭聯絡簿。 登入後點選「家庭聯絡簿」，再選「發佈家庭聯絡簿」就可以開始。',
  '只給同仁看',
  '不離開這台電腦',
  '欄位：只給同仁看',
  '工具列：決定',
  '按鈕：通過，無法使用，按鍵 A',
  '按鈕：文件都核對過，按鍵 V',
  '還有 9 項文件未核對',
  '按鈕：送主管，按鍵 E',
  '按鈕：暫緩，按鍵 H',
  '按鈕：補件，按鍵 C',
  '按鈕：退件，按鍵 R',
];

const POST = [
  '區域：案件',
  '標題：陳怡君 寫給 呼號 3071 陳國樑',
  '女兒 簿115-2088 115.11.20 送出 版次 1 您認領至 17:24',
  '清單：檢核結果',
  '按鈕：不符 詞彙 2 處：公務、聯絡，已收合',
  '按鈕：5 項相符 內文與照片仍請逐字看過。，已收合，按鍵 O',
  '文章：家屬的原文',
  '標題：妹妹會騎車了',
  '爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。學校補助要用，請你向主管幫我申請在監證明（屬不宜內容：要求辦理公務，不屬於關懷問候（貳.二），「請託」「文件」寫在一起），月底前要交。我換手機了，打 0912-345-678（提及，請判斷：像是聯絡方式，請您判斷（機關裁量）） 就找得到。天冷，記得多穿一件。',
  '文字',
  '選項群組：文字',
  '選項：適合',
  '選項：退件',
  '群組：照片：妹妹會騎車了.jpg',
  '圖片：第 1／1 頁',
  '照片',
  '選項群組：照片',
  '選項：適合',
  '選項：退件',
  '照片分開判斷',
  '1 張，2.1 MB，妹妹會騎車了.jpg',
  '按鈕：放大來看，按鍵 F',
  '旁欄：發佈人、退件次數與歷程',
  '標題：發佈人',
  '姓名',
  '陳怡君',
  '證號',
  'Z2590***14',
  '按鈕：顯示，已收合',
  '生日',
  '民國 88 年 3 月 12 日',
  '電話',
  '0912-***-678',
  '地址',
  '雲林縣虎尾鎮範例里 9 鄰範例路 0 號',
  '收容人',
  '3071 陳國樑',
  '教區舍房',
  '仁一舍',
  '狀態',
  '開放',
  '標題：退件次數',
  '2 次，滿 3 次主管得暫停使用',
  '115.08.21 P01 屬一般公務聯繫',
  '115.09.16 P07 含聯絡方式或連結 主管已改判',
  '115.10.07 P06 與關懷無關',
  '標題：歷程 離線也看得到',
  '11.20 發佈',
  '上一則 10.28 通過',
  '標題：相似的案件 本機關以前怎麼決定，只供參考',
  '相似的 3 件：退件 1、補件 1、通過 1',
  '按鈕：退件，P01，115.11.20 請假單上的家長欄我簽你的名字可以嗎？ 都在請人辦手續',
  '按鈕：補件，P07，115.11.12 我換電話了，打這支就找得到。 都寫了電話',
  '按鈕：通過，已改判，115.08.21 妹妹學會騎車了，跌了一跤還笑。 都寫孩子學騎車',
  '區域：家屬會看到',
  '標題：若通過，家屬會看到',
  '您的訊息已通過，我們會交給您的家人。 下一則可在 115.12.03 起發佈。',
  '只給同仁看',
  '不離開這台電腦',
  '欄位：只給同仁看',
  '工具列：決定',
  '按鈕：通過，按鍵 A',
  '按鈕：送主管，按鍵 E',
  '按鈕：暫緩，按鍵 H',
  '按鈕：補件，按鍵 C',
  '按鈕：退件，按鍵 R',
];

test('an_application_is_said_with_what_asks_first_and_the_verdicts_last', async () => {
  expect(await read('application', 1)).toEqual(APPLICATION);
});

test('a_post_is_said_with_what_asks_first_then_its_words_then_its_photo', async () => {
  expect(await read('post', 3)).toEqual(POST);
});

test('what_is_in_order_is_said_after_its_line_once_that_is_unfolded', async () => {
  const said = await read('post', 3, 'o');
  const fold = said.indexOf('按鈕：5 項相符 內文與照片仍請逐字看過。，已展開，按鍵 O');
  expect(said.slice(fold + 1, said.indexOf('文章：家屬的原文'))).toEqual([
    '按鈕：相符 字數 96 字，已收合',
    '按鈕：相符 間隔 已滿，已收合',
    '按鈕：相符 對象 呼號 3071，已收合',
    '按鈕：相符 收容狀態 開放，已收合',
    '按鈕：相符 照片 1 張，2.1 MB，已收合',
  ]);
  // The rest is said as before.
  const rest = (lines: string[]): string[] => lines.slice(lines.indexOf('文章：家屬的原文'));
  expect(rest(said)).toEqual(rest(POST));
});
