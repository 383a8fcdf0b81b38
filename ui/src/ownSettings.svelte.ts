// What a person set for themselves: their keys, how they left each place, whom families may call, whether
// they are called. Kept in their database; one that was not read is never written over.

import type { CallsView, OwnSettingsView, PlaceFilterView } from './generated/views';
import type { Host } from './host/door';
import { ownKeys, readOwnKeys, type OwnKeyMap } from './keys/ownKeys.svelte';
import { text } from './text';

const NOTHING_OWN: OwnSettingsView = {
  keys: {},
  filters: {},
  contact: '',
  calls: { off: false, quiet: null },
  keys_unread: false,
};

export interface OwnSettingsListener {
  explain(error: unknown): string;
  say(sentence: string): void;
}

export class OwnSettings {
  /** The keys that were kept could not be read, and the shipped ones hold. */
  keysFellBack = $state(false);

  private readonly host: Host;
  private readonly listener: OwnSettingsListener;
  private now = $state.raw(NOTHING_OWN);
  private read = false;
  /** Done when the last change is. */
  private keeping: Promise<unknown> = Promise.resolve();

  constructor(host: Host, listener: OwnSettingsListener) {
    this.host = host;
    this.listener = listener;
  }

  /** Whoever sits down brings their own. */
  take(own: OwnSettingsView): void {
    this.read = true;
    const keys = own.keys_unread ? null : readOwnKeys(own.keys);
    this.now = keys === null ? { ...own, keys: {} } : own;
    ownKeys.own = keys ?? {};
    this.keysFellBack = keys === null;
  }

  /** And takes them along. */
  leave(): void {
    this.now = NOTHING_OWN;
    this.read = false;
    ownKeys.own = {};
    this.keysFellBack = false;
  }

  /** Done when what was changed is kept, or could not be. */
  get kept(): Promise<unknown> {
    return this.keeping;
  }

  /** How this place was left, today or before. */
  filterIn(place: string): PlaceFilterView | undefined {
    return this.now.filters[place];
  }

  /** Remembers how a place is left; nothing: it shows what it shows at first. */
  keepFilter(place: string, filter: PlaceFilterView | null): void {
    if (JSON.stringify(this.now.filters[place] ?? null) === JSON.stringify(filter)) {
      return;
    }
    const { [place]: _before, ...others } = this.now.filters;
    this.now = {
      ...this.now,
      filters: filter === null ? others : { ...others, [place]: filter },
    };
    if (this.read) {
      this.keep(this.now).catch((error: unknown) =>
        this.listener.say(this.listener.explain(error)),
      );
    }
  }

  /** Keeps the person's keys, which hold from then on. Answers why it could not. */
  async keepKeys(keys: OwnKeyMap): Promise<string | null> {
    if (!this.read) {
      return text.keys.notKept;
    }
    const refused = await this.change({ keys: { ...keys } as Record<string, string> });
    if (refused !== null) {
      return text.keys.notKept + refused;
    }
    ownKeys.own = keys;
    this.keysFellBack = false;
    return null;
  }

  /** Whom families may call, as the reasons' texts say it. */
  get contact(): string {
    return this.now.contact;
  }

  /** Answers why it could not be kept; then what was before holds. */
  async keepContact(contact: string): Promise<string | null> {
    return this.read ? this.change({ contact }) : text.settings.contact.notRead;
  }

  /** Whether they are called while they look elsewhere. */
  get calls(): CallsView {
    return this.now.calls;
  }

  /** Answers why it could not be kept; then what was before holds. */
  async keepCalls(calls: CallsView): Promise<string | null> {
    return this.read ? this.change({ calls }) : text.settings.contact.notRead;
  }

  private async change(change: Partial<OwnSettingsView>): Promise<string | null> {
    const before = this.now;
    try {
      await this.keep({ ...before, ...change });
      return null;
    } catch (error) {
      // Only what was refused goes back: another change may have been kept meanwhile.
      const back = Object.keys(change).map((name) => [name, before[name as keyof OwnSettingsView]]);
      this.now = { ...this.now, ...(Object.fromEntries(back) as Partial<OwnSettingsView>) };
      return this.listener.explain(error);
    }
  }

  /** One after the other: of two in quick succession the later is what stays. */
  private keep(own: OwnSettingsView): Promise<unknown> {
    this.now = own;
    const turn = this.keeping.then(() => this.host.call('save_own_settings', own));
    this.keeping = turn.catch(() => undefined);
    return turn;
  }
}
