// The invented cases of the sample desk: 25 applications and 30 posts, as rows to be made whole.

import type { QueueMark, Route, TwinView } from '../../generated/views';

export interface ApplicationSeed {
  who: string;
  relation: string;
  inmate: string;
  age: number;
  due: number | null;
  mark: QueueMark;
  revision?: number;
  route?: Route;
  claimedBy?: string;
  portrait?: 'plain' | 'mask' | 'sunglasses';
  /** The transcript was used in another application, too. */
  twins?: TwinView[];
  documents?: 'waiting' | 'refused';
  statement?: string;
}

/** `due` counts calendar days from today; `null` is not counted (暫緩). */
export const APPLICATIONS: ApplicationSeed[] = [
  { who: '張妤安', relation: '外甥女', inmate: '2413', age: 7, due: 0, mark: 'resubmitted', revision: 2, portrait: 'mask', twins: [{ case: { kind: 'application', id: '0193a000-0000-7000-8000-000000000001' }, sentence: '申115-0413 的戶籍謄本', same_bytes: true, same_person: false }] },
  { who: '黃美惠', relation: '妻', inmate: '1187', age: 7, due: 0, mark: 'new' },
  { who: '吳東霖', relation: '父', inmate: '3402', age: 6, due: 1, mark: 'new' },
  { who: '阮氏秋', relation: '妻', inmate: '0925', age: 6, due: 1, mark: 'claimed', claimedBy: '王社工' },
  { who: '周淑芬', relation: '祖母', inmate: '2260', age: 5, due: 2, mark: 'new' },
  { who: '李宗翰', relation: '兄', inmate: '1742', age: 4, due: 3, mark: 'new' },
  { who: '蔡欣怡', relation: '伯母', inmate: '3318', age: 4, due: 3, mark: 'resubmitted', revision: 2, route: 'cohabiting', statement: '我們從他國中起就住在一起，他叫我阿姆。' },
  { who: '鄭文彬', relation: '舅舅', inmate: '2096', age: 3, due: 4, mark: 'new' },
  { who: '潘美玲', relation: '共居家屬', inmate: '1530', age: 3, due: 4, mark: 'new', route: 'cohabiting' },
  { who: '許家瑋', relation: '弟', inmate: '2875', age: 12, due: null, mark: 'held' },
  { who: '何秀蘭', relation: '母', inmate: '0644', age: 10, due: null, mark: 'held' },
  { who: '林秋香', relation: '岳母', inmate: '1619', age: 3, due: 4, mark: 'new' },
  { who: '高志遠', relation: '子', inmate: '2230', age: 2, due: 5, mark: 'new', documents: 'waiting' },
  { who: '曾惠雯', relation: '妹', inmate: '1804', age: 2, due: 5, mark: 'new' },
  { who: '邱文德', relation: '父', inmate: '2951', age: 2, due: 5, mark: 'new', portrait: 'sunglasses' },
  { who: '簡淑貞', relation: '嫂', inmate: '3120', age: 2, due: 5, mark: 'new' },
  { who: '白玉華', relation: '母', inmate: '2688', age: 1, due: 6, mark: 'new' },
  { who: '洪雪芳', relation: '姊', inmate: '2430', age: 1, due: 6, mark: 'new', documents: 'refused' },
  { who: '范國興', relation: '父', inmate: '1377', age: 9, due: null, mark: 'held' },
  { who: '林淑惠', relation: '妻', inmate: '2417', age: 1, due: 6, mark: 'new' },
  { who: '郭俊宏', relation: '父', inmate: 'J042', age: 1, due: 1, mark: 'new' },
  { who: '謝佩珊', relation: '女友', inmate: '2096', age: 1, due: 6, mark: 'new', route: 'cohabiting', statement: '我們訂婚了，明年想去登記。' },
  { who: '沈柏宇', relation: '表弟', inmate: '1742', age: 0, due: 7, mark: 'new' },
  { who: '更生保護會雲林分會', relation: '更生保護會', inmate: '3071', age: 0, due: 7, mark: 'new', route: 'project', statement: '為出監轉銜方案，需與收容人聯繫居住安排，期間三個月。' },
  { who: '葉素珍', relation: '祖母', inmate: 'J057', age: 0, due: 2, mark: 'new' },
];

export type Drawing = 'bicycle' | 'cake' | 'tomato' | 'team' | 'moon' | 'dog';

export interface PostSeed {
  title: string;
  body: string;
  who: string;
  relation: string;
  inmate: string;
  age: number;
  due: number | null | 'first';
  mark: QueueMark;
  revision?: number;
  claimedBy?: string;
  photo?: Drawing;
  /** Words of the text with what the lexicon says of them. */
  marks?: [text: string, severity: 'flag' | 'block' | 'escalate', label: string, sentence: string, concepts?: string[]][];
  strikes?: number;
}

const OFFICIAL = '要求辦理公務，不屬於關懷問候（貳.二）';
const CONTACT = '像是聯絡方式，請您判斷（機關裁量）';

export const POSTS: PostSeed[] = [
  { title: '對不起', body: '這陣子我真的撐不下去了，有時候想，沒有我會更好，孩子交給媽媽就好。你要原諒我。', who: '高玉蓮', relation: '妻', inmate: '1265', age: 1, due: 'first', mark: 'urgent', marks: [['撐不下去了', 'escalate', '關懷', '寫信的人可能有危險，請馬上聯絡'], ['沒有我會更好', 'escalate', '關懷', '寫信的人可能有危險，請馬上聯絡']] },
  { title: '妹妹會騎車了', body: '爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。學校補助要用，請你向主管幫我申請在監證明，月底前要交。我換手機了，打 0912-345-678 就找得到。天冷，記得多穿一件。', who: '陳怡君', relation: '女兒', inmate: '3071', age: 3, due: 0, mark: 'new', photo: 'bicycle', strikes: 2, marks: [['請你向主管幫我申請在監證明', 'block', '公務', OFFICIAL, ['請託', '文件']], ['0912-345-678', 'flag', '聯絡', CONTACT]] },
  { title: '阿嬤生日', body: '今天幫阿嬤做了八十大壽，她許願的時候說第一個願望留給你。麵線我替你多吃了一碗。', who: '林秋香', relation: '岳母', inmate: '1619', age: 3, due: 0, mark: 'new', photo: 'cake' },
  { title: '段考', body: '弟，你上次說想學的吉他和弦我抄好了，等你回來我們一起練。媽說你瘦了，要多吃飯喔。', who: '郭俊宏', relation: '父', inmate: 'J042', age: 2, due: 0, mark: 'claimed', claimedBy: '王社工' },
  { title: '陽台的番茄', body: '陽台的番茄結了七顆，阿公天天數。他說等你回來那天，一定留一顆最紅的給你。', who: '林淑惠', relation: '妻', inmate: '2417', age: 2, due: 1, mark: 'new', photo: 'tomato', strikes: 2 },
  { title: '修改後重送', body: '上次寫的不合規定，我改好了。家裡都平安，爸的腳也好多了，每天去公園走一圈。', who: '高志遠', relation: '子', inmate: '2230', age: 2, due: 1, mark: 'resubmitted', revision: 2 },
  { title: '等你', body: '聽你說可能快有機會假釋，我跟孩子都很替你高興。不管結果怎樣，家裡的燈都為你留著。', who: '曾惠雯', relation: '妹', inmate: '1804', age: 1, due: 2, mark: 'new', strikes: 2, marks: [['假釋', 'flag', '公務', '只是提到，不是請求，請您判斷']] },
  { title: '球隊得名', body: '我們少棒隊拿到縣賽第三名！教練說我投得最穩。爸，等你回來我投給你看。', who: '邱文德', relation: '父', inmate: '2951', age: 1, due: 2, mark: 'new', photo: 'team' },
  { title: '晚餐吃滷肉', body: '晚餐吃你愛的滷肉，孩子幫忙剝蒜。他說剝蒜手會臭，可是爸爸說臭臭的才香。', who: '簡淑貞', relation: '嫂', inmate: '3120', age: 1, due: 2, mark: 'new' },
  { title: '弟弟的畢業典禮', body: '弟弟今天畢業，上台領了全勤獎。我替你拍了照，也替你鼓掌到手紅。', who: '范國興', relation: '父', inmate: '1377', age: 9, due: null, mark: 'held' },
  { title: '被子曬過了', body: '聽說你快到期了，我跟房東說好，房間先留著，被子也曬過了。', who: '白玉華', relation: '母', inmate: '2688', age: 0, due: 3, mark: 'new' },
  { title: '咖啡', body: '新開的那家咖啡包很好喝，等你回來一起喝；孩子愛吃那裡的冰糖燉梨。', who: '洪雪芳', relation: '姊', inmate: '2430', age: 0, due: 3, mark: 'new' },
  { title: '新號碼', body: '媽換手機了，以後打 0912-345-678 就找得到，記得哦。', who: '何秀蘭', relation: '母', inmate: '0644', age: 0, due: 3, mark: 'new', marks: [['0912-345-678', 'flag', '聯絡', CONTACT]] },
  { title: '全部都想告訴你', body: '今天放學後妹妹在門口等你的腳踏車聲，等到路燈亮了才肯進門吃飯。她說爸爸一定是繞遠路去買她愛的布丁。我把布丁放進冰箱，跟她說我們先留著，等爸爸回來一起吃。家裡都好，陽台的番茄結了七顆，阿公天天數，你要照顧好自己，天冷記得多穿一件，晚上早點睡，我們都在這裡等你，慢慢走，別急，下個月換我教她騎車，跌倒了我會扶。', who: '潘美玲', relation: '妻', inmate: '1530', age: 0, due: 3, mark: 'new' },
  { title: '月亮很圓', body: '中秋那天的月亮很圓，我們在頂樓留了一個位子給你。柚子很甜，我多剝了一顆。', who: '黃美惠', relation: '妻', inmate: '1187', age: 0, due: 3, mark: 'new', photo: 'moon' },
  { title: '小黑生了', body: '小黑生了四隻，妹妹取名叫春夏秋冬。冬冬最像你，睡覺會踢被子。', who: '李宗翰', relation: '兄', inmate: '1742', age: 0, due: 3, mark: 'new', photo: 'dog' },
  { title: '團購', body: '社區團購明天截單，幫忙轉給大家，滷味一包一百二，湊滿二十包送泡菜。', who: '鄭文彬', relation: '舅舅', inmate: '2096', age: 0, due: 3, mark: 'new', marks: [['團購明天截單', 'flag', '推銷', '像是廣告或轉貼（貳.二）']] },
  { title: '你等著瞧', body: '你把錢都敗光了，出來我一定找人處理你，讓你好看，等著瞧。', who: '蔡欣怡', relation: '伯母', inmate: '3318', age: 0, due: 'first', mark: 'urgent', marks: [['找人處理你', 'escalate', '威脅', '言語威脅，請送主管'], ['讓你好看', 'escalate', '威脅', '言語威脅，請送主管']] },
  { title: '第一次上學', body: '弟弟第一天上學沒有哭，倒是我在校門口哭了。老師說他很會排隊。', who: '阮氏秋', relation: '妻', inmate: '0925', age: 0, due: 3, mark: 'new' },
  { title: '爸爸的手錶', body: '你的手錶我拿去換電池了，師傅說還可以走很久。我們也是。', who: '周淑芬', relation: '祖母', inmate: '2260', age: 0, due: 3, mark: 'new' },
  { title: '寄了五千', body: '這個月先寄五千，冬天的衣服我托人帶去，你收到要省著用。', who: '黃素蘭', relation: '母', inmate: '3402', age: 0, due: 3, mark: 'new', strikes: 2, marks: [['寄五千', 'flag', '財物', '提到寄錢，請您判斷', ['匯寄', '錢']]] },
  { title: '學測', body: '姊姊學測報名了，她想念社工。她說要先從聽懂爸爸的信開始。', who: '林國華', relation: '兄', inmate: '1619', age: 0, due: 3, mark: 'new' },
  { title: '外婆的田', body: '外婆的田今年種花生，收了三百斤。她把最大顆的挑起來，說要留給你過年。', who: '許雅琴', relation: '姊', inmate: '2413', age: 0, due: 3, mark: 'new' },
  { title: '補牙', body: '弟弟補了兩顆牙，一聲都沒吭。醫師說勇敢，他說是學爸爸的。', who: '葉素珍', relation: '祖母', inmate: 'J057', age: 0, due: 1, mark: 'new' },
  { title: '下雨天', body: '今天下大雨，屋頂沒有漏，你去年補的地方很牢。', who: '邱文德', relation: '父', inmate: '2951', age: 0, due: 3, mark: 'new' },
  { title: '歌', body: '你最愛的那首歌，巷口的店又在放了。我站著聽完才走。', who: '曾惠雯', relation: '妹', inmate: '1804', age: 0, due: 3, mark: 'new' },
  { title: '運動會', body: '大隊接力我跑第三棒，追過兩個人，鞋子跑掉一隻還是跑完了。', who: '簡淑貞', relation: '嫂', inmate: '3120', age: 0, due: 3, mark: 'new' },
  { title: '信收到了', body: '你的信收到了，我念給阿嬤聽，她請我念了三次。', who: '林秋香', relation: '岳母', inmate: '1619', age: 0, due: 3, mark: 'new' },
  { title: '存錢筒', body: '妹妹的存錢筒滿了，她說要買車票去看你，還要剩一半買糖。', who: '林淑惠', relation: '妻', inmate: '2417', age: 0, due: 3, mark: 'new' },
  { title: '冬至', body: '冬至那天會煮湯圓，你的那碗我們照樣擺上桌。', who: '高志遠', relation: '子', inmate: '2230', age: 0, due: 3, mark: 'new' },
];
