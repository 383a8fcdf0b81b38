//! The portal's clock: asked for now and then, with what else the portal says of itself. What ages, ages
//! by it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Store, settings, tombstones};

use super::Engine;
use crate::leases::Longest;
use crate::planted::PlantedFault;
use crate::{SyncError, Witnessed};

/// How often the portal is asked for its clock and epoch.
const META_EVERY: TimeDelta = TimeDelta::minutes(10);
/// The portal's clock when it last told it.
const TOLD_AT: &str = "portal.told_at";

impl Engine {
    /// Asks the portal for its clock now and then.
    pub(crate) async fn read_clock(&self) -> Result<(), SyncError> {
        let asked = self.now();
        if self.state().meta_at.is_some_and(|at| asked - at < META_EVERY && asked >= at) {
            return Ok(());
        }
        let meta = self.client().meta().await?;
        let answered = self.now();
        let middle = asked + (answered - asked) / 2;
        let skew = TimeDelta::seconds((meta.server_now - middle).num_seconds());
        {
            let mut state = self.state();
            state.meta_at = Some(answered);
            state.portal_clock = Some((meta.server_now, self.clock.monotonic()));
        }
        let told = meta.server_now;
        self.write(move |tx| settings::put(tx, TOLD_AT, &told)).await?;
        self.erase_what_was_put_away().await?;
        let longest = Longest {
            claim: Some(Duration::from_secs(meta.limits.claim_ttl_seconds.into())),
            shift: Some(Duration::from_secs(meta.limits.shift_ttl_seconds.into())),
        };
        self.leases().longest = longest;
        self.status.send_modify(|status| {
            status.skew = Some(skew);
            status.features = meta.features;
            status.min_client = Some(meta.min_client);
        });
        if self.status.borrow().witnessed == Witnessed::Unasked {
            self.wake_witness.notify_one();
        }
        Ok(())
    }

    /// The portal's time, whatever somebody has set the PC's clock to; the PC's own before the
    /// portal has told it.
    pub(crate) fn portal_now(&self) -> DateTime<Utc> {
        let Some((told, at)) = self.state().portal_clock else { return self.now() };
        let since = self.clock.monotonic().saturating_sub(at);
        TimeDelta::from_std(since)
            .ok()
            .and_then(|since| told.checked_add_signed(since))
            .unwrap_or(told)
    }

    /// No later than the portal's time, as it has told it, also before this start: what is erased for
    /// its age goes by this, so that a PC whose clock was set years ahead erases nothing. `None` before
    /// the portal has ever told it.
    ///
    /// # Errors
    /// A failing database.
    pub async fn told_now(&self) -> Result<Option<DateTime<Utc>>, SyncError> {
        if self.state().portal_clock.is_some() {
            return Ok(Some(self.portal_now()));
        }
        self.read(|c| settings::get(c, TOLD_AT)).await
    }

    /// What the portal has not named for so long is erased for good, by the portal's clock.
    async fn erase_what_was_put_away(&self) -> Result<(), SyncError> {
        let by_this_clock = self.fault() == Some(PlantedFault::ErasedByThisClock);
        let now = if by_this_clock { self.now() } else { self.portal_now() };
        if self.write(move |tx| tombstones::erase_past(tx, now)).await? > 0 {
            self.on_store(Store::empty_log).await?;
        }
        Ok(())
    }
}
