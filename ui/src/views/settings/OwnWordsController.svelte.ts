// 本機關用語: reads them, changes them one at a time, takes files in and writes files.

import type {
  DocumentKind,
  FacilityChangeRequest,
  FacilityList,
  FacilityWordsView,
  Severity,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';
import { readText } from './readText';

const words = text.ownWords;

export class OwnWordsController {
  view = $state.raw<FacilityWordsView | null>(null);
  /** Why they could not be read. */
  trouble = $state<string | null>(null);
  /** Why the last change was not taken. */
  refusal = $state<string | null>(null);
  /** What was done last. */
  done = $state<string | null>(null);
  busy = $state(false);
  list = $state<FacilityList>('lexicon');

  term = $state({
    term: '',
    category: 'CASE',
    severity: 'flag' as Severity,
    weak: false,
    note: '',
  });
  /** Of the reason or the sentence that is being worded anew. */
  chosen = $state('');
  wording = $state('');
  check = $state({ kind: 'identity' as DocumentKind, check: '', help: '', reason: '' });

  day = $state({ date: '', name: '', worked: false });

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
  }

  readonly shown = $derived(this.view?.lists.find((one) => one.list === this.list) ?? null);

  async load(): Promise<void> {
    try {
      this.view = await this.host.call('facility_words', null);
      this.trouble = null;
    } catch (error) {
      this.trouble = this.explain(error);
    }
  }

  look(list: FacilityList): void {
    this.list = list;
    this.refusal = null;
    this.done = null;
    this.choose('');
  }

  /** The text as families read it now lies ready to be changed. */
  choose(id: string): void {
    const from = this.list === 'reasons' ? this.view?.reasons : this.view?.sentences;
    this.chosen = id;
    this.wording = from?.find((one) => one.id === id)?.text ?? '';
  }

  async addTerm(): Promise<void> {
    if (await this.change({ type: 'add_term', ...this.term })) {
      this.term = { ...this.term, term: '', note: '' };
    }
  }

  async switchOff(): Promise<void> {
    if (await this.change({ type: 'switch_off_term', term: this.term.term })) {
      this.term = { ...this.term, term: '' };
    }
  }

  async reword(): Promise<void> {
    if (this.chosen === '') {
      return;
    }
    const request: FacilityChangeRequest =
      this.list === 'reasons'
        ? { type: 'reword_reason', code: this.chosen, message: this.wording }
        : { type: 'reword_sentence', key: this.chosen, sentence: this.wording };
    await this.change(request);
  }

  async addCheck(): Promise<void> {
    if (await this.change({ type: 'add_check', ...this.check })) {
      this.check = { ...this.check, check: '', help: '' };
    }
  }

  async addDay(): Promise<void> {
    if (await this.change({ type: 'add_day', ...this.day })) {
      this.day = { date: '', name: '', worked: false };
    }
  }

  async remove(name: string): Promise<void> {
    if (await this.change({ type: 'remove', list: this.list, name })) {
      this.choose('');
    }
  }

  async exportList(): Promise<void> {
    await this.act(async () => {
      const { path } = await this.host.call('export_facility_words', { list: this.list });
      this.done = words.files.exported(path);
    });
  }

  async importFile(file: { name: string; bytes: Uint8Array }): Promise<void> {
    const read = readText(file.bytes);
    if (!('text' in read)) {
      this.done = null;
      this.refusal = words.files.notText(read.line, read.column);
      return;
    }
    await this.act(async () => {
      this.view = await this.host.call('import_facility_words', {
        list: this.list,
        file_name: file.name,
        content: read.text,
      });
      this.done = words.files.imported(file.name);
    });
  }

  private async change(request: FacilityChangeRequest): Promise<boolean> {
    return this.act(async () => {
      this.view = await this.host.call('change_facility_words', request);
      this.done = words.changed;
    });
  }

  /** One at a time; what was refused is said, and what was typed stays. */
  private async act(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) {
      return false;
    }
    this.busy = true;
    this.refusal = null;
    this.done = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.refusal = this.explain(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
