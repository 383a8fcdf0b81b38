// One word per thing, the same everywhere.

import type { CaseKind, CaseState, DocumentKind, Role, Verdict } from '../../generated/views';

export const words = {
  kind: { application: '服務申請', post: '聯絡簿' } satisfies Record<CaseKind, string>,
  verdict: { approve: '通過', return: '補件', reject: '退件', hold: '暫緩' } satisfies Record<
    Verdict,
    string
  >,
  state: {
    pending: '待審',
    held: '暫緩',
    approved: '已通過',
    returned: '已補件',
    rejected: '已退件',
    withdrawn: '家屬撤回',
  } satisfies Record<CaseState, string>,
  document: {
    identity: '身分證件',
    relationship: '關係證明',
    portrait: '照片',
    cohabitation: '同居證明',
    official_letter: '公文',
    photo: '照片',
    other: '其他文件',
  } satisfies Record<DocumentKind, string>,
  role: { social_worker: '社工', supervisor: '主管' } satisfies Record<Role, string>,
  inmateNumber: '呼號',
  close: '關閉',
  cancel: '取消',
  retry: '再試一次',
  undo: '復原',
  back: '返回',
  separator: '・',
};
