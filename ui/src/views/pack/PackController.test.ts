import { describe, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { PackController } from './PackController.svelte';

const FILTER = {
  kind: 'application',
  group: 'open',
  inmate_number: null,
  text: '',
  only: 'all',
  check: null,
} as const;
const explain = (error: unknown): string => (error instanceof Error ? error.message : '');

function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  let now = Date.UTC(2026, 10, 23, 8, 52);
  const host = new FakeHost(wishes, () => now);
  return {
    host,
    pass: (seconds: number) => (now += seconds * 1000),
    pack: new PackController(host, FILTER, explain),
  };
}

describe('taking a shift along', () => {
  test('it_is_weighed_before_anything_is_claimed_and_again_for_another_number', async () => {
    const { pack, host } = desk();
    await pack.begin();
    expect(pack.taken).toBe(false);
    const first = pack.weight?.cases ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(pack.weight?.held).toBe(1);
    await pack.choose(1);
    expect(pack.weight?.cases).toBeLessThanOrEqual(1);
    expect(host.pack).toBeNull();
  });

  test('the_progress_ends_with_everything_here_and_a_held_case_is_told', async () => {
    const { pack, pass } = desk();
    await pack.begin();
    await pack.take();
    expect(pack.view?.state).toBe('fetching');
    expect(pack.view?.missing.length).toBeGreaterThan(0);
    expect(pack.leftBehind).toContain('同仁正在處理');
    pass(60);
    await pack.begin();
    expect(pack.view).toMatchObject({ state: 'ready', percent: 100, missing: [] });
  });

  test('cancelling_gives_everything_back', async () => {
    const { pack, host } = desk();
    await pack.begin();
    await pack.take();
    expect(await pack.end()).toBe(true);
    expect(host.pack).toBeNull();
    expect(pack.taken).toBe(false);
  });

  test('without_a_line_nothing_is_taken_and_the_sheet_says_why', async () => {
    const { pack, host } = desk({ offline: true });
    await pack.begin();
    await pack.take();
    expect(pack.sending.trouble).toContain('連不到入口網');
    expect(host.pack).toBeNull();
  });
});
