//! Whether the facility wants a PIN before its desks open.

use std::time::Duration;

use domain::calendar::taipei_date;
use domain::{Policy, policy_in_force};
use portal::Client;
use store::key_file::KeyFile;
use store::{Key, Store};

use crate::session::database_key::{kept_secret, rewrap};
use crate::state::Opening;

/// Nobody waits longer for the rules before they sit down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a PIN is asked for. Before one is set the portal's own word is heard, where it can be: what
/// is kept here may be older than the rule. Nothing if nobody knows; then it stays as it is.
pub(crate) async fn asks_pin(
    store: &Store,
    signed_in: Option<&portal::Session>,
    opening: &Opening,
    file: &KeyFile,
) -> Option<bool> {
    let kept = store.read(store::policies::list).ok()?;
    let kept = in_force(&kept, opening);
    match kept {
        Some(asks) if asks == file.asks_pin() || !asks => Some(asks),
        kept => match told(signed_in, opening).await {
            Some(policies) => {
                let asks = in_force(&policies, opening).unwrap_or(Policy::default().pin);
                if store.write(|tx| store::policies::put_all(tx, &policies)).is_err() {
                    tracing::warn!("the facility's rules could not be kept yet");
                }
                Some(asks)
            }
            None => kept,
        },
    }
}

fn in_force(policies: &[Policy], opening: &Opening) -> Option<bool> {
    policy_in_force(policies, taipei_date(opening.clock.now())).map(|policy| policy.pin)
}

async fn told(signed_in: Option<&portal::Session>, opening: &Opening) -> Option<Vec<Policy>> {
    let tokens = signed_in?.tokens.clone();
    let client = Client::new(opening.base.clone(), tokens, opening.options.clone()).ok()?;
    let policies = tokio::time::timeout(PATIENCE, client.policy()).await.ok()?;
    policies.ok().map(|policies| policies.versions)
}

/// The facility asks for no PIN any more. Where the file cannot be changed it stays as it is.
pub(crate) async fn without_pin(opening: &Opening, key: &Key, file: KeyFile) -> KeyFile {
    let (opening, key, before) = (opening.without_inside(), key.clone(), file.clone());
    let changed = tokio::task::spawn_blocking(move || {
        let mut file = file;
        let secret = kept_secret(&opening).ok().flatten()?;
        rewrap(&mut file, &key, &secret, None).ok().map(|()| file)
    });
    changed.await.ok().flatten().unwrap_or(before)
}
