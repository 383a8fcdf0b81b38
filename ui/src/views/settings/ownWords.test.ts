// 本機關用語: added, reworded, removed; files in and out; a bad file changes nothing.

import { describe, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { HostError } from '../../host/door';
import { text } from '../../text';
import { OwnWordsController } from './OwnWordsController.svelte';
import { readText } from './readText';

const explain = (error: unknown): string => (error instanceof HostError ? error.message : 'odd');
const bytes = (words: string) => new TextEncoder().encode(words);

async function opened(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const controller = new OwnWordsController(host, explain);
  await controller.load();
  return { host, controller };
}

describe('the facility’s own words', () => {
  test('a_term_is_added_and_removed', async () => {
    const { controller } = await opened();
    controller.term.term = '老樹下';
    await controller.addTerm();
    expect(controller.shown?.rows.map((row) => row.words)).not.toContain('老樹下');
    await controller.addTerm();
    expect(controller.shown?.rows.map((row) => row.words)).toContain('老樹下');
    expect(controller.trial).toBeNull();
    expect(controller.term.term).toBe('');
    await controller.remove(controller.shown!.rows.find((row) => row.words === '老樹下')!.name);
    expect(controller.shown?.rows.map((row) => row.words)).not.toContain('老樹下');
  });

  test('what_was_refused_is_said_and_what_was_typed_stays', async () => {
    const { controller } = await opened();
    controller.term.term = '自殺';
    await controller.switchOff();
    expect(controller.sending.trouble).toContain('不能停用');
    expect(controller.term.term).toBe('自殺');
  });

  test('a_day_off_is_added_by_its_date', async () => {
    const { controller } = await opened();
    controller.look('office_calendar');
    controller.day = { date: '去年', name: '颱風停班', worked: false };
    await controller.addDay();
    expect(controller.sending.trouble).toContain('115.11.03');
    controller.day.date = '115.07.20';
    await controller.addDay();
    expect(controller.shown?.rows).toEqual([
      { name: '115.07.20', words: '颱風停班', detail: '放假' },
    ]);
    expect(controller.day.date).toBe('');
  });

  test('a_reasons_words_lie_ready_to_be_changed', async () => {
    const { controller } = await opened();
    controller.look('reasons');
    controller.choose('P01');
    expect(controller.wording).toContain('{窗口}');
    controller.wording = '這是公務，請洽{窗口}。';
    await controller.reword();
    expect(controller.view?.reasons.find((one) => one.id === 'P01')).toMatchObject({
      own: true,
      text: '這是公務，請洽{窗口}。',
    });
  });

  test('a_bad_file_is_refused_with_its_place_and_nothing_is_lost', async () => {
    const { controller } = await opened();
    const before = controller.shown?.rows;
    await controller.importFile({ name: '他所.tsv', bytes: bytes('編號\t詞\nF9\t見面\n') });
    expect(controller.sending.trouble).toMatch(/他所\.tsv 第 1 行第 1 字/);
    expect(controller.shown?.rows).toEqual(before);
  });

  test('a_file_that_is_no_unicode_is_refused_with_line_and_column', async () => {
    const { controller } = await opened();
    const big5 = new Uint8Array([...bytes('id\tcategory\tterm\nF9\t'), 0xa4, 0xa4]);
    await controller.importFile({ name: '他所.tsv', bytes: big5 });
    expect(controller.sending.trouble).toContain('第 2 行第 4 字');
  });

  test('an_export_says_where_the_file_is', async () => {
    const { controller } = await opened();
    await controller.exportList();
    expect(controller.done).toContain('本機關詞彙');
  });
});

describe('translations', () => {
  test('a_supervisor_adopts_what_is_on_the_screen_and_withdraws_it', async () => {
    const { controller } = await opened({ role: 'supervisor' });
    controller.look('translations');
    controller.speak('en');
    const one = () => controller.translations!.texts.find((text) => text.name === 'A10')!;
    expect(one().standing).toBe('awaiting');
    controller.edit(one());
    controller.rewording = 'Please renew it.';
    await controller.adopt([one()]);
    expect(controller.sending.trouble).toContain('{日期}');
    expect(controller.editing).toBe('A10');
    controller.rewording = 'It expired on {日期}. Please renew it.';
    await controller.adopt([one()]);
    expect(one()).toMatchObject({ standing: 'adopted', words: controller.rewording });
    await controller.withdraw(one());
    expect(one().standing).toBe('awaiting');
    await controller.adopt(controller.translations!.texts);
    expect(controller.translations!.texts.every((text) => text.standing === 'adopted')).toBe(true);
  });

  test('nobody_else_adopts', async () => {
    const { controller } = await opened();
    controller.look('translations');
    expect(controller.view?.may_adopt).toBe(false);
    await controller.adopt(controller.translations!.texts.slice(0, 1));
    expect(controller.sending.trouble).toContain('主管');
  });
});

describe('before it holds', () => {
  test('a_term_shows_what_it_would_have_marked_and_holds_only_then', async () => {
    const { controller } = await opened();
    controller.term.term = '不要掛念';
    await controller.addTerm();
    const view = controller.trial!.view;
    expect(view.newly.posts).toBeGreaterThan(1);
    expect(view.newly.posts).toBe(view.rows.length);
    expect(text.ownWords.trial.newly(view.newly)).toMatch(/^會多標出 \d+ 則：通過 \d+/);
    controller.term.term = '不要掛念我';
    expect(controller.trial).toBeNull();
    await controller.confirm();
    expect(controller.shown?.rows.map((row) => row.words)).not.toContain('不要掛念');
    controller.term.term = '不要掛念';
    controller.cancel();
    expect(controller.trial).toBeNull();
  });

  test('a_word_switched_off_shows_what_would_not_be_marked', async () => {
    const { controller } = await opened();
    controller.term.term = '掛念';
    await controller.switchOff();
    expect(controller.trial?.view.no_longer.posts).toBeGreaterThan(0);
    expect(controller.trial?.view.newly.posts).toBe(0);
    await controller.confirm();
    expect(controller.shown?.rows.map((row) => row.detail)).toContain('停用隨附的詞');
  });

  test('a_file_is_tried_first_and_taken_when_confirmed', async () => {
    const { controller } = await opened();
    const file = 'id\tcategory\tterm\nF9\tCASE\t掛念\n';
    await controller.importFile({ name: '他所.tsv', bytes: bytes(file) });
    expect(controller.trial?.of).toBe('他所.tsv');
    expect(controller.shown?.rows.map((row) => row.name)).not.toContain('F9');
    await controller.confirm();
    expect(controller.shown?.rows.map((row) => row.name)).toContain('F9');
    expect(controller.trial).toBeNull();
    expect(controller.done).toContain('他所.tsv');
  });

  test('coming_back_from_a_case_finds_the_trial_again', async () => {
    const { controller } = await opened();
    controller.term.term = '掛念';
    await controller.addTerm();
    const stand = controller.stand!;
    const { controller: again } = await opened();
    await again.takeUp(stand);
    expect(again.trial?.of).toBe('掛念');
    expect(again.term.term).toBe('掛念');
  });

  test('a_count_says_only_what_there_is', () => {
    const count = {
      posts: 1200,
      approved: 1190,
      rejected: 10,
      open: 0,
      other: 0,
      reasons_of: 5,
      reasons: [{ label: 'P11 涉及案情或證人', posts: 5 }],
    };
    const words = text.ownWords.trial;
    expect(words.newly(count)).toBe('會多標出 1,200 則：通過 1,190、退件 10');
    expect(words.reasons(count)).toBe('最近 5 則退件的理由：P11 涉及案情或證人 5');
    expect(words.newly({ ...count, posts: 0, approved: 0, rejected: 0 })).toBe(
      '沒有貼文會多標出。',
    );
  });
});

describe('reading a file', () => {
  test('unicode_of_a_spreadsheet_is_read_too', () => {
    const wide = new Uint8Array([0xff, 0xfe, 0x69, 0x00, 0x4b, 0x6a]);
    expect(readText(wide)).toEqual({ text: 'i橋' });
    expect(readText(bytes('\uFEFF詞'))).toEqual({ text: '詞' });
  });
});
