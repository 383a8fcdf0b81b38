// Sample answers of the calculator: the sum is real (民法 967–971), the words are few.

import type { KinshipAnswerView, KinshipSenseView, KinStep } from '../../generated/views';

const WORDS: Record<string, string[]> = {
  父親: ['U'], 媽媽: ['U'], 配偶: ['S'], 兒子: ['D'], 姊姊: ['UD'], 姑姑: ['UUD'], 姪女: ['UDD', 'SUDD'], 嫂嫂: ['UDS'], 伯母: ['UUDS'],
  妯娌: ['SUDS'], 親家: ['DSU'], 媽媽的姊姊的兒子: ['UUDD'], 阿姨: ['UUD'], 外甥: ['UDD', 'SUDD'], 岳母: ['SU'], 繼父: ['US'],
};
const NUMBERS = ['零', '一', '二', '三', '四', '五', '六', '七', '八'];
const LABELS: Record<string, string> = { U: '父或母', D: '子女', S: '配偶' };

export function kinship(text: string): KinshipAnswerView {
  const said = text.trim();
  const paths = /^[UDS]+$/.test(said) ? [said] : (WORDS[said] ?? []);
  const senses = paths.map(sense);
  const some = senses.some((one) => one.eligible);
  const all = senses.every((one) => one.eligible);
  const headline = [...new Set(senses.map((one) => one.headline))].join('或');
  return {
    headline: senses.length === 0 ? '無' : headline,
    level: senses.length === 0 || (some && !all) ? 'attention' : all ? 'pass' : 'fail',
    sentence: senses.length === 0 ? '這個稱呼不在稱謂表，也拆不開；請家屬用中文說明是收容人的什麼人。'
      : some && !all ? `這個稱呼可指${headline}，結果不同；請問清楚並看文件，由您判斷。`
      : all ? `${headline}，關係符合；文件仍須逐份看過。` : `${headline}，不在可申請的親屬範圍；若同住，可改看共居家屬。`,
    note: '', cautions: senses.length > 1 ? ['這個稱呼有幾種意思'] : [], policy: '讀法 A：直系血親不限親等（規則 112.12 版）', senses,
  };
}

function sense(letters: string): KinshipSenseView {
  const core = letters === 'S' ? '' : letters.replace(/^S/, '').replace(/S$/, '');
  const kin = !core.includes('S') && !core.includes('DU');
  const degree = core.length;
  const lineal = /^(U+|D+)$/.test(core);
  const affinity = core !== letters && letters !== 'S';
  const limit = affinity ? 2 : lineal ? 99 : 3;
  const eligible = letters === 'S' || (kin && degree > 0 && degree <= limit);
  const name = !kin ? '無' : letters === 'S' ? '配偶' : `${lineal ? '直系' : '旁系'}${affinity ? '姻親' : '血親'} ${NUMBERS[degree] ?? degree}親等`;
  const count = (letter: string) => [...letters].filter((one) => one === letter).length;
  const path: KinStep[] = [...letters].map((letter, index) => ({
    direction: letter === 'U' ? 'up' : letter === 'D' ? 'down' : 'spouse',
    label: index === letters.length - 1 ? '申請人' : (LABELS[letter] ?? ''),
  }));
  return {
    headline: name, letters, path, eligible, reading_a: eligible, reading_b: eligible && !(lineal && !affinity && degree > 3),
    sum: !kin ? `路徑 ${letters}：中間隔著婚姻，不是親屬` : letters === 'S' ? '配偶不計親等' : `${Array(degree).fill('1').join('＋')}＝${NUMBERS[degree] ?? degree}親等，往上 ${count('U')}、往下 ${count('D')}`,
    clause: affinity ? '壹.一：二親等內之姻親；民法 969、970' : '壹.一：旁系三親等內之血親；民法 967、968',
    proofs: eligible ? ['收容人父/母與申請人為同父或同母（謄本串接）'] : ['不因親等而符合；另查同戶籍或同居證明'],
    no_proofs: ['只有申請人一人的身分證：看不出中間的人', '省略記事的謄本：看不到結婚、離婚、收養'],
  };
}
