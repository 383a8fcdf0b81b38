//! The calls that change nothing.

use std::sync::Arc;

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use portal::wire::{
    AUDIT_HEADS, AuditHeads, CaseStats, Claims, ESCROW, Escrow, KNOWN_AT, Limits, MISSING_ACTS, Me,
    Meta, PAGES_SEEN, Policies, RejectionStats, Remainders,
};
use serde::Serialize;
use uuid::Uuid;

use super::{caller::Caller, cursor, json};
use crate::{
    acts::turn_the_day,
    house::{CLIENT_ID, House},
    problem::{Done, Refusal, cursor_unknown, not_found, validation},
    store::{self, Entity},
};

/// Largest page of the feed, and the usual one.
const LARGEST_PAGE: u32 = 2_000;
const USUAL_PAGE: u32 = 200;
/// Most audit heads of one answer.
const HEADS_PAGE: usize = 1_000;
/// 貳.三 means 10 MB in principle; the portal itself takes more and leaves it to the reviewer.
const LARGEST_ATTACHMENT: u64 = 25 * 1024 * 1024;

fn answer<T: Serialize>(value: &T) -> Done<Response> {
    Ok(json(serde_json::to_string(value)?))
}

pub(super) async fn meta(State(house): State<Arc<House>>) -> Done<Response> {
    let (min_client, issuer) = (house.min_client(), house.issuer());
    let seconds = |ttl: chrono::Duration| u32::try_from(ttl.num_seconds()).unwrap_or(u32::MAX);
    let mut features = [PAGES_SEEN, KNOWN_AT, MISSING_ACTS].map(str::to_owned).to_vec();
    if house.config.escrow {
        features.push(ESCROW.to_owned());
    }
    if house.config.audit_heads {
        features.push(AUDIT_HEADS.to_owned());
    }
    let claim_ttl_seconds = seconds(house.config.claim_ttl);
    let shift_ttl_seconds = seconds(house.config.shift_ttl);
    let meta = house
        .work(move |store, now| {
            let identity = store::identity(store.read())?;
            Ok(Meta {
                epoch: identity.epoch,
                restored_to: identity.restored_to,
                server_now: now,
                min_client,
                issuer,
                client_id: CLIENT_ID.to_owned(),
                name: Some("練習入口網".to_owned()),
                limits: Limits {
                    max_page: LARGEST_PAGE,
                    max_attachment_bytes: LARGEST_ATTACHMENT,
                    claim_ttl_seconds,
                    shift_ttl_seconds,
                },
                features,
                practice: true,
            })
        })
        .await?;
    answer(&meta)
}

pub(super) async fn me(State(house): State<Arc<House>>, caller: Caller) -> Done<Response> {
    let person = caller.reader()?;
    let facility = house.work(|store, _| Ok(store::identity(store.read())?.facility)).await?;
    answer(&Me {
        subject: person.subject.clone(),
        display_name: person.display_name.clone(),
        facility: person.facility.clone().unwrap_or(facility),
        role: person.role,
    })
}

/// `GET /me/escrow/{desk}`: for its own person alone, also without a right to anything else: what lies
/// unsent on the desk is theirs to see.
pub(super) async fn escrow(
    State(house): State<Arc<House>>,
    caller: Caller,
    path: Result<Path<Uuid>, PathRejection>,
) -> Done<Response> {
    let Ok(Path(desk)) = path else { return Err(not_found().into()) };
    if !house.config.escrow {
        return Err(not_found().into());
    }
    let subject = caller.person.subject.clone();
    let secret =
        house.work(move |store, _| Ok(store::escrow(store.read(), &subject, desk)?)).await?;
    answer(&Escrow { secret: secret.ok_or_else(not_found)?.into() })
}

pub(super) async fn policy(State(house): State<Arc<House>>, caller: Caller) -> Done<Response> {
    caller.reader()?;
    let mut versions = house.work(|store, _| Ok(store::policies(store.read())?)).await?;
    for version in &mut versions {
        version.pin = Some(house.config.pin);
    }
    answer(&Policies { versions })
}

/// `cursor` and `limit` of `GET /changes`.
struct PageRequest {
    cursor: Option<String>,
    limit: u32,
}

impl PageRequest {
    fn read(uri: &Uri) -> Done<Self> {
        let mut page = Self { cursor: None, limit: USUAL_PAGE };
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        {
            match &*name {
                "cursor" if !value.is_empty() => page.cursor = Some(value.into_owned()),
                "limit" => {
                    page.limit = value
                        .parse()
                        .ok()
                        .filter(|limit| *limit > 0)
                        .map(|limit: u32| limit.min(LARGEST_PAGE))
                        .ok_or_else(|| validation("/limit", "limit 要是大於零的整數"))?;
                }
                _ => {}
            }
        }
        Ok(page)
    }
}

/// `GET /changes`: numbers are given inside the transaction that writes a change and one writer
/// writes at a time, so nothing can appear later behind a cursor given here.
pub(super) async fn changes(
    State(house): State<Arc<House>>,
    caller: Caller,
    uri: Uri,
) -> Done<Response> {
    caller.reader()?;
    let PageRequest { cursor, limit } = PageRequest::read(&uri)?;
    let body = house
        .work(move |store, now| {
            store.write(|tx| turn_the_day(tx, now))?;
            let connection = store.read();
            let epoch = store::identity(connection)?.epoch;
            let after = match cursor {
                None => 0,
                Some(cursor) => {
                    let (seq, mark) = cursor::read(&cursor, epoch).ok_or_else(cursor_unknown)?;
                    // After a restore another history may have come as far.
                    if store::mark_of(connection, seq)? != Some(mark) {
                        return Err(cursor_unknown().into());
                    }
                    seq
                }
            };
            let page = store::page(connection, after, limit)?;
            let mark = store::mark_of(connection, page.last_seq)?.unwrap_or_default();
            Ok(format!(
                r#"{{"epoch":"{epoch}","changes":[{}],"next_cursor":"{}","has_more":{}}}"#,
                page.items,
                cursor::write(epoch, page.last_seq, mark),
                page.has_more
            ))
        })
        .await?;
    Ok(json(body))
}

pub(super) async fn application(
    house: State<Arc<House>>,
    caller: Caller,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Done<Response> {
    entity::<domain::Application>(house, caller, id, headers).await
}

pub(super) async fn post(
    house: State<Arc<House>>,
    caller: Caller,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Done<Response> {
    entity::<domain::Post>(house, caller, id, headers).await
}

/// One case, with a strong ETag: the revision within the epoch.
async fn entity<E: Entity>(
    State(house): State<Arc<House>>,
    caller: Caller,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Done<Response> {
    caller.reader()?;
    let Path(id) = id.map_err(|_| not_found())?;
    let (etag, body) = house
        .work(move |store, _| {
            let connection = store.read();
            let entity: E = store::entity(connection, id)?.ok_or_else(not_found)?;
            let etag = format!(
                "\"{}.{}\"",
                store::identity(connection)?.epoch.simple(),
                entity.revision()
            );
            Ok((etag, serde_json::to_string(&entity)?))
        })
        .await?;
    let known =
        headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(
            |value| value.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag),
        );
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { json(body) };
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    Ok(response)
}

/// `GET /claims`: everybody's, without those that have run out.
pub(super) async fn claims(State(house): State<Arc<House>>, caller: Caller) -> Done<Response> {
    caller.reader()?;
    let claims = house.work(|store, now| Ok(store::claims_in_force(store.read(), now)?)).await?;
    answer(&Claims { claims })
}

/// `GET /stats/cases`
pub(super) async fn cases(State(house): State<Arc<House>>, caller: Caller) -> Done<Response> {
    caller.reader()?;
    let stats = house
        .work(|store, now| Ok(CaseStats { as_of: now, counts: store::case_counts(store.read())? }))
        .await?;
    answer(&stats)
}

/// `GET /remainders`, for supervisors.
pub(super) async fn remainders(State(house): State<Arc<House>>, caller: Caller) -> Done<Response> {
    caller.supervisor()?;
    let remainders = house.work(|store, _| Ok(store::remainders(store.read())?)).await?;
    answer(&Remainders { remainders })
}

/// `GET /audit-heads`: their own for everybody, also without a right to anything else; the facility's
/// for supervisors.
pub(super) async fn audit_heads(
    State(house): State<Arc<House>>,
    caller: Caller,
    uri: Uri,
) -> Done<Response> {
    if !house.config.audit_heads {
        return Err(not_found().into());
    }
    let (mut desk, mut after) = (None, None);
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let read = |pointer: &str| {
            value.parse::<Uuid>().map_err(|_| Refusal::from(validation(pointer, "這不是識別碼")))
        };
        match &*name {
            "desk" => desk = Some(read("/desk")?),
            "after" => after = Some(read("/after")?),
            _ => {}
        }
    }
    let all = caller.supervisor().is_ok();
    let whose = (!all).then(|| caller.person.subject.clone());
    let heads = house
        .work(move |store, _| {
            let (c, whose) = (store.read(), whose.as_deref());
            Ok(match desk {
                None => store::newest_audit_heads(c, whose)?,
                Some(desk) => store::audit_heads_of(c, desk, whose, after, HEADS_PAGE + 1)?,
            })
        })
        .await?;
    let has_more = desk.is_some() && heads.len() > HEADS_PAGE;
    let kept = if has_more { HEADS_PAGE } else { heads.len() };
    answer(&AuditHeads { heads: heads.into_iter().take(kept).collect(), has_more })
}

/// `GET /stats/rejections`, for supervisors.
pub(super) async fn rejections(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Response, Refusal> {
    caller.supervisor()?;
    let stats = house
        .work(|store, now| {
            store.write(|tx| turn_the_day(tx, now))?;
            let window = crate::acts::strike_window(store.read(), now)?;
            Ok(RejectionStats { as_of: now, families: store::rejections(store.read(), window)? })
        })
        .await?;
    answer(&stats)
}
