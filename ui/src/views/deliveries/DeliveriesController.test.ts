// 送達單: which days are read, marks made and taken back, and what may be printed.

import { describe, expect, test } from 'vitest';

import type { DeliveriesRequest, MarkDeliveredRequest } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { DeliveriesController } from './DeliveriesController.svelte';

/** 115.11.24 11:00 in Taipei. */
const NOW = Date.parse('2026-11-24T03:00:00Z');

async function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes }, () => NOW);
  const read: DeliveriesRequest[] = [];
  const marked: MarkDeliveredRequest[] = [];
  const call = host.call.bind(host);
  host.call = async (name, request) => {
    if (name === 'list_deliveries') read.push(request as DeliveriesRequest);
    if (name === 'mark_delivered') marked.push(request as MarkDeliveredRequest);
    return call(name, request);
  };
  const deliveries = new DeliveriesController(
    host,
    (error) => (error instanceof HostError ? error.message : text.shell.unknownFailure),
    () => NOW,
  );
  await deliveries.load();
  const titled = (title: string) => {
    const row = deliveries.all.find((one) => one.title === title);
    if (row === undefined) throw new Error(`${title} is not in the list`);
    return row;
  };
  const unit = (name: string) => {
    const found = deliveries.units.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} is not on the screen`);
    return found;
  };
  return { host, deliveries, read, marked, titled, unit };
}

describe('the days', () => {
  test('a_week_up_to_today_is_read_at_first_and_said_in_roc_years', async () => {
    const { deliveries, read } = await desk();
    expect(read).toEqual([{ first_day: '2026-11-18', last_day: '2026-11-24' }]);
    expect(deliveries.listed).toEqual({ from: '115.11.18', until: '115.11.24' });
    expect(deliveries.all.map((row) => row.approved_on)).toContain('115.11.20');
  });

  test.each([
    ['today', '2026-11-24'],
    ['three', '2026-11-22'],
  ] as const)('%s_begins_on_%s', async (span, first_day) => {
    const { deliveries, read } = await desk();
    await deliveries.choose(span);
    expect(read.at(-1)).toEqual({ first_day, last_day: '2026-11-24' });
  });

  test('own_days_begin_with_those_in_the_list', async () => {
    const { deliveries, read } = await desk();
    await deliveries.choose('today');
    await deliveries.choose('own');
    expect([deliveries.first, deliveries.last]).toEqual(['115.11.24', '115.11.24']);
    deliveries.first = '1151101';
    await deliveries.written();
    expect(read.at(-1)).toEqual({ first_day: '2026-11-01', last_day: '2026-11-24' });
    expect(deliveries.first).toBe('115.11.01');
  });

  test.each([
    ['115.12.31', text.deliveries.span.backwards],
    ['昨天', text.deliveries.span.unreadable],
    ['', text.deliveries.span.unreadable],
    ['115.2.30', text.deliveries.span.unreadable],
  ])('beginning_on_«%s»_nothing_is_read_and_the_list_stays', async (first, why) => {
    const { deliveries, read } = await desk();
    await deliveries.choose('own');
    const before = read.length;
    deliveries.first = first;
    await deliveries.written();
    expect(deliveries.daysTrouble).toBe(why);
    expect([read.length, deliveries.first]).toEqual([before, first]);
    expect(deliveries.listed).toEqual({ from: '115.11.18', until: '115.11.24' });
    // Something arrives meanwhile: the days before are read again, and what is being written stays.
    await deliveries.load();
    expect(read.at(-1)).toEqual({ first_day: '2026-11-18', last_day: '2026-11-24' });
    expect([deliveries.first, deliveries.daysTrouble]).toEqual([first, why]);
  });
});

describe('marks', () => {
  test('one_post_is_marked_with_who_and_when_and_stays_in_sight', async () => {
    const { deliveries, titled, host } = await desk();
    const open = deliveries.open;
    await deliveries.toggle(titled('麵線'));
    expect(titled('麵線').handed).toContain('李沛真');
    expect(deliveries.open).toBe(open - 1);
    expect(deliveries.units.flatMap((unit) => unit.posts).some((row) => row.title === '麵線')).toBe(
      true,
    );
    expect(
      (await host.call('list_audit', { before: null, limit: 1, sort: null, case: '' })).rows[0]
        ?.what,
    ).toBe('登記送達');
    await deliveries.choose('today');
    expect(deliveries.units.flatMap((unit) => unit.posts).some((row) => row.title === '麵線')).toBe(
      false,
    );
    deliveries.choosing('all');
    expect(deliveries.units.flatMap((unit) => unit.posts).some((row) => row.title === '麵線')).toBe(
      true,
    );
  });

  test('a_mark_is_taken_back', async () => {
    const { deliveries, titled } = await desk();
    await deliveries.toggle(titled('孩子的作業'));
    expect(titled('孩子的作業').handed).toBeNull();
  });

  test('a_whole_unit_is_marked_but_for_those_marked_before_and_one_press_takes_it_back', async () => {
    const { deliveries, unit, titled, marked } = await desk();
    deliveries.choosing('all');
    await deliveries.markUnit(unit('孝二舍'));
    expect(marked[0]?.posts).not.toContain(titled('孩子的作業').case.id);
    expect(unit('孝二舍').posts.every((row) => row.handed !== null)).toBe(true);
    expect(deliveries.marks?.sentence).toBe(text.deliveries.marked(3, '孝二舍'));
    await deliveries.undo();
    expect(unit('孝二舍').posts.filter((row) => row.handed === null)).toHaveLength(3);
    expect(titled('孩子的作業').handed).toContain('王社工');
  });

  test('a_mark_that_a_colleague_made_first_is_said_and_shown', async () => {
    const { deliveries, titled, host } = await desk();
    const row = titled('麵線');
    await host.call('mark_delivered', { posts: [row.case.id], handed: true });
    await deliveries.toggle(row);
    expect(deliveries.refusal).toBe(text.deliveries.nothingChanged);
    expect(titled('麵線').handed).not.toBeNull();
  });

  test('a_failure_leaves_the_post_as_it_was_and_says_why', async () => {
    const { deliveries, titled } = await desk({ fail: ['mark_delivered'] });
    await deliveries.toggle(titled('麵線'));
    expect(deliveries.refusal).toContain('資料庫');
    expect([titled('麵線').handed, deliveries.marking.size, deliveries.marks]).toEqual([
      null,
      0,
      null,
    ]);
  });

  test('a_second_press_while_the_first_is_on_its_way_sends_nothing', async () => {
    const { deliveries, titled, marked } = await desk({ slow: 5 });
    const row = titled('麵線');
    await Promise.all([deliveries.toggle(row), deliveries.toggle(row)]);
    expect(marked).toHaveLength(1);
  });
});

describe('printing', () => {
  test('the_sheets_are_of_the_days_in_the_list_and_of_the_unit', async () => {
    const { deliveries, unit } = await desk();
    const days = { first_day: '2026-11-18', last_day: '2026-11-24' };
    expect(deliveries.offer(null)?.contents.map((content) => content.kind)).toEqual([
      { what: 'deliveries', days, unit: null, only_open: true },
      { what: 'deliveries', days, unit: null, only_open: false },
    ]);
    expect(deliveries.offer(unit(''))?.contents[0].kind).toMatchObject({
      unit: '',
      only_open: true,
    });
    expect(deliveries.offer(unit(''))?.title).toContain(text.deliveries.noUnit);
  });

  test('more_than_one_print_takes_is_not_offered_and_says_so', async () => {
    const { deliveries } = await desk({ rows: 600 });
    expect(deliveries.all).toHaveLength(500);
    expect([deliveries.view?.more, deliveries.printLocked, deliveries.offer(null)]).toEqual([
      true,
      text.deliveries.tooMany,
      null,
    ]);
  });
});

test('coming_back_finds_the_same_days_and_the_same_post', async () => {
  const { deliveries, host, titled } = await desk();
  await deliveries.choose('own');
  deliveries.first = '115.11.20';
  await deliveries.written();
  deliveries.choosing('all');
  deliveries.look(titled('孩子的作業').case.id);
  const again = new DeliveriesController(host, String, () => NOW);
  again.comeBack(deliveries.stand);
  await again.load();
  expect([again.first, again.listed?.from, again.show, again.row?.title]).toEqual([
    '115.11.20',
    '115.11.20',
    'all',
    '孩子的作業',
  ]);
});

test('walking_goes_through_the_units_in_order', async () => {
  const { deliveries } = await desk();
  const order = deliveries.units.flatMap((unit) => unit.posts);
  deliveries.step(1);
  expect(deliveries.row?.case.id).toBe(order[0]?.case.id);
  for (const _ of order) deliveries.step(1);
  expect(deliveries.row?.case.id).toBe(order.at(-1)?.case.id);
  expect(deliveries.unit?.name).toBe('');
});

test('what_could_not_be_read_again_is_said_and_the_list_stays', async () => {
  const { deliveries, host } = await desk();
  const before = deliveries.all.length;
  host.wishes.fail = ['list_deliveries'];
  await deliveries.choose('today');
  expect(deliveries.trouble).toContain('資料庫');
  expect([deliveries.all.length, deliveries.listed?.from]).toEqual([before, '115.11.18']);
});
