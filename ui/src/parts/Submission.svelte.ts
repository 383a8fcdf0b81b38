// What is sent off at a person's word: while it is on its way it is not sent again, and why it was not
// taken stands there until they go on.

import { wasOvertaken } from '../host/errors';

export class Submission {
  busy = $state(false);
  /** Why the last one was not taken. */
  trouble = $state<string | null>(null);

  private readonly explain: (error: unknown) => string;

  constructor(explain: (error: unknown) => string) {
    this.explain = explain;
  }

  /**
   * Answers whether it was taken. Where somebody else was first, `overtaken` says so in the form's
   * stead; without it that is a trouble like any other.
   */
  async run(
    work: () => Promise<void>,
    overtaken?: (sentence: string) => Promise<void>,
  ): Promise<boolean> {
    if (this.busy) {
      return false;
    }
    this.busy = true;
    this.trouble = null;
    try {
      await work();
      return true;
    } catch (error) {
      const sentence = this.explain(error);
      if (overtaken !== undefined && wasOvertaken(error)) {
        await overtaken(sentence);
      } else {
        this.trouble = sentence;
      }
      return false;
    } finally {
      this.busy = false;
    }
  }
}
