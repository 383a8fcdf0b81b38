//! How long a desk is opened without the portal. Its database keeps at which facility it was begun, and when
//! the portal last said who sits here; after the days of the policy the portal is asked for.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Policy;
use portal::wire::Me;
use serde::{Deserialize, Serialize};
use store::{Store, StoreError, settings};

/// Under which the database keeps the facility that it was begun for.
const FACILITY: &str = "desk.facility";
/// Under which it keeps when it was confirmed.
const CONFIRMED: &str = "desk.confirmed";
/// While the portal answers, the instant on the disk is no older than this.
const RENEWED: TimeDelta = TimeDelta::hours(1);
/// A clock that is put right by less than this was not set back.
const PUT_RIGHT: TimeDelta = TimeDelta::days(1);

/// By this computer's clock.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Confirmed {
    /// When the portal said last who sits here.
    at: DateTime<Utc>,
    /// The latest instant at which it was opened since, so that a clock set back wins no days.
    seen: DateTime<Utc>,
}

/// Whether the database belongs to the facility where the portal says that this person works. The file's
/// name and what lies open beside it say so too, and anybody may write there.
pub(crate) fn is_at_home(store: &Store, me: &Me) -> Result<bool, StoreError> {
    let begun: Option<String> = store.read(|c| settings::get(c, FACILITY))?;
    Ok(begun.is_none_or(|facility| facility == me.facility))
}

/// The portal has just said who sits here.
pub(crate) fn note(store: &Store, me: &Me, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (begun, confirmed): (Option<String>, Option<Confirmed>) =
        store.read(|c| Ok::<_, StoreError>((settings::get(c, FACILITY)?, read(c)?)))?;
    let fresh = confirmed.is_some_and(|it| it.seen <= now && now - it.at < RENEWED);
    if fresh && begun.is_some() {
        return Ok(());
    }
    store.write(|tx| {
        if begun.is_none() {
            settings::put(tx, FACILITY, &me.facility)?;
        }
        settings::put(tx, CONFIRMED, &Confirmed { at: now, seen: now })
    })
}

/// Opened without the portal's word: how long that may go on is up. A database of an earlier version, which
/// never noted it, counts from now.
pub(crate) fn ran_out(
    store: &Store,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Confirmed { at, seen } = store.read(read)?.unwrap_or(Confirmed { at: now, seen: now });
    let most = TimeDelta::days(policy.offline_for().into());
    if now - at > most || now < seen - PUT_RIGHT {
        return Ok(true);
    }
    store.write(|tx| settings::put(tx, CONFIRMED, &Confirmed { at, seen: seen.max(now) }))?;
    Ok(false)
}

/// One that cannot be read is none.
fn read(c: &store::Connection) -> Result<Option<Confirmed>, StoreError> {
    match settings::get(c, CONFIRMED) {
        Err(StoreError::Unreadable(_)) => Ok(None),
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use store::Key;

    use super::*;
    use crate::testing::at;

    fn me(facility: &str) -> Me {
        Me {
            subject: "sw-01".to_owned(),
            display_name: "李沛真".to_owned(),
            role: Role::SocialWorker,
            facility: facility.to_owned(),
        }
    }

    fn ran_out_after(days: i64, store: &Store) -> bool {
        ran_out(store, &Policy::default(), at(0) + TimeDelta::days(days)).expect("readable")
    }

    #[test]
    fn seven_days_without_the_portal_and_a_clock_set_back_ask_for_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("desk.db"), &Key::from_bytes([1; 32]), at(0));
        let store = store.expect("opened");
        note(&store, &me("雲林第二監獄"), at(0)).expect("kept");
        assert!(!ran_out_after(0, &store) && !ran_out_after(7, &store));
        assert!(ran_out_after(8, &store));
        assert!(ran_out_after(2, &store), "it was opened on the seventh day already");
        // The portal's word begins the days anew, whatever the clock said before.
        note(&store, &me("雲林第二監獄"), at(0) + TimeDelta::days(2)).expect("kept");
        assert!(!ran_out_after(9, &store));
        assert!(is_at_home(&store, &me("雲林第二監獄")).expect("readable"));
        assert!(!is_at_home(&store, &me("臺中監獄")).expect("readable"));
    }
}
