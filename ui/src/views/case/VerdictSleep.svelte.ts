// What came up by itself lets no verdict pass for a moment: a key pressed now may have been meant for
// what was there before.

import { painted } from '../../parts/painted';

/** It is on the screen this long, in milliseconds, before verdicts pass. */
const SLEEP = 800;

export class VerdictSleep {
  asleep = $state(false);
  /** A verdict's key was pressed too early: it is asked for once more, visibly. */
  askedAgain = $state(false);
  private nap = 0;

  /** Until it is told to begin or to end: what comes is not on the screen yet. */
  hold(): void {
    this.nap += 1;
    this.asleep = true;
    this.askedAgain = false;
  }

  /** It is on the screen from now on. */
  async begin(): Promise<void> {
    const nap = ++this.nap;
    this.asleep = true;
    await painted();
    await new Promise((done) => setTimeout(done, SLEEP));
    if (nap === this.nap) {
      this.asleep = false;
    }
  }

  /** A person asked for it. */
  end(): void {
    this.nap += 1;
    this.asleep = false;
    this.askedAgain = false;
  }
}
