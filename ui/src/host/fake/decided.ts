// Cases that the sample desk has decided already, and where their decisions are.

import type { CaseKind, Verdict } from '../../generated/views';

export interface DecidedSeed {
  kind: CaseKind;
  who: string;
  title?: string;
  relation: string;
  inmate: string;
  verdict: Verdict;
  /** When it was decided today, or on which day before. */
  at: string;
  /** What the outbox says of it; none if it is long done. */
  sent?: string;
  unsent?: 'undo' | 'busy' | 'sending';
  withdrawn?: true;
}

export const DECIDED: DecidedSeed[] = [
  { kind: 'application', who: '黃素蘭', relation: '母', inmate: '3402', verdict: 'approve', at: '16:51:58', unsent: 'undo' },
  { kind: 'application', who: '吳明哲', relation: '兄', inmate: '3071', verdict: 'return', at: '16:44:10', unsent: 'busy' },
  { kind: 'post', who: '李宗翰', title: '寄了一箱書', relation: '兄', inmate: '1742', verdict: 'reject', at: '16:50:20', unsent: 'sending' },
  { kind: 'application', who: '蕭雅文', relation: '妻', inmate: '2688', verdict: 'approve', at: '16:48:31', sent: '已送達，入口網已確認' },
  { kind: 'application', who: '鄭淑華', relation: '母', inmate: '2096', verdict: 'return', at: '16:47:02', sent: '斷線後重送，只算一次' },
  { kind: 'post', who: '周淑芬', title: '麵線', relation: '祖母', inmate: '2260', verdict: 'approve', at: '16:31:55', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '曾惠雯', title: '請假單', relation: '妹', inmate: '1804', verdict: 'reject', at: '16:22:40', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '林淑惠', title: '第一名', relation: '妻', inmate: '2417', verdict: 'approve', at: '16:10:12', sent: '已送達，入口網已確認' },
  { kind: 'application', who: '彭秀英', relation: '祖母', inmate: '3120', verdict: 'approve', at: '15:58:03', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '高志遠', title: '爸的腳', relation: '子', inmate: '2230', verdict: 'return', at: '15:44:30', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '白玉華', title: '過年', relation: '母', inmate: '2688', verdict: 'approve', at: '15:20:18', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '簡淑貞', title: '貓', relation: '嫂', inmate: '3120', verdict: 'approve', at: '14:51:07', sent: '已送達，入口網已確認' },
  { kind: 'application', who: '游家慶', relation: '父', inmate: '1804', verdict: 'hold', at: '14:30:44', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '潘美玲', title: '新家具', relation: '妻', inmate: '1530', verdict: 'approve', at: '14:02:26', sent: '已送達，入口網已確認' },
  { kind: 'application', who: '石玉芳', relation: '姊', inmate: '1187', verdict: 'reject', at: '11:46:59', sent: '已送達，入口網已確認' },
  { kind: 'post', who: '洪雪芳', title: '第一次段考', relation: '姊', inmate: '2430', verdict: 'approve', at: '10:33:21', sent: '已送達，入口網已確認' },
  { kind: 'application', who: '董家榮', relation: '弟', inmate: '2951', verdict: 'return', at: '115.11.20', withdrawn: true },
  { kind: 'post', who: '陳怡君', title: '幫我問一下', relation: '女兒', inmate: '3071', verdict: 'reject', at: '115.08.21' },
  { kind: 'post', who: '陳怡君', title: '社區團購', relation: '女兒', inmate: '3071', verdict: 'reject', at: '115.10.07' },
  { kind: 'post', who: '陳怡君', title: '中秋快樂', relation: '女兒', inmate: '3071', verdict: 'approve', at: '115.10.28' },
];
