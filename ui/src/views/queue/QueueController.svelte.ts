// Owns the queue of one kind: its filter, the pages read so far, and which case is chosen.

import type {
  CaseKind,
  CaseRef,
  QueueGroup,
  QueueOnly,
  QueuePage,
  QueueRow,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { PAGE, readPage, UNFILTERED, type QueueFilter } from '../../host/queuePages';

/** Typing rests this long, in milliseconds, before it is searched. */
const REST = 180;

/** Where it is remembered how the queue was left. */
export interface FilterKeeper {
  filter: QueueFilter;
  keep: (filter: QueueFilter) => void;
}

export class QueueController {
  readonly kind: CaseKind;

  rows = $state.raw<readonly QueueRow[]>([]);
  total = $state(0);
  /** Read at least once. */
  ready = $state(false);
  loading = $state(false);
  trouble = $state<string | null>(null);
  group = $state<QueueGroup>(UNFILTERED.group);
  text = $state(UNFILTERED.text);
  inmateNumber = $state<string | null>(UNFILTERED.inmateNumber);
  only = $state<QueueOnly>(UNFILTERED.only);
  check = $state<string | null>(UNFILTERED.check);
  chosen = $state.raw<CaseRef | null>(null);

  /** The last row that was in view: so many are read again, not all that were ever scrolled past. */
  lastSeen = 0;

  private next: string | null = null;
  /** Answers to an older filter are dropped. */
  private generation = 0;
  private resting: ReturnType<typeof setTimeout> | null = null;
  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private readonly keep: (filter: QueueFilter) => void;

  constructor(
    host: Host,
    kind: CaseKind,
    explain: (error: unknown) => string,
    keeper: FilterKeeper = { filter: UNFILTERED, keep: () => undefined },
  ) {
    this.host = host;
    this.kind = kind;
    this.explain = explain;
    this.keep = keeper.keep;
    this.take(keeper.filter);
  }

  get complete(): boolean {
    return this.next === null;
  }

  /** Something more than its group is asked for. */
  get filtered(): boolean {
    return (
      this.text.trim() !== '' ||
      this.inmateNumber !== null ||
      this.only !== 'all' ||
      this.check !== null
    );
  }

  /** It may leave out cases that wait. */
  get narrowed(): boolean {
    return this.filtered || this.group === 'resubmitted' || this.group === 'held';
  }

  get chosenIndex(): number {
    return this.indexOf(this.chosen);
  }

  setGroup(group: QueueGroup): void {
    this.group = group;
    void this.load();
  }

  setInmate(number: string | null): void {
    this.inmateNumber = number;
    void this.load();
  }

  /** Pressed again it shows all. */
  toggleOnly(only: QueueOnly): void {
    this.only = this.only === only ? 'all' : only;
    void this.load();
  }

  setCheck(check: string | null): void {
    this.check = check;
    void this.load();
  }

  /** Everything that waits is shown again. */
  unfilter(): void {
    this.take(UNFILTERED);
    void this.load();
  }

  /** Searches when the typing rests. */
  setText(text: string): void {
    this.text = text;
    if (this.resting !== null) {
      clearTimeout(this.resting);
    }
    this.resting = setTimeout(() => void this.load(), REST);
  }

  /** Reads the first page of the filter anew, unless it was just read ahead. */
  async load(ahead: QueuePage | null = null): Promise<void> {
    const { group, text, inmateNumber, only, check } = this;
    this.keep({ group, text, inmateNumber, only, check });
    await this.read(PAGE, ahead);
  }

  /** Reads again what is on the screen and a page more, without moving it. */
  async refresh(): Promise<void> {
    await this.read(Math.min(this.rows.length, Math.max(this.lastSeen, this.chosenIndex) + PAGE));
  }

  /** Reads the page after the last one. */
  async loadMore(): Promise<void> {
    if (this.loading || this.next === null) {
      return;
    }
    const generation = this.generation;
    this.loading = true;
    try {
      const page = await this.page(this.next);
      if (generation === this.generation) {
        this.rows = [...this.rows, ...page.rows];
        this.next = page.next;
        this.total = page.total;
      }
    } catch (error) {
      this.trouble = this.explain(error);
    } finally {
      if (generation === this.generation) {
        this.loading = false;
      }
    }
  }

  choose(reference: CaseRef | null): void {
    this.chosen = reference;
  }

  /** The row so many steps from a case; the first one from nowhere. */
  step(by: 1 | -1, from: CaseRef | null = this.chosen): QueueRow | null {
    const at = this.indexOf(from);
    if (at === -1) {
      return (by === 1 ? this.rows[0] : this.rows.at(-1)) ?? null;
    }
    return this.rows[at + by] ?? null;
  }

  /** The case after this one; after the last, the first of the others. */
  nextOf(reference: CaseRef | null): CaseRef | null {
    const row =
      this.step(1, reference) ?? this.rows.find((other) => other.case.id !== reference?.id);
    return row?.case ?? null;
  }

  private take(filter: QueueFilter): void {
    this.group = filter.group;
    this.text = filter.text;
    this.inmateNumber = filter.inmateNumber;
    this.only = filter.only;
    this.check = filter.check;
  }

  private indexOf(reference: CaseRef | null): number {
    return reference === null ? -1 : this.rows.findIndex((row) => row.case.id === reference.id);
  }

  private async read(atLeast: number, ahead: QueuePage | null = null): Promise<void> {
    if (this.resting !== null) {
      clearTimeout(this.resting);
      this.resting = null;
    }
    const generation = ++this.generation;
    this.loading = true;
    this.trouble = null;
    try {
      const rows: QueueRow[] = [];
      let after: string | null = null;
      let total = 0;
      do {
        // What was read ahead is shown at once, in the window's first frame.
        const page: QueuePage = (after === null ? ahead : null) ?? (await this.page(after));
        if (generation !== this.generation) {
          return;
        }
        rows.push(...page.rows);
        total = page.total;
        after = page.next;
      } while (after !== null && rows.length < Math.max(PAGE, atLeast));
      this.rows = rows;
      this.next = after;
      this.total = total;
      this.ready = true;
    } catch (error) {
      if (generation === this.generation) {
        this.trouble = this.explain(error);
      }
    } finally {
      if (generation === this.generation) {
        this.loading = false;
      }
    }
  }

  private page(after: string | null): Promise<QueuePage> {
    return readPage(this.host, this.kind, this, after);
  }
}
