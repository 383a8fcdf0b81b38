// The sample desk's clock: it starts at 115.11.23 16:52:08 whatever the day, so that pictures of
// the screens can be compared; only the undo window counts by the real clock, as the screen does.

const START = Date.UTC(2026, 10, 23, 16, 52, 8);
const DAY = 86_400_000;

export class SampleClock {
  readonly #real: () => number;
  readonly #began: number;

  constructor(real: () => number) {
    this.#real = real;
    this.#began = real();
  }

  /** Milliseconds since the sample desk was opened. */
  elapsed(): number {
    return this.#real() - this.#began;
  }

  /** `16:52:08` */
  time(): string {
    return new Date(START + this.elapsed()).toISOString().slice(11, 19);
  }

  /** `16:52` */
  minute(): string {
    return this.time().slice(0, 5);
  }

  /** `115.11.23`, so many days from today. */
  day(offset = 0): string {
    const day = new Date(START + offset * DAY);
    return `${day.getUTCFullYear() - 1911}.${two(day.getUTCMonth() + 1)}.${two(day.getUTCDate())}`;
  }

  /** `11.25` */
  shortDay(offset: number): string {
    return this.day(offset).slice(4);
  }

  /** RFC 3339, so many seconds from now by the real clock. */
  instantIn(seconds: number): string {
    return new Date(this.#real() + seconds * 1000).toISOString();
  }

  now(): number {
    return this.#real();
  }
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
