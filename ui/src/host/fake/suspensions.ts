// 停用管理 of the sample desk: who waits for a supervisor's decision, who is suspended, who was.

import type { DeclineSuspensionRequest, SuspendRequest, SuspensionCardView, SuspensionOptionView, SuspensionsView, SuspensionView } from '../../generated/views';
import { HostError } from '../door';
import type { Answers, FakeHost } from './index';
import { inmateName, ledgerOf, STRIKES, THRESHOLD } from './strikes';

const CONTACT = '社工室 (05) 000-0000';

function message(until: string): string {
  const [year, month, day] = until.split('.').map(Number);
  return `您的使用權限暫停至 ${year} 年 ${month} 月 ${day} 日。期滿後會自動恢復；如有疑問或意見，可向${CONTACT} 陳述。`;
}

function option(mode: SuspensionOptionView['mode'], first: string, last: string, resumes: string): SuspensionOptionView {
  const counted = mode === 'APA48V_FIRST_DAY_COUNTED';
  const clause = counted ? '首日計入，行政程序法 48 V' : '首日不計，民法 120、121';
  return {
    mode, first_day: first, last_day: last, resumes_on: resumes, days: 30, by_default: counted, family_message: message(last),
    clause, arithmetic: `115.11.24 起一個月（${clause}）至 ${last}，共 30 日，${resumes} 恢復`,
  };
}

const OPTIONS = [
  option('APA48V_FIRST_DAY_COUNTED', '115.11.24', '115.12.23', '115.12.24'),
  option('CIVIL_FIRST_DAY_EXCLUDED', '115.11.25', '115.12.24', '115.12.25'),
];

function made(more: Partial<SuspensionView> & Pick<SuspensionView, 'id' | 'family' | 'name' | 'relation' | 'inmate_number' | 'state'>): SuspensionView {
  return {
    inmate_name: inmateName(more.inmate_number), fate: 'acknowledged', first_day: '115.11.05', last_day: '115.12.04', resumes_on: '115.12.05', days: 30,
    days_gone: 19, strikes: 3, grounds: '三次都在寫公務請託，已兩次電話說明。', family_message: message('115.12.04'), ordered_by: '洪主任', ordered_at: '115.11.04 15:20',
    lifted: null, ...more,
  };
}

/** What the sample desk's supervisors have done and still can do. */
export class SampleSupervision {
  readonly #empty: boolean;
  #suspensions: SuspensionView[];

  constructor(empty: boolean) {
    this.#empty = empty;
    this.#suspensions = empty ? [] : [
      made({ id: 'suspension-1', family: 'family-1377', name: '范國興', relation: '父', inmate_number: '1377', state: 'running' }),
      made({
        id: 'suspension-2', family: 'family-2750', name: '江志明', relation: '兄', inmate_number: '2750', state: 'declined', strikes: 4,
        first_day: '', last_day: '', resumes_on: '', days: 0, days_gone: 0, grounds: '哥哥第一次使用，已電話說明；再有一次就暫停。', family_message: '', ordered_at: '115.11.18 09:40',
      }),
      made({
        id: 'suspension-3', family: 'family-3120', name: '簡淑貞', relation: '嫂', inmate_number: '3120', state: 'lifted',
        first_day: '115.06.01', last_day: '115.06.30', resumes_on: '115.07.01', days_gone: 12, family_message: message('115.06.30'), ordered_at: '115.05.31 11:02',
        lifted: { by: '洪主任', at: '115.06.12 14:05', grounds: '家屬到機關說明，照片是誤傳。' },
      }),
      made({
        id: 'suspension-4', family: 'family-2688', name: '白玉華', relation: '母', inmate_number: '2688', state: 'ended',
        first_day: '115.02.10', last_day: '115.03.09', resumes_on: '115.03.10', days_gone: 30, family_message: message('115.03.09'), ordered_at: '115.02.09 16:48',
      }),
    ];
  }

  get cards(): SuspensionCardView[] {
    const settled = new Set(this.#suspensions.filter((one) => one.state !== 'ended' && one.state !== 'lifted').map((one) => one.family));
    if (this.#empty) return [];
    return [...new Set(STRIKES.map((strike) => strike.family))].filter((family) => !settled.has(family)).flatMap((family) => {
      const of = STRIKES.filter((strike) => strike.family === family);
      const entries = ledgerOf(of);
      const count = entries.filter((entry) => entry.nth !== null).length;
      const first = of[0];
      if (first === undefined || count < THRESHOLD) return [];
      return [{
        family, name: first.who, relation: first.relation, inmate_number: first.inmate, inmate_name: inmateName(first.inmate), count, threshold: THRESHOLD,
        reached_on: entries.find((entry) => entry.nth === THRESHOLD)?.day ?? '', entries,
        strikes: entries.flatMap((entry) => (entry.nth === null ? [] : [entry.decision])), options: OPTIONS,
      }];
    });
  }

  view(): SuspensionsView {
    const now = (one: SuspensionView): boolean => one.state === 'running' || one.state === 'coming';
    return { cards: this.cards, running: this.#suspensions.filter(now), past: this.#suspensions.filter((one) => !now(one)) };
  }

  /** What stands beside a family's count. */
  standing(family: string, count: number): string | null {
    const last = this.#suspensions.find((one) => one.family === family && one.state !== 'ended' && one.state !== 'lifted');
    if (last?.state === 'declined') return '已決定不停用';
    if (last !== undefined) return `停用至 ${last.last_day}`;
    return count >= THRESHOLD ? '待您決定' : null;
  }

  suspend({ family, mode, first_day: first, strikes, grounds }: SuspendRequest, at: string): SuspensionView {
    const card = this.cards.find((one) => one.family === family);
    const chosen = card?.options.find((one) => one.mode === mode);
    if (card === undefined || chosen === undefined) throw new HostError('gone', '這一戶已經不在等您決定：次數或規則變了。');
    if (chosen.first_day !== first || card.strikes.join() !== strikes.join()) throw new HostError('stale', '日期或次數在您看的時候變了，請再看一次。');
    if (grounds.trim() === '') throw new HostError('refused', '請寫下暫停的理由。');
    const one = made({
      id: `suspension-of-${family}`, family, name: card.name, relation: card.relation, inmate_number: card.inmate_number, state: 'coming', fate: 'waiting',
      first_day: chosen.first_day, last_day: chosen.last_day, resumes_on: chosen.resumes_on, days: chosen.days, days_gone: 0, strikes: card.count,
      grounds, family_message: chosen.family_message, ordered_by: '洪主任', ordered_at: at,
    });
    this.#suspensions = [one, ...this.#suspensions];
    return one;
  }

  decline({ family, strikes, grounds }: DeclineSuspensionRequest, at: string): void {
    const card = this.cards.find((one) => one.family === family);
    if (card === undefined) throw new HostError('gone', '這一戶已經不在等您決定。');
    if (card.strikes.join() !== strikes.join()) throw new HostError('stale', '次數在您看的時候變了，請再看一次。');
    if (grounds.trim() === '') throw new HostError('refused', '請寫下不停用的理由。');
    this.#suspensions = [made({
      id: `declined-of-${family}`, family, name: card.name, relation: card.relation, inmate_number: card.inmate_number, state: 'declined', strikes: card.count,
      first_day: '', last_day: '', resumes_on: '', days: 0, days_gone: 0, grounds, family_message: '', ordered_by: '洪主任', ordered_at: at,
    }), ...this.#suspensions];
  }

  lift(id: string, grounds: string, at: string): void {
    const one = this.#suspensions.find((other) => other.id === id && (other.state === 'running' || other.state === 'coming'));
    if (one === undefined) throw new HostError('gone', '這個停用已經結束。');
    if (grounds.trim() === '') throw new HostError('refused', '請寫下提前恢復的理由。');
    this.#suspensions = this.#suspensions.map((other) => (other === one ? { ...one, state: 'lifted', lifted: { by: '洪主任', at, grounds } } : other));
  }
}

type Act = 'list_suspensions' | 'suspend' | 'decline_suspension' | 'lift_suspension';

export function suspensions(host: FakeHost): Pick<Answers, Act> {
  const at = (): string => `${host.clock.day()} ${host.clock.minute()}`;
  const supervisorsOnly = (): void => {
    if (host.wishes.role !== 'supervisor') throw new HostError('refused', '只有主管可以停用或解除。');
  };
  return {
    list_suspensions: () => host.supervision.view(),
    suspend: (request) => {
      supervisorsOnly();
      const one = host.supervision.suspend(request, at());
      host.audit.add(`暫停使用 ${one.first_day} 至 ${one.last_day}`, null, '洪主任');
      host.tell(false);
      return one.id;
    },
    decline_suspension: (request) => {
      supervisorsOnly();
      host.supervision.decline(request, at());
      host.audit.add('決定這次不停用', null, '洪主任');
      host.tell(false);
      return null;
    },
    lift_suspension: ({ suspension, grounds }) => {
      supervisorsOnly();
      host.supervision.lift(suspension, grounds, at());
      host.audit.add('提前恢復', null, '洪主任');
      host.tell(false);
      return null;
    },
  };
}
