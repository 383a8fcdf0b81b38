// Look-alikes: of the case that is open and of no other.

import { expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { LookAlikesController } from './LookAlikesController.svelte';

function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const posts = host.cases.filter((one) => one.ref.kind === 'post');
  const at = (index: number) => {
    const found = posts[index];
    if (found === undefined) throw new Error('enough posts in every sample desk');
    return found.ref;
  };
  return {
    host,
    at,
    controller: new LookAlikesController(host, (error) =>
      error instanceof Error ? error.message : '',
    ),
  };
}

test('earlier_rulings_are_shown_with_what_is_alike', async () => {
  const { at, controller } = desk();
  await controller.find(at(0));
  expect(controller.view?.rows.length).toBeGreaterThan(0);
  expect(controller.view?.rows.every((row) => row.why !== '')).toBe(true);
});

test('what_was_found_for_the_last_case_never_stands_beside_the_next', async () => {
  const { at, controller } = desk({ slow: 5 });
  const first = controller.find(at(0));
  const second = controller.find(at(2));
  expect(controller.view).toBeNull();
  await Promise.all([first, second]);
  expect(controller.view?.rows).toHaveLength(0);
});

test('what_could_not_be_found_is_told', async () => {
  const { at, controller } = desk({ fail: ['look_alikes'] });
  await controller.find(at(0));
  expect([controller.view, controller.trouble]).toEqual([null, '這台電腦的資料庫暫時讀不到。']);
});
