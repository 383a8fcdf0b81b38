// What scrolls starts at its top again when it comes to show another case or document.

import type { Attachment } from 'svelte/attachments';

/** For `{@attach fromTheTop(() => id)}`: back to the top whenever the id is another one. */
export function fromTheTop(shows: () => string): Attachment<HTMLElement> {
  let last: string | null = null;
  // To ask where it is, or to put it where it is, would lay out the whole page once more.
  let moved = false;
  return (element) => {
    const now = shows();
    if (moved && now !== last) {
      moved = false;
      element.scrollTop = 0;
      element.scrollLeft = 0;
    }
    last = now;
    const note = (): void => void (moved = true);
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  };
}
