// 本機關用語 in memory: enough of the desk's answers to draw and test the panel.

import type {
  BacktestCountView, BacktestRowView, BacktestView, FacilityChangeRequest, FacilityImportRequest, FacilityList, FacilityRowView, FacilityTrialRequest, FacilityWordsView,
} from '../../generated/views';
import { HostError } from '../door';
import { STATE_AFTER, type SampleCase } from './cases';
import { REASONS } from './reasons';
import { reasonText } from './strikes';
import { SampleTranslations } from './translations';

const TITLES: Record<FacilityList, string> = { lexicon: '詞彙', reasons: '理由', wording: '給家屬的句子', translations: '譯文', checklist: '文件檢核', office_calendar: '辦公日曆' };
const SHIPPED: Record<FacilityList, number> = { lexicon: 581, reasons: 36, wording: 20, translations: 188, checklist: 45, office_calendar: 63 };
const SENTENCES: Record<string, string> = { 'message.approve_post': '您的訊息已通過，我們會交給您的家人。', 'photo.kept': '照片沒有問題，會保留。' };
const LISTS = ['lexicon', 'reasons', 'wording', 'translations', 'checklist', 'office_calendar'] as const;

function countOf(rows: readonly BacktestRowView[]): BacktestCountView {
  const among = (...states: BacktestRowView['state'][]) => rows.filter((row) => states.includes(row.state)).length;
  const labels = rows.filter((row) => row.state === 'rejected').flatMap((row) => row.reasons);
  return {
    posts: rows.length, approved: among('approved'), rejected: among('rejected'), open: among('pending', 'held'), other: among('returned', 'withdrawn'),
    reasons_of: among('rejected'),
    reasons: [...new Set(labels)].map((label) => ({ label, posts: labels.filter((one) => one === label).length })),
  };
}

export class SampleOwnWords {
  readonly rows: Record<FacilityList, FacilityRowView[]> = {
    lexicon: [{ name: 'F001', words: '老地方見', detail: '案情或證人・請人看' }, { name: 'L192', words: '圍牆', detail: '停用隨附的詞' }],
    reasons: [], wording: [], translations: [], checklist: [], office_calendar: [],
  };

  readonly translations = new SampleTranslations();

  /** `supervisor`: whether the person may adopt. */
  constructor(private readonly supervisor: () => boolean = () => true) {}

  view(): FacilityWordsView {
    return {
      trouble: null,
      lists: LISTS.map((list) => ({ list, title: TITLES[list], file_name: `本機關${TITLES[list]}.tsv`, shipped: SHIPPED[list], rows: this.rows[list] })),
      categories: [{ id: 'OFFICIAL', label: '公務事項' }, { id: 'CASE', label: '案情或證人' }, { id: 'DRUG', label: '毒品' }],
      reasons: REASONS.map((reason) => ({ id: reason.code, label: `${reason.code} ${reason.label}`, text: this.own('reasons', reason.code) ?? reason.template, own: this.own('reasons', reason.code) !== null })),
      sentences: Object.entries(SENTENCES).map(([id, sentence]) => ({ id, label: id, text: this.own('wording', id) ?? sentence, own: this.own('wording', id) !== null })),
      translations: this.translations.views(), may_adopt: this.supervisor(),
      documents: [{ kind: 'identity', label: '身分證明文件' }, { kind: 'relationship', label: '關係證明文件' }],
    };
  }

  change(request: FacilityChangeRequest): FacilityWordsView {
    switch (request.type) {
      case 'add_term':
        if (request.term.trim() === '') throw new HostError('refused', '詞或樣式不可空白。沒有改動。');
        this.put('lexicon', this.free('lexicon'), request.term.trim(), '案情或證人・請人看');
        break;
      case 'switch_off_term':
        if (request.term.trim() === '自殺') throw new HostError('refused', '輕生與受暴的詞依法要在 24 小時內通報，不能停用。');
        this.put('lexicon', 'L192', request.term.trim(), '停用隨附的詞');
        break;
      case 'reword_reason':
        this.put('reasons', request.code, request.message, '改寫');
        break;
      case 'reword_sentence':
        this.put('wording', request.key, request.sentence, request.key);
        break;
      case 'adopt_translations':
        if (!this.supervisor()) throw new HostError('refused', '這個動作只有主管可以做。');
        for (const row of this.translations.adopt(request)) this.put('translations', row, request.texts[0]?.words ?? '', '核定');
        break;
      case 'add_check':
        this.put('checklist', this.free('checklist'), request.check, '身分證明文件');
        break;
      case 'add_day':
        if (!/^\d{2,3}\.\d{2}\.\d{2}$/.test(request.date)) throw new HostError('refused', '看不出是年、月、日；請寫成 115.11.03 這樣。沒有改動。');
        this.put('office_calendar', request.date, request.name, request.worked ? '上班' : '放假');
        break;
      case 'remove':
        if (request.list === 'translations') this.translations.withdraw(request.name);
        this.rows[request.list] = this.rows[request.list].filter((row) => row.name !== request.name);
    }
    return this.view();
  }

  import(request: FacilityImportRequest): FacilityWordsView {
    const [header = '', ...lines] = request.content.replace(/^\uFEFF/, '').split('\n');
    if (!header.startsWith('id\tcategory\tterm')) {
      throw new HostError('refused', `${request.file_name} 第 1 行第 1 字：不認得的欄位。整個檔案都沒有匯入，原有的內容沒有改動。`);
    }
    for (const line of lines.filter((one) => one.trim() !== '')) {
      const [name = '', , words = ''] = line.split('\t');
      this.put(request.list, name, words, '案情或證人・請人看');
    }
    return this.view();
  }

  /** Every sample post that holds one of the words; nothing is kept. */
  try(request: FacilityTrialRequest, cases: readonly SampleCase[]): BacktestView {
    const copy = new SampleOwnWords();
    for (const list of LISTS) copy.rows[list] = this.rows[list];
    const off = request.what === 'change' && (request.change.type === 'switch_off_term' || (request.change.type === 'add_term' && request.change.severity === 'allow'));
    let words: string[] = [];
    if (request.what === 'import') {
      copy.import(request.file);
      words = request.file.content.split('\n').slice(1).map((line) => line.split('\t')[2] ?? '').filter((word) => word !== '');
    } else {
      copy.change(request.change);
      if ('term' in request.change) words = [request.change.term.trim()];
    }
    const posts = cases.filter((one) => one.post !== null);
    const rows = posts.flatMap((one): BacktestRowView[] => {
      const { title, body } = one.post!;
      const word = words.find((candidate) => body.includes(candidate));
      if (word === undefined) return [];
      const at = body.indexOf(word);
      const state = one.pending === null ? one.state : STATE_AFTER[one.pending];
      return [{
        case: one.ref, number: one.number, day: one.decided ? '115.11.20' : '115.11.23', title, newly: !off,
        before: `${at > 12 ? '…' : ''}${body.slice(Math.max(0, at - 12), at)}`, marked: word,
        after: `${body.slice(at + word.length, at + word.length + 12)}${at + word.length + 12 < body.length ? '…' : ''}`,
        state, on_its_way: one.pending !== null, reasons: state === 'rejected' ? [reasonText('P11')] : [],
      }];
    });
    return { looked_at: posts.length, newly: countOf(off ? [] : rows), no_longer: countOf(off ? rows : []), further: 0, rows };
  }

  private own(list: FacilityList, name: string): string | null {
    return this.rows[list].find((row) => row.name === name)?.words ?? null;
  }

  private put(list: FacilityList, name: string, words: string, detail: string): void {
    this.rows[list] = [...this.rows[list].filter((row) => row.name !== name), { name, words, detail }];
  }

  private free(list: FacilityList): string {
    return `F${String(this.rows[list].length + 1).padStart(3, '0')}`;
  }
}
