//! The portal as witness of the audit log: it is told how the log ends, and what it kept is held
//! against the log that is here.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::outbox::Stop;
use portal::wire::{AUDIT_HEADS, AuditHead, AuditHeadRecord};
use store::chain::Witness;
use store::{StoreError, audit, settings};
use uuid::Uuid;

use super::remainder::fresh_id;
use super::{Engine, owner, remainder_id};
use crate::{SyncError, Witnessed};

/// How often it is told at least, whether anything was written since or not: what is in the log by
/// then cannot be said to be older.
pub(crate) const TELL_EVERY: Duration = Duration::from_secs(3600);
/// Up to which entry the portal has taken a head, so that the next one says from when on it tells.
const TOLD: &str = "audit.told";
/// The last head whose difference from the log somebody has taken note of.
const NOTED: &str = "audit.noted";
/// No portal keeps so many pages of one desk's heads; one that leads in circles ends here.
const MOST_PAGES: usize = 10_000;

/// What was read back from the portal since the start.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReadBack {
    after: Option<Uuid>,
    differs: bool,
}

impl Engine {
    /// Tells the portal how the log ends, reads back what it keeps, and holds that against the log.
    /// Answers at once, without a call, as long as the portal has not said what it understands.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn witness_once(&self) -> Result<(), SyncError> {
        let _one = self.witnessing.lock().await;
        if self.state().meta_at.is_none() {
            return Ok(());
        }
        if !self.understands(AUDIT_HEADS) {
            self.change_status(|status| status.witnessed = Witnessed::NotOffered);
            return Ok(());
        }
        self.ready().await?;
        self.tell_audit_head().await?;
        let ReadBack { mut after, mut differs } = self.state().read_back;
        if after.is_none() {
            after = self.read(|c| settings::get(c, NOTED)).await?;
        }
        let heads = self.heads_after(&mut after).await?;
        let witnesses: Vec<Witness> = heads.iter().map(witness).collect();
        differs |= self.read(move |c| audit::differs(c, &witnesses)).await?;
        self.state().read_back = ReadBack { after, differs };
        if differs {
            self.change_status(|status| status.witnessed = Witnessed::Differs);
        } else if let Some(AuditHeadRecord { told, told_at, .. }) = heads.last() {
            let up_to = Witnessed::UpTo { entries: told.entries, told_at: *told_at };
            self.change_status(|status| status.witnessed = up_to);
        }
        Ok(())
    }

    /// Somebody has seen where the log differs from what the portal was told, and says in an entry of the log
    /// what became of it. From here on the bar tells of what differs anew; the check tells of both.
    ///
    /// # Errors
    /// See [`SyncError`]; then nothing was noted.
    pub async fn note_differences(&self, actor: String, grounds: String) -> Result<(), SyncError> {
        let _one = self.witnessing.lock().await;
        self.ready().await?;
        let mut after = None;
        self.heads_after(&mut after).await?;
        let at = self.now();
        self.write(move |tx| {
            audit::append(
                tx,
                &audit::Event {
                    at,
                    actor: &actor,
                    action: audit::Action::AuditFaultNoted,
                    subject: "desk".to_owned(),
                    detail: serde_json::json!({ "grounds": grounds }),
                },
            )?;
            settings::put(tx, NOTED, &after)
        })
        .await?;
        self.state().read_back = ReadBack { after, differs: false };
        self.change_status(|status| status.witnessed = Witnessed::Unasked);
        Ok(())
    }

    /// Everything that the portal was told of this log, oldest first; `None` if it keeps no heads.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn witnesses(&self) -> Result<Option<Vec<(Witness, DateTime<Utc>)>>, SyncError> {
        self.read_clock().await?;
        if !self.understands(AUDIT_HEADS) {
            return Ok(None);
        }
        let heads = self.heads_after(&mut None).await?;
        Ok(Some(heads.iter().map(|head| (witness(head), head.told_at)).collect()))
    }

    /// Tells the portal how the log ends: after acts, every hour, and when the person signs out.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn tell_audit_head(&self) -> Result<(), SyncError> {
        if !self.understands(AUDIT_HEADS) || self.stopped() == Some(Stop::OtherPerson) {
            return Ok(());
        }
        let now = self.now();
        let told = self
            .write(move |tx| {
                let Some(end) = audit::end(tx)? else { return Ok(None) };
                let before: i64 = settings::get(tx, TOLD)?.unwrap_or(0);
                // Where the log is shorter than what was told of it, the last entry is all that is new.
                let first = (before + 1).min(end.entries);
                let from = audit::written_at(tx, first)?.unwrap_or(end.at);
                let desk = remainder_id(tx, now)?;
                let audit::Head { entries, head, at: to } = end;
                Ok::<_, StoreError>(Some(AuditHead { desk, entries, head, from, to }))
            })
            .await?;
        let Some(head) = told else { return Ok(()) };
        self.client().tell_audit_head(fresh_id(now), &head).await?;
        self.write(move |tx| settings::put(tx, TOLD, &head.entries)).await
    }

    /// What the portal keeps of this desk's heads after this one, which moves on. A supervisor is told
    /// what others said in this desk's name as well: that bears witness to nothing.
    async fn heads_after(
        &self,
        after: &mut Option<Uuid>,
    ) -> Result<Vec<AuditHeadRecord>, SyncError> {
        let now = self.now();
        let (desk, owner) = self.write(move |tx| Ok((remainder_id(tx, now)?, owner(tx)?))).await?;
        let own = |head: &AuditHeadRecord| {
            owner.as_ref().is_none_or(|owner| *owner == head.person.subject)
        };
        let mut all = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.client().audit_heads(desk, *after).await?;
            *after = page.heads.last().map(|head| head.id).or(*after);
            let (more, empty) = (page.has_more, page.heads.is_empty());
            all.extend(page.heads.into_iter().filter(own));
            if !more || empty {
                break;
            }
        }
        Ok(all)
    }
}

/// A hash that is none is one that no entry has.
fn witness(record: &AuditHeadRecord) -> Witness {
    let mut head = [0; 32];
    if hex::decode_to_slice(&record.told.head, &mut head).is_err() {
        head = [0; 32];
    }
    Witness { entries: record.told.entries, head }
}
