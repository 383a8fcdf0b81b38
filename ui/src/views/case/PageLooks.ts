// Tells the desk which pages of the open case were on the screen, and asks once more for those that
// could not be shown.

import type { AttachmentId, CaseView } from '../../generated/views';
import { HostError, type Host } from '../../host/door';

/** The case that is open, and what may be done to it. */
export interface OpenCase {
  here(): CaseView | null;
  put(view: CaseView): void;
  refresh(): Promise<void>;
  refuse(view: CaseView, error: unknown): void;
}

export class PageLooks {
  private readonly host: Host;
  private readonly open: OpenCase;
  /** Pages that are just being noted as seen. */
  private readonly telling = new Set<string>();

  constructor(host: Host, open: OpenCase) {
    this.host = host;
    this.open = open;
  }

  /**
   * A page is on the screen, drawn and large enough: notes it, here and behind the door. Answers
   * whether it is noted; if not, the approval stays locked, and it is worth another try.
   */
  async saw(document: AttachmentId, page: number): Promise<boolean> {
    const view = this.open.here();
    const shown = view?.documents.find((candidate) => candidate.id === document);
    const key = `${view?.case.id} ${view?.revision} ${document} ${page}`;
    if (
      view === null ||
      shown === undefined ||
      shown.seen.includes(page) ||
      this.telling.has(key)
    ) {
      return true;
    }
    this.telling.add(key);
    try {
      await this.host.call('page_seen', {
        case: view.case,
        revision: view.revision,
        document,
        page,
      });
      const now = this.open.here();
      if (now !== null && now.case.id === view.case.id && now.revision === view.revision) {
        this.open.put({
          ...now,
          documents: now.documents.map((one) =>
            one.id !== document
              ? one
              : { ...one, seen: [...new Set([...one.seen, page])].sort((a, b) => a - b) },
          ),
        });
      }
      return true;
    } catch (error) {
      // Behind the door another case may be taken for the open one: to read this one again mends it.
      if (error instanceof HostError && error.code === 'stale') {
        await this.open.refresh();
      }
      return false;
    } finally {
      this.telling.delete(key);
    }
  }

  /** Tries once more to show a page. */
  async again(document: AttachmentId, page: number): Promise<void> {
    const view = this.open.here();
    if (view === null) {
      return;
    }
    try {
      await this.host.call('show_again', { case: view.case, document, page });
      await this.open.refresh();
    } catch (error) {
      this.open.refuse(view, error);
    }
  }
}
