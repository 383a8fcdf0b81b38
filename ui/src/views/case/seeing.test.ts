import { describe, expect, test } from 'vitest';

import type { DocumentView, DraftView } from '../../generated/views';
import { approvalLock, passOpenChecks, tallyOf } from './judging';
import { isSeen, nextUnseen, readablePx, unseenPages } from './seeing';

const DRAFT: DraftView = {
  staff_note: '',
  checks: {},
  reasons: [],
  addition: '',
  language: null,
  language_chosen: false,
  paper: null,
  dates: {},
};

function paper(kind: DocumentView['kind'], more: Partial<DocumentView> = {}): DocumentView {
  return {
    id: `${kind}-${more.file_name ?? ''}`,
    kind,
    label: kind,
    file_name: '',
    size: '',
    is_new: false,
    state: 'ready',
    sentence: null,
    reason: null,
    handle: 'h',
    pages: 1,
    seen: [],
    troubles: [],
    hints: [],
    codes: [],
    twins: [],
    paper: null,
    checks: [{ id: `${kind}/1`, text: '', fail_reason: null, auto: null, date: null }],
    ...more,
  };
}

const trouble = (page: number) => ({ page, sentence: '', reason: 'A02', may_try_again: true });

describe('what was seen', () => {
  test('of_a_document_that_is_not_open_nothing_was', () => {
    for (const state of ['opening', 'waiting', 'refused'] as const) {
      const document = paper('relationship', { state, seen: [0] });
      expect(isSeen(document)).toBe(false);
      expect(unseenPages([document])).toEqual([{ document: 0, page: 0 }]);
    }
  });

  test('a_card_needs_less_than_a_paper_and_a_face_less_than_a_card', () => {
    expect([
      readablePx('relationship', 640),
      readablePx('identity', 640),
      readablePx('photo', 640),
      readablePx('portrait', 640),
    ]).toEqual([640, 480, 288, 256]);
  });

  test('the_walk_goes_on_from_where_one_is_and_comes_round', () => {
    const documents = [
      paper('identity'),
      paper('relationship', { pages: 3, seen: [1] }),
      paper('portrait', { seen: [0] }),
    ];
    expect(nextUnseen(documents, null)).toEqual({ document: 0, page: 0 });
    expect(nextUnseen(documents, { document: 0, page: 0 })).toEqual({ document: 1, page: 0 });
    expect(nextUnseen(documents, { document: 1, page: 0 })).toEqual({ document: 1, page: 2 });
    expect(nextUnseen(documents, { document: 1, page: 2 })).toEqual({ document: 0, page: 0 });
    expect(nextUnseen([paper('portrait', { seen: [0] })], null)).toBeNull();
  });

  test('what_cannot_be_shown_is_walked_last_and_never_left_out', () => {
    const documents = [
      paper('identity', { troubles: [trouble(0)] }),
      paper('relationship', { pages: 2, seen: [0] }),
    ];
    expect(nextUnseen(documents, null)).toEqual({ document: 1, page: 1 });
    const rest = [documents[0]!, paper('relationship', { pages: 2, seen: [0, 1] })];
    expect(nextUnseen(rest, null)).toEqual({ document: 0, page: 0 });
  });
});

describe('the checks', () => {
  test('only_those_of_documents_that_were_seen_whole_pass_at_once', () => {
    const documents = [
      paper('identity', { file_name: 'front', seen: [0] }),
      paper('identity', { file_name: 'back', checks: [] }),
      paper('relationship', { pages: 2, seen: [0] }),
      paper('portrait', { seen: [0] }),
    ];
    // The back of the card was not seen, so its front's checks stay open: they are about both.
    expect(passOpenChecks(documents, DRAFT).checks).toEqual({ 'portrait/1': 'pass' });
  });

  test('an_approval_names_the_first_page_that_was_not_seen', () => {
    const documents = [
      paper('identity', { seen: [0] }),
      paper('relationship', { pages: 3, seen: [0] }),
    ];
    const draft = {
      ...DRAFT,
      checks: { 'identity/1': 'pass', 'relationship/1': 'pass' } as DraftView['checks'],
    };
    const lock = approvalLock(documents, tallyOf(documents, draft), null, null);
    expect(lock).toEqual({ why: 'unseen', document: documents[1], page: 1, more: 1 });
    const seen = [documents[0]!, paper('relationship', { pages: 3, seen: [0, 1, 2] })];
    expect(approvalLock(seen, tallyOf(seen, draft), null, null)).toBeNull();
  });
});
