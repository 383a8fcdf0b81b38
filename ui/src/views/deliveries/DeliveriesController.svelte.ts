// 送達單: which days, which posts are to be handed to whom, and the marks that say that it was done.

import type {
  CaseId,
  DeliveriesRequest,
  DeliveriesView,
  DeliveryRow,
  DeliveryUnitView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';
import { deliveriesOffer, type Offer } from '../exports/offers';
import { Reading } from '../../parts/Reading.svelte';
import { neighbour } from '../../parts/listNavigation';
import { readDay, rocOf, taipeiDay } from './days';

/** Days of approval: up to today, or as the person wrote them. */
export type Span = 'today' | 'three' | 'week' | 'own';
export type Show = 'open' | 'all';

const LENGTH: Record<Exclude<Span, 'own'>, number> = { today: 1, three: 3, week: 7 };

/** Where a person was when they went to read a post, so that coming back finds it again. */
export interface DeliveriesStand {
  span: Span;
  show: Show;
  own: DeliveriesRequest;
  chosen: CaseId | null;
}

/** The days and what was approved on them: the list always says which days it is of. */
interface Listed {
  days: DeliveriesRequest;
  view: DeliveriesView;
}

/** The last marks of this visit, to be taken back at one press. */
interface Marks {
  posts: CaseId[];
  handed: boolean;
  /** 平二舍, or 王大明 */
  where: string;
  sentence: string;
}

export class DeliveriesController {
  span = $state<Span>('week');
  show = $state<Show>('open');
  /** As written, in 民國; read once the person leaves the field. */
  first = $state('');
  last = $state('');
  /** Why what was written is no span of days. */
  daysTrouble = $state<string | null>(null);
  chosen = $state<CaseId | null>(null);
  /** Posts whose marks are on their way. */
  marking = $state.raw<ReadonlySet<CaseId>>(new Set());
  /** Why the last marks were not taken. */
  refusal = $state<string | null>(null);
  marks = $state.raw<Marks | null>(null);

  /** The person's own days, as last written without a fault. */
  private own: DeliveriesRequest;
  /** Marked during this visit: they stay in sight, so that a slip can be taken back. */
  private kept = $state.raw<ReadonlySet<CaseId>>(new Set());
  private readonly host: Host;
  private readonly explain: (error: unknown) => string;
  private readonly now: () => number;
  private readonly reading: Reading<Listed>;

  constructor(host: Host, explain: (error: unknown) => string, now: () => number = Date.now) {
    this.host = host;
    this.explain = explain;
    this.now = now;
    this.reading = new Reading(() => this.read(), explain);
    this.own = this.upToToday('week');
    this.write();
  }

  get stand(): DeliveriesStand {
    const { span, show, own, chosen } = this;
    return { span, show, own, chosen };
  }

  /** Before the first reading. */
  comeBack(stand: DeliveriesStand): void {
    this.span = stand.span;
    this.show = stand.show;
    this.own = stand.own;
    this.chosen = stand.chosen;
    this.write();
  }

  get view(): DeliveriesView | null {
    return this.reading.view?.view ?? null;
  }

  get trouble(): string | null {
    return this.reading.trouble;
  }

  /** The days of the list, as they are read: 115.11.18 and 115.11.24. */
  get listed(): { from: string; until: string } | null {
    const days = this.reading.view?.days;
    return days === undefined ? null : { from: rocOf(days.first_day), until: rocOf(days.last_day) };
  }

  readonly all: DeliveryRow[] = $derived.by(
    () => this.view?.units.flatMap((unit) => unit.posts) ?? [],
  );
  readonly open: number = $derived.by(() => openOf(this.all).length);
  /** What is on the screen. */
  readonly units: DeliveryUnitView[] = $derived.by(() => {
    const shown = (row: DeliveryRow): boolean =>
      this.show === 'all' || row.handed === null || this.kept.has(row.case.id);
    return (this.view?.units ?? [])
      .map((unit) => ({ ...unit, posts: unit.posts.filter(shown) }))
      .filter((unit) => unit.posts.length > 0);
  });
  readonly row: DeliveryRow | null = $derived.by(
    () =>
      this.units.flatMap((unit) => unit.posts).find((row) => row.case.id === this.chosen) ?? null,
  );

  async load(): Promise<void> {
    await this.reading.again();
  }

  async choose(span: Span): Promise<void> {
    if (span === 'own') {
      // It begins with the days in the list, so that only what differs has to be written.
      this.own = this.reading.view?.days ?? this.own;
      this.write();
    }
    this.span = span;
    this.daysTrouble = null;
    await this.anew();
  }

  /** The person has written a day. */
  async written(): Promise<void> {
    const [first_day, last_day] = [readDay(this.first), readDay(this.last)];
    const words = text.deliveries.span;
    if (first_day === null || last_day === null) {
      this.daysTrouble = words.unreadable;
    } else if (last_day < first_day) {
      this.daysTrouble = words.backwards;
    } else {
      this.daysTrouble = null;
      this.own = { first_day, last_day };
      this.write();
      await this.anew();
    }
  }

  look(post: CaseId | null): void {
    this.chosen = post;
  }

  step(by: 1 | -1): void {
    const order = this.units.flatMap((unit) => unit.posts.map((row) => row.case.id));
    this.look(neighbour(order, this.chosen, by) ?? this.chosen);
  }

  choosing(show: Show): void {
    this.show = show;
    this.kept = new Set();
  }

  /** Why nothing can be printed now. */
  get printLocked(): string | null {
    return this.view?.more === true ? text.deliveries.tooMany : null;
  }

  /** 送達單 of the days in the list, of one unit or of all. */
  offer(unit: DeliveryUnitView | null): Offer | null {
    const days = this.reading.view?.days;
    const read = this.listed;
    if (days === undefined || read === null || this.printLocked !== null) {
      return null;
    }
    const open = unit === null ? this.open : openOf(this.wholeOf(unit).posts).length;
    return deliveriesOffer(
      days,
      read,
      unit === null ? null : { key: unit.name, name: nameOf(unit) },
      open > 0,
    );
  }

  /** The unit of the row that is looked at. */
  get unit(): DeliveryUnitView | null {
    return this.units.find((unit) => unit.posts.some((row) => row.case.id === this.chosen)) ?? null;
  }

  /** With the posts that are not on the screen. */
  wholeOf(unit: DeliveryUnitView): DeliveryUnitView {
    return this.view?.units.find((one) => one.name === unit.name) ?? unit;
  }

  /** Marks one as delivered, or takes its mark back. */
  async toggle(row: DeliveryRow): Promise<void> {
    await this.mark(
      [row],
      row.handed === null,
      row.inmate_name === '' ? row.number : row.inmate_name,
    );
  }

  /** Marks all of a unit that are not marked yet. */
  async markUnit(unit: DeliveryUnitView): Promise<void> {
    await this.mark(openOf(unit.posts), true, nameOf(unit));
  }

  /** Takes the last marks back, or sets again what was taken back. */
  async undo(): Promise<void> {
    const marks = this.marks;
    if (marks !== null) {
      await this.mark(
        this.all.filter((row) => marks.posts.includes(row.case.id)),
        !marks.handed,
        marks.where,
      );
    }
  }

  private async mark(rows: readonly DeliveryRow[], handed: boolean, where: string): Promise<void> {
    const posts = rows.map((row) => row.case.id).filter((post) => !this.marking.has(post));
    if (posts.length === 0) {
      return;
    }
    this.marking = new Set([...this.marking, ...posts]);
    this.refusal = null;
    this.marks = null;
    try {
      const { changed } = await this.host.call('mark_delivered', { posts, handed });
      this.kept = new Set([...this.kept, ...posts]);
      const words = text.deliveries;
      if (changed === 0) {
        this.refusal = words.nothingChanged;
      } else {
        this.marks = {
          posts,
          handed,
          where,
          sentence: handed ? words.marked(changed, where) : words.unmarked(changed, where),
        };
      }
      await this.load();
    } catch (error) {
      this.refusal = this.explain(error);
    } finally {
      this.marking = new Set([...this.marking].filter((post) => !posts.includes(post)));
    }
  }

  private async read(): Promise<Listed> {
    const days = this.span === 'own' ? this.own : this.upToToday(this.span);
    return { days, view: await this.host.call('list_deliveries', days) };
  }

  /** Other days: what was marked on the ones before is not about these. */
  private async anew(): Promise<void> {
    this.kept = new Set();
    this.marks = null;
    this.refusal = null;
    await this.load();
  }

  private upToToday(span: Exclude<Span, 'own'>): DeliveriesRequest {
    const now = this.now();
    return { first_day: taipeiDay(now, 1 - LENGTH[span]), last_day: taipeiDay(now) };
  }

  private write(): void {
    this.first = rocOf(this.own.first_day);
    this.last = rocOf(this.own.last_day);
  }
}

export function openOf(rows: readonly DeliveryRow[]): DeliveryRow[] {
  return rows.filter((row) => row.handed === null);
}

export function nameOf(unit: DeliveryUnitView): string {
  return unit.name === '' ? text.deliveries.noUnit : unit.name;
}
