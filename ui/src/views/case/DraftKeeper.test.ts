import { describe, expect, test, vi } from 'vitest';

import type { DraftView } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import { DraftKeeper, type Drafted } from './DraftKeeper.svelte';

const of = (id: string): Drafted => ({
  case: { kind: 'post', id },
  number: id,
  who: { name: '王小明', masked_id: '', birth_date: '', phone: '', address: '' },
});
const ONE = of('one');
const OTHER = of('other');
const written = (note: string): DraftView => ({
  staff_note: note,
  checks: {},
  reasons: [],
  addition: '',
  language: null,
  language_chosen: false,
  paper: null,
  dates: {},
});

function keeper() {
  const host = new FakeHost({ frozen: true });
  const answers: ((taken: boolean) => void)[] = [];
  const call = vi.spyOn(host, 'call').mockImplementation(
    (() =>
      new Promise((resolve, reject) => {
        answers.push((taken) => (taken ? resolve(null) : reject(new Error('the disk is full'))));
      })) as FakeHost['call'],
  );
  const lost = vi.fn();
  const drafts = new DraftKeeper(host, lost);
  drafts.begin(ONE, written(''));
  return { drafts, call, answers, lost };
}

describe('a draft', () => {
  test('of_one_case_is_kept_with_it_when_another_takes_its_place', async () => {
    const { drafts, call, answers } = keeper();
    drafts.change(written('先打電話'));
    const kept = drafts.keep();
    drafts.begin(OTHER, written(''));
    expect(call.mock.calls).toEqual([
      ['save_draft', { case: ONE.case, draft: written('先打電話') }],
    ]);
    answers[0]!(true);
    await kept;
  });

  test('that_could_not_be_kept_is_told_and_tried_again_with_the_next_change', async () => {
    const { drafts, call, answers, lost } = keeper();
    drafts.change(written('先打電話'));
    const kept = drafts.keep();
    answers[0]!(false);
    await kept;
    expect([drafts.saved, drafts.now.staff_note]).toEqual(['failed', '先打電話']);
    expect(lost).not.toHaveBeenCalled();
    drafts.change(written('先打電話問'));
    const again = drafts.keep();
    answers[1]!(true);
    await again;
    expect(drafts.saved).toBe('saved');
    expect(call).toHaveBeenCalledTimes(2);
  });

  test('that_could_not_be_kept_is_told_with_its_case_and_not_at_the_one_in_its_place', async () => {
    const { drafts, answers, lost } = keeper();
    drafts.change(written('先打電話'));
    const kept = drafts.keep();
    drafts.begin(OTHER, written(''));
    answers[0]!(false);
    await kept;
    expect(drafts.saved).toBe('saved');
    expect(lost.mock.calls).toEqual([[ONE]]);
  });

  test('that_goes_out_with_a_decision_is_not_kept_besides', async () => {
    const { drafts, call } = keeper();
    drafts.change(written('先打電話'));
    drafts.stop();
    await drafts.keep();
    expect(call).not.toHaveBeenCalled();
  });
});
