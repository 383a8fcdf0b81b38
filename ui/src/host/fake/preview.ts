// What a family would read of a decision, and what it would cost, as the desk composes it.

import type { CaseView, ConsequenceView, DecideRequest, DecisionPreview, Verdict } from '../../generated/views';
import type { SampleClock } from './clock';
import { reason } from './reasons';
import { LANGUAGES, type SampleTranslations } from './translations';

const NAMES: Record<Verdict, string> = { approve: '通過', return: '補件', reject: '退件', hold: '暫緩' };

const NEXT: Record<string, string> = {
  approve_application: '登入後點選「家庭聯絡簿」，再選「發佈家庭聯絡簿」就可以開始。',
  return_application: '請在原申請補上後送出，不必重新申請。',
  return_post: '現在就可以重新發佈，不必再等 10 天，也不計入退件次數。',
  reject_application: '如有疑問，可以洽本機關社工。',
  reject_post: '現在就可以重新發佈，不必再等 10 天。',
  hold_application: '您不需要再送一次，情形改變後我們會通知您。',
  hold_post: '您不需要再送一次，恢復後我們會通知您。',
};

export function isStrike(request: DecideRequest): boolean {
  return request.case.kind === 'post' && request.verdict === 'reject' && request.reasons.some((given) => given.counts);
}

export function preview(of: CaseView, request: DecideRequest, contact: string, clock: SampleClock, translations: SampleTranslations, resident: boolean): DecisionPreview {
  const obstacles: string[] = [];
  const advice: string[] = [];
  const paragraphs: string[] = [];
  const names: string[] = [];
  const translated: string[] = [];

  if (request.verdict === 'approve') {
    paragraphs.push(of.case.kind === 'application' ? '您的申請已通過，現在可以發佈家庭聯絡簿。' : '您的訊息已通過，我們會交給您的家人。');
  } else {
    if (request.reasons.length === 0) obstacles.push(`請選一個${NAMES[request.verdict]}的理由。`);
    if (request.reasons.length > 3) obstacles.push('理由最多三個。');
    for (const given of request.reasons) {
      const chosen = reason(given.code);
      if (!chosen) {
        obstacles.push(`沒有 ${given.code} 這個理由。`);
        continue;
      }
      let words = chosen.template;
      let other = request.language === null ? '' : translations.words(given.code, request.language);
      for (const slot of chosen.slots) {
        const filled = (given.slots[slot] ?? '').trim() || (slot === '窗口' ? contact : '');
        if (filled) {
          words = words.replaceAll(`{${slot}}`, filled);
          other = other.replaceAll(`{${slot}}`, filled);
        } else obstacles.push(`「${chosen.label}」還缺：${slot}。`);
      }
      paragraphs.push(words);
      names.push(given.code);
      translated.push(other);
    }
  }
  if (request.addition.trim()) paragraphs.push(request.addition.trim());
  const next = request.verdict === 'approve' && of.case.kind === 'post' ? `下一則可在 ${clock.day(10)} 起發佈。` : NEXT[`${request.verdict}_${of.case.kind}`];
  if (next) paragraphs.push(next);
  if (request.addition.trim()) names.push('translation.addition');
  names.push(`next_step.${request.verdict}_${of.case.kind}`, 'translation.note');
  const languages = request.verdict === 'approve' ? [] : translations.options(names);
  const said_in = request.verdict === 'approve' ? null : request.language;
  const awaiting = languages.find((one) => one.language === said_in)?.awaiting ?? [];
  if (said_in !== null && awaiting.length > 0) obstacles.push(`${LANGUAGES[said_in]}：${awaiting.join('、')}的譯文須經機關核定，核定前不能送出。`);
  const next_step = said_in === null ? '' : translations.words(`next_step.${request.verdict}_${of.case.kind}`, said_in).replaceAll('{天數}', '10');
  const translation = said_in === null || names.length < 3 ? null : [translations.heading(said_in), ...translated, next_step].join('\n');

  const said = paragraphs.join('');
  if (/李沛真|王社工/.test(said)) obstacles.push('內容有同仁的姓名，家屬只會看到單位。');
  if (/違規|不實|偽造/.test(request.addition)) advice.push('「違規、不實、偽造」聽起來像在責備，可以改說要怎麼補正。');
  if (request.addition.length > 120) advice.push('補充說明有點長，家屬多半在手機上讀。');

  const chinese = paragraphs.join('\n\n');
  return {
    family_message: translation === null ? chinese : `${chinese}\n\n${translation}`, translation, languages,
    proposed: resident ? { language: 'en', why: '申請人持外僑居留證，還不知道讀哪一種文字' } : null,
    length: { chinese: chinese.length, translation: translation?.length ?? 0, limit: 2000 },
    paragraphs, obstacles, advice, four_eyes: fourEyes(request), consequence: consequence(of, request, clock),
  };
}

/** Reasons that the sample policy leaves to two people. */
const TWO_PEOPLE = ['X01', 'P09', 'P10', 'P11', 'P14'];

function fourEyes(request: DecideRequest): string | null {
  const codes = request.reasons.map((given) => given.code).filter((code) => TWO_PEOPLE.includes(code));
  return codes.length === 0 ? null : `${codes.join('、')} 要兩個人看過：您的建議會送主管決定，家屬還不會收到。`;
}

function consequence(of: CaseView, request: DecideRequest, clock: SampleClock): ConsequenceView | null {
  if (!isStrike(request)) return null;
  const before = of.strikes.count;
  const after = before + 1;
  return {
    before,
    after,
    threshold: of.strikes.threshold,
    headline: `送出後，這將是第 ${after} 次退件`,
    sentence:
      after >= of.strikes.threshold
        ? '達 3 次以上，主管得暫停一個月；不會自動停用。'
        : `再 ${of.strikes.threshold - after} 次就到 ${of.strikes.threshold} 次。改為補件就不計次。`,
    arithmetic: `${before} ＋ 1 ＝ ${after}，門檻 ${of.strikes.threshold}`,
    alternatives: ['改為補件，請家屬修改後再送，不計次'],
    entries: of.strikes.entries,
  };
}
