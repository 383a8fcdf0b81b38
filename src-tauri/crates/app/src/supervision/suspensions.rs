//! 停用管理 (貳.四): the card that the third counting rejection opens, and what a supervisor decides
//! on it. 得 means that nothing happens by itself.

use domain::text::shown_line;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{SuspensionPeriod, roc_long, roc_short, taipei_date};
use domain::{
    DecisionId, FamilyId, Policy, Private, RuleBook, Suspension, SuspensionId, SuspensionRecord,
    WaiverId,
};
use store::decisions::Fate;
use store::suspensions::StoredSuspension;
use store::tally::FamilyRow;
use store::waivers::Waiver;
use store::{Connection, StoreError};

use crate::error::{ApiError, ErrorCode};
use crate::ids::new_uuid;
use crate::labels::relation;
use crate::state::{Desk, Session, own_settings};
use crate::supervision::suspended::{is_waived, running_suspension};
use crate::supervision::tally::{family_name, settle_tally};
use crate::supervision::tally_ledger::{Reading, family_ledger};
use crate::texts::written;
use crate::views::outbox::OutboxState;
use crate::views::suspensions::{
    DeclineSuspensionRequest, LiftSuspensionRequest, LiftedView, SuspendRequest,
    SuspensionCardView, SuspensionOptionView, SuspensionRowId, SuspensionState, SuspensionView,
    SuspensionsView,
};
use crate::words;

const MOST_CARDS: u32 = 200;
const MOST_SHOWN: u32 = 200;
/// The catalogue's words for a suspension.
const SUSPENDED: &str = "P17";

/// What a card is made with.
#[derive(Clone)]
struct Making {
    policy: Policy,
    rules: std::sync::Arc<RuleBook>,
    me: String,
    contact: String,
    today: NaiveDate,
}

impl Desk {
    /// The open cards, the suspensions that run, and those that are over.
    pub async fn list_suspensions(&self) -> Result<SuspensionsView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        settle_tally(&session).await?;
        let making = self.making(&session).await?;
        let now = session.now();
        session
            .read(move |c| {
                let cards = cards(c, &making)?;
                let queued = store::outbox::list(c)?;
                let sending = |id: SuspensionId| queued.iter().any(|item| item.act.id() == id.0);
                let (mut running, mut past) = (Vec::new(), Vec::new());
                for stored in store::suspensions::list(c, MOST_SHOWN)? {
                    let order = stored.record.ordered_at;
                    let view = suspension_view(c, &stored, sending(stored.record.id), now)?;
                    match view.state {
                        SuspensionState::Coming | SuspensionState::Running => running.push(view),
                        _ => past.push((order, view)),
                    }
                }
                for waiver in store::waivers::list(c, MOST_SHOWN)? {
                    past.push((waiver.decided_at, waiver_view(c, &waiver, now)?));
                }
                past.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
                let past = past.into_iter().map(|(_, view)| view).collect();
                Ok(SuspensionsView { cards, running, past })
            })
            .await
    }

    /// Suspends a family for one month, as the card on the screen said.
    pub async fn suspend(&self, request: SuspendRequest) -> Result<SuspensionId, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let grounds = written(&request.grounds, "請寫下暫停使用的理由。")?;
        let making = self.making(&session).await?;
        let card = open_card(&session, request.family, &request.strikes, &making).await?;
        let option = card
            .options
            .iter()
            .find(|option| option.mode == request.mode && option.first_day == request.first_day)
            .ok_or_else(|| {
                ApiError::new(
                    ErrorCode::Stale,
                    "日期已經不同，可能過了午夜。請看過新的日期再確認。",
                )
            })?;
        let period = SuspensionPeriod::one_month(effective(making.today), option.mode);
        let now = session.own_now();
        let id = SuspensionId(new_uuid(now)?);
        let suspension = Suspension {
            family_id: request.family,
            first_day: period.first_day,
            last_day: period.last_day,
            strikes: card.strikes,
            grounds,
            family_message: Private::from(option.family_message.as_str()),
            policy_version: making.policy.version.clone(),
        };
        let by = session.staff();
        session
            .write(move |tx| store::suspensions::order(tx, id, &suspension, &by, now, now))
            .await?;
        session.engine.outbox_changed();
        session.tell_window(true);
        Ok(id)
    }

    /// 這次不停用.
    pub async fn decline_suspension(
        &self,
        request: DeclineSuspensionRequest,
    ) -> Result<(), ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let grounds = written(&request.grounds, "請寫下這次不停用的理由。")?;
        let making = self.making(&session).await?;
        let card = open_card(&session, request.family, &request.strikes, &making).await?;
        let now = session.own_now();
        let waiver = Waiver {
            id: WaiverId(new_uuid(now)?),
            family_id: request.family,
            strikes: card.strikes,
            grounds,
            by: session.staff(),
            decided_at: now,
        };
        session.write(move |tx| store::waivers::put(tx, &waiver)).await?;
        session.tell_window(true);
        Ok(())
    }

    /// Ends a suspension early.
    pub async fn lift_suspension(&self, request: LiftSuspensionRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let grounds = written(&request.grounds, "請寫下提前恢復的理由。")?;
        let id = request.suspension;
        let (stored, queued) = session
            .read(move |c| {
                let queued = store::outbox::list(c)?.iter().any(|item| item.act.id() == id.0);
                Ok((store::suspensions::get(c, id)?, queued))
            })
            .await?;
        let Some(stored) = stored else {
            return Err(ApiError::refused("找不到這個暫停，請重新整理。"));
        };
        if queued {
            return Err(ApiError::refused("這個暫停還在送往入口網，送達後才能提前恢復。"));
        }
        let today = taipei_date(session.now());
        match state(&stored, today) {
            SuspensionState::Coming | SuspensionState::Running => {}
            SuspensionState::Lifted => return Err(ApiError::refused("這個暫停已經提前恢復了。")),
            _ => return Err(ApiError::refused("這個暫停已經期滿，家屬可以使用。")),
        }
        let (by, now) = (session.staff(), session.own_now());
        session.write(move |tx| store::suspensions::lift(tx, id, &grounds, &by, now)).await?;
        session.engine.outbox_changed();
        session.tell_window(true);
        Ok(())
    }

    async fn making(&self, session: &Session) -> Result<Making, ApiError> {
        Ok(Making {
            policy: session.policy_today(),
            rules: session.own_words.book(),
            me: session.me().subject.clone(),
            contact: session.read(own_settings::read).await?.contact,
            today: taipei_date(session.now()),
        })
    }
}

/// The open card of a family, if it still rests on what the supervisor saw.
async fn open_card(
    session: &Session,
    family: FamilyId,
    seen: &[DecisionId],
    making: &Making,
) -> Result<SuspensionCardView, ApiError> {
    settle_tally(session).await?;
    let making = making.clone();
    let card = session
        .read(move |c| match store::tally::family(c, family)? {
            Some(row) => card(c, row, &making),
            None => Ok(None),
        })
        .await?;
    let Some(card) = card else {
        return Err(ApiError::new(
            ErrorCode::Stale,
            "這位家屬現在沒有待決定的暫停：可能已改判、已停用，或已決定不停用。",
        ));
    };
    let sorted = |ids: &[DecisionId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    if sorted(&card.strikes) != sorted(seen) {
        return Err(ApiError::new(ErrorCode::Stale, "計次的退件和您看到的不同了，請重新看過。"));
    }
    Ok(card)
}

/// How many cards wait for a supervisor.
pub(crate) async fn open_cards(session: &Session) -> Result<u32, ApiError> {
    if session.require_supervisor().is_err() {
        return Ok(0);
    }
    let (today, threshold) =
        (taipei_date(session.now()), session.policy_today().strike_threshold.max(1));
    session
        .read(move |c| {
            let mut open = 0;
            for row in store::tally::families(c, threshold, MOST_CARDS)? {
                open += u32::from(waits(c, &row, today)?);
            }
            Ok(open)
        })
        .await
}

/// The day on which an order of today takes effect. The family is told today, and today is partly
/// over: tomorrow is the first day that can count whole.
fn effective(today: NaiveDate) -> NaiveDate {
    today.succ_opt().unwrap_or(today)
}

/// Whether nobody has decided about this family yet.
fn waits(c: &Connection, row: &FamilyRow, today: NaiveDate) -> Result<bool, StoreError> {
    Ok(running_suspension(c, row.family, today)?.is_none() && !is_waived(c, row)?)
}

fn cards(c: &Connection, making: &Making) -> Result<Vec<SuspensionCardView>, StoreError> {
    let mut cards = Vec::new();
    for row in store::tally::families(c, making.policy.strike_threshold.max(1), MOST_CARDS)? {
        cards.extend(card(c, row, making)?);
    }
    Ok(cards)
}

fn card(
    c: &Connection,
    row: FamilyRow,
    making: &Making,
) -> Result<Option<SuspensionCardView>, StoreError> {
    if !waits(c, &row, making.today)? {
        return Ok(None);
    }
    let Making { policy, rules, me, contact, today } = making;
    let reading = Reading { c, catalogue: &rules.reasons, me };
    let (ledger, entries) = family_ledger(&reading, row.family, policy, *today)?;
    if !ledger.reaches_threshold() {
        return Ok(None);
    }
    let reached = ledger.counting().nth(ledger.threshold as usize - 1);
    let inmate = match row.inmate {
        Some(inmate) => store::people::inmate(c, inmate)?,
        None => None,
    };
    let options = SuspensionPeriod::both(effective(*today), policy.suspension_mode)
        .map(|period| SuspensionOptionView {
            mode: period.mode,
            first_day: roc_short(period.first_day),
            last_day: roc_short(period.last_day),
            resumes_on: roc_short(period.resumes_on),
            days: u32::try_from(period.days()).unwrap_or(0),
            clause: period.basis().to_owned(),
            arithmetic: period.arithmetic(),
            by_default: period.mode == policy.suspension_mode,
            family_message: family_message(rules, period.last_day, contact),
        })
        .to_vec();
    Ok(Some(SuspensionCardView {
        family: row.family,
        name: family_name(&row),
        relation: shown_line(row.relation.as_str()),
        inmate_number: row.inmate_number,
        inmate_name: inmate.map(|inmate| shown_line(inmate.name.as_str())).unwrap_or_default(),
        count: ledger.count,
        threshold: ledger.threshold,
        reached_on: reached.map(|entry| roc_short(entry.on)).unwrap_or_default(),
        strikes: entries
            .iter()
            .filter(|entry| entry.nth.is_some())
            .map(|entry| entry.decision)
            .collect(),
        entries,
        options,
    }))
}

/// What the family reads: the catalogue's words, in the facility's own version if it has one.
fn family_message(rules: &RuleBook, last_day: NaiveDate, contact: &str) -> String {
    let contact = match contact.trim() {
        "" => "本機關社工",
        contact => contact,
    };
    let slots: BTreeMap<String, Private> = [
        ("日期".to_owned(), Private::from(roc_long(last_day))),
        ("窗口".to_owned(), Private::from(contact)),
    ]
    .into();
    let worded = rules.reasons.entry(SUSPENDED).and_then(|entry| entry.render(&slots).ok());
    // A facility's words with a slot that a suspension cannot fill: the shipped ones are complete.
    let shipped = || {
        let catalogue = domain::ReasonCatalogue::shipped();
        catalogue.entry(SUSPENDED).and_then(|entry| entry.render(&slots).ok())
    };
    worded.or_else(shipped).unwrap_or_default()
}

fn state(stored: &StoredSuspension, today: NaiveDate) -> SuspensionState {
    let suspension = &stored.record.suspension;
    if stored.record.lifted_at.is_some() {
        SuspensionState::Lifted
    } else if today < suspension.first_day {
        SuspensionState::Coming
    } else if today <= suspension.last_day {
        SuspensionState::Running
    } else {
        SuspensionState::Ended
    }
}

struct Who {
    name: String,
    relation: String,
    inmate_number: String,
    inmate_name: String,
}

fn who(c: &Connection, family: FamilyId) -> Result<Who, StoreError> {
    let cases = store::cases::of_family(c, family)?;
    let inmate = match cases.first() {
        Some(case) => store::people::inmate(c, case.inmate_id())?,
        None => None,
    };
    let relation = cases.first().map(relation);
    let name = store::people::family(c, family)?.map(|family| family.applicant.name);
    Ok(Who {
        name: name
            .map_or_else(|| "（家屬資料已不在這裡）".to_owned(), |name| shown_line(name.as_str())),
        relation: relation.unwrap_or_default(),
        inmate_number: inmate.as_ref().map(|inmate| inmate.number.clone()).unwrap_or_default(),
        inmate_name: inmate.map(|inmate| shown_line(inmate.name.as_str())).unwrap_or_default(),
    })
}

fn suspension_view(
    c: &Connection,
    stored: &StoredSuspension,
    queued: bool,
    now: DateTime<Utc>,
) -> Result<SuspensionView, StoreError> {
    let SuspensionRecord { suspension, .. } = &stored.record;
    let record = &stored.record;
    let today = taipei_date(now);
    let Who { name, relation, inmate_number, inmate_name } = who(c, suspension.family_id)?;
    let length = (suspension.last_day - suspension.first_day).num_days() + 1;
    let gone = (today - suspension.first_day).num_days().clamp(0, length);
    let lifted = match (record.lifted_at, &record.lifted_by) {
        (Some(at), Some(by)) => Some(LiftedView {
            by: by.display_name.clone(),
            at: words::clock(at, now),
            grounds: record.lift_grounds.as_str().to_owned(),
        }),
        _ => None,
    };
    let resumes = suspension.last_day.succ_opt().unwrap_or(suspension.last_day);
    Ok(SuspensionView {
        id: SuspensionRowId::Suspension(record.id),
        family: suspension.family_id,
        name,
        relation,
        inmate_number,
        inmate_name,
        state: state(stored, today),
        fate: match stored.fate {
            Fate::Parked => OutboxState::Conflict,
            Fate::Accepted if !queued => OutboxState::Acknowledged,
            _ => OutboxState::Waiting,
        },
        first_day: roc_short(suspension.first_day),
        last_day: roc_short(suspension.last_day),
        resumes_on: match record.lifted_at {
            Some(at) => roc_short(taipei_date(at).min(resumes)),
            None => roc_short(resumes),
        },
        days: u32::try_from(length).unwrap_or(0),
        days_gone: u32::try_from(gone).unwrap_or(0),
        strikes: u32::try_from(suspension.strikes.len()).unwrap_or(u32::MAX),
        grounds: suspension.grounds.as_str().to_owned(),
        family_message: suspension.family_message.as_str().to_owned(),
        ordered_by: record.ordered_by.display_name.clone(),
        ordered_at: words::clock(record.ordered_at, now),
        lifted,
    })
}

fn waiver_view(
    c: &Connection,
    waiver: &Waiver,
    now: DateTime<Utc>,
) -> Result<SuspensionView, StoreError> {
    let Who { name, relation, inmate_number, inmate_name } = who(c, waiver.family_id)?;
    Ok(SuspensionView {
        id: SuspensionRowId::Waiver(waiver.id),
        family: waiver.family_id,
        name,
        relation,
        inmate_number,
        inmate_name,
        state: SuspensionState::Declined,
        fate: OutboxState::Acknowledged,
        first_day: String::new(),
        last_day: String::new(),
        resumes_on: String::new(),
        days: 0,
        days_gone: 0,
        strikes: u32::try_from(waiver.strikes.len()).unwrap_or(u32::MAX),
        grounds: waiver.grounds.as_str().to_owned(),
        family_message: String::new(),
        ordered_by: waiver.by.display_name.clone(),
        ordered_at: words::clock(waiver.decided_at, now),
        lifted: None,
    })
}
