//! How the audit log ended when a session here did, kept in the keyring: a database that somebody put back
//! from a copy is older than that, and whoever works with it is told. What was not sent since then may be
//! gone with it, also where the portal never heard of it.

use portal::secrets::SecretStore;
use serde::{Deserialize, Serialize};
use store::chain::Witness;
use store::{Connection, StoreError, Transaction, audit, settings};

use crate::state::Opening;

/// Under which the database remembers that it is older than what was here.
const OLDER: &str = "desk.older";

/// What is kept of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Anchor {
    /// The first entry's hash: of another log nothing is said.
    first: String,
    entries: i64,
    head: String,
    /// Acts that the portal had not acknowledged then.
    #[serde(default)]
    unsent: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Older {
    anchor: Anchor,
    /// Unsent acts that were there then and are not now.
    lost: u32,
    seen: bool,
}

fn name(opening: &Opening) -> String {
    format!("desk-log/{}", opening.database)
}

/// Keeps how the log ends now. Blocks on the keyring; one that fails keeps what it has.
pub(crate) fn keep(opening: &Opening, c: &Connection) -> Result<(), StoreError> {
    let Some(anchor) = now(c)? else { return Ok(()) };
    let kept = serde_json::to_vec(&anchor).unwrap_or_default();
    if opening.secrets.set(&name(opening), &kept).is_err() {
        tracing::warn!("the end of the audit log could not be kept in the keyring");
    }
    Ok(())
}

/// What the keyring has; what is none counts as none.
pub(crate) fn kept(secrets: &dyn SecretStore, opening: &Opening) -> Option<Anchor> {
    let bytes = secrets.get(&name(opening)).ok().flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Holds the log against what was kept, and remembers where it is older.
pub(crate) fn compare(tx: &Transaction<'_>, anchor: Anchor) -> Result<(), StoreError> {
    let Some(here) = now(tx)? else { return Ok(()) };
    if here.first != anchor.first || !audit::differs(tx, &[witness(&anchor)])? {
        return Ok(());
    }
    tracing::error!(entries = here.entries, kept = anchor.entries, "the database is an older one");
    let lost = anchor.unsent.saturating_sub(here.unsent);
    settings::put(tx, OLDER, &Older { anchor, lost, seen: false })
}

/// What the check holds the log against, beside the portal's word.
pub(crate) fn witnesses(c: &Connection) -> Result<Vec<Witness>, StoreError> {
    let older: Option<Older> = settings::get(c, OLDER)?;
    Ok(older.iter().map(|older| witness(&older.anchor)).collect())
}

/// What is to be said, until the person has read it.
pub(crate) fn unread(c: &Connection) -> Result<Option<String>, StoreError> {
    let older: Option<Older> = settings::get(c, OLDER)?;
    Ok(older.filter(|older| !older.seen).map(|older| {
        let lost = match older.lost {
            0 => "可能有沒送出的決定或草稿不在了：請核對最近的案件。".to_owned(),
            count => format!(
                "當時有 {count} 件還沒送出的決定，現在不在這份資料裡：請核對最近的案件，重新決定。"
            ),
        };
        format!(
            "這台電腦的資料比上次使用時舊：資料庫被換成了較早的副本（稽核紀錄原有 {} 筆）。已送達的決定都在入口網。{lost}請通知資訊人員與政風單位。",
            older.anchor.entries
        )
    }))
}

pub(crate) fn mark_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match settings::get::<Older>(tx, OLDER)? {
        Some(older) => settings::put(tx, OLDER, &Older { seen: true, ..older }),
        None => Ok(()),
    }
}

fn now(c: &Connection) -> Result<Option<Anchor>, StoreError> {
    let Some(first) = audit::hash_of(c, 1)? else { return Ok(None) };
    let Some(end) = audit::end(c)? else { return Ok(None) };
    let unsent = store::outbox::counts(c)?.queued + store::tray::count(c)?;
    Ok(Some(Anchor { first: hex::encode(first), entries: end.entries, head: end.head, unsent }))
}

/// A hash that is none is one that no entry has.
fn witness(anchor: &Anchor) -> Witness {
    let mut head = [0; 32];
    if hex::decode_to_slice(&anchor.head, &mut head).is_err() {
        head = [0; 32];
    }
    Witness { entries: anchor.entries, head }
}
