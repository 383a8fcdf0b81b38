import { describe, expect, test } from 'vitest';

import { text } from '../text';
import { ACT_NAMES, actOf, heardTogether, type ActName } from './acts';
import { keysIn, OwnKeys, readOwnKeys, whyNot, type OwnKeyMap } from './ownKeys.svelte';

const words = text.keys.refusals;

const NONSENSE: Record<string, unknown>[] = [
  { approve: 'tab' },
  { approve: 'c' },
  { approve: 'q', hold: 'q' },
  { no_such_act: 'q' },
  { constructor: 'q' },
  { approve: 5 },
  { approve: null },
  { approve: ['q'] },
  { lock: 'q' },
  { approve: '' },
  { approve: 'ＡＢＣ' },
  { approve: 'x'.repeat(100_000) },
];

describe('keys of one’s own', () => {
  test('no_two_acts_of_one_place_are_shipped_on_one_key', () => {
    // The tray's choices are numbered, and lie over the places while one is asked for.
    const numbered = (act: ActName): boolean => act.startsWith('choice');
    for (const one of ACT_NAMES) {
      for (const other of ACT_NAMES.filter((act) => act > one && heardTogether(one, act))) {
        if (numbered(one) || numbered(other)) continue;
        const shared = actOf(one).keys.filter((key) => actOf(other).keys.includes(key));
        expect(shared, `${one} and ${other}`).toEqual([]);
      }
    }
  });

  test('an_own_key_takes_the_place_of_the_first_and_is_the_one_that_is_shown', () => {
    const keys = new OwnKeys();
    expect([keys.of('next'), keys.said('next'), keys.aria('print')]).toEqual([
      ['j', 'arrowdown'],
      'J',
      'Control+P',
    ]);
    keys.own = { next: 'q', print: 'ctrl+e', zoomIn: 'w', lookOn: 'y' };
    expect(keys.of('next')).toEqual(['q', 'arrowdown']);
    expect(keys.of('zoomIn')).toEqual(['w', '=']);
    expect(keys.said('print')).toBe('Ctrl E');
    expect(keys.aria('print')).toBe('Control+E');
    expect(keys.sentence('lookOn')).toBe(' Y ');
    expect(new OwnKeys().sentence('lookOn')).toBe(text.keys.space);
  });

  test('two_acts_of_one_place_cannot_share_a_key_and_those_of_different_places_can', () => {
    expect(whyNot({}, 'return', 'h')).toBe(words.taken(text.words.verdict.hold));
    expect(whyNot({ hold: 'q' }, 'return', 'q')).toBe(words.taken(text.words.verdict.hold));
    expect(whyNot({ hold: 'q' }, 'return', 'h')).toBeNull();
    // The second key of an act is its own, too.
    expect(whyNot({}, 'crop', '=')).toBe(words.taken(text.case.documents.zoomIn));
    // What is heard everywhere collides with every place, and the other way round.
    expect(whyNot({}, 'markUnit', 'g')).toBe(words.taken(text.kinship.title));
    expect(whyNot({}, 'kinship', 's')).toBe(words.taken(text.outbox.bar.sync));
    // Documents are looked at beside the sheet.
    expect(whyNot({}, 'findReason', 'b')).toBe(words.taken(text.case.documents.brightness));
    expect(whyNot({}, 'verify', 'a')).toBeNull();
    // Back to a shipped key that somebody else has now.
    expect(whyNot({ hold: 'c', return: 'q' }, 'return', 'c')).toBe(
      words.taken(text.words.verdict.hold),
    );
  });

  test('approve_and_reject_do_not_become_neighbours', () => {
    for (const key of ['e', 't', 'f', 'd']) {
      expect(
        whyNot({ ask: 'q', judgeWords: 'w', fullscreen: 'y', contrast: ';' }, 'approve', key),
      ).toBe(words.neighbour(text.words.verdict.reject));
    }
    expect(whyNot({}, 'reject', 's')).toBe(words.neighbour(text.words.verdict.approve));
    expect(whyNot({}, 'approve', 'y')).toBeNull();
    expect(whyNot({}, 'hold', 's')).toBeNull();
  });

  test.each([
    ['tab', words.focus],
    ['enter', words.focus],
    ['ctrl+enter', words.focus],
    ['escape', words.focus],
    [' ', words.focus],
    ['backspace', words.focus],
    ['arrowleft', words.scroll],
    ['pagedown', words.scroll],
    ['f5', words.system],
    ['f12', words.system],
    ['shift+f10', words.system],
    ['ctrl+r', words.system],
    ['ctrl+f', words.system],
    ['ctrl+w', words.system],
    ['ctrl++', words.system],
    ['ctrl+c', words.editing],
    ['ctrl+v', words.editing],
    ['alt+x', words.alt],
    ['ctrl+alt+q', words.alt],
    ['alt+f4', words.alt],
    ['ctrl+ ', words.inputMethod],
    ['ctrl+.', words.inputMethod],
    ['process', words.inputMethod],
    ['dead', words.inputMethod],
    ['capslock', words.inputMethod],
    ['nonconvert', words.inputMethod],
    ['ㄅ', words.inputMethod],
    ['中', words.inputMethod],
    ['ａ', words.inputMethod],
    ['é', words.inputMethod],
    ['', words.inputMethod],
    ['Q', words.inputMethod],
    ['no such key', words.inputMethod],
  ])('%j_belongs_to_somebody_else', (key, why) => {
    expect(whyNot({}, 'hold', key)).toBe(why);
  });

  test('what_works_while_a_person_types_needs_a_chord', () => {
    expect(whyNot({}, 'lock', 'q')).toBe(words.needsChord);
    expect(whyNot({}, 'lock', 'ctrl+k')).toBeNull();
    for (const key of ['q', ';', '!', 'ctrl+k', 'shift+home']) {
      expect(whyNot({}, 'hold', key), key).toBeNull();
    }
  });

  test('every_act_may_have_its_shipped_key_again', () => {
    for (const act of ACT_NAMES) {
      expect(whyNot({ [act]: 'ctrl+k' } as OwnKeyMap, act, actOf(act).keys[0]), act).toBeNull();
    }
  });

  test('kept_keys_that_cannot_be_meant_are_none', () => {
    for (const kept of NONSENSE) {
      expect(readOwnKeys(kept), JSON.stringify(kept).slice(0, 80)).toBeNull();
    }
  });

  test('kept_keys_that_can_be_meant_hold', () => {
    expect(readOwnKeys({})).toEqual({});
    const kept = { approve: 'q', return: 'h', hold: 'c' };
    expect(readOwnKeys(kept)).toEqual(kept);
    expect(keysIn(kept as OwnKeyMap, 'return')).toEqual(['h']);
  });
});
