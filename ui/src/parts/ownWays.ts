// The browser's own ways for what is on a page: its menu, which saves and copies pictures, and
// dragging, which carries them into another program. Here there are none: a paper leaves by the desk's
// print alone, marked and written down.

const OWN_WAYS = ['contextmenu', 'dragstart'] as const;

/** Closes them for everything on the page. Answers how to open them again. */
export function closeOwnWays(page: EventTarget): () => void {
  const no = (event: Event): void => event.preventDefault();
  // Caught on the way down, so that nothing on the page can keep it from coming here.
  OWN_WAYS.forEach((way) => page.addEventListener(way, no, { capture: true }));
  return () => OWN_WAYS.forEach((way) => page.removeEventListener(way, no, { capture: true }));
}
