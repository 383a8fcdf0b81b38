// 退件統計: how rejections are counted and grouped, which row is looked at, and its ledger.

import type {
  ChartsView,
  LedgerView,
  TallyBy,
  TallyRow,
  TallySpan,
  TallyView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { neighbour } from '../../parts/listNavigation';

/** From how many on a supervisor may suspend, until the desk has said it (貳.四). */
const THRESHOLD = 3;

export type TallyTab = 'list' | 'charts' | 'sampling';

/** Where a person was when they went to read a post, so that coming back finds it again. */
export interface TallyStand {
  tab: TallyTab;
  by: TallyBy;
  span: TallySpan;
  chosen: string | null;
  expanded: boolean;
}

/** Families by how near they are to the threshold. */
export interface Bands {
  reached: TallyRow[];
  near: TallyRow[];
  below: TallyRow[];
  /** Only rejections that do not count. */
  none: TallyRow[];
}

/**
 * At the threshold, one short of it, below; in the order in which they came, but those on whom
 * nobody has decided stand first.
 */
export function bandsOf(
  rows: readonly TallyRow[],
  threshold: number,
  undecided: ReadonlySet<string> = new Set(),
): Bands {
  const bands: Bands = { reached: [], near: [], below: [], none: [] };
  for (const row of rows) {
    const band =
      row.count >= threshold
        ? bands.reached
        : row.count === 0
          ? bands.none
          : row.count === threshold - 1
            ? bands.near
            : bands.below;
    band.push(row);
  }
  bands.reached.sort((a, b) => Number(undecided.has(b.key)) - Number(undecided.has(a.key)));
  return bands;
}

export class TallyController {
  tab = $state<TallyTab>('list');
  by = $state<TallyBy>('family');
  span = $state<TallySpan>('all');
  view = $state.raw<TallyView | null>(null);
  trouble = $state<string | null>(null);
  /** Families that wait for a supervisor's decision. */
  undecided = $state.raw<ReadonlySet<string>>(new Set());
  /** The key of the row that is looked at. */
  chosen = $state<string | null>(null);
  ledger = $state.raw<LedgerView | null>(null);
  ledgerTrouble = $state<string | null>(null);
  /** Families with fewer need no act: they are counted, and listed only when asked for. */
  expanded = $state(false);
  comparing = $state(false);
  /** The clause, the version of the rules and the reviewer of every post. */
  sources = $state(false);
  charts = $state.raw<ChartsView | null>(null);
  chartsTrouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private readonly say: (sentence: string) => void;
  private readings = 0;
  private ledgerReadings = 0;

  constructor(host: Host, explain: (error: unknown) => string, say: (sentence: string) => void) {
    this.host = host;
    this.explain = explain;
    this.say = say;
  }

  get stand(): TallyStand {
    const { tab, by, span, chosen, expanded } = this;
    return { tab, by, span, chosen, expanded };
  }

  /** Before the first reading. */
  comeBack(stand: TallyStand): void {
    Object.assign(this, stand);
  }

  get threshold(): number {
    return this.view?.threshold ?? THRESHOLD;
  }

  readonly bands: Bands = $derived.by(() =>
    bandsOf(this.view?.rows ?? [], this.threshold, this.undecided),
  );
  readonly row: TallyRow | null = $derived.by(
    () => this.view?.rows.find((row) => row.key === this.chosen) ?? null,
  );

  /** What the keys walk through: the rows that are on the screen. */
  get order(): TallyRow[] {
    if (this.by !== 'family') {
      return this.view?.rows ?? [];
    }
    const { reached, near, below, none } = this.bands;
    return [...reached, ...near, ...(this.expanded ? [...below, ...none] : [])];
  }

  async load(): Promise<void> {
    const reading = ++this.readings;
    try {
      const view = await this.host.call('tally', {
        by: this.by,
        span: this.span,
        at_least: this.by === 'family' && !this.expanded ? Math.max(1, this.threshold - 1) : 1,
      });
      if (reading !== this.readings) {
        return;
      }
      this.view = view;
      this.trouble = null;
      if (this.row === null) {
        this.look(null);
      } else {
        await this.readLedger();
      }
    } catch (error) {
      if (reading === this.readings) {
        this.trouble = this.explain(error);
      }
    }
  }

  async loadCharts(): Promise<void> {
    try {
      this.charts = await this.host.call('charts', null);
      this.chartsTrouble = null;
    } catch (error) {
      this.chartsTrouble = this.explain(error);
    }
  }

  /** Asks the portal for its own count. Offline that takes a moment, so it is a press of its own. */
  async compare(): Promise<void> {
    if (this.comparing) {
      return;
    }
    this.comparing = true;
    try {
      const compared = await this.host.call('compare_tally', null);
      if (this.view !== null) {
        this.view = { ...this.view, compared };
      }
    } catch (error) {
      this.say(this.explain(error));
    } finally {
      this.comparing = false;
    }
  }

  async expand(expanded: boolean): Promise<void> {
    this.expanded = expanded;
    await this.load();
  }

  async group(by: TallyBy): Promise<void> {
    this.by = by;
    this.look(null);
    await this.load();
    this.lookAtFirst();
  }

  async spanOver(span: TallySpan): Promise<void> {
    this.span = span;
    await this.load();
    this.lookAtFirst();
  }

  look(key: string | null): void {
    if (key === this.chosen && this.ledger !== null) {
      return;
    }
    this.chosen = key;
    this.ledger = null;
    this.ledgerTrouble = null;
    if (key !== null) {
      void this.readLedger();
    }
  }

  lookAtFirst(): void {
    const first = this.order[0];
    if (first !== undefined && this.row === null) {
      this.look(first.key);
    }
  }

  /** Opens one reason's ledger, from its bar in the chart. */
  async openReason(code: string): Promise<void> {
    this.by = 'reason';
    this.chosen = code;
    this.ledger = null;
    this.tab = 'list';
    await this.load();
  }

  step(by: 1 | -1): void {
    const next = neighbour(
      this.order.map((row) => row.key),
      this.chosen,
      by,
    );
    if (next !== null) {
      this.look(next);
    }
  }

  private async readLedger(): Promise<void> {
    const key = this.chosen;
    if (key === null) {
      return;
    }
    const reading = ++this.ledgerReadings;
    try {
      const ledger = await this.host.call('tally_ledger', { by: this.by, key, span: this.span });
      if (reading === this.ledgerReadings && key === this.chosen) {
        this.ledger = ledger;
        this.ledgerTrouble = null;
      }
    } catch (error) {
      if (reading === this.ledgerReadings && key === this.chosen) {
        this.ledgerTrouble = this.explain(error);
      }
    }
  }
}
