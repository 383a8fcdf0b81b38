//! Whether the facility, or this computer, wants a PIN before a desk opens.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::calendar::taipei_date;
use domain::{Policy, policy_in_force};
use portal::Client;
use store::key_file::KeyFile;
use store::{Key, Store};

use crate::session::database_key::rewrap;
use crate::state::{ManagedPolicy, Opening};
use crate::views::boot::DeskMode;

/// Nobody waits longer for the rules before they sit down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a PIN is asked for. What is kept here may be older than the rule, and this computer's clock may
/// be set: a PIN is taken away on the portal's word alone, by the portal's own day. Nothing if nobody knows;
/// then it stays as it is.
pub(crate) async fn asks_pin(
    store: &Store,
    signed_in: Option<&portal::Session>,
    opening: &Opening,
    file: &KeyFile,
) -> Option<bool> {
    let kept = store.read(store::policies::list).ok()?;
    let kept = wanted(opening, policy_of(&kept, opening.clock.now()).map(|policy| policy.pin));
    if kept == Some(file.asks_pin()) {
        return kept;
    }
    let Some((policies, now)) = told(signed_in, opening).await else {
        return kept.filter(|asks| *asks);
    };
    if store.write(|tx| store::policies::put_all(tx, &policies)).is_err() {
        tracing::warn!("the facility's rules could not be kept yet");
    }
    let facility = policy_of(&policies, now).and_then(|policy| policy.pin);
    wanted(opening, Some(facility))
}

/// What the facility's rules, where they are known, and this computer's administrators want together.
/// Practice is the facility's alone: nothing in it is anybody's.
fn wanted(opening: &Opening, facility: Option<Option<bool>>) -> Option<bool> {
    let practice = ManagedPolicy::default();
    let managed = match opening.mode {
        DeskMode::Practice => &practice,
        DeskMode::Portal => opening.managed.as_ref(),
    };
    match facility {
        Some(facility) => Some(managed.asks_pin(facility)),
        None => managed.asks_pin(Some(false)).then_some(true),
    }
}

fn policy_of(policies: &[Policy], now: DateTime<Utc>) -> Option<&Policy> {
    policy_in_force(policies, taipei_date(now))
}

/// The rules as the portal tells them, and its clock.
async fn told(
    signed_in: Option<&portal::Session>,
    opening: &Opening,
) -> Option<(Vec<Policy>, DateTime<Utc>)> {
    let tokens = signed_in?.tokens.clone();
    let client = Client::new(opening.base.clone(), tokens, opening.options.clone()).ok()?;
    let asked = async { Some((client.policy().await.ok()?.versions, client.meta().await.ok()?)) };
    let (policies, meta) = tokio::time::timeout(PATIENCE, asked).await.ok()??;
    Some((policies, meta.server_now))
}

/// The facility asks for no PIN any more. Where the file cannot be changed it stays as it is.
pub(crate) async fn without_pin(opening: &Opening, key: &Key, file: KeyFile) -> KeyFile {
    let (opening, key, before) = (opening.without_inside(), key.clone(), file.clone());
    let changed = tokio::task::spawn_blocking(move || rewrap(&opening, file, &key, None).ok());
    changed.await.ok().flatten().unwrap_or(before)
}
