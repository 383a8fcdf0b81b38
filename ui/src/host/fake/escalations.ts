// 送主管 of the sample desk: questions, requests to reverse a decision, and second opinions.

import type { EscalationsView, EscalationView } from '../../generated/views';
import { HostError } from '../door';
import { caseId, subjectOf } from './cases';
import type { Answers, FakeHost } from './index';
import { reasonText } from './strikes';

const VERDICTS = { approve: '通過', return: '補件', reject: '退件', hold: '暫緩' };
const WHY_NOT = '這是您提出的問題，要由另一位主管回答。';

function sampleEscalations(): EscalationView[] {
  const common = { fate: 'acknowledged' as const, urgent: null, against: null, why_not: null, answer: null };
  return [
    {
      ...common, id: 'escalation-1', case: { kind: 'post', id: caseId('post', 0) }, number: '簿115-2087', subject: '「對不起」', relation: '母', inmate_number: '1265',
      kind: 'second_opinion', question: '字句像是在告別。已經打過電話，沒有接。要先通報，還是先請教誨師去看他？', proposed: 'reject', reasons: ['P10 內容令人擔心（關懷優先）'],
      asked_by: '李沛真', mine: false, asked_at: '16:20', excerpt: '對不起，媽媽撐不下去了。以後不能再去看你，你要自己好好的。',
      urgent: { what: '輕生的話', clause: '自殺防治法 11', hours: 24, until: '', until_label: '11.24 16:20', from_label: '從 11.23 16:20 第一次有人看到起算', sentence: '知悉起 24 小時內通報；通報後在這裡回答，案件照常審核。' },
    },
    {
      ...common, id: 'escalation-2', case: { kind: 'post', id: caseId('post', 900_006) }, number: '簿115-2046', subject: '「請假單」', relation: '妹', inmate_number: '1804',
      kind: 'reversal', question: '請假單是學校要家長簽的，不是公務請託。我退太快了，請改判通過。', proposed: 'approve', reasons: ['P01 屬一般公務聯繫'],
      asked_by: '李沛真', mine: false, asked_at: '11.20 17:05', excerpt: '哥，請假單上的家長欄我簽你的名字可以嗎？老師說要家裡的人。',
      against: {
        who: '李沛真', verdict: 'reject', reasons: ['P01 屬一般公務聯繫'], at: '11.20 16:22', staff_note: null, in_force: true,
        family_message: '內容提到請假單，需要走正式管道才不會耽誤您的事情：請洽社工室 (05) 000-0000。把這部分拿掉、留下關心家人的話，就可以重新發佈。',
      },
    },
    {
      ...common, id: 'escalation-3', case: { kind: 'application', id: caseId('application', 8) }, number: '申115-0420', subject: '潘美玲', relation: '共居家屬', inmate_number: '1530',
      kind: 'question', question: '里長開的同居證明沒有寫期間，可以當同居證明嗎？', proposed: 'return', reasons: ['A11 同居證明不足'],
      asked_by: '王社工', mine: false, asked_at: '11.22 10:31', excerpt: '',
    },
    {
      ...common, id: 'escalation-4', case: { kind: 'post', id: caseId('post', 4) }, number: '簿115-2091', subject: '「球隊得名」', relation: '父', inmate_number: '2951',
      kind: 'question', question: '照片裡有別隊孩子的臉，要遮嗎？', proposed: 'approve', reasons: [], asked_by: '洪主任', mine: true, asked_at: '11.19 09:12',
      excerpt: '我們少棒隊拿第三名，獎盃給你看。', why_not: WHY_NOT,
    },
    {
      ...common, id: 'escalation-5', case: { kind: 'application', id: caseId('application', 0) }, number: '申115-0412', subject: '張妤安', relation: '外甥女', inmate_number: '2413',
      kind: 'question', question: '照片戴口罩，能不能先通過再補？', proposed: 'approve', reasons: ['A04 照片不符規定'], asked_by: '李沛真', mine: false, asked_at: '11.18 14:40',
      excerpt: '', answer: { by: '洪主任', at: '11.18 15:02', words: '不行。請她補一張就好，戶籍謄本不用再傳，信裡寫清楚。' },
    },
  ];
}

export class SampleEscalations {
  rows: EscalationView[];

  constructor(empty: boolean) {
    this.rows = empty ? [] : sampleEscalations();
  }

  /** As this person sees them: a social worker their own. */
  view(host: FakeHost): EscalationsView {
    const supervisor = host.wishes.role === 'supervisor';
    const name = supervisor ? '洪主任' : '李沛真';
    const seen = this.rows
      .filter((row) => supervisor || row.asked_by === name)
      .map((row) => ({
        ...row, mine: row.asked_by === name, asked_by: row.asked_by === name ? '您' : row.asked_by,
        why_not: !supervisor ? '由主管回答。' : row.asked_by === name ? WHY_NOT : null,
        urgent: row.urgent && { ...row.urgent, until: host.clock.instantIn(23 * 3600 + 28 * 60) },
      }));
    return { open: seen.filter((row) => row.answer === null), settled: seen.filter((row) => row.answer !== null) };
  }
}

export function escalations(host: FakeHost): Pick<Answers, 'list_escalations' | 'escalate' | 'propose_decision' | 'settle_escalation'> {
  return {
    list_escalations: () => host.escalations.view(host),
    escalate: ({ case: ref, question, proposed }) => {
      if (question.trim() === '') throw new HostError('refused', '請寫下要問主管的問題。');
      const one = host.find(ref);
      const by = host.wishes.role === 'supervisor' ? '洪主任' : '李沛真';
      if (host.escalations.rows.some((row) => row.case.id === ref.id && row.answer === null && row.asked_by === by)) {
        throw new HostError('refused', '這件您已經問過主管，還在等回答。');
      }
      const id = `escalation-of-${ref.id}`;
      host.escalations.rows = [...host.escalations.rows, {
        id, case: ref, number: one.number, subject: subjectOf(one), relation: one.relation, inmate_number: one.inmate, kind: 'question', question, proposed,
        reasons: [], asked_by: by, mine: true, asked_at: host.clock.minute(), fate: 'waiting', urgent: null, against: null, excerpt: one.post?.body.slice(0, 60) ?? '',
        why_not: WHY_NOT, answer: null,
      }];
      host.audit.add('送主管', one.number, by);
      host.tell(false);
      return id;
    },
    propose_decision: ({ case: ref, verdict, reasons }) => {
      const one = host.find(ref);
      const by = host.wishes.role === 'supervisor' ? '洪主任' : '李沛真';
      const id = `proposal-of-${ref.id}`;
      host.escalations.rows = [...host.escalations.rows.filter((row) => row.id !== id), {
        id, case: ref, number: one.number, subject: subjectOf(one), relation: one.relation, inmate_number: one.inmate, kind: 'second_opinion',
        question: `擬「${VERDICTS[verdict]}」：${reasons.map((given) => reasonText(given.code)).join('、')}。\n擬給家屬的話：（如案件的預覽）`, proposed: verdict,
        reasons: reasons.map((given) => reasonText(given.code)), asked_by: by, mine: true,
        asked_at: host.clock.minute(), fate: 'waiting', urgent: null, against: null, excerpt: one.post?.body.slice(0, 60) ?? '', why_not: WHY_NOT, answer: null,
      }];
      host.audit.add('送主管，請第二人決定', one.number, by);
      host.tell(true);
      return id;
    },
    settle_escalation: ({ escalation, answer }) => {
      const row = host.escalations.rows.find((one) => one.id === escalation && one.answer === null);
      if (row === undefined) throw new HostError('gone', '這個問題已經有人回答。');
      if (host.wishes.role !== 'supervisor') throw new HostError('refused', '只有主管可以回答。');
      if (row.asked_by === '洪主任') throw new HostError('refused', WHY_NOT);
      if (answer.trim() === '') throw new HostError('refused', '請寫下您的回答。');
      host.escalations.rows = host.escalations.rows.map((one) => (one === row ? { ...row, answer: { by: '洪主任', at: host.clock.minute(), words: answer } } : one));
      host.audit.add('回答同仁的問題', row.number, '洪主任');
      host.tell(false);
      return null;
    },
  };
}
