import { describe, expect, test } from 'vitest';

import { HostError } from '../host/door';
import { Submission } from './Submission.svelte';

const say = (error: unknown): string => (error instanceof Error ? error.message : '');

function refused(code: 'failed' | 'stale'): () => Promise<void> {
  return () => Promise.reject(new HostError(code, '沒有送出'));
}

describe('what is sent off', () => {
  test('a_second_press_sends_nothing_while_the_first_is_on_its_way', async () => {
    const sending = new Submission(say);
    let arrive = (): void => undefined;
    let sent = 0;
    const work = async (): Promise<void> => {
      sent += 1;
      await new Promise<void>((arrived) => (arrive = arrived));
    };
    const first = sending.run(work);
    expect([await sending.run(work), sent, sending.busy]).toEqual([false, 1, true]);
    arrive();
    expect([await first, sending.busy, sending.trouble]).toEqual([true, false, null]);
  });

  test('a_refusal_stands_there_until_it_is_tried_again', async () => {
    const sending = new Submission(say);
    expect(await sending.run(refused('failed'))).toBe(false);
    expect([sending.busy, sending.trouble]).toEqual([false, '沒有送出']);
    expect(await sending.run(() => Promise.resolve())).toBe(true);
    expect(sending.trouble).toBeNull();
  });

  test('where_somebody_else_was_first_the_form_keeps_no_trouble', async () => {
    const sending = new Submission(say);
    const told: string[] = [];
    const overtaken = (sentence: string): Promise<void> => {
      told.push(sentence);
      return Promise.resolve();
    };
    expect(await sending.run(refused('stale'), overtaken)).toBe(false);
    expect([told, sending.trouble, sending.busy]).toEqual([['沒有送出'], null, false]);
    await sending.run(refused('failed'), overtaken);
    expect([told.length, sending.trouble]).toEqual([1, '沒有送出']);
    await sending.run(refused('stale'));
    expect(sending.trouble).toBe('沒有送出');
  });
});
