//! 寄件匣: where every decision and every other act is.

use chrono::{DateTime, Utc};
use domain::CaseRef;
use domain::calendar::taipei_date;
use store::decisions::StoredDecision;
use store::outbox::{Act, OutboxItem, OutboxState as Stored, Trouble};
use store::tray::TrayItem;

use crate::deciding::tray::{tray_view, what_became_of};
use crate::error::ApiError;
use crate::labels::subject;
use crate::state::Desk;
use crate::views::outbox::{ActView, OutboxItemView, OutboxState, OutboxView};
use crate::words;

/// 今天已送達 shows so many at most.
const SENT_SHOWN: u32 = 100;

impl Desk {
    pub async fn list_outbox(&self) -> Result<OutboxView, ApiError> {
        let session = self.session().await?;
        let now = session.now();
        // What waits here waits by this computer's own clock.
        let own_now = session.own_now();
        let midnight = taipei_midnight(now);
        let rules = session.own_words.book();
        session
            .read(move |c| {
                let (mut unsent, mut waiting) = (Vec::new(), Vec::new());
                for item in store::outbox::list(c)? {
                    let Act::Decision { decision, .. } = &item.act else {
                        waiting.extend(act_view(c, &item.act, Stage::Waiting(&item), own_now)?);
                        continue;
                    };
                    let id = decision.case.id;
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
                let (mut conflicts, mut acts) = (Vec::new(), Vec::new());
                for item in store::tray::list(c)? {
                    conflicts.extend(tray_view(c, &item, &rules.reasons, now)?);
                    acts.extend(act_view(c, &item.act, Stage::Parked(&item), now)?);
                }
                acts.extend(waiting);
                Ok(OutboxView { conflicts, unsent, sent_today, acts })
            })
            .await
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
    Some(OutboxItemView {
        decision: *id,
        case: decision.case,
        subject,
        verdict: decision.verdict,
        state: shown(item.state),
        sentence: waiting_sentence(item, undoable, now),
        at: words::clock(item.created_at, now),
        undo_until: undoable.then(|| item.not_before.to_rfc3339()),
        can_recall: item.state != Stored::Sending && !item.may_have_arrived,
    })
}

/// Where an act is that the portal has not acknowledged.
enum Stage<'a> {
    Waiting(&'a OutboxItem),
    Parked(&'a TrayItem),
}

/// An act as the screen shows it; `None` for a decision, which is shown otherwise.
fn act_view(
    c: &store::Connection,
    act: &Act,
    stage: Stage<'_>,
    now: DateTime<Utc>,
) -> Result<Option<ActView>, store::StoreError> {
    let asked = |escalation: &domain::Escalation| Some(escalation.case);
    let (case, words) = match act {
        Act::Decision { .. } => return Ok(None),
        Act::Escalation { escalation, .. } => (asked(escalation), &escalation.question),
        Act::Settlement { id, answer } => {
            let question = store::escalations::get(c, *id)?;
            let case = question.and_then(|stored| asked(&stored.record.escalation));
            (case, answer)
        }
        Act::Suspension { suspension, .. } => (None, &suspension.grounds),
        Act::Lift { grounds, .. } => (None, grounds),
    };
    let (state, sentence, at) = match stage {
        Stage::Waiting(item) => {
            let state = shown(item.state);
            (state, waiting_sentence(item, false, now), words::clock(item.created_at, now))
        }
        Stage::Parked(item) => {
            (OutboxState::Conflict, what_became_of(&item.reason), words::clock(item.parked_at, now))
        }
    };
    Ok(Some(ActView {
        act: act.reference(),
        case,
        subject: subject_of(c, case)?,
        words: words.as_str().to_owned(),
        state,
        sentence,
        at,
    }))
}

fn subject_of(c: &store::Connection, case: Option<CaseRef>) -> Result<String, store::StoreError> {
    let Some(case) = case else { return Ok(String::new()) };
    let stored = store::cases::get(c, case.id)?;
    Ok(stored.map_or_else(|| "（案件已不在這裡）".to_owned(), |stored| subject(&stored.case)))
}

fn shown(state: Stored) -> OutboxState {
    match state {
        Stored::Sending => OutboxState::Sending,
        Stored::Waiting | Stored::AwaitingResumption => OutboxState::Waiting,
    }
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

/// The beginning of this day in Taipei.
fn taipei_midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = taipei_date(now);
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight - chrono::TimeDelta::hours(8)
}
