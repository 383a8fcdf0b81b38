// Keeps what a person marked and wrote about a case: on the screen at once, by the host when it rests.

import type { CaseView, DraftView } from '../../generated/views';
import type { Host } from '../../host/door';

/** Changes rest this long, in milliseconds, before they are kept. */
const REST = 500;

const NOTHING: DraftView = {
  staff_note: '',
  checks: {},
  reasons: [],
  addition: '',
  language: null,
  language_chosen: false,
  paper: null,
  dates: {},
};

/** Whose draft it is. */
export type Drafted = Pick<CaseView, 'case' | 'number' | 'who'>;

export class DraftKeeper {
  now = $state.raw<DraftView>(NOTHING);
  saved = $state<'saved' | 'saving' | 'failed'>('saved');

  private readonly host: Host;
  private readonly lost: (of: Drafted) => void;
  private of: Drafted | null = null;
  private resting: ReturnType<typeof setTimeout> | null = null;

  /** `lost`: what was written last about a case could not be kept, and is not on the screen any more. */
  constructor(host: Host, lost: (of: Drafted) => void) {
    this.host = host;
    this.lost = lost;
  }

  /** Begins with what was kept of a case before. */
  begin(of: Drafted, draft: DraftView): void {
    this.of = of;
    this.now = draft;
    this.saved = 'saved';
  }

  change(draft: DraftView): void {
    this.now = draft;
    this.saved = 'saving';
    this.stop();
    this.resting = setTimeout(() => {
      this.resting = null;
      void this.save();
    }, REST);
  }

  /** Keeps now what has changed, not when it rests. */
  async keep(): Promise<void> {
    if (this.resting !== null) {
      this.stop();
      await this.save();
    }
  }

  /** What has changed is not kept for now: it goes out with a decision. */
  stop(): void {
    if (this.resting !== null) {
      clearTimeout(this.resting);
      this.resting = null;
    }
  }

  private async save(): Promise<void> {
    const of = this.of;
    if (of === null) {
      return;
    }
    let saved = true;
    try {
      await this.host.call('save_draft', { case: of.case, draft: this.now });
    } catch {
      // The next change tries again; the words stay on the screen until then.
      saved = false;
    }
    // A late answer says nothing of the case that has come in its place.
    if (this.of?.case.id === of.case.id) {
      this.saved = !saved ? 'failed' : this.resting === null ? 'saved' : 'saving';
    } else if (!saved) {
      this.lost(of);
    }
  }
}
