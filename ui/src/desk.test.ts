// Who sits at the desk is told with every change.

import { describe, expect, test } from 'vitest';

import { Desk } from './desk.svelte';
import { FakeHost } from './host/fake';

describe('the desk', () => {
  test('a_supervisor_who_is_none_any_more_loses_their_places_at_once', async () => {
    const host = new FakeHost({ role: 'supervisor' });
    const desk = new Desk(host);
    const stop = await desk.start();
    desk.goTo('suspensions');
    expect([desk.supervises, desk.place]).toEqual([true, 'suspensions']);
    host.wishes.role = 'social_worker';
    host.tell(false);
    expect([desk.supervises, desk.place]).toEqual([false, 'applications']);
    // Back again: the places come back, and nobody is moved.
    host.wishes.role = 'supervisor';
    desk.goTo('posts');
    host.tell(false);
    expect([desk.supervises, desk.place]).toEqual([true, 'posts']);
    stop();
  });

  test('a_call_that_is_answered_leads_to_what_called_and_to_nothing_while_nobody_sits_here', async () => {
    const host = new FakeHost({ frozen: true });
    const desk = new Desk(host);
    const stop = await desk.start();
    const post = host.cases.find((one) => one.ref.kind === 'post');
    if (post === undefined) throw new Error('a post waits');
    host.answerCall({ to: 'case', case: post.ref });
    expect([desk.place, desk.wanted]).toEqual(['posts', post.ref]);
    host.answerCall({ to: 'conflicts' });
    expect(desk.place).toBe('conflicts');
    await desk.signOut();
    host.answerCall({ to: 'outbox' });
    expect(desk.place).toBe('conflicts');
    stop();
  });
});
