// Days of 民國 as numbers, to draw the two periods of a suspension on one time line.

import type { SuspensionMode, SuspensionOptionView } from '../generated/views';

export interface PeriodBar {
  mode: SuspensionMode;
  /** Percent of the line. */
  from: number;
  width: number;
}

export interface TimeLine {
  bars: PeriodBar[];
  /** 11.24 */
  from: string;
  until: string;
}

const DAY = 86_400_000;

/** Days since 1970 of `115.11.24`; `null` if it is not one. */
export function dayNumber(roc: string): number | null {
  const [year, month, day, ...more] = roc.split('.').map(Number);
  if (
    year === undefined ||
    month === undefined ||
    day === undefined ||
    more.length > 0 ||
    [year, month, day].some(Number.isNaN)
  ) {
    return null;
  }
  const date = new Date(Date.UTC(year + 1911, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime() / DAY
    : null;
}

/** `null` if there is nothing to compare or a day cannot be read. */
export function timeLine(options: readonly SuspensionOptionView[]): TimeLine | null {
  const spans = options.map((option) => ({
    mode: option.mode,
    first: dayNumber(option.first_day),
    last: dayNumber(option.last_day),
  }));
  const known = spans.flatMap(({ mode, first, last }) =>
    first === null || last === null ? [] : [{ mode, first, last }],
  );
  const start = known.reduce(
    (a, b) => (b.first < a.first ? b : a),
    known[0] ?? { mode: 'APA48V_FIRST_DAY_COUNTED' as const, first: 0, last: 0 },
  );
  const end = known.reduce((a, b) => (b.last > a.last ? b : a), start);
  const days = end.last - start.first + 1;
  const from = options[spans.findIndex((span) => span.first === start.first)];
  const until = options[spans.findIndex((span) => span.last === end.last)];
  if (
    known.length < 2 ||
    known.length < options.length ||
    from === undefined ||
    until === undefined
  ) {
    return null;
  }
  return {
    bars: known.map(({ mode, first, last }) => ({
      mode,
      from: ((first - start.first) * 100) / days,
      width: ((last - first + 1) * 100) / days,
    })),
    from: from.first_day.slice(from.first_day.indexOf('.') + 1),
    until: until.last_day.slice(until.last_day.indexOf('.') + 1),
  };
}
