// The pages of a queue, read through the door.

import type { CaseKind, QueueGroup, QueuePage } from '../generated/views';
import type { Host } from './door';

/** Rows in one page from the host. */
export const PAGE = 100;

export interface QueueFilter {
  group: QueueGroup;
  text: string;
  inmateNumber: string | null;
}

/** What a queue shows before anybody has chosen anything. */
export const UNFILTERED: QueueFilter = { group: 'open', text: '', inmateNumber: null };

export function readPage(
  host: Host,
  kind: CaseKind,
  filter: QueueFilter,
  after: string | null,
): Promise<QueuePage> {
  const { group, inmateNumber, text } = filter;
  return host.call('list_cases', {
    kind,
    group,
    inmate_number: inmateNumber,
    text: text.trim(),
    after,
    limit: PAGE,
  });
}

/** The first page, read before there is a queue to show it in. */
export function readAhead(host: Host, kind: CaseKind): Promise<QueuePage> {
  return readPage(host, kind, UNFILTERED, null);
}
