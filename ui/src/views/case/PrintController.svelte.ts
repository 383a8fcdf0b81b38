// One document on its way to the print dialog: asked about first, then marked, then laid out.

import type { CaseRef, DocumentView, PrintView } from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';

export class PrintController {
  readonly host: Host;
  /** What is asked about. */
  document = $state.raw<DocumentView | null>(null);
  /** The marked pages, once they are made. */
  sheets = $state.raw<PrintView | null>(null);
  readonly making: Submission;

  private of: CaseRef | null = null;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.making = new Submission(explain);
  }

  ask(of: CaseRef, document: DocumentView): void {
    this.of = of;
    this.document = document;
    this.making.trouble = null;
  }

  /** Has the pages marked. By then the audit has its entry, and nothing has left. */
  async make(): Promise<void> {
    const { of, document } = this;
    if (of === null || document === null) {
      return;
    }
    await this.making.run(async () => {
      const sheets = await this.host.call('print_document', { case: of, document: document.id });
      if (this.document === document) {
        this.sheets = sheets;
      } else {
        this.forget();
      }
    });
  }

  /** Printed or not: the pages are not kept. */
  close(): void {
    this.document = null;
    this.making.trouble = null;
    if (this.sheets !== null) {
      this.sheets = null;
      this.forget();
    }
  }

  private forget(): void {
    // The desk lets go of them with the next printing and with the session anyway.
    this.host.call('print_done', null).catch(() => undefined);
  }
}
