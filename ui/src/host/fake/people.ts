// The invented inmates and relations of the sample desk.

import type { InmateView, KinDirection, KinStep, KinshipView, Level } from '../../generated/views';

interface InmateSeed {
  name: string;
  unit: string;
  juvenile?: true;
  closed?: true;
}

const INMATES: Record<string, InmateSeed> = {
  '0644': { name: '何建宏', unit: '忠二舍' },
  '0925': { name: '黎文德', unit: '孝一舍' },
  '1187': { name: '黃信傑', unit: '忠一舍' },
  '1265': { name: '高振銘', unit: '仁二舍' },
  '1377': { name: '范志明', unit: '信一舍', closed: true },
  '1530': { name: '潘俊成', unit: '孝二舍' },
  '1619': { name: '林國雄', unit: '忠一舍' },
  '1742': { name: '李家豪', unit: '信二舍' },
  '1804': { name: '曾柏翰', unit: '仁一舍' },
  '2096': { name: '鄭智偉', unit: '忠二舍' },
  '2230': { name: '高俊賢', unit: '孝一舍' },
  '2260': { name: '周冠宇', unit: '仁一舍' },
  '2413': { name: '許志豪', unit: '忠一舍' },
  '2417': { name: '林正宏', unit: '信一舍' },
  '2430': { name: '洪家銘', unit: '仁二舍' },
  '2688': { name: '白文彬', unit: '孝二舍' },
  '2875': { name: '許宏達', unit: '忠二舍', closed: true },
  '2951': { name: '邱奕安', unit: '信二舍' },
  '3071': { name: '陳國樑', unit: '仁一舍' },
  '3120': { name: '簡志強', unit: '孝一舍' },
  '3318': { name: '蔡明哲', unit: '忠一舍' },
  '3402': { name: '黃子軒', unit: '信一舍' },
  J042: { name: '郭宥廷', unit: '少年一班', juvenile: true },
  J057: { name: '葉承恩', unit: '少年二班', juvenile: true },
};

export const INMATE_NUMBERS = Object.keys(INMATES);

export function inmate(number: string): InmateView {
  const seed = INMATES[number] ?? { name: '王志明', unit: '忠一舍' };
  return {
    number,
    name: seed.name,
    housing_unit: seed.unit,
    juvenile: seed.juvenile ?? false,
    open: !seed.closed,
    status: seed.closed ? '目前未開放' : '開放',
  };
}

interface RelationSeed {
  headline: string;
  sum: string;
  level: Level;
  sentence: string;
  clause: string;
  path: [KinDirection, string][];
  proofs: string[];
  noProofs?: string[];
}

const SELF_CARD = '申請人身分證（看不出子女）';
const WITHIN = '在三親等以內，可申請';

const RELATIONS: Record<string, RelationSeed> = {
  妻: {
    headline: '配偶', sum: '配偶，不計親等', level: 'pass', sentence: '婚姻存續中即可申請',
    clause: '通知 壹.一', path: [['spouse', '申請人']], proofs: ['身分證配偶欄', '戶口名簿', '戶籍謄本'], noProofs: ['結婚書約'],
  },
  夫: {
    headline: '配偶', sum: '配偶，不計親等', level: 'pass', sentence: '婚姻存續中即可申請',
    clause: '通知 壹.一', path: [['spouse', '申請人']], proofs: ['身分證配偶欄', '戶口名簿', '戶籍謄本'], noProofs: ['結婚書約'],
  },
  父: {
    headline: '直系血親 一親等', sum: '1＝一親等', level: 'pass', sentence: '直系血親，可申請',
    clause: '通知 壹.一・民法 967、968', path: [['up', '申請人']], proofs: ['收容人戶籍謄本', '戶口名簿'], noProofs: [SELF_CARD],
  },
  母: {
    headline: '直系血親 一親等', sum: '1＝一親等', level: 'pass', sentence: '直系血親，可申請',
    clause: '通知 壹.一・民法 967、968', path: [['up', '申請人']], proofs: ['收容人戶籍謄本', '戶口名簿'], noProofs: [SELF_CARD],
  },
  女兒: {
    headline: '直系血親 一親等', sum: '1＝一親等', level: 'pass', sentence: '直系血親，可申請',
    clause: '通知 壹.一・民法 967、968', path: [['down', '申請人']], proofs: ['身分證父母欄', '戶口名簿'],
  },
  子: {
    headline: '直系血親 一親等', sum: '1＝一親等', level: 'pass', sentence: '直系血親，可申請',
    clause: '通知 壹.一・民法 967、968', path: [['down', '申請人']], proofs: ['身分證父母欄', '戶口名簿'],
  },
  祖母: {
    headline: '直系血親 二親等', sum: '1＋1＝二親等', level: 'pass', sentence: '直系血親，可申請',
    clause: '通知 壹.一・民法 967、968', path: [['up', '父母'], ['up', '申請人']], proofs: ['戶籍謄本（兩代）'], noProofs: [SELF_CARD],
  },
  兄: sibling(), 弟: sibling(), 姊: sibling(), 妹: sibling(),
  外甥女: {
    headline: '旁系血親 三親等', sum: '1＋1＋1＝三親等', level: 'pass', sentence: WITHIN,
    clause: '通知 壹.一・民法 967、968', path: [['up', '父母'], ['down', '姊'], ['down', '申請人']],
    proofs: ['戶籍謄本（申請人與其母）', '收容人戶籍謄本'],
  },
  姪子: {
    headline: '旁系血親 三親等', sum: '1＋1＋1＝三親等', level: 'pass', sentence: WITHIN,
    clause: '通知 壹.一・民法 967、968', path: [['up', '父母'], ['down', '兄'], ['down', '申請人']], proofs: ['戶籍謄本'],
  },
  舅舅: {
    headline: '旁系血親 三親等', sum: '1＋1＋1＝三親等', level: 'pass', sentence: WITHIN,
    clause: '通知 壹.一・民法 967、968', path: [['up', '母'], ['up', '外祖父母'], ['down', '申請人']], proofs: ['戶籍謄本（母與舅）'],
  },
  岳母: {
    headline: '姻親 一親等', sum: '1＝一親等', level: 'pass', sentence: '在二親等以內的姻親，可申請',
    clause: '通知 壹.一・民法 969、970', path: [['spouse', '配偶'], ['up', '申請人']], proofs: ['配偶戶籍謄本'],
  },
  嫂: {
    headline: '姻親 二親等', sum: '1＋1＝二親等', level: 'pass', sentence: '在二親等以內的姻親，可申請',
    clause: '通知 壹.一・民法 969、970', path: [['up', '父母'], ['down', '兄'], ['spouse', '申請人']], proofs: ['戶籍謄本', '身分證配偶欄'],
  },
  伯母: {
    headline: '姻親 三親等', sum: '1＋1＋1＝三親等', level: 'fail', sentence: '姻親只到二親等；若同住，可改以共居家屬申請',
    clause: '通知 壹.一・民法 969、970', path: [['up', '父'], ['up', '祖父母'], ['down', '伯父'], ['spouse', '申請人']],
    proofs: ['同一戶籍的戶口名簿', '同居證明'],
  },
  表弟: {
    headline: '旁系血親 四親等', sum: '1＋1＋1＋1＝四親等', level: 'fail', sentence: '旁系血親只到三親等',
    clause: '通知 壹.一・民法 967、968', path: [['up', '母'], ['up', '外祖父母'], ['down', '舅舅'], ['down', '申請人']],
    proofs: ['同一戶籍的戶口名簿', '同居證明'],
  },
  共居家屬: {
    headline: '共居家屬', sum: '不計親等', level: 'attention', sentence: '要有同一戶籍，或同居證明',
    clause: '通知 壹.一・民法 1122、1123', path: [], proofs: ['同一戶籍的戶口名簿', '同居證明'], noProofs: ['里長證明親屬關係'],
  },
  女友: {
    headline: '看不出親屬關係', sum: '不計親等', level: 'attention', sentence: '婚約與交往不生親屬關係；若同住，可以共居家屬申請',
    clause: '通知 壹.一・民法 1122、1123', path: [], proofs: ['同一戶籍的戶口名簿', '同居證明'],
  },
  更生保護會: {
    headline: '專案申請', sum: '不計親等', level: 'attention', sentence: '要有正式公文、服務證明，並寫明事項與期間',
    clause: '通知 壹.二', path: [], proofs: ['正式公文', '服務證明'],
  },
};

function sibling(): RelationSeed {
  return {
    headline: '旁系血親 二親等', sum: '1＋1＝二親等', level: 'pass', sentence: WITHIN,
    clause: '通知 壹.一・民法 967、968', path: [['up', '父母'], ['down', '申請人']], proofs: ['身分證父母欄', '戶籍謄本'],
  };
}

export function kinship(relation: string): KinshipView {
  const seed = RELATIONS[relation];
  if (!seed) {
    return {
      headline: '請人工判斷', sum: '還算不出親等', level: 'attention', sentence: '這個稱謂不只一種意思，請看文件',
      clause: '通知 壹.一', path: [], proofs: ['戶籍謄本'], no_proofs: [],
    };
  }
  const path: KinStep[] = seed.path.map(([direction, label]) => ({ direction, label }));
  return {
    headline: seed.headline, sum: seed.sum, level: seed.level, sentence: seed.sentence,
    clause: seed.clause, path, proofs: seed.proofs, no_proofs: seed.noProofs ?? [],
  };
}
