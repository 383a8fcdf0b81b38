// 使用手冊: what its chapters are called in code, and where in it F1 may begin. Knows nothing else, so
// that whoever lays keys can name a chapter.

export const CHAPTERS = [
  'first-day',
  'start',
  'queue',
  'application',
  'documents',
  'post',
  'decide',
  'escalations',
  'outbox',
  'conflicts',
  'deliveries',
  'find',
  'kinship',
  'tally',
  'sampling',
  'suspensions',
  'reversal',
  'exports',
  'audit',
  'health',
  'settings',
  'own-words',
  'keys',
  'lock',
  'closed-door',
  'practice',
] as const;

export type ChapterId = (typeof CHAPTERS)[number];

/** A chapter, or one section of it: `decide/reject`. */
export type Topic = ChapterId | `${ChapterId}/${string}`;

/** Both halves of a topic. */
export function partsOf(topic: Topic): { chapter: ChapterId; section: string | null } {
  const [chapter, section] = topic.split('/') as [ChapterId, string | undefined];
  return { chapter, section: section ?? null };
}
