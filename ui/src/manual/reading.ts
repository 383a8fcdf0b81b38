// A line of the manual as plain words: for the search, for titles, and for tests.

import { actOf } from '../keys/acts';
import { ownKeys } from '../keys/ownKeys.svelte';
import { linesOf, type Line, type Section } from './pieces';
import { titleOf } from './index';

export function plain(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') {
        return piece;
      }
      if ('label' in piece) {
        return `「${piece.label}」`;
      }
      if ('told' in piece) {
        return `「${piece.told}」`;
      }
      if ('act' in piece) {
        return ` ${ownKeys.said(piece.act)} `;
      }
      return 'to' in piece ? `「${titleOf(piece.to)}」` : ` ${piece.fixed.join(' ')} `;
    })
    .join('');
}

/** All words of a section, line by line; a table of keys has its acts' names, a message what it means. */
export function wordsOf(section: Section): string[] {
  return section.blocks.flatMap((block) => {
    if (block.kind === 'keys') {
      return block.acts.map((act) => `${actOf(act).label} ${ownKeys.said(act)}`);
    }
    return block.kind === 'means'
      ? block.rows.map(([said, meant]) => `${plain(said)}：${plain(meant)}`)
      : linesOf(block).map(plain);
  });
}
