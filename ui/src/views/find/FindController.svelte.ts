// 查詢: looks for cases in every state, page by page.

import type { CaseKind, PlaceFilterView, QueueGroup, QueueRow } from '../../generated/views';
import type { Host } from '../../host/door';

/** Rows asked for at a time. */
export const PAGE = 60;
/** How long the person has to pause before it is searched, in milliseconds. */
const PAUSE = 180;

export class FindController {
  text = $state('');
  kind = $state<CaseKind | null>(null);
  group = $state<QueueGroup>('all');
  rows = $state.raw<QueueRow[]>([]);
  total = $state(0);
  next = $state<string | null>(null);
  /** Nothing has been found out yet about what is asked now. */
  searching = $state(false);
  loadingMore = $state(false);
  trouble = $state<string | null>(null);
  /** Which row the keys stand on. */
  at = $state(0);

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private asked = 0;

  private readonly keep: (filter: PlaceFilterView | null) => void;

  constructor(
    host: Host,
    explain: (error: unknown) => string,
    kept?: PlaceFilterView,
    keep: (filter: PlaceFilterView | null) => void = () => undefined,
  ) {
    this.host = host;
    this.explain = explain;
    this.keep = keep;
    if (kept !== undefined) {
      this.text = kept.text;
      this.kind = kept.kind;
      this.group = kept.group;
    }
  }

  /** Whether anything is asked for at all. */
  get asks(): boolean {
    return this.text.trim() !== '' || this.kind !== null || this.group !== 'all';
  }

  setText(text: string): void {
    this.text = text;
    this.askSoon(PAUSE);
  }

  setKind(kind: CaseKind | null): void {
    this.kind = kind;
    this.askSoon(0);
  }

  setGroup(group: QueueGroup): void {
    this.group = group;
    this.askSoon(0);
  }

  clear(): void {
    this.text = '';
    this.kind = null;
    this.group = 'all';
    this.askSoon(0);
  }

  async search(): Promise<void> {
    this.stop();
    const question = ++this.asked;
    this.keep(this.kept());
    if (!this.asks) {
      this.rows = [];
      this.total = 0;
      this.next = null;
      this.searching = false;
      this.trouble = null;
      return;
    }
    this.searching = true;
    try {
      const page = await this.host.call('list_cases', this.request(null));
      if (question !== this.asked) {
        return;
      }
      this.rows = page.rows;
      this.total = page.total;
      this.next = page.next;
      this.at = 0;
      this.trouble = null;
    } catch (error) {
      if (question === this.asked) {
        this.rows = [];
        this.next = null;
        this.trouble = this.explain(error);
      }
    } finally {
      if (question === this.asked) {
        this.searching = false;
      }
    }
  }

  async more(): Promise<void> {
    const question = this.asked;
    const after = this.next;
    if (after === null || this.loadingMore || this.searching) {
      return;
    }
    this.loadingMore = true;
    try {
      const page = await this.host.call('list_cases', this.request(after));
      if (question === this.asked) {
        this.rows = [...this.rows, ...page.rows];
        this.next = page.next;
        this.total = page.total;
      }
    } catch (error) {
      if (question === this.asked) {
        this.trouble = this.explain(error);
      }
    } finally {
      this.loadingMore = false;
    }
  }

  step(by: 1 | -1): void {
    this.at = Math.min(Math.max(this.at + by, 0), Math.max(this.rows.length - 1, 0));
  }

  /** The page is left: nothing is asked any more. */
  leave(): void {
    this.asked += 1;
    this.stop();
  }

  private askSoon(pause: number): void {
    this.stop();
    this.searching = this.asks;
    this.timer = setTimeout(() => void this.search(), pause);
  }

  private stop(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }

  private kept(): PlaceFilterView | null {
    const { after: _, limit: __, ...filter } = this.request(null);
    return this.asks ? filter : null;
  }

  private request(after: string | null) {
    return {
      kind: this.kind,
      group: this.group,
      inmate_number: null,
      text: this.text.trim(),
      only: 'all' as const,
      check: null,
      after,
      limit: PAGE,
    };
  }
}
