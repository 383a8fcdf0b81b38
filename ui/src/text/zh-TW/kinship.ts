// 親等試算: a relation by itself.

import type { Level } from '../../generated/views';

export const kinshipText = {
  title: '親等試算',
  ofCase: '試算這件的關係',
  question: '申請人是收容人的',
  placeholder: '例：媽媽的姊姊的兒子',
  hint: '可以輸入稱謂、一串稱謂，或用下面的鈕一步一步走。',
  steps: '從收容人走一步',
  step: { U: '往上到父母', D: '往下到子女', S: '到配偶' },
  stepName: { U: '父母', D: '子女', S: '配偶' },
  takeBack: '退一步',
  clear: '重來',
  walked: (steps: string) => `收容人 → ${steps}`,
  empty: '還沒有輸入。',
  verdict: { pass: '關係符合', attention: '請您判斷', fail: '關係不符合' } satisfies Record<
    Level,
    string
  >,
  senses: (count: number) => `有 ${count} 種意思，請看文件是哪一種`,
  eligible: (yes: boolean) => (yes ? '符合' : '不符合'),
  readingA: '讀法 A',
  readingB: '讀法 B',
  readingTitle: { A: '直系血親不限親等', B: '直系血親三親等內' },
  clause: '依據',
  proofs: '可以證明',
  noProofs: '不足以證明',
  failed: '沒有算出來',
};
