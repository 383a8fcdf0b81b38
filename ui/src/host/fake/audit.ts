// The sample audit trail: what was seen and done, newest first, in pages.

import type { AuditCheckView, AuditPage, AuditRequest, AuditRow, AuditSort } from '../../generated/views';
import type { SampleClock } from './clock';

const DONE = [
  ['李沛真', '打開案件', '申115-0412'], ['李沛真', '看身分證第 1 頁', '申115-0412'], ['李沛真', '看戶籍謄本第 1 頁', '申115-0412'],
  ['李沛真', '決定：補件 A04', '申115-0412'], ['審核台', '送達，入口網已確認', '申115-0412'], ['審核台', '取件 3 件', null],
  ['李沛真', '打開案件', '簿115-2088'], ['李沛真', '決定：退件 P01', '簿115-2088'], ['李沛真', '復原決定', '簿115-2088'],
  ['李沛真', '查看完整證號', '申115-0415'], ['審核台', '清除已結案文件 4 份', null], ['李沛真', '決定：通過', '簿115-2091'],
  ['審核台', '送達，入口網已確認', '簿115-2091'], ['李沛真', '查詢', null], ['李沛真', '登入', null],
] as const;

export class SampleAudit {
  readonly #clock: SampleClock;
  readonly #rows: AuditRow[] = [];
  #noted: string | null = null;

  constructor(clock: SampleClock, entries: number) {
    this.#clock = clock;
    for (let seq = 1; seq <= entries; seq++) {
      const [who, what, number] = DONE[(entries - seq) % DONE.length] ?? DONE[0];
      const minutes = (entries - seq) * 7 + 3;
      const day = -Math.floor(minutes / 480);
      const past = 16 * 60 + 50 - (minutes % 480);
      const time = `${two(Math.floor(past / 60))}:${two(past % 60)}:${two((seq * 17) % 60)}`;
      this.#rows.push({ seq, at: `${clock.day(day)} ${time}`, who, what, case_number: number });
    }
  }

  add(what: string, caseNumber: string | null, who = '李沛真'): void {
    this.#rows.push({ seq: this.#rows.length + 1, at: `${this.#clock.day()} ${this.#clock.time()}`, who, what, case_number: caseNumber });
  }

  page(request: AuditRequest): AuditPage {
    const words = request.case.trim();
    const older = this.#rows.filter((row) => request.before === null || row.seq < request.before)
      .filter((row) => request.sort === null || sortOf(row.what) === request.sort)
      .filter((row) => words === '' || (row.case_number ?? '').includes(words)).reverse();
    return { rows: older.slice(0, request.limit), more: older.length > request.limit };
  }

  note(grounds: string): void {
    this.add('註記稽核紀錄不符', null);
    this.#noted = `第 ${this.#rows.length} 筆註記：${grounds}`;
  }

  verify(tampered: boolean): AuditCheckView {
    const entries = this.#rows.length;
    const told = { witness: `入口網見證到第 ${entries - 4} 筆（16:20）。`, own_word: '其後 4 筆只有這台電腦為憑，下次通報（最遲一小時）後才有見證。', noted: this.#noted, desks: [] };
    return tampered
      ? { ...told, intact: false, entries, sentence: `第 87 筆與前一筆接不起來：這一筆或之後的紀錄被改動過。請不要再使用這台電腦審核，並通知資訊人員。` }
      : { ...told, intact: true, entries, sentence: `從第 1 筆到第 ${entries} 筆，前後相接，沒有被改動。` };
  }
}

function sortOf(what: string): AuditSort {
  if (/^登[入出]/.test(what)) return 'sign_in';
  if (/^(匯出|列印)/.test(what)) return 'taken_out';
  if (/^(決定|送達|復原|登記|取消)/.test(what)) return 'decided';
  return /^(打開|看|查)/.test(what) ? 'seen' : 'settings';
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
