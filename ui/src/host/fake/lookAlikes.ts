// How this facility ruled on cases like the open one, in the sample desk.

import type { CaseRef, LookAlikesView, LookAlikeView } from '../../generated/views';
import { caseId } from './cases';
import type { Answers, FakeHost } from './index';
import { reasonText } from './strikes';

function rows(ref: CaseRef): LookAlikeView[] {
  const row = (index: number, day: string, verdict: LookAlikeView['verdict'], codes: string[], excerpt: string, why: string, overturned = false): LookAlikeView => ({
    case: { kind: ref.kind, id: caseId(ref.kind, 900_000 + index) }, number: `${ref.kind === 'post' ? '簿' : '申'}115-${1980 + index}`, day, verdict,
    reasons: codes.map(reasonText), excerpt, why, overturned,
  });
  return ref.kind === 'post'
    ? [
      row(6, '115.11.20', 'reject', ['P01'], '請假單上的家長欄我簽你的名字可以嗎？', '都在請人辦手續'),
      row(9, '115.11.12', 'return', ['P07'], '我換電話了，打這支就找得到。', '都寫了電話'),
      row(17, '115.08.21', 'approve', [], '妹妹學會騎車了，跌了一跤還笑。', '都寫孩子學騎車', true),
    ]
    : [
      row(3, '115.11.16', 'return', ['A04'], '照片戴口罩', '同一種關係，同一種照片問題'),
      row(8, '115.10.28', 'approve', [], '旁系血親三親等，戶籍謄本兩代', '同為旁系血親三親等'),
    ];
}

export function lookAlikes(host: FakeHost): Pick<Answers, 'look_alikes'> {
  return {
    look_alikes: (ref): LookAlikesView => {
      const one = host.find(ref);
      const found = one.index % 3 === 2 ? [] : rows(ref);
      return { rows: found, sentence: found.length === 0 ? '' : `相似的 ${found.length} 件：退件 1、補件 1、通過 1` };
    },
  };
}
