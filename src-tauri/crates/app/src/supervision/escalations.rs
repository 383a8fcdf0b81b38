//! 送主管: questions on open cases, requests to reverse, and decisions that policy leaves to two
//! people. Who may settle one is a rule of `domain`.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{taipei_clock, taipei_date};
use domain::{
    Case, Escalation, EscalationId, EscalationRecord, FourEyes, HoursFrom, Private,
    ReasonCatalogue, Role, RuleBook, StaffMember, may_settle, reporting_duty,
};
use store::decisions::{Fate, StoredDecision};
use store::escalations::StoredEscalation;
use store::outbox::{Act, OutboxItem, OutboxState as Queued};
use store::{Connection, StoreError};

use crate::case_file::{CaseFile, case_file};
use crate::deciding::four_eyes::{four_eyes, known_at};
use crate::error::{ApiError, ErrorCode};
use crate::ids::new_uuid;
use crate::labels::{self, reason_label, reason_labels_of, subject};
use crate::state::{Desk, Session};
use crate::texts::{excerpt, written};
use crate::views::decide::DecideRequest;
use crate::views::escalations::{
    EscalateRequest, EscalationAnswerView, EscalationKind, EscalationView, EscalationsView,
    ReportingClockView, SettleEscalationRequest,
};
use crate::views::outbox::{OutboxState, SideView};
use crate::words;

const MOST_SETTLED: u32 = 100;
/// Characters of the family's words in a row.
const EXCERPT: usize = 80;

/// Who looks at the list, and with which words.
struct Looking {
    me: StaffMember,
    role: Role,
    rules: std::sync::Arc<RuleBook>,
    now: DateTime<Utc>,
}

impl Desk {
    /// The open questions, urgent ones first, and the settled ones.
    pub async fn list_escalations(&self) -> Result<EscalationsView, ApiError> {
        let session = self.session().await?;
        let looking = looking(&session);
        session
            .read(move |c| {
                let queued = store::outbox::list(c)?;
                let mut open = Vec::new();
                let mut settled = Vec::new();
                for stored in store::escalations::open(c)? {
                    let asked_at = stored.record.asked_at;
                    let view = view(c, &stored, &queued, &looking)?;
                    match view.answer {
                        Some(_) => settled.push((asked_at, view)),
                        None => open.push((asked_at, view)),
                    }
                }
                for stored in store::escalations::settled(c, MOST_SETTLED)? {
                    settled.push((stored.record.asked_at, view(c, &stored, &queued, &looking)?));
                }
                open.sort_by_key(|(at, view)| (view.urgent.is_none(), *at));
                settled.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
                let plain = |views: Vec<(DateTime<Utc>, EscalationView)>| {
                    views.into_iter().map(|(_, view)| view).collect()
                };
                Ok(EscalationsView { open: plain(open), settled: plain(settled) })
            })
            .await
    }

    /// Asks the supervisor about an open case.
    pub async fn escalate(&self, request: EscalateRequest) -> Result<EscalationId, ApiError> {
        let session = self.session().await?;
        let question = written(&request.question, "請寫下想請主管判斷的事。")?;
        let file = case_file(&session, request.case).await?;
        may_ask(&session, &file, request.base_revision).await?;
        ask(
            &session,
            Escalation {
                case: request.case,
                base_revision: request.base_revision,
                question,
                proposed: request.proposed,
                against: None,
                reasons: Vec::new(),
                known_at: known_at(&session, request.case.id, request.base_revision).await?,
            },
        )
        .await
    }

    /// Hands a decision that policy leaves to two people to a supervisor, as a proposal.
    pub async fn propose_decision(&self, request: DecideRequest) -> Result<EscalationId, ApiError> {
        let session = self.session().await?;
        let file = case_file(&session, request.case).await?;
        let preview = self.preview_decision(request.clone()).await?;
        if let Some(obstacle) = preview.obstacles.into_iter().next() {
            return Err(ApiError::refused(obstacle));
        }
        let FourEyes::Propose(codes) = four_eyes(&session, &file, &request) else {
            return Err(ApiError::refused("這個決定不必送主管，可以直接決定。"));
        };
        may_ask(&session, &file, request.base_revision).await?;
        let labels: Vec<String> = request
            .reasons
            .iter()
            .map(|given| reason_label(&given.code, &file.rules.reasons))
            .collect();
        let question = format!(
            "擬「{}」：{}。\n擬給家屬的話：{}",
            words::verdict_word(request.verdict),
            labels.join("、"),
            preview.family_message
        );
        let note = Private::from(request.staff_note);
        let (case, now) = (request.case.id, session.own_now());
        session.write(move |tx| store::notes::put_note(tx, case, &note, now)).await?;
        ask(
            &session,
            Escalation {
                case: request.case,
                base_revision: request.base_revision,
                question: Private::from(question),
                proposed: Some(request.verdict),
                against: request.overturns,
                reasons: codes,
                known_at: known_at(&session, request.case.id, request.base_revision).await?,
            },
        )
        .await
    }

    /// A supervisor answers. Whoever asked cannot.
    pub async fn settle_escalation(
        &self,
        request: SettleEscalationRequest,
    ) -> Result<(), ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let answer = written(&request.answer, "請寫下答覆。")?;
        let id = request.escalation;
        let (stored, answered) = session
            .read(move |c| {
                let answered = settlement(&store::outbox::list(c)?, id).is_some();
                Ok((store::escalations::get(c, id)?, answered))
            })
            .await?;
        let Some(stored) = stored else {
            return Err(ApiError::refused("找不到這個問題，請重新整理。"));
        };
        let me = session.me().subject.clone();
        may_settle(&stored.record, &me, session.me().role)
            .map_err(|why| ApiError::refused(why.sentence()))?;
        if answered {
            return Err(ApiError::refused("您已經答覆，正在送出。"));
        }
        let (by, now) = (session.staff(), session.own_now());
        session.write(move |tx| store::escalations::settle(tx, id, &answer, &by, now)).await?;
        session.engine.outbox_changed();
        session.tell_window(true);
        Ok(())
    }
}

fn looking(session: &Session) -> Looking {
    Looking {
        me: session.staff(),
        role: session.me().role,
        rules: session.own_words.book(),
        now: session.now(),
    }
}

async fn may_ask(session: &Session, file: &CaseFile, base_revision: u64) -> Result<(), ApiError> {
    if file.case.revision() != base_revision {
        return Err(ApiError::new(ErrorCode::Stale, "案件剛剛有更新，請看過再送主管。"));
    }
    if file.pending.is_some() {
        return Err(ApiError::refused("已有一個決定在寄件匣，先收回才能送主管。"));
    }
    if !file.case.state().is_open() {
        return Err(ApiError::refused("這件已經有決定；要改變它，請用「請求改判」。"));
    }
    let mine = file.asked.iter().any(|record| {
        record.state == domain::EscalationState::Open
            && record.asked_by.subject == session.me().subject
            && record.escalation.base_revision == base_revision
    });
    if mine {
        return Err(ApiError::refused("您已經送主管，正等答覆。"));
    }
    Ok(())
}

async fn ask(session: &Session, escalation: Escalation) -> Result<EscalationId, ApiError> {
    let now = session.own_now();
    let id = EscalationId(new_uuid(now)?);
    let by = session.staff();
    session.write(move |tx| store::escalations::ask(tx, id, &escalation, &by, now)).await?;
    session.engine.outbox_changed();
    session.tell_window(true);
    Ok(id)
}

/// Open questions that this person can settle or has asked.
pub(crate) async fn open_escalations(session: &Session) -> Result<u32, ApiError> {
    let looking = looking(session);
    session
        .read(move |c| {
            let queued = store::outbox::list(c)?;
            let mut open = 0;
            for stored in store::escalations::open(c)? {
                let mine = stored.record.asked_by.subject == looking.me.subject;
                let can = may_settle(&stored.record, &looking.me.subject, looking.role).is_ok();
                if (mine || can) && answer(c, &stored, &queued, &looking)?.is_none() {
                    open += 1;
                }
            }
            Ok(open)
        })
        .await
}

/// This desk's own answer on its way.
fn settlement(queued: &[OutboxItem], id: EscalationId) -> Option<(&Private, &OutboxItem)> {
    queued.iter().find_map(|item| match &item.act {
        Act::Settlement { id: settled, answer } if *settled == id => Some((answer, item)),
        _ => None,
    })
}

/// The decision that somebody else made on the case after the question: it answers it.
fn decided_since(
    c: &Connection,
    record: &EscalationRecord,
) -> Result<Option<StoredDecision>, StoreError> {
    let answers = |one: &StoredDecision| {
        one.fate == Fate::Accepted
            && one.decision.base_revision >= record.escalation.base_revision
            && match record.escalation.against {
                Some(against) => one.decision.overturns == Some(against),
                None => true,
            }
    };
    Ok(store::decisions::of_case(c, record.escalation.case.id)?.into_iter().find(answers))
}

fn answer(
    c: &Connection,
    stored: &StoredEscalation,
    queued: &[OutboxItem],
    looking: &Looking,
) -> Result<Option<EscalationAnswerView>, StoreError> {
    let record = &stored.record;
    let name = |by: &StaffMember| labels::person(by, &looking.me.subject);
    if let (Some(by), Some(at)) = (&record.settled_by, record.settled_at) {
        let (at, words) = (words::clock(at, looking.now), record.answer.as_str().to_owned());
        return Ok(Some(EscalationAnswerView { by: name(by), at, words }));
    }
    if let Some((answer, item)) = settlement(queued, record.id) {
        return Ok(Some(EscalationAnswerView {
            by: "您".to_owned(),
            at: words::clock(item.created_at, looking.now),
            words: answer.as_str().to_owned(),
        }));
    }
    Ok(decided_since(c, record)?.map(|decision| EscalationAnswerView {
        by: name(&decision.by),
        at: words::clock(decision.accepted_at.unwrap_or(decision.decision.decided_at), looking.now),
        words: format!("已決定：{}", words::verdict_word(decision.decision.verdict)),
    }))
}

fn view(
    c: &Connection,
    stored: &StoredEscalation,
    queued: &[OutboxItem],
    looking: &Looking,
) -> Result<EscalationView, StoreError> {
    let Looking { me, role, rules, now } = looking;
    let StoredEscalation { record, fate } = stored;
    let escalation = &record.escalation;
    let case = store::cases::get(c, escalation.case.id)?.map(|stored| stored.case);
    let inmate = match &case {
        Some(case) => store::people::inmate(c, case.inmate_id())?,
        None => None,
    };
    let against = match escalation.against {
        Some(against) => store::decisions::get(c, against)?,
        None => None,
    };
    let relation = case.as_ref().map(labels::relation);
    let sending =
        queued.iter().any(|item| item.act.id() == record.id.0 && item.state == Queued::Sending);
    Ok(EscalationView {
        id: record.id,
        case: escalation.case,
        number: case.as_ref().map(|case| case.number().to_owned()).unwrap_or_default(),
        subject: case.as_ref().map_or_else(|| "（案件已不在這裡）".to_owned(), subject),
        relation: relation.unwrap_or_default(),
        inmate_number: inmate.map(|inmate| inmate.number).unwrap_or_default(),
        kind: if !escalation.reasons.is_empty() {
            EscalationKind::SecondOpinion
        } else if escalation.against.is_some() {
            EscalationKind::Reversal
        } else {
            EscalationKind::Question
        },
        question: escalation.question.as_str().to_owned(),
        proposed: escalation.proposed,
        reasons: escalation.reasons.iter().map(|code| reason_label(code, &rules.reasons)).collect(),
        asked_by: labels::person(&record.asked_by, &me.subject),
        mine: record.asked_by.subject == me.subject,
        asked_at: words::clock(record.asked_at, *now),
        fate: match fate {
            Fate::Parked => OutboxState::Conflict,
            Fate::Unsent if sending => OutboxState::Sending,
            Fate::Unsent => OutboxState::Waiting,
            _ => OutboxState::Acknowledged,
        },
        urgent: match &case {
            Some(case) => clock(c, case, record, looking)?,
            None => None,
        },
        against: against.map(|against| side(&against, &rules.reasons, *now)),
        excerpt: case.as_ref().map(|case| excerpt(case, EXCERPT)).unwrap_or_default(),
        why_not: may_settle(record, &me.subject, *role).err().map(|why| why.sentence().to_owned()),
        answer: answer(c, stored, queued, looking)?,
    })
}

fn side(decision: &StoredDecision, catalogue: &ReasonCatalogue, now: DateTime<Utc>) -> SideView {
    SideView {
        who: decision.by.display_name.clone(),
        verdict: decision.decision.verdict,
        reasons: reason_labels_of(catalogue, &decision.decision),
        family_message: decision.decision.family_message.as_str().to_owned(),
        at: words::clock(decision.accepted_at.unwrap_or(decision.decision.decided_at), now),
        staff_note: None,
        in_force: decision.overturned_by.is_none(),
    }
}

/// The hours run from the moment at which somebody here knew, and not from the question.
fn clock(
    c: &Connection,
    case: &Case,
    record: &EscalationRecord,
    looking: &Looking,
) -> Result<Option<ReportingClockView>, StoreError> {
    let Case::Post(post) = case else { return Ok(None) };
    let lexicon = &looking.rules.lexicon;
    let Some(duty) = reporting_duty(lexicon, post.title.as_str(), post.body.as_str()) else {
        return Ok(None);
    };
    let escalation = &record.escalation;
    let here = store::looks::first_of(c, escalation.case.id, escalation.base_revision)?;
    let looks = [here, escalation.known_at];
    let from = HoursFrom::new(looks, case.arrived_at(), record.asked_at);
    let hours = TimeDelta::hours(i64::from(duty.hours));
    let until = from.instant().checked_add_signed(hours).unwrap_or(from.instant());
    let label = |at| format!("{} {}", words::short_day(taipei_date(at)), taipei_clock(at));
    Ok(Some(ReportingClockView {
        what: duty.what.to_owned(),
        clause: duty.clause.to_owned(),
        hours: duty.hours,
        until: until.to_rfc3339(),
        until_label: label(until),
        from_label: match from {
            HoursFrom::Look(at) => format!("從 {} 第一次有人看到起算", label(at)),
            HoursFrom::Arrival(at) => {
                format!("還不知道何時有人看到，從 {} 送達起算", label(at))
            }
        },
        sentence: duty.sentence.to_owned(),
    }))
}
