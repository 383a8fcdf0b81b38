// A complete desk in memory, for development, pictures and tests: it answers every command with
// sample data, and never reaches a built window.

import type {
  ActView, CallTo,
  CaseRef, Commands, CropView, DeskChangedView, KeepCropRequest, LockCause, LockView, OwnSettingsView, PartView, PlacesView, PrintRequest, PrintView, SettingsView, SyncView,
} from '../../generated/views';
import { HostError, type AnswerOf, type CommandName, type Host, type RequestOf } from '../door';
import { answers, session } from './answers';
import { SampleAudit } from './audit';
import { caseFile, type Unlooked } from './casefile';
import { isOpen, sampleCases, STATE_AFTER, subjectOf, type SampleCase } from './cases';
import { SampleClock } from './clock';
import { SampleEscalations } from './escalations';
import { advance, newItem, stateOf, type OutboxItem } from './outbox';
import { lockUp, WHILE_LOCKED } from './locks';
import { SampleOwnWords } from './ownWords';
import type { SamplePack } from './packing';
import { reversalOf } from './reversals';
import { SampleDraw } from './sampling';
import { SampleSupervision } from './suspensions';
import { sampleTray } from './tray';
import { PLAIN_WISHES, type Wishes } from './wishes';

/** What the desk says after the portal was restored. */
export const RESTORED = '入口網由 13:40 的備份還原，在那之後送達的 3 件決定已自動重送；沒有遺失，也不會重複。';

export { readWishes } from './wishes';

/** What answers each command: a missing one does not compile. */
export type Answers = { [K in CommandName]: (request: Commands[K]['request']) => AnswerOf<K> | Promise<AnswerOf<K>> };

/** The same drawing with only this part in view. */
function cutOut(drawing: string, part: PartView): string {
  return drawing.replace(/viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"/, (_, width: string, height: string) => {
    const [x, w] = [part.left, part.width].map((share) => (share / 10_000) * Number(width));
    const [y, h] = [part.top, part.height].map((share) => (share / 10_000) * Number(height));
    return `viewBox="${x} ${y} ${w} ${h}" width="${(w ?? 1) * 4}" height="${(h ?? 1) * 4}"`;
  });
}

export class FakeHost implements Host {
  readonly wishes: Wishes;
  readonly clock: SampleClock;
  readonly cases: SampleCase[];
  readonly audit: SampleAudit;
  readonly ownWords: SampleOwnWords;
  readonly supervision: SampleSupervision;
  readonly escalations: SampleEscalations;
  readonly drawn: SampleDraw;
  outbox: OutboxItem[] = [];
  tray = sampleTray();
  /** Questions, answers and suspensions that have not arrived. */
  acts: ActView[] = [];
  pack: SamplePack | null = null;
  /** Cases about whose decision a supervisor has been asked. */
  readonly asked = new Set<string>();
  restored: string | null = null;
  offline: boolean;
  signedIn: boolean;
  lastPull: string | null = '16:52:08';
  lastAck: string | null = '16:48:31';
  settings: SettingsView = { theme: 'system', text_scale: 100, blur_pictures: false };
  ownSettings: OwnSettingsView = { keys: {}, filters: {}, contact: '社工室 (05) 000-0000', calls: { off: false, quiet: null }, keys_unread: false };

  readonly #answers: Answers;
  private readonly seen = new Map<string, Set<number>>();
  readonly #lockListeners = new Set<(cause: LockCause) => void>();
  readonly #callListeners = new Set<(to: CallTo) => void>();
  readonly #closeListeners = new Set<() => Promise<void>>();
  locked: LockView | null = null;
  readonly #listeners = new Set<(changed: DeskChangedView) => void>();
  readonly #drawings = new Map<string, (page: number) => string>();
  #ticking: ReturnType<typeof setInterval> | null = null;

  constructor(wishes: Partial<Wishes> = {}, now: () => number = Date.now) {
    this.wishes = { ...structuredClone(PLAIN_WISHES), ...wishes };
    const opened = now();
    this.clock = new SampleClock(this.wishes.frozen ? () => opened : now);
    this.ownWords = new SampleOwnWords(() => this.wishes.role === 'supervisor');
    if (this.wishes.adopted) this.ownWords.translations.adoptAll();
    this.cases = sampleCases(this.wishes.empty, this.wishes.rows);
    this.audit = new SampleAudit(this.clock, this.wishes.empty ? 0 : 212);
    this.supervision = new SampleSupervision(this.wishes.empty);
    this.escalations = new SampleEscalations(this.wishes.empty);
    this.drawn = new SampleDraw(this.wishes.empty);
    this.offline = this.wishes.offline;
    this.signedIn = !this.wishes.start && !this.wishes.straight;
    if (this.wishes.locked) lockUp(this);
    if (this.wishes.restored) this.restored = RESTORED;
    if (this.wishes.empty) {
      this.tray = [];
      this.lastPull = null;
      this.lastAck = null;
    }
    this.#fillOutbox();
    this.#answers = answers(this);
  }

  async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>> {
    if (this.wishes.hang.includes(name)) return new Promise(() => undefined);
    if (this.wishes.slow > 0) await new Promise((done) => setTimeout(done, this.wishes.slow));
    if (this.locked !== null && !WHILE_LOCKED.includes(name)) throw new HostError('locked', '審核台已上鎖。請先解鎖；決定和草稿都在。');
    if (this.wishes.fail.includes(name)) throw new HostError('failed', '這台電腦的資料庫暫時讀不到。');
    this.tick();
    return structuredClone(await this.#answers[name](request));
  }

  onDeskChanged(listener: (changed: DeskChangedView) => void): () => void {
    this.#listeners.add(listener);
    if (!this.wishes.frozen) this.#ticking ??= setInterval(() => this.tick(), 500);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0 && this.#ticking !== null) {
        clearInterval(this.#ticking);
        this.#ticking = null;
      }
    };
  }

  onLockWanted(listener: (cause: LockCause) => void): () => void {
    this.#lockListeners.add(listener);
    return () => this.#lockListeners.delete(listener);
  }

  /** The system's session is locked, say. */
  wantLocked(cause: LockCause): void {
    for (const listener of this.#lockListeners) listener(cause);
  }

  onCallAnswered(listener: (to: CallTo) => void): () => void {
    this.#callListeners.add(listener);
    return () => this.#callListeners.delete(listener);
  }

  /** The system's notification is pressed. */
  answerCall(to: CallTo): void {
    for (const listener of this.#callListeners) listener(to);
  }

  onCloseWanted(kept: () => Promise<void>): () => void {
    this.#closeListeners.add(kept);
    return () => this.#closeListeners.delete(kept);
  }

  /** The window's close button; done when the window would be gone. */
  async wantClosed(): Promise<void> {
    for (const kept of this.#closeListeners) await kept();
  }

  draftsKept(): Promise<void> {
    return Promise.resolve();
  }

  documentUrl(handle: string, page: number, _box: number, part?: PartView): string {
    const draw = this.#drawings.get(handle);
    return draw ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(part ? cutOut(draw(page), part) : draw(page))}` : '';
  }

  keepCrop({ case: ref, document, page, part, turn }: KeepCropRequest): CropView[] {
    const one = this.find(ref);
    const of = this.open(one).documents.find((candidate) => candidate.id === document);
    const draw = of?.handle ? this.#drawings.get(of.handle) : undefined;
    if (!of || !draw) throw new HostError('gone', '這份文件已經不在這裡。');
    const handle = `sample-crop-${one.index}-${one.crops.length}-${Date.now()}`;
    this.#drawings.set(handle, () => cutOut(draw(page), part));
    one.crops = [...one.crops, { id: handle, handle, label: `${of.label} 第 ${page + 1} 頁`, turn, width: part.width, height: part.height }];
    return one.crops;
  }

  print({ case: ref, document }: PrintRequest): PrintView {
    const one = this.find(ref);
    const of = this.open(one).documents.find((candidate) => candidate.id === document);
    const draw = of?.handle ? this.#drawings.get(of.handle) : undefined;
    if (!of || !draw) throw new HostError('gone', '這份文件已經不在這裡。');
    this.audit.add('列印文件（附浮水印）', one.number);
    const mark = `李沛真　${this.clock.minute()}　${one.number}　雲林第二監獄　限審核使用`;
    const sheets = Array.from({ length: of.pages }, (_, page) => {
      const handle = `sample-sheet-${document}-${page}`;
      this.#drawings.set(handle, () => draw(page).replace('</svg>', `<text x="12" y="30" font-size="9" fill="#96181880" transform="rotate(-18)">${mark}</text></svg>`));
      return handle;
    });
    return { sheets, mark };
  }

  get connected(): boolean {
    return !this.offline && !this.wishes.signInNeeded;
  }

  /** Lets time pass in the outbox, and tells the window when something moved. */
  tick(): void {
    if (this.wishes.frozen) return;
    const before = this.outbox.map(stateOf).join();
    const arrived = advance(this.outbox, this.clock, this.connected);
    for (const item of arrived) {
      const of = this.find(item.case);
      of.pending = null;
      of.state = STATE_AFTER[item.verdict];
      of.revision += 1;
      this.lastAck = item.acknowledged;
      this.audit.add('送達，入口網已確認', of.number, '審核台');
    }
    if (before !== this.outbox.map(stateOf).join()) this.tell(arrived.length > 0);
  }

  tell(casesChanged: boolean): void {
    const changed: DeskChangedView = { session: session(this), places: this.places(), sync: this.sync(), cases_changed: casesChanged, looks: 0, capture_protected: true };
    for (const listener of this.#listeners) listener(structuredClone(changed));
  }

  find(ref: CaseRef): SampleCase {
    const found = this.cases.find((one) => one.ref.id === ref.id);
    if (!found) throw new HostError('gone', '這件已經不在這裡：家屬撤回，或移到別的機關了。');
    return found;
  }

  /** Everything was seen, unless it was wished that it has to be looked at first. */
  private seenOf(document: Unlooked): number[] {
    return this.wishes.unseen ? [...(this.seen.get(document.id) ?? [])] : [...Array(document.pages).keys()];
  }

  sawPage(document: string, page: number): void {
    this.seen.set(document, new Set([...(this.seen.get(document) ?? []), page]));
  }

  open(one: SampleCase) {
    const item = this.outbox.find((sent) => sent.case.id === one.ref.id && sent.acknowledged === null);
    const undoUntil = item && item.undoUntil > this.clock.now() ? new Date(item.undoUntil).toISOString() : null;
    const file = caseFile(one, this.clock, this.offline, undoUntil, (document) => this.seenOf(document));
    file.view.reversal = reversalOf(this, one);
    for (const [handle, draw] of file.drawn) this.#drawings.set(handle, draw);
    if (file.view.pending && item) file.view.pending.decision = item.decision;
    return file.view;
  }

  places(): PlacesView {
    const open = (kind: string) => this.cases.filter((one) => one.ref.kind === kind && isOpen(one) && one.pending === null).length;
    return {
      applications: open('application'), posts: open('post'),
      outbox: this.outbox.filter((item) => item.acknowledged === null).length, conflicts: this.tray.length + this.acts.filter((act) => act.state === 'conflict').length,
      escalations: this.escalations.view(this).open.length,
      suspensions: this.wishes.role === 'supervisor' ? this.supervision.cards.length : 0,
    };
  }

  sync(): SyncView {
    const count = (state: string) => this.outbox.filter((item) => stateOf(item) === state).length;
    const conflicts = this.tray.length + this.acts.filter((act) => act.state === 'conflict').length;
    const queued = count('waiting') + count('sending');
    const state = this.wishes.signInNeeded ? 'sign_in_needed' : this.offline ? 'offline' : this.lastPull === null ? 'starting' : conflicts > 0 ? 'attention' : 'online';
    const label = { sign_in_needed: '需要重新登入', offline: '目前離線', starting: '正在連線', attention: '有衝突待處理', online: queued > 0 ? '連線正常，還有待送' : '連線正常' }[state];
    const trouble = {
      sign_in_needed: '登入已過期。決定都存好了，重新登入後接著送出。',
      offline: '連不到入口網。可以照常審核，連上了會自動送出。',
      attention: '連線正常，但有決定入口網沒有接受，內容都在這裡。請到「待處理衝突」處理。',
      starting: null, online: null,
    }[state];
    return {
      state, label, trouble, well: state === 'online' && queued === 0, urgent: false, last_pull: this.lastPull, last_ack: this.lastAck,
      queued, all_sent: queued + conflicts === 0, sending: count('sending'), conflicts,
      documents_waiting: this.offline ? 3 : 0, unreadable: 0, skew_seconds: this.wishes.skewed ? 1260 : -2,
      portal_time: this.wishes.skewed ? '16:31' : null, notice: this.restored,
    };
  }

  #fillOutbox(): void {
    for (const one of this.cases) {
      const seed = one.decided;
      if (!seed || (!seed.sent && !seed.unsent)) continue;
      const item = newItem(`decision-${one.index}`, one.ref, subjectOf(one), seed.verdict, this.clock);
      item.at = seed.at;
      if (seed.unsent === 'undo') item.undoUntil = this.clock.now() + 7000;
      else item.undoUntil = this.clock.now() - 1000;
      if (seed.unsent === 'busy') item.busy = true;
      if (seed.unsent === 'sending' && !this.offline) item.sendingSince = this.clock.now() + 8000;
      if (seed.sent) {
        item.acknowledged = seed.at;
        item.receipt = seed.sent;
      }
      this.outbox.push(item);
    }
  }
}
