// A sign-in that is over while somebody unlocks: why is said where they come to, and stays there.

import { expect, test } from 'vitest';

import { Desk } from '../../desk.svelte';
import { FakeHost } from '../../host/fake';
import { HostError } from '../../host/door';
import { LockController } from './LockController.svelte';

const WHY = '超過 7 天沒有向入口網確認您的身分。資料和還沒送出的決定都在；請連上網路登入。';

test('whoever_signs_out_is_told_that_their_desk_is_kept_until_somebody_enters', async () => {
  const host = new FakeHost({ frozen: true, portal: true });
  const desk = new Desk(host);
  await desk.start();
  await desk.signOut();
  expect([desk.session, desk.whyAtStart]).toEqual([null, null]);
  expect(desk.farewell).toContain('接著打開');
  await desk.enter(await host.call('start_practice', { role: 'social_worker' }));
  expect(desk.farewell).toBeNull();
  await desk.signOut();
  expect(desk.farewell).toBeNull();
});

test('why_the_start_page_is_shown_stays_on_it_until_somebody_enters', async () => {
  const host = new FakeHost({ frozen: true, pin: true });
  const desk = new Desk(host);
  const call = host.call.bind(host);
  host.call = (name, request) =>
    name === 'unlock' ? Promise.reject(new HostError('signed_out', WHY)) : call(name, request);
  const door = new LockController(host, {
    entered: (session) => desk.enter(session),
    look: () => desk.readLock(),
    atDoor: (error) => desk.lookAtDoor(error),
    over: (why) => desk.leaveLock(why),
  });
  await door.unlock();
  expect(desk.whyAtStart).toBe(WHY);
  await desk.enter(await host.call('start_practice', { role: 'social_worker' }));
  expect(desk.whyAtStart).toBeNull();
});
