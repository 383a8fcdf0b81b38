//! The portal's secret: a second way to the key for whoever has signed in, when the keyring, the
//! Windows password or the PIN is lost. The portal learns neither the key nor the data by it.

use std::time::Duration;

use portal::Client;
use portal::wire::{ESCROW, Escrow};
use store::key_file::KeyFile;
use store::{Key, Secret32};
use zeroize::Zeroizing;

use crate::state::Opening;
use crate::views::boot::DeskMode;

/// Nobody waits longer for it before they sit down.
const PATIENCE: Duration = Duration::from_secs(5);

/// What this person's desk left with the portal. Nothing where it left none, or it cannot be had now.
pub(crate) async fn fetch(
    signed_in: Option<&portal::Session>,
    opening: &Opening,
) -> Option<Secret32> {
    let file = KeyFile::read(&opening.file, &opening.database).ok().flatten()?;
    if !file.has_portal() {
        return None;
    }
    let client = client(signed_in?, opening)?;
    match tokio::time::timeout(PATIENCE, client.escrow(file.desk())).await {
        Ok(Ok(escrow)) => read(&escrow?),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the portal's secret could not be asked for");
            None
        }
        Err(_) => None,
    }
}

/// Leaves a secret with the portal and wraps the key for it, unless that was done. In this order: a
/// wrapping whose secret nobody keeps would open for nobody. What fails is tried at the next sign-in.
pub(crate) async fn keep(
    signed_in: Option<&portal::Session>,
    opening: &Opening,
    key: &Key,
    file: &mut KeyFile,
) {
    if file.has_portal() && is_there(signed_in, opening, file).await {
        return;
    }
    let Some(client) = signed_in.and_then(|session| client(session, opening)) else { return };
    let left = tokio::time::timeout(PATIENCE, leave(&client, file)).await;
    let Ok(Some(secret)) = left else {
        tracing::info!("the portal keeps no secret for this desk yet");
        return;
    };
    let (mut wrapped, key) = (file.clone(), key.clone());
    let kept = tokio::task::spawn_blocking(move || {
        wrapped.wrap_by_portal(&key, &secret).ok()?;
        wrapped.keep().ok().map(|()| wrapped)
    });
    match kept.await {
        Ok(Some(wrapped)) => *file = wrapped,
        _ => tracing::warn!("the key could not be wrapped for the portal's secret"),
    }
}

/// Whether what was left is still there. A portal that went back to a backup may have lost it; it is
/// asked when somebody signed in by the browser, and believed while it cannot be.
async fn is_there(signed_in: Option<&portal::Session>, opening: &Opening, file: &KeyFile) -> bool {
    if opening.mode == DeskMode::Practice {
        return true;
    }
    let Some(client) = signed_in.and_then(|session| client(session, opening)) else { return true };
    match tokio::time::timeout(PATIENCE, client.escrow(file.desk())).await {
        Ok(Ok(escrow)) => {
            escrow.as_ref().and_then(read).is_some_and(|it| file.open_by_portal(&it).is_ok())
        }
        _ => true,
    }
}

/// The secret that the portal keeps for this desk, or a new one that it keeps from now on.
pub(crate) async fn fetch_or_leave(client: &Client, file: &KeyFile) -> Option<Secret32> {
    let kept = tokio::time::timeout(PATIENCE, async {
        match client.escrow(file.desk()).await.ok()?.as_ref().and_then(read) {
            Some(secret) => Some(secret),
            None => leave(client, file).await,
        }
    });
    kept.await.ok().flatten()
}

async fn leave(client: &Client, file: &KeyFile) -> Option<Secret32> {
    let understood = client.meta().await.ok()?.features.iter().any(|feature| feature == ESCROW);
    if !understood {
        return None;
    }
    let secret = Secret32::generate().ok()?;
    let escrow = Escrow { secret: Zeroizing::new(hex::encode(secret.as_bytes())) };
    client.put_escrow(file.desk(), &escrow).await.ok().map(|()| secret)
}

fn read(escrow: &Escrow) -> Option<Secret32> {
    let bytes = Zeroizing::new(hex::decode(escrow.secret.as_str()).ok()?);
    Secret32::read(&bytes)
}

fn client(signed_in: &portal::Session, opening: &Opening) -> Option<Client> {
    let tokens = signed_in.tokens.clone();
    Client::new(opening.base.clone(), tokens, opening.options.clone()).ok()
}
