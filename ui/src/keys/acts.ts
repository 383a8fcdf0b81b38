// Every act that a person may put on another key: where it is heard, what it is called, and the keys
// that it is shipped with. What stands fast everywhere (Esc, Enter, Ctrl+Enter) is no act of this list.

import { text } from '../text';

/** What can be heard at once. Two acts that are heard at once need different keys. */
export type Scene =
  | 'work'
  | 'sheet'
  | 'outbox'
  | 'deliveries'
  | 'tally'
  | 'suspensions'
  | 'escalations'
  | 'find'
  | 'audit'
  | 'health';

export interface Act {
  /** For the list behind `?` and for refusals. */
  label: string;
  /** Nothing: everywhere. */
  scenes?: readonly Scene[];
  /** The first is the one that is shown on buttons, and that a person changes. */
  keys: readonly [string, ...string[]];
  /** Does it again while the key is held: walking a list may, a decision must not. */
  repeats?: boolean;
  /** Works while a person types, so it needs a chord. */
  inFields?: boolean;
}

const tools = text.case.documents;
const places = text.shell.places;
const LISTS: readonly Scene[] = [
  'work',
  'outbox',
  'deliveries',
  'tally',
  'suspensions',
  'escalations',
  'find',
];
const WORK: readonly Scene[] = ['work'];
/** Documents are looked at beside the sheet, too. */
const LOOKING: readonly Scene[] = ['work', 'sheet'];
const SUPERVISION: readonly Scene[] = ['tally', 'suspensions'];

export const ACTS = {
  manual: { label: text.manual.title, keys: ['f1'], inFields: true },
  allKeys: { label: text.shell.keys.show, keys: ['?'] },
  takeBack: { label: text.words.undo, keys: ['ctrl+z'] },
  lock: { label: text.lock.key, keys: ['ctrl+l'], inFields: true },
  applications: { label: places.applications, keys: ['1'] },
  posts: { label: places.posts, keys: ['2'] },
  outbox: { label: places.outbox, keys: ['3'] },
  escalations: { label: places.escalations, keys: ['4'] },
  tally: { label: places.tally, keys: ['5'] },
  suspensions: { label: places.suspensions, keys: ['6'] },
  deliveries: { label: places.deliveries, keys: ['7'] },
  kinship: { label: text.kinship.title, keys: ['g'] },

  next: { label: text.case.keys.next, scenes: LISTS, keys: ['j', 'arrowdown'], repeats: true },
  previous: {
    label: text.case.keys.previous,
    scenes: LISTS,
    keys: ['k', 'arrowup'],
    repeats: true,
  },
  search: { label: text.case.keys.search, scenes: ['work', 'find', 'audit'], keys: ['/'] },
  open: {
    label: text.outbox.openCase,
    scenes: ['outbox', 'escalations', 'find', 'deliveries'],
    keys: ['o'],
  },

  approve: { label: text.words.verdict.approve, scenes: WORK, keys: ['a'] },
  return: { label: text.words.verdict.return, scenes: WORK, keys: ['c'] },
  hold: { label: text.words.verdict.hold, scenes: WORK, keys: ['h'] },
  reject: { label: text.words.verdict.reject, scenes: WORK, keys: ['r'] },
  lookOn: { label: text.case.keys.lookOn, scenes: WORK, keys: [' '] },
  checkAll: { label: text.case.keys.checkAll, scenes: WORK, keys: ['v'] },
  inOrder: { label: text.case.keys.inOrder, scenes: WORK, keys: ['o'] },
  ask: { label: text.escalations.ask.button, scenes: LOOKING, keys: ['e'] },
  overturn: { label: text.case.reversal.overturn, scenes: WORK, keys: ['u'] },
  exportDecision: {
    label: text.exports.keys.decision,
    scenes: ['work', 'outbox'],
    keys: ['n'],
  },
  judgeWords: { label: text.case.keys.judgeWords, scenes: WORK, keys: ['t'] },
  judgePhoto: { label: text.case.keys.judgePhoto, scenes: WORK, keys: ['p'] },
  note: { label: text.case.keys.note, scenes: WORK, keys: ['m'] },
  findReason: { label: text.decide.keys.search, scenes: ['sheet'], keys: ['n'] },

  zoomIn: { label: tools.zoomIn, scenes: LOOKING, keys: ['+', '='], repeats: true },
  zoomOut: { label: tools.zoomOut, scenes: LOOKING, keys: ['-'], repeats: true },
  fit: { label: tools.fit, scenes: LOOKING, keys: ['0'] },
  panUp: { label: tools.panUp, scenes: LOOKING, keys: ['shift+arrowup'], repeats: true },
  panDown: { label: tools.panDown, scenes: LOOKING, keys: ['shift+arrowdown'], repeats: true },
  panLeft: { label: tools.panLeft, scenes: LOOKING, keys: ['shift+arrowleft'], repeats: true },
  panRight: { label: tools.panRight, scenes: LOOKING, keys: ['shift+arrowright'], repeats: true },
  rotate: { label: tools.rotate, scenes: LOOKING, keys: [']'] },
  rotateBack: { label: tools.rotateBack, scenes: LOOKING, keys: ['['] },
  contrast: { label: tools.contrast, scenes: LOOKING, keys: ['d'] },
  brightness: { label: tools.brightness, scenes: LOOKING, keys: ['b'] },
  invert: { label: tools.invert, scenes: LOOKING, keys: ['i'] },
  loupe: { label: text.case.loupe.toggle, scenes: LOOKING, keys: ['z'] },
  crop: { label: tools.crop, scenes: LOOKING, keys: ['x'] },
  print: { label: tools.print, scenes: LOOKING, keys: ['ctrl+p'] },
  link: { label: tools.link, scenes: LOOKING, keys: ['l'] },
  fullscreen: { label: tools.fullscreen, scenes: LOOKING, keys: ['f'] },
  nextDocument: { label: text.case.keys.nextDocument, scenes: LOOKING, keys: ['.'] },
  nextPage: { label: tools.nextPage, scenes: LOOKING, keys: ['pagedown'] },
  previousPage: { label: tools.previousPage, scenes: LOOKING, keys: ['pageup'] },

  choice1: { label: text.outbox.keys.chooseOne(1), scenes: ['outbox'], keys: ['1'] },
  choice2: { label: text.outbox.keys.chooseOne(2), scenes: ['outbox'], keys: ['2'] },
  choice3: { label: text.outbox.keys.chooseOne(3), scenes: ['outbox'], keys: ['3'] },
  recall: { label: text.outbox.undo, scenes: ['outbox'], keys: ['z'] },
  syncNow: { label: text.outbox.bar.sync, scenes: ['outbox'], keys: ['s'] },

  markDelivered: { label: text.deliveries.keys.mark, scenes: ['deliveries'], keys: ['m'] },
  markUnit: { label: text.deliveries.keys.unit, scenes: ['deliveries'], keys: ['u'] },
  unmark: { label: text.words.undo, scenes: ['deliveries'], keys: ['z'] },
  printSheets: { label: text.deliveries.keys.print, scenes: ['deliveries'], keys: ['p'] },
  printUnit: { label: text.deliveries.keys.printUnit, scenes: ['deliveries'], keys: ['i'] },
  showDelivered: { label: text.deliveries.keys.show, scenes: ['deliveries'], keys: ['x'] },

  expand: { label: text.tally.keys.expand, scenes: ['tally'], keys: ['x'] },
  sources: { label: text.tally.keys.sources, scenes: ['tally'], keys: ['b'] },
  export: { label: text.exports.keys.export, scenes: SUPERVISION, keys: ['e'] },
  dossier: { label: text.exports.keys.dossier, scenes: SUPERVISION, keys: ['d'] },
  decline: { label: text.suspensions.keys.decline, scenes: SUPERVISION, keys: ['n'] },
  suspend: { label: text.suspensions.keys.suspend, scenes: SUPERVISION, keys: ['p'] },
  firstPeriod: { label: text.suspensions.keys.first, scenes: ['suspensions'], keys: ['f'] },
  secondPeriod: { label: text.suspensions.keys.second, scenes: ['suspensions'], keys: ['c'] },
  lift: { label: text.suspensions.keys.lift, scenes: ['suspensions'], keys: ['l'] },

  reply: { label: text.escalations.keys.reply, scenes: ['escalations'], keys: ['m'] },
  verify: { label: text.audit.keys.verify, scenes: ['audit'], keys: ['v'] },
  lookAgain: { label: text.health.keys.again, scenes: ['health'], keys: ['s'] },
} as const satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;

export const ACT_NAMES = Object.keys(ACTS) as ActName[];

export function actOf(name: ActName): Act {
  return ACTS[name];
}

/** Whether both can be heard at once. */
export function heardTogether(one: ActName, other: ActName): boolean {
  const [here, there] = [actOf(one).scenes, actOf(other).scenes];
  return here === undefined || there === undefined || here.some((scene) => there.includes(scene));
}
