// Three conflicts of the sample desk: a colleague was first, the family sent anew, the claim passed on.

import type { TrayItemView } from '../../generated/views';
import { caseId } from './cases';

export function sampleTray(): TrayItemView[] {
  return [
    {
      decision: 'tray-already-decided',
      case: { kind: 'application', id: caseId('application', 6) },
      number: '申115-0418', subject: '蔡欣怡', relation: '伯母', inmate_number: '3318',
      why: '同仁已先決定：通過',
      story: '您離線時做了決定，但王社工比您早 23 分鐘送達。目前有效的是對方的決定，您的沒有生效，也沒有遺失。',
      at: '16:04', changes: [],
      mine: {
        who: '李沛真', verdict: 'return', reasons: ['A11 同居證明不足'],
        family_message: '若以同住家屬身分申請，請附同一戶籍的戶口名簿；不同戶籍時，請附載明雙方姓名、地址與同住期間的同居證明。\n\n請在原申請補上後送出，不必重新申請。',
        at: '15:41', staff_note: '兩人不同戶，想先問她住址。', in_force: false,
      },
      theirs: {
        who: '王社工', verdict: 'approve', reasons: [],
        family_message: '您的申請已通過，現在可以發佈家庭聯絡簿。', at: '15:18', staff_note: null, in_force: true,
      },
      choices: ['keep_theirs', 'ask_reversal', 'escalate'],
    },
    {
      decision: 'tray-revision',
      case: { kind: 'application', id: caseId('application', 0) },
      number: '申115-0412', subject: '張妤安', relation: '外甥女', inmate_number: '2413',
      why: '家屬重新送件，版次 1 變 2',
      story: '您決定之後、送達之前，家屬換了戶籍謄本和照片。您的決定是針對舊的版次，沒有生效；理由都替您留著。',
      at: '14:06',
      changes: [
        { what: '申請人的說明', before: '想和阿姨說說話。', after: '想和阿姨說說話。外婆上個月住院，想讓她知道。' },
        { what: '關係證明文件', before: '戶籍謄本.pdf（420 KB）', after: '戶籍謄本含詳細記事.pdf（512 KB）' },
        { what: '正面照片', before: '濾鏡照.jpg（1.1 MB）', after: '正面照.jpg（1.8 MB）' },
      ],
      mine: {
        who: '李沛真', verdict: 'return', reasons: ['A07 記事被省略', 'A04 照片不符規定'],
        family_message: '您附的是「省略記事」版本，看不到結婚、離婚或收養的登記。請向任一戶政事務所申請「含詳細記事」的版本。\n\n請改上傳您本人最近的單人正面照，臉部清楚、不戴口罩或墨鏡，也不要使用修圖濾鏡。\n\n請在原申請補上後送出，不必重新申請。',
        at: '13:52', staff_note: null, in_force: false,
      },
      theirs: null,
      choices: ['decide_again', 'keep_theirs', 'escalate'],
    },
    {
      decision: 'tray-claim',
      case: { kind: 'post', id: caseId('post', 3) },
      number: '簿115-2090', subject: '「段考」', relation: '父', inmate_number: 'J042',
      why: '王社工已接手這件',
      story: '您的認領到期後，王社工接手了這件，還沒有決定。您的決定沒有生效，也沒有遺失；可以再看一次，或請主管決定由誰接續。',
      at: '11.22 17:31', changes: [],
      mine: {
        who: '李沛真', verdict: 'approve', reasons: [],
        family_message: '您的訊息已通過，我們會交給您的家人。\n\n下一則可在 115.11.24 起發佈。',
        at: '11.22 17:20', staff_note: '少年，間隔 2 日。', in_force: false,
      },
      theirs: null,
      choices: ['decide_again', 'keep_theirs', 'escalate'],
    },
  ];
}
