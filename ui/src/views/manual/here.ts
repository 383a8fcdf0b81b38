// Which chapter tells of the place where one is.

import type { Place } from '../../desk.svelte';
import type { ChapterId } from '../../manual/names';

export const CHAPTER_OF: Readonly<Record<Place, ChapterId>> = {
  applications: 'application',
  posts: 'post',
  escalations: 'escalations',
  outbox: 'outbox',
  conflicts: 'conflicts',
  deliveries: 'deliveries',
  tally: 'tally',
  suspensions: 'suspensions',
  find: 'find',
  audit: 'audit',
  health: 'health',
  settings: 'settings',
};
