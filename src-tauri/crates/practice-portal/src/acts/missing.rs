//! Which acts the portal does not have, though it may once have acknowledged them.

use portal::wire::{ActKind, ActRef, ActsAsked, MissingActs};
use rusqlite::Transaction;

use super::{Asking, decision_key};
use crate::{
    problem::{Done, validation},
    store::{self, Kind, StoreResult},
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

/// What was taken under its id, or what came over from another system or was done by operators.
fn is_here(tx: &Transaction<'_>, ActRef { act, id }: &ActRef) -> StoreResult<bool> {
    let (key, entity) = match act {
        ActKind::Decision => (decision_key((*id).into()), Some(Kind::Decision)),
        ActKind::Escalation => (format!("escalation:{id}"), Some(Kind::Escalation)),
        ActKind::Settlement => (format!("settle:{id}"), None),
        ActKind::Suspension => (format!("suspension:{id}"), Some(Kind::Suspension)),
        ActKind::Lift => (format!("lift:{id}"), None),
    };
    if store::find_act(tx, &key)?.is_some() {
        return Ok(true);
    }
    match entity {
        Some(kind) => store::was_ever(tx, kind, *id),
        None => Ok(false),
    }
}
