import { describe, expect, test, vi } from 'vitest';

import { keycaps } from './keycaps';
import { followInputMethods, isHeldBack, type KeyBinding, KeyDesk, takesSpace } from './keys';

function press(
  key: string,
  more: Partial<KeyboardEventInit> & { keyCode?: number; on?: HTMLElement } = {},
): KeyboardEvent {
  const { keyCode, on, ...init } = more;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  if (keyCode !== undefined) {
    Object.defineProperty(event, 'keyCode', { value: keyCode });
  }
  Object.defineProperty(event, 'target', { value: on ?? document.body });
  return event;
}

function deskWith(keys: string[], options: { inFields?: boolean } = {}) {
  const run = vi.fn();
  const desk = new KeyDesk();
  desk.lay({ title: '案件', bindings: [{ keys, run, ...options }] });
  return { desk, run };
}

describe('the keys', () => {
  test('a_key_does_what_its_binding_says', () => {
    const { desk, run } = deskWith(['a']);
    expect(desk.press(press('a'))).toBe(true);
    expect(desk.press(press('A'))).toBe(true);
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('nothing_is_decided_while_an_input_method_composes', () => {
    const { desk, run } = deskWith(['a', 'ctrl+enter'], { inFields: true });
    desk.press(press('a', { isComposing: true }));
    desk.press(press('a', { keyCode: 229 }));
    desk.press(press('Process', { keyCode: 229 }));
    desk.press(press('Enter', { ctrlKey: true, isComposing: true }));
    expect(run).not.toHaveBeenCalled();
  });

  test('a_chord_that_an_input_method_lets_through_does_not_send_without_its_words', async () => {
    const stop = followInputMethods(window);
    const { desk, run } = deskWith(['ctrl+enter'], { inFields: true });
    const chord = () => press('Enter', { ctrlKey: true });
    window.dispatchEvent(new Event('compositionstart'));
    expect(isHeldBack(chord())).toBe(true);
    desk.press(chord());
    // Some end the composition with the chord itself.
    window.dispatchEvent(new Event('compositionend'));
    desk.press(chord());
    expect(run).not.toHaveBeenCalled();
    await new Promise((done) => setTimeout(done, 1));
    expect(isHeldBack(chord())).toBe(false);
    desk.press(chord());
    expect(run).toHaveBeenCalledOnce();
    // A field that is taken away never says that it is done.
    window.dispatchEvent(new Event('compositionstart'));
    window.dispatchEvent(new Event('focusout'));
    desk.press(chord());
    expect(run).toHaveBeenCalledTimes(2);
    stop();
  });

  test('the_space_bar_presses_what_has_the_focus_and_walks_elsewhere', () => {
    const button = document.createElement('button');
    const inside = button.appendChild(document.createElement('span'));
    const row = document.createElement('button');
    row.dataset['testid'] = 'queue-row';
    expect(takesSpace(inside)).toBe(true);
    expect(takesSpace(row)).toBe(true);
    row.setAttribute('aria-current', 'true');
    expect(takesSpace(row)).toBe(false);
    row.setAttribute('aria-current', 'page');
    expect(takesSpace(row)).toBe(false);
    row.setAttribute('aria-current', 'false');
    expect(takesSpace(row)).toBe(true);
    expect(takesSpace(document.createElement('p'))).toBe(false);
  });

  test('letters_typed_into_a_field_are_text_and_chords_meant_for_fields_still_work', () => {
    const field = document.createElement('textarea');
    const letters = deskWith(['a']);
    letters.desk.press(press('a', { on: field }));
    expect(letters.run).not.toHaveBeenCalled();
    const chord = deskWith(['ctrl+enter'], { inFields: true });
    chord.desk.press(press('Enter', { ctrlKey: true, on: field }));
    expect(chord.run).toHaveBeenCalledOnce();
  });

  test('ctrl_a_selects_text_and_does_not_approve', () => {
    const { desk, run } = deskWith(['a']);
    desk.press(press('a', { ctrlKey: true }));
    desk.press(press('a', { altKey: true }));
    expect(run).not.toHaveBeenCalled();
  });

  test('a_held_key_walks_the_queue_but_decides_only_once', () => {
    const desk = new KeyDesk();
    const [decide, walk] = [vi.fn(), vi.fn()];
    const bindings: KeyBinding[] = [
      { act: 'approve', run: decide },
      { act: 'next', run: walk },
    ];
    desk.lay({ title: '案件', bindings });
    for (const key of ['a', 'j', 'ArrowDown']) {
      desk.press(press(key));
      desk.press(press(key, { repeat: true }));
    }
    expect(decide).toHaveBeenCalledOnce();
    expect(walk).toHaveBeenCalledTimes(4);
  });

  test('under_a_dialog_the_keys_of_the_window_are_dead', () => {
    const { desk, run } = deskWith(['a']);
    const close = vi.fn();
    const end = desk.lay({
      title: '對話框',
      closed: true,
      bindings: [{ keys: ['escape'], run: close }],
    });
    desk.press(press('a'));
    desk.press(press('Escape'));
    expect(run).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    end();
    desk.press(press('a'));
    expect(run).toHaveBeenCalledOnce();
  });

  test('a_binding_that_may_not_act_now_leaves_the_key_to_the_layer_below', () => {
    const { desk, run } = deskWith(['escape']);
    desk.lay({
      title: '',
      bindings: [{ keys: ['escape'], when: () => false, run: () => expect.unreachable() }],
    });
    desk.press(press('Escape'));
    expect(run).toHaveBeenCalledOnce();
  });

  test('keycaps_read_as_they_are_printed', () => {
    expect(keycaps('ctrl+enter')).toEqual(['Ctrl', 'Enter']);
    expect(keycaps('+')).toEqual(['+']);
    expect(keycaps('a')).toEqual(['A']);
  });
});
