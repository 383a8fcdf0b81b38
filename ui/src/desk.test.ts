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
});
