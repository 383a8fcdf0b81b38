// From one case to the next: the last one stays drawn for a moment and its fields and buttons come
// to show the next, and nothing meant for the one reaches the other.

import { afterEach, describe, expect, test, vi } from 'vitest';

import { Desk } from '../../desk.svelte';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { keyDesk } from '../../keys/keys';
import { text } from '../../text';
import { patiently, settled, workOnThePage } from '../work/settled';
import { WorkController } from '../work/WorkController.svelte';
import { NOTHING_SAID } from './CaseController.svelte';

/** From now on the host opens a case when the test says so. */
function slowly(host: FakeHost): {
  answer: () => void;
  next: () => () => void;
  fail: (error: HostError) => void;
} {
  const call = host.call.bind(host);
  const waiting: { answer: () => void; fail: (error: HostError) => void }[] = [];
  vi.spyOn(host, 'call').mockImplementation(((name, request) =>
    name !== 'open_case'
      ? call(name, request)
      : new Promise((resolve, reject) => {
          waiting.push({ answer: () => resolve(call(name, request)), fail: reject });
        })) as FakeHost['call']);
  const last = () => waiting[waiting.length - 1]!;
  return {
    answer: () => last().answer(),
    next: () => last().answer,
    fail: (error) => last().fail(error),
  };
}

/** At work on the first of the applications. */
async function working() {
  const host = new FakeHost({ frozen: true });
  const desk = new Desk(host);
  await desk.enter((await host.call('boot', null)).session!);
  const work = new WorkController(desk, 'application');
  await work.queue.load();
  const [first, second, third] = work.queue.rows.map((row) => row.case);
  await work.open(first!);
  return { host, desk, work, first: first!, second: second!, third: third! };
}

describe('while the next case is read', () => {
  test('the_last_one_is_drawn_and_can_be_neither_marked_nor_decided', async () => {
    const { host, work, first, second } = await working();
    work.shown.passAll();
    expect(work.shown.whyNot('approve')).toBeNull();
    const later = slowly(host);
    const opening = work.open(second);
    const before = work.shown.draft;
    expect(work.shown.view?.case.id).toBe(first.id);
    expect(work.shown.here).toBeNull();

    work.shown.note('寫給下一件');
    work.shown.mark(work.shown.view!.documents[0]!.checks[0]!.id, 'reject');
    work.shown.keepSaid({ ...NOTHING_SAID, addition: '補充', language_chosen: false });
    expect(work.shown.draft).toBe(before);
    await work.decide('approve');
    await work.decide('reject');
    work.ask();
    work.print();
    expect([work.sheet, work.asking.about, work.printing.document]).toEqual([null, null, null]);
    expect(work.announcement).toBe(text.case.reading);
    expect(await work.crop()).toBeUndefined();
    await work.shown.revealIdentity('compare_documents');
    const asked = vi.mocked(host.call).mock.calls.map(([name]) => name);
    expect(asked).not.toContain('record_decision');
    expect(asked).not.toContain('keep_crop');
    expect(asked).not.toContain('reveal_identity');

    later.answer();
    await opening;
    expect(work.shown.here?.case.id).toBe(second.id);
    expect(work.shown.draft.staff_note).toBe('');
  });

  test('what_was_written_on_the_last_one_is_kept_with_it', async () => {
    const { host, work, first, second } = await working();
    work.shown.note('先打電話問戶政');
    const later = slowly(host);
    const opening = work.open(second);
    later.answer();
    await opening;
    expect(work.shown.draft.staff_note).toBe('');
    const back = work.open(first);
    later.answer();
    await back;
    expect(work.shown.draft.staff_note).toBe('先打電話問戶政');
  });

  test('it_is_drawn_for_a_moment_only', async () => {
    const { host, work, second } = await working();
    const later = slowly(host);
    const opening = work.open(second);
    await patiently(() => expect(work.shown.view).toBeNull());
    expect(work.shown.opening).toBe(true);
    later.answer();
    await opening;
    expect(work.shown.view?.case.id).toBe(second.id);
  });

  test('it_does_not_stay_drawn_where_the_next_one_cannot_be_read', async () => {
    const { host, work, second } = await working();
    const later = slowly(host);
    const opening = work.open(second);
    later.fail(new HostError('failed', '這台電腦的資料庫暫時讀不到。'));
    await opening;
    expect([work.shown.view, work.shown.trouble]).toEqual([null, '這台電腦的資料庫暫時讀不到。']);
  });

  test('a_case_that_is_only_walked_past_is_given_back_and_each_but_once', async () => {
    const { host, work, first, second, third } = await working();
    const later = slowly(host);
    const past = work.open(second);
    const answerSecond = later.next();
    const on = work.open(third);
    later.answer();
    await on;
    expect(work.shown.here?.case.id).toBe(third.id);
    answerSecond();
    await past;
    expect(work.shown.here?.case.id).toBe(third.id);
    const left = vi
      .mocked(host.call)
      .mock.calls.filter(([name]) => name === 'leave_case')
      .map(([, request]) => request);
    expect(left).toEqual([first, second]);
  });

  test('a_case_that_was_walked_past_and_back_to_stays_claimed', async () => {
    const { host, work, second, third } = await working();
    const later = slowly(host);
    const on = work.open(second);
    const answerFirst = later.next();
    const past = work.open(third);
    const answerSecond = later.next();
    const back = work.open(second);
    later.answer();
    await back;
    answerFirst();
    answerSecond();
    await Promise.all([on, past]);
    expect(work.shown.here?.case.id).toBe(second.id);
    const left = vi
      .mocked(host.call)
      .mock.calls.filter(([name]) => name === 'leave_case')
      .map(([, request]) => request);
    expect(left.slice(1)).toEqual([third]);
  });
});

describe('a decision that is answered after they have gone on', () => {
  async function deciding() {
    const { host, desk, work, third } = await working();
    work.shown.passAll();
    const call = host.call.bind(host);
    let answer: (take: boolean) => void = () => undefined;
    vi.spyOn(host, 'call').mockImplementation(((name, request) =>
      name !== 'record_decision'
        ? call(name, request)
        : new Promise((resolve, reject) => {
            answer = (take) =>
              take
                ? resolve(call(name, request))
                : reject(new HostError('refused', '這台電腦的磁碟滿了。'));
          })) as FakeHost['call']);
    const decided = work.decide('approve');
    await work.open(third);
    work.shown.note('這一件的備註');
    work.openSheet('reject');
    return { desk, work, third, decided, answer: (take: boolean) => answer(take) };
  }

  test('is_told_and_leaves_them_where_they_are', async () => {
    const { desk, work, third, decided, answer } = await deciding();
    const sheet = work.sheet;
    answer(true);
    await decided;
    expect(desk.toasts.canUndo).toBe(true);
    expect(work.shown.here?.case).toEqual(third);
    expect(work.sheet).toBe(sheet);
    expect(sheet).not.toBeNull();
    work.end();
  });

  test('is_told_with_its_case_if_it_was_not_taken_and_not_on_the_next_one', async () => {
    const { desk, work, third, decided, answer } = await deciding();
    const say = vi.spyOn(desk.toasts, 'say');
    answer(false);
    await decided;
    expect(say.mock.calls.flat()).toEqual([
      expect.stringMatching(/.+沒有決定：這台電腦的磁碟滿了。$/),
    ]);
    expect(work.shown.here?.case).toEqual(third);
    expect(work.shown.refusal).toBeNull();
    work.end();
  });
});

describe('drawn in the same place', () => {
  let leave: (() => void) | null = null;
  afterEach(() => {
    leave?.();
    leave = null;
  });

  const find = <E extends HTMLElement>(selector: string): E => {
    const found = document.querySelector<E>(selector);
    if (found === null) throw new Error(`${selector} is not on the page`);
    return found;
  };
  const shown = (): string | undefined => find('section.case').dataset['caseId'];

  async function onThePage(kind: 'application' | 'post') {
    const page = await workOnThePage(kind);
    leave = page.leave;
    await next();
    return page;
  }

  async function next(): Promise<void> {
    const before = document.querySelector<HTMLElement>('section.case')?.dataset['caseId'];
    keyDesk.press(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
    await patiently(() => expect(shown()).not.toBe(before));
    await settled();
  }

  test('the_case_is_the_same_place_and_no_field_picture_or_focus_is_carried_over', async () => {
    await onThePage('application');
    const place = find('section.case');
    const note = find<HTMLTextAreaElement>('[data-testid=staff-note]');
    const pictures = [...document.querySelectorAll('img.whole')];
    note.focus();
    note.value = '還沒寫完';
    expect(document.activeElement).toBe(note);
    await next();
    expect(find('section.case')).toBe(place);
    expect(find('[data-testid=staff-note]')).not.toBe(note);
    expect(find<HTMLTextAreaElement>('[data-testid=staff-note]').value).toBe('');
    expect(document.activeElement).toBe(document.body);
    // An image shows its last picture until the next one has come.
    await patiently(() => {
      for (const picture of document.querySelectorAll('img.whole'))
        expect(pictures).not.toContain(picture);
    });
  });

  test('a_picture_that_fails_after_it_was_taken_off_does_not_say_so_of_the_next', async () => {
    await onThePage('application');
    const last = find('img.whole');
    await next();
    last.dispatchEvent(new Event('error'));
    await settled();
    expect(document.body.textContent).not.toContain(text.case.documents.failed);
    find('img.whole').dispatchEvent(new Event('error'));
    await settled();
    expect(document.body.textContent).toContain(text.case.documents.failed);
  });

  test('a_picture_of_which_nobody_told_is_found_and_one_that_does_not_come_is_asked_for_anew', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await onThePage('application');
      const [silent, lost] = [...document.querySelectorAll<HTMLImageElement>('img.whole')];
      const reading = (of: HTMLImageElement) => of.closest('.paper')?.querySelector('.reading');
      for (const [name, value] of Object.entries({ complete: true, naturalWidth: 8 }))
        Object.defineProperty(silent, name, { value });
      Object.defineProperty(lost, 'complete', { value: false });
      expect(reading(silent!)).not.toBeNull();
      vi.advanceTimersByTime(1_000);
      await settled();
      expect(reading(silent!)).toBeNull();
      expect(lost!.isConnected).toBe(true);
      vi.advanceTimersByTime(9_000);
      await settled();
      expect(silent!.isConnected).toBe(true);
      expect(lost!.isConnected).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a_button_that_had_the_focus_does_not_have_it_on_the_next_case', async () => {
    await onThePage('application');
    const button = find('[data-testid=verdict-reject]');
    button.focus();
    expect(document.activeElement).toBe(button);
    await next();
    expect(find('[data-testid=verdict-reject]')).toBe(button);
    expect(document.activeElement).toBe(document.body);
  });

  test('what_was_unfolded_is_folded_and_what_was_scrolled_is_at_its_top', async () => {
    await onThePage('application');
    find('[data-testid=finding]').click();
    find('[data-testid=in-order]').click();
    find('.check').click();
    await settled();
    expect(document.querySelector('[data-testid=finding-card]')).not.toBeNull();
    const folded = (): (string | null)[] =>
      ['[data-testid=in-order]', '.check'].map((selector) =>
        find(selector).getAttribute('aria-expanded'),
      );
    expect(folded()).toEqual(['true', 'true']);
    const scrolled = [find('.insp'), find('.checks')];
    for (const element of scrolled) {
      element.scrollTop = 40;
      element.dispatchEvent(new Event('scroll'));
    }
    await next();
    expect(document.querySelector('[data-testid=finding-card]')).toBeNull();
    expect(folded()).toEqual(['false', 'false']);
    expect(scrolled.map((element) => [element.isConnected, element.scrollTop])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  });

  test('what_the_last_family_would_have_read_is_gone_at_once', async () => {
    const { host } = await onThePage('application');
    await patiently(() => expect(document.querySelector('.family .text')).not.toBeNull());
    host.wishes.hang.push('preview_decision');
    await next();
    expect(document.querySelector('.family .text')).toBeNull();
  });

  test('a_post_begins_with_its_findings_folded', async () => {
    await onThePage('post');
    find('[data-testid=finding]').click();
    await settled();
    expect(document.querySelector('[data-testid=finding-card]')).not.toBeNull();
    await next();
    expect(document.querySelector('[data-testid=finding-card]')).toBeNull();
  });
});
