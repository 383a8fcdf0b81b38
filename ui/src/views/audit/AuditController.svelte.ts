// 稽核紀錄: reads the trail newest first, page by page, and has the whole chain checked.

import type { AuditCheckView, AuditRow } from '../../generated/views';
import type { Host } from '../../host/door';

const PAGE = 100;

export interface AuditDay {
  /** `115.11.23` */
  day: string;
  rows: AuditRow[];
}

/** Rows under their days, in the order in which they came. */
export function byDay(rows: readonly AuditRow[]): AuditDay[] {
  const days: AuditDay[] = [];
  for (const row of rows) {
    const day = row.at.split(' ')[0] ?? '';
    const last = days.at(-1);
    if (last?.day === day) {
      last.rows.push(row);
    } else {
      days.push({ day, rows: [row] });
    }
  }
  return days;
}

/** `16:48:31` */
export function timeOf(row: AuditRow): string {
  return row.at.split(' ')[1] ?? row.at;
}

export class AuditController {
  rows = $state.raw<AuditRow[]>([]);
  more = $state(false);
  loaded = $state(false);
  loading = $state(false);
  trouble = $state<string | null>(null);
  check = $state.raw<AuditCheckView | null>(null);
  checking = $state(false);
  checkTrouble = $state<string | null>(null);

  readonly days: AuditDay[] = $derived.by(() => byDay(this.rows));

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
  }

  /** The newest entries; what was read before is read anew. */
  async load(): Promise<void> {
    await this.read(null);
  }

  async older(): Promise<void> {
    const last = this.rows.at(-1);
    if (last !== undefined && this.more) {
      await this.read(last.seq);
    }
  }

  async verify(): Promise<void> {
    if (this.checking) {
      return;
    }
    this.checking = true;
    this.checkTrouble = null;
    try {
      this.check = await this.host.call('verify_audit', null);
    } catch (error) {
      this.check = null;
      this.checkTrouble = this.explain(error);
    } finally {
      this.checking = false;
    }
  }

  private async read(before: number | null): Promise<void> {
    if (this.loading) {
      return;
    }
    this.loading = true;
    try {
      const page = await this.host.call('list_audit', { before, limit: PAGE });
      this.rows = before === null ? page.rows : [...this.rows, ...page.rows];
      this.more = page.more;
      this.loaded = true;
      this.trouble = null;
    } catch (error) {
      this.trouble = this.explain(error);
    } finally {
      this.loading = false;
    }
  }
}
