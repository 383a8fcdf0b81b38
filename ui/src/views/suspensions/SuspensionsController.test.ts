// 停用管理: nothing is suspended by itself, nothing without a reason, and only as it was seen.

import { describe, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { dayNumber, timeLine } from '../../parts/periods';
import { keyOfCard, SuspensionsController } from './SuspensionsController.svelte';

async function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const said: string[] = [];
  const controller = new SuspensionsController(host, {
    explain: (error) => (error instanceof Error ? error.message : ''),
    say: (sentence) => said.push(sentence),
    changed: () => undefined,
  });
  await controller.load();
  const card = controller.view?.cards[0];
  if (card === undefined) throw new Error('one in every sample desk');
  return { host, controller, card, said };
}

describe('the third counting rejection', () => {
  test('it_opens_a_card_and_suspends_nobody', async () => {
    const { controller, card } = await desk();
    expect(card.count).toBeGreaterThanOrEqual(card.threshold);
    expect(controller.view?.running.map((one) => one.family)).not.toContain(card.family);
  });

  test('the_facilitys_way_of_counting_is_chosen_until_the_supervisor_chooses', async () => {
    const { controller, card } = await desk();
    expect(controller.optionOf(card)?.by_default).toBe(true);
    controller.choose(card, 'CIVIL_FIRST_DAY_EXCLUDED');
    expect(controller.optionOf(card)?.first_day).toBe('115.11.25');
    expect(controller.optionOf(card)?.family_message).toContain('12 月 24 日');
  });

  test('without_a_reason_nothing_happens_and_with_one_the_chosen_days_are_suspended', async () => {
    const { controller, card, said } = await desk();
    controller.choose(card, 'CIVIL_FIRST_DAY_EXCLUDED');
    controller.ask('suspend', card);
    expect(controller.locked).toBe(text.suspensions.dialog.writeFirst);
    await controller.act();
    expect(controller.view?.cards).toHaveLength(1);
    controller.grounds = '三次都在寫公務請託。';
    await controller.act();
    const made = controller.view?.running.find((one) => one.family === card.family);
    expect([made?.first_day, made?.last_day, made?.grounds, made?.fate]).toEqual([
      '115.11.25',
      '115.12.24',
      '三次都在寫公務請託。',
      'waiting',
    ]);
    expect([controller.asking, said]).toEqual([null, [text.suspensions.done.suspend]]);
  });

  test('deciding_not_to_suspend_is_kept_with_its_reason_and_closes_the_card', async () => {
    const { controller, card } = await desk();
    controller.ask('decline', card);
    controller.grounds = '第一次使用，已電話說明。';
    await controller.act();
    expect(controller.view?.cards).toHaveLength(0);
    expect(controller.historyOf(card.family, '').map((one) => [one.state, one.grounds])).toEqual([
      ['declined', '第一次使用，已電話說明。'],
    ]);
  });

  test('what_was_written_is_kept_when_the_dialog_is_closed', async () => {
    const { controller, card } = await desk();
    controller.ask('suspend', card);
    controller.grounds = '寫到一半';
    controller.leave();
    controller.ask('decline', card);
    expect(controller.grounds).toBe('');
    controller.leave();
    controller.ask('suspend', card);
    expect(controller.grounds).toBe('寫到一半');
  });

  test('a_card_that_changed_meanwhile_is_read_again_and_not_acted_upon', async () => {
    const { host, controller, card, said } = await desk();
    controller.ask('suspend', { ...card, strikes: card.strikes.slice(1) });
    controller.grounds = '理由';
    await controller.act();
    expect(said[0]).toContain('再看一次');
    expect([controller.asking, host.supervision.cards.length]).toEqual([null, 1]);
  });

  test('whoever_is_no_supervisor_is_refused_by_the_desk_whatever_the_window_does', async () => {
    const { host, controller, card } = await desk();
    host.wishes.role = 'social_worker';
    controller.ask('suspend', card);
    controller.grounds = '理由';
    await controller.act();
    expect(controller.sending.trouble).toContain('只有主管');
    expect(controller.grounds).toBe('理由');
  });
});

describe('a suspension in force', () => {
  test('it_is_lifted_early_with_a_reason_that_stays_on_record', async () => {
    const { controller } = await desk();
    const running = controller.view?.running[0];
    if (running === undefined) throw new Error('one in every sample desk');
    controller.askToLift(running);
    controller.grounds = '家屬到機關說明，是誤傳。';
    await controller.act();
    expect(controller.view?.running).toHaveLength(0);
    controller.look(running.id);
    expect([controller.suspension?.state, controller.suspension?.lifted?.grounds]).toEqual([
      'lifted',
      '家屬到機關說明，是誤傳。',
    ]);
  });

  test('one_that_is_still_on_its_way_to_the_portal_cannot_be_lifted_yet', async () => {
    const { controller, card } = await desk();
    controller.ask('suspend', card);
    controller.grounds = '三次都在寫公務請託。';
    await controller.act();
    const made = controller.view?.running.find((one) => one.family === card.family);
    if (made === undefined) throw new Error('just made');
    expect(controller.liftLocked(made)).toBe(text.suspensions.detail.notYet);
    controller.askToLift(made);
    expect(controller.asking).toBeNull();
  });

  test('the_keys_walk_from_the_card_through_the_running_to_the_past', async () => {
    const { controller, card } = await desk();
    controller.lookAtFirst();
    const seen = [controller.chosen];
    for (let n = 0; n < controller.order.length; n++) {
      controller.step(1);
      seen.push(controller.chosen);
    }
    expect(seen[0]).toBe(keyOfCard(card));
    expect(new Set(seen)).toEqual(new Set(controller.order));
  });
});

describe('the two periods on one time line', () => {
  test.each([
    ['115.11.24', 20781],
    ['059.01.01', 0],
    ['115.02.30', null],
    ['', null],
    ['115.11', null],
  ])('the_day_%s_is_number_%s', (day, number) => {
    expect(dayNumber(day)).toBe(number);
  });

  test('a_day_later_is_drawn_a_day_later_and_just_as_long', async () => {
    const { card } = await desk();
    const line = timeLine(card.options);
    const [first, second] = line?.bars ?? [];
    expect([line?.from, line?.until]).toEqual(['11.24', '12.24']);
    expect(first?.from).toBe(0);
    expect(first?.width).toBeCloseTo(second?.width ?? 0);
    expect(second?.from).toBeCloseTo(100 / 31);
    expect((second?.from ?? 0) + (second?.width ?? 0)).toBeCloseTo(100);
  });

  test('one_way_of_counting_alone_needs_no_line', async () => {
    const { card } = await desk();
    expect(timeLine(card.options.slice(0, 1))).toBeNull();
    expect(timeLine([])).toBeNull();
  });
});
