//! The calls that change something: the bodies go to `acts` as they came.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{DecisionId, EscalationId, SuspensionId};
use portal::wire::{
    ActsAsked, AuditHead, AuditHeadRecord, ClaimExtension, ClaimsRequest, Escrow, Remainder,
    RemainderRecord,
};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{
    caller::{Caller, is_sha256},
    json,
};
use crate::{
    acts::{self, Asking},
    house::House,
    problem::{Done, id_reused, not_found, too_large, validation},
    store,
};

type Id = Result<Path<Uuid>, PathRejection>;
type Sent = Result<Bytes, BytesRejection>;

fn id(id: Id) -> Done<Uuid> {
    match id {
        Ok(Path(id)) => Ok(id),
        Err(_) => Err(not_found().into()),
    }
}

fn sent(body: Sent) -> Done<Bytes> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large().into()
        } else {
            validation("", "內容沒有完整送達").into()
        }
    })
}

/// Runs an act in one transaction, after the calendar's own.
async fn act(
    house: &Arc<House>,
    caller: Caller,
    act: impl FnOnce(&Transaction<'_>, &Asking<'_>) -> Done<String> + Send + 'static,
) -> Done<Response> {
    let answer = house
        .work(move |store, now| {
            store.write(|tx| acts::turn_the_day(tx, now))?;
            let asking =
                Asking { person: &caller.person, now, audit_head: caller.audit_head.clone() };
            store.write(|tx| act(tx, &asking))
        })
        .await?;
    Ok(json(answer))
}

/// Declares a call that does one act on one thing, with the body that was sent.
macro_rules! act_on_one {
    ($name:ident, $id:ident, $act:path) => {
        pub(super) async fn $name(
            State(house): State<Arc<House>>,
            caller: Caller,
            path: Id,
            body: Sent,
        ) -> Done<Response> {
            let (id, body) = ($id(id(path)?), sent(body)?);
            act(&house, caller, move |tx, asking| $act(tx, asking, id, &body)).await
        }
    };
}

act_on_one!(decide, DecisionId, acts::decide);
act_on_one!(escalate, EscalationId, acts::escalate);
act_on_one!(settle, EscalationId, acts::settle);
act_on_one!(suspend, SuspensionId, acts::order_suspension);
act_on_one!(lift, SuspensionId, acts::lift);

pub(super) async fn claim(
    State(house): State<Arc<House>>,
    caller: Caller,
    body: Sent,
) -> Done<Response> {
    let body = sent(body)?;
    let longest = acts::Longest { claim: house.config.claim_ttl, shift: house.config.shift_ttl };
    act(&house, caller, move |tx, asking| {
        let request: ClaimsRequest = acts::parse(&body)?;
        Ok(serde_json::to_string(&acts::claim_cases(tx, asking, &request, longest)?)?)
    })
    .await
}

pub(super) async fn extend_claim(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Id,
    body: Sent,
) -> Done<Response> {
    let (id, body) = (id(path)?, sent(body)?);
    let longest = house.config.claim_ttl;
    act(&house, caller, move |tx, asking| {
        let extension: ClaimExtension = acts::parse(&body)?;
        Ok(serde_json::to_string(&acts::extend(tx, asking, id, &extension, longest)?)?)
    })
    .await
}

pub(super) async fn release_claim(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Id,
) -> Done<Response> {
    let id = id(path)?;
    act(&house, caller, move |tx, asking| {
        acts::release(tx, asking, id)?;
        Ok(String::new())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /acts/missing`: changes nothing.
pub(super) async fn missing_acts(
    State(house): State<Arc<House>>,
    caller: Caller,
    body: Sent,
) -> Done<Response> {
    let body = sent(body)?;
    act(&house, caller, move |tx, asking| {
        let asked: ActsAsked = acts::parse(&body)?;
        Ok(serde_json::to_string(&acts::missing(tx, asking, &asked)?)?)
    })
    .await
}

/// `PUT /me/escrow/{desk}`: whoever can authenticate leaves this, for themselves alone.
pub(super) async fn put_escrow(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Id,
    body: Sent,
) -> Done<Response> {
    let (desk, body) = (id(path)?, sent(body)?);
    if !house.config.escrow {
        return Err(not_found().into());
    }
    act(&house, caller, move |tx, asking| {
        let escrow: Escrow = acts::parse(&body)?;
        if !is_sha256(&escrow.secret) {
            return Err(validation("/secret", "要有 64 個小寫十六進位數字").into());
        }
        store::put_escrow(tx, &asking.person.subject, desk, &escrow.secret)?;
        Ok(String::new())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `PUT /audit-heads/{id}`: whoever can authenticate may tell this, also without a right to anything
/// else. What was told stays as it was told.
pub(super) async fn tell_audit_head(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Id,
    body: Sent,
) -> Done<Response> {
    let (id, body) = (id(path)?, sent(body)?);
    if !house.config.audit_heads {
        return Err(not_found().into());
    }
    act(&house, caller, move |tx, asking| {
        let told: Done<AuditHead> = acts::parse(&body);
        if let Some(kept) = store::audit_head(tx, id)? {
            let same = told.is_ok_and(|told| told == kept.told)
                && kept.person.subject == asking.person.subject;
            return if same { Ok(String::new()) } else { Err(id_reused().into()) };
        }
        let told = told?;
        if !is_sha256(&told.head) {
            return Err(validation("/head", "要有 64 個小寫十六進位數字").into());
        }
        if told.entries < 1 {
            return Err(validation("/entries", "至少要有一筆紀錄").into());
        }
        let (person, told_at) = (asking.person.member(), asking.now);
        let record = AuditHeadRecord { told, id, person, told_at, goes_back: false };
        store::keep_audit_head(tx, &record)?;
        Ok(String::new())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whoever can authenticate may tell this, also without a right to anything else.
pub(super) async fn tell_remainder(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Id,
    body: Sent,
) -> Done<Response> {
    let (id, body) = (id(path)?, sent(body)?);
    act(&house, caller, move |tx, asking| {
        let remainder: Remainder = acts::parse(&body)?;
        let record =
            RemainderRecord { remainder, id, person: asking.person.member(), told_at: asking.now };
        store::put_remainder(tx, &record)?;
        Ok(String::new())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
