// The fake host behaves as the desk does where the window relies on it.

import { describe, expect, test } from 'vitest';

import { HostError } from '../door';
import { FakeHost } from './index';

function at(start = 1_000_000) {
  let time = start;
  return { now: () => time, pass: (seconds: number) => (time += seconds * 1000) };
}

const OPEN_POSTS = { kind: 'post', group: 'open', inmate_number: null, text: '', only: 'all', check: null, after: null, limit: 200 } as const;

async function decide(host: FakeHost) {
  const page = await host.call('list_cases', { ...OPEN_POSTS, text: '阿嬤生日' });
  const row = page.rows[0];
  if (!row) throw new Error('the sample post is missing');
  const request = { case: row.case, base_revision: row.revision, verdict: 'approve', overturns: null, reasons: [], addition: '', language: null, staff_note: '', checks: {} } as const;
  return { row, request, recorded: await host.call('record_decision', { ...request, reasons: [] }) };
}

describe('the fake host', () => {
  test('a_decision_waits_ten_seconds_then_is_sent_and_acknowledged', async () => {
    const clock = at();
    const host = new FakeHost({}, clock.now);
    const { recorded } = await decide(host);
    const stateOf = async () => {
      const outbox = await host.call('list_outbox', null);
      return [...outbox.unsent, ...outbox.sent_today].find((item) => item.decision === recorded.decision)?.state;
    };
    expect(await stateOf()).toBe('waiting');
    clock.pass(11);
    expect(await stateOf()).toBe('sending');
    clock.pass(3);
    expect(await stateOf()).toBe('acknowledged');
  });

  test('an_undone_decision_brings_the_case_back_to_the_queue', async () => {
    const host = new FakeHost({}, at().now);
    const before = (await host.call('places', null)).posts;
    const { recorded } = await decide(host);
    expect((await host.call('places', null)).posts).toBe(before - 1);
    await host.call('undo_decision', { decision: recorded.decision });
    expect((await host.call('places', null)).posts).toBe(before);
  });

  test('offline_nothing_leaves_the_outbox', async () => {
    const clock = at();
    const host = new FakeHost({ offline: true }, clock.now);
    await decide(host);
    clock.pass(60);
    const outbox = await host.call('list_outbox', null);
    expect(outbox.unsent.every((item) => item.state === 'waiting' && item.can_recall)).toBe(true);
    expect((await host.call('sync_status', null)).state).toBe('offline');
  });

  test('a_decision_on_an_old_revision_is_stale', async () => {
    const host = new FakeHost({}, at().now);
    const page = await host.call('list_cases', { ...OPEN_POSTS, limit: 1 });
    const row = page.rows[0];
    if (!row) throw new Error('no rows');
    const refused = host.call('record_decision', { case: row.case, base_revision: row.revision - 1, verdict: 'approve', overturns: null, reasons: [], addition: '', language: null, staff_note: '', checks: {} });
    await expect(refused).rejects.toMatchObject({ code: 'stale' });
    await expect(refused).rejects.toBeInstanceOf(HostError);
  });

  test('an_unfilled_slot_stops_the_decision_and_shows_in_the_preview', async () => {
    const host = new FakeHost({}, at().now);
    const page = await host.call('list_cases', { ...OPEN_POSTS, text: '妹妹會騎車了' });
    const row = page.rows[0];
    if (!row) throw new Error('no rows');
    const shown = await host.call('preview_decision', { case: row.case, base_revision: row.revision, verdict: 'reject', overturns: null, reasons: [{ code: 'P01', slots: {}, counts: true }], addition: '', language: null, staff_note: '', checks: {} });
    expect(shown.obstacles).toEqual(['「屬一般公務聯繫」還缺：事項。']);
    expect(shown.family_message).toContain('{事項}');
    expect(shown.family_message).toContain('社工室 (05) 000-0000');
    expect(shown.consequence).toMatchObject({ before: 2, after: 3, threshold: 3 });
  });

  test('twenty_thousand_posts_come_in_pages_that_skip_nothing', async () => {
    const host = new FakeHost({ rows: 20_000 }, at().now);
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof host.call<'list_cases'>>> = await host.call('list_cases', { ...OPEN_POSTS, after });
      page.rows.forEach((row) => seen.add(row.case.id));
      after = page.next;
      expect(page.total).toBe(20_000);
      if (seen.size > 2000) break;
    } while (after !== null);
    expect(seen.size).toBe(2200);
  });

  test('every_ready_document_has_a_picture', async () => {
    const host = new FakeHost({}, at().now);
    const page = await host.call('list_cases', { ...OPEN_POSTS, kind: 'application' });
    for (const row of page.rows) {
      const of = await host.call('open_case', row.case);
      for (const document of of.documents) {
        expect(document.handle === null, document.label).toBe(document.state !== 'ready');
        if (document.handle !== null) expect(host.documentUrl(document.handle, 0, 1600)).toMatch(/^data:image\/svg/);
      }
    }
  });

  test('the_marked_body_joined_is_the_text_to_the_letter', async () => {
    const host = new FakeHost({}, at().now);
    const page = await host.call('list_cases', OPEN_POSTS);
    for (const row of page.rows) {
      const of = await host.call('open_case', row.case);
      if (of.content.type !== 'post') throw new Error('not a post');
      const seed = host.cases.find((one) => one.ref.id === row.case.id)?.post;
      expect(of.content.body.map((part) => part.text).join('')).toBe(seed?.body);
    }
  });
});
