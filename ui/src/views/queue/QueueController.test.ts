import { describe, expect, test, vi } from 'vitest';

import type { QueuePage, QueueRequest } from '../../generated/views';
import { HostError, type Host } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { PAGE, readAhead } from '../../host/queuePages';
import { QueueController } from './QueueController.svelte';
import { patiently } from '../work/settled';

const explain = (error: unknown): string => (error instanceof Error ? error.message : 'odd');

/** A host whose queue answers when the test says so. */
function slowHost() {
  const asked: { request: QueueRequest; answer: (page: QueuePage) => void }[] = [];
  const host = {
    call: (_name: string, request: QueueRequest) =>
      new Promise((answer) => asked.push({ request, answer })),
    onDeskChanged: () => () => undefined,
    documentUrl: () => '',
  } as unknown as Host;
  return { host, asked };
}

describe('the queue', () => {
  test('an_answer_to_an_older_filter_does_not_overwrite_a_newer_one', async () => {
    const { host, asked } = slowHost();
    const queue = new QueueController(host, 'post', explain);
    const first = queue.load();
    queue.setGroup('held');
    asked[1]!.answer({ rows: [], next: null, total: 7 });
    await patiently(() => expect(queue.total).toBe(7));
    asked[0]!.answer({ rows: [], next: null, total: 99 });
    await first;
    expect(queue.total).toBe(7);
    expect(asked.map((one) => one.request.group)).toEqual(['open', 'held']);
  });

  test('what_was_read_ahead_is_there_at_once_and_the_queue_goes_on_behind_it', async () => {
    const host = new FakeHost({ rows: 450 });
    const ahead = await readAhead(host, 'post');
    const calls = vi.spyOn(host, 'call');
    const queue = new QueueController(host, 'post', explain);
    const loading = queue.load(ahead);
    expect(queue.rows).toEqual(ahead.rows);
    expect([queue.ready, queue.total]).toEqual([true, ahead.total]);
    expect(calls).not.toHaveBeenCalled();
    await loading;
    await queue.loadMore();
    expect(new Set(queue.rows.map((row) => row.case.id)).size).toBe(2 * PAGE);
  });

  test('the_next_page_is_asked_for_by_the_cursor_of_the_last', async () => {
    const queue = new QueueController(new FakeHost({ rows: 450 }), 'post', explain);
    await queue.load();
    expect(queue.rows.length).toBe(PAGE);
    expect(queue.complete).toBe(false);
    await queue.loadMore();
    expect(queue.rows.length).toBe(2 * PAGE);
    expect(new Set(queue.rows.map((row) => row.case.id)).size).toBe(2 * PAGE);
  });

  test('reading_again_keeps_the_rows_in_view_and_lets_go_of_those_far_below', async () => {
    const queue = new QueueController(new FakeHost({ rows: 950 }), 'post', explain);
    await queue.load();
    for (let page = 0; page < 7; page += 1) {
      await queue.loadMore();
    }
    expect(queue.rows.length).toBe(8 * PAGE);
    queue.lastSeen = 2 * PAGE - 1;
    await queue.refresh();
    expect(queue.rows.length).toBe(3 * PAGE);
  });

  test('a_search_is_sent_when_the_typing_rests', async () => {
    vi.useFakeTimers();
    try {
      const { host, asked } = slowHost();
      const queue = new QueueController(host, 'post', explain);
      queue.setText('阿');
      queue.setText('阿嬤');
      await vi.advanceTimersByTimeAsync(400);
      expect(asked.map((one) => one.request.text)).toEqual(['阿嬤']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('stepping_from_nothing_begins_at_the_oldest_and_ends_at_the_edges', async () => {
    const queue = new QueueController(new FakeHost(), 'application', explain);
    await queue.load();
    const first = queue.step(1);
    expect(first).toBe(queue.rows[0]);
    queue.choose(first!.case);
    expect(queue.step(-1)).toBeNull();
    expect(queue.step(1)).toBe(queue.rows[1]);
  });

  test('a_failed_read_is_said_and_the_rows_stay', async () => {
    const host = new FakeHost();
    const queue = new QueueController(host, 'application', explain);
    await queue.load();
    const before = queue.rows.length;
    vi.spyOn(host, 'call').mockRejectedValueOnce(new HostError('failed', '讀不到'));
    await queue.refresh();
    expect(queue.trouble).toBe('讀不到');
    expect(queue.rows.length).toBe(before);
  });
});
