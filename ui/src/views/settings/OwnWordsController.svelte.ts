// 本機關用語: reads them, changes them one at a time, takes files in and writes files. What marks
// texts is tried on the posts that are here first, and holds once that was shown.

import type {
  BacktestView,
  DocumentKind,
  FacilityChangeRequest,
  FacilityImportRequest,
  FacilityList,
  FacilityTrialRequest,
  FacilityWordsView,
  FamilyLanguage,
  Severity,
  TranslationView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { Submission } from '../../parts/Submission.svelte';
import { text } from '../../text';
import { readText } from './readText';

const words = text.ownWords;

/** What was tried, and what would come of it. */
export interface Trial {
  request: FacilityTrialRequest;
  /** The term or the file. */
  of: string;
  view: BacktestView;
}

/** How the panel was left for a case that it showed. */
export interface OwnWordsStand {
  term: OwnWordsController['term'];
  request: FacilityTrialRequest;
  of: string;
}

export class OwnWordsController {
  view = $state.raw<FacilityWordsView | null>(null);
  /** Why they could not be read. */
  trouble = $state<string | null>(null);
  /** The last change, while it is made and if it was not taken. */
  readonly sending: Submission;
  /** What was done last. */
  done = $state<string | null>(null);
  list = $state<FacilityList>('lexicon');

  term = $state({
    term: '',
    category: 'CASE',
    severity: 'flag' as Severity,
    weak: false,
    note: '',
  });
  private tried = $state.raw<Trial | null>(null);
  /** Of the reason or the sentence that is being worded anew. */
  chosen = $state('');
  wording = $state('');
  check = $state({ kind: 'identity' as DocumentKind, check: '', help: '', reason: '' });

  day = $state({ date: '', name: '', worked: false });

  /** Whose translations are shown. */
  language = $state<FamilyLanguage>('vi');
  /** Which of them is being worded anew, and how. */
  editing = $state<string | null>(null);
  rewording = $state('');

  private readonly host: Host;
  private readonly explain: (error: unknown) => string;

  constructor(host: Host, explain: (error: unknown) => string) {
    this.host = host;
    this.explain = explain;
    this.sending = new Submission(explain);
  }

  readonly shown = $derived(this.view?.lists.find((one) => one.list === this.list) ?? null);

  readonly translations = $derived(
    this.view?.translations.find((one) => one.language === this.language) ?? null,
  );

  /** The trial, while what was tried is what the form says. */
  readonly trial = $derived.by(() => {
    const tried = this.tried;
    if (tried === null || tried.request.what === 'import') return tried;
    const asked = JSON.stringify(tried.request.change);
    const now = [this.addition, this.switching].map((one) => JSON.stringify(one));
    return now.includes(asked) ? tried : null;
  });

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
    this.tried = null;
    this.sending.trouble = null;
    this.done = null;
    this.choose('');
    this.editing = null;
  }

  /** The text as families read it now lies ready to be changed. */
  choose(id: string): void {
    const from = this.list === 'reasons' ? this.view?.reasons : this.view?.sentences;
    this.chosen = id;
    this.wording = from?.find((one) => one.id === id)?.text ?? '';
  }

  private get addition(): FacilityChangeRequest {
    return { type: 'add_term', ...this.term };
  }

  private get switching(): FacilityChangeRequest {
    return { type: 'switch_off_term', term: this.term.term };
  }

  /** Tries the term; asked again with the result on the screen, adds it. */
  async addTerm(): Promise<void> {
    await this.tryOrKeep(this.addition);
  }

  async switchOff(): Promise<void> {
    await this.tryOrKeep(this.switching);
  }

  private async tryOrKeep(change: FacilityChangeRequest): Promise<void> {
    const shown = this.trial?.request;
    if (shown?.what === 'change' && JSON.stringify(shown.change) === JSON.stringify(change)) {
      await this.confirm();
    } else {
      await this.try({ what: 'change', change }, this.term.term.trim());
    }
  }

  private async try(request: FacilityTrialRequest, of: string): Promise<void> {
    await this.act(async () => {
      this.tried = null;
      this.tried = { request, of, view: await this.host.call('try_facility_words', request) };
    });
  }

  /** What was tried holds from here on. */
  async confirm(): Promise<void> {
    const trial = this.trial;
    if (trial === null) return;
    if (trial.request.what === 'import') {
      await this.takeFile(trial.request.file);
    } else if (await this.change(trial.request.change)) {
      this.term = { ...this.term, term: '', note: '' };
      this.tried = null;
    }
  }

  cancel(): void {
    this.tried = null;
  }

  /** What was tried, for when the person comes back from one of its cases. */
  get stand(): OwnWordsStand | null {
    const trial = this.trial;
    return trial === null ? null : { term: this.term, request: trial.request, of: trial.of };
  }

  /** Tries it anew: what is here may have changed meanwhile. */
  async takeUp(stand: OwnWordsStand): Promise<void> {
    this.term = { ...stand.term };
    await this.try(stand.request, stand.of);
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

  speak(language: FamilyLanguage): void {
    this.language = language;
    this.editing = null;
  }

  edit(one: TranslationView): void {
    this.editing = one.name;
    this.rewording = one.words;
  }

  /** Adopts the words as they stand on the screen. */
  async adopt(texts: readonly TranslationView[]): Promise<void> {
    const shown = texts.map(({ name, words }) => ({
      name,
      words: name === this.editing ? this.rewording : words,
    }));
    const language = this.language;
    if (await this.change({ type: 'adopt_translations', language, texts: shown })) {
      this.editing = null;
    }
  }

  async withdraw(one: TranslationView): Promise<void> {
    const name = `${one.name}.${this.language}`;
    if (await this.change({ type: 'remove', list: 'translations', name })) {
      this.editing = null;
    }
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
      this.sending.trouble = words.files.notText(read.line, read.column);
      return;
    }
    const content = { list: this.list, file_name: file.name, content: read.text };
    if (this.list === 'lexicon') {
      await this.try({ what: 'import', file: content }, file.name);
    } else {
      await this.takeFile(content);
    }
  }

  private async takeFile(file: FacilityImportRequest): Promise<void> {
    const taken = await this.act(async () => {
      this.view = await this.host.call('import_facility_words', file);
      this.done = words.files.imported(file.file_name);
    });
    if (taken) this.tried = null;
  }

  private async change(request: FacilityChangeRequest): Promise<boolean> {
    return this.act(async () => {
      this.view = await this.host.call('change_facility_words', request);
      this.done = words.changed;
    });
  }

  /** One at a time; what was refused is said, and what was typed stays. */
  private act(work: () => Promise<void>): Promise<boolean> {
    return this.sending.run(() => {
      this.done = null;
      return work();
    });
  }
}
