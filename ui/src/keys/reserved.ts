// Keys that no act may be put on: they belong to the system, the browser below the window, an input
// method, or to what has the focus. A key is written as `describeKey` does.

export type Refused = 'inputMethod' | 'system' | 'focus' | 'scroll' | 'alt' | 'editing';

/** What these do is the browser's or the system's, and some cannot be taken from them. */
const SYSTEM: ReadonlySet<string> = new Set([
  ...['f', 'g', 'h', 'j', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'w', '+', '=', '-', '0'].map(
    (key) => `ctrl+${key}`,
  ),
  'contextmenu',
  'printscreen',
  'pause',
  'scrolllock',
]);

/** Marking, copying, pasting and undoing in a field. */
const EDITING: ReadonlySet<string> = new Set(
  ['a', 'c', 'v', 'x', 'y', 'z'].map((key) => `ctrl+${key}`),
);

/** What presses, leaves or corrects what has the focus. */
const FOCUS: ReadonlySet<string> = new Set([
  'tab',
  'enter',
  'escape',
  ' ',
  'backspace',
  'delete',
  'insert',
]);

const SCROLL: ReadonlySet<string> = new Set([
  'arrowup',
  'arrowdown',
  'arrowleft',
  'arrowright',
  'home',
  'end',
  'pageup',
  'pagedown',
]);

/** Chords by which input methods are turned on and off, and write marks. */
const INPUT_METHOD: ReadonlySet<string> = new Set([
  ...[' ', ',', '.', ';', "'", '/'].map((key) => `ctrl+${key}`),
  'process',
  'dead',
  'unidentified',
  'compose',
  'convert',
  'nonconvert',
  'kanamode',
  'hangulmode',
  'hanjamode',
  'junjamode',
  'hankaku',
  'zenkaku',
  'zenkakuhankaku',
  'alphanumeric',
  'hiragana',
  'katakana',
  'capslock',
]);

/** One character of a keyboard in English, as it comes without Shift or with it. */
const CHARACTER = /^[!-@[-~]$/;

/** Why this key can be no act's own; nothing if it can. */
export function whyNotAKey(key: string): Refused | null {
  const plain = key.replace(/^(?:ctrl\+)?(?:alt\+)?(?:shift\+)?(?=.)/, '');
  if (INPUT_METHOD.has(key) || INPUT_METHOD.has(plain)) {
    return 'inputMethod';
  }
  if (key.includes('alt+')) {
    return 'alt';
  }
  if (EDITING.has(key)) {
    return 'editing';
  }
  if (FOCUS.has(plain)) {
    return 'focus';
  }
  if (SCROLL.has(key)) {
    return 'scroll';
  }
  if (SYSTEM.has(key) || SYSTEM.has(plain) || /^f\d{1,2}$/.test(plain)) {
    return 'system';
  }
  if (CHARACTER.test(plain) && !key.includes('shift+')) {
    return null;
  }
  if (SCROLL.has(plain)) {
    return null;
  }
  // What is left is no key of an English keyboard: a character that an input method wrote.
  return 'inputMethod';
}

/** A key that only goes with others. */
export function isModifier(event: KeyboardEvent): boolean {
  return ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'OS'].includes(event.key);
}
