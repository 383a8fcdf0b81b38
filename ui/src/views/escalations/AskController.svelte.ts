// Asking the supervisor about the open case: the question, the proposal, and how it was taken.

import type { CaseView, Verdict } from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';
import { text } from '../../text';

export class AskController {
  /** The case that is asked about; `null`: nobody is asking. */
  about = $state.raw<CaseView | null>(null);
  proposed = $state<Verdict | null>(null);

  readonly sending: Submission;

  /** Questions by case, so that closing the dialog loses nothing. */
  private questions = $state<Record<string, string>>({});
  private readonly host: Host;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.sending = new Submission(explain);
  }

  get question(): string {
    return this.about === null ? '' : (this.questions[this.about.case.id] ?? '');
  }

  set question(words: string) {
    if (this.about !== null) {
      this.questions[this.about.case.id] = words;
      this.sending.trouble = null;
    }
  }

  /** Why it cannot be sent now. */
  get locked(): string | null {
    return this.question.trim() === '' ? text.escalations.ask.writeFirst : null;
  }

  begin(about: CaseView, proposed: Verdict | null): void {
    this.about = about;
    this.proposed = proposed;
    this.sending.trouble = null;
  }

  /** The case was read again meanwhile: the question is about what is on the screen now. */
  renew(about: CaseView): void {
    if (this.about?.case.id === about.case.id) {
      this.about = about;
    }
  }

  close(): void {
    this.about = null;
    this.sending.trouble = null;
  }

  /** Sends the question on the revision that is on the screen. Answers whether it was taken. */
  async send(): Promise<boolean> {
    const { about } = this;
    if (about === null || this.locked !== null) {
      return false;
    }
    return this.sending.run(async () => {
      await this.host.call('escalate', {
        case: about.case,
        base_revision: about.revision,
        question: this.question.trim(),
        proposed: this.proposed,
      });
      delete this.questions[about.case.id];
      if (this.about === about) {
        this.close();
      }
    });
  }
}
