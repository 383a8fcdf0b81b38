// One export: what is asked for, how, and what the desk answered. A refusal keeps what was typed.

import type { ReportFormat, ReportView } from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';
import { text } from '../../text';
import { formatsOf, hasIdNumbers, type Content, type Offer } from './offers';

export interface ExportListener {
  /** The sentence for the person; leads away when the session is over. */
  explain(error: unknown): string;
  say(sentence: string): void;
}

/** So many letters or digits make a reason; fewer are a slip of the finger. */
const LEAST_GROUNDS = 2;

export class ExportController {
  offer = $state.raw<Offer | null>(null);
  content = $state.raw<Content | null>(null);
  unmasked = $state(false);
  done = $state.raw<ReportView | null>(null);
  readonly making: Submission;

  private wanted = $state<ReportFormat>('ods');
  /** Reasons by offer, so that closing the dialog loses nothing. */
  private written = $state<Record<string, string>>({});
  private readonly host: Host;
  private readonly listener: ExportListener;

  constructor(host: Host, listener: ExportListener) {
    this.host = host;
    this.listener = listener;
    this.making = new Submission((error) => listener.explain(error));
  }

  get formats(): readonly ReportFormat[] {
    return this.content === null ? [] : formatsOf(this.content.kind);
  }

  /** The format that was chosen, or where there is none such, the first there is. */
  get format(): ReportFormat {
    return this.formats.includes(this.wanted) ? this.wanted : (this.formats[0] ?? 'pdf');
  }

  get hasIdNumbers(): boolean {
    return this.content !== null && hasIdNumbers(this.content.kind);
  }

  get grounds(): string {
    return this.offer === null ? '' : (this.written[this.offer.title] ?? '');
  }

  set grounds(words: string) {
    if (this.offer !== null) {
      this.written[this.offer.title] = words;
      this.making.trouble = null;
    }
  }

  /** Why it cannot be exported now. */
  get locked(): string | null {
    const letters = this.grounds.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    return this.unmasked && letters < LEAST_GROUNDS ? text.exports.writeFirst : null;
  }

  /** Identity numbers are masked anew each time, whatever was chosen before. */
  ask(offer: Offer): void {
    this.offer = offer;
    this.content = offer.contents[0];
    this.unmasked = false;
    this.changed();
  }

  chooseContent(name: string): void {
    this.content = this.offer?.contents.find((content) => content.name === name) ?? this.content;
    this.changed();
  }

  chooseFormat(format: ReportFormat): void {
    this.wanted = format;
    this.changed();
  }

  chooseUnmasked(unmasked: boolean): void {
    this.unmasked = unmasked;
    this.changed();
  }

  leave(): void {
    this.offer = null;
    this.content = null;
    this.changed();
  }

  async make(): Promise<void> {
    const { offer, content, format } = this;
    if (offer === null || content === null || this.locked !== null) {
      return;
    }
    const unmasked = this.unmasked && this.hasIdNumbers;
    await this.making.run(async () => {
      this.done = null;
      const made = await this.host.call('export_report', {
        kind: content.kind,
        format,
        unmasked,
        grounds: unmasked ? this.grounds.trim() : '',
      });
      if (unmasked) {
        delete this.written[offer.title];
        this.unmasked = false;
      }
      if (this.offer === offer) {
        this.done = made;
      } else {
        // They did not wait for it: it is told where they are now.
        this.listener.say(made.sentence);
      }
    });
    if (this.offer !== offer && this.making.trouble !== null) {
      this.listener.say(this.making.trouble);
      this.making.trouble = null;
    }
  }

  /** What was said before is about something else now. */
  private changed(): void {
    this.making.trouble = null;
    this.done = null;
  }
}
