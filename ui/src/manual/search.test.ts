import { describe, expect, test } from 'vitest';

import { text } from '../text';
import { sectionOf } from './index';
import { wordsOf } from './reading';
import { findInManual } from './search';

const topics = (query: string): string[] => findInManual(query).map(({ topic }) => topic);

describe('finding words in the manual', () => {
  test('two_characters_find_every_section_that_has_them', () => {
    const found = findInManual('認領');
    expect(found.length).toBeGreaterThan(2);
    for (const { topic, excerpt } of found) {
      const section = sectionOf(topic);
      const all = [section?.title, ...(section === null ? [] : wordsOf(section))].join('');
      expect(all, topic).toContain('認領');
      if (excerpt[1] !== '') expect(excerpt[1]).toBe('認領');
    }
    expect(topics('認領')).toContain('queue/pack');
  });

  test('one_character_is_enough_and_nothing_finds_nothing', () => {
    expect(findInManual('鎖').length).toBeGreaterThan(0);
    expect(findInManual('   ')).toEqual([]);
    expect(findInManual('「」')).toEqual([]);
    expect(findInManual('龜毛')).toEqual([]);
  });

  test('a_message_of_the_screen_is_found_as_it_is_written_there', () => {
    expect(topics(text.decide.previewFailed)).toContain('decide/says');
    expect(topics(text.case.dock.pressAgain)).toContain('decide/says');
    expect(topics(text.tray.notesStay)).toEqual(['conflicts/why']);
  });

  test('what_stands_around_a_label_does_not_part_it', () => {
    // 「…按「送主管」（E）。案件…」: the quotes are the manual's own.
    expect(topics('按送主管')).toContain('first-day/day');
    expect(topics('ＰＩＮ')).toEqual(topics('pin'));
  });

  test('several_words_are_all_wanted_and_a_title_comes_first', () => {
    const both = topics('停用 恢復');
    expect(both.length).toBeGreaterThan(0);
    for (const topic of both) expect(topics('恢復')).toContain(topic);
    expect(topics('送達單')[0]).toMatch(/^deliveries\//);
  });

  test('the_excerpt_is_cut_from_the_line_and_marks_the_hit', () => {
    const [first] = findInManual('簽收清單');
    expect(first?.topic).toBe('deliveries/print');
    expect(first?.excerpt[1]).toBe('簽收清單');
    expect(first?.excerpt.join('').length).toBeLessThan(80);
  });
});
