// The manual: every chapter in its order, and where a topic leads.

import { partsOf, type ChapterId, type Topic } from './names';
import type { Chapter, Part, Section } from './pieces';
import { MANUAL } from './zh-TW';

export const PARTS: readonly Part[] = MANUAL;
export const CHAPTER_LIST: readonly Chapter[] = PARTS.flatMap((part) => part.chapters);

export function chapterOf(id: ChapterId): Chapter {
  const found = CHAPTER_LIST.find((chapter) => chapter.id === id);
  if (found === undefined) {
    throw new Error(`the manual has no chapter ${id}`);
  }
  return found;
}

/** From 1, as they are counted in the table of contents and on paper. */
export function numberOf(id: ChapterId): number {
  return CHAPTER_LIST.findIndex((chapter) => chapter.id === id) + 1;
}

export function sectionOf(topic: Topic): Section | null {
  const { chapter, section } = partsOf(topic);
  return chapterOf(chapter).sections.find((one) => one.id === section) ?? null;
}

/** What is said where the topic is named: the section's title, or the chapter's. */
export function titleOf(topic: Topic): string {
  return sectionOf(topic)?.title ?? chapterOf(partsOf(topic).chapter).title;
}
