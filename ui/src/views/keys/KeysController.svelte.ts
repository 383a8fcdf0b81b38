// 全部按鍵: which acts are listed, and putting one on another key.

import { ACT_NAMES, actOf, type ActName, type Scene } from '../../keys/acts';
import { keycaps } from '../../keys/keycaps';
import { describeKey, isComposing, keysOf, labelOf, type KeyLayer } from '../../keys/keys';
import { ownKeys, whyNot, type OwnKeyMap } from '../../keys/ownKeys.svelte';
import { isModifier } from '../../keys/reserved';
import { text } from '../../text';

export interface KeyRow {
  label: string;
  /** Nothing: its keys stand fast. */
  act: ActName | null;
  keys: () => readonly string[];
}

export interface KeyGroup {
  title: string;
  rows: readonly KeyRow[];
}

/** Keeps a person's keys; answers why it could not. */
export type KeepKeys = (own: OwnKeyMap) => Promise<string | null>;

/** What could be heard when the list was opened. */
export function heardGroups(layers: readonly KeyLayer[]): KeyGroup[] {
  const listed = new Set<ActName>();
  return layers
    .map((layer) => ({
      title: layer.title,
      rows: layer.bindings.flatMap((binding): KeyRow[] => {
        const label = labelOf(binding);
        const act = binding.act ?? null;
        // What the upper layer does with the key is what is heard.
        if (label === undefined || (act !== null && listed.has(act))) {
          return [];
        }
        if (act !== null) {
          listed.add(act);
        }
        return [{ label, act, keys: () => keysOf(binding) }];
      }),
    }))
    .filter((group) => group.rows.length > 0);
}

const TITLES: Record<Scene, string> = {
  work: text.case.dock.verdicts,
  sheet: text.decide.keys.title,
  outbox: text.outbox.keys.title,
  deliveries: text.deliveries.keys.title,
  tally: text.tally.keys.title,
  suspensions: text.suspensions.keys.title,
  escalations: text.escalations.keys.title,
  find: text.find.keys.title,
  audit: text.audit.keys.title,
  health: text.health.title,
};

function isSupervisors(act: ActName): boolean {
  const theirs = ['tally', 'suspensions'];
  return theirs.includes(act) || (actOf(act).scenes?.every((one) => theirs.includes(one)) ?? false);
}

function titleOf(act: ActName): string {
  const scenes = actOf(act).scenes;
  if (scenes === undefined) {
    return text.keys.everywhere;
  }
  const [first, second] = scenes;
  if (first !== undefined && (second === undefined || act === 'ask')) {
    return TITLES[first];
  }
  if (isSupervisors(act)) {
    return text.keys.supervision;
  }
  return scenes.includes('sheet') ? text.keys.tools : text.keys.lists;
}

/** Every act that the person can do at all, by where it is heard. */
export function allGroups(supervises: boolean): KeyGroup[] {
  const groups = new Map<string, KeyRow[]>();
  for (const act of ACT_NAMES.filter((name) => supervises || !isSupervisors(name))) {
    const row = { label: actOf(act).label, act, keys: () => ownKeys.of(act) };
    groups.set(titleOf(act), [...(groups.get(titleOf(act)) ?? []), row]);
  }
  return [...groups].map(([title, rows]) => ({ title, rows }));
}

export class KeysController {
  /** The act that waits for its new key. */
  changing = $state<ActName | null>(null);
  /** Why the last key was not taken; it stands beside the act. */
  refusal = $state<string | null>(null);
  /** What was done, for everybody to read. */
  said = $state('');

  private readonly keep: KeepKeys;

  constructor(keep: KeepKeys) {
    this.keep = keep;
  }

  begin(act: ActName): void {
    this.changing = act;
    this.refusal = null;
    this.said = '';
  }

  stop(): void {
    this.changing = null;
    this.refusal = null;
  }

  /** A key while an act waits for one: nothing else hears it. */
  async press(event: KeyboardEvent): Promise<void> {
    const act = this.changing;
    if (act === null || isModifier(event)) {
      return;
    }
    if (event.key === 'Tab') {
      this.stop();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (isComposing(event)) {
      this.refusal = text.keys.refusals.inputMethod;
    } else if (event.key === 'Escape') {
      this.stop();
    } else if (!event.repeat) {
      await this.put(act, describeKey(event));
    }
  }

  /** The shipped key of this act. */
  async back(act: ActName): Promise<void> {
    this.begin(act);
    await this.put(act, actOf(act).keys[0]);
  }

  async allBack(): Promise<void> {
    this.stop();
    this.said = (await this.keep({})) ?? text.keys.back;
  }

  private async put(act: ActName, key: string): Promise<void> {
    this.refusal = whyNot(ownKeys.own, act, key);
    if (this.refusal !== null) {
      return;
    }
    const { [act]: _before, ...others } = ownKeys.own;
    this.refusal = await this.keep(key === actOf(act).keys[0] ? others : { ...others, [act]: key });
    if (this.refusal === null) {
      this.changing = null;
      this.said = text.keys.changed(actOf(act).label, keycaps(key).join(' '));
    }
  }
}
