// 本機關用語: added, reworded, removed; files in and out; a bad file changes nothing.

import { describe, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { HostError } from '../../host/door';
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
    expect(controller.shown?.rows.map((row) => row.words)).toContain('老樹下');
    expect(controller.term.term).toBe('');
    await controller.remove(controller.shown!.rows.find((row) => row.words === '老樹下')!.name);
    expect(controller.shown?.rows.map((row) => row.words)).not.toContain('老樹下');
  });

  test('what_was_refused_is_said_and_what_was_typed_stays', async () => {
    const { controller } = await opened();
    controller.term.term = '自殺';
    await controller.switchOff();
    expect(controller.refusal).toContain('不能停用');
    expect(controller.term.term).toBe('自殺');
  });

  test('a_day_off_is_added_by_its_date', async () => {
    const { controller } = await opened();
    controller.look('office_calendar');
    controller.day = { date: '去年', name: '颱風停班', worked: false };
    await controller.addDay();
    expect(controller.refusal).toContain('115.11.03');
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
    expect(controller.refusal).toMatch(/他所\.tsv 第 1 行第 1 字/);
    expect(controller.shown?.rows).toEqual(before);
  });

  test('a_file_that_is_no_unicode_is_refused_with_line_and_column', async () => {
    const { controller } = await opened();
    const big5 = new Uint8Array([...bytes('id\tcategory\tterm\nF9\t'), 0xa4, 0xa4]);
    await controller.importFile({ name: '他所.tsv', bytes: big5 });
    expect(controller.refusal).toContain('第 2 行第 4 字');
  });

  test('an_export_says_where_the_file_is', async () => {
    const { controller } = await opened();
    await controller.exportList();
    expect(controller.done).toContain('本機關詞彙');
  });
});

describe('reading a file', () => {
  test('unicode_of_a_spreadsheet_is_read_too', () => {
    const wide = new Uint8Array([0xff, 0xfe, 0x69, 0x00, 0x4b, 0x6a]);
    expect(readText(wide)).toEqual({ text: 'i橋' });
    expect(readText(bytes('\uFEFF詞'))).toEqual({ text: '詞' });
  });
});
