// 查詢: every state, page by page, and never an old answer to a new question.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { FakeHost } from '../../host/fake';
import { FindController, PAGE } from './FindController.svelte';

function find(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  return { host, controller: new FindController(host, () => '沒有查成') };
}

describe('finding', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('closed_cases_are_found_as_well_as_open_ones', async () => {
    const { controller } = find();
    controller.setText('陳怡君');
    await vi.advanceTimersByTimeAsync(300);
    expect(new Set(controller.rows.map((row) => row.state))).toEqual(
      new Set(['pending', 'rejected', 'approved']),
    );
  });

  test('nothing_asked_is_nothing_searched', async () => {
    const { host, controller } = find();
    const calls = vi.spyOn(host, 'call');
    controller.setText('  ');
    await vi.advanceTimersByTimeAsync(300);
    expect(calls).not.toHaveBeenCalled();
    expect(controller.rows).toEqual([]);
  });

  test('typing_on_asks_once', async () => {
    const { host, controller } = find();
    const calls = vi.spyOn(host, 'call');
    for (const words of ['陳', '陳怡', '陳怡君']) controller.setText(words);
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.mock.calls.map(([, request]) => (request as { text: string }).text)).toEqual([
      '陳怡君',
    ]);
  });

  test('pages_join_without_gap_or_repetition_up_to_the_end', async () => {
    const { controller } = find({ rows: 400 });
    controller.setKind('post');
    await vi.advanceTimersByTimeAsync(10);
    expect(controller.rows).toHaveLength(PAGE);
    while (controller.next !== null) await controller.more();
    expect(controller.rows).toHaveLength(controller.total);
    expect(new Set(controller.rows.map((row) => row.case.id)).size).toBe(controller.total);
  });

  test('a_page_of_an_old_question_is_not_added_to_a_new_one', async () => {
    const { controller } = find({ rows: 400, slow: 500 });
    controller.setKind('post');
    await vi.advanceTimersByTimeAsync(600);
    const page = controller.more();
    controller.setText('阿嬤生日');
    await vi.advanceTimersByTimeAsync(1500);
    await page;
    expect(controller.rows.every((row) => row.title?.includes('阿嬤生日'))).toBe(true);
  });

  test('a_failed_search_is_told_and_shows_no_old_rows', async () => {
    const { host, controller } = find();
    controller.setText('陳');
    await vi.advanceTimersByTimeAsync(300);
    host.wishes.fail = ['list_cases'];
    controller.setText('陳怡');
    await vi.advanceTimersByTimeAsync(300);
    expect([controller.trouble, controller.rows.length]).toEqual(['沒有查成', 0]);
  });

  test('the_steps_stay_within_the_list', async () => {
    const { controller } = find();
    controller.step(1);
    expect(controller.at).toBe(0);
    controller.setText('陳怡君');
    await vi.advanceTimersByTimeAsync(300);
    for (let n = 0; n < 20; n++) controller.step(1);
    expect(controller.at).toBe(controller.rows.length - 1);
    for (let n = 0; n < 20; n++) controller.step(-1);
    expect(controller.at).toBe(0);
  });
});
