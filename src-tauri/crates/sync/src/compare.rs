//! Whether the portal still has what it acknowledged, and the desk what the portal has. A portal
//! that was restored from a copy does not always say so: the desk finds out by itself, after
//! signing in and once a day.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{CaseKind, CaseState, DecisionId};
use portal::wire::{ActKind, ActRef, CaseCount, CaseStats, MISSING_ACTS};
use store::{
    StoreError, Transaction, acknowledged, cases, decisions, erasure, escalations, feed, outbox,
    settings, suspensions,
};
use uuid::Uuid;

use crate::absence::absence;
use crate::notices::{note_restore_in_audit, note_sent_again};
use crate::planted::PlantedFault;
use crate::{Engine, SyncError, SyncEvent};

/// The portal has shown that it went back: another epoch, or a cursor that it does not know. Until
/// the acts have been compared.
const WENT_BACK: &str = "sync.went_back";

/// After a snapshot that was not believed, another is taken no sooner.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
/// Most acts of one question; see the contract.
const ASKED_AT_ONCE: usize = 1000;

/// What the portal acknowledged and does not have any more, by names and ids.
#[derive(Debug, Default)]
struct Lost {
    decisions: Vec<DecisionId>,
    others: Vec<(String, Uuid)>,
    /// Whether what colleagues did is missing too: nothing to send, but to be unlearned.
    of_colleagues: bool,
}

/// The portal went back, and a full snapshot begins: what others did is what it says now, and no
/// more; what it has of ours is still to be compared, if it understands the question.
pub(crate) fn went_back(tx: &Transaction<'_>, understands: bool) -> Result<(), StoreError> {
    decisions::unlearn(tx)?;
    escalations::unlearn(tx, understands)?;
    suspensions::unlearn(tx, understands)?;
    erasure::unlearn(tx)?;
    settings::put(tx, WENT_BACK, &true)
}

impl Engine {
    /// After a pull that came to its end: compares what is to be compared now. Answers whether
    /// everything has to be read anew.
    pub(crate) async fn compare(&self) -> Result<bool, SyncError> {
        if self.is_snapshot_due().await? {
            self.write(feed::restart).await?;
            return Ok(true);
        }
        let now = self.portal_now();
        if !self.compared(|compared| compared.is_due(now)) {
            return Ok(false);
        }
        self.compared(|compared| compared.tried = Some(now));
        let anew = self.send_what_is_lost(now).await? || self.is_other_there().await?;
        self.compared(|compared| compared.done = Some(now));
        self.change_status(|status| status.compared_at = Some(now));
        Ok(anew)
    }

    /// Finds out which acts the portal has lost and sends them again, unchanged and under the same
    /// ids. Answers whether the feed starts anew, since the portal went back without saying so.
    async fn send_what_is_lost(&self, portal_now: DateTime<Utc>) -> Result<bool, SyncError> {
        let Some(since) = portal_now.checked_sub_signed(acknowledged::KEPT) else {
            return Ok(false);
        };
        let unasked = [PlantedFault::LossUnasked, PlantedFault::NothingSentAgain];
        if self.fault().is_some_and(|fault| unasked.contains(&fault)) {
            return Ok(false);
        }
        let known: bool = self.read(|c| settings::get(c, WENT_BACK)).await?.unwrap_or(false);
        let lost = if self.understands(MISSING_ACTS) {
            self.ask_what_is_missing(since).await?
        } else if known {
            let whole = self.read(absence).await?.is_none_or(|notice| !notice.again);
            if !whole {
                // Another snapshot follows, and tells.
                return Ok(false);
            }
            let decisions = self.read(move |c| decisions::not_named_since(c, since)).await?;
            Lost { decisions, ..Lost::default() }
        } else {
            return Ok(false);
        };
        let now = self.now();
        let of_ours = !lost.decisions.is_empty() || !lost.others.is_empty();
        let found = of_ours || lost.of_colleagues;
        let sent_again = lost.decisions.len();
        self.write(move |tx| {
            for id in &lost.decisions {
                outbox::send_again(tx, *id, now)?;
            }
            let others = acknowledged::send_again_these(tx, &lost.others, now)?;
            if of_ours {
                note_sent_again(tx, now, sent_again, others)?;
            }
            if found {
                note_restore_in_audit(
                    tx,
                    now,
                    serde_json::json!({
                        "found_out_by": "comparing", "sent_again": sent_again, "other_acts": others,
                    }),
                )?;
            }
            if found && !known {
                feed::restart(tx)?;
                went_back(tx, true)?;
            }
            settings::put(tx, WENT_BACK, &false)
        })
        .await?;
        if found {
            self.tell(SyncEvent::Restored { to: None, sent_again });
            self.wake_push.notify_one();
        }
        Ok(found && !known)
    }

    async fn ask_what_is_missing(&self, since: DateTime<Utc>) -> Result<Lost, SyncError> {
        let (mine, others, told) = self
            .read(move |c| {
                let mine = decisions::acknowledged_since(c, since)?;
                let others = acknowledged::names_since(c, since)?;
                Ok((mine, others, acknowledged::told_since(c, since)?))
            })
            .await?;
        let decision = |id: DecisionId| ActRef { act: ActKind::Decision, id: id.0 };
        let named = |(act, id): (String, Uuid)| ActKind::named(&act).map(|act| ActRef { act, id });
        let acts: Vec<ActRef> =
            mine.into_iter().map(decision).chain(others.into_iter().filter_map(named)).collect();
        let told: Vec<ActRef> = told.into_iter().filter_map(named).collect();
        let mut lost = Lost::default();
        for asked in told.chunks(ASKED_AT_ONCE) {
            let answer = self.client().missing_acts(asked).await?;
            lost.of_colleagues |= answer.missing.iter().any(|one| asked.contains(one));
        }
        for asked in acts.chunks(ASKED_AT_ONCE) {
            let answer = self.client().missing_acts(asked).await?;
            // What was not asked for is nothing that this desk could send.
            for ActRef { act, id } in answer.missing.into_iter().filter(|one| asked.contains(one)) {
                match act {
                    ActKind::Decision => lost.decisions.push(id.into()),
                    _ => lost.others.push((act.name().to_owned(), id)),
                }
            }
        }
        Ok(lost)
    }

    /// Whether the portal has other numbers of cases than the desk; then the feed starts anew.
    async fn is_other_there(&self) -> Result<bool, SyncError> {
        // The comparison would mend what a skipped page lost, and hide it.
        let uncompared = [PlantedFault::CountsUncompared, PlantedFault::CursorBeforePage];
        if self.fault().is_some_and(|fault| uncompared.contains(&fault)) {
            return Ok(false);
        }
        let Some(there) = self.told_counts().await? else { return Ok(false) };
        let mut there: Vec<(CaseKind, CaseState, u32)> =
            there.counts.iter().map(|count| (count.kind, count.state, count.cases)).collect();
        there.retain(|count| count.2 > 0);
        there.sort();
        self.write(move |tx| {
            let counts = cases::count_by_state(tx)?.into_iter();
            let mut here: Vec<(CaseKind, CaseState, u32)> =
                counts.map(|count| (count.kind, count.state, count.cases)).collect();
            here.sort();
            if here != there {
                feed::restart(tx)?;
            }
            Ok(here != there)
        })
        .await
    }

    /// How many cases the portal has by kind and state; `None` if it tells no numbers.
    pub(crate) async fn told_counts(&self) -> Result<Option<CaseStats>, SyncError> {
        match self.client().case_stats().await {
            Ok(stats) => Ok(Some(stats)),
            Err(error) if matches!(error.status(), Some(404 | 405 | 501)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// How many cases the portal has; `None` if it tells no numbers.
    pub(crate) async fn told_number(&self) -> Result<Option<u32>, SyncError> {
        let stats = self.told_counts().await?;
        let sum = |sum: u32, count: &CaseCount| sum.saturating_add(count.cases);
        Ok(stats.map(|stats| stats.counts.iter().fold(0, sum)))
    }

    /// Whether a snapshot that was not whole is to be taken again now.
    pub(crate) async fn is_snapshot_due(&self) -> Result<bool, SyncError> {
        let now = self.portal_now();
        let notice = self.read(absence).await?;
        Ok(notice.is_some_and(|notice| {
            notice.again && (now - notice.at >= AGAIN_AFTER || now < notice.at)
        }))
    }
}
