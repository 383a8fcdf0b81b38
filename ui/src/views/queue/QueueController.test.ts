import { describe, expect, test, vi } from 'vitest';

import type { QueuePage, QueueRequest } from '../../generated/views';
import { HostError, type Host } from '../../host/door';
import { FakeHost } from '../../host/fake';
import {
  filterOf,
  keptFilter,
  PAGE,
  readAhead,
  UNFILTERED,
  type QueueFilter,
} from '../../host/queuePages';
import { text } from '../../text';
import { QueueController } from './QueueController.svelte';
import { patiently } from '../work/settled';

const explain = (error: unknown): string => (error instanceof Error ? error.message : 'odd');

/** How a rule is named in the core. */
const FINDINGS = import.meta.glob<string>('../../../../src-tauri/crates/domain/src/findings/*.rs', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const RULE = /"((?:post|application)\.[a-z_]+)"/g;

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

  test('a_part_of_the_queue_is_asked_for_and_shown_as_such_until_all_is_asked_for_again', async () => {
    const { host, asked } = slowHost();
    const queue = new QueueController(host, 'post', explain);
    expect(queue.narrowed).toBe(false);
    queue.toggleOnly('pressing');
    queue.setCheck('post.interval');
    queue.toggleOnly('mine');
    expect(queue.narrowed).toBe(true);
    queue.toggleOnly('mine');
    queue.unfilter();
    expect(queue.narrowed).toBe(false);
    expect(asked.map(({ request }) => [request.only, request.check])).toEqual([
      ['pressing', null],
      ['pressing', 'post.interval'],
      ['mine', 'post.interval'],
      ['all', 'post.interval'],
      ['all', null],
    ]);
    for (const group of ['held', 'resubmitted'] as const) {
      queue.setGroup(group);
      expect(queue.narrowed).toBe(true);
    }
    queue.setGroup('all');
    expect(queue.narrowed).toBe(false);
  });

  test('how_it_is_left_is_kept_once_the_typing_rests_and_taken_up_again', async () => {
    vi.useFakeTimers();
    try {
      const { host, asked } = slowHost();
      const kept: QueueFilter[] = [];
      const keep = (filter: QueueFilter): void => void kept.push(filter);
      const queue = new QueueController(host, 'post', explain, { filter: UNFILTERED, keep });
      queue.setText('阿');
      queue.setText('阿嬤');
      await vi.advanceTimersByTimeAsync(400);
      queue.setInmate('2413');
      queue.toggleOnly('pressing');
      expect(kept.map(({ text }) => text)).toEqual(['阿嬤', '阿嬤', '阿嬤']);
      const left = kept.at(-1)!;
      expect(filterOf(keptFilter(left) ?? undefined)).toEqual(left);
      const again = new QueueController(host, 'post', explain, { filter: left, keep });
      void again.load();
      const { request } = asked.at(-1)!;
      expect([request.text, request.inmate_number, request.only]).toEqual([
        '阿嬤',
        '2413',
        'pressing',
      ]);
      again.unfilter();
      expect(keptFilter(kept.at(-1)!)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  test('each_rule_that_can_find_something_amiss_can_be_asked_for', () => {
    const rules = Object.values(FINDINGS).flatMap((source) =>
      [...source.matchAll(RULE)].map((found) => found[1]!),
    );
    const offered = Object.keys({ ...text.queue.checks.application, ...text.queue.checks.post });
    expect([...new Set(rules)].toSorted()).toEqual(offered.toSorted());
  });
});
