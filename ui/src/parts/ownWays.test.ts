import { afterEach, describe, expect, it } from 'vitest';

import { closeOwnWays } from './ownWays';

describe('the browser’s own ways', () => {
  let open = (): void => undefined;
  afterEach(() => open());

  /** Whether the browser would go on with what a picture on the page was just asked. */
  function goesOn(way: string): boolean {
    const picture = document.body.appendChild(document.createElement('img'));
    picture.addEventListener(way, (event) => event.stopPropagation());
    const event = new Event(way, { bubbles: true, cancelable: true });
    picture.dispatchEvent(event);
    picture.remove();
    return !event.defaultPrevented;
  }

  it('are closed to a picture, whatever the picture’s own part of the page does', () => {
    expect(goesOn('contextmenu')).toBe(true);
    open = closeOwnWays(window);
    expect(goesOn('contextmenu')).toBe(false);
    expect(goesOn('dragstart')).toBe(false);
    expect(goesOn('click')).toBe(true);
  });
});
