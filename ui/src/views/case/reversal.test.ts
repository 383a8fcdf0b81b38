import { expect, test } from 'vitest';

import type { Role } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { CaseController, NOTHING_SAID } from './CaseController.svelte';

async function closedCase(role: Role) {
  const host = new FakeHost({ role });
  const closed = host.cases.find(
    (one) => one.ref.kind === 'post' && one.state === 'rejected' && one.pending === null,
  );
  if (closed === undefined) throw new Error('one in every sample desk');
  const shown = new CaseController(host, 'post', {
    explain: (error) => (error instanceof Error ? error.message : ''),
    recorded: () => undefined,
    gone: () => undefined,
  });
  await shown.open(closed.ref);
  return { host, shown, closed };
}

test('a_social_worker_cannot_decide_a_closed_case_and_may_ask_once_with_a_reason', async () => {
  const { shown } = await closedCase('social_worker');
  expect(shown.whyNot('approve')).not.toBeNull();
  expect(shown.view?.reversal?.way).toBe('ask');
  expect(await shown.askReversal('approve', ' ')).toBe(false);
  expect(shown.asking.trouble).toContain('原因');
  expect(await shown.askReversal('approve', '那是孩子的作業。')).toBe(true);
  expect(shown.asking.trouble).toBeNull();
  expect(shown.view?.reversal?.way).toBe('asked');
});

test('a_supervisor_overturns_with_a_decision_that_names_the_old_one', async () => {
  const { shown } = await closedCase('supervisor');
  expect(shown.whyNot('return')).not.toBeNull();
  shown.overturn(true);
  expect(shown.whyNot('return')).toBeNull();
  expect(shown.whyNot('reject')).toContain('原來就是');
  expect(shown.request('return', NOTHING_SAID)?.overturns).toBe(shown.view?.reversal?.decision);
  shown.overturn(false);
  expect(shown.whyNot('return')).not.toBeNull();
  expect(shown.request('return', NOTHING_SAID)?.overturns).toBeNull();
});

test('another_case_is_not_overturned_by_what_was_begun_on_the_last_one', async () => {
  const { host, shown } = await closedCase('supervisor');
  shown.overturn(true);
  const open = host.cases.find((one) => one.ref.kind === 'post' && one.state === 'pending');
  await shown.open(open?.ref ?? { kind: 'post', id: '' });
  expect(shown.overturning).toBeNull();
});
