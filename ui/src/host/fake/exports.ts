// 匯出與列印 of the sample desk: files that are named and never written, and posts to be handed over.

import type { DeliveriesRequest, DeliveriesView, DeliveryRow, MarkDeliveredRequest, ReportFormat, ReportKind, ReportRequest, ReportView } from '../../generated/views';
import { HostError } from '../door';
import { caseId } from './cases';
import type { Answers, FakeHost } from './index';
import { inmate } from './people';

const TITLES: Record<ReportKind['what'], string> = {
  tally: '退件統計', strikes: '退件明細', suspensions: '停用紀錄', dossier: '停用卷宗', decision: '審核決定紀錄', deliveries: '聯絡簿送達單', access: '查詢紀錄',
};
const ENDINGS: Record<ReportFormat, string> = { ods: 'ods', xlsx: 'xlsx', csv: 'csv', pdf: 'pdf' };

/** Everything else that is asked for is a paper and has no other format. */
const TABLES: ReportKind['what'][] = ['tally', 'strikes', 'suspensions', 'access'];

function report(host: FakeHost, { kind, format, unmasked, grounds }: ReportRequest): ReportView {
  const forSupervisors = !['access', 'decision', 'deliveries'].includes(kind.what);
  if ((forSupervisors || unmasked) && host.wishes.role !== 'supervisor') throw new HostError('refused', '這個動作只有主管可以做。');
  if (unmasked && grounds.trim().length < 2) throw new HostError('refused', '匯出完整證號，請先寫明理由；理由會記入稽核紀錄。');
  if (!TABLES.includes(kind.what) && format !== 'pdf') throw new HostError('refused', '這份文件只有 PDF。');
  if (!['tally', 'access'].includes(kind.what) && TABLES.includes(kind.what) && format === 'pdf') throw new HostError('refused', '這份資料匯出成 .ods、.xlsx 或 CSV，沒有 PDF。');
  const title = TITLES[kind.what];
  const extent = format === 'pdf' ? '3 頁' : '24 列';
  host.audit.add(`匯出報表：${title}（${extent}，證號${unmasked ? '未遮蔽' : '遮蔽'}）`, null);
  return { paths: [`～/下載/${title}-1151124.${ENDINGS[format]}`], sentence: `${title}，${extent}` };
}

/** A post to be handed over, approved so many days ago by the real clock, as the window asks by it. */
interface Approved extends Omit<DeliveryRow, 'handed' | 'approved_on'> {
  unit: string;
  daysAgo: number;
}

/** Approved before today, by others. */
const EARLIER: Omit<Approved, 'case'>[] = [
  { unit: '孝二舍', number: '簿115-2031', inmate_number: '1530', inmate_name: '潘俊成', author: '潘美玲', title: '孩子的作業', daysAgo: 4, photos: 0 },
  { unit: '孝二舍', number: '簿115-2036', inmate_number: '2688', inmate_name: '白文彬', author: '白玉華', title: '天氣冷了', daysAgo: 1, photos: 1 },
  { unit: '', number: '簿115-2038', inmate_number: '3512', inmate_name: '江立偉', author: '江志明', title: '妹妹會騎車了', daysAgo: 1, photos: 0 },
];
/** Of those, handed over already. */
const HANDED: [number: string, handed: string][] = [['簿115-2031', '115.11.20 10:05 王社工']];
/** What one answer holds. */
const MOST = 500;

function approved(host: FakeHost): Approved[] {
  if (host.wishes.empty) return [];
  const today = host.cases.filter((one) => one.post !== null && one.state === 'approved' && (one.decided?.at.includes(':') ?? true)).map((one): Approved => {
    const of = inmate(one.inmate);
    return {
      case: one.ref, unit: of.housing_unit, number: one.number, inmate_number: one.inmate, inmate_name: of.name, author: one.who,
      title: one.post?.title ?? '', daysAgo: 0, photos: one.post?.photo === undefined ? 0 : 1,
    };
  });
  const wished = Array.from({ length: host.wishes.rows }, (_, nth): Omit<Approved, 'case'> => ({
    unit: '忠一舍', number: `簿115-${4000 + nth}`, inmate_number: String(4000 + nth), inmate_name: '林建宏', author: '林小美', title: `家裡的事 ${nth + 1}`, daysAgo: nth % 3, photos: nth % 2,
  }));
  return [...today, ...[...EARLIER, ...wished].map((row, nth): Approved => ({ ...row, case: { kind: 'post', id: caseId('post', 800_000 + nth) } }))];
}

function deliveries(host: FakeHost, { first_day: first, last_day: last }: DeliveriesRequest, handed: ReadonlyMap<string, string>): DeliveriesView {
  if (![first, last].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))) throw new HostError('refused', '日期不對，請重新選擇。');
  if (last < first) throw new HostError('refused', '迄日在起日之前，請重新選擇。');
  const dayOf = ({ daysAgo }: Approved): string => new Date(host.clock.now() + 8 * 3_600_000 - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const posts = approved(host).filter((post) => dayOf(post) >= first && dayOf(post) <= last);
  const names = [...new Set(posts.map((post) => post.unit))].sort((a, b) => Number(a === '') - Number(b === '') || a.localeCompare(b, 'zh-TW'));
  const units = names.map((name) => ({
    name,
    posts: posts.slice(0, MOST).filter((post) => post.unit === name).map((post): DeliveryRow => {
      const { unit: _unit, daysAgo: _daysAgo, ...row } = post;
      const [year, month, day] = dayOf(post).split('-');
      return { ...row, approved_on: `${Number(year) - 1911}.${month}.${day}`, handed: handed.get(row.case.id) ?? null };
    }),
  }));
  return { units, more: posts.length > MOST };
}

export function reports(host: FakeHost): Pick<Answers, 'export_report' | 'list_deliveries' | 'mark_delivered'> {
  const handed = new Map(approved(host).flatMap(({ case: { id }, number }) => HANDED.filter(([one]) => one === number).map(([, by]): [string, string] => [id, by])));
  return {
    export_report: (request) => report(host, request),
    list_deliveries: (request) => deliveries(host, request, handed),
    mark_delivered: ({ posts, handed: is }: MarkDeliveredRequest) => {
      const changed = posts.filter((id) => handed.has(id) !== is);
      for (const id of changed) {
        if (is) handed.set(id, `${host.clock.day()} ${host.clock.minute()} 李沛真`);
        else handed.delete(id);
        host.audit.add(is ? '登記送達' : '取消送達登記', null);
      }
      return { changed: changed.length };
    },
  };
}
