// 設定: keeps what is changed at once, reads what cannot be changed, and writes the report for IT.

import type {
  CallsView,
  FoundationView,
  SessionView,
  SettingsView,
  SyncView,
} from '../../generated/views';
import type { Host } from '../../host/door';
import { text } from '../../text';

export const SCALES = [100, 125, 150, 175, 200] as const;

export interface SettingsKeeper {
  readonly settings: SettingsView;
  readonly own: {
    /** Whom families may call. */
    readonly contact: string;
    /** Whether the person is called while they look elsewhere. */
    readonly calls: CallsView;
    keepContact(contact: string): Promise<string | null>;
    keepCalls(calls: CallsView): Promise<string | null>;
  };
  changeSettings(change: Partial<SettingsView>): Promise<boolean>;
  explain(error: unknown): string;
}

/**
 * The state of this computer for IT. It names no person: neither staff, nor the contact for
 * families, nor the data folder, whose path has the name of the account in it.
 */
export function reportForIt(
  facts: FoundationView,
  session: SessionView,
  sync: SyncView | null,
  engine: string,
  window: string,
): string {
  const words = text.settings.it.report;
  const lines: [string, string | number][] = [
    [words.version, facts.version],
    [words.mode, words.modes[session.mode]],
    [words.portal, facts.portal],
    [words.policy, facts.policy],
    [
      words.keyring,
      [words.keyrings[facts.keyring.state], facts.keyring.for_it ?? '']
        .filter((part) => part !== '')
        .join('：'),
    ],
    [words.sync, sync?.label ?? words.notYet],
    [words.queued, (sync?.queued ?? 0) - (sync?.sending ?? 0)],
    [words.sending, sync?.sending ?? 0],
    [words.conflicts, sync?.conflicts ?? 0],
    [words.unreadable, sync?.unreadable ?? 0],
    [words.skew, sync?.skew_seconds ?? 0],
    [words.cases, facts.cases],
    [words.documents, facts.documents],
    [words.window, window],
    [words.engine, engine],
  ];
  return [words.heading, ...lines.map(([name, value]) => `${name}：${value}`)].join('\n');
}

/** A contact without a number leaves the family nowhere to go. */
export function lacksPhone(contact: string): boolean {
  const plain = contact.normalize('NFKC').trim();
  return plain !== '' && !/\d{3,}/.test(plain.replace(/[\s\-()]/g, ''));
}

export class SettingsController {
  contact = $state('');
  saving = $state(false);
  /** Which setting was kept last, so that the tick stands beside it. */
  saved = $state<keyof SettingsView | 'contact' | 'calls' | null>(null);
  saveTrouble = $state<string | null>(null);
  facts = $state.raw<FoundationView | null>(null);
  factsTrouble = $state<string | null>(null);

  private readonly host: Host;
  private readonly keeper: SettingsKeeper;

  constructor(host: Host, keeper: SettingsKeeper) {
    this.host = host;
    this.keeper = keeper;
    this.contact = keeper.own.contact;
  }

  async load(): Promise<void> {
    try {
      this.facts = await this.host.call('foundation', null);
      this.factsTrouble = null;
    } catch (error) {
      this.factsTrouble = this.keeper.explain(error);
    }
  }

  /** Keeps one setting; what was there before stays if it cannot be kept. */
  async keep<Name extends keyof SettingsView>(
    name: Name,
    value: SettingsView[Name],
  ): Promise<void> {
    this.begin();
    try {
      if (await this.keeper.changeSettings({ [name]: value })) {
        this.saved = name;
      }
    } catch (error) {
      this.saveTrouble = this.keeper.explain(error);
    } finally {
      this.saving = false;
    }
  }

  async keepContact(): Promise<void> {
    this.contact = this.contact.trim();
    this.begin();
    this.saveTrouble = await this.keeper.own.keepContact(this.contact);
    this.saved = this.saveTrouble === null ? 'contact' : null;
    this.saving = false;
  }

  /** Whether the person is called while they look elsewhere. */
  get calls(): CallsView {
    return this.keeper.own.calls;
  }

  async keepCalls(calls: CallsView): Promise<void> {
    this.begin();
    this.saveTrouble = await this.keeper.own.keepCalls(calls);
    this.saved = this.saveTrouble === null ? 'calls' : null;
    this.saving = false;
  }

  private begin(): void {
    this.saving = true;
    this.saved = null;
    this.saveTrouble = null;
  }
}
