// What the whole window shares: who is signed in, where they are, the numbers beside the places,
// the sync bar, the settings, and the messages that float above.

import { tick } from 'svelte';

import type {
  BootView,
  CallTo,
  CaseKind,
  CaseRef,
  DeskChangedView,
  LockCause,
  LockOutView,
  LockView,
  PlacesView,
  QueuePage,
  SessionView,
  SettingsView,
  SyncView,
} from './generated/views';
import { HostError, type Host } from './host/door';
import { ACT_ON } from './host/errors';
import { filterOf, readAhead } from './host/queuePages';
import { OwnSettings } from './ownSettings.svelte';
import { ToastController, type TakenBack } from './parts/ToastController.svelte';
import { text } from './text';

export type Place =
  | 'applications'
  | 'posts'
  | 'escalations'
  | 'outbox'
  | 'conflicts'
  | 'deliveries'
  | 'tally'
  | 'suspensions'
  | 'find'
  | 'audit'
  | 'health'
  | 'settings';

/** How much room there is at the chosen text size. */
export type Room = 'wide' | 'small' | 'tight';

const NO_PLACES: PlacesView = {
  applications: 0,
  posts: 0,
  outbox: 0,
  conflicts: 0,
  escalations: 0,
  suspensions: 0,
};
const DEFAULT_SETTINGS: SettingsView = {
  theme: 'system',
  text_scale: 100,
  blur_pictures: false,
};

/** What a supervisor alone is shown. */
const SUPERVISORS: ReadonlySet<Place> = new Set(['tally', 'suspensions']);

/** The way into the desk is shown only if it takes longer, in milliseconds. */
const SOON = 400;

/** How long a lock, or the window's end, waits for what is being kept, in milliseconds. */
const KEEPING_WAIT = 2000;

/** Below this height, in pixels at 100 % text, a window is low. */
const LOW = 800;

/** The room for a window of this many CSS pixels at this text scale in percent. */
export function roomFor(width: number, textScale: number): Room {
  const effective = (width * 100) / textScale;
  if (effective >= 1280) {
    return 'wide';
  }
  return effective >= 960 ? 'small' : 'tight';
}

export class Desk {
  readonly host: Host;
  readonly toasts: ToastController;

  boot = $state.raw<BootView | null>(null);
  /** Why the window could not be drawn, if it could not. */
  bootTrouble = $state<string | null>(null);
  session = $state.raw<SessionView | null>(null);
  /** Why whoever signed in cannot sit down, until they can. */
  lockOut = $state.raw<LockOutView | null>(null);
  /** The desk is locked: nothing but this is shown. */
  lock = $state.raw<LockView | null>(null);
  /** On the way to the lock: the page is empty already. */
  locking = $state(false);
  /** The window was asked to close; whatever comes, it does. */
  closing = $state(false);
  /** A PIN has to be set before anybody sits down. */
  pinWanted = $state(false);
  /** Why the start page is shown to whoever sat here, until they go on. */
  whyAtStart = $state<string | null>(null);
  /** What became of the desk of whoever has just signed out. */
  farewell = $state<string | null>(null);
  /** On the way to practice without having been asked: the start page shows that it is coming. */
  goingStraight = $state(false);
  /** Somebody is on their way in and will be there in a moment: nothing is drawn for it. */
  soon = $state(false);
  settings = $state.raw<SettingsView>(DEFAULT_SETTINGS);
  /** Done when the last change of the settings is. */
  private settingsKept: Promise<unknown> = Promise.resolve();
  /** Done when what was on the page is kept, on the way to the lock or out. */
  private leaving: Promise<unknown> = Promise.resolve();
  /** What the person set for themselves. */
  readonly own: OwnSettings;
  places = $state.raw<PlacesView>(NO_PLACES);
  sync = $state.raw<SyncView | null>(null);
  place = $state<Place>('applications');
  room = $state<Room>('wide');
  /** The window is so low that second lines have to go. */
  low = $state(false);
  /** Something stands beside the sheet and takes room from it. */
  aside = $state(false);
  /** A case that a place asked to be opened; the queue of its kind takes it up. */
  wanted = $state.raw<CaseRef | null>(null);
  /** What had been prepared for it, if its decision was just taken back. */
  takenBack: TakenBack | null = null;
  /** What was open in each queue, so that coming back finds it again. */
  readonly left = new Map<CaseKind, CaseRef>();
  /** What was looked at in the supervisor's places. */
  readonly lookedAt = new Map<Place, string>();
  /** How other places were left; only the place itself knows what its own means. */
  private readonly stands = new Map<Place, unknown>();
  /** 親等試算, if it is open: what it was opened with. It stands beside whatever is shown. */
  kinship = $state.raw<{ text: string } | null>(null);
  /** The first page of the first queue, read while the window was not yet drawn. */
  private ahead: QueuePage | null = null;
  /** Raised whenever the cases on screen may be stale. */
  changes = $state(0);
  /** How much the host has said to know of documents. */
  looks = 0;

  constructor(host: Host) {
    this.host = host;
    this.own = new OwnSettings(host, this.listener());
    this.toasts = new ToastController(host, {
      undone: (reference, takenBack) => {
        this.openCase(reference, takenBack);
        this.changes += 1;
      },
      failed: (error) => this.explain(error),
    });
  }

  /** A supervisor is signed in. The window merely hides what is theirs; the desk and the portal refuse. */
  get supervises(): boolean {
    return this.session?.role === 'supervisor';
  }

  /** Asks the host for the first frame and listens from then on. Answers how to stop. */
  async start(): Promise<() => void> {
    const stops = [
      this.host.onDeskChanged((changed) => this.take(changed)),
      this.host.onLockWanted((cause) => void this.lockUp(cause)),
      this.host.onCallAnswered((to) => this.answerCall(to)),
      this.host.onCloseWanted(() => this.closeUp()),
    ];
    const stop = (): void => stops.forEach((end) => end());
    let slow: ReturnType<typeof setTimeout> | undefined;
    try {
      const boot = await this.host.call('boot', null);
      this.goingStraight = boot.session === null && boot.straight_to_practice;
      this.soon = boot.session !== null || this.goingStraight;
      slow = setTimeout(() => (this.soon = false), SOON);
      this.boot = boot;
      this.settings = boot.settings;
      this.lock = boot.lock;
      if (boot.lock !== null) {
        return stop;
      }
      if (boot.session !== null) {
        await this.enter(boot.session);
      } else if (boot.straight_to_practice) {
        await this.enter(await this.host.call('start_practice', { role: 'social_worker' }));
      }
    } catch (error) {
      if (!(await this.lookAtDoor(error))) {
        this.bootTrouble = this.explain(error);
      }
    } finally {
      clearTimeout(slow);
      this.soon = false;
      this.goingStraight = false;
    }
    return stop;
  }

  /** Goes to work with this session: the start page calls it after a successful sign-in. */
  async enter(session: SessionView): Promise<void> {
    // Asked for before the window is drawn, so that its first frame has them.
    const asked = this.host.call('own_settings', null);
    const [numbers, ahead, own] = await Promise.allSettled([
      Promise.all([this.host.call('places', null), this.host.call('sync_status', null)]),
      asked.then(({ filters }) =>
        readAhead(this.host, 'application', filterOf(filters[placeOf('application')])),
      ),
      asked,
    ]);
    this.session = session;
    this.lockOut = null;
    this.lock = null;
    this.pinWanted = false;
    this.whyAtStart = null;
    this.farewell = null;
    if (session.mode === 'portal' && this.boot !== null) {
      // Whoever signs out, or has to sign in anew, is offered the same portal again.
      this.boot = { ...this.boot, remembered_portal: session.portal };
    }
    this.place = 'applications';
    this.wanted = null;
    this.forget();
    this.ahead = ahead.status === 'fulfilled' ? ahead.value : null;
    if (own.status === 'fulfilled') {
      this.own.take(own.value);
      if (this.own.keysFellBack) {
        this.toasts.say(text.keys.fellBack);
      }
    } else {
      this.toasts.say(this.explain(own.reason));
    }
    if (numbers.status === 'fulfilled') {
      [this.places, this.sync] = numbers.value;
    } else {
      this.explain(numbers.reason);
    }
  }

  /**
   * If the error says that nobody can sit down: goes to the page that tells why and asks for what is
   * wanting. Answers whether there is one.
   */
  async lookAtDoor(error: unknown): Promise<boolean> {
    const act = error instanceof HostError ? ACT_ON[error.code] : null;
    if (act === 'show_lock_out') {
      this.lockOut = await this.host.call('locked_out', null).catch(() => null);
      this.lock = null;
      return this.lockOut !== null;
    }
    if (act === 'show_lock') {
      await this.readLock();
      return this.lock !== null;
    }
    if (act === 'ask_for_pin') {
      this.lock = null;
      this.pinWanted = true;
    }
    return act === 'ask_for_pin';
  }

  /** What the lock page shows now; nothing if the desk is not locked any more. */
  async readLock(): Promise<void> {
    const lock = await this.host.call('lock_page', null).catch(() => this.lock);
    if (lock !== null && this.session !== null) {
      this.leave();
    }
    this.lock = lock;
  }

  /**
   * Locks the desk. Everything of a case goes from the page first, and what was written is kept on its
   * way out; then the host closes the data.
   */
  async lockUp(cause: LockCause): Promise<void> {
    if (this.session === null || this.locking) {
      return;
    }
    this.locking = true;
    try {
      await this.leaveAllKept();
      this.lock = await this.host.call('lock', { cause });
    } catch (error) {
      this.bootTrouble = this.explain(error);
    } finally {
      this.locking = false;
    }
  }

  /** The window closes once this is done: on its way out the page keeps what was written and set last. */
  private async closeUp(): Promise<void> {
    if (this.locking) {
      await this.leaving;
    } else if (this.session !== null) {
      this.closing = true;
      await this.leaveAllKept();
    }
  }

  /** Clears the page and waits for what is being kept. What hangs keeps no desk open. */
  private leaveAllKept(): Promise<unknown> {
    this.leave();
    const kept = async (): Promise<unknown> => {
      await tick();
      return Promise.all([this.host.draftsKept(), this.own.kept, this.settingsKept]);
    };
    const enough = new Promise((resolve) => setTimeout(resolve, KEEPING_WAIT));
    this.leaving = Promise.race([kept(), enough]);
    return this.leaving;
  }

  /** 不是我: back to the start page, where anybody begins with their own. */
  async leaveLock(why: string | null = null): Promise<void> {
    this.whyAtStart = why;
    this.farewell = null;
    await this.host.call('leave_lock', null).catch(() => undefined);
    this.boot = await this.host.call('boot', null).catch(() => this.boot);
    this.lock = null;
    this.pinWanted = false;
  }

  /** The page that was read ahead for this kind, once. */
  takeAhead(kind: CaseKind): QueuePage | null {
    const page = kind === 'application' ? this.ahead : null;
    this.ahead = null;
    return page;
  }

  /** How this place was left. `Stand` is what the place gave to `keepStand`. */
  standOf<Stand>(place: Place): Stand | null {
    return (this.stands.get(place) as Stand | undefined) ?? null;
  }

  keepStand(place: Place, stand: unknown): void {
    this.stands.set(place, stand);
  }

  /** What an export is told to do with an error, and with what it has to say. */
  listener(): { explain: (error: unknown) => string; say: (sentence: string) => void } {
    return {
      explain: (error) => this.explain(error),
      say: (sentence) => this.toasts.say(sentence),
    };
  }

  async signOut(): Promise<void> {
    const kept = this.session?.mode === 'portal' && this.session.keeps_data;
    try {
      await this.host.call('sign_out', null);
      this.leave();
      this.farewell = kept ? text.start.signedOut : null;
      this.boot = await this.host.call('boot', null).catch(() => this.boot);
    } catch (error) {
      this.toasts.say(this.explain(error));
    }
  }

  /** The session has run out: unlike signing out this gives nothing back and keeps the shift's pack. */
  async signInAgain(): Promise<void> {
    try {
      await this.host.call('sign_in_again', null);
      this.leave();
    } catch (error) {
      this.toasts.say(this.explain(error));
    }
  }

  /** Opens the calculator, perhaps with what an applicant wrote; pressed again it closes. */
  toggleKinship(words = ''): void {
    this.kinship = this.kinship === null ? { text: words } : null;
  }

  goTo(place: Place): void {
    this.place = place;
  }

  /** Whoever pressed the system's notification is led to what called; nobody, while nobody sits here. */
  private answerCall(to: CallTo): void {
    if (this.session === null) {
      return;
    }
    if (to.to === 'case') {
      this.openCase(to.case);
    } else {
      this.goTo(to.to);
    }
  }

  /** Goes to the queue that holds this case and opens it there. */
  openCase(reference: CaseRef, takenBack: TakenBack | null = null): void {
    this.takenBack = takenBack;
    this.wanted = reference;
    this.place = placeOf(reference.kind);
  }

  async syncNow(): Promise<void> {
    try {
      this.sync = await this.host.call('sync_now', null);
    } catch (error) {
      this.toasts.say(this.explain(error));
    }
  }

  /** The person has read what happened to the portal or to this computer. */
  async dismissNotice(): Promise<void> {
    try {
      await this.host.call('dismiss_notice', null);
      if (this.sync !== null) {
        this.sync = { ...this.sync, notice: null };
      }
    } catch (error) {
      this.toasts.say(this.explain(error));
    }
  }

  /**
   * Keeps a change of the settings and lets the window look that way at once. One after the other: two
   * in quick succession would each write the other's setting back. Answers whether it was one.
   */
  async changeSettings(change: Partial<SettingsView>): Promise<boolean> {
    const turn = this.settingsKept.then(async () => {
      const wanted = { ...this.settings, ...change };
      const names = Object.keys(change) as (keyof SettingsView)[];
      if (names.every((name) => this.settings[name] === wanted[name])) {
        return false;
      }
      this.settings = await this.host.call('save_settings', wanted);
      return true;
    });
    this.settingsKept = turn.catch(() => undefined);
    return turn;
  }

  measure(width: number, height: number): void {
    this.room = roomFor(width, this.settings.text_scale);
    this.low = (height * 100) / this.settings.text_scale < LOW;
  }

  /**
   * The sentence for the person. A lost session leads to the start page, whoever noticed it.
   */
  explain(error: unknown): string {
    if (error instanceof HostError) {
      const act = ACT_ON[error.code];
      if (act === 'go_to_start') {
        this.leave();
        this.whyAtStart = error.message;
      } else if (act === 'show_lock' && !this.locking) {
        void this.readLock();
      }
      return error.message;
    }
    return text.shell.unknownFailure;
  }

  private take(changed: DeskChangedView): void {
    if (this.session !== null) {
      this.session = changed.session;
      if (!this.supervises && SUPERVISORS.has(this.place)) {
        // The portal says that the person is a supervisor no more.
        this.goTo('applications');
      }
    }
    this.places = changed.places;
    this.sync = changed.sync;
    this.looks = changed.looks;
    if (changed.cases_changed) {
      this.changes += 1;
    }
  }

  private leave(): void {
    this.session = null;
    this.sync = null;
    this.places = NO_PLACES;
    this.wanted = null;
    this.kinship = null;
    this.forget();
    this.toasts.clear();
  }

  /** Where the last person was is nobody else's business. */
  private forget(): void {
    this.left.clear();
    this.lookedAt.clear();
    this.stands.clear();
    this.ahead = null;
    this.own.leave();
  }
}

export function placeOf(kind: CaseKind): Place {
  return kind === 'application' ? 'applications' : 'posts';
}
