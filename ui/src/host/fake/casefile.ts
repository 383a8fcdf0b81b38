// One sample case, whole: findings with their arithmetic, documents, what happened before.

import type {
  CaseView, CheckView, ContentView, DocumentView, FindingView, HistoryView, SegmentView, StrikesView, Verdict, VerdictOption,
} from '../../generated/views';
import { claimOf, isOpen, subjectOf, type SampleCase } from './cases';
import type { SampleClock } from './clock';
import { identityBack, identityFront, letter, photo, portrait, transcript } from './drawings';
import { inmate, kinship } from './people';
import type { PostSeed } from './samples';

type Drawn = (page: number) => string;

export interface CaseFile {
  view: CaseView;
  /** The drawing behind each document's handle. */
  drawn: Map<string, Drawn>;
}

export function caseFile(one: SampleCase, clock: SampleClock, offline: boolean, undoUntil: string | null, seen: (document: Unlooked) => number[]): CaseFile {
  const drawn = new Map<string, Drawn>();
  const documents = one.application ? applicationDocuments(one, drawn) : postDocuments(one, drawn);
  const of = inmate(one.inmate);
  const content: ContentView = one.post
    ? { type: 'post', title: [{ text: one.post.title, mark: null }], body: segments(one.post) }
    : { type: 'application', route: one.application?.route ?? 'kin', statement: one.application?.statement ?? '', kinship: kinship(one.relation) };
  const view: CaseView = {
    case: one.ref, number: one.number, revision: one.revision, state: one.state,
    submitted_on: clock.day(-(one.age + (one.revision > 1 ? 3 : 0))),
    resubmitted_on: one.revision > 1 ? clock.day(-one.age) : null,
    who: { name: one.who, masked_id: 'Z2590***14', birth_date: '民國 88 年 3 月 12 日', phone: '0912-***-678', address: '雲林縣虎尾鎮範例里 9 鄰範例路 0 號' },
    relation: one.relation, inmate: of, content,
    findings: one.post ? postFindings(one, one.post, clock) : applicationFindings(one, clock),
    documents: documents.map((document) => ({ ...document, seen: seen(document) })), looks: 0, readable_px: 640, history: history(one, clock), strikes: strikes(one), draft: one.draft, crops: one.crops,
    pending: one.pending
      ? { decision: `decision-${one.ref.id}`, case: one.ref, subject: subjectOf(one), verdict: one.pending, state: 'waiting', sentence: '待送出', at: clock.time(), undo_until: undoUntil, can_recall: true }
      : null,
    verdicts: verdicts(one, documents, of.open),
    claim: claimOf(one, offline) ?? { mine: true, holder: '您', since: '16:52', until: '17:24', stale: offline },
    reversal: null,
    policy_version: '112.12',
    judged: isOpen(one) || one.pending !== null ? null : '檢核依決定當天（115.11.20）的規則：112.12 版，自 112.12.05 施行。',
  };
  return { view, drawn };
}

function check(id: string, text: string, fail: string | null, auto: CheckView['auto'] = null): CheckView {
  return { id, text, fail_reason: fail, auto, date: null };
}

/** The sample's own reading of a day: three numbers. */
function dayError(typed = ''): string | null {
  return typed === '' || /^\d{2,3}\.\d{1,2}\.\d{1,2}$/.test(typed) ? null : '看不出是年、月、日；請寫成 115.11.03 這樣。';
}

/** A document before anybody has looked at it. */
export type Unlooked = Omit<DocumentView, 'seen'>;

function applicationDocuments(one: SampleCase, drawn: Map<string, Drawn>): Unlooked[] {
  const seed = one.application;
  const resent = one.revision > 1;
  const hold = (name: string, draw: Drawn): string => {
    const handle = `sample-${one.index}-${name}`;
    drawn.set(handle, draw);
    return handle;
  };
  const base = { state: 'ready' as const, sentence: null, reason: null, troubles: [], hints: [], codes: [], twins: [], paper: null };
  const id = `${one.index}`;
  const documents: Unlooked[] = [];
  if (seed?.route === 'project') {
    documents.push({
      ...base, id: `doc-${id}-letter`, kind: 'official_letter', label: '正式公文', file_name: '來函.pdf', size: '0.4 MB', is_new: false, pages: 1,
      handle: hold('letter', () => letter('函', '範例更生保護會', ['主旨：為協助出監轉銜，請惠予使用', '　　　電子家庭聯絡簿。', '說明：一、依通知壹、二專案申請。', '　　　二、期間三個月。'])),
      checks: [check('正式公文/1', '有發文字號、日期與印信', 'A12'), check('正式公文/2', '寫明要協助的事項與期間', 'A12')],
    });
  }
  documents.push({
    ...base, id: `doc-${id}-identity`, kind: 'identity', label: '身分證', file_name: '身分證正面.jpg', size: '2.1 MB', is_new: false, pages: 1,
    handle: hold('identity', () => identityFront(one.who, '民國 88 年 3 月 12 日', 'Z259000014')),
    checks: [
      check('國民身分證/1', '正反兩面、四角完整', 'A02'), check('國民身分證/2', '姓名、證號、生日相符', 'A03', 'pass'),
      check('國民身分證/5', '發證日期合理', 'A03', 'pass'), check('國民身分證/6', '父母、配偶欄與所述關係相符', 'A05'),
      check('國民身分證/4', '與照片為同一人', 'A04'),
    ],
  });
  documents.push({
    ...base, id: `doc-${id}-identity-back`, kind: 'identity', label: '身分證', file_name: '身分證反面.jpg', size: '1.9 MB', is_new: false, pages: 1,
    handle: hold('identity-back', () => identityBack('張文昌', '許雅琴')), checks: [],
  });
  if (seed?.route === 'cohabiting') {
    documents.push({
      ...base, id: `doc-${id}-cohabitation`, kind: 'cohabitation', label: '同居證明', file_name: '同居證明.jpg', size: '1.3 MB', is_new: resent, pages: 1,
      handle: hold('cohabitation', () => letter('同居證明書', '範例里辦公處', [`茲證明 ${one.who} 與`, `${inmate(one.inmate).name} 自民國 108 年起`, '同住於本里範例路 0 號。'])),
      checks: [check('同居證明/里長證明/1', '同一戶籍，或有同居證明', 'A11'), check('同居證明/里長證明/2', '出具人、日期、印信、同址、起訖', 'A11'), check('同居證明/里長證明/5', '入監前就同住', null)],
    });
  }
  const relation = { id: `doc-${id}-relationship`, kind: 'relationship' as const, label: '戶籍謄本', file_name: '戶籍謄本.pdf', size: '0.8 MB', is_new: resent, pages: 2, reason: null, troubles: [], hints: ['檔案日期 115.11.12，請與文件上的核發日期核對。'], codes: ['https://www.ris.gov.tw/范例?no=P0000000-115'], twins: seed?.twins ?? [], paper: one.draft.paper ?? ('transcript' as const) };
  const relationChecks = [
    check('戶籍謄本/2', '記事未省略', 'A07'), { ...check('戶籍謄本/3', '115.11.12 核發，3 個月內', 'A08', 'pass'), date: { label: '核發日期', error: dayError(one.draft.dates['戶籍謄本/3']) } },
    check('戶籍謄本/4', '關防完整、頁次連續', 'A02'), check('戶籍謄本/5', '姓名、統號串得起來', 'A06'),
  ];
  if (seed?.documents === 'waiting') {
    documents.push({ ...relation, state: 'waiting', sentence: '還沒下載完，連上網路後會自動繼續。', handle: null, checks: relationChecks });
  } else if (seed?.documents === 'refused') {
    documents.push({ ...relation, file_name: '戶籍謄本.heic', state: 'refused', sentence: '這種格式打不開。可以請家屬改傳 JPG，理由 A13 已備好。', reason: 'A13', handle: null, checks: relationChecks });
  } else {
    documents.push({ ...relation, state: 'ready', sentence: null, handle: hold('relationship', (page) => transcript(one.who, inmate(one.inmate).name, page, 2)), checks: relationChecks });
  }
  const cover = seed?.portrait ?? 'plain';
  documents.push({
    ...base, id: `doc-${id}-portrait`, kind: 'portrait', label: '照片', file_name: '照片.jpg', size: '3.4 MB', is_new: resent, pages: 1,
    handle: hold('portrait', () => portrait(cover, one.index)), hints: cover === 'plain' ? [] : ['臉部可能有遮蔽，請看一下'],
    checks: [check('正面照片/1', '臉部無遮蔽', 'A04', cover === 'plain' ? null : 'attention'), check('正面照片/2', '單人、正面', 'A04'), check('正面照片/3', '近照、未用濾鏡', 'A04')],
  });
  return documents;
}

function postDocuments(one: SampleCase, drawn: Map<string, Drawn>): Unlooked[] {
  const drawing = one.post?.photo;
  if (!drawing) return [];
  const handle = `sample-post-${one.index}`;
  drawn.set(handle, () => photo(drawing));
  return [{ id: `doc-post-${one.index}`, kind: 'photo', label: '照片', file_name: `${one.post?.title ?? ''}.jpg`, size: '2.1 MB', is_new: one.revision > 1, state: 'ready', sentence: null, reason: null, handle, pages: 1, troubles: [], hints: [], codes: [], twins: [], paper: null, checks: [] }];
}

function finding(id: string, label: string, value: string, level: FindingView['level'], more: Partial<FindingView> = {}): FindingView {
  return { id, label, value, level, sentence: value, arithmetic: null, clause: '', data_date: null, suggested_reasons: [], ...more };
}

function statusFinding(one: SampleCase, clock: SampleClock): FindingView {
  const of = inmate(one.inmate);
  return finding('inmate_status', '收容狀態', of.status, of.open ? 'pass' : 'attention', {
    sentence: of.open ? '目前可以收到訊息。' : '目前未開放，請暫緩；不計入退件次數。', clause: '壹.＊', data_date: clock.minute(), suggested_reasons: of.open ? [] : ['P16'],
  });
}

function applicationFindings(one: SampleCase, clock: SampleClock): FindingView[] {
  const kin = kinship(one.relation);
  const covered = (one.application?.portrait ?? 'plain') !== 'plain';
  return [
    finding('quota', '名額', '尚無家屬帳號', 'pass', { sentence: '這位收容人還沒有家屬使用聯絡簿。', clause: '貳.一' }),
    statusFinding(one, clock),
    finding('identity', '證號', '檢查碼相符', 'pass', { sentence: '檢查碼與性別碼都相符。', clause: '操作二.6' }),
    finding('transcript', '謄本', '11 日內', 'pass', { sentence: '核發到今天不滿 3 個月。', arithmetic: `115.11.12 → ${clock.day()} ＝ 11 日（上限 3 個月）`, clause: '操作二.6' }),
    finding('portrait', '照片', covered ? '疑有遮蔽' : '清楚', covered ? 'attention' : 'pass', { sentence: covered ? '臉部可能有遮蔽；這只是提示，由您判斷。' : '解析度與亮度足夠。', clause: '操作二.6', suggested_reasons: covered ? ['A04'] : [] }),
    finding('kinship', '關係', kin.headline, kin.level, { sentence: kin.sentence, arithmetic: kin.sum, clause: kin.clause, suggested_reasons: kin.level === 'fail' ? ['A20'] : [] }),
  ];
}

function postFindings(one: SampleCase, post: PostSeed, clock: SampleClock): FindingView[] {
  const length = [...post.body].length;
  const days = inmate(one.inmate).juvenile ? 2 : 10;
  const found: FindingView[] = [
    finding('length', '字數', length > 150 ? `${length} 字，超過 ${length - 150}` : `${length} 字`, length > 150 ? 'fail' : 'pass', { sentence: length > 150 ? '超過內文上限。' : '在內文上限以內。', arithmetic: `${length} 字，上限 150`, clause: '貳.三', suggested_reasons: length > 150 ? ['P02'] : [] }),
    finding('interval', '間隔', '已滿', 'pass', { sentence: '距離上一則已滿間隔。', arithmetic: `上一則 10.28，已滿 ${26 - one.age} 日（需 ${days} 日）`, clause: '貳.三' }),
    finding('addressee', '對象', `呼號 ${one.inmate}`, 'pass', { sentence: '是已核准的收容人。', clause: '操作三.3' }),
    statusFinding(one, clock),
  ];
  const marks = post.marks ?? [];
  if (marks.length > 0) {
    const worst = marks.some((mark) => mark[1] !== 'flag') ? 'fail' : 'attention';
    found.push(finding('lexicon', '詞彙', `${marks.length} 處：${[...new Set(marks.map((mark) => mark[2]))].join('、')}`, worst, { sentence: '已在原文標出，由您判斷。', clause: '貳.二', suggested_reasons: marks.map((mark) => ({ 公務: 'P01', 聯絡: 'P07', 關懷: 'P10', 威脅: 'P09', 財物: 'P12', 推銷: 'P06' })[mark[2]] ?? 'P06') }));
  } else {
    found.push(finding('lexicon', '詞彙', '沒有標記', 'pass', { sentence: '沒有碰到需要留意的字詞。', clause: '貳.二' }));
  }
  if (post.photo) found.push(finding('photo', '照片', '1 張，2.1 MB', 'pass', { sentence: '張數與大小都在限制內。', arithmetic: '1 張（限 1 張），2.1 MB（以 10 MB 為原則）', clause: '貳.三' }));
  return found;
}

function segments(post: PostSeed): SegmentView[] {
  const parts: SegmentView[] = [];
  let rest = post.body;
  for (const [words, severity, label, sentence, concepts = []] of post.marks ?? []) {
    const at = rest.indexOf(words);
    if (at < 0) continue;
    if (at > 0) parts.push({ text: rest.slice(0, at), mark: null });
    parts.push({ text: words, mark: { severity, label, sentence, concepts } });
    rest = rest.slice(at + words.length);
  }
  if (rest !== '') parts.push({ text: rest, mark: null });
  return parts;
}

function history(one: SampleCase, clock: SampleClock): HistoryView[] {
  const event = (ago: number, what: string, detail: string, verdict: Verdict | null = null): HistoryView => ({ day: clock.shortDay(-ago), what, detail, verdict, overturned: false });
  const list: HistoryView[] = [];
  if (one.revision > 1) {
    list.push(event(one.age, `重新送件，版次 ${one.revision}`, one.post ? '改了：內文' : '換了：戶籍謄本、照片'));
    list.push(event(one.age + 1, one.post ? '補件 P07 含聯絡方式' : '補件 A07 記事被省略', '李沛真・不計退件次數', 'return'));
    list.push(event(one.age + 3, '第一次送件', one.post ? '' : '身分證此後未變更'));
  } else {
    list.push(event(one.age, one.post ? '發佈' : '第一次送件', one.post ? '上一則 10.28 通過' : ''));
    if (one.state === 'held') list.unshift(event(Math.max(one.age - 1, 0), '暫緩', '收容人目前未開放・不計退件次數', 'hold'));
  }
  return list;
}

function strikes(one: SampleCase): StrikesView {
  const count = one.post?.strikes ?? 0;
  const entries = [
    { decision: 'strike-1', day: '115.08.21', reason: 'P01 屬一般公務聯繫', overturned: false, why_not_counted: null },
    { decision: 'strike-0', day: '115.09.16', reason: 'P07 含聯絡方式或連結', overturned: true, why_not_counted: '主管已改判' },
    { decision: 'strike-2', day: '115.10.07', reason: 'P06 與關懷無關', overturned: false, why_not_counted: null },
  ];
  return { count, threshold: 3, entries: count > 0 ? entries : [] };
}

function verdicts(one: SampleCase, documents: Unlooked[], open: boolean): VerdictOption[] {
  const closed = one.state !== 'pending' && one.state !== 'held';
  const missing = documents.find((document) => document.state !== 'ready');
  const whyNoApproval = closed ? '這件已經結案。' : !open ? '收容人目前未開放，可以暫緩。' : missing ? `${missing.label}還看不到，看過才能通過。` : null;
  const whyNot = closed ? '這件已經結案。' : one.pending ? '已做決定，在寄件匣裡。' : null;
  const option = (verdict: Verdict, why: string | null): VerdictOption => ({ verdict, allowed: why === null, why_not: why });
  return [option('approve', whyNot ?? whyNoApproval), option('return', whyNot), option('reject', whyNot), option('hold', whyNot)];
}
