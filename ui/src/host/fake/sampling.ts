// 品質抽查 of the sample desk: a seeded draw, the blind cases in it, and how often two people agreed.

import type { AgreementView, BlindCaseView, DrawView, SamplingView, SecondLookView, SegmentView, Verdict } from '../../generated/views';
import { HostError } from '../door';
import { caseId } from './cases';
import type { Answers, FakeHost } from './index';
import { reasonText } from './strikes';

interface Blind {
  title: string;
  words: string;
  /** The words that a rule marked. */
  hit: string;
  relation: string;
  findings: string[];
  documents: string[];
  verdict: Verdict;
  reasons: string[];
}

const BLIND: Blind[] = [
  { title: '請假單', words: '哥，請假單上的家長欄我簽你的名字可以嗎？老師說要家裡的人。', hit: '請假單', relation: '妹', findings: ['字數 29，上限 150', '詞彙 1 處：公務'], documents: [], verdict: 'reject', reasons: ['P01'] },
  { title: '爸的腳', words: '爸的腳好多了，可以自己走到巷口。他說等你回來要一起去廟裡還願。', hit: '', relation: '子', findings: ['字數 32，上限 150', '間隔已滿 12 日'], documents: ['照片'], verdict: 'approve', reasons: [] },
  { title: '會錢', words: '會錢的事你不用煩，舅舅說下個月他先墊，等你出來再算。', hit: '會錢', relation: '姊', findings: ['字數 26，上限 150', '詞彙 1 處：財物'], documents: [], verdict: 'reject', reasons: ['P12'] },
];

export class SampleDraw {
  draw: DrawView | null;
  past: DrawView[];
  #at = 0;
  #agreement: AgreementView[];

  constructor(empty: boolean) {
    const row = (code: string, looked: number, agreed: number): AgreementView => ({ code, label: reasonText(code), looked, agreed });
    this.draw = empty ? null : { on: '115.11.23', by: '洪主任', seed: '7f3a91c04e82b6d5', share: 5, span: '115.11.01 至 115.11.23', of: 243, drawn: 12, looked: 9, agreed: 8 };
    this.past = empty ? [] : [{ on: '115.10.31', by: '洪主任', seed: '21d9c7aa50f4e813', share: 5, span: '115.10.01 至 115.10.31', of: 281, drawn: 14, looked: 14, agreed: 13 }];
    this.#agreement = empty ? [] : [row('P01', 14, 12), row('P06', 9, 8), row('P07', 6, 6), row('P12', 5, 3), row('A04', 8, 8)];
  }

  view(): SamplingView {
    return { draw: this.draw, next: this.#next(), agreement: this.#agreement, past: this.past };
  }

  make(host: FakeHost, share: number): void {
    if (this.#next() !== null) throw new HostError('refused', '上一次抽出的還沒有看完，看完才能再抽。');
    if (this.draw !== null) this.past = [this.draw, ...this.past];
    this.#at = 0;
    this.draw = { on: host.clock.day(), by: '洪主任', seed: '0c84fe19a7d35b62', share, span: '115.11.01 至 115.11.23', of: 243, drawn: 3, looked: 0, agreed: 0 };
  }

  look(sample: string, verdict: Verdict, reasons: string[]): SecondLookView {
    const next = this.#next();
    const blind = BLIND[this.#at];
    if (this.draw === null || next === null || blind === undefined || next.sample !== sample) throw new HostError('gone', '這一件已經看過了。');
    if (verdict !== 'approve' && reasons.length === 0) throw new HostError('refused', '請選 1 到 3 個理由。');
    const agreed = verdict === blind.verdict;
    this.#at += 1;
    this.draw = { ...this.draw, looked: this.draw.looked + 1, agreed: this.draw.agreed + (agreed ? 1 : 0) };
    this.#agreement = this.#agreement.map((row) => (blind.reasons.includes(row.code) ? { ...row, looked: row.looked + 1, agreed: row.agreed + (agreed ? 1 : 0) } : row));
    return {
      agreed, sentence: agreed ? '兩次看法相同。' : '兩次看法不同。是否改判由您決定，抽查本身不會改變任何決定。', case: { kind: 'post', id: caseId('post', 900_006) },
      first_verdict: blind.verdict, first_reasons: blind.reasons.map(reasonText), second_verdict: verdict, second_reasons: reasons.map(reasonText),
    };
  }

  #next(): BlindCaseView | null {
    const blind = BLIND[this.#at];
    if (this.draw === null || blind === undefined || this.draw.looked >= this.draw.drawn) return null;
    const at = blind.hit === '' ? -1 : blind.words.indexOf(blind.hit);
    const body: SegmentView[] = at < 0 ? [{ text: blind.words, mark: null }] : [
      { text: blind.words.slice(0, at), mark: null },
      { text: blind.hit, mark: { severity: 'flag', label: blind.findings[1]?.slice(-2) ?? '', sentence: '提及，請判斷', concepts: [] } },
      { text: blind.words.slice(at + blind.hit.length), mark: null },
    ];
    return {
      sample: `sample-${this.draw.seed}-${this.draw.looked}`, kind: 'post', number: `抽查 ${this.draw.looked + 1}`, nth: this.draw.looked + 1, of: this.draw.drawn,
      relation: blind.relation, title: blind.title, body, findings: blind.findings, documents: blind.documents,
    };
  }
}

export function samplings(host: FakeHost): Pick<Answers, 'sampling' | 'draw_sample' | 'second_look'> {
  return {
    sampling: () => host.drawn.view(),
    draw_sample: ({ share }) => {
      if (share < 1 || share > 20) throw new HostError('refused', '抽查比例要在 1 到 20 之間。');
      host.drawn.make(host, share);
      host.audit.add(`抽查 ${share}%`, null, '洪主任');
      return host.drawn.view();
    },
    second_look: ({ sample, verdict, reasons }) => host.drawn.look(sample, verdict, reasons),
  };
}
