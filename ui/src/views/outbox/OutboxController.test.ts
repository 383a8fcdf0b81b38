// 寄件匣 and 待處理衝突: honest words, taking back, settling.

import { describe, expect, test, vi } from 'vitest';

import type { CaseRef } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { OutboxController } from './OutboxController.svelte';

function desk(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  let time = Date.now();
  const host = new FakeHost(wishes, () => time);
  const said: string[] = [];
  const opened: CaseRef[] = [];
  const outbox = new OutboxController(host, {
    explain: (error) => (error instanceof HostError ? error.message : text.shell.unknownFailure),
    say: (sentence) => said.push(sentence),
    openCase: (reference) => opened.push(reference),
    changed: () => undefined,
  });
  return { host, outbox, said, opened, pass: (seconds: number) => (time += seconds * 1000) };
}

describe('all sent', () => {
  test('it_is_not_said_before_anything_is_known', () => {
    expect(desk().outbox.allSent(null)).toBe(false);
  });

  test('it_is_said_once_the_last_one_is_acknowledged_and_the_tray_is_empty', async () => {
    const { host, outbox, pass } = desk();
    host.tray = [];
    await outbox.load();
    expect(outbox.allSent(host.sync())).toBe(false);
    await host.call('sync_now', null);
    pass(30);
    await outbox.load();
    pass(30);
    await outbox.load();
    expect(outbox.view?.unsent).toEqual([]);
    expect(outbox.allSent(host.sync())).toBe(true);
    // A question to the supervisor is on its way and in no list: the host knows.
    expect(outbox.allSent({ ...host.sync(), all_sent: false })).toBe(false);
  });
});

describe('the outbox', () => {
  test('the_seconds_are_counted_down_here_and_end_in_the_plain_word', async () => {
    const { outbox } = desk({ frozen: true });
    await outbox.load();
    const item = outbox.view?.unsent.find((one) => one.undo_until !== null);
    if (!item?.undo_until) throw new Error('one sample can be undone');
    const ends = Date.parse(item.undo_until);
    outbox.now = ends - 3000;
    expect(outbox.sentence(item)).toBe('待送出，還有 3 秒可復原');
    outbox.now = ends - 1;
    expect(outbox.secondsLeft(item)).toBe(1);
    outbox.now = ends;
    expect(outbox.sentence(item)).toBe('待送出');
    expect(outbox.newestUndoable).toBeNull();
  });

  test('an_unsent_decision_is_taken_back', async () => {
    const { outbox, said } = desk({ frozen: true });
    await outbox.load();
    const item = outbox.view?.unsent.find((one) => one.can_recall);
    if (!item) throw new Error('one sample can be recalled');
    await outbox.takeBack(item);
    expect(outbox.order).not.toContain(item.decision);
    expect(said).toEqual([text.outbox.undone(item.subject)]);
  });

  test('a_decision_on_its_way_is_not_taken_back', async () => {
    const { host, outbox } = desk({ frozen: true });
    await outbox.load();
    const item = outbox.view?.unsent.find((one) => one.state === 'sending');
    if (!item) throw new Error('one sample is being sent');
    const calls = vi.spyOn(host, 'call');
    await outbox.takeBack(item);
    expect(calls).not.toHaveBeenCalled();
  });

  test('a_failed_reading_keeps_what_was_there', async () => {
    const { host, outbox } = desk({ frozen: true });
    await outbox.load();
    const before = outbox.order;
    host.wishes.fail = ['list_outbox'];
    await outbox.load();
    expect(outbox.order).toEqual(before);
    expect(outbox.trouble).toContain('資料庫');
  });
});

describe('a conflict', () => {
  async function looking(number: number) {
    const all = desk({ frozen: true });
    await all.outbox.load();
    all.outbox.look(all.outbox.view?.conflicts[number]?.decision ?? null);
    return all;
  }

  test('nothing_is_chosen_for_the_person_where_there_is_a_choice', async () => {
    const { outbox } = await looking(0);
    expect(outbox.choice).toBeNull();
    expect(outbox.locked).toBe(text.tray.chooseFirst);
  });

  test('a_supervisor_is_not_asked_without_words', async () => {
    const { host, outbox } = await looking(0);
    outbox.choose('ask_reversal');
    outbox.question = '   ';
    expect(outbox.locked).toBe(text.tray.writeFirst);
    const calls = vi.spyOn(host, 'call');
    await outbox.settle();
    expect(calls).not.toHaveBeenCalled();
  });

  test('words_to_the_supervisor_survive_a_look_at_another_conflict', async () => {
    const { outbox } = await looking(0);
    const first = outbox.chosen;
    outbox.question = '伯母是三親等姻親。';
    outbox.step(1);
    expect(outbox.question).toBe('');
    outbox.look(first);
    expect(outbox.question).toBe('伯母是三親等姻親。');
  });

  test('asking_for_a_reversal_sends_the_words_and_goes_on_to_the_next_conflict', async () => {
    const { host, outbox, said } = await looking(0);
    const calls = vi.spyOn(host, 'call');
    const next = outbox.view?.conflicts[1]?.decision;
    outbox.choose('ask_reversal');
    outbox.question = ' 伯母是三親等姻親。 ';
    await outbox.settle();
    expect(calls).toHaveBeenCalledWith('settle_conflict', {
      act: { kind: 'decision', id: 'tray-already-decided' },
      choice: 'ask_reversal',
      question: '伯母是三親等姻親。',
    });
    expect(said).toEqual([text.tray.settled.ask_reversal]);
    expect(outbox.chosen).toBe(next);
  });

  test('keeping_theirs_never_sends_words_written_for_another_choice', async () => {
    const { host, outbox } = await looking(0);
    const calls = vi.spyOn(host, 'call');
    outbox.choose('ask_reversal');
    outbox.question = '先寫了一些';
    outbox.chooseNumber(1);
    await outbox.settle();
    expect(calls).toHaveBeenCalledWith(
      'settle_conflict',
      expect.objectContaining({ choice: 'keep_theirs', question: '' }),
    );
  });

  test('deciding_again_opens_the_case', async () => {
    const { outbox, opened } = await looking(1);
    const of = outbox.conflict?.case;
    outbox.chooseNumber(1);
    await outbox.settle();
    expect(opened).toEqual([of]);
  });

  test('a_question_that_was_not_taken_is_seen_and_can_be_closed_and_until_then_not_all_is_sent', async () => {
    const { host, outbox, said } = desk({ frozen: true });
    host.tray = [];
    host.acts = [
      {
        act: { kind: 'escalation', id: 'question-1' },
        case: null,
        subject: '麵線',
        words: '這樣算廣告嗎',
        state: 'conflict',
        sentence: '家屬已重新送件，沒有送到。',
        at: '16:04',
      },
    ];
    for (const item of host.outbox) item.acknowledged ??= '16:50';
    await outbox.load();
    const none = { ...host.sync(), all_sent: true };
    expect(outbox.allSent(none)).toBe(false);
    expect(host.sync().conflicts).toBe(1);
    await outbox.closeAct({ kind: 'escalation', id: 'question-1' });
    expect(said).toEqual([text.outbox.actClosed]);
    expect(outbox.view?.acts).toEqual([]);
    expect(host.sync().conflicts).toBe(0);
  });

  test('the_only_choice_is_chosen_and_without_another_decision_it_is_called_closing', async () => {
    const { host, outbox, said } = desk({ frozen: true });
    host.tray = host.tray
      .slice(1, 2)
      .map((item) => ({ ...item, choices: ['keep_theirs' as const] }));
    await outbox.load();
    outbox.step(1);
    expect([outbox.choice, outbox.locked]).toEqual(['keep_theirs', null]);
    await outbox.settle();
    expect(said).toEqual([text.tray.closed]);
  });

  test('a_key_without_a_choice_behind_it_does_nothing', async () => {
    const { outbox } = await looking(2);
    outbox.chooseNumber(4);
    expect(outbox.choice).toBeNull();
  });

  test('a_settlement_that_was_not_taken_is_said_beside_the_form_and_keeps_the_words', async () => {
    const { host, outbox } = await looking(0);
    host.wishes.fail = ['settle_conflict'];
    outbox.choose('escalate');
    outbox.question = '兩份決定都有道理。';
    await outbox.settle();
    expect(outbox.settling.trouble).toContain('資料庫');
    expect([outbox.question, outbox.settling.busy]).toEqual(['兩份決定都有道理。', false]);
  });

  test('one_that_a_colleague_settled_meanwhile_is_told_and_leaves_the_list', async () => {
    const { host, outbox, said } = await looking(0);
    host.tray = host.tray.slice(1);
    outbox.choose('keep_theirs');
    await outbox.settle();
    expect(said).toEqual(['這件衝突已經處理好了。']);
    expect(outbox.order).not.toContain('tray-already-decided');
    expect(outbox.conflict).toBeNull();
  });
});
