//! 暫停使用 (貳.四): ordered and lifted by supervisors, begun and ended by the calendar.

use chrono::{DateTime, Utc};
use domain::{DecisionRecord, Family, StaffMember, Suspension, SuspensionId, SuspensionRecord};
use portal::wire::{ActReceipt, Lift};
use rusqlite::Transaction;

use super::{Asking, once};
use crate::{
    clock::{taipei_day, taipei_midnight},
    problem::{Done, not_found, suspended, validation},
    store::{self, Op, StoreResult},
};

/// `PUT /suspensions/{uuid}`: whether three are enough is the supervisor's judgement under the
/// policy; the portal holds each strike named against its own record.
pub(crate) fn order_suspension(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: SuspensionId,
    body: &[u8],
) -> Done<String> {
    once(tx, asking, &format!("suspension:{id}"), body, |suspension: Suspension| {
        asking.require_supervisor("只有主管可以暫停使用")?;
        if suspension.last_day < suspension.first_day {
            return Err(validation("/last_day", "末日不能早於首日").into());
        }
        if suspension.grounds.as_str().trim().is_empty() {
            return Err(validation("/grounds", "要寫下暫停的理由").into());
        }
        if suspension.family_message.as_str().trim().is_empty() {
            return Err(validation("/family_message", "要有給家屬的說明").into());
        }
        if !store::knows_policy(tx, &suspension.policy_version)? {
            return Err(validation("/policy_version", "本機關沒有這一版規則").into());
        }
        let Some(family) = store::entity::<Family>(tx, suspension.family_id.0)? else {
            return Err(validation("/family_id", "查無此家屬").into());
        };
        for (index, strike) in suspension.strikes.iter().enumerate() {
            let holds = store::entity::<DecisionRecord>(tx, strike.0)?.is_some_and(|record| {
                record.family_id == family.id
                    && record.overturned_by.is_none()
                    && record.decision.is_strike()
            });
            if !holds || store::is_rested_on(tx, *strike)? {
                return Err(validation(
                    &format!("/strikes/{index}"),
                    "這不是這位家屬現仍有效的計次退件",
                )
                .into());
            }
        }
        if store::has_suspension_from(tx, family.id, suspension.first_day)? {
            let until = family.suspended_until.unwrap_or(suspension.last_day);
            return Err(suspended(until).into());
        }
        suspend(tx, asking.now, id, suspension, asking.person.member())?;
        let revision = 1;
        Ok(ActReceipt { id: id.0, accepted_at: asking.now, revision })
    })
}

/// Writes a suspension down and puts it in force if its first day has come.
pub(crate) fn suspend(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    id: SuspensionId,
    suspension: Suspension,
    ordered_by: StaffMember,
) -> StoreResult<()> {
    let record = SuspensionRecord {
        id,
        revision: 1,
        suspension,
        ordered_by,
        ordered_at: now,
        lifted_by: None,
        lifted_at: None,
        lift_grounds: domain::Private::default(),
    };
    store::index_suspension(tx, &record)?;
    store::put(tx, Op::Upsert, &record)?;
    turn_the_day(tx, now)
}

/// `PUT /suspensions/{uuid}/lift`
pub(crate) fn lift(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: SuspensionId,
    body: &[u8],
) -> Done<String> {
    once(tx, asking, &format!("lift:{id}"), body, |lift: Lift| {
        asking.require_supervisor("只有主管可以恢復使用")?;
        if lift.grounds.as_str().trim().is_empty() {
            return Err(validation("/grounds", "要寫下恢復的理由").into());
        }
        let Some(mut record) = store::entity::<SuspensionRecord>(tx, id.0)? else {
            return Err(not_found().into());
        };
        record.revision += 1;
        record.lifted_by = Some(asking.person.member());
        record.lifted_at = Some(asking.now);
        record.lift_grounds = lift.grounds;
        // One that was over already ended when it did.
        store::end_suspension(tx, id, asking.now.min(over(&record.suspension)))?;
        store::put(tx, Op::Upsert, &record)?;
        resume(tx, &record)?;
        Ok(ActReceipt { id: id.0, accepted_at: asking.now, revision: record.revision })
    })
}

/// When a suspension ends by itself: with its last day.
pub(crate) fn over(suspension: &Suspension) -> DateTime<Utc> {
    taipei_midnight(suspension.last_day.succ_opt().unwrap_or(suspension.last_day))
}

fn resume(tx: &Transaction<'_>, record: &SuspensionRecord) -> StoreResult<()> {
    let Some(mut family) = store::entity::<Family>(tx, record.suspension.family_id.0)? else {
        return Ok(());
    };
    if family.suspended_until.take().is_some() {
        family.revision += 1;
        store::put(tx, Op::Resumed, &family)?;
    }
    Ok(())
}

/// Begins the suspensions whose first day has come and ends those whose last day is over.
pub(crate) fn turn_the_day(tx: &Transaction<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    let today = taipei_day(now);
    for id in store::due_to_begin(tx, today)? {
        store::set_in_force(tx, id)?;
        let Some(record) = store::entity::<SuspensionRecord>(tx, id.0)? else { continue };
        if record.suspension.last_day < today {
            continue;
        }
        if let Some(mut family) = store::entity::<Family>(tx, record.suspension.family_id.0)? {
            family.suspended_until = Some(record.suspension.last_day);
            family.revision += 1;
            store::put(tx, Op::Suspended, &family)?;
        }
    }
    for id in store::due_to_end(tx, today)? {
        let Some(record) = store::entity::<SuspensionRecord>(tx, id.0)? else { continue };
        store::end_suspension(tx, id, over(&record.suspension))?;
        resume(tx, &record)?;
    }
    Ok(())
}
