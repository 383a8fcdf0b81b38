// Holds one kind's work together: choosing in the queue opens the case, deciding goes on to the next.

import type { CaseKind, CaseRef, DraftView, RecordedView, Verdict } from '../generated/views';
import type { Desk } from '../desk.svelte';
import type { TakenBack } from '../parts/ToastController.svelte';
import { painted } from '../parts/painted';
import { text } from '../text';
import { CaseController } from './case/CaseController.svelte';
import { CaseStack } from './case/CaseStack.svelte';
import { PrintController } from './case/PrintController.svelte';
import type { ViewerController } from './case/ViewerController.svelte';
import { DecideController } from './decide/DecideController.svelte';
import { AskController } from './escalations/AskController.svelte';
import { ExportController } from './exports/ExportController.svelte';
import { decisionOffer } from './exports/offers';
import { QueueController } from './queue/QueueController.svelte';

/** Changes told by the host are gathered this long, in milliseconds, before they are read. */
const GATHER = 250;

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
  private gathering: ReturnType<typeof setTimeout> | null = null;

  constructor(desk: Desk, kind: CaseKind) {
    this.desk = desk;
    const explain = (error: unknown): string => desk.explain(error);
    this.printing = new PrintController(desk.host, explain);
    this.asking = new AskController(desk.host, explain);
    this.exporting = new ExportController(desk.host, { explain, say: (sentence) => desk.toasts.say(sentence) });
    this.queue = new QueueController(desk.host, kind, explain);
    this.cases = new CaseStack((arrived) => new CaseController(desk.host, kind, {
      explain,
      arrived,
      wanted: (reference) => this.shown.has(reference),
      recorded: (receipt, draft, open) => this.goOn(receipt, draft, open),
      missed: (view, message) => desk.toasts.say(text.case.missed(view.number, view.who.name, message)),
      lost: (of) => desk.toasts.say(text.case.lost(of.number, of.who.name)),
      proposed: (open) => this.proposed(open),
      gone: (message) => {
        this.closeSheet();
        desk.toasts.say(message);
        this.queue.choose(null);
        desk.left.delete(kind);
        void this.queue.refresh();
      },
    }));
  }

  /** The case on the screen. */
  get shown(): CaseController {
    return this.cases.front.shown;
  }

  get viewer(): ViewerController {
    return this.cases.front.viewer;
  }

  /** Opens a case; if its decision was just taken back, with all that had been prepared. */
  async open(reference: CaseRef, takenBack: TakenBack | null = null): Promise<void> {
    this.closeSheet();
    this.desk.left.set(reference.kind, reference);
    const asked = ++this.asked;
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
    if (view !== null && view.case.id === reference.id) {
      this.announcement = `${view.number} ${view.who.name}`;
      if (takenBack !== null) {
        this.shown.restore(takenBack.draft);
        if (takenBack.verdict !== 'approve' && this.shown.whyNot(takenBack.verdict) === null) {
          await this.openSheetAgain(takenBack.verdict);
        }
      }
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
    const document = this.shown.here?.documents.find((candidate) => candidate.id === pane?.document);
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
    const document = view?.documents.find((candidate) => candidate.id === this.viewer.current?.document);
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
    const why = this.shown.here === null ? text.case.reading : this.shown.whyNot(verdict);
    if (why !== null) {
      this.announcement = why;
      return;
    }
    if (verdict === 'approve') {
      await this.shown.decide('approve', [], '');
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
    if (view !== null && view.pending === null && (view.state === 'pending' || view.state === 'held')) {
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
    } else if (this.asking.trouble !== null) {
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
    const waiting = this.shown.here?.documents.some((document) => document.state === 'waiting') ?? false;
    const same =
      before !== undefined && after !== undefined && before.revision === after.revision && before.state === after.state &&
      before.pending === after.pending && JSON.stringify(before.claim) === JSON.stringify(after.claim);
    if (!same || waiting) {
      await this.shown.refresh();
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
    return new DecideController(this.shown, verdict, this.desk.settings.contact, (error) => this.desk.explain(error));
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
    if (receipt.next !== null && receipt.next.kind === this.queue.kind) {
      void this.open(receipt.next);
    } else {
      this.viewer.reset();
      this.queue.choose(null);
      this.desk.left.delete(this.queue.kind);
      this.putAway();
    }
    void this.queue.refresh().then(() => this.drawAhead());
  }
}
