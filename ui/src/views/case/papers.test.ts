// Where the papers have the room to themselves, each gets it in the measure in which it has to be read.

import { describe, expect, test } from 'vitest';

import { breadthOf, columnsFor, isStacked, type Column } from './papers';

const USUAL: Column[] = [
  { kind: 'identity', files: 2 },
  { kind: 'relationship', files: 1 },
  { kind: 'portrait', files: 1 },
];

/** The shares of a list of columns. */
function shares(columns: string): number[] {
  return [...columns.matchAll(/([\d.]+)fr/g)].map((share) => Number(share[1]));
}

describe('the columns of an application', () => {
  test('with_the_room_to_themselves_papers_come_equally_near_to_what_reading_takes', () => {
    const [card, page, portrait] = shares(columnsFor(USUAL, true));
    // A card is read at three quarters of a page's longest side, and lies on it; a page stands on its
    // shorter one.
    expect(card).toBeCloseTo(0.75, 2);
    expect(page).toBeCloseTo(1 / Math.SQRT2, 2);
    expect(portrait).toBeCloseTo(0.4 * 0.75, 2);
  });

  test('at_1093_pixels_of_width_a_page_of_text_and_a_card_can_be_read', () => {
    // The case without the queue, the tools, and the edges of three panes.
    const room = 785 - 35 - 3 * 20;
    const [card = 0, page = 0, portrait = 0] = shares(columnsFor(USUAL, true));
    const broad = (share: number): number => (share / (card + page + portrait)) * room;
    // A card's address is 2 of 86 mm high, the print of a page 4 of 210: both 7 dots of a screen at 125 %.
    expect((broad(card) * 2) / 86).toBeGreaterThan(5.6);
    expect((broad(page) * 4.23) / 210).toBeGreaterThan(5.2);
  });

  test('two_sides_of_a_card_share_a_column_two_letters_do_not', () => {
    expect(isStacked('identity')).toBe(true);
    const two = shares(columnsFor([{ kind: 'official_letter', files: 2 }], true));
    expect(two[0]).toBeCloseTo(2 * breadthOf('official_letter'), 2);
    const sides = shares(columnsFor([{ kind: 'identity', files: 2 }], true));
    expect(sides[0]).toBeCloseTo(breadthOf('identity'), 2);
  });

  test('over_their_checks_every_column_keeps_room_for_words', () => {
    for (const flow of [true, false]) {
      const columns = columnsFor(USUAL, flow).split(' minmax').length;
      expect(columns).toBe(3);
      expect(columnsFor(USUAL, flow)).toMatch(/^(minmax\(8\.5rem, [\d.]+fr\) ?){3}$/);
    }
  });
});
