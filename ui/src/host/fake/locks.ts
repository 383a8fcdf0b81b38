// The lock of the fake host: the PIN is 194728.

import type { KnownDeskView, LockView, SessionView } from '../../generated/views';
import { HostError, type CommandName } from '../door';
import type { Answers, FakeHost } from './index';

const PIN = '194728';

export const WHILE_LOCKED: readonly CommandName[] = ['boot', 'lock', 'lock_page', 'unlock', 'unlock_by_portal', 'leave_lock', 'cancel_sign_in'];

export const SAMPLE_DESK: KnownDeskView = { desk: '0123456789abcdef/0123456789abcdef', facility: '雲林第二監獄', masked_name: '李○真', portal: 'https://portal.example.gov.tw/' };

export function lockUp(host: FakeHost): LockView {
  host.locked = {
    facility: '雲林第二監獄', masked_name: host.wishes.role === 'supervisor' ? '洪○任' : '李○真',
    unsent: host.outbox.filter((item) => item.acknowledged === null).length, finishing: false, pin: host.wishes.pin, wait_seconds: 0, portal_wanted: null,
  };
  return host.locked;
}

/** The first sign-in at a house that wants a PIN. */
export function askForPin(host: FakeHost): void {
  if (host.wishes.pin) throw new HostError('pin_wanted', '請設定開啟審核台的 PIN。');
}

type LockCommand = 'lock' | 'lock_page' | 'unlock' | 'unlock_by_portal' | 'leave_lock' | 'choose_desk' | 'set_pin' | 'change_pin' | 'change_key';

export function locks(host: FakeHost, session: () => SessionView): Pick<Answers, LockCommand> {
  let wrong = 0;
  const enter = (): SessionView => {
    wrong = 0;
    host.locked = null;
    host.signedIn = true;
    return session();
  };
  return {
    lock: () => (host.signedIn ? lockUp(host) : host.locked),
    lock_page: () => host.locked,
    unlock: ({ pin }) => {
      if (host.locked?.pin === true && pin !== PIN) {
        wrong += 1;
        if (wrong >= 10) host.locked = { ...host.locked, portal_wanted: 'PIN 連續錯了十次，要由入口網確認您是誰。' };
        throw new HostError('refused', `PIN 不對，還可以試 ${10 - wrong} 次。`);
      }
      return enter();
    },
    unlock_by_portal: () => {
      host.locked = null;
      throw new HostError('pin_wanted', '請設定開啟審核台的 PIN。');
    },
    leave_lock: () => {
      host.locked = null;
      host.signedIn = false;
      return null;
    },
    choose_desk: () => lockUp(host),
    set_pin: ({ pin }) => {
      if (pin.length < 6) throw new HostError('refused', '請用 6 位以上的數字或一句話；不要連號、重複，或別人會先猜的。');
      return enter();
    },
    change_key: ({ pin }) => {
      if (host.wishes.pin === true && pin !== PIN) throw new HostError('refused', 'PIN 不對，還可以試 9 次。');
      return null;
    },
    change_pin: ({ pin, new_pin }) => {
      if (new_pin.length < 6) throw new HostError('refused', '請用 6 位以上的數字或一句話；不要連號、重複，或別人會先猜的。');
      if (pin !== PIN) throw new HostError('refused', 'PIN 不對，還可以試 9 次。');
      return null;
    },
  };
}
