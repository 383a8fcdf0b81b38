// How a key is written for a person.

const NAMES: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
  arrowdown: '↓',
  arrowup: '↑',
  arrowleft: '←',
  arrowright: '→',
  home: 'Home',
  end: 'End',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  insert: 'Ins',
  delete: 'Del',
  ' ': 'Space',
};

/** As written on the keycaps: `ctrl+enter` is `Ctrl` and `Enter`. */
export function keycaps(key: string): string[] {
  if (key === '+') {
    return ['+'];
  }
  return key.split('+').map((part) => NAMES[part] ?? part.toUpperCase());
}
