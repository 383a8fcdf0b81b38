import { describe, expect, test } from 'vitest';

import { readDay, rocOf, taipeiDay } from './days';

describe('days as people write them', () => {
  test.each([
    ['115.11.24', '2026-11-24'],
    ['115/11/24', '2026-11-24'],
    ['115-1-4', '2026-01-04'],
    ['1151124', '2026-11-24'],
    [' 115.11.24 ', '2026-11-24'],
    ['１１５．１１．２４', '2026-11-24'],
    ['99.12.31', '2010-12-31'],
    ['991231', '2010-12-31'],
    ['113.2.29', '2024-02-29'],
    ['115.2.29', null],
    ['115.13.1', null],
    ['115.11.31', null],
    ['2026.11.24', null],
    ['', null],
    ['今天', null],
    ['115.11', null],
    ['115.11.24.1', null],
  ])('«%s»_is_%s', (written, day) => expect(readDay(written)).toBe(day));

  test('what_is_shown_can_be_read_again', () => {
    expect(rocOf('2026-01-04')).toBe('115.01.04');
    expect(readDay(rocOf('2026-01-04'))).toBe('2026-01-04');
  });
});

describe('today', () => {
  test.each([
    ['2026-11-23T15:59:59Z', 0, '2026-11-23'],
    ['2026-11-23T16:00:00Z', 0, '2026-11-24'],
    ['2026-11-24T03:00:00Z', -6, '2026-11-18'],
    ['2026-03-01T00:00:00Z', -1, '2026-02-28'],
  ])('at_%s_%d_days_on_in_taipei_it_is_%s', (now, offset, day) =>
    expect(taipeiDay(Date.parse(now), offset)).toBe(day),
  );
});
