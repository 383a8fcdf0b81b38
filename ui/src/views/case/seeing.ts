// 看過: which pages still have to be looked at, and how large a page has to be for that. Pure; what
// was seen is kept, and asked for again, behind the door.

import type { DocumentKind, DocumentView } from '../../generated/views';

/** One page of one of the documents, by their places. Both from 0. */
export interface PagePlace {
  document: number;
  page: number;
}

/** How large a page has to be, as a share of what a paper needs; as `DocumentKind::readable_px`. */
const SHARES: Record<DocumentKind, number> = {
  relationship: 1,
  cohabitation: 1,
  official_letter: 1,
  other: 1,
  identity: 0.75,
  photo: 0.45,
  portrait: 0.4,
};

/** The longest side at which a page of such a document can be read, in CSS pixels. */
export function readablePx(kind: DocumentKind, paperPx: number): number {
  return Math.floor(paperPx * SHARES[kind]);
}

/** Whether all of a document was seen. Of one that is not open, nothing was. */
export function isSeen(document: DocumentView): boolean {
  return document.state === 'ready' && document.seen.length >= document.pages;
}

/** The pages that were not seen, in the documents' order; of a document that is not open, its first. */
export function unseenPages(documents: readonly DocumentView[]): PagePlace[] {
  return documents.flatMap((document, at) => {
    if (document.state !== 'ready') {
      return [{ document: at, page: 0 }];
    }
    const seen = new Set(document.seen);
    return Array.from({ length: document.pages }, (_, page) => page)
      .filter((page) => !seen.has(page))
      .map((page) => ({ document: at, page }));
  });
}

/** Whether there is something to look at: the page can be shown. */
export function canBeShown(documents: readonly DocumentView[], place: PagePlace): boolean {
  const document = documents[place.document];
  return (
    document?.state === 'ready' && !document.troubles.some((trouble) => trouble.page === place.page)
  );
}

/** Whether this page was not seen yet. */
export function isUnseen(documents: readonly DocumentView[], at: PagePlace): boolean {
  return unseenPages(documents).some(
    (place) => place.document === at.document && place.page === at.page,
  );
}

/**
 * Where to look next: the first page after this place that was not seen and can be shown, or from the
 * beginning again; else one that cannot be shown, so that it says why.
 */
export function nextUnseen(
  documents: readonly DocumentView[],
  from: PagePlace | null,
): PagePlace | null {
  const unseen = unseenPages(documents);
  const after = (place: PagePlace): boolean =>
    from === null ||
    place.document > from.document ||
    (place.document === from.document && place.page > from.page);
  const inTurn = [...unseen.filter(after), ...unseen.filter((place) => !after(place))];
  return inTurn.find((place) => canBeShown(documents, place)) ?? inTurn[0] ?? null;
}
