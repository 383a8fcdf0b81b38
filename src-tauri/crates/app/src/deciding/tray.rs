//! 待處理衝突: what the portal could not take as it was, and how a person settles it.

use chrono::{DateTime, Utc};
use domain::outbox::ParkReason;
use domain::{
    Case, CaseId, CaseRef, CaseState, Decision, DecisionId, Escalation, EscalationId, Private,
    ReasonCatalogue,
};
use store::decisions::{Fate, StoredDecision};
use store::outbox::Act;
use store::tray::{Settlement, TrayItem, can_be_sent_again};

use crate::deciding::four_eyes::known_at;
use crate::deciding::{changes, drafts};
use crate::error::ApiError;
use crate::ids::new_uuid;
use crate::labels::{reason_labels_of, relation, subject};
use crate::state::{Desk, Session};
use crate::views::outbox::{SettleTrayRequest, SideView, TrayChoice, TrayItemView};
use crate::words::{self, verdict_word};

/// The portal's problem for a second approval of the same inmate (貳.一).
const HAS_FAMILY: &str = "inmate-has-family";
const STILL_TO_COME: &str = "最新的內容還沒有取回這台電腦，請先按「立即同步」。";

impl Desk {
    /// Settles a conflict. Answers the case to open, if it is to be decided again.
    pub async fn settle_conflict(
        &self,
        request: SettleTrayRequest,
    ) -> Result<Option<CaseRef>, ApiError> {
        let session = self.session().await?;
        let now = session.now();
        let act = request.act;
        let found = session
            .read(move |c| {
                Ok(store::tray::list(c)?.into_iter().find(|item| item.act.reference() == act))
            })
            .await?;
        let Some(item) = found else {
            return Err(ApiError::refused("這件衝突已經處理過了。"));
        };
        let mine = match (&item.act, request.choice) {
            (Act::Decision { decision, .. }, _) => decision,
            (_, TrayChoice::KeepTheirs) => {
                close(&session, item.seq, now).await?;
                return Ok(None);
            }
            _ => return Err(ApiError::refused("這件不是審核決定，只能結案。")),
        };
        let case = mine.case;
        match request.choice {
            TrayChoice::KeepTheirs => {
                close(&session, item.seq, now).await?;
                Ok(None)
            }
            TrayChoice::SendAgain => {
                send_again(&session, item.seq, now).await?;
                Ok(None)
            }
            TrayChoice::DecideAgain => {
                reopen(&session, &item, mine, now).await?;
                Ok(Some(case))
            }
            TrayChoice::AskReversal | TrayChoice::Escalate => {
                if request.question.trim().is_empty() {
                    return Err(ApiError::refused("請寫下要請主管看的問題或原因。"));
                }
                escalate(&session, &item, mine, &request, now).await?;
                session.engine.outbox_changed();
                count_anew(&session).await;
                session.tell_window(true);
                Ok(None)
            }
        }
    }
}

/// 結案: it ends here without effect.
async fn close(session: &Session, seq: i64, now: DateTime<Utc>) -> Result<(), ApiError> {
    let actor = session.me().subject.clone();
    session
        .write(move |tx| {
            store::tray::settle(tx, seq, Settlement::KeptTheirs, &actor, now).map(|_| ())
        })
        .await?;
    count_anew(session).await;
    session.tell_window(true);
    Ok(())
}

/// 照樣再送: the case was gone and is back as it was.
async fn send_again(session: &Session, seq: i64, now: DateTime<Utc>) -> Result<(), ApiError> {
    let actor = session.me().subject.clone();
    let sent = session.write(move |tx| store::tray::send_again(tx, seq, &actor, now)).await?;
    if !sent {
        return Err(ApiError::refused(
            "案件已不是您看過的內容，原來的決定不能照樣送出。請重新審核或結案。",
        ));
    }
    session.engine.outbox_changed();
    count_anew(session).await;
    session.tell_window(true);
    Ok(())
}

/// Lays my sheet on the revision that is here now. Nothing is settled yet: recording the new
/// decision does that.
async fn reopen(
    session: &Session,
    item: &TrayItem,
    mine: &Decision,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let sheet = drafts::from_decision(mine);
    let (case, base, reason) = (mine.case, mine.base_revision, item.reason.clone());
    let refusal = session
        .write(move |tx| {
            let Some(stored) = store::cases::get(tx, case.id)? else {
                return Ok(Some("案件已不在這裡，不能重新審核。請選結案。"));
            };
            let revision = stored.case.revision();
            if is_still_to_come(&reason, revision, base) {
                return Ok(Some(STILL_TO_COME));
            }
            let draft = store::notes::Draft { revision, sheet };
            store::notes::put_draft(tx, case.id, &draft, now).map(|()| None)
        })
        .await?;
    if let Some(sentence) = refusal {
        return Err(ApiError::refused(sentence));
    }
    session.tell_window(true);
    Ok(())
}

/// So that the bar does not speak of a conflict that has just been settled.
async fn count_anew(session: &Session) {
    if let Err(error) = session.engine.refresh_status().await {
        tracing::warn!(%error, "what is unsent could not be counted");
    }
}

/// Hands the conflict to a supervisor with a question: against the decision in force where the
/// case is decided, else about the case.
async fn escalate(
    session: &Session,
    item: &TrayItem,
    mine: &Decision,
    request: &SettleTrayRequest,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let id = EscalationId(new_uuid(session.own_now())?);
    let (case, verdict) = (mine.case, mine.verdict);
    let reason = item.reason.clone();
    let (there, against) = session
        .read(move |c| {
            let there = store::cases::get(c, case.id)?.map(|stored| stored.case);
            let against = against(c, &reason, case.id)?;
            Ok((there, against))
        })
        .await?;
    let Some(there) = there.filter(|there| there.state() != CaseState::Withdrawn) else {
        return Err(ApiError::refused("案件已不在這裡，主管也看不到。請選結案。"));
    };
    if there.state().is_open()
        && is_still_to_come(&item.reason, there.revision(), mine.base_revision)
    {
        return Err(ApiError::refused(STILL_TO_COME));
    }
    if against.is_none() && !there.state().is_open() {
        return Err(ApiError::refused(
            "同仁的決定還沒有取回這台電腦，請先按「立即同步」，再送主管。",
        ));
    }
    let reversal = request.choice == TrayChoice::AskReversal;
    let escalation = Escalation {
        case,
        base_revision: there.revision(),
        question: Private::from(request.question.trim()),
        proposed: reversal.then_some(verdict),
        against,
        reasons: Vec::new(),
        known_at: known_at(session, case.id, there.revision()).await?,
    };
    let (seq, by) = (item.seq, session.staff());
    session
        .write(move |tx| {
            store::escalations::ask(tx, id, &escalation, &by, now)?;
            store::tray::settle(tx, seq, Settlement::Escalated, &by.subject, now).map(|_| ())
        })
        .await
}

/// The decision that a question is raised against: the one that was first, else the one in force on
/// a case that is decided. The feed may have told only of the case so far.
fn against(
    c: &store::Connection,
    reason: &ParkReason,
    case: CaseId,
) -> Result<Option<DecisionId>, store::StoreError> {
    if let Some(first) = first_decision(c, reason, case)? {
        return Ok(Some(first.id));
    }
    let open = store::cases::get(c, case)?.is_some_and(|stored| stored.case.state().is_open());
    if open {
        return Ok(None);
    }
    let decisions = store::decisions::of_case(c, case)?;
    let standing = |one: &StoredDecision| one.fate == Fate::Accepted && one.overturned_by.is_none();
    let in_force = decisions.into_iter().filter(standing).max_by_key(|one| one.resulting_revision);
    Ok(in_force.map(|one| one.id))
}

/// The colleague's decision that stands against mine.
fn first_decision(
    c: &store::Connection,
    reason: &ParkReason,
    case: CaseId,
) -> Result<Option<StoredDecision>, store::StoreError> {
    match reason {
        ParkReason::AlreadyDecided { decision: Some(id), .. } => store::decisions::get(c, *id),
        ParkReason::AlreadyDecided { decision: None, .. } => {
            Ok(store::decisions::of_case(c, case)?.into_iter().rfind(|other| !other.ours))
        }
        _ => Ok(None),
    }
}

/// Whether what the portal spoke of has not been pulled yet, with an open case at revision `here`:
/// the refusal can come before the feed does. After a restore the portal's revisions may be lower
/// than those seen.
fn is_still_to_come(reason: &ParkReason, here: u64, seen: u64) -> bool {
    match reason {
        ParkReason::RevisionMismatch { current } => {
            here >= seen && here < current.unwrap_or(seen + 1)
        }
        ParkReason::AlreadyDecided { verdict: Some(verdict), .. } => {
            here == seen && !verdict.leads_to().is_open()
        }
        _ => false,
    }
}

/// Why the portal did not take an act that is no decision, and what to do about it.
pub(crate) fn what_became_of(reason: &ParkReason) -> String {
    format!("{}，沒有送到。需要的話請重新提出，這一筆請結案。", why(reason, None))
}

pub(crate) fn tray_view(
    c: &store::Connection,
    item: &TrayItem,
    catalogue: &ReasonCatalogue,
    now: DateTime<Utc>,
) -> Result<Option<TrayItemView>, store::StoreError> {
    let Act::Decision { id, decision } = &item.act else { return Ok(None) };
    let stored = store::cases::get(c, decision.case.id)?;
    let case = stored.as_ref().map(|stored| &stored.case);
    let inmate_number = match case {
        Some(case) => store::people::inmate(c, case.inmate_id())?.map(|inmate| inmate.number),
        None => None,
    };
    let theirs = first_decision(c, &item.reason, decision.case.id)?;
    let note = store::notes::note(c, decision.case.id)?;
    let fits = case.is_some_and(|case| can_be_sent_again(&item.reason, decision, case));
    let is_back = fits || (item.reason == ParkReason::LeftScope && case.is_some());
    let story = match is_back {
        true => story_of_a_return(fits),
        false => story(&item.reason, theirs.as_ref(), case.map(Case::revision), decision),
    };
    Ok(Some(TrayItemView {
        decision: *id,
        case: decision.case,
        number: case.map(|case| case.number().to_owned()).unwrap_or_default(),
        subject: case.map_or_else(|| "（案件已不在這裡）".to_owned(), subject),
        relation: case.map(relation).unwrap_or_default(),
        inmate_number: inmate_number.unwrap_or_default(),
        why: match is_back {
            true => "案件曾經不在本機關，現在回來了".to_owned(),
            false => why(&item.reason, theirs.as_ref()),
        },
        story,
        at: words::clock(item.parked_at, now),
        changes: match (&item.seen, case) {
            (Some(seen), Some(now)) => changes::between(seen, now),
            _ => Vec::new(),
        },
        mine: SideView {
            who: "我的決定".to_owned(),
            verdict: decision.verdict,
            reasons: reason_labels_of(catalogue, decision),
            family_message: decision.family_message.as_str().to_owned(),
            at: words::clock(decision.decided_at, now),
            staff_note: note.map(Private::into_string),
            in_force: false,
        },
        theirs: theirs.map(|theirs| SideView {
            who: theirs.by.display_name.clone(),
            verdict: theirs.decision.verdict,
            reasons: reason_labels_of(catalogue, &theirs.decision),
            family_message: theirs.decision.family_message.as_str().to_owned(),
            at: words::clock(theirs.accepted_at.unwrap_or(theirs.decision.decided_at), now),
            staff_note: None,
            in_force: theirs.overturned_by.is_none(),
        }),
        choices: choices(
            &item.reason,
            case.map(|case| (case.state(), case.revision())),
            decision.base_revision,
            fits,
        ),
    }))
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

/// The case went and came back with my decision waiting here all the while.
fn story_of_a_return(fits: bool) -> String {
    match fits {
        true => {
            "案件曾經不在本機關，現在又回來了，內容和您決定時相同。您的決定沒有生效，可以照樣再送一次。"
        }
        false => {
            "案件曾經不在本機關，現在又回來了，但已不是您決定時的內容。您的決定沒有生效，請看過後再決定。"
        }
    }
    .to_owned()
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
            let seen = mine.base_revision;
            let told = current.or(revision_now).filter(|told| *told != seen);
            let told = told.map(|told| format!("，現在是版次 {told}")).unwrap_or_default();
            let next = match revision_now {
                Some(here) if is_still_to_come(reason, here, seen) => {
                    "新的內容還沒有取回這台電腦，取回後會列在這裡"
                }
                _ => "請看過後再決定",
            };
            format!("您看的是版次 {seen}{told}。您的決定沒有套用到新的內容上，{next}。")
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

/// What can be done about a conflict, with the case here in this state and revision; `None`: it is
/// gone. `seen` is the revision that my decision was about; `fits`, whether it can be sent as it is.
fn choices(
    reason: &ParkReason,
    case: Option<(CaseState, u64)>,
    seen: u64,
    fits: bool,
) -> Vec<TrayChoice> {
    let Some((state, here)) = case.filter(|(state, _)| *state != CaseState::Withdrawn) else {
        return vec![TrayChoice::KeepTheirs];
    };
    match (reason, state.is_open()) {
        // A decision or a question about what was there before would only be refused again.
        (_, true) if is_still_to_come(reason, here, seen) => vec![TrayChoice::KeepTheirs],
        (ParkReason::Purged, _) => vec![TrayChoice::KeepTheirs],
        (_, true) if fits => {
            vec![TrayChoice::SendAgain, TrayChoice::DecideAgain, TrayChoice::KeepTheirs]
        }
        (ParkReason::LeftScope, true) => vec![TrayChoice::DecideAgain, TrayChoice::KeepTheirs],
        (ParkReason::AlreadyDecided { .. }, false) => {
            vec![TrayChoice::KeepTheirs, TrayChoice::AskReversal, TrayChoice::Escalate]
        }
        // A colleague's 暫緩 leaves the case open to everybody.
        (ParkReason::AlreadyDecided { .. }, true) => {
            vec![TrayChoice::KeepTheirs, TrayChoice::DecideAgain, TrayChoice::Escalate]
        }
        (_, true) => vec![TrayChoice::DecideAgain, TrayChoice::KeepTheirs, TrayChoice::Escalate],
        (_, false) => vec![TrayChoice::KeepTheirs, TrayChoice::Escalate],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [CaseState; 5] = [
        CaseState::Pending,
        CaseState::Held,
        CaseState::Approved,
        CaseState::Returned,
        CaseState::Rejected,
    ];

    fn already() -> ParkReason {
        ParkReason::AlreadyDecided { decision: None, verdict: Some(domain::Verdict::Hold) }
    }

    #[test]
    fn an_open_case_can_be_decided_again_whatever_a_colleague_did() {
        let reasons = [already(), ParkReason::RevisionMismatch { current: None }];
        for state in STATES {
            for reason in &reasons {
                let offered = choices(reason, Some((state, 3)), 2, false);
                assert_eq!(offered.contains(&TrayChoice::DecideAgain), state.is_open());
                assert!(offered.contains(&TrayChoice::KeepTheirs));
                assert!(offered.contains(&TrayChoice::Escalate));
            }
        }
    }

    #[test]
    fn of_a_case_that_is_gone_or_withdrawn_nothing_is_left_but_closing() {
        for reason in [already(), ParkReason::Other { status: 404, problem: None }] {
            for gone in [None, Some((CaseState::Withdrawn, 3))] {
                assert_eq!(choices(&reason, gone, 2, false), [TrayChoice::KeepTheirs]);
            }
        }
    }

    #[test]
    fn a_decision_whose_case_is_back_is_sent_again_if_it_still_fits_and_else_made_anew() {
        let offered =
            |here, fits| choices(&ParkReason::LeftScope, Some((CaseState::Pending, here)), 2, fits);
        assert_eq!(offered(2, true)[0], TrayChoice::SendAgain);
        assert!(offered(2, true).contains(&TrayChoice::DecideAgain));
        assert_eq!(offered(3, false), [TrayChoice::DecideAgain, TrayChoice::KeepTheirs]);
        assert_eq!(choices(&ParkReason::LeftScope, None, 2, false), [TrayChoice::KeepTheirs]);
        let purged = choices(&ParkReason::Purged, Some((CaseState::Pending, 2)), 2, false);
        assert_eq!(purged, [TrayChoice::KeepTheirs]);
    }

    #[test]
    fn a_refusal_that_comes_before_the_new_content_waits_for_it() {
        let offered = |current, here, seen| {
            let reason = ParkReason::RevisionMismatch { current };
            choices(&reason, Some((CaseState::Pending, here)), seen, false)
        };
        for current in [None, Some(3)] {
            assert_eq!(offered(current, 2, 2), [TrayChoice::KeepTheirs], "{current:?}");
            assert!(offered(current, 3, 2).contains(&TrayChoice::DecideAgain), "{current:?}");
        }
        // The family has sent twice, and only the first is here.
        assert_eq!(offered(Some(4), 3, 2), [TrayChoice::KeepTheirs]);
        // A colleague has rejected, and the case still stands here as it was.
        let rejected = |here| {
            let verdict = Some(domain::Verdict::Reject);
            let reason = ParkReason::AlreadyDecided { decision: None, verdict };
            choices(&reason, Some((CaseState::Pending, here)), 2, false)
        };
        assert_eq!(rejected(2), [TrayChoice::KeepTheirs]);
        assert!(rejected(4).contains(&TrayChoice::DecideAgain), "it was opened again");
        // A restored portal counts from where it was.
        assert!(offered(Some(2), 1, 3).contains(&TrayChoice::DecideAgain));
        assert!(offered(Some(2), 2, 3).contains(&TrayChoice::DecideAgain));
    }
}
