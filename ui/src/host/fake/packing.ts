// How the fake host takes a shift's cases along: documents come in by the clock.

import type { PackRequest, PackView } from '../../generated/views';
import { HostError } from '../door';
import { listCases } from './answers';
import type { Answers, FakeHost } from './index';

export interface SamplePack { cases: number; documents: number; kilobytes: number; began: number; since: string }

/** A document of the sample desk takes so long, in milliseconds. */
const EACH = 400;
const DOCUMENT_KB = 1480;

export function packing(host: FakeHost): Pick<Answers, 'weigh_pack' | 'take_pack' | 'pack' | 'end_pack'> {
  return {
    weigh_pack: (request) => {
      const { free, held, total } = candidates(host, request);
      return { cases: free, in_filter: total, documents: free * 3, size: size(free * 3 * DOCUMENT_KB), held };
    },
    take_pack: (request) => {
      if (!host.connected) throw new HostError('refused', '現在連不到入口網，沒有認領任何案件。連上後再帶走。');
      const { free, held } = candidates(host, request);
      if (free === 0) throw new HostError('refused', '這個範圍裡沒有待審的案件，換一個篩選再試。');
      host.pack = { cases: free, documents: free * 3, kilobytes: free * 3 * DOCUMENT_KB, began: host.clock.now(), since: host.clock.minute() };
      return { ...view(host), left_behind: held > 0 ? `${held} 件同仁正在處理，沒有帶走。` : null };
    },
    pack: () => view(host),
    end_pack: () => {
      host.pack = null;
      return view(host);
    },
  };
}

function candidates(host: FakeHost, request: PackRequest): { free: number; held: number; total: number } {
  const page = listCases(host, { ...request, after: null, limit: request.most });
  const held = page.rows.filter((row) => row.claim !== null && !row.claim.mine && !row.claim.stale).length;
  return { free: page.rows.length - held, held, total: page.total };
}

function view(host: FakeHost): PackView {
  const pack = host.pack;
  if (pack === null) {
    return { state: 'none', sentence: '還沒有帶走案件。', cases: 0, documents: 0, stored: 0, percent: 0, size: size(0), stored_size: size(0), since: null, missing: [], left_behind: null };
  }
  const passed = host.wishes.frozen ? 0.62 * pack.documents : (host.clock.now() - pack.began) / EACH;
  const stored = Math.min(pack.documents, Math.floor(passed));
  const left = pack.documents - stored;
  return {
    state: left > 0 ? 'fetching' : 'ready',
    sentence: left > 0 ? `${pack.cases} 件已認領，還有 ${left} 份文件在下載。` : `${pack.cases} 件已認領，${pack.documents} 份文件都在這台電腦，離線也能審核。`,
    cases: pack.cases, documents: pack.documents, stored, percent: Math.round((stored / pack.documents) * 100),
    size: size(pack.kilobytes), stored_size: size(stored * DOCUMENT_KB), since: pack.since,
    missing: left === 0 ? [] : host.cases.filter((one) => one.application !== null).slice(0, Math.min(3, left)).map((one) => ({
      case: one.ref, number: one.number, who: one.who, documents: 2, why: '等候下載',
    })),
    left_behind: null,
  };
}

function size(kilobytes: number): string {
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
