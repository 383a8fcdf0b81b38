// 送主管: who may answer, that nothing written is lost, and that the law's hours are never overstated.

import { describe, expect, test } from 'vitest';

import type { ReportingClockView } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { AskController } from './AskController.svelte';
import { EscalationsController, timeLeft } from './EscalationsController.svelte';

function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, role: 'supervisor', ...wishes });
  const said: string[] = [];
  let changes = 0;
  const controller = new EscalationsController(host, {
    explain: (error) => (error instanceof Error ? error.message : ''),
    say: (sentence) => said.push(sentence),
    changed: () => (changes += 1),
  });
  return { host, controller, said, changes: () => changes };
}

describe('the questions that wait', () => {
  test('what_speaks_of_despair_stands_on_top_with_its_hours_running', async () => {
    const { controller } = desk();
    await controller.load();
    expect(controller.order[0]?.urgent?.clause).toContain('自殺防治法');
    expect(controller.urgent).toHaveLength(1);
    expect(controller.order).toHaveLength(5);
  });

  test('a_supervisor_answers_and_the_question_is_settled', async () => {
    const { host, controller, said, changes } = desk();
    await controller.load();
    controller.look('escalation-3');
    expect(controller.locked).toBe(text.escalations.writeFirst);
    await controller.settle();
    expect(host.escalations.rows.find((row) => row.id === 'escalation-3')?.answer).toBeNull();
    controller.answer = ' 不行，要寫期間。 ';
    await controller.settle();
    expect(controller.item?.answer?.words).toBe('不行，要寫期間。');
    expect(controller.open.map((item) => item.id)).not.toContain('escalation-3');
    expect([said, changes()]).toEqual([[text.escalations.sent], 1]);
  });

  test('the_one_who_asked_cannot_answer_even_with_words_ready', async () => {
    const { host, controller } = desk();
    await controller.load();
    controller.look('escalation-4');
    expect(controller.canAnswer).toBe(false);
    controller.answer = '可以。';
    await controller.settle();
    expect(host.escalations.rows.find((row) => row.id === 'escalation-4')?.answer).toBeNull();
  });

  test('a_social_worker_sees_their_own_questions_and_the_answers_to_them', async () => {
    const { controller } = desk({ role: 'social_worker' });
    await controller.load();
    expect(controller.order.every((item) => item.mine)).toBe(true);
    expect(controller.view?.settled[0]?.answer?.words).toContain('請她補一張');
    controller.look('escalation-1');
    expect(controller.canAnswer).toBe(false);
  });

  test('looking_at_another_question_keeps_the_half_written_answer', async () => {
    const { controller } = desk();
    await controller.load();
    controller.look('escalation-2');
    controller.answer = '我看一下';
    controller.step(1);
    expect(controller.answer).toBe('');
    controller.step(-1);
    expect([controller.chosen, controller.answer]).toEqual(['escalation-2', '我看一下']);
  });

  test('a_question_that_a_colleague_answered_meanwhile_is_read_again_and_told', async () => {
    const { host, controller, said } = desk();
    await controller.load();
    controller.look('escalation-3');
    controller.answer = '可以。';
    host.escalations.rows = host.escalations.rows.map((row) =>
      row.id === 'escalation-3'
        ? { ...row, answer: { by: '林主任', at: '16:40', words: '不可以。' } }
        : row,
    );
    await controller.settle();
    expect(said[0]).toContain('已經有人回答');
    expect(controller.item?.answer?.words).toBe('不可以。');
  });

  test('a_refusal_is_said_beside_the_form_and_the_words_stay', async () => {
    const { host, controller } = desk();
    await controller.load();
    controller.look('escalation-3');
    controller.answer = '可以。';
    host.wishes.fail = ['settle_escalation'];
    await controller.settle();
    expect(controller.sending.trouble).toContain('讀不到');
    expect(controller.answer).toBe('可以。');
  });

  test('what_could_not_be_read_is_told', async () => {
    const { controller } = desk({ fail: ['list_escalations'] });
    await controller.load();
    expect([controller.view, controller.trouble]).toEqual([null, '這台電腦的資料庫暫時讀不到。']);
  });
});

describe('the hours that the law gives', () => {
  const clock: ReportingClockView = {
    what: '輕生的話',
    clause: '自殺防治法 11',
    hours: 24,
    until: '2026-11-24T16:20:00Z',
    until_label: '11.24 16:20',
    from_label: '',
    sentence: '',
  };
  const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);

  test.each([
    ['16:18:30', { over: false, hours: 0, minutes: 1 }],
    ['14:20:00', { over: false, hours: 2, minutes: 0 }],
    ['16:20:00', { over: false, hours: 0, minutes: 0 }],
    ['16:20:01', { over: true, hours: 0, minutes: 1 }],
    ['18:30:00', { over: true, hours: 2, minutes: 10 }],
  ])('at_%s_no_more_time_is_shown_than_there_is', (time, left) => {
    expect(timeLeft(clock, at(time))).toEqual(left);
  });
});

describe('asking about an open case', () => {
  function asking() {
    const host = new FakeHost({ frozen: true });
    const asked = new Set(host.escalations.rows.map((row) => row.case.id));
    const one = host.cases.find(
      (candidate) =>
        candidate.ref.kind === 'post' &&
        candidate.state === 'pending' &&
        candidate.pending === null &&
        !asked.has(candidate.ref.id),
    );
    if (one === undefined) throw new Error('one in every sample desk');
    const view = host.open(one);
    return {
      host,
      view,
      controller: new AskController(host, (error) =>
        error instanceof HostError ? error.message : '',
      ),
    };
  }

  test('the_question_travels_with_the_proposal_and_is_found_in_its_place', async () => {
    const { host, view, controller } = asking();
    controller.begin(view, 'reject');
    expect(await controller.send()).toBe(false);
    controller.question = '這句算不算公務？';
    expect(await controller.send()).toBe(true);
    expect(controller.about).toBeNull();
    const asked = host.escalations
      .view(host)
      .open.find((row) => row.case.id === view.case.id && row.question === '這句算不算公務？');
    expect([asked?.proposed, asked?.mine]).toEqual(['reject', true]);
  });

  test('asking_twice_is_refused_beside_the_form_and_nothing_is_lost', async () => {
    const { view, controller } = asking();
    for (const question of ['一', '二']) {
      controller.begin(view, null);
      controller.question = question;
      await controller.send();
    }
    expect(controller.sending.trouble).toContain('還在等回答');
    controller.close();
    controller.begin(view, null);
    expect(controller.question).toBe('二');
  });
});
