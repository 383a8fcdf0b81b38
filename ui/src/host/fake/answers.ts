// How the fake host answers each command.

import type { BootView, DueBand, FoundationView, KeyringView, QueuePage, QueueRequest, SessionView } from '../../generated/views';
import { HostError } from '../door';
import { byUrgency, emptyDraft, isOpen, rowOf, subjectOf } from './cases';
import { escalations } from './escalations';
import type { Answers, FakeHost } from './index';
import { kinship } from './kinship';
import { lockOut } from './lockOuts';
import { askForPin, locks, SAMPLE_DESK } from './locks';
import { lookAlikes } from './lookAlikes';
import { itemView, newItem, stateOf } from './outbox';
import { healthAnswers } from './health';
import { packing } from './packing';
import { preview } from './preview';
import { reversals } from './reversals';
import { REASONS } from './reasons';
import { reports } from './exports';
import { samplings } from './sampling';
import { suspensions } from './suspensions';
import { tallies } from './tally';

const VERDICTS = { approve: '通過', return: '補件', reject: '退件', hold: '暫緩' };

/** The data opens, or it is told why not. */
function openDoor(host: FakeHost): void {
  if (host.wishes.lockOut !== null) throw new HostError('locked_out', lockOut(host.wishes.lockOut).title);
}

export function answers(host: FakeHost): Answers {
  return {
    boot: () => boot(host),
    start_practice: async ({ role }) => {
      await wait(host, 900);
      openDoor(host);
      host.signedIn = true;
      host.wishes.role = role;
      host.wishes.portal = false;
      return session(host);
    },
    probe_portal: async ({ url }) => {
      await wait(host, 400);
      if (!/^https:\/\/[^/]+\.[^/]+/.test(url) && !/^http:\/\/(127\.0\.0\.1|localhost)/.test(url)) return { answers: false, sentence: '網址要以 https:// 開頭。' };
      if (host.offline) return { answers: false, sentence: '連不到網路，請檢查網路後再試。' };
      if (/nothing|沒有/.test(url)) return { answers: false, sentence: '這個網址沒有回應，請向資訊人員確認。' };
      return { answers: true, sentence: '有回應，是聯絡簿入口網。' };
    },
    sign_in: async ({ url, confirmed }) => {
      if (/new/.test(url) && !confirmed)
        throw new HostError('confirm_portal', `第一次在這台電腦登入這個入口網，請和資訊人員給您的資料核對：主機 ${new URL(url).host}，自稱「雲端聯絡簿」，由 sso.example.gov.tw 登入。`);
      await wait(host, 4000);
      openDoor(host);
      askForPin(host);
      if (!host.wishes.start) host.wishes.signInNeeded = false;
      host.signedIn = true;
      host.wishes.portal = true;
      host.tell(true);
      return session(host);
    },
    cancel_sign_in: () => null,
    sign_out: () => {
      host.signedIn = false;
      return null;
    },
    sign_in_again: () => {
      host.signedIn = false;
      return null;
    },
    ...locks(host, () => session(host)),
    locked_out: () => (host.wishes.lockOut === null ? null : lockOut(host.wishes.lockOut)),
    open_again: () => {
      openDoor(host);
      host.signedIn = true;
      return session(host);
    },
    begin_anew: () => {
      host.wishes.lockOut = null;
      host.signedIn = true;
      return session(host);
    },
    places: () => host.places(),
    sync_status: () => host.sync(),
    sync_now: async () => {
      await wait(host, 600);
      if (host.connected) {
        host.lastPull = host.clock.time();
        for (const item of host.outbox) item.busy = false;
        host.tick();
        host.tell(true);
      }
      return host.sync();
    },
    list_cases: (request) => listCases(host, request),
    open_case: (ref) => {
      const one = host.find(ref);
      host.audit.add('打開案件', one.number);
      return host.open(one);
    },
    case_ahead: (ref) => host.open(host.find(ref)),
    leave_case: () => null,
    reasons: () => REASONS,
    save_draft: ({ case: ref, draft }) => {
      host.find(ref).draft = draft;
      return null;
    },
    page_seen: ({ document, page }) => {
      host.sawPage(document, page);
      return null;
    },
    show_again: () => null,
    reveal_identity: ({ case: ref }) => {
      host.audit.add('查看完整證號', host.find(ref).number);
      return 'Z259000014';
    },
    keep_crop: (request) => host.keepCrop(request),
    drop_crop: ({ case: ref, crop }) => {
      const one = host.find(ref);
      one.crops = one.crops.filter((kept) => kept.id !== crop);
      return one.crops;
    },
    print_document: (request) => host.print(request),
    print_done: () => null,
    preview_decision: (request) => preview(host.open(host.find(request.case)), request, host.ownSettings.contact, host.clock, host.ownWords.translations, host.wishes.resident),
    record_decision: (request) => {
      const one = host.find(request.case);
      const made = preview(host.open(one), request, host.ownSettings.contact, host.clock, host.ownWords.translations, host.wishes.resident);
      if (request.base_revision !== one.revision) throw new HostError('stale', '家屬剛剛重新送件，請看過新的內容再決定。');
      if (made.obstacles[0] !== undefined) throw new HostError('refused', made.obstacles[0]);
      one.pending = request.verdict;
      one.draft = emptyDraft();
      const item = newItem(`decision-${one.ref.id}-${one.revision}`, one.ref, subjectOf(one), request.verdict, host.clock);
      host.outbox.unshift(item);
      host.audit.add(`決定：${[VERDICTS[request.verdict], ...request.reasons.map((given) => given.code)].join(' ')}`, one.number);
      host.tell(true);
      const rows = listCases(host, { kind: one.ref.kind, group: 'open', inmate_number: null, text: '', only: 'all', check: null, after: null, limit: 1 }).rows;
      return { decision: item.decision, verdict: request.verdict, subject: item.subject, undo_until: new Date(item.undoUntil).toISOString(), next: rows[0]?.case ?? null };
    },
    undo_decision: ({ decision }) => {
      const item = host.outbox.find((one) => one.decision === decision);
      if (!item || stateOf(item) !== 'waiting') throw new HostError('refused', '已經送出，不能收回了；需要的話可以請主管改判。');
      host.outbox = host.outbox.filter((one) => one !== item);
      const of = host.find(item.case);
      of.pending = null;
      host.audit.add('復原決定', of.number);
      host.tell(true);
      return of.ref;
    },
    list_outbox: () => {
      const views = host.outbox.map((item) => itemView(item, host.clock, host.connected));
      return {
        conflicts: host.tray,
        unsent: views.filter((item) => item.state !== 'acknowledged'),
        sent_today: views.filter((item) => item.state === 'acknowledged').sort((a, b) => b.at.localeCompare(a.at)),
        acts: host.acts,
      };
    },
    settle_conflict: ({ act: { kind, id }, choice, question }) => {
      if (host.acts.some(({ act, state }) => act.kind === kind && act.id === id && state === 'conflict')) {
        if (choice !== 'keep_theirs') throw new HostError('refused', '這件不是審核決定，只能結案。');
        host.acts = host.acts.filter(({ act }) => act.kind !== kind || act.id !== id);
        host.tell(true);
        return null;
      }
      const item = host.tray.find((one) => kind === 'decision' && one.decision === id);
      if (!item) throw new HostError('gone', '這件衝突已經處理好了。');
      if ((choice === 'ask_reversal' || choice === 'escalate') && question.trim() === '') throw new HostError('refused', '請寫下給主管的說明。');
      // A case that is to be decided again stays in conflict until it is.
      if (choice !== 'decide_again') host.tray = host.tray.filter((one) => one !== item);
      host.audit.add({ keep_theirs: '保留對方的決定', send_again: '照樣再送', decide_again: '重新審核', ask_reversal: '請求改判', escalate: '送主管裁決' }[choice], item.number);
      host.tell(true);
      return choice === 'decide_again' ? item.case : null;
    },
    ...reversals(host),
    ...packing(host),
    ...healthAnswers(host),
    ...escalations(host),
    ...tallies(host),
    ...suspensions(host),
    ...samplings(host),
    ...reports(host),
    ...lookAlikes(host),
    save_settings: (settings) => {
      host.settings = settings;
      return host.settings;
    },
    own_settings: () => host.ownSettings,
    save_own_settings: (settings) => {
      host.ownSettings = settings;
      return null;
    },
    foundation: () => foundation(host),
    calculate_kinship: ({ text }) => kinship(text),
    facility_words: () => host.ownWords.view(),
    change_facility_words: (request) => {
      const view = host.ownWords.change(request);
      host.audit.add('修改本機關用語', '');
      host.tell(true);
      return view;
    },
    import_facility_words: (request) => host.ownWords.import(request),
    try_facility_words: (request) => host.ownWords.try(request, host.cases),
    export_facility_words: () => ({ path: '下載/本機關詞彙-1151124.tsv' }),
    list_audit: (request) => host.audit.page(request),
    verify_audit: async () => {
      await wait(host, 500);
      return host.audit.verify(host.wishes.tampered);
    },
    note_audit_fault: ({ grounds }) => {
      host.audit.note(grounds);
      return host.audit.verify(host.wishes.tampered);
    },
  };
}

function wait(host: FakeHost, milliseconds: number): Promise<void> {
  return host.wishes.frozen ? Promise.resolve() : new Promise((done) => setTimeout(done, milliseconds));
}

function keyring(host: FakeHost): KeyringView {
  const { keyring: state } = host.wishes;
  const sentence = {
    ready: '這台電腦的鑰匙圈可以使用，資料會加密保存',
    missing: '這台電腦沒有鑰匙圈，沒有地方安全地保存鑰匙，所以不能連接入口網。可以先練習，關閉後不會保留。',
    locked: '這台電腦的鑰匙圈鎖著。解鎖之後就能使用。',
    failing: '這台電腦的鑰匙圈沒有正常回應，所以不能連接入口網。可以先練習，關閉後不會保留。',
  }[state];
  const forIt = {
    ready: null,
    missing: '沒有 Secret Service 提供者（org.freedesktop.secrets）。請安裝並啟用 gnome-keyring 或 KeePassXC 的 Secret Service，重新登入後再開啟審核台。',
    locked: 'Secret Service 的預設集合是鎖定狀態。請解鎖登入鑰匙圈；若曾更改登入密碼，請把鑰匙圈密碼改成一致。',
    failing: 'Secret Service 有回應，但寫入測試值後讀不回來（org.freedesktop.Secret.Error）。請檢查鑰匙圈服務的紀錄。',
  }[state];
  return { state, sentence, for_it: forIt };
}

function boot(host: FakeHost): BootView {
  return {
    version: '0.1.0', keyring: keyring(host), managed_portal: null, remembered_portal: host.wishes.start ? null : 'https://portal.example.gov.tw',
    practises: host.wishes.practises, straight_to_practice: host.wishes.straight, session: host.signedIn && host.locked === null ? session(host) : null,
    lock: host.locked, desks: host.wishes.locked ? [SAMPLE_DESK] : [], settings: host.settings,
  };
}

export function session(host: FakeHost): SessionView {
  const supervisor = host.wishes.role === 'supervisor';
  return {
    mode: host.wishes.portal ? 'portal' : 'practice', display_name: supervisor ? '洪主任' : '李沛真', role: host.wishes.role,
    facility: '雲林第二監獄', portal: host.wishes.portal ? 'https://portal.example.gov.tw' : '練習入口網', policy_version: '112.12',
    keeps_data: host.wishes.keyring === 'ready', lock_minutes: 10, ends: null,
  };
}

/** What the samples call the rules. */
const SAMPLE_RULES: Record<string, string> = {
  'post.words': 'lexicon', 'post.interval': 'interval', 'post.length': 'length', 'post.status': 'inmate_status',
  'application.relation': 'kinship', 'application.status': 'inmate_status',
};

const PRESSING: readonly DueBand[] = ['first', 'timely', 'overdue', 'today'];

export function listCases(host: FakeHost, request: QueueRequest): QueuePage {
  const wanted = request.text.trim();
  const rows = host.cases
    .filter((one) => request.kind === null || one.ref.kind === request.kind)
    .filter((one) => {
      if (request.group === 'all') return true;
      if (one.pending !== null || !isOpen(one)) return false;
      if (request.group === 'held') return one.state === 'held';
      return request.group === 'open' || one.mark === 'resubmitted';
    })
    .filter((one) => request.only !== 'mine' || one.draft.staff_note !== '')
    .filter((one) => request.check === null || host.open(one).findings.some((found) => found.id === SAMPLE_RULES[request.check ?? ''] && found.level !== 'pass'))
    .map((one) => rowOf(one, host.clock, host.offline))
    .filter((row) => request.only !== 'pressing' || PRESSING.includes(row.due.band))
    .filter((row) => request.inmate_number === null || row.inmate_number === request.inmate_number)
    .filter((row) => wanted === '' || [row.who, row.title ?? '', row.number, row.inmate_number, row.inmate_name].some((text) => text.includes(wanted)))
    .sort(byUrgency);
  const from = request.after === null ? 0 : Number(request.after);
  const until = Math.min(from + request.limit, rows.length);
  return { rows: rows.slice(from, until), next: until < rows.length ? String(until) : null, total: rows.length };
}

function foundation(host: FakeHost): FoundationView {
  return {
    version: '0.1.0', portal: host.wishes.portal ? 'https://portal.example.gov.tw' : '練習入口網（在這台電腦裡）',
    data_folder: '～/.local/share/tw.notebook-desk.desk', policy: '112.12 版，自 112.12.05 施行',
    rules: [
      '每位收容人一位家屬（貳.一）', '成人 10 日 1 則，少年 2 日 1 則（貳.三）', '內文上限 150 字（貳.三）', '照片限 1 張，以 10 MB 為原則（貳.三）',
      '內容退件累計 3 次以上，得暫停一個月（貳.四）', '收容人端不開放上傳（貳.五）', '戶籍謄本 3 個月內（機關自訂）', '送達後 7 日清除文件（機關自訂）',
    ],
    keyring: keyring(host), recovery: '入口網保管了一份備份：鑰匙圈或 PIN 遺失時，由您本人登入入口網就能打開', pin: true, cases: host.cases.length, documents: '86 份，142 MB',
    managed: [{ name: '閒置上鎖', words: '閒置 10 分鐘；機關規則更短時依機關規則', readable: true }],
    walls: ['檔案與網路的隔離', '系統呼叫的限制', '不能啟動其他程式', '記憶體與時間上限'].map((name) => ({ name, words: '有效。', failed: false })),
  };
}
