// 親等試算 as it stands on the page: by words, by steps, beside anything, and by keys alone.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';

import App from '../../App.svelte';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { KinshipController } from './KinshipController.svelte';
import { patiently, settled } from '../work/settled';

const explain = (): string => '沒有算出來';

function calculator(words = '', wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  return new KinshipController(host, explain, words);
}

describe('calculating', () => {
  test('steps_are_walked_one_by_one_and_taken_back', async () => {
    const controller = calculator();
    await controller.walk('U');
    await controller.walk('U');
    await controller.walk('D');
    expect(controller.answer?.senses[0]?.letters).toBe('UUD');
    await controller.takeBack();
    expect(controller.answer?.senses[0]?.letters).toBe('UU');
    await controller.clear();
    expect(controller.answer).toBeNull();
  });

  test('an_ambiguous_word_keeps_all_its_senses', async () => {
    const controller = calculator();
    controller.text = '姪女';
    await controller.now();
    expect(controller.answer?.senses.map((sense) => sense.eligible)).toEqual([true, false]);
    expect(controller.answer?.level).toBe('attention');
  });

  test('nothing_is_asked_while_an_input_method_composes', async () => {
    vi.useFakeTimers();
    const host = new FakeHost({ frozen: true });
    const asked = vi.spyOn(host, 'call');
    const controller = new KinshipController(host, explain, '');
    controller.type('ㄍㄨ', true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).not.toHaveBeenCalled();
    controller.type('姑姑', false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveBeenCalledExactlyOnceWith('calculate_kinship', { text: '姑姑' });
    vi.useRealTimers();
  });

  test('an_older_answer_never_overtakes_a_newer_one', async () => {
    const controller = calculator();
    controller.text = '姑姑';
    const first = controller.now();
    controller.text = '妯娌';
    await Promise.all([first, controller.now()]);
    expect(controller.answer?.senses[0]?.letters).toBe('SUDS');
  });

  test('a_failure_is_told', async () => {
    const controller = calculator('', { fail: ['calculate_kinship'] });
    await controller.walk('U');
    expect(controller.trouble).toBe('沒有算出來');
  });
});

describe('the panel', () => {
  let leave: (() => void) | null = null;
  afterEach(() => {
    leave?.();
    leave = null;
  });

  async function window(): Promise<void> {
    const app = mount(App, {
      target: document.body,
      props: { host: new FakeHost({ frozen: true }) },
    });
    leave = () => {
      void unmount(app);
      document.body.replaceChildren();
    };
    await settled();
  }

  function press(key: string, target: EventTarget = document.body): void {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    flushSync();
  }

  const panel = () => document.querySelector('[data-testid="kinship"]');
  const field = () => document.querySelector<HTMLInputElement>('[data-testid="kinship-words"]');

  test('a_key_opens_it_without_a_case_and_escape_closes_it', async () => {
    await window();
    press('3');
    await settled();
    expect(panel()).toBeNull();
    press('g');
    await settled();
    expect(document.activeElement).toBe(field());
    // A letter in the field is a letter.
    press('g', field()!);
    expect(panel()).not.toBeNull();
    press('Escape', field()!);
    await settled();
    expect(panel()).toBeNull();
  });

  test('beside_a_case_it_begins_with_the_stated_relation', async () => {
    await window();
    document.querySelector<HTMLElement>('[data-testid="queue-row"]')?.click();
    await patiently(() =>
      expect(document.querySelector('[data-testid="case-title"]')).not.toBeNull(),
    );
    press('g');
    await settled();
    expect(field()?.value).not.toBe('');
    expect(document.querySelector('[data-testid="case-title"]')).not.toBeNull();
  });

  test('a_walked_path_shows_its_sum_its_drawing_both_readings_and_the_proofs', async () => {
    await window();
    document.querySelector<HTMLElement>('[data-testid="open-kinship"]')?.click();
    await settled();
    for (const step of ['U', 'U', 'D', 'D']) {
      document.querySelector<HTMLElement>(`[data-testid="kinship-step-${step}"]`)?.click();
      await settled();
    }
    const answer = document.querySelector<HTMLElement>('[data-testid="kinship-answer"]');
    expect(answer?.dataset['level']).toBe('fail');
    const sense = document.querySelector<HTMLElement>('[data-testid="kinship-sense"]');
    expect(sense?.querySelectorAll('svg rect')).toHaveLength(5);
    for (const words of [
      '四親等',
      text.kinship.readingA,
      text.kinship.readingB,
      text.kinship.proofs,
      text.kinship.noProofs,
    ]) {
      expect(panel()?.textContent).toContain(words);
    }
  });
});
