//! What is kept no longer: documents and words of cases that were closed long enough ago (個資法 11 III),
//! and the copies of the database in which they lie too.
//!
//! The portal's clock decides, as it last told it: a PC whose clock was set years ahead erases nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::taipei_date;
use serde_json::json;
use store::aside::{self, Copy, CopyKind};
use store::audit::{self, Action};
use store::settings;

use crate::error::ApiError;
use crate::session::set_aside;
use crate::state::{Session, blocking};

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(3600);
/// Since when each copy is known here, by the portal's clock.
const COPIES: &str = "retention.copies";
/// Up to which entry of the audit log erasures have reached the copies.
const REACHED: &str = "retention.reached";

/// Erases what is past, at the start, once the portal has told its time, and every hour from then on.
pub(crate) async fn keep_no_longer(session: Arc<Session>) {
    let mut status = session.engine.status();
    loop {
        if let Err(error) = erase_what_is_past(&session).await {
            tracing::warn!(code = ?error.code, "what is past could not be erased");
        }
        if status.borrow_and_update().skew.is_some() {
            tokio::time::sleep(EVERY).await;
        } else if status.wait_for(|status| status.skew.is_some()).await.is_err() {
            return;
        }
    }
}

async fn erase_what_is_past(session: &Session) -> Result<(), ApiError> {
    let told = session.engine.told_now().await.map_err(|error| {
        tracing::warn!(%error, "the portal's last time could not be read");
        ApiError::failed("這台電腦的資料庫沒有回應。")
    })?;
    let Some(told) = told else { return Ok(()) };
    let policy = session.policy_of_day(taipei_date(told)).unwrap_or_default();
    // A facility may keep them for longer than there is time: for ever, then.
    let before = |days: u32| {
        let kept = TimeDelta::days(i64::from(days));
        told.checked_sub_signed(kept).unwrap_or(DateTime::<Utc>::UNIX_EPOCH)
    };
    let (documents, words) = (before(policy.retention_days), before(policy.keeps_words_for()));
    let now = session.own_now();
    let cases = session.write(move |tx| store::cases::purge_documents(tx, documents, now)).await?;
    let (mut erased, mut others) = (0, 0);
    loop {
        let past = session.read(move |c| store::retention::past(c, words)).await?;
        if past.is_empty() {
            break;
        }
        let erase =
            move |tx: &store::Transaction<'_>| store::retention::erase_cases(tx, &past, words, now);
        let done = session.write(erase).await?;
        erased += done;
        // What is past no more is not asked for again before the next time.
        if done == 0 {
            break;
        }
    }
    loop {
        let done = session.write(move |tx| store::retention::erase_others(tx, words, now)).await?;
        others += done;
        if done == 0 {
            break;
        }
    }
    if cases + erased + others > 0 {
        tracing::info!(documents = cases, words = erased, "what is past was erased");
        let store = session.store.clone();
        blocking(move || store.empty_log()).await?;
        session.tell_window(erased > 0);
    }
    erase_copies(session, told, words).await
}

/// A copy cannot give up a part of what is in it. One from before a migration goes with the next
/// erasure, whatever its cause; so does a damaged one from which everything was saved. Any other may
/// hold what was never sent: it goes once it has been known here for as long as words are kept.
async fn erase_copies(
    session: &Session,
    told: DateTime<Utc>,
    words: DateTime<Utc>,
) -> Result<(), ApiError> {
    let file = session.file.clone();
    let copies = blocking(move || Ok::<_, ApiError>(aside::copies(&file))).await?;
    let names: Vec<String> = copies.iter().map(|copy| copy.name.clone()).collect();
    let (known, erasures, saved) = session
        .write(move |tx| {
            let mut known: BTreeMap<String, DateTime<Utc>> =
                settings::get(tx, COPIES)?.unwrap_or_default();
            known.retain(|name, _| names.contains(name));
            for name in names {
                known.entry(name).or_insert(told);
            }
            settings::put(tx, COPIES, &known)?;
            let reached: i64 = settings::get(tx, REACHED)?.unwrap_or(0);
            let erasures = audit::Wanted {
                actions: Some(vec![
                    Action::CasePurged,
                    Action::RightRevoked,
                    Action::RetentionApplied,
                    Action::WordsErased,
                ]),
                ..Default::default()
            };
            let newest = audit::page(tx, &erasures, None, 1)?.first().map_or(0, |row| row.seq);
            let erasures = (newest > reached).then_some(newest);
            Ok::<_, store::StoreError>((known, erasures, set_aside::saved_whole(tx)?))
        })
        .await?;
    for copy in copies {
        let age = known.get(&copy.name).is_some_and(|since| *since <= words);
        let follows = match copy.kind {
            CopyKind::BeforeMigration => true,
            CopyKind::Damaged => saved.as_ref() == Some(&copy.name),
            CopyKind::Sealed => false,
        };
        if age || (follows && erasures.is_some()) {
            erase_copy(session, copy).await?;
        }
    }
    if let Some(newest) = erasures {
        session.write(move |tx| settings::put(tx, REACHED, &newest)).await?;
    }
    Ok(())
}

/// In the log first: what cannot be written down is not erased.
async fn erase_copy(session: &Session, copy: Copy) -> Result<(), ApiError> {
    let (at, name) = (session.own_now(), copy.name.clone());
    session
        .write(move |tx| {
            let event = audit::Event {
                at,
                actor: audit::DESK,
                action: Action::CopyErased,
                subject: "desk".to_owned(),
                detail: json!({ "file": name }),
            };
            audit::append(tx, &event)
        })
        .await?;
    blocking(move || aside::erase_copy(&copy).map_err(store::StoreError::Io)).await
}

#[cfg(test)]
mod tests;
