// 品質抽查: blind until the second look is recorded, and then open about both.

import { expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { SamplingController } from './SamplingController.svelte';

async function sampling(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const controller = new SamplingController(host, (error) =>
    error instanceof Error ? error.message : '',
  );
  await controller.load();
  return { host, controller };
}

test('what_is_shown_before_says_neither_who_decided_nor_how', async () => {
  const { controller } = await sampling();
  expect(Object.keys(controller.blind ?? {}).sort()).toEqual([
    'body',
    'documents',
    'findings',
    'kind',
    'nth',
    'number',
    'of',
    'relation',
    'sample',
    'title',
  ]);
  expect(controller.revealed).toBeNull();
});

test('a_rejection_needs_one_to_three_reasons_and_an_approval_none', async () => {
  const { controller } = await sampling();
  expect(controller.locked).toBe(text.sampling.chooseFirst);
  controller.decide('approve');
  expect([controller.locked, controller.fitting.length]).toEqual([null, 0]);
  controller.decide('reject');
  expect(controller.locked).toBe(text.sampling.reasonsFirst);
  for (const code of ['P01', 'P06', 'P07', 'P12']) controller.toggle(code);
  expect([controller.reasons, controller.full, controller.locked]).toEqual([
    ['P01', 'P06', 'P07'],
    true,
    null,
  ]);
  controller.toggle('P01');
  expect(controller.reasons).toEqual(['P06', 'P07']);
});

test('a_reason_that_does_not_fit_the_new_verdict_is_dropped', async () => {
  const { controller } = await sampling();
  controller.decide('reject');
  controller.toggle('P01');
  controller.decide('hold');
  expect(controller.reasons).not.toContain('P01');
});

test('the_second_look_is_recorded_before_the_first_is_revealed', async () => {
  const { controller } = await sampling();
  const first = controller.blind?.sample;
  const looked = controller.view?.draw?.looked ?? 0;
  controller.decide('approve');
  await controller.look();
  expect([
    controller.revealed?.agreed,
    controller.revealed?.first_verdict,
    controller.revealed?.second_verdict,
  ]).toEqual([false, 'reject', 'approve']);
  expect(controller.view?.draw?.looked).toBe(looked + 1);
  expect(controller.blind).toBeNull();
  controller.goOn();
  expect(controller.blind?.sample).not.toBe(first);
  expect([controller.verdict, controller.reasons]).toEqual([null, []]);
});

test('a_draw_is_looked_at_to_its_end_and_then_the_next_one_shows_its_seed_and_share', async () => {
  const { controller } = await sampling();
  const before = controller.view?.draw?.seed ?? '';
  controller.share = '10';
  expect(controller.drawLocked).toBe(text.sampling.finishFirst);
  await controller.draw();
  expect(controller.view?.draw?.seed).toBe(before);
  while (controller.blind !== null) {
    controller.decide('approve');
    await controller.look();
    controller.goOn();
  }
  await controller.draw();
  expect(controller.view?.draw).toMatchObject({ share: 10, looked: 0 });
  expect(controller.view?.past.map((draw) => draw.seed)).toContain(before);
});

test('without_a_draw_there_is_nothing_to_look_at', async () => {
  const { controller } = await sampling({ empty: true });
  expect([controller.view?.draw, controller.blind]).toEqual([null, null]);
  controller.decide('approve');
  await controller.look();
  expect(controller.revealed).toBeNull();
});

test('a_look_that_was_not_taken_keeps_what_was_chosen', async () => {
  const { host, controller } = await sampling();
  controller.decide('approve');
  controller.note = '看不出問題';
  host.wishes.fail = ['second_look'];
  await controller.look();
  expect([
    controller.sending.trouble,
    controller.verdict,
    controller.note,
    controller.revealed,
  ]).toEqual(['這台電腦的資料庫暫時讀不到。', 'approve', '看不出問題', null]);
});
