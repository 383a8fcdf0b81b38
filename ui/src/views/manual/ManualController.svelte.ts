// The manual while it is open: the chapter that is read, and what is looked for.

import { CHAPTER_LIST, chapterOf } from '../../manual';
import { anchorOf, type Chapter } from '../../manual/pieces';
import { partsOf, type ChapterId, type Topic } from '../../manual/names';
import { findInManual } from '../../manual/search';

/** Where the reading was left: whoever opens the same chapter again goes on there. */
let left: { chapter: ChapterId; top: number } | null = null;

export class ManualController {
  chapter = $state<ChapterId>('first-day');
  query = $state('');
  /** Where the reading goes on: a section's anchor, or so far below the chapter's head. New each time. */
  target = $state.raw<{ anchor: string | null; top: number }>({ anchor: null, top: 0 });

  readonly found = $derived.by(() => (this.query.trim() === '' ? null : findInManual(this.query)));

  constructor(topic: Topic) {
    const { chapter, section } = partsOf(topic);
    this.go(topic);
    if (section === null && left?.chapter === chapter) {
      this.target = { anchor: null, top: left.top };
    }
  }

  get here(): Chapter {
    return chapterOf(this.chapter);
  }

  go(topic: Topic): void {
    const { chapter, section } = partsOf(topic);
    this.chapter = chapter;
    this.target = { anchor: section === null ? null : anchorOf(topic), top: 0 };
  }

  /** The chapter before or after; nothing at the ends. */
  neighbour(by: 1 | -1): Chapter | null {
    return CHAPTER_LIST[CHAPTER_LIST.findIndex(({ id }) => id === this.chapter) + by] ?? null;
  }

  /** Leaves what was looked for first; answers whether there was something. */
  clear(): boolean {
    const had = this.query !== '';
    this.query = '';
    return had;
  }

  /** The reader goes, that far below the chapter's head. */
  leaveAt(top: number): void {
    left = { chapter: this.chapter, top };
  }
}
