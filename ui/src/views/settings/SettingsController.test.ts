// 設定: kept at once or not at all, and a report for IT with nobody in it.

import { describe, expect, test } from 'vitest';

import { Desk } from '../../desk.svelte';
import { FakeHost } from '../../host/fake';
import { lacksPhone, reportForIt, SettingsController } from './SettingsController.svelte';

function settings(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const keeper = new Desk(host);
  keeper.settings = host.settings;
  return { host, keeper, controller: new SettingsController(host, keeper) };
}

/** The same, once somebody sits at the desk. */
async function entered(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  const keeper = new Desk(host);
  await keeper.start();
  return { host, keeper, controller: new SettingsController(host, keeper) };
}

describe('the settings', () => {
  test('one_setting_is_kept_and_the_others_stay', async () => {
    const { keeper, controller } = settings();
    await controller.keep('theme', 'dark');
    await controller.keep('text_scale', 150);
    expect(keeper.settings).toEqual({
      theme: 'dark',
      text_scale: 150,
      blur_pictures: false,
    });
    expect(controller.saved).toBe('text_scale');
  });

  test('two_in_quick_succession_are_both_kept_and_the_last_word_counts', async () => {
    const { keeper, controller } = settings();
    await Promise.all([
      controller.keep('text_scale', 200),
      controller.keep('text_scale', 100),
      controller.keep('theme', 'dark'),
    ]);
    expect([keeper.settings.text_scale, keeper.settings.theme]).toEqual([100, 'dark']);
  });

  test('what_cannot_be_kept_is_told_and_changes_nothing', async () => {
    const { keeper, controller } = settings({ fail: ['save_settings'] });
    await controller.keep('theme', 'dark');
    expect(keeper.settings.theme).toBe('system');
    expect([controller.saveTrouble, controller.saved]).toEqual([
      '這台電腦的資料庫暫時讀不到。',
      null,
    ]);
  });

  test('the_contact_is_kept_without_the_spaces_around_it', async () => {
    const { host, controller } = await entered();
    controller.contact = '  輔導科 (05) 111-1111 ';
    await controller.keepContact();
    expect(host.ownSettings.contact).toBe('輔導科 (05) 111-1111');
    expect(controller.saved).toBe('contact');
  });

  test('a_contact_that_is_not_kept_is_told_and_the_one_before_holds', async () => {
    const { host, keeper, controller } = await entered();
    host.wishes.fail.push('save_own_settings');
    controller.contact = '輔導科 (05) 111-1111';
    await controller.keepContact();
    expect(controller.saveTrouble).toBe('這台電腦的資料庫暫時讀不到。');
    expect(keeper.own.contact).toBe('社工室 (05) 000-0000');
  });

  test('calls_are_kept_with_their_quiet_hours_and_refused_ones_change_nothing', async () => {
    const { host, keeper, controller } = await entered();
    const quiet = { from: '17:30', until: '08:00' };
    await controller.keepCalls({ off: true, quiet });
    expect(host.ownSettings.calls).toEqual({ off: true, quiet });
    expect(controller.saved).toBe('calls');
    host.wishes.fail.push('save_own_settings');
    await controller.keepCalls({ off: false, quiet: null });
    expect(controller.saveTrouble).toBe('這台電腦的資料庫暫時讀不到。');
    expect(keeper.own.calls).toEqual({ off: true, quiet });
  });

  test('where_the_own_settings_were_not_read_none_is_written_over_them', async () => {
    const { host, controller } = await entered({ fail: ['own_settings'] });
    controller.contact = '輔導科 (05) 111-1111';
    await controller.keepContact();
    expect(controller.saveTrouble).toContain('還沒讀到');
    expect(host.ownSettings.contact).toBe('社工室 (05) 000-0000');
  });

  test.each([
    ['社工室 (05) 000-0000', false],
    ['社工室', true],
    ['', false],
    ['分機 12', true],
    ['０５－１２３', false],
  ])('of_%s_it_misses_a_number_%s', (contact, misses) => {
    expect(lacksPhone(contact)).toBe(misses);
  });
});

describe('the report for IT', () => {
  test('it_tells_the_state_and_names_nobody', async () => {
    const { host } = settings({ portal: true, keyring: 'locked' });
    const facts = await host.call('foundation', null);
    const boot = await host.call('boot', null);
    const sync = await host.call('sync_status', null);
    if (boot.session === null) throw new Error('somebody is signed in');
    const report = reportForIt(facts, boot.session, sync, 'WebKit', '1440×900');
    for (const private_word of [
      boot.session.display_name,
      boot.session.facility,
      host.ownSettings.contact,
      facts.data_folder,
      ...host.cases.map((one) => one.who),
    ]) {
      expect(report).not.toContain(private_word);
    }
    expect(report).toContain('鑰匙圈：鎖著');
    expect(report).toContain('待處理衝突：3');
    expect(report).toContain('112.12 版');
  });
});
