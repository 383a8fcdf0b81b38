// Where the papers have the room to themselves, each gets it in the measure of its print.

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
  test('at_each_width_the_smallest_print_of_a_card_and_of_a_page_is_equally_high', () => {
    const [card = 0, page = 0, portrait = 0] = shares(columnsFor(USUAL, true));
    expect((card * 2) / 86).toBeCloseTo((page * 4.2) / 210, 2);
    expect(portrait).toBeLessThan(card);
  });

  test('at_1093_pixels_of_width_print_is_five_pixels_high_which_is_more_than_six_dots', () => {
    // The case without the queue, the tools, and the edges of three panes.
    const room = 785 - 41 - 3 * 12;
    const [card = 0, page = 0, portrait = 0] = shares(columnsFor(USUAL, true));
    const pixels = room / (card + page + portrait);
    expect(pixels).toBeGreaterThan(5);
    expect(pixels * 1.25).toBeGreaterThan(6.2);
  });

  test('two_sides_of_a_card_share_a_column_two_letters_do_not', () => {
    expect(isStacked('identity')).toBe(true);
    const two = shares(columnsFor([{ kind: 'official_letter', files: 2 }], true));
    expect(two[0]).toBe(2 * breadthOf('official_letter'));
    const sides = shares(columnsFor([{ kind: 'identity', files: 2 }], true));
    expect(sides[0]).toBe(breadthOf('identity'));
  });

  test('over_their_checks_every_column_keeps_room_for_words', () => {
    for (const flow of [true, false]) {
      const columns = columnsFor(USUAL, flow).split(' minmax').length;
      expect(columns).toBe(3);
      expect(columnsFor(USUAL, flow)).toMatch(/^(minmax\(8\.5rem, [\d.]+fr\) ?){3}$/);
    }
  });
});
