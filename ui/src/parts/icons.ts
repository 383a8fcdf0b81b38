// The names of the icons in `Sprite.svelte`. Solid glyphs carry a meaning of their own.

export type GlyphName = 'ask' | 'fail' | 'hold' | 'new' | 'note' | 'pass';

export type LineIconName =
  | 'apply'
  | 'audit'
  | 'back'
  | 'bars'
  | 'bell'
  | 'book'
  | 'boss'
  | 'check'
  | 'checks'
  | 'clash'
  | 'clock'
  | 'cloud'
  | 'cloud-off'
  | 'con'
  | 'crop'
  | 'dl'
  | 'door'
  | 'down'
  | 'draw'
  | 'empty'
  | 'eye'
  | 'file'
  | 'find'
  | 'full'
  | 'globe'
  | 'help'
  | 'inmate'
  | 'invert'
  | 'key'
  | 'leaf'
  | 'lens'
  | 'light'
  | 'link'
  | 'lock'
  | 'out'
  | 'person'
  | 'phone'
  | 'plus'
  | 'print'
  | 'rot'
  | 'send'
  | 'set'
  | 'shield'
  | 'stop'
  | 'sync'
  | 'table'
  | 'tally'
  | 'todo'
  | 'undo'
  | 'x'
  | 'zin'
  | 'zout';

export type IconName = GlyphName | LineIconName;

/** What a thing means, for its colour. */
export type Tone = 'plain' | 'pass' | 'note' | 'fail' | 'hold' | 'acc' | 'dim';

const GLYPHS: ReadonlySet<string> = new Set<GlyphName>([
  'ask',
  'fail',
  'hold',
  'new',
  'note',
  'pass',
]);

export function isGlyph(name: IconName): name is GlyphName {
  return GLYPHS.has(name);
}
