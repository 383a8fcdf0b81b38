// Owns the sheet for 補件, 暫緩 and 退件: the chosen reasons, their slots, the exact preview of what
// the family will read, and whether it may be sent.

import type {
  DecisionPreview,
  FamilyLanguage,
  GivenReason,
  LanguageOptionView,
  ReasonView,
  Verdict,
} from '../../generated/views';
import type { CaseController, Said } from '../case/CaseController.svelte';
import { isOffered, reasonsFromMarks, slotsFromMarks } from '../case/judging';

/** Typing rests this long, in milliseconds, before the preview is made anew. */
const REST = 200;
export const MOST_REASONS = 3;
/** The slot that the settings know: who a family may call. */
const CONTACT_SLOT = '窗口';

export interface ReasonOption {
  reason: ReasonView;
  suggested: boolean;
}

/** Whether the message can be sent in this language. */
function isReady(option: LanguageOptionView): boolean {
  return option.untranslated.length === 0 && option.awaiting.length === 0;
}

export class DecideController {
  readonly verdict: Verdict;
  chosen = $state.raw<readonly GivenReason[]>([]);
  addition = $state('');
  /** What is added beneath the Chinese text. */
  language = $state<FamilyLanguage | null>(null);
  /** A person said which, or none; until then the desk's proposal is taken where it can be sent. */
  languageChosen = $state(false);
  query = $state('');
  preview = $state.raw<DecisionPreview | null>(null);
  /** The preview is older than what is chosen. */
  outdated = $state(true);
  trouble = $state<string | null>(null);
  /** Done when the first preview has come, or failed. */
  readonly begun: Promise<void>;

  private readonly desk: CaseController;
  private readonly contact: string;
  private readonly explain: (error: unknown) => string;
  private readonly suggested: ReadonlySet<string>;
  private generation = 0;
  private resting: ReturnType<typeof setTimeout> | null = null;

  constructor(
    desk: CaseController,
    verdict: Verdict,
    contact: string,
    explain: (error: unknown) => string,
  ) {
    this.desk = desk;
    this.verdict = verdict;
    this.contact = contact;
    this.explain = explain;
    this.suggested = new Set(
      desk.view?.findings.flatMap((finding) => finding.suggested_reasons) ?? [],
    );
    this.prefill();
    this.begun = this.ask();
  }

  /** The reasons of the catalogue for this case and verdict that match what is typed. */
  readonly options: readonly ReasonOption[] = $derived.by(() => {
    const view = this.desk.view;
    if (view === null) {
      return [];
    }
    const query = this.query.trim().toLowerCase();
    return this.desk.reasons
      .filter((reason) => isOffered(reason, view, this.verdict))
      .filter((reason) => !this.chosen.some((given) => given.code === reason.code))
      .filter(
        (reason) =>
          query === '' ||
          `${reason.code} ${reason.label} ${reason.template}`.toLowerCase().includes(query),
      )
      .map((reason) => ({ reason, suggested: this.suggested.has(reason.code) }))
      .sort((a, b) => Number(b.suggested) - Number(a.suggested));
  });

  get full(): boolean {
    return this.chosen.length >= MOST_REASONS;
  }

  get canSend(): boolean {
    return (
      !this.outdated &&
      this.preview !== null &&
      this.preview.obstacles.length === 0 &&
      this.desk.whyNot(this.verdict) === null &&
      !this.desk.deciding
    );
  }

  /** Why policy leaves this one to two people; `null`: it is decided at once. */
  get fourEyes(): string | null {
    return this.preview?.four_eyes ?? null;
  }

  /** Whether what is chosen would be a strike, by the reasons alone. */
  get counts(): boolean {
    return this.verdict === 'reject' && this.chosen.some((given) => given.counts);
  }

  reasonOf(code: string): ReasonView | undefined {
    return this.desk.reasons.find((reason) => reason.code === code);
  }

  add(code: string): void {
    const reason = this.reasonOf(code);
    if (reason === undefined || this.full || this.chosen.some((given) => given.code === code)) {
      return;
    }
    this.chosen = [...this.chosen, this.given(reason)];
    this.query = '';
    this.changed(0);
  }

  remove(code: string): void {
    this.chosen = this.chosen.filter((given) => given.code !== code);
    this.changed(0);
  }

  fill(code: string, slot: string, words: string): void {
    this.chosen = this.chosen.map((given) =>
      given.code === code ? { ...given, slots: { ...given.slots, [slot]: words } } : given,
    );
    this.changed(REST);
  }

  /** Where the catalogue says 裁量, the reviewer says whether it counts (貳.四). */
  count(code: string, counts: boolean): void {
    this.chosen = this.chosen.map((given) => (given.code === code ? { ...given, counts } : given));
    this.changed(0);
  }

  addWords(addition: string): void {
    this.addition = addition;
    this.changed(REST);
  }

  /** The person says in which language, or in none. */
  speak(language: FamilyLanguage | null): void {
    this.language = language;
    this.languageChosen = true;
    this.changed(0);
  }

  /** Records it. Answers whether it was recorded. */
  async send(): Promise<boolean> {
    if (this.outdated) {
      // Somebody who types and sends at once must not find that nothing happened.
      this.end();
      await this.ask();
    }
    if (!this.canSend) {
      return false;
    }
    return this.desk.decide(this.verdict, this.said, this.fourEyes !== null);
  }

  /** Stops asking; what was chosen is in the draft. */
  end(): void {
    this.generation += 1;
    if (this.resting !== null) {
      clearTimeout(this.resting);
    }
  }

  /** Takes the proposed language, or leaves it where it cannot be sent; answers whether it changed. */
  private follows(preview: DecisionPreview): boolean {
    if (this.languageChosen) {
      return false;
    }
    const proposed = preview.proposed?.language ?? null;
    const ready = preview.languages.some(
      (option) => option.language === proposed && isReady(option),
    );
    const wanted = ready ? proposed : null;
    const other = wanted !== this.language;
    this.language = wanted;
    return other;
  }

  private get said(): Said {
    return { reasons: [...this.chosen], addition: this.addition, language: this.language };
  }

  private prefill(): void {
    const view = this.desk.view;
    if (view === null) {
      return;
    }
    const unfit = this.desk.words === 'unfit' || this.desk.photo === 'unfit';
    const kept = this.desk.draft.reasons.filter((given) => {
      const reason = this.reasonOf(given.code);
      return reason !== undefined && isOffered(reason, view, this.verdict);
    });
    const marked = reasonsFromMarks(view, this.desk.draft, this.verdict, unfit)
      .filter((code) => !kept.some((given) => given.code === code))
      .map((code) => this.reasonOf(code))
      .filter((reason) => reason !== undefined)
      .filter((reason) => isOffered(reason, view, this.verdict))
      .map((reason) => this.given(reason));
    this.chosen = [...kept, ...marked].slice(0, MOST_REASONS);
    this.addition = this.desk.draft.addition;
    this.language = this.desk.draft.language;
    this.languageChosen = this.desk.draft.language_chosen;
  }

  private given(reason: ReasonView): GivenReason {
    const slots: Record<string, string> = {};
    const view = this.desk.view;
    const known =
      view === null ? {} : slotsFromMarks(view, this.desk.draft, this.verdict, reason.code);
    for (const slot of reason.slots) {
      slots[slot] = slot === CONTACT_SLOT ? this.contact : (known[slot] ?? '');
    }
    // Where the reviewer says, silence favours the family.
    return {
      code: reason.code,
      slots,
      counts: reason.counts === 'yes' && this.verdict === 'reject',
    };
  }

  private changed(rest: number): void {
    this.desk.keepSaid({ ...this.said, language_chosen: this.languageChosen });
    this.outdated = true;
    this.generation += 1;
    if (this.resting !== null) {
      clearTimeout(this.resting);
    }
    this.resting = setTimeout(() => void this.ask(), rest);
  }

  private async ask(): Promise<void> {
    this.resting = null;
    const request = this.desk.request(this.verdict, this.said);
    if (request === null) {
      return;
    }
    const generation = ++this.generation;
    try {
      const preview = await this.desk.host.call('preview_decision', request);
      if (generation === this.generation) {
        this.preview = preview;
        this.trouble = null;
        if (this.follows(preview)) {
          await this.ask();
        } else {
          this.outdated = false;
        }
      }
    } catch (error) {
      if (generation === this.generation) {
        this.trouble = this.explain(error);
      }
    }
  }
}
