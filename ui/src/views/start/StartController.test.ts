// The first start: asking an address, signing in, cancelling, practising.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { SessionView } from '../../generated/views';
import { HostError } from '../../host/door';
import { FakeHost } from '../../host/fake';
import { text } from '../../text';
import { StartController } from './StartController.svelte';

function start(
  wishes: ConstructorParameters<typeof FakeHost>[0] = {},
  remembered: string | null = null,
) {
  const host = new FakeHost({ start: true, ...wishes });
  const entered: SessionView[] = [];
  const explained = { count: 0 };
  const controller = new StartController(host, remembered, {
    entered: (session) => {
      entered.push(session);
      return Promise.resolve();
    },
    keyringFailed: () => {
      explained.count += 1;
      return Promise.resolve();
    },
    lockedOut: () => Promise.resolve(false),
  });
  return { host, controller, entered, explained };
}

describe('the first start', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('an_address_is_asked_after_a_pause_and_its_answer_is_shown', async () => {
    const { host, controller } = start();
    const calls = vi.spyOn(host, 'call');
    controller.setUrl('https://portal.exam');
    controller.setUrl('https://portal.example.gov.tw');
    expect(controller.probing).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.mock.calls.filter(([name]) => name === 'probe_portal')).toHaveLength(1);
    expect(controller.probe?.answers).toBe(true);
    expect(controller.probing).toBe(false);
  });

  test('a_late_answer_to_an_old_address_is_not_believed', async () => {
    const { controller } = start();
    controller.setUrl('https://portal.example.gov.tw');
    await vi.advanceTimersByTimeAsync(600);
    controller.setUrl('https://nothing.example.gov.tw');
    await vi.advanceTimersByTimeAsync(350);
    expect(controller.probe).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(controller.probe?.answers).toBe(false);
  });

  test('nothing_is_asked_for_a_bare_scheme', async () => {
    const { host, controller } = start();
    const calls = vi.spyOn(host, 'call');
    controller.setUrl('https://');
    await vi.advanceTimersByTimeAsync(2000);
    expect(calls).not.toHaveBeenCalled();
  });

  test('the_portal_used_last_is_offered_and_asked_again', async () => {
    const { controller } = start({}, 'https://portal.example.gov.tw');
    await vi.advanceTimersByTimeAsync(1000);
    expect(controller.url).toBe('https://portal.example.gov.tw');
    expect(controller.probe?.answers).toBe(true);
  });

  test('a_portal_that_is_new_to_the_computer_is_looked_at_before_the_browser_opens', async () => {
    const { controller, entered } = start();
    controller.setUrl('https://new.example.gov.tw');
    await controller.signIn();
    expect(controller.unconfirmed).toContain('new.example.gov.tw');
    expect(controller.connectTrouble).toBeNull();
    expect(entered).toHaveLength(0);
    // Another address is another question, and no is an answer.
    controller.declinePortal();
    expect([controller.url, controller.unconfirmed]).toEqual(['', null]);
    controller.setUrl('https://new.example.gov.tw');
    const signingIn = controller.signIn(true);
    await vi.advanceTimersByTimeAsync(5000);
    await signingIn;
    expect(entered).toHaveLength(1);
    expect(controller.unconfirmed).toBeNull();
  });

  test('signing_in_waits_for_the_browser_and_then_enters', async () => {
    const { controller, entered } = start();
    controller.setUrl('https://portal.example.gov.tw');
    const done = controller.signIn();
    expect(controller.phase).toBe('signing_in');
    await vi.advanceTimersByTimeAsync(5000);
    await done;
    expect(entered.map((session) => session.mode)).toEqual(['portal']);
    expect(controller.phase).toBe('choosing');
  });

  test('after_cancelling_a_late_sign_in_does_not_enter', async () => {
    const { controller, entered } = start();
    controller.setUrl('https://portal.example.gov.tw');
    const done = controller.signIn();
    await controller.cancelSignIn();
    expect(controller.phase).toBe('choosing');
    await vi.advanceTimersByTimeAsync(5000);
    await done;
    expect(entered).toEqual([]);
    expect(controller.connectTrouble).toBeNull();
  });

  test('a_refused_sign_in_is_said_at_the_form', async () => {
    const { controller, entered } = start({ fail: ['sign_in'] });
    controller.setUrl('https://portal.example.gov.tw');
    await controller.signIn();
    expect(controller.connectTrouble).toContain('資料庫');
    expect(controller.phase).toBe('choosing');
    expect(entered).toEqual([]);
  });

  test('a_keyring_that_fails_after_all_is_explained', async () => {
    const { host, controller, explained } = start();
    vi.spyOn(host, 'call').mockRejectedValue(new HostError('keyring', '鑰匙圈沒有回應。'));
    controller.url = 'https://portal.example.gov.tw';
    await controller.signIn();
    expect([controller.connectTrouble, explained.count]).toEqual(['鑰匙圈沒有回應。', 1]);
  });

  test('without_an_address_nothing_is_signed_in', async () => {
    const { controller } = start();
    await controller.signIn();
    expect(controller.connectTrouble).toBe(text.start.connect.needsUrl);
  });

  test('practice_starts_in_the_chosen_role_once_however_often_the_key_is_pressed', async () => {
    const { host, controller, entered } = start();
    const calls = vi.spyOn(host, 'call');
    controller.role = 'supervisor';
    const first = controller.startPractice();
    const second = controller.startPractice();
    expect(controller.phase).toBe('preparing');
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all([first, second]);
    expect(calls.mock.calls.filter(([name]) => name === 'start_practice')).toHaveLength(1);
    expect(entered.map((session) => session.role)).toEqual(['supervisor']);
  });
});
