// 稽核紀錄: pages down to the first entry, and the answer of the check as it is.

import { describe, expect, test } from 'vitest';

import { FakeHost } from '../../host/fake';
import { AuditController, byDay } from './AuditController.svelte';

function audit(wishes: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({ frozen: true, ...wishes });
  return { host, controller: new AuditController(host, () => '沒有讀出來') };
}

describe('the audit trail', () => {
  test('it_is_read_down_to_the_first_entry_without_a_gap', async () => {
    const { controller } = audit();
    await controller.load();
    while (controller.more) await controller.older();
    const numbers = controller.rows.map((row) => row.seq);
    expect(numbers[0]).toBe(212);
    expect(numbers.at(-1)).toBe(1);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(new Set(numbers).size).toBe(212);
  });

  test('it_is_narrowed_by_sort_and_by_case_and_read_on_from_there', async () => {
    const { controller } = audit();
    await controller.show('sign_in');
    expect(new Set(controller.rows.map((row) => row.what))).toEqual(new Set(['登入']));
    await controller.show('all');
    await controller.find('申115-0412');
    while (controller.more) await controller.older();
    expect(new Set(controller.rows.map((row) => row.case_number))).toEqual(new Set(['申115-0412']));
    await controller.find('沒有這個案號');
    expect([controller.rows.length, controller.narrowed]).toEqual([0, true]);
  });

  test('of_two_readings_at_once_the_later_one_is_shown', async () => {
    const { controller } = audit();
    await Promise.all([controller.find('申115-0412'), controller.find('簿115-2088')]);
    expect(new Set(controller.rows.map((row) => row.case_number))).toEqual(new Set(['簿115-2088']));
  });

  test('entries_lie_under_their_days', () => {
    const row = (seq: number, at: string) => ({
      seq,
      at,
      who: '李沛真',
      what: '登入',
      case_number: null,
    });
    const days = byDay([
      row(3, '115.11.23 08:00:00'),
      row(2, '115.11.22 17:00:00'),
      row(1, '115.11.22 08:00:00'),
    ]);
    expect(days.map((day) => [day.day, day.rows.map((one) => one.seq)])).toEqual([
      ['115.11.23', [3]],
      ['115.11.22', [2, 1]],
    ]);
  });

  test.each([
    [false, true],
    [true, false],
  ])('of_a_chain_tampered_with_%s_it_says_intact_%s', async (tampered, intact) => {
    const { controller } = audit({ tampered });
    await controller.verify();
    expect(controller.check?.intact).toBe(intact);
  });

  test('a_check_that_could_not_be_made_takes_the_old_answer_away', async () => {
    const { host, controller } = audit();
    await controller.verify();
    host.wishes.fail = ['verify_audit'];
    await controller.verify();
    expect([controller.check, controller.checkTrouble]).toEqual([null, '沒有讀出來']);
  });

  test('what_is_not_as_it_was_is_noted_and_stays_told', async () => {
    const { host, controller } = audit({ tampered: true });
    await controller.verify();
    expect(controller.check?.noted).toBeNull();
    controller.grounds = '已通報政風室';
    host.wishes.fail = ['note_audit_fault'];
    await controller.note();
    expect([controller.noteTrouble, controller.grounds]).toEqual(['沒有讀出來', '已通報政風室']);
    host.wishes.fail = [];
    await controller.note();
    expect(controller.check?.noted).toContain('已通報政風室');
    expect([controller.check?.intact, controller.grounds]).toEqual([false, '']);
    expect(controller.rows[0]?.what).toBe('註記稽核紀錄不符');
  });

  test('a_trail_that_could_not_be_read_is_told', async () => {
    const { controller } = audit({ fail: ['list_audit'] });
    await controller.load();
    expect([controller.trouble, controller.loaded]).toEqual(['沒有讀出來', false]);
  });
});
