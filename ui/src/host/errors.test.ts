// Errors at the door: every code has one act, and nothing foreign reaches the person.

import { expect, test } from 'vitest';

import type { ErrorCode } from '../generated/views';
import { text } from '../text';
import { HostError } from './door';
import { ACT_ON, asHostError } from './errors';

test('every_code_has_its_own_act', () => {
  const acts = Object.values(ACT_ON);
  expect(new Set(acts).size).toBe(acts.length);
});

test.each(Object.keys(ACT_ON) as ErrorCode[])(
  'the_desks_own_error_%s_keeps_its_code_and_sentence',
  (code) => {
    const error = asHostError({ code, message: '請再看一次。' });
    expect(error).toBeInstanceOf(HostError);
    expect([error.code, error.message]).toEqual([code, '請再看一次。']);
  },
);

test.each([
  ['a string of the runtime', 'command list_outbox not found'],
  ['an exception', new TypeError('undefined is not a function')],
  ['a code that does not exist', { code: 'on_fire', message: 'thread panicked at /home' }],
  ['an empty sentence', { code: 'failed', message: '' }],
  ['a sentence that is no text', { code: 'failed', message: { deep: 1 } }],
  ['nothing', undefined],
  ['null', null],
])('%s_is_said_in_our_own_words', (_, thrown) => {
  const error = asHostError(thrown);
  expect([error.code, error.message]).toEqual(['failed', text.shell.unknownFailure]);
});

test('an_error_that_was_mapped_already_passes_through', () => {
  const error = new HostError('gone', '這件已經不在這裡。');
  expect(asHostError(error)).toBe(error);
});
