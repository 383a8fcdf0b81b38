// Nobody at the desk: no key, no movement, for so many minutes.

/** How often the clock is looked at, in milliseconds. */
const LOOK = 5000;

const SIGNS = ['keydown', 'pointermove', 'pointerdown', 'wheel', 'compositionupdate'] as const;

/**
 * Calls once when nobody has touched the window for so many minutes. By the clock on the wall, since
 * the window's own timers stand while the computer sleeps; a clock that was set back begins anew.
 * Answers how to stop.
 */
export function idle(place: Window, minutes: number, gone: () => void): () => void {
  const limit = minutes * 60_000;
  let last = Date.now();
  const touched = (): void => {
    // A hand that comes back after the computer slept comes too late.
    if (Date.now() - last < limit) last = Date.now();
  };
  const timer = setInterval(() => {
    const now = Date.now();
    if (now < last) {
      last = now;
    } else if (now - last >= limit) {
      stop();
      gone();
    }
  }, LOOK);
  const stop = (): void => {
    clearInterval(timer);
    for (const sign of SIGNS) place.removeEventListener(sign, touched, true);
  };
  for (const sign of SIGNS) {
    place.addEventListener(sign, touched, { capture: true, passive: true });
  }
  return stop;
}
