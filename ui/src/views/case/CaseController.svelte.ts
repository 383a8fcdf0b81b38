// Owns one case on the screen: how it came there, what is done with it, and the way to a recorded
// decision.

import type {
  CaseKind, CaseRef, CaseView, CheckMark, CropView, DecideRequest, DecisionId, DocumentView, DraftView, ReasonView,
  RelationPaper, RecordedView, RevealPurpose, Verdict,
} from '../../generated/views';
import { HostError, type Host } from '../../host/door';
import { painted } from '../../parts/painted';
import { Submission } from '../../parts/Submission.svelte';
import { Unfolded } from '../../parts/Unfolded.svelte';
import { ownKeys } from '../../keys/ownKeys.svelte';
import { text } from '../../text';
import {
  approvalLock, effectiveChecks, judgementOf, likelyVerdict, passOpenChecks, PHOTO_CHECK, tallyOf, WORDS_CHECK,
  type Judgement, type Tally,
} from './judging';
import { partOf } from './closeLook';
import { DraftKeeper, type Drafted } from './DraftKeeper.svelte';
import { PageLooks } from './PageLooks';
import { nextUnseen, type PagePlace } from './seeing';
import { VerdictSleep } from './VerdictSleep.svelte';
import type { Pane } from './ViewerController.svelte';

/** The last case stays drawn this long, in milliseconds, while the next one is read. */
const PATIENCE = 150;

export interface CaseListener {
  explain(error: unknown): string;
  /** A case was read; it is not drawn yet. */
  arrived?(view: CaseView): void;
  /** Whether this case is open elsewhere, or about to be. */
  wanted?(reference: CaseRef): boolean;
  /** With the draft as it was sent, for undoing. `open`: the case is still the one on the screen. */
  recorded(receipt: RecordedView, draft: DraftView, open: boolean): void;
  /** A decision was not taken, and the person has gone on to another case meanwhile. */
  missed?(view: CaseView, message: string): void;
  /** What was written last about a case that is not on the screen any more could not be kept. */
  lost?(of: Drafted): void;
  /** Policy left it to two people: it went to a supervisor as a proposal, and the case stays open. */
  proposed?(open: boolean): void;
  gone(message: string): void;
}

/** What a family is told. */
export type Said = Pick<DecideRequest, 'reasons' | 'addition' | 'language'>;

export const NOTHING_SAID: Said = { reasons: [], addition: '', language: null };

export class CaseController {
  readonly kind: CaseKind;
  readonly host: Host;

  /** What is drawn. To act on a case, ask for `here`. */
  view = $state.raw<CaseView | null>(null);
  opening = $state(false);
  trouble = $state<string | null>(null);
  /** The case changed while it was looked at. */
  stale = $state(false);
  deciding = $state(false);
  /** What the host said to the last attempt to decide, beside the buttons. */
  refusal = $state<string | null>(null);
  /** 請求改判 on its way. */
  readonly asking: Submission;
  /** 改判: the decision that the next one takes the place of. */
  overturning = $state<DecisionId | null>(null);
  /** The full identity number, once it was asked for. */
  identity = $state<string | null>(null);
  /** Verdicts wait while what is shown came up by itself. */
  readonly sleep = new VerdictSleep();
  /** Whether the findings that are in order are told one by one. */
  readonly inOrder = new Unfolded(() => this.view?.case.id ?? '');
  reasons = $state.raw<readonly ReasonView[]>([]);

  /** What was on the screen of the open case. */
  readonly looks: PageLooks;

  private readonly listener: CaseListener;
  private readonly drafts: DraftKeeper;
  /** Another case was asked for and has not come yet. */
  private coming = $state.raw<CaseRef | null>(null);
  /** What is drawn was opened, or drawn before it was asked for, or left for another place. */
  private standing = $state<'open' | 'ahead' | 'left'>('open');
  private generation = 0;
  private patience: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, kind: CaseKind, listener: CaseListener) {
    this.host = host;
    this.kind = kind;
    this.listener = listener;
    this.asking = new Submission((error) => listener.explain(error));
    this.looks = new PageLooks(host, {
      here: () => this.here,
      put: (view) => (this.view = view),
      refresh: () => this.refresh(),
      refuse: (view, error) => this.refuse(view, error),
    });
    this.drafts = new DraftKeeper(host, (of) => listener.lost?.(of));
  }

  /** What was marked and written about the case that is drawn. */
  get draft(): DraftView {
    return this.drafts.now;
  }

  get saved(): DraftKeeper['saved'] {
    return this.drafts.saved;
  }

  /**
   * The case that may be marked, written about and decided: the one that is drawn, but nothing from
   * the moment on that another one is asked for. So nothing meant for one case reaches another.
   */
  readonly here = $derived.by(() => (this.coming === null && this.standing === 'open' ? this.view : null));
  /** What is drawn was not asked for yet: nobody looks at it. */
  readonly ahead = $derived.by(() => this.standing === 'ahead');
  readonly tally: Tally = $derived.by(() => tallyOf(this.view?.documents ?? [], this.draft));
  /** Of a post: its words, and its photo. */
  readonly words: Judgement = $derived.by(() => judgementOf(this.draft, WORDS_CHECK));
  readonly photo: Judgement = $derived.by(() => judgementOf(this.draft, PHOTO_CHECK));
  /** Some page was not on the screen yet. */
  readonly unseen = $derived.by(() => nextUnseen(this.view?.documents ?? [], null) !== null);
  readonly lock = $derived.by(() => approvalLock(this.view?.documents ?? [], this.tally, this.words, this.photo));
  readonly likely: Verdict = $derived.by(() => likelyVerdict(this.tally, this.words, this.photo));

  /**
   * Opens a case in place of the one that is open. That one stays drawn for a moment, since to change
   * what differs takes the window a quarter to a third less time than to draw a case anew.
   */
  async open(reference: CaseRef): Promise<void> {
    const before = this.here;
    const parting = before !== null && before.case.id !== reference.id;
    if (parting) {
      void this.drafts.keep();
    }
    const generation = ++this.generation;
    this.opening = true;
    this.trouble = null;
    this.refusal = null;
    this.stale = false;
    if (before?.case.id !== reference.id) {
      this.expect(reference);
    }
    if (parting) {
      this.giveBack(before);
    }
    try {
      const [view, reasons] = await Promise.all([this.host.call('open_case', reference), this.catalogue()]);
      if (generation === this.generation) {
        this.reasons = reasons;
        this.show(view);
      } else {
        this.giveBack(view);
      }
    } catch (error) {
      if (generation === this.generation) {
        this.fail(error);
      }
    } finally {
      if (generation === this.generation) {
        this.opening = false;
      }
    }
  }

  /**
   * Draws a case that nobody asked for yet. It is not opened, so nothing can be done with it. Answers
   * whether it is drawn.
   */
  async drawAhead(reference: CaseRef): Promise<boolean> {
    const generation = ++this.generation;
    let view: CaseView | null = null;
    try {
      [view, this.reasons] = await Promise.all([this.host.call('case_ahead', reference), this.catalogue()]);
    } catch {
      // It is opened in the usual way, and says then what is wrong.
    }
    if (generation !== this.generation) {
      return false;
    }
    if (view === null) {
      this.drawNothing();
      return false;
    }
    this.trouble = null;
    this.refusal = null;
    this.stale = false;
    this.show(view, 'ahead');
    return true;
  }

  /** Whether this case is drawn, and was not asked for yet. */
  holdsAhead(reference: CaseRef): boolean {
    return this.ahead && this.view?.case.id === reference.id;
  }

  /** Whether this case is open here, or about to be. */
  has(reference: CaseRef): boolean {
    return (this.coming ?? this.here?.case)?.id === reference.id;
  }

  /** Another place takes over: what is drawn stays for the moment, and nothing can be done with it. */
  leave(): void {
    const shown = this.here;
    this.generation += 1;
    this.expectNothing();
    this.standing = 'left';
    this.opening = false;
    this.identity = null;
    if (shown !== null) {
      void this.drafts.keep();
      void painted().then(() => this.giveBack(shown));
    }
  }

  /** Reads the open case again. What the person has not yet sent stays as it is. */
  async refresh(): Promise<void> {
    const shown = this.here;
    if (shown === null || this.deciding || this.opening) {
      return;
    }
    const generation = ++this.generation;
    try {
      const view = await this.host.call('open_case', shown.case);
      if (generation !== this.generation) {
        return;
      }
      if (view.revision === shown.revision) {
        this.draw(view);
      } else {
        const note = this.draft.staff_note;
        this.show(view);
        this.drafts.begin(view, { ...view.draft, staff_note: note });
        this.stale = true;
        void this.sleep.begin();
      }
    } catch (error) {
      if (generation === this.generation) {
        this.fail(error);
      }
    }
  }

  /** Puts the case away; its draft is kept. */
  close(): void {
    const shown = this.here;
    this.generation += 1;
    this.drawNothing();
    this.trouble = null;
    this.opening = false;
    if (shown !== null) {
      void this.drafts.keep();
      this.giveBack(shown);
    }
  }

  mark(check: string, mark: CheckMark): void {
    this.change({ ...this.draft, checks: { ...this.draft.checks, [check]: mark } });
  }

  /** Says which paper the relationship proof is; its checks come anew. */
  async choosePaper(paper: RelationPaper): Promise<void> {
    this.change({ ...this.draft, paper });
    await this.keepAndRead();
  }

  /** Notes the day that a paper carries, as it was typed. */
  async enterDate(check: string, typed: string): Promise<void> {
    if ((this.draft.dates[check] ?? '') !== typed.trim()) {
      this.change({ ...this.draft, dates: { ...this.draft.dates, [check]: typed.trim() } });
      await this.keepAndRead();
    }
  }

  private async keepAndRead(): Promise<void> {
    await this.keep();
    await this.refresh();
  }

  /** Passes what was seen. Answers what was not, to be looked at next. */
  passAll(): PagePlace | null {
    const view = this.here;
    if (view === null) {
      return null;
    }
    const draft = passOpenChecks(view.documents, this.draft);
    const unseen = nextUnseen(view.documents, null);
    if (this.kind === 'post' && view.documents.length > 0 && unseen === null) {
      draft.checks[PHOTO_CHECK] ??= 'pass';
    }
    this.change(draft);
    return unseen;
  }

  note(note: string): void {
    this.change({ ...this.draft, staff_note: note });
  }

  keepSaid(said: Said & Pick<DraftView, 'language_chosen'>): void {
    this.change({ ...this.draft, ...said });
  }

  /** Puts back what had been prepared before a decision was taken back. */
  restore(draft: DraftView): void {
    this.change(draft);
  }

  judgeWords(judgement: 'fits' | 'unfit'): void {
    this.mark(WORDS_CHECK, judgement === 'fits' ? 'pass' : 'reject');
  }

  /** The photo is judged as one thing; its checks follow. Answers what has to be seen before it fits. */
  judgePhoto(judgement: 'fits' | 'unfit'): PagePlace | null {
    const unseen = nextUnseen(this.here?.documents ?? [], null);
    if (judgement === 'fits' && unseen !== null) {
      return unseen;
    }
    const mark: CheckMark = judgement === 'fits' ? 'pass' : 'reject';
    const checks: Record<string, CheckMark> = { ...this.draft.checks, [PHOTO_CHECK]: mark };
    for (const document of this.here?.documents ?? []) {
      for (const check of document.checks) {
        checks[check.id] = mark;
      }
    }
    this.change({ ...this.draft, checks });
    return null;
  }

  /** Attaches what is seen of a document to the staff-only note. Answers whether it was. */
  async keepCrop(pane: Pane): Promise<boolean> {
    const view = this.here;
    if (view === null) {
      return false;
    }
    try {
      const { document, page, turn } = pane;
      this.take(view, await this.host.call('keep_crop', { case: view.case, document, page, turn, part: partOf(pane.seen) }));
      return true;
    } catch (error) {
      this.refuse(view, error);
      return false;
    }
  }

  async dropCrop(crop: string): Promise<void> {
    const view = this.here;
    if (view === null) {
      return;
    }
    try {
      this.take(view, await this.host.call('drop_crop', { case: view.case, crop }));
    } catch (error) {
      this.refuse(view, error);
    }
  }

  // What comes late is of the case that was asked about: of no other that is open by then.

  private isOpen(view: CaseView): boolean {
    return this.here?.case.id === view.case.id;
  }

  private take(view: CaseView, crops: CropView[]): void {
    if (this.here !== null && this.isOpen(view)) {
      this.view = { ...this.here, crops };
    }
  }

  private refuse(view: CaseView, error: unknown): void {
    if (this.isOpen(view)) {
      this.refusal = this.listener.explain(error);
    }
  }

  async revealIdentity(purpose: RevealPurpose): Promise<void> {
    const view = this.here;
    if (view === null) {
      return;
    }
    try {
      const identity = await this.host.call('reveal_identity', { case: view.case, purpose });
      if (this.isOpen(view)) {
        this.identity = identity;
      }
    } catch (error) {
      this.refuse(view, error);
    }
  }

  /** Why this verdict cannot be given now, in words; `null` if it can. */
  whyNot(verdict: Verdict): string | null {
    const view = this.view;
    if (view === null) {
      return text.case.reading;
    }
    const options = this.overturning !== null && view.reversal !== null ? view.reversal.verdicts : view.verdicts;
    const option = options.find((candidate) => candidate.verdict === verdict);
    if (option === undefined || !option.allowed) {
      return option?.why_not ?? (view.pending !== null ? text.case.dock.locked.pending : text.case.closed(text.words.state[view.state]));
    }
    return verdict === 'approve' ? this.whyLocked() : null;
  }

  offers(verdict: Verdict): boolean {
    return this.view?.verdicts.some((option) => option.verdict === verdict) ?? false;
  }

  /** What would be sent. */
  request(verdict: Verdict, said: Said): DecideRequest | null {
    const view = this.here;
    return view === null ? null : {
      case: view.case,
      base_revision: view.revision,
      verdict,
      overturns: this.overturning,
      ...said,
      staff_note: this.draft.staff_note,
      checks: effectiveChecks(view.documents, this.draft),
    };
  }

  /**
   * Records the decision, or proposes it where policy leaves it to two people. Answers whether it
   * was taken; if not, the reason is in `refusal`.
   */
  async decide(verdict: Verdict, said: Said, fourEyes = false): Promise<boolean> {
    const view = this.here;
    const request = this.request(verdict, said);
    if (view === null || request === null || this.deciding || this.sleep.asleep || this.whyNot(verdict) !== null) {
      return false;
    }
    const draft = this.draft;
    this.deciding = true;
    this.refusal = null;
    this.drafts.stop();
    try {
      if (fourEyes) {
        await this.host.call('propose_decision', request);
        this.deciding = false;
        this.listener.proposed?.(this.isOpen(view));
        return true;
      }
      const receipt = await this.host.call('record_decision', request);
      this.deciding = false;
      this.listener.recorded(receipt, { ...draft, ...said }, this.isOpen(view));
      return true;
    } catch (error) {
      this.deciding = false;
      await this.unsettle(view, error);
      return false;
    }
  }

  /** A supervisor begins to overturn the decision in force, or thinks better of it. */
  overturn(begin: boolean): void {
    this.overturning = begin ? (this.here?.reversal?.decision ?? null) : null;
    this.refusal = null;
  }

  /** Asks a supervisor to reverse the decision in force. Answers whether it was taken. */
  async askReversal(proposed: Verdict | null, question: string): Promise<boolean> {
    return this.asking.run(async () => {
      const view = this.here;
      if (view === null || view.reversal === null) {
        throw new HostError('failed', text.case.reading);
      }
      await this.host.call('ask_reversal', { case: view.case, decision: view.reversal.decision, proposed, question });
      await this.refresh();
    });
  }

  /** Takes back this desk's own decision, while it has not been sent. */
  async recall(): Promise<void> {
    const pending = this.here?.pending;
    if (pending === null || pending === undefined) {
      return;
    }
    try {
      await this.open(await this.host.call('undo_decision', { decision: pending.decision }));
    } catch (error) {
      this.refusal = this.listener.explain(error);
    }
  }

  /** Keeps the draft now, not when the typing rests. */
  async keep(): Promise<void> {
    await this.drafts.keep();
  }

  private whyLocked(): string | null {
    const words = text.case.dock.locked;
    const lock = this.lock;
    switch (lock?.why) {
      case undefined: return null;
      case 'unseen': return words.unseen(this.nameOf(lock.document), lock.document.pages > 1 ? lock.page + 1 : null, lock.more, ownKeys.sentence('lookOn'));
      case 'open': return words.checks(lock.count);
      case 'failing': return words.failing(lock.count);
      case 'text': return words.text;
      case 'photo': return words.photo;
    }
  }

  /** What a document is called here: two files of one kind are numbered. */
  nameOf(document: DocumentView): string {
    const alike = (this.view?.documents ?? []).filter((other) => other.kind === document.kind);
    const name = text.words.document[document.kind];
    return alike.length > 1 ? text.case.documents.numbered(name, alike.findIndex((other) => other.id === document.id) + 1) : name;
  }

  private show(view: CaseView, standing: 'open' | 'ahead' = 'open'): void {
    this.draw(view, standing);
    this.overturning = null;
    this.drafts.begin(view, view.draft);
    this.identity = null;
  }

  private draw(view: CaseView, standing: 'open' | 'ahead' = 'open'): void {
    this.expectNothing();
    this.listener.arrived?.(view);
    this.standing = standing;
    this.view = view;
  }

  private drawNothing(): void {
    this.expectNothing();
    this.view = null;
  }

  private expect(reference: CaseRef): void {
    this.coming = reference;
    if (this.holdsAhead(reference)) {
      return;
    }
    this.patience ??= setTimeout(() => {
      this.patience = null;
      this.view = null;
    }, PATIENCE);
  }

  private expectNothing(): void {
    this.coming = null;
    if (this.patience !== null) {
      clearTimeout(this.patience);
      this.patience = null;
    }
  }

  private async unsettle(view: CaseView, error: unknown): Promise<void> {
    const message = this.listener.explain(error);
    if (!this.isOpen(view)) {
      this.listener.missed?.(view, message);
    } else if (error instanceof HostError && error.code === 'stale') {
      await this.refresh();
      this.stale = true;
    } else if (error instanceof HostError && error.code === 'gone') {
      this.close();
      this.listener.gone(message);
    } else {
      this.refusal = message;
    }
  }

  private fail(error: unknown): void {
    const message = this.listener.explain(error);
    if (this.coming !== null) {
      this.drawNothing();
    }
    if (error instanceof HostError && error.code === 'gone') {
      this.view = null;
      this.listener.gone(message);
    } else {
      this.trouble = message;
    }
  }

  private async catalogue(): Promise<readonly ReasonView[]> {
    return this.reasons.length > 0 ? this.reasons : this.host.call('reasons', null);
  }

  /** Lets go of a case, unless it is open by now, here or elsewhere. */
  private giveBack(view: CaseView): void {
    if (this.has(view.case) || this.listener.wanted?.(view.case) === true) {
      return;
    }
    // A claim that could not be given back runs out by itself.
    this.host.call('leave_case', view.case).catch(() => undefined);
  }

  private change(draft: DraftView): void {
    if (this.here !== null) {
      this.drafts.change(draft);
    }
  }
}
