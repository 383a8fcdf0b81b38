// Walks the manual: whatever it names is there in the window, every place has a chapter, and every act of
// staff is told where it is done.

import { describe, expect, test } from 'vitest';

import { ACT_NAMES, type ActName } from '../keys/acts';
import { text } from '../text';
import { CHAPTER_OF } from '../views/manual/here';
import { CHAPTER_LIST, chapterOf, numberOf, sectionOf, titleOf } from './index';
import { CHAPTERS, partsOf, type Topic } from './names';
import { linesOf, type Line, type Piece } from './pieces';
import { pictureOf, PICTURES } from './pictures';
import { plain, wordsOf } from './reading';
import { hintLines, type Hint } from './zh-TW/guide';

/** Sources of the house as they lie there. */
const joined = (files: Record<string, string>): string => Object.values(files).join('\n');
const TOUR = joined(
  import.meta.glob<string>('../../../tests/support/tour.rs', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
);
const VIEWS = joined(
  import.meta.glob<string>('../views/**/*.svelte', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
);
/** What the desk behind the window says, and what families read. */
const TOLD = joined({
  ...import.meta.glob<string>('../../../src-tauri/crates/app/src/**/*.rs', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
  ...import.meta.glob<string>('../../../schema/rules/*.tsv', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
});
const SIZES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?inline',
  import: 'default',
});

/** Every string of the window's text, and the shape of what is made with a number or a name. */
function tableOf(value: unknown, found: { words: Set<string>; shapes: RegExp[] }): typeof found {
  if (typeof value === 'string') {
    found.words.add(value);
  } else if (typeof value === 'function') {
    try {
      const said: unknown = value('\u0001', '\u0001', '\u0001', '\u0001');
      if (typeof said === 'string') {
        const parts = said
          .split('\u0001')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        found.shapes.push(new RegExp(`^${parts.join('.*')}$`, 's'));
      }
    } catch {
      // It wants something else than words and numbers: nothing of the manual names it.
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) tableOf(part, found);
  }
  return found;
}
const TABLE = tableOf(text, { words: new Set(), shapes: [] });
const isInTable = (words: string): boolean =>
  TABLE.words.has(words) ||
  TABLE.shapes.some((shape) => shape.source !== '^.*$' && shape.test(words));

interface Named {
  where: string;
  line: Line;
  step: boolean;
}
const CHAPTER_LINES: Named[] = CHAPTER_LIST.flatMap((chapter) => [
  { where: chapter.id, line: chapter.lead, step: false },
  ...chapter.sections.flatMap((section) =>
    section.blocks.flatMap((block) =>
      linesOf(block).map((line) => ({
        where: `${chapter.id}/${section.id}`,
        line,
        step: block.kind === 'steps',
      })),
    ),
  ),
]);
const HINTS: readonly Hint[] = [
  { kind: 'application', left: 3 },
  { kind: 'post', left: 1 },
  { kind: 'strike' },
  { kind: 'leave-one', then: 'supervisor' },
  { kind: 'decide-otherwise', subject: '' },
  { kind: 'become', role: 'social_worker', why: 'conflict' },
  { kind: 'become', role: 'supervisor', why: 'suspension' },
  { kind: 'await-conflict' },
  { kind: 'settle' },
  { kind: 'paper' },
  { kind: 'await-card' },
  { kind: 'suspend' },
  { kind: 'start-as-supervisor' },
  { kind: 'await-sent' },
  { kind: 'done' },
];
/** What the guided practice says next is held to the same. */
const LINES: Named[] = [
  ...CHAPTER_LINES,
  ...HINTS.flatMap((hint) => {
    const lines = hintLines(hint);
    const told = lines.some((line) => line.some((piece) => typeof piece === 'object'));
    return lines.map((line) => ({ where: `guide/${hint.kind}`, line, step: !told }));
  }),
];
const pieces = <Kind extends object>(isOne: (piece: Piece) => piece is Piece & Kind) =>
  LINES.flatMap(({ where, line }) => line.filter(isOne).map((piece) => ({ where, piece })));
const isLabel = (piece: Piece): piece is { label: string } =>
  typeof piece === 'object' && 'label' in piece;
const isTold = (piece: Piece): piece is { told: string } =>
  typeof piece === 'object' && 'told' in piece;
const isWay = (piece: Piece): piece is { to: Topic } => typeof piece === 'object' && 'to' in piece;
const isKey = (piece: Piece): piece is { act: ActName } =>
  typeof piece === 'object' && 'act' in piece;

function expectTopic(topic: string, where: string): void {
  const { chapter, section } = partsOf(topic as Topic);
  expect(CHAPTERS, `${where} leads to ${topic}`).toContain(chapter);
  if (section !== null) {
    expect(sectionOf(topic as Topic), `${where} leads to ${topic}`).not.toBeNull();
  }
}

describe('what the manual names', () => {
  test('every_chapter_is_written_once_and_every_section_has_its_own_name', () => {
    expect(CHAPTER_LIST.map(({ id }) => id).sort()).toEqual([...CHAPTERS].sort());
    for (const { id, sections } of CHAPTER_LIST) {
      const names = sections.map((section) => section.id);
      expect(new Set(names).size, id).toBe(names.length);
      expect(numberOf(id)).toBeGreaterThan(0);
    }
  });

  test('every_label_stands_in_the_window', () => {
    for (const { where, piece } of pieces(isLabel)) {
      // A label whose entry was taken away comes out as `undefined`.
      expect(isInTable(piece.label), `${where}: 「${piece.label}」`).toBe(true);
    }
    expect(isInTable('這個鈕沒有了')).toBe(false);
    expect(isInTable(text.deliveries.markUnit(3))).toBe(true);
  });

  test('what_the_desk_says_is_said_by_the_desk', () => {
    for (const { where, piece } of pieces(isTold)) {
      expect(TOLD.includes(piece.told), `${where}: 「${piece.told}」`).toBe(true);
    }
  });

  test('no_label_is_written_out_where_it_could_be_named', () => {
    for (const { where, line } of LINES) {
      const written = line.filter((piece) => typeof piece === 'string').join('');
      for (const [, quoted = ''] of written.matchAll(/「([^」]+)」/g)) {
        expect(isInTable(quoted), `${where} quotes 「${quoted}」 by hand`).toBe(false);
      }
    }
  });

  test('every_step_names_something_to_press_or_to_look_at', () => {
    const silent = LINES.filter(
      ({ step, line }) => step && line.every((piece) => typeof piece === 'string'),
    );
    expect(silent.map(({ where, line }) => `${where}: ${plain(line)}`)).toEqual([]);
    expect(LINES.filter(({ step }) => step).length).toBeGreaterThan(100);
  });

  test('every_way_leads_somewhere', () => {
    for (const { where, piece } of pieces(isWay)) {
      expectTopic(piece.to, where);
      expect(titleOf(piece.to)).not.toBe('');
    }
  });

  test('every_chapter_is_led_to_from_another_one', () => {
    const led = new Set(pieces(isWay).map(({ piece }) => partsOf(piece.to).chapter));
    expect(CHAPTERS.filter((id) => id !== 'first-day' && !led.has(id))).toEqual([]);
  });
});

describe('what the window has', () => {
  test('every_place_has_a_chapter_that_bears_its_name', () => {
    const { label, ...places } = text.shell.places;
    expect(label).not.toBe('');
    for (const [place, name] of Object.entries(places)) {
      const chapter = chapterOf(CHAPTER_OF[place as keyof typeof CHAPTER_OF]);
      expect(chapter.title, place).toBe(name);
    }
    expect(Object.keys(CHAPTER_OF).sort()).toEqual(Object.keys(places).sort());
  });

  test('every_act_is_told_in_the_manual', () => {
    const told = new Set(
      CHAPTER_LINES.flatMap(({ line }) => line.filter(isKey).map((piece) => piece.act)),
    );
    expect(ACT_NAMES.filter((act) => !told.has(act))).toEqual([]);
  });

  test('every_topic_that_a_view_names_is_there', () => {
    const topics = [
      ...VIEWS.matchAll(/manual="([a-z-]+(?:\/[a-z-]+)?)"/g),
      ...VIEWS.matchAll(/manual: \(\) => '([a-z-]+(?:\/[a-z-]+)?)'/g),
    ].map(([, topic = '']) => topic);
    expect(topics.length).toBeGreaterThan(10);
    for (const topic of topics) expectTopic(topic, 'a view');
    for (const verdict of ['return', 'hold', 'reject']) {
      expectTopic(`decide/${verdict}`, 'the sheet');
    }
  });
});

describe('pictures', () => {
  test('only_the_tour_makes_them', () => {
    for (const name of PICTURES) {
      const [, stem = '', theme = ''] = /^(.*)-(light|dark)$/.exec(name) ?? [];
      const taken =
        TOUR.includes(`"${name}"`) || (theme !== '' && TOUR.includes(`"${stem}-{theme}"`));
      expect(taken, name).toBe(true);
    }
  });

  test('those_that_lie_here_bear_a_name_that_a_chapter_shows_and_are_small_together', () => {
    const names: readonly string[] = PICTURES;
    const files = Object.keys(SIZES).map((path) => path.replace(/^.*\/|\.webp$/g, ''));
    expect(files.filter((file) => !names.includes(file))).toEqual([]);
    // As `data:` they are a third larger than they are.
    const written = Object.values(SIZES).reduce((sum, one) => sum + one.length, 0);
    expect(written * 0.75).toBeLessThan(1_000_000);
    expect(PICTURES.map(pictureOf).filter((one) => one !== null)).toHaveLength(files.length);
  });
});

test('the_manual_is_read_as_words_with_the_keys_as_they_are_bound', () => {
  const words = CHAPTER_LIST.flatMap(({ sections }) => sections.flatMap(wordsOf));
  expect(words.filter((line) => /undefined|\[object/.test(line))).toEqual([]);
  expect(words.length).toBeGreaterThan(250);
});
