import { describe, expect, test } from 'vitest';

import type { DueBand, QueueRow } from '../../generated/views';
import { layOut, linesBetween, scrollFor } from './windowing';

const HEIGHTS = { row: 58, band: 34 };

function row(id: string, band: DueBand): QueueRow {
  return {
    case: { kind: 'post', id },
    number: `簿115-${id}`,
    revision: 1,
    who: '範例',
    title: '範例',
    relation: '女兒',
    inmate_number: '3071',
    inmate_name: '範例',
    juvenile: false,
    mark: 'new',
    claim: null,
    age_days: 1,
    due: { band, day: '', caveat: null },
    pending: null,
    state: 'pending',
  };
}

function many(count: number): QueueRow[] {
  return Array.from({ length: count }, (_, index) =>
    row(String(index), index < 100 ? 'today' : 'later'),
  );
}

describe('the windowed queue', () => {
  test('of_twenty_thousand_rows_only_those_in_view_are_on_the_page', () => {
    const layout = layOut(many(20_000), HEIGHTS, true);
    expect(layout.height).toBe(20_000 * 58 + 2 * 34);
    const lines = linesBetween(layout, 500_000, 500_800);
    expect(lines.length).toBeLessThan(20);
    expect(lines[0]?.top).toBeLessThanOrEqual(500_000);
    expect((lines.at(-1)?.top ?? 0) + 58).toBeGreaterThanOrEqual(500_800);
  });

  test('walking_down_shows_every_row_once', () => {
    const layout = layOut(many(500), HEIGHTS, true);
    const seen = new Set<number>();
    for (let top = 0; top < layout.height; top += 300) {
      for (const line of linesBetween(layout, top, top + 300)) {
        if (line.kind === 'row') {
          seen.add(line.index);
        }
      }
    }
    expect(seen.size).toBe(500);
  });

  test('a_band_is_counted_only_when_it_cannot_go_on_in_the_next_page', () => {
    const bands = (complete: boolean) =>
      layOut(many(130), HEIGHTS, complete).lines.flatMap((line) =>
        line.kind === 'band' ? [[line.band, line.count]] : [],
      );
    expect(bands(false)).toEqual([
      ['today', 100],
      ['later', null],
    ]);
    expect(bands(true)).toEqual([
      ['today', 100],
      ['later', 30],
    ]);
  });

  test('nothing_in_the_queue_needs_no_line', () => {
    const layout = layOut([], HEIGHTS, true);
    expect(layout).toEqual({ lines: [], height: 0 });
    expect(linesBetween(layout, 0, 800)).toEqual([]);
  });

  test('a_chosen_row_out_of_view_is_scrolled_to_and_one_in_view_is_left_alone', () => {
    const layout = layOut(many(200), HEIGHTS, true);
    expect(scrollFor(layout, 3, HEIGHTS, 0, 600)).toBeNull();
    expect(scrollFor(layout, 0, HEIGHTS, 900, 600)).toBe(0);
    const below = scrollFor(layout, 150, HEIGHTS, 0, 600);
    expect(below).toBe(
      layout.lines.find((line) => line.kind === 'row' && line.index === 150)!.top + 58 - 600,
    );
    expect(scrollFor(layout, 999, HEIGHTS, 0, 600)).toBeNull();
  });
});
