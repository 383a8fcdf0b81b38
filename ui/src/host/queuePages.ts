// The pages of a queue, read through the door.

import type {
  CaseKind,
  PlaceFilterView,
  QueueGroup,
  QueueOnly,
  QueuePage,
} from '../generated/views';
import type { Host } from './door';

/** Rows in one page from the host. */
export const PAGE = 100;

export interface QueueFilter {
  group: QueueGroup;
  text: string;
  inmateNumber: string | null;
  /** Of these, a part: 我的, 急的. */
  only: QueueOnly;
  /** The rule that found something amiss. */
  check: string | null;
}

/** What a queue shows before anybody has chosen anything. */
export const UNFILTERED: QueueFilter = {
  group: 'open',
  text: '',
  inmateNumber: null,
  only: 'all',
  check: null,
};

/** How a queue was left, as it is kept; nothing if it shows what it shows at first. */
export function keptFilter(filter: QueueFilter): PlaceFilterView | null {
  const { group, inmateNumber, only, check } = filter;
  const text = filter.text.trim();
  const first =
    group === UNFILTERED.group &&
    text === '' &&
    inmateNumber === null &&
    only === 'all' &&
    check === null;
  return first ? null : { kind: null, group, inmate_number: inmateNumber, text, only, check };
}

export function filterOf(kept: PlaceFilterView | undefined): QueueFilter {
  if (kept === undefined) {
    return UNFILTERED;
  }
  const { group, text, inmate_number: inmateNumber, only, check } = kept;
  return { group, text, inmateNumber, only, check };
}

export function readPage(
  host: Host,
  kind: CaseKind,
  filter: QueueFilter,
  after: string | null,
): Promise<QueuePage> {
  const { group, inmateNumber, text, only, check } = filter;
  return host.call('list_cases', {
    kind,
    group,
    inmate_number: inmateNumber,
    text: text.trim(),
    only,
    check,
    after,
    limit: PAGE,
  });
}

/** The first page, read before there is a queue to show it in. */
export function readAhead(
  host: Host,
  kind: CaseKind,
  filter: QueueFilter = UNFILTERED,
): Promise<QueuePage> {
  return readPage(host, kind, filter, null);
}
