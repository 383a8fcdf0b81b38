import { expect, test } from 'vitest';

import { Desk } from '../../desk.svelte';
import { FakeHost } from '../../host/fake';
import { differs, HealthController } from './HealthController.svelte';

const explain = (error: unknown): string => (error instanceof Error ? error.message : '');

test('a_count_that_differs_is_marked_and_one_that_nobody_could_ask_for_is_not', async () => {
  const online = new HealthController(new FakeHost(), explain);
  await online.load();
  expect(online.view?.counts.filter(differs).length).toBe(1);
  const offline = new HealthController(new FakeHost({ offline: true }), explain);
  await offline.load();
  expect(offline.view?.counted_at).toBeNull();
  expect(offline.view?.counts.some(differs)).toBe(false);
});

test('supervisors_see_what_lies_sealed_and_social_workers_do_not', async () => {
  const rows = async (role: 'supervisor' | 'social_worker') => {
    const health = new HealthController(new FakeHost({ role }), explain);
    await health.load();
    return health.view?.remainders.length;
  };
  expect(await rows('supervisor')).toBe(1);
  expect(await rows('social_worker')).toBe(0);
});

test('a_failing_page_says_so_and_can_be_tried_again', async () => {
  const host = new FakeHost({ fail: ['health'] });
  const health = new HealthController(host, explain);
  await health.load();
  expect(health.trouble).not.toBeNull();
  host.wishes.fail = [];
  await health.load();
  expect(health.trouble).toBeNull();
  expect(health.view).not.toBeNull();
});

test('the_sentence_about_a_restored_portal_goes_once_it_is_read', async () => {
  const desk = new Desk(new FakeHost({ restored: true }));
  const stop = await desk.start();
  expect(desk.sync?.notice).toContain('沒有遺失');
  await desk.dismissNotice();
  expect(desk.sync?.notice).toBeNull();
  expect((await desk.host.call('sync_status', null)).notice).toBeNull();
  stop();
});
