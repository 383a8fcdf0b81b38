// Days in Asia/Taipei: as a person writes them in 民國, and as the desk is asked for them.

import { dayNumber } from '../../parts/periods';

const DAY = 86_400_000;
/** Taiwan is eight hours ahead of UTC all year. */
const AHEAD = 8 * 3_600_000;

/** `2026-11-24`, so many days from today. */
export function taipeiDay(now: number, offset = 0): string {
  return isoOf((now + AHEAD) / DAY + offset);
}

/** `115.11.24` of `2026-11-24`. */
export function rocOf(iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  return `${Number(year) - 1911}.${month}.${day}`;
}

/** `2026-11-24` of `115.11.24`, `115/11/24`, `115-11-24` or `1151124`; `null` if it is no day of 民國. */
export function readDay(written: string): string | null {
  const plain = written.normalize('NFKC').trim();
  const run = /^(\d{2,3})(\d{2})(\d{2})$/.exec(plain);
  const parts = run === null ? /^(\d{1,3})[./-](\d{1,2})[./-](\d{1,2})$/.exec(plain) : run;
  const number = parts === null ? null : dayNumber(parts.slice(1).join('.'));
  return number === null ? null : isoOf(number);
}

function isoOf(day: number): string {
  return new Date(Math.floor(day) * DAY).toISOString().slice(0, 10);
}
