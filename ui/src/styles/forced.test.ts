// Where the system forces its colours, every role of colour is one of the system's, and every texture of
// the charts is kept: a new one may not be forgotten.

import { expect, test } from 'vitest';

import forced from './forced.css?raw';
import marks from './marks.css?raw';
import tokens from './tokens.css?raw';

const SYSTEM = /^(Canvas|CanvasText|Highlight|HighlightText|GrayText)$/;

function coloured(sheet: string): string[] {
  return [...sheet.matchAll(/(--[\w-]+): light-dark\((?:#|rgb)/g)].map((found) => found[1] ?? '');
}

/** The first block of this sheet that begins with this line. */
function block(sheet: string, begins: string): Map<string, string> {
  const from = sheet.indexOf(begins);
  if (from < 0) throw new Error(`${begins} is not in the sheet`);
  const inside = sheet.slice(sheet.indexOf('{', from) + 1, sheet.indexOf('}', from));
  return new Map(
    [...inside.matchAll(/(--[\w-]+): ([^;]+);/g)].map((found) => [found[1] ?? '', found[2] ?? '']),
  );
}

test('every_colour_has_its_role_among_the_colours_of_the_system', () => {
  const roles = block(forced, '  :root {');
  const wanted = coloured(tokens);
  expect(wanted.length).toBeGreaterThan(25);
  expect(wanted.filter((name) => !SYSTEM.test(roles.get(name) ?? ''))).toEqual([]);
});

test('what_is_chosen_has_both_of_the_systems_colours_and_nothing_else', () => {
  const chosen = block(forced, '  :root :is([aria-current], ');
  expect([...chosen.values()].filter((value) => !/^Highlight(Text)?$/.test(value))).toEqual([]);
  // A mark within is drawn in the colour of its words, on the ground of the row.
  expect(
    ['--pass', '--note', '--fail', '--hold', '--ink-3'].map((name) => chosen.get(name)),
  ).toEqual(Array.from({ length: 5 }, () => 'HighlightText'));
  expect(chosen.get('--knock')).toBe('Highlight');
});

test('every_texture_of_the_charts_is_kept', () => {
  const [plain = '', held = ''] = marks.split('@media (forced-colors: active)');
  const textures = [...plain.matchAll(/^\.(m-[\w]+) \{/gm)].map((found) => found[1] ?? '');
  expect(textures.length).toBe(7);
  const kept = held.slice(0, held.indexOf('forced-color-adjust: none'));
  expect(textures.filter((texture) => !kept.includes(`.${texture}`))).toEqual([]);
});
