// One listener for all keys. Views lay a layer of bindings on top while they are there; the topmost
// layer that knows the key acts. Keys are dead while an input method composes and, unless a binding
// says otherwise, while a person types in a field.

import type { Topic } from '../manual/names';
import { actOf, type ActName } from './acts';
import { ownKeys } from './ownKeys.svelte';

/** An act, with the keys that it has now. */
interface OnAct {
  act: ActName;
  keys?: undefined;
}

/** Keys that stand fast. */
interface OnKeys {
  /** As written by `describeKey`: `escape`, `ctrl+enter`. Several mean the same. */
  keys: readonly string[];
  act?: undefined;
}

export type KeyBinding = (OnAct | OnKeys) & {
  /** For the list behind `?`: instead of the act's own. Keys without one are not listed. */
  label?: string;
  /** Works while a person types, too. For chords and Escape alone. */
  inFields?: boolean;
  /** May be pressed now? */
  when?: () => boolean;
  run: () => void;
};

/** The keys that this binding has now. */
export function keysOf(binding: KeyBinding): readonly string[] {
  return binding.act === undefined ? binding.keys : ownKeys.of(binding.act);
}

/** What it is called in the list behind `?`; nothing if it is not listed. */
export function labelOf(binding: KeyBinding): string | undefined {
  return binding.label ?? (binding.act === undefined ? undefined : actOf(binding.act).label);
}

export interface KeyLayer {
  /** The heading in the list behind `?`. */
  title: string;
  bindings: readonly KeyBinding[];
  /** Nothing below this layer hears a key while it is there: for dialogs. */
  closed?: boolean;
  /** Where the manual opens while this layer is the topmost that says so; nothing: another one knows. */
  manual?: () => Topic | null;
}

/** What an input method reports for every key that belongs to it. */
const COMPOSING_KEY_CODE = 229;

/** Words are in an input method's hands and not in the field yet. */
let composing = false;

/**
 * Follows input methods. Some let a chord through while words are still in their hands and do not mark
 * it as theirs: what is sent then would lack those words. Answers how to stop.
 */
export function followInputMethods(place: EventTarget): () => void {
  const begin = (): void => void (composing = true);
  // A chord that ends the composition arrives right after its end; it is not the person's next one.
  const end = (): void => void setTimeout(() => (composing = false));
  const leave = (): void => void (composing = false);
  place.addEventListener('compositionstart', begin);
  place.addEventListener('compositionend', end);
  place.addEventListener('focusout', leave);
  return () => {
    place.removeEventListener('compositionstart', begin);
    place.removeEventListener('compositionend', end);
    place.removeEventListener('focusout', leave);
    composing = false;
  };
}

/** Whether this press belongs to an input method rather than to the window. */
export function isComposing(event: KeyboardEvent): boolean {
  return (
    composing ||
    event.isComposing ||
    event.keyCode === COMPOSING_KEY_CODE ||
    event.key === 'Process'
  );
}

/** A chord that sends, pressed while words are not in the field yet: it does nothing, and that is told. */
export function isHeldBack(event: KeyboardEvent): boolean {
  return isComposing(event) && event.key === 'Enter' && (event.ctrlKey || event.metaKey);
}

const TYPING_INPUTS = new Set([
  'text',
  'search',
  'url',
  'email',
  'tel',
  'number',
  'password',
  'date',
]);

/** Whether the keys pressed there become text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) {
    return TYPING_INPUTS.has(target.type);
  }
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

const PRESSED_BY_SPACE =
  'button, summary, a[href], input, select, [role=button], [role=checkbox], [role=radio], [role=tab], [role=option]';

/**
 * Whether the space bar already means something there: it presses what has the focus. The row of the
 * case that is open and the place where one is have been pressed, so there it is free.
 */
export function takesSpace(target: EventTarget | null): boolean {
  const pressed = target instanceof Element ? target.closest(PRESSED_BY_SPACE) : null;
  return pressed !== null && (pressed.getAttribute('aria-current') ?? 'false') === 'false';
}

/** `ctrl+enter`, `shift+tab`, `a`, `?`. Shift is said only for keys that have a name. */
export function describeKey(event: KeyboardEvent): string {
  const name = event.key.toLowerCase();
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) {
    parts.push('ctrl');
  }
  if (event.altKey) {
    parts.push('alt');
  }
  if (event.shiftKey && name.length > 1) {
    parts.push('shift');
  }
  parts.push(name);
  return parts.join('+');
}

export class KeyDesk {
  private layers: KeyLayer[] = [];

  /** Lays a layer on top; answers how to take it away again. */
  lay(layer: KeyLayer): () => void {
    this.layers.push(layer);
    return () => {
      this.layers = this.layers.filter((other) => other !== layer);
    };
  }

  /** Every layer that can be heard now, topmost first, for the list behind `?`. */
  audible(): KeyLayer[] {
    const heard: KeyLayer[] = [];
    for (const layer of [...this.layers].reverse()) {
      heard.push(layer);
      if (layer.closed === true) {
        break;
      }
    }
    return heard;
  }

  /** What the manual tells first, here and now; also of what lies below a dialog that has no chapter. */
  topic(): Topic | null {
    for (const layer of [...this.layers].reverse()) {
      const topic = layer.manual?.() ?? null;
      if (topic !== null) {
        return topic;
      }
    }
    return null;
  }

  /** Gives the press to the topmost binding that wants it. Answers whether one did. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || isComposing(event)) {
      return false;
    }
    const key = describeKey(event);
    const typing = isTyping(event.target);
    if (key === ' ' && takesSpace(event.target)) {
      return false;
    }
    for (const layer of this.audible()) {
      for (const binding of layer.bindings) {
        const act = binding.act === undefined ? null : actOf(binding.act);
        const inFields = binding.inFields ?? act?.inFields ?? false;
        if (!keysOf(binding).includes(key) || (typing && !inFields)) {
          continue;
        }
        if (binding.when !== undefined && !binding.when()) {
          continue;
        }
        // A held key repeats: walking a list may, a decision must not.
        if (event.repeat && act?.repeats !== true) {
          event.preventDefault();
          return true;
        }
        event.preventDefault();
        binding.run();
        return true;
      }
    }
    return false;
  }
}

export const keyDesk = new KeyDesk();
