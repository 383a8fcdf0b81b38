// 退件統計: every number opens into the posts behind it, and those posts add up to the number.

import { describe, expect, test } from 'vitest';

import type { TallyBy, TallyRow } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { bandsOf, TallyController } from './TallyController.svelte';

function tally(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const said: string[] = [];
  return {
    host,
    said,
    controller: new TallyController(
      host,
      (error) => (error instanceof Error ? error.message : ''),
      (sentence) => said.push(sentence),
    ),
  };
}

const row = (key: string, count: number): TallyRow => ({
  key,
  label: key,
  detail: '',
  count,
  dropped: 0,
  last_on: null,
  last_reason: null,
  standing: null,
});

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done));
}

describe('the tally', () => {
  test.each<TallyBy>(['family', 'inmate', 'reason', 'category', 'unit', 'month'])(
    'every_count_by_%s_is_the_number_of_counting_posts_in_its_ledger',
    async (by) => {
      const { controller } = tally();
      controller.by = by;
      controller.expanded = true;
      await controller.load();
      expect(controller.view?.rows.length).toBeGreaterThan(0);
      for (const one of controller.view?.rows ?? []) {
        controller.look(one.key);
        await settled();
        const entries = controller.ledger?.entries ?? [];
        expect([
          controller.ledger?.title,
          entries.filter((entry) => entry.nth !== null).length,
        ]).toEqual([one.label, one.count]);
        expect(
          entries.filter((entry) => entry.nth === null).every((entry) => entry.why_not !== null),
        ).toBe(true);
      }
    },
  );

  test('families_at_three_and_at_two_come_first_and_the_others_are_only_counted', async () => {
    const { controller } = tally();
    await controller.load();
    const { reached, near } = controller.bands;
    expect([reached.length, near.length]).toEqual([
      controller.view?.at_threshold,
      controller.view?.one_short,
    ]);
    expect(controller.order.every((one) => one.count >= 2)).toBe(true);
    expect(controller.view?.fewer).toBeGreaterThan(0);
    const shown = controller.order.length;
    await controller.expand(true);
    expect(controller.order.length).toBeGreaterThan(shown);
    expect(controller.order.map((one) => one.count)).toContain(1);
  });

  test('among_those_at_the_threshold_the_undecided_stand_first', () => {
    const bands = bandsOf(
      [row('decided', 4), row('waiting', 3), row('near', 2), row('one', 1), row('none', 0)],
      3,
      new Set(['waiting']),
    );
    expect(bands.reached.map((one) => one.key)).toEqual(['waiting', 'decided']);
    expect([bands.near, bands.below, bands.none].map((band) => band.map((one) => one.key))).toEqual(
      [['near'], ['one'], ['none']],
    );
  });

  test('an_overturned_rejection_is_shown_as_dropped_out', async () => {
    const { controller } = tally();
    await controller.load();
    controller.look('family-3071');
    await settled();
    const dropped = controller.ledger?.entries.find((entry) => entry.overturned);
    expect([dropped?.nth, dropped?.why_not]).toEqual([null, '115.09.18 改判通過，不列入']);
    expect(controller.ledger?.count).toBe(3);
  });

  test('an_answer_that_comes_late_does_not_show_under_another_name', async () => {
    const { controller } = tally({ slow: 5 });
    await controller.load();
    controller.look('family-3071');
    controller.look('family-2750');
    await new Promise((done) => setTimeout(done, 40));
    expect(controller.ledger?.title).toBe('江志明');
  });

  test('a_difference_from_the_portals_count_is_not_hidden', async () => {
    const { host, controller } = tally();
    await controller.load();
    expect(controller.view?.compared.state).toBe('same');
    host.wishes.differs = true;
    await controller.compare();
    expect(controller.view?.compared.state).toBe('different');
    expect(controller.view?.compared.differences[0]).toMatchObject({ here: 2, there: 3 });
    host.offline = true;
    await controller.compare();
    expect(controller.view?.compared.state).toBe('unknown');
  });

  test('a_comparison_that_failed_is_told_and_the_last_one_stays', async () => {
    const { host, controller, said } = tally();
    await controller.load();
    host.wishes.fail = ['compare_tally'];
    await controller.compare();
    expect([said, controller.view?.compared.state, controller.comparing]).toEqual([
      ['這台電腦的資料庫暫時讀不到。'],
      'same',
      false,
    ]);
  });

  test('a_bar_of_the_reasons_opens_the_posts_behind_it', async () => {
    const { controller } = tally();
    await controller.load();
    await controller.loadCharts();
    controller.tab = 'charts';
    const bar = controller.charts?.reasons[0];
    await controller.openReason(bar?.code ?? '');
    await settled();
    expect([controller.tab, controller.ledger?.title]).toEqual(['list', bar?.label]);
  });

  test('what_could_not_be_counted_is_told_and_the_row_does_not_stand_alone', async () => {
    const { host, controller } = tally();
    await controller.load();
    host.wishes.fail = ['tally_ledger'];
    controller.look('family-3071');
    await settled();
    expect([controller.ledger, controller.ledgerTrouble]).toEqual([
      null,
      '這台電腦的資料庫暫時讀不到。',
    ]);
  });
});
