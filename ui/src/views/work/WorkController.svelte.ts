// Holds one kind's work together: choosing in the queue opens the case, deciding goes on to the next.

import type {
  CaseKind,
  CaseRef,
  CaseView,
  DraftView,
  RecordedView,
  Verdict,
} from '../../generated/views';
import { placeOf, type Desk } from '../../desk.svelte';
import { filterOf, keptFilter } from '../../host/queuePages';
import type { TakenBack } from '../../parts/ToastController.svelte';
import { painted } from '../../parts/painted';
import { text } from '../../text';
import { CaseController, NOTHING_SAID } from '../case/CaseController.svelte';
import { CaseStack } from '../case/CaseStack.svelte';
import { PrintController } from '../case/PrintController.svelte';
import { canBeShown, isUnseen, nextUnseen, type PagePlace } from '../case/seeing';
import type { ViewerController } from '../case/ViewerController.svelte';
import { DecideController } from '../decide/DecideController.svelte';
import { AskController } from '../escalations/AskController.svelte';
import { ExportController } from '../exports/ExportController.svelte';
import { decisionOffer } from '../exports/offers';
import { QueueController } from '../queue/QueueController.svelte';

/** Changes told by the host are gathered this long, in milliseconds, before they are read. */
const GATHER = 250;

/** Of a document more is to come: it is still being fetched or opened. */
function isUnsettled(view: CaseView): boolean {
  return view.documents.some(
    (document) => document.state === 'waiting' || document.state === 'opening',
  );
}

export class WorkController {
  readonly queue: QueueController;
  readonly cases: CaseStack;
  readonly printing: PrintController;
  readonly asking: AskController;
  readonly exporting: ExportController;
  sheet = $state.raw<DecideController | null>(null);
  /** For screen readers: which case comes next. */
  announcement = $state('');

  private readonly desk: Desk;
  /** How often a case was asked for. */
  private asked = 0;
  /** What was pressed while a case that a person chose was being opened: done once it is there. */
  private wish: (() => void) | null = null;
  private gathering: ReturnType<typeof setTimeout> | null = null;

  constructor(desk: Desk, kind: CaseKind) {
    this.desk = desk;
    const explain = (error: unknown): string => desk.explain(error);
    this.printing = new PrintController(desk.host, explain);
    this.asking = new AskController(desk.host, explain);
    this.exporting = new ExportController(desk.host, desk.listener());
    const place = placeOf(kind);
    this.queue = new QueueController(desk.host, kind, explain, {
      filter: filterOf(desk.own.filterIn(place)),
      keep: (filter) => desk.own.keepFilter(place, keptFilter(filter)),
    });
    this.cases = new CaseStack(
      (arrived) =>
        new CaseController(desk.host, kind, {
          explain,
          arrived,
          wanted: (reference) => this.shown.has(reference),
          recorded: (receipt, draft, open) => this.goOn(receipt, draft, open),
          missed: (view, message) =>
            desk.toasts.say(text.case.missed(view.number, view.who.name, message)),
          lost: (of) => desk.toasts.say(text.case.lost(of.number, of.who.name)),
          proposed: (open) => this.proposed(open),
          gone: (message) => {
            this.closeSheet();
            desk.toasts.say(message);
            this.queue.choose(null);
            desk.left.delete(kind);
            void this.queue.refresh();
          },
        }),
    );
  }

  /** The case on the screen. */
  get shown(): CaseController {
    return this.cases.front.shown;
  }

  get viewer(): ViewerController {
    return this.cases.front.viewer;
  }

  /**
   * Opens a case; if its decision was just taken back, with all that had been prepared. A case that
   * comes up `byItself` lets no verdict pass until it has been on the screen for a little.
   */
  async open(
    reference: CaseRef,
    takenBack: TakenBack | null = null,
    byItself = false,
  ): Promise<void> {
    this.closeSheet();
    this.wish = null;
    this.desk.left.set(reference.kind, reference);
    const asked = ++this.asked;
    for (const { shown } of this.cases.slots) {
      if (byItself) {
        shown.sleep.hold();
      } else {
        shown.sleep.end();
      }
    }
    // The space bar would press the row of the case before this one again.
    if (
      document.activeElement instanceof HTMLElement &&
      document.activeElement.matches('[data-testid=queue-row]') &&
      document.activeElement.dataset['caseId'] !== reference.id
    ) {
      document.activeElement.blur();
    }
    if (this.cases.turnTo(reference)) {
      await painted();
      if (asked !== this.asked) {
        return;
      }
    }
    this.queue.choose(reference);
    await this.cases.open(reference);
    this.drawAhead();
    const view = this.shown.here;
    if (view !== null && view.case.id === reference.id && asked === this.asked) {
      this.announcement = `${view.number} ${view.who.name}`;
      if (byItself) {
        void this.shown.sleep.begin();
      }
      void this.hearLateAnswers();
      if (takenBack !== null) {
        this.shown.restore(takenBack.draft);
        if (takenBack.verdict !== 'approve' && this.shown.whyNot(takenBack.verdict) === null) {
          await this.openSheetAgain(takenBack.verdict);
        }
      }
      this.doWhatWasWished();
    }
  }

  /** Does it now, or once the case that a person has chosen is on the screen. */
  whenOpen(act: () => void): void {
    if (this.shown.here !== null) {
      act();
    } else if (this.shown.opening) {
      this.wish = act;
    }
  }

  private doWhatWasWished(): void {
    const wish = this.wish;
    this.wish = null;
    wish?.();
  }

  /**
   * 看過: on to the next page that was not seen, as large as there is room; at the end back to all.
   * From a page that is still to count as seen nobody is taken on, or quick presses would see none.
   */
  lookOn(): void {
    const view = this.shown.here;
    if (view === null) {
      return;
    }
    const { current, active, full } = this.viewer;
    const here = full && current !== null ? { document: active, page: current.page } : null;
    const next =
      here !== null && isUnseen(view.documents, here) && canBeShown(view.documents, here)
        ? here
        : nextUnseen(view.documents, here);
    if (next === null) {
      this.viewer.full = false;
      this.announcement = text.case.documents.allSeen;
    } else if (here !== null && next.document === here.document && next.page === here.page) {
      if ((current?.zoom ?? 1) > 1 || this.viewer.loupe) {
        // Enlarged, not all of it is in view: as a whole it can be seen.
        this.lookAt(next);
        return;
      }
      this.announcement = canBeShown(view.documents, next)
        ? text.case.documents.reading
        : (this.shown.whyNot('approve') ?? '');
    } else {
      this.lookAt(next);
    }
  }

  /** Passes what was seen, and goes to what was not. */
  passAll(): void {
    if (this.comesTooEarly()) {
      return;
    }
    const unseen = this.shown.passAll();
    if (unseen === null) {
      this.viewer.full = false;
    } else {
      this.lookAt(unseen);
    }
  }

  judgePhoto(): void {
    const unseen = this.shown.judgePhoto(this.shown.photo === 'unfit' ? 'fits' : 'unfit');
    if (unseen !== null) {
      this.lookAt(unseen);
    }
  }

  private lookAt(place: PagePlace): void {
    const document = this.shown.here?.documents[place.document];
    if (document !== undefined) {
      this.viewer.lookAt(place);
      const name = this.shown.nameOf(document);
      this.announcement =
        document.pages > 1
          ? `${name} ${text.case.documents.page(place.page + 1, document.pages)}`
          : name;
    }
  }

  /**
   * Whether a verdict has to wait: the case came up by itself a moment ago, or has not come yet. Then
   * the key is not lost but asked for once more.
   */
  private comesTooEarly(): boolean {
    const { shown } = this;
    if (!shown.sleep.asleep && shown.here !== null) {
      return false;
    }
    shown.sleep.askedAgain = true;
    this.announcement = shown.here === null ? text.case.reading : text.case.dock.pressAgain;
    return true;
  }

  /** What became known of the documents while the case was on its way here was told too early. */
  private async hearLateAnswers(): Promise<void> {
    const view = this.shown.here;
    if (view !== null && view.looks < this.desk.looks && isUnsettled(view)) {
      await this.shown.refresh();
    }
  }

  step(by: 1 | -1): void {
    const row = this.queue.step(by, this.desk.left.get(this.queue.kind) ?? this.queue.chosen);
    if (row !== null) {
      void this.open(row.case);
    }
  }

  turnPage(by: 1 | -1): void {
    const pane = this.viewer.current;
    const document = this.shown.here?.documents.find(
      (candidate) => candidate.id === pane?.document,
    );
    if (pane !== null && document !== undefined) {
      this.viewer.turnPage(pane.page + by, document.pages);
    }
  }

  /** Puts what is seen of the active document into the staff-only note. */
  async crop(): Promise<void> {
    const pane = this.viewer.current;
    if (pane !== null && (await this.shown.keepCrop(pane))) {
      this.announcement = text.case.documents.cropped;
      this.desk.toasts.say(text.case.documents.cropped);
    }
  }

  /** Asks about printing the active document. */
  print(): void {
    const view = this.shown.here;
    const document = view?.documents.find(
      (candidate) => candidate.id === this.viewer.current?.document,
    );
    if (view !== null && document?.state === 'ready') {
      this.printing.ask(view.case, document);
    }
  }

  /** 審核決定紀錄 of a closed case: the decision that is in force. */
  exportDecision(): void {
    const view = this.shown.here;
    if (view !== null && view.reversal !== null) {
      this.exporting.ask(decisionOffer(view.number, view.reversal.decision));
    }
  }

  /** An approval is recorded at once and can be undone; everything else is written first. */
  async decide(verdict: Verdict): Promise<void> {
    if (this.comesTooEarly()) {
      return;
    }
    this.shown.sleep.askedAgain = false;
    const why = this.shown.whyNot(verdict);
    if (why !== null) {
      this.announcement = why;
      return;
    }
    if (verdict === 'approve') {
      await this.shown.decide('approve', NOTHING_SAID);
    } else {
      this.openSheet(verdict);
    }
  }

  openSheet(verdict: Verdict): void {
    this.sheet?.end();
    this.viewer.full = false;
    this.shown.refusal = null;
    this.sheet = this.newSheet(verdict);
  }

  closeSheet(): void {
    this.sheet?.end();
    this.sheet = null;
  }

  async send(): Promise<void> {
    const sheet = this.sheet;
    if (sheet !== null && (await sheet.send()) && this.sheet === sheet) {
      this.closeSheet();
    }
  }

  /** Asks the supervisor about the open case; what was being written is the proposal. */
  ask(): void {
    const view = this.shown.here;
    if (
      view !== null &&
      view.pending === null &&
      (view.state === 'pending' || view.state === 'held')
    ) {
      this.asking.begin(view, this.sheet?.verdict ?? null);
    }
  }

  async sendQuestion(): Promise<void> {
    if (await this.asking.send()) {
      this.closeSheet();
      this.announcement = text.escalations.ask.sent;
      this.desk.toasts.say(text.escalations.ask.sent);
      await this.shown.refresh();
      await this.queue.refresh();
    } else if (this.asking.sending.trouble !== null) {
      // Perhaps the case changed meanwhile: what is on the screen is read again before they try once more.
      await this.shown.refresh();
      if (this.shown.here !== null) {
        this.asking.renew(this.shown.here);
      }
    }
  }

  backToQueue(): void {
    this.closeSheet();
    this.viewer.full = false;
    if (this.desk.room === 'tight') {
      this.desk.left.delete(this.queue.kind);
      this.putAway();
    }
  }

  /** The host said that cases changed: reads again, once for a burst of changes. */
  changed(): void {
    this.gathering ??= setTimeout(() => {
      this.gathering = null;
      void this.readAgain();
    }, GATHER);
  }

  /**
   * The queue, and the case only if it may have changed: opening a case leaves a trace in the audit,
   * and a case that nobody touched should not be looked at again on its own.
   */
  private async readAgain(): Promise<void> {
    const id = this.shown.here?.case.id;
    const before = this.queue.rows.find((row) => row.case.id === id);
    await this.queue.refresh();
    const after = this.queue.rows.find((row) => row.case.id === id);
    const waiting = this.shown.here !== null && isUnsettled(this.shown.here);
    const same =
      before !== undefined &&
      after !== undefined &&
      before.revision === after.revision &&
      before.state === after.state &&
      before.pending === after.pending &&
      JSON.stringify(before.claim) === JSON.stringify(after.claim);
    if (!same || waiting) {
      await this.shown.refresh();
      await this.hearLateAnswers();
    }
    this.drawAhead();
  }

  /** Nothing is on the screen any more, nor about to be. */
  private putAway(): void {
    this.asked += 1;
    this.cases.close();
  }

  /** A person writes or moves something in the open case. */
  worksOnIt(): void {
    this.cases.worksOn(() => this.queue.step(1));
  }

  private drawAhead(): void {
    this.cases.drawAhead(() => this.queue.step(1));
  }

  end(): void {
    if (this.gathering !== null) {
      clearTimeout(this.gathering);
    }
    this.sheet?.end();
    this.putAway();
  }

  /** The sheet comes back as it was sent: with its words, not first without. */
  private async openSheetAgain(verdict: Verdict): Promise<void> {
    const sheet = this.newSheet(verdict);
    const reference = this.shown.here?.case.id;
    await sheet.begun;
    if (this.sheet === null && this.shown.here?.case.id === reference) {
      this.sheet = sheet;
    } else {
      sheet.end();
    }
  }

  private proposed(open: boolean): void {
    if (open) {
      this.closeSheet();
    }
    this.announcement = text.escalations.ask.forTwo;
    this.desk.toasts.say(text.escalations.ask.forTwo);
    void this.shown.refresh();
    void this.queue.refresh();
  }

  private newSheet(verdict: Verdict): DecideController {
    return new DecideController(this.shown, verdict, this.desk.own.contact, (error) =>
      this.desk.explain(error),
    );
  }

  private goOn(receipt: RecordedView, draft: DraftView, open: boolean): void {
    this.desk.toasts.recorded(receipt, draft);
    this.announcement = text.case.decided(receipt.subject, text.words.verdict[receipt.verdict]);
    if (!open) {
      // They have gone on already, and stay where they are.
      void this.queue.refresh().then(() => this.drawAhead());
      return;
    }
    this.closeSheet();
    // Whoever looks at a part of the queue goes on within it.
    const next = this.queue.narrowed ? this.queue.nextOf(this.queue.chosen) : receipt.next;
    if (next !== null && next.kind === this.queue.kind) {
      void this.open(next, null, true);
    } else {
      this.viewer.reset();
      this.queue.choose(null);
      this.desk.left.delete(this.queue.kind);
      this.putAway();
    }
    void this.queue.refresh().then(() => this.drawAhead());
  }
}
