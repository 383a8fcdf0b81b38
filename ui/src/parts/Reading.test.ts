import { describe, expect, test } from 'vitest';

import { Reading } from './Reading.svelte';
import { neighbour } from './listNavigation';

describe('reading', () => {
  test('an_older_answer_that_comes_late_changes_nothing', async () => {
    const waiting: ((view: string) => void)[] = [];
    const reading = new Reading<string>(() => new Promise((done) => waiting.push(done)), String);
    const [first, second] = [reading.again(), reading.again()];
    waiting[1]?.('new');
    expect(await second).toBe(true);
    waiting[0]?.('old');
    expect([await first, reading.view]).toEqual([false, 'new']);
  });

  test('a_failure_leaves_what_was_read_and_the_next_answer_clears_it', async () => {
    let fails = false;
    const reading = new Reading<string>(
      async () => {
        if (fails) throw new Error('no');
        return 'read';
      },
      () => 'why',
    );
    await reading.again();
    fails = true;
    expect(await reading.again()).toBe(false);
    expect([reading.view, reading.trouble]).toEqual(['read', 'why']);
    fails = false;
    await reading.again();
    expect(reading.trouble).toBeNull();
  });
});

describe('neighbour', () => {
  test.each([
    [null, 1, 'a'],
    [null, -1, 'a'],
    ['a', 1, 'b'],
    ['a', -1, 'a'],
    ['c', 1, 'c'],
    ['gone', 1, 'a'],
  ] as const)('from_%s_by_%d_comes_to_%s', (chosen, by, next) => {
    expect(neighbour(['a', 'b', 'c'], chosen, by)).toBe(next);
  });

  test('in_an_empty_list_there_is_nowhere_to_go', () => expect(neighbour([], 'a', 1)).toBeNull());
});
