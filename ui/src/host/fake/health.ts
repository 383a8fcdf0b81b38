// How the fake host stands with its portal.

import type { CountView, HealthView } from '../../generated/views';
import { RESTORED, type Answers, type FakeHost } from './index';

const ROWS: [CountView['kind'], CountView['state'], number][] = [
  ['application', 'pending', 18], ['application', 'held', 2], ['application', 'approved', 212], ['application', 'returned', 31],
  ['post', 'pending', 41], ['post', 'held', 3], ['post', 'approved', 1904], ['post', 'rejected', 27],
];

export function healthAnswers(host: FakeHost): Pick<Answers, 'health' | 'show_log' | 'resync' | 'dismiss_notice'> {
  return {
    health: () => health(host),
    show_log: () => null,
    resync: () => null,
    dismiss_notice: () => {
      host.restored = null;
      return null;
    },
  };
}

function health(host: FakeHost): HealthView {
  const sync = host.sync();
  const counts = ROWS.map(([kind, state, here], index) => ({ kind, state, here, there: host.offline ? null : index === 4 ? here + 1 : here }));
  const fact = (label: string, value: string, attention = false) => ({ label, value, attention });
  return {
    sentence: host.offline ? '目前離線。可以繼續審核，連上後自動送出。' : '連線正常，但件數和入口網不同。可以先按「立即同步」；還是不同時按「全部重新取件」。',
    well: false,
    facts: [
      fact('取件位置', '…0f9f1c.004812'), fact('入口網編號', '…7f0f9f1c11'), fact('上次取件', sync.last_pull ?? '還沒有'), fact('上次送達', sync.last_ack ?? '還沒有'),
      fact('尚未送達', `${sync.queued} 件`), fact('待處理衝突', `${sync.conflicts} 件`, sync.conflicts > 0), fact('等待下載的文件', `${sync.documents_waiting} 份`),
      fact('讀不懂的資料', '0 筆'), fact('時鐘差', host.wishes.skewed ? '這台電腦快 1260 秒' : '這台電腦慢 2 秒', host.wishes.skewed),
    ],
    counts, counted_at: host.offline ? null : '16:52',
    mishaps: [
      { at: '16:31', sentence: '送出時入口網請我們稍候（429）', times: 4 },
      { at: '14:02', sentence: '取件時連線中斷或連不到入口網', times: 38 },
    ],
    skipped: ['入口網有這個版本不認得的資料（parcel），已略過；更新審核台後會自動補上。'],
    remainders: host.wishes.role === 'supervisor' ? [{ who: '林可庭', unsent: 3, sentence: '最早 115.11.22 17:05 決定，09:28 通報' }] : [],
    restored: host.wishes.restored ? RESTORED : null,
    log_file: '～/.local/share/notebook-desk/logs/notebook-desk.log',
    for_it: `雲端聯絡簿審核台　健康狀態\n版本：0.1.0\n連線：${sync.label}\n尚未送達：${sync.queued}\n待處理衝突：${sync.conflicts}`,
  };
}
