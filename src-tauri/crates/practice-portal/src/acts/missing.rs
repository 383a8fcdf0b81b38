//! Which acts the portal does not have, though it may once have acknowledged them.

use domain::DecisionRecord;
use portal::wire::{ActKind, ActRef, ActsAsked, MissingActs};
use rusqlite::Transaction;

use super::{Asking, decision_key};
use crate::{
    problem::{Done, validation},
    store::{self, StoreResult},
};

/// Most acts of one question.
const MOST: usize = 1000;

/// `POST /acts/missing`
pub(crate) fn missing(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    asked: &ActsAsked,
) -> Done<MissingActs> {
    asking.require_right()?;
    if asked.acts.len() > MOST {
        return Err(validation("/acts", "一次最多問 1000 筆").into());
    }
    let mut missing = Vec::new();
    for act in &asked.acts {
        if !is_here(tx, act)? {
            missing.push(*act);
        }
    }
    Ok(MissingActs { missing })
}

/// What was taken under its id, or a decision that came over from another system.
fn is_here(tx: &Transaction<'_>, ActRef { act, id }: &ActRef) -> StoreResult<bool> {
    let key = match act {
        ActKind::Decision => decision_key((*id).into()),
        ActKind::Escalation => format!("escalation:{id}"),
        ActKind::Settlement => format!("settle:{id}"),
        ActKind::Suspension => format!("suspension:{id}"),
        ActKind::Lift => format!("lift:{id}"),
    };
    if store::find_act(tx, &key)?.is_some() {
        return Ok(true);
    }
    Ok(*act == ActKind::Decision && store::entity::<DecisionRecord>(tx, *id)?.is_some())
}
