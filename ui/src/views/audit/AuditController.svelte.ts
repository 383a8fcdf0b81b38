// 稽核紀錄: reads the trail newest first, page by page, and has the whole chain checked.

import type { AuditCheckView, AuditRow, AuditSort } from '../../generated/views';
import type { Host } from '../../host/door';

const PAGE = 100;

export type Sort = AuditSort | 'all';
export const SORTS: readonly Sort[] = [
  'all',
  'seen',
  'decided',
  'taken_out',
  'settings',
  'sign_in',
];

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
  /** What is written of a log that is not as it was. */
  grounds = $state('');
  noting = $state(false);
  noteTrouble = $state<string | null>(null);
  sort = $state<Sort>('all');
  words = $state('');

  readonly narrowed: boolean = $derived(this.sort !== 'all' || this.words.trim() !== '');
  /** The day of the newest entry of all, once it was read. */
  newestDay = $state<string | null>(null);
  readonly days: AuditDay[] = $derived.by(() => byDay(this.rows));

  /** The latest reading counts: one types faster than the trail is read. */
  private asked = 0;
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
    if (last !== undefined && this.more && !this.loading) {
      await this.read(last.seq);
    }
  }

  async show(sort: Sort): Promise<void> {
    this.sort = sort;
    await this.read(null);
  }

  async find(words: string): Promise<void> {
    this.words = words;
    await this.read(null);
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

  /** Takes note of where the log is not as it was written. */
  async note(): Promise<void> {
    if (this.noting) {
      return;
    }
    this.noting = true;
    this.noteTrouble = null;
    try {
      this.check = await this.host.call('note_audit_fault', { grounds: this.grounds });
      this.grounds = '';
      await this.load();
    } catch (error) {
      this.noteTrouble = this.explain(error);
    } finally {
      this.noting = false;
    }
  }

  private async read(before: number | null): Promise<void> {
    const asked = ++this.asked;
    this.loading = true;
    try {
      const sort = this.sort === 'all' ? null : this.sort;
      const page = await this.host.call('list_audit', {
        before,
        limit: PAGE,
        sort,
        case: this.words,
      });
      if (asked !== this.asked) {
        return;
      }
      this.rows = before === null ? page.rows : [...this.rows, ...page.rows];
      this.more = page.more;
      if (before === null && !this.narrowed) {
        this.newestDay = byDay(this.rows)[0]?.day ?? null;
      }
      this.loaded = true;
      this.trouble = null;
    } catch (error) {
      if (asked === this.asked) {
        this.trouble = this.explain(error);
      }
    } finally {
      if (asked === this.asked) {
        this.loading = false;
      }
    }
  }
}
