//! A portal that does not know our cursor, or that has another epoch than before: it was restored
//! from a backup, or has lost its history. Everything is read anew, and what it acknowledged since
//! is sent again.

use domain::outbox::Closing;
use portal::wire::MISSING_ACTS;
use store::feed::Position;
use store::{acknowledged, decisions, feed, outbox};

use crate::compare::went_back;
use crate::compared::Compared;
use crate::notices::{RestoredNotice, note_restore_in_audit, note_restored};
use crate::planted::PlantedFault;
use crate::{Engine, SyncError, SyncEvent};

impl Engine {
    /// Begins a full snapshot. If the portal says to what it was restored, everything that it
    /// acknowledged since is sent again, unchanged and under the same ids. What else it may lack is
    /// compared once the snapshot is whole.
    pub(crate) async fn start_over(&self, position: &Position) -> Result<(), SyncError> {
        let meta = self.client().meta().await?;
        let known = position.epoch;
        let (now, fault) = (self.now(), self.fault());
        let restored = known.is_some_and(|known| known != meta.epoch);
        let understands = meta.features.iter().any(|feature| feature == MISSING_ACTS);
        let sent_again = self
            .write(move |tx| {
                feed::restart(tx)?;
                if restored && fault == Some(PlantedFault::UnsentDroppedOnNewEpoch) {
                    for item in outbox::list(tx)? {
                        outbox::close(tx, item.seq, Closing::SameVerdict, None, now)?;
                    }
                }
                let (mut sent_again, mut other_acts) = (0, 0);
                let again = restored && fault != Some(PlantedFault::NothingSentAgain);
                if let Some(restored_to) = meta.restored_to.filter(|_| again) {
                    for stored in decisions::ours_accepted_after(tx, restored_to)? {
                        outbox::send_again(tx, stored.id, now)?;
                        sent_again += 1;
                    }
                    // After the decisions: a question may be about the revision they lead to.
                    other_acts = acknowledged::send_again(tx, restored_to, now)?;
                }
                feed::set_epoch(tx, meta.epoch)?;
                if known.is_some() {
                    went_back(tx, understands)?;
                }
                if restored {
                    note_restored(
                        tx,
                        &RestoredNotice {
                            at: now,
                            to: meta.restored_to,
                            sent_again,
                            other_acts,
                            seen: false,
                        },
                    )?;
                    note_restore_in_audit(
                        tx,
                        now,
                        serde_json::json!({
                            "epoch": meta.epoch,
                            "restored_to": meta.restored_to,
                            "sent_again": sent_again,
                        }),
                    )?;
                }
                Ok(sent_again)
            })
            .await?;
        self.compared(|compared| *compared = Compared::default());
        if restored {
            self.tell(SyncEvent::Restored { to: meta.restored_to, sent_again });
            self.wake_push.notify_one();
        }
        Ok(())
    }
}
