// The family's language on the sheet: proposed where something says so, chosen by the person, seen
// with the Chinese, and not sent before the facility has adopted it.

import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';

import type { CaseView, RecordedView } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import type { Wishes } from '../../host/fake/wishes';
import { text } from '../../text';
import { CaseController } from '../case/CaseController.svelte';
import { patiently } from '../work/settled';
import { DecideController } from './DecideController.svelte';
import DecideSheet from './DecideSheet.svelte';

let leave: (() => void) | null = null;
afterEach(() => {
  leave?.();
  leave = null;
});

const find = (testid: string): HTMLElement | null =>
  document.querySelector(`[data-testid="${testid}"]`);

async function opened(wishes: Partial<Wishes>) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const recorded = vi.fn<(receipt: RecordedView) => void>();
  const explain = () => 'odd';
  const shown = new CaseController(host, 'application', { explain, recorded, gone: vi.fn() });
  const page = await host.call('list_cases', {
    kind: 'application',
    group: 'open',
    inmate_number: null,
    text: '張妤安',
    only: 'all',
    check: null,
    after: null,
    limit: 1,
  });
  await shown.open(page.rows[0]!.case);
  const sheet = new DecideController(shown, 'return', '社工室', explain);
  await sheet.begun;
  return { host, shown, sheet, recorded };
}

function drawn(sheet: DecideController, shown: CaseController, view: CaseView): void {
  const props = {
    sheet,
    shown,
    view,
    facility: '本機關',
    onsend: vi.fn(),
    onclose: vi.fn(),
    onswitch: vi.fn(),
  };
  const app = mount(DecideSheet, { target: document.body, props });
  leave = () => {
    void unmount(app);
    document.body.replaceChildren();
  };
}

test('a_resident_is_proposed_a_language_and_the_preview_is_what_is_sent', async () => {
  const { host, shown, sheet, recorded } = await opened({ resident: true, adopted: true });
  sheet.add('A09');
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(sheet.language).toBe('en');
  drawn(sheet, shown, shown.view!);
  await patiently(() => expect(find('preview-translation')).not.toBeNull());
  expect(find('preview-translation')?.lang).toBe('en');
  const message = sheet.preview!.family_message;
  expect(find('preview-text')?.textContent).toBe(message);
  expect(message).toMatch(/請附中文譯本[\s\S]+\n\n【English】/);
  expect(find('language-why')?.textContent).toContain('居留證');
  expect(find('length')?.textContent).toMatch(/中文 \d+ 字＋譯文 \d+ 字，最多 2,000 字/);
  const asked = vi.spyOn(host, 'call');
  expect(await sheet.send()).toBe(true);
  const sent = asked.mock.calls.find(([name]) => name === 'record_decision');
  expect(sent?.[1]).toMatchObject({ language: 'en' });
  expect(recorded).toHaveBeenCalled();
});

test('none_stays_none_when_the_person_says_so', async () => {
  const { shown, sheet } = await opened({ resident: true, adopted: true });
  drawn(sheet, shown, shown.view!);
  await patiently(() => expect(find('language-none')).not.toBeNull());
  find('language-none')?.click();
  sheet.add('A09');
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(sheet.language).toBeNull();
  expect(sheet.preview?.translation).toBeNull();
  expect(shown.draft).toMatchObject({ language: null, language_chosen: true });
});

test('what_awaits_the_facility_is_left_out_unless_asked_for_and_then_held_back', async () => {
  const { shown, sheet } = await opened({ resident: true });
  sheet.add('A09');
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(sheet.language).toBeNull();
  drawn(sheet, shown, shown.view!);
  await patiently(() => expect(find('language-awaiting')).not.toBeNull());
  expect(find('language-awaiting')?.textContent).toContain(text.decide.language.awaiting);
  expect(sheet.canSend).toBe(true);
  find('language-th')?.click();
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(find('preview-translation')?.textContent).toContain('【ภาษาไทย】');
  expect(sheet.canSend).toBe(false);
  expect(sheet.preview?.obstacles.join()).toContain('A09');
});

test('nobody_is_proposed_a_language_without_a_reason', async () => {
  const { sheet } = await opened({ adopted: true });
  sheet.add('A09');
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(sheet.language).toBeNull();
  sheet.speak('vi');
  await patiently(() => expect(sheet.outdated).toBe(false));
  expect(sheet.preview?.family_message).toContain('【Tiếng Việt】');
});
