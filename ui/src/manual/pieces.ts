// What the manual is made of. A chapter is data: its lines name labels of the window, acts and other
// chapters by reference, so that a button that is renamed or a key that is moved is told as it is now.

import type { ActName } from '../keys/acts';
import type { PictureName } from './pictures';
import { partsOf, type ChapterId, type Topic } from './names';

export type Piece =
  | string
  /** Words as the window has them. */
  | { label: string }
  /** Words that the desk behind the window says; they are no part of the window's text. */
  | { told: string }
  /** The key that an act has now. */
  | { act: ActName }
  /** Keys that stand fast. */
  | { fixed: readonly string[] }
  /** A way to another chapter. */
  | { to: Topic };

export type Line = readonly Piece[];

/** The lines of a numbered job, a list, or messages beside what they mean. */
export type Block =
  | { kind: 'text'; line: Line }
  | { kind: 'steps'; lines: readonly Line[] }
  | { kind: 'points'; lines: readonly Line[] }
  | { kind: 'means'; rows: readonly (readonly [Line, Line])[] }
  | { kind: 'keys'; acts: readonly ActName[] }
  | { kind: 'law'; line: Line }
  | { kind: 'picture'; picture: PictureName; shows: Line };

export interface Section {
  id: string;
  title: string;
  blocks: readonly Block[];
}

export interface Chapter {
  id: ChapterId;
  title: string;
  /** What the place is for. */
  lead: Line;
  sections: readonly Section[];
}

export interface Part {
  title: string;
  chapters: readonly Chapter[];
}

/** A line: what is put in as a string is a label of the window. */
export function say(words: TemplateStringsArray, ...named: readonly Piece[]): Line {
  return words
    .flatMap((word, at): Piece[] => {
      const piece = named[at];
      if (piece === undefined) {
        return [word];
      }
      return [word, typeof piece === 'string' ? { label: piece } : piece];
    })
    .filter((piece) => piece !== '');
}

export const key = (act: ActName): Piece => ({ act });
export const fixed = (...caps: string[]): Piece => ({ fixed: caps });
export const to = (topic: Topic): Piece => ({ to: topic });
export const told = (words: string): Piece => ({ told: words });

export const words = (line: Line): Block => ({ kind: 'text', line });
export const steps = (...lines: Line[]): Block => ({ kind: 'steps', lines });
export const points = (...lines: Line[]): Block => ({ kind: 'points', lines });
export const means = (...rows: (readonly [Line, Line])[]): Block => ({ kind: 'means', rows });
export const keys = (...acts: ActName[]): Block => ({ kind: 'keys', acts });
export const law = (line: Line): Block => ({ kind: 'law', line });
export const picture = (name: PictureName, shows: Line): Block => ({
  kind: 'picture',
  picture: name,
  shows,
});

export const section = (id: string, title: string, ...blocks: Block[]): Section => ({
  id,
  title,
  blocks,
});

/** Every line of a block, in its order. */
export function linesOf(block: Block): readonly Line[] {
  switch (block.kind) {
    case 'text':
    case 'law':
      return [block.line];
    case 'steps':
    case 'points':
      return block.lines;
    case 'means':
      return block.rows.flat();
    case 'picture':
      return [block.shows];
    case 'keys':
      return block.acts.map((act) => [{ act }]);
  }
}

/** Where a section is found on the page. */
export function anchorOf(topic: Topic): string {
  const { chapter, section: part } = partsOf(topic);
  return part === null ? `manual-${chapter}` : `manual-${chapter}-${part}`;
}
