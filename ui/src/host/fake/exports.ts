// 匯出與列印 of the sample desk: files that are named and never written, and posts to be handed over.

import type { DeliveriesRequest, DeliveriesView, DeliveryRow, MarkDeliveredRequest, ReportFormat, ReportKind, ReportRequest, ReportView } from '../../generated/views';
import { HostError } from '../door';
import { caseId } from './cases';
import type { Answers, FakeHost } from './index';

const TITLES: Record<ReportKind['what'], string> = {
  tally: '退件統計', strikes: '退件明細', suspensions: '停用紀錄', dossier: '停用卷宗', decision: '審核決定紀錄', deliveries: '聯絡簿送達單',
};
const ENDINGS: Record<ReportFormat, string> = { ods: 'ods', xlsx: 'xlsx', csv: 'csv', pdf: 'pdf' };

/** Everything else that is asked for is a paper and has no other format. */
const TABLES: ReportKind['what'][] = ['tally', 'strikes', 'suspensions'];

function report(host: FakeHost, { kind, format, unmasked, grounds }: ReportRequest): ReportView {
  const forSupervisors = kind.what !== 'decision' && kind.what !== 'deliveries';
  if ((forSupervisors || unmasked) && host.wishes.role !== 'supervisor') throw new HostError('refused', '這個動作只有主管可以做。');
  if (unmasked && grounds.trim().length < 2) throw new HostError('refused', '匯出完整證號，請先寫明理由；理由會記入稽核紀錄。');
  if (!TABLES.includes(kind.what) && format !== 'pdf') throw new HostError('refused', '這份文件只有 PDF。');
  if (kind.what !== 'tally' && TABLES.includes(kind.what) && format === 'pdf') throw new HostError('refused', '這份資料匯出成 .ods、.xlsx 或 CSV，沒有 PDF。');
  const title = TITLES[kind.what];
  const extent = format === 'pdf' ? '3 頁' : '24 列';
  host.audit.add(`匯出報表：${title}（${extent}，證號${unmasked ? '未遮蔽' : '遮蔽'}）`, null);
  return { paths: [`～/下載/${title}-1151124.${ENDINGS[format]}`], sentence: `${title}，${extent}` };
}

/** The posts of the sample desk that wait to be handed over. */
const POSTS: [unit: string, rows: Omit<DeliveryRow, 'case' | 'handed'>[]][] = [
  ['平二舍', [
    { number: '簿115-2071', inmate_number: '2087', inmate_name: '王大明', author: '林玉蘭', title: '天氣冷了', approved_on: '115.11.23', photos: 1 },
    { number: '簿115-2074', inmate_number: '2101', inmate_name: '林建宏', author: '林小美', title: '我考上了', approved_on: '115.11.23', photos: 0 },
  ]],
  ['', [{ number: '簿115-2080', inmate_number: '3071', inmate_name: '陳國樑', author: '陳怡君', title: '妹妹會騎車了', approved_on: '115.11.24', photos: 0 }]],
];

function deliveries({ first_day: first, last_day: last }: DeliveriesRequest, handed: ReadonlyMap<string, string>): DeliveriesView {
  if (last < first) throw new HostError('refused', '迄日在起日之前，請重新選擇。');
  let index = 0;
  const units = POSTS.map(([name, rows]) => ({
    name,
    posts: rows.map((row): DeliveryRow => {
      const id = caseId('post', 900 + index++);
      return { ...row, case: { kind: 'post', id }, handed: handed.get(id) ?? null };
    }),
  }));
  return { units, more: false };
}

export function reports(host: FakeHost): Pick<Answers, 'export_report' | 'list_deliveries' | 'mark_delivered'> {
  const handed = new Map<string, string>();
  return {
    export_report: (request) => report(host, request),
    list_deliveries: (request) => deliveries(request, handed),
    mark_delivered: ({ posts, handed: is }: MarkDeliveredRequest) => {
      const changed = posts.filter((id) => handed.has(id) !== is);
      for (const id of changed) {
        if (is) handed.set(id, `${host.clock.minute()} 李沛真`);
        else handed.delete(id);
        host.audit.add(is ? '登記送達' : '取消送達登記', null);
      }
      return { changed: changed.length };
    },
  };
}
