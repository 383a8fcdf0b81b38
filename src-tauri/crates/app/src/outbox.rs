//! 寄件匣, 待處理衝突 and the sync bar: where every decision is.

use chrono::{DateTime, Utc};
use domain::calendar::taipei_date;
use domain::outbox::{ParkReason, Stop};
use domain::{Case, CaseRef, Decision, Escalation, EscalationId, Private};
use store::decisions::StoredDecision;
use store::outbox::{Act, OutboxItem, OutboxState as Stored, Trouble};
use store::tray::{Settlement, TrayItem};
use sync::{Link, SyncStatus};

use crate::case_file::subject;
use crate::decide::{new_uuid, reason_labels};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::session::Session;
use crate::views::boot::{SyncState, SyncView};
use crate::views::outbox::{
    OutboxItemView, OutboxState, OutboxView, SettleTrayRequest, SideView, TrayChoice, TrayItemView,
};
use crate::words::{self, verdict_word};

/// The portal's problem for a second approval of the same inmate (貳.一).
const HAS_FAMILY: &str = "inmate-has-family";
/// 今天已送達 shows so many at most.
const SENT_SHOWN: u32 = 100;

impl Desk {
    pub async fn sync_status(&self) -> Result<SyncView, ApiError> {
        Ok(self.session().await?.whole_sync_view().await)
    }

    /// Tries at once what waits for a better moment.
    pub async fn sync_now(&self) -> Result<SyncView, ApiError> {
        let session = self.session().await?;
        session.engine.sync_now().await;
        Ok(session.whole_sync_view().await)
    }

    pub async fn list_outbox(&self) -> Result<OutboxView, ApiError> {
        let session = self.session().await?;
        let now = session.now();
        // What waits here waits by this computer's own clock.
        let own_now = Utc::now();
        let midnight = taipei_midnight(now);
        session
            .read(move |c| {
                let mut unsent = Vec::new();
                for item in store::outbox::list(c)? {
                    let Some(id) = item.act.case() else { continue };
                    // Saved from a damaged database, it may be here before its case is again.
                    let name = store::cases::get(c, id)?.map_or_else(
                        || "（案件還在重新取件）".to_owned(),
                        |stored| subject(&stored.case),
                    );
                    unsent.extend(item_view(&item, name, own_now));
                }
                let mut sent_today = Vec::new();
                for decision in store::decisions::accepted_since(c, midnight, SENT_SHOWN)? {
                    let case = store::cases::get(c, decision.decision.case.id)?;
                    let name = case.map_or_else(
                        || "（案件已刪除）".to_owned(),
                        |stored| subject(&stored.case),
                    );
                    sent_today.push(sent_view(&decision, name, now));
                }
                let mut conflicts = Vec::new();
                for item in store::tray::list(c)? {
                    conflicts.extend(tray_view(c, &item, now)?);
                }
                Ok(OutboxView { conflicts, unsent, sent_today })
            })
            .await
    }

    /// Settles a conflict. Answers the case to open, if it is to be decided again.
    pub async fn settle_conflict(
        &self,
        request: SettleTrayRequest,
    ) -> Result<Option<CaseRef>, ApiError> {
        let session = self.session().await?;
        let now = session.now();
        let decision = request.decision;
        let found = session
            .read(move |c| {
                Ok(store::tray::list(c)?.into_iter().find(|item| item.act.id() == decision.0))
            })
            .await?;
        let Some(item) = found else {
            return Err(ApiError::refused("這件衝突已經處理過了。"));
        };
        let Act::Decision { decision: mine, .. } = &item.act else {
            return Err(ApiError::refused("這件不是審核決定。"));
        };
        let case = mine.case;
        let actor = session.me.subject.clone();
        match request.choice {
            TrayChoice::KeepTheirs => {
                session
                    .write(move |tx| {
                        store::tray::settle(tx, item.seq, Settlement::KeptTheirs, &actor, now)
                    })
                    .await?;
                session.tell_window(true).await;
                Ok(None)
            }
            TrayChoice::DecideAgain => {
                let sheet = crate::drafts::from_decision(mine);
                session
                    .write(move |tx| {
                        let Some(stored) = store::cases::get(tx, case.id)? else { return Ok(()) };
                        let draft = store::notes::Draft { revision: stored.case.revision(), sheet };
                        store::notes::put_draft(tx, case.id, &draft, now)?;
                        let anew = Settlement::DecidedAnew;
                        store::tray::settle(tx, item.seq, anew, &actor, now).map(|_| ())
                    })
                    .await?;
                session.tell_window(true).await;
                Ok(Some(case))
            }
            TrayChoice::AskReversal | TrayChoice::Escalate => {
                if request.question.trim().is_empty() {
                    return Err(ApiError::refused("請寫下要請主管看的問題或原因。"));
                }
                session.escalate(&item, mine, &request, now).await?;
                session.engine.outbox_changed();
                session.tell_window(true).await;
                Ok(None)
            }
        }
    }
}

impl Session {
    async fn escalate(
        &self,
        item: &TrayItem,
        mine: &Decision,
        request: &SettleTrayRequest,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let id = EscalationId(new_uuid(Utc::now())?);
        let against = match &item.reason {
            ParkReason::AlreadyDecided { decision, .. } => *decision,
            _ => None,
        };
        let (case, verdict) = (mine.case, mine.verdict);
        let question = Private::from(request.question.trim());
        let reversal = request.choice == TrayChoice::AskReversal;
        let (seq, by) = (item.seq, self.staff());
        self.write(move |tx| {
            let revision = match store::cases::get(tx, case.id)? {
                Some(stored) => stored.case.revision(),
                None => 0,
            };
            let escalation = Escalation {
                case,
                base_revision: revision,
                question,
                proposed: reversal.then_some(verdict),
                against,
            };
            store::escalations::ask(tx, id, &escalation, &by, now)?;
            store::tray::settle(tx, seq, Settlement::Escalated, &by.subject, now).map(|_| ())
        })
        .await
    }

    pub(crate) fn sync_view(&self) -> SyncView {
        sync_view(&self.status(), self.now())
    }

    /// With what the person has still to be told.
    pub(crate) async fn whole_sync_view(&self) -> SyncView {
        SyncView { notice: self.unread_notice().await, ..self.sync_view() }
    }
}

fn sync_view(status: &SyncStatus, now: DateTime<Utc>) -> SyncView {
    let (state, label, trouble) = link_view(status.link);
    let trouble = match status.link {
        Link::Stopped(Stop::ClientTooOld) => Some(too_old(status.min_client.as_deref())),
        _ => trouble.map(str::to_owned),
    };
    SyncView {
        state,
        label: label.to_owned(),
        trouble,
        last_pull: status.last_pull_at.map(|at| words::clock(at, now)),
        last_ack: status.last_ack_at.map(|at| words::clock(at, now)),
        queued: status.queued,
        sending: status.sending,
        conflicts: status.failed,
        documents_waiting: status.documents_wanted,
        unreadable: status.malformed,
        // The engine says how far the portal is ahead; the screen, how far this computer is.
        skew_seconds: status.skew.map_or(0, |skew| -skew.num_seconds()),
        portal_time: status.portal_time(Utc::now()).map(|at| words::clock(at, now)),
        notice: None,
    }
}

/// The portal no longer serves this version: which one it is, which one is wanted, what is safe.
fn too_old(min_client: Option<&str>) -> String {
    let wanted = min_client.map(|version| format!("需要 {version} 版以上，")).unwrap_or_default();
    format!(
        "入口網不再接受這個版本：{wanted}這台是 {} 版。請通知資訊人員更新審核台；尚未送出的決定都存在這台電腦，更新後會自動送出。",
        env!("CARGO_PKG_VERSION")
    )
}

fn link_view(link: Link) -> (SyncState, &'static str, Option<&'static str>) {
    match link {
        Link::Starting => (SyncState::Starting, "正在連線", None),
        Link::Online => (SyncState::Online, "連線正常", None),
        Link::Offline { .. } => (
            SyncState::Offline,
            "目前離線",
            Some("連不到入口網。您可以繼續審核，決定會存在這台電腦，連上後自動送出。"),
        ),
        Link::Troubled { status: Some(429), .. } => {
            (SyncState::Troubled, "入口網忙線", Some("入口網請我們稍候，會自動再試。資料都在。"))
        }
        Link::Troubled { status: Some(_), .. } => {
            (SyncState::Troubled, "入口網故障", Some("入口網暫時故障，會自動再試。資料都在。"))
        }
        Link::Troubled { status: None, .. } => (
            SyncState::Troubled,
            "回覆不正確",
            Some(
                "收到的不是入口網的回覆，可能被網路登入頁攔下。請先開瀏覽器完成網路登入。資料都在。",
            ),
        ),
        Link::Stopped(Stop::SignedOut) => (
            SyncState::SignInNeeded,
            "需要重新登入",
            Some("登入已過期。重新登入後會繼續送出，資料都在。"),
        ),
        Link::Stopped(Stop::ClientTooOld) => (SyncState::Troubled, "審核台需要更新", None),
        Link::Stopped(Stop::Revoked) => (
            SyncState::Troubled,
            "權限已變更",
            Some(
                "入口網說您目前沒有審核權限，已停止傳送。尚未送出的決定封存在這台電腦，請通知主管。",
            ),
        ),
        Link::Stopped(Stop::OtherPerson) => (
            SyncState::SignInNeeded,
            "登入的是另一個人",
            Some("這台電腦的寄件匣屬於另一位同仁，沒有用您的身分送出任何東西。請由本人登入。"),
        ),
        Link::StoreFailing { .. } => (
            SyncState::Troubled,
            "這台電腦的資料庫有狀況",
            Some("資料庫沒有回應。請確認磁碟空間；若持續發生，請通知資訊人員。"),
        ),
    }
}

/// A decision in the outbox as the screen shows it; `None` for another kind of act.
pub(crate) fn item_view(
    item: &OutboxItem,
    subject: String,
    now: DateTime<Utc>,
) -> Option<OutboxItemView> {
    let Act::Decision { id, decision } = &item.act else { return None };
    let undoable = item.attempts == 0 && item.not_before > now && item.state == Stored::Waiting;
    let state = match item.state {
        Stored::Sending => OutboxState::Sending,
        Stored::Waiting | Stored::AwaitingResumption => OutboxState::Waiting,
    };
    Some(OutboxItemView {
        decision: *id,
        case: decision.case,
        subject,
        verdict: decision.verdict,
        state,
        sentence: waiting_sentence(item, undoable, now),
        at: words::clock(item.created_at, now),
        undo_until: undoable.then(|| item.not_before.to_rfc3339()),
        can_recall: item.state != Stored::Sending && !item.may_have_arrived,
    })
}

fn waiting_sentence(item: &OutboxItem, undoable: bool, now: DateTime<Utc>) -> String {
    if item.state == Stored::Sending {
        return "傳送中".to_owned();
    }
    if undoable {
        let left = item.not_before.signed_duration_since(now).num_seconds().max(0) + 1;
        return format!("待送出，還有 {left} 秒可復原");
    }
    let again =
        || format!("{} 再送（第 {} 次）", words::clock(item.not_before, now), item.attempts + 1);
    match &item.trouble {
        None => "待送出".to_owned(),
        Some(Trouble::NotReached) => format!("連不到入口網，{}", again()),
        Some(Trouble::Unclear) => format!("沒收到回覆，{}；重送只算一次", again()),
        Some(Trouble::Deferred { .. }) => format!("入口網忙線，{}", again()),
        Some(Trouble::SignedOut) => "等您重新登入後送出".to_owned(),
        Some(Trouble::ClientTooOld) => "審核台版本太舊，更新後才能送出".to_owned(),
        Some(Trouble::Revoked) => "您的審核權限已變更，暫停送出".to_owned(),
        Some(Trouble::OtherPerson) => "等原本的同仁登入後送出".to_owned(),
        Some(Trouble::Suspended { .. }) => "家屬暫停使用中，恢復後自動送出".to_owned(),
        Some(Trouble::StoreFailed) => format!("這台電腦的資料庫忙碌，{}", again()),
    }
}

fn sent_view(stored: &StoredDecision, subject: String, now: DateTime<Utc>) -> OutboxItemView {
    OutboxItemView {
        decision: stored.id,
        case: stored.decision.case,
        subject,
        verdict: stored.decision.verdict,
        state: OutboxState::Acknowledged,
        sentence: "已送達，入口網已確認".to_owned(),
        at: stored.accepted_at.map(|at| words::clock(at, now)).unwrap_or_default(),
        undo_until: None,
        can_recall: false,
    }
}

fn tray_view(
    c: &store::Connection,
    item: &TrayItem,
    now: DateTime<Utc>,
) -> Result<Option<TrayItemView>, store::StoreError> {
    let Act::Decision { id, decision } = &item.act else { return Ok(None) };
    let stored = store::cases::get(c, decision.case.id)?;
    let case = stored.as_ref().map(|stored| &stored.case);
    let inmate_number = match case {
        Some(case) => store::people::inmate(c, case.inmate_id())?.map(|inmate| inmate.number),
        None => None,
    };
    let theirs = match &item.reason {
        ParkReason::AlreadyDecided { decision: Some(id), .. } => store::decisions::get(c, *id)?,
        ParkReason::AlreadyDecided { decision: None, .. } => {
            store::decisions::of_case(c, decision.case.id)?.into_iter().rfind(|other| !other.ours)
        }
        _ => None,
    };
    let note = store::notes::note(c, decision.case.id)?;
    let story = story(&item.reason, theirs.as_ref(), case.map(Case::revision), decision);
    Ok(Some(TrayItemView {
        decision: *id,
        case: decision.case,
        number: case.map(|case| case.number().to_owned()).unwrap_or_default(),
        subject: case.map_or_else(|| "（案件已不在這裡）".to_owned(), subject),
        relation: case.map(relation).unwrap_or_default(),
        inmate_number: inmate_number.unwrap_or_default(),
        why: why(&item.reason, theirs.as_ref()),
        story,
        at: words::clock(item.parked_at, now),
        changes: match (&item.seen, case) {
            (Some(seen), Some(now)) => crate::changes::between(seen, now),
            _ => Vec::new(),
        },
        mine: SideView {
            who: "我的決定".to_owned(),
            verdict: decision.verdict,
            reasons: reason_labels(decision),
            family_message: decision.family_message.as_str().to_owned(),
            at: words::clock(decision.decided_at, now),
            staff_note: note.map(Private::into_string),
            in_force: false,
        },
        theirs: theirs.map(|theirs| SideView {
            who: theirs.by.display_name.clone(),
            verdict: theirs.decision.verdict,
            reasons: reason_labels(&theirs.decision),
            family_message: theirs.decision.family_message.as_str().to_owned(),
            at: words::clock(theirs.accepted_at.unwrap_or(theirs.decision.decided_at), now),
            staff_note: None,
            in_force: theirs.overturned_by.is_none(),
        }),
        choices: choices(&item.reason, case.is_some_and(|case| case.state().is_open())),
    }))
}

fn relation(case: &Case) -> String {
    match case {
        Case::Application(application) => application.relation.as_str().to_owned(),
        Case::Post(post) => post.relation.as_str().to_owned(),
    }
}

fn why(reason: &ParkReason, theirs: Option<&StoredDecision>) -> String {
    match reason {
        ParkReason::AlreadyDecided { verdict, .. } => {
            let verdict = theirs.map(|theirs| theirs.decision.verdict).or(*verdict);
            match verdict {
                Some(verdict) => format!("同仁已先決定：{}", verdict_word(verdict)),
                None => "同仁已先決定".to_owned(),
            }
        }
        ParkReason::RevisionMismatch { .. } => "家屬已重新送件".to_owned(),
        ParkReason::ClaimSuperseded { holder: Some(holder) } => {
            format!("{}後來認領了這件", holder.display_name)
        }
        ParkReason::ClaimSuperseded { holder: None } => "同仁後來認領了這件".to_owned(),
        ParkReason::NotAuthorised => "您的權限已變更".to_owned(),
        ParkReason::LeftScope => "收容人已移出本機關".to_owned(),
        ParkReason::Other { problem: Some(problem), .. } if problem == HAS_FAMILY => {
            "這位收容人已有一位家屬開通".to_owned()
        }
        ParkReason::Purged => "入口網已刪除這件".to_owned(),
        ParkReason::IdReused | ParkReason::Invalid { .. } | ParkReason::Other { .. } => {
            "入口網沒有接受".to_owned()
        }
    }
}

fn story(
    reason: &ParkReason,
    theirs: Option<&StoredDecision>,
    revision_now: Option<u64>,
    mine: &Decision,
) -> String {
    match reason {
        ParkReason::AlreadyDecided { .. } => {
            let who = theirs.map_or("同仁", |theirs| theirs.by.display_name.as_str());
            format!("{who}比您先送達。目前有效的是對方的決定，您的沒有生效，也沒有遺失。")
        }
        ParkReason::RevisionMismatch { current } => {
            let now = current.or(revision_now);
            let now = now.map(|now| format!("，現在是版次 {now}")).unwrap_or_default();
            format!(
                "您看的是版次 {}{now}。您的決定沒有套用到新的內容上，請看過後再決定。",
                mine.base_revision
            )
        }
        ParkReason::ClaimSuperseded { .. } => {
            "這件由同仁接手，您的決定沒有生效。請先和同仁確認。".to_owned()
        }
        ParkReason::NotAuthorised => {
            "入口網說您不能再決定這件。您的決定保留在這裡，請通知主管。".to_owned()
        }
        ParkReason::LeftScope => {
            "收容人已移出本機關，案件由新機關處理。您的決定沒有送出。".to_owned()
        }
        ParkReason::Purged => "入口網已依規定刪除這件，您的決定沒有送出。".to_owned(),
        ParkReason::IdReused => "入口網上已有同一編號的另一個決定。請通知資訊人員。".to_owned(),
        ParkReason::Invalid { pointer } => match pointer {
            Some(pointer) => {
                format!("入口網認為欄位 {pointer} 不正確。請重新決定，或通知資訊人員。")
            }
            None => "入口網認為內容不正確。請重新決定，或通知資訊人員。".to_owned(),
        },
        ParkReason::Other { problem: Some(problem), .. } if problem == HAS_FAMILY => {
            "一位收容人只能有一位家屬（貳.一）。入口網上已有另一位先通過，您的通過沒有生效。"
                .to_owned()
        }
        ParkReason::Other { status, .. } => {
            format!("入口網回覆 {status}，沒有接受這個決定。請通知資訊人員。")
        }
    }
}

fn choices(reason: &ParkReason, open: bool) -> Vec<TrayChoice> {
    match reason {
        ParkReason::AlreadyDecided { .. } => {
            vec![TrayChoice::KeepTheirs, TrayChoice::AskReversal, TrayChoice::Escalate]
        }
        ParkReason::LeftScope | ParkReason::Purged => vec![TrayChoice::KeepTheirs],
        _ if open => vec![TrayChoice::DecideAgain, TrayChoice::KeepTheirs, TrayChoice::Escalate],
        _ => vec![TrayChoice::KeepTheirs, TrayChoice::Escalate],
    }
}

/// The beginning of this day in Taipei.
fn taipei_midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = taipei_date(now);
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight - chrono::TimeDelta::hours(8)
}
