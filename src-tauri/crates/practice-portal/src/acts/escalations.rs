//! Questions to the supervisor, and their answers. They are for staff and never reach a family.

use domain::{
    CaseState, DecisionRecord, Escalation, EscalationId, EscalationRecord, EscalationState,
};
use portal::wire::{ActReceipt, Settlement};
use rusqlite::Transaction;

use super::{Asking, case, once};
use crate::{
    problem::{
        Done, already_decided, not_authorised, not_found, revision_mismatch, validation, withdrawn,
    },
    store::{self, Op},
};

/// `PUT /escalations/{uuid}`
pub(crate) fn escalate(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: EscalationId,
    body: &[u8],
) -> Done<String> {
    once(tx, asking, &format!("escalation:{id}"), body, |escalation: Escalation| {
        if escalation.question.as_str().trim().is_empty() {
            return Err(validation("/question", "要寫下想請主管判斷的事").into());
        }
        let Some(case) = case(tx, escalation.case)? else {
            return Err(not_found().into());
        };
        if case.state() == CaseState::Withdrawn {
            return Err(withdrawn(case.revision()).into());
        }
        match escalation.against {
            Some(against) => {
                let decision = store::entity::<DecisionRecord>(tx, against.0)?
                    .filter(|record| record.decision.case == escalation.case);
                if decision.is_none() {
                    return Err(validation("/against", "這個案件沒有這個決定").into());
                }
            }
            None if !case.state().is_open() => {
                let decision = store::decision_in_force(tx, escalation.case.id)?;
                return Err(already_decided(case.revision(), decision).into());
            }
            None => {}
        }
        if escalation.base_revision != case.revision() {
            return Err(revision_mismatch(case.revision()).into());
        }
        let record = EscalationRecord {
            id,
            revision: 1,
            escalation,
            state: EscalationState::Open,
            asked_by: asking.person.member(),
            asked_at: asking.now,
            settled_by: None,
            settled_at: None,
            answer: domain::Private::default(),
        };
        store::put(tx, Op::Upsert, &record)?;
        Ok(ActReceipt { id: id.0, accepted_at: asking.now, revision: record.revision })
    })
}

/// `PUT /escalations/{uuid}/settle`: by a supervisor other than the one who asked.
pub(crate) fn settle(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: EscalationId,
    body: &[u8],
) -> Done<String> {
    once(tx, asking, &format!("settle:{id}"), body, |settlement: Settlement| {
        asking.require_supervisor("只有主管可以答覆")?;
        if settlement.answer.as_str().trim().is_empty() {
            return Err(validation("/answer", "要寫下答覆").into());
        }
        let Some(mut record) = store::entity::<EscalationRecord>(tx, id.0)? else {
            return Err(not_found().into());
        };
        if record.asked_by.subject == asking.person.subject {
            return Err(not_authorised("提問的人不能自己答覆").into());
        }
        record.state = EscalationState::Settled;
        record.revision += 1;
        record.settled_by = Some(asking.person.member());
        record.settled_at = Some(asking.now);
        record.answer = settlement.answer;
        store::put(tx, Op::Upsert, &record)?;
        Ok(ActReceipt { id: id.0, accepted_at: asking.now, revision: record.revision })
    })
}
