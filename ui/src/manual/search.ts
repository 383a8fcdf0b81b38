// Finding words in the manual: from one character on, and whatever stands between the characters of a
// label and its quotes.

import { CHAPTER_LIST } from './index';
import type { Topic } from './names';
import { wordsOf } from './reading';

export interface Found {
  topic: Topic;
  chapter: string;
  section: string;
  /** The line with the first hit: before it, the hit, after it. Empty where the title alone has it. */
  excerpt: readonly [string, string, string];
}

const ROOM = 18;

/** One form for what is written in different ways: width, case, quotes and spaces. */
function normal(text: string): { text: string; at: number[] } {
  const at: number[] = [];
  let told = '';
  for (let index = 0; index < text.length; index++) {
    const one = (text[index] ?? '').normalize('NFKC').toLowerCase();
    if (/^[\s「」『』，、。；：()（）]*$/.test(one)) {
      continue;
    }
    for (const character of one) {
      told += character;
      at.push(index);
    }
  }
  return { text: told, at };
}

function cut(line: string, words: string): Found['excerpt'] | null {
  const { text, at } = normal(line);
  const hit = text.indexOf(words);
  if (hit < 0) {
    return null;
  }
  const from = at[hit] ?? 0;
  const until = (at[hit + words.length - 1] ?? from) + 1;
  const start = Math.max(0, from - ROOM);
  const end = Math.min(line.length, until + ROOM * 2);
  return [
    (start > 0 ? '…' : '') + line.slice(start, from),
    line.slice(from, until),
    line.slice(until, end) + (end < line.length ? '…' : ''),
  ];
}

/** Sections that have all of the words, those with a hit in their title first. */
export function findInManual(query: string): Found[] {
  const wanted = query
    .split(/\s+/)
    .map((word) => normal(word).text)
    .filter((word) => word !== '');
  const [first] = wanted;
  if (first === undefined) {
    return [];
  }
  const titled: Found[] = [];
  const within: Found[] = [];
  for (const chapter of CHAPTER_LIST) {
    for (const section of chapter.sections) {
      const title = `${chapter.title} ${section.title}`;
      const lines = wordsOf(section);
      const all = normal([title, ...lines].join(' ')).text;
      if (!wanted.every((word) => all.includes(word))) {
        continue;
      }
      const line = lines.map((one) => cut(one, first)).find((one) => one !== null);
      const found: Found = {
        topic: `${chapter.id}/${section.id}`,
        chapter: chapter.title,
        section: section.title,
        excerpt: line ?? ['', '', ''],
      };
      (normal(title).text.includes(first) ? titled : within).push(found);
    }
  }
  return [...titled, ...within];
}
