//! Applies one page of the feed: every item is planned by `domain::merge` and done, all in the
//! caller's one transaction. An item on which something fails costs no other one.

use chrono::{DateTime, Utc};
use domain::merge::{
    Absence, Absent, Action, Epoch, Incoming, Queued, after_snapshot, plan_incoming,
};
use domain::outbox::{Closing, ParkReason};
use domain::{Case, CaseId, CaseKind, FamilyId, Priority};
use store::feed::NoticeKind;
use store::savepoint::Undone;
use store::{
    StoreError, Transaction, audit, cases, decisions, erasure, escalations, feed, outbox, people,
    savepoint, suspensions, tombstones, tray,
};
use uuid::Uuid;

use crate::item::{Item, Unread, judge};
use crate::planted::PlantedFault;
use crate::{SyncEvent, Triage};

/// What applying needs beside the item.
pub(crate) struct Applying<'a> {
    pub tx: &'a Transaction<'a>,
    pub triage: &'a Triage,
    pub epoch: Epoch,
    pub snapshot: i64,
    pub now: DateTime<Utc>,
    /// By the portal's clock: since when a case is gone that it names no more.
    pub portal_now: DateTime<Utc>,
    /// Whether anything malformed is on record, which a whole item may settle.
    pub notices: bool,
    pub fault: Option<PlantedFault>,
    pub done: Applied,
}

/// What came of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Applied {
    pub items: usize,
    pub changed_cases: usize,
    pub unread: usize,
    /// Whether something was erased, so that the log has to be emptied.
    pub erased: bool,
    /// The page ended a full snapshot that lacks so much that the portal is to be asked first. The
    /// snapshot has not ended then.
    pub doubt: Option<Absent>,
    pub events: Vec<SyncEvent>,
}

impl Applying<'_> {
    /// Takes every item. Whatever fails ends it: nothing has been changed then that the caller's
    /// transaction does not undo.
    pub fn all(&mut self, items: &[Result<Item, Unread>]) -> Result<(), StoreError> {
        items.iter().try_for_each(|item| self.item(item))
    }

    /// The same for a page on which something failed: each item in a savepoint of its own. What
    /// fails is put on record and the others go on; only a failing disk ends it.
    pub fn each_apart(&mut self, items: &[Result<Item, Unread>]) -> Result<(), StoreError> {
        for item in items {
            if let Err(undone) = self.apart(|this| this.item(item))? {
                self.done.items += 1;
                match item {
                    Ok(item) => self.not_applied(item, &undone)?,
                    Err(unread) => self.unread(unread)?,
                }
            }
        }
        Ok(())
    }

    /// The end of a full snapshot, each case in a savepoint of its own.
    pub fn end_apart(&mut self, absence: Absence) -> Result<(), StoreError> {
        for case in self.laid_beside()? {
            if let Err(undone) = self.apart(|this| this.settle_staged(case))? {
                self.failed_at_the_end(case, &undone)?;
            }
        }
        tombstones::settle_named(self.tx)?;
        if absence == Absence::Kept {
            return Ok(());
        }
        for case in cases::not_seen(self.tx, self.snapshot)? {
            if let Err(undone) = self.apart(|this| this.gone(case, Incoming::LeftScope))? {
                self.failed_at_the_end(case, &undone)?;
            }
        }
        people::sweep(self.tx, self.snapshot)
    }

    fn apart(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), StoreError>,
    ) -> Result<Result<(), Undone>, StoreError> {
        let (tx, before) = (self.tx, self.done.clone());
        let end = savepoint::apart(tx, || work(self))?;
        if end.is_err() {
            self.done = before;
        }
        Ok(end)
    }

    fn not_applied(&mut self, item: &Item, undone: &Undone) -> Result<(), StoreError> {
        let (kind, op) = item.wire_names();
        self.unread(&Unread {
            what: NoticeKind::NotApplied,
            kind: kind.to_owned(),
            op: op.to_owned(),
            id: item.id(),
            detail: undone.cause(),
        })
    }

    fn failed_at_the_end(&mut self, case: CaseId, undone: &Undone) -> Result<(), StoreError> {
        self.unread(&Unread {
            what: NoticeKind::NotApplied,
            kind: "case".to_owned(),
            op: "snapshot".to_owned(),
            id: Some(case.0),
            detail: undone.cause(),
        })
    }

    fn item(&mut self, item: &Result<Item, Unread>) -> Result<(), StoreError> {
        self.done.items += 1;
        let restarted = self.epoch == Epoch::Restarted;
        match item {
            Ok(Item::Case(case, priority)) => self.case(case, *priority),
            Ok(Item::CaseLeft(id)) => self.gone(*id, Incoming::LeftScope),
            Ok(Item::CasePurged(id)) => {
                self.gone(*id, Incoming::Purged)?;
                self.erase_words(*id)
            }
            Ok(Item::Family(family)) => {
                people::upsert_family(self.tx, family, restarted, self.snapshot)?;
                if family.suspended_until.is_none() {
                    outbox::resume(self.tx, Some(family.id), self.now)?;
                }
                self.settle_notices(family.id.0)
            }
            Ok(Item::FamilyGone(id)) => self.family_gone(*id),
            Ok(Item::Inmate(inmate)) => {
                people::upsert_inmate(self.tx, inmate, restarted, self.snapshot)?;
                self.settle_notices(inmate.id.0)
            }
            Ok(Item::InmateGone(id)) => {
                for case in people::forget_inmate(self.tx, *id)? {
                    self.gone(case, Incoming::LeftScope)?;
                }
                Ok(())
            }
            Ok(Item::Decision(record)) => {
                decisions::take_record(self.tx, record, self.now)?;
                self.settle_notices(record.id.0)
            }
            Ok(Item::DecisionPurged(id)) => match decisions::get(self.tx, *id)? {
                Some(stored) => self.erase_words(stored.decision.case.id),
                None => Ok(()),
            },
            Ok(Item::EscalationPurged(id)) => match escalations::get(self.tx, *id)? {
                Some(stored) => self.erase_words(stored.record.escalation.case.id),
                None => Ok(()),
            },
            Ok(Item::Escalation(record)) => {
                escalations::take_record(self.tx, record, restarted)?;
                self.settle_notices(record.id.0)
            }
            Ok(Item::Suspension(record)) => {
                suspensions::take_record(self.tx, record, restarted)?;
                self.settle_notices(record.id.0)
            }
            Ok(Item::Nothing) => Ok(()),
            Err(unread) => self.unread(unread),
        }
    }

    fn erase_words(&mut self, case: CaseId) -> Result<(), StoreError> {
        self.done.erased = true;
        if !erasure::erase_words(self.tx, case)? {
            return Ok(());
        }
        audit::append(
            self.tx,
            &audit::Event {
                at: self.now,
                actor: audit::DESK,
                action: audit::Action::CasePurged,
                subject: audit::case_subject(case),
                detail: serde_json::json!({}),
            },
        )
    }

    fn settle_notices(&self, id: Uuid) -> Result<(), StoreError> {
        if self.notices { feed::settle_notices(self.tx, id) } else { Ok(()) }
    }

    fn unread(&mut self, unread: &Unread) -> Result<(), StoreError> {
        self.done.unread += 1;
        tracing::warn!(kind = unread.kind, op = unread.op, what = ?unread.what, "a change was not taken");
        self.notices = true;
        let Unread { what, kind, op, id, detail } = unread;
        if let Some(id) = id {
            feed::mark_named(self.tx, *id, self.snapshot)?;
        }
        feed::notice(self.tx, *what, kind, op, *id, detail, self.now)
    }

    fn case(&mut self, case: &Case, priority: Option<Priority>) -> Result<(), StoreError> {
        let id = case.reference().id;
        let incoming = Incoming::Case { revision: case.revision(), state: case.state() };
        let restarting = self.epoch == Epoch::Restarted;
        // It was gone, and is here again as it was; what the portal says of it now comes after.
        if tombstones::bring_back(self.tx, id, self.snapshot, restarting)? {
            self.done.changed_cases += 1;
        }
        let action = plan_incoming(cases::standing(self.tx, id)?, incoming, self.epoch);
        self.settle_notices(id.0)?;
        self.act(case, priority, action)
    }

    /// A full snapshot has come to its end: what was laid beside unsent decisions is settled, and
    /// what the snapshot has not named is no longer ours to see, unless it is kept.
    pub fn end_of_snapshot(&mut self, absence: Absence) -> Result<(), StoreError> {
        for case in self.laid_beside()? {
            self.settle_staged(case)?;
        }
        tombstones::settle_named(self.tx)?;
        if absence == Absence::Kept {
            return Ok(());
        }
        for id in cases::not_seen(self.tx, self.snapshot)? {
            self.gone(id, Incoming::LeftScope)?;
        }
        people::sweep(self.tx, self.snapshot)
    }

    /// The cases whose decision waits here.
    fn laid_beside(&self) -> Result<Vec<CaseId>, StoreError> {
        outbox::decided_cases(self.tx)
    }

    fn settle_staged(&mut self, id: CaseId) -> Result<(), StoreError> {
        let Some(stored) = cases::get(self.tx, id)? else { return Ok(()) };
        let Some(newest) = stored.staged else { return Ok(()) };
        let standing = cases::standing(self.tx, id)?;
        let told = (newest.revision(), newest.state());
        match after_snapshot(standing, told, newest == stored.case) {
            Action::Ignore => cases::drop_staged(self.tx, id),
            action => {
                let priority = judge(self.triage, &newest);
                self.act(&newest, priority, action)
            }
        }
    }

    fn act(
        &mut self,
        case: &Case,
        priority: Option<Priority>,
        action: Action,
    ) -> Result<(), StoreError> {
        let id = case.reference().id;
        if action != Action::Ignore {
            self.done.changed_cases += 1;
        }
        match action {
            Action::Ignore => {
                if self.epoch == Epoch::Restarted {
                    cases::mark_seen(self.tx, id, self.snapshot)?;
                }
                Ok(())
            }
            Action::Take => self.take(case, priority),
            Action::Stage | Action::TakeAndPark(_)
                if self.fault == Some(PlantedFault::UnsentCaseOverwritten) =>
            {
                self.take(case, priority)
            }
            Action::Stage => cases::stage(self.tx, case, self.snapshot),
            Action::TakeAndPark(reason) => {
                self.park(id, reason)?;
                self.take(case, priority)
            }
            Action::TakeAndClose(closing) => {
                self.close(id, closing)?;
                self.take(case, priority)
            }
            Action::TakeAndVoid => {
                tray::settle_case(self.tx, id, tray::Settlement::Void, self.now)?;
                self.done.events.push(SyncEvent::Closed { case: id, closing: Closing::Withdrawn });
                self.take(case, priority)
            }
            // A case that is here is not erased by being told of.
            Action::Purge(_) => Ok(()),
        }
    }

    fn take(&mut self, case: &Case, priority: Option<Priority>) -> Result<(), StoreError> {
        if case.state() == domain::CaseState::Withdrawn {
            self.done.erased = true;
            tray::settle_case(self.tx, case.reference().id, tray::Settlement::Void, self.now)?;
        }
        // What cannot be judged is for a person, before all others.
        cases::upsert(self.tx, case, priority.unwrap_or(Priority::Urgent), self.snapshot)?;
        if priority.is_some() {
            return Ok(());
        }
        let kind = match case.reference().kind {
            CaseKind::Application => "application",
            CaseKind::Post => "post",
        };
        let id = Some(case.reference().id.0);
        self.notices = true;
        feed::notice(self.tx, NoticeKind::NotJudged, kind, "upsert", id, "panic", self.now)
    }

    /// A case that is no longer ours to see: put away, or erased if the portal has erased it.
    fn gone(&mut self, id: CaseId, incoming: Incoming) -> Result<(), StoreError> {
        match plan_incoming(cases::standing(self.tx, id)?, incoming, self.epoch) {
            Action::Purge(queued) => {
                if let Queued::Park(reason) = queued {
                    self.park(id, reason)?;
                }
                self.park_questions(id, incoming)?;
                self.done.changed_cases += 1;
                if incoming == Incoming::Purged || self.fault == Some(PlantedFault::AbsenceErases) {
                    self.done.erased = true;
                    return cases::purge(self.tx, id);
                }
                tombstones::put_away(self.tx, id, self.portal_now)
            }
            _ if incoming == Incoming::Purged && tombstones::holds(self.tx, id)? => {
                self.done.erased = true;
                cases::purge(self.tx, id)
            }
            _ => Ok(()),
        }
    }

    /// A question that was never sent has nobody to answer it any more.
    fn park_questions(&mut self, id: CaseId, incoming: Incoming) -> Result<(), StoreError> {
        let reason = match incoming {
            Incoming::Purged => ParkReason::Purged,
            _ => ParkReason::LeftScope,
        };
        for item in outbox::questions_of_case(self.tx, id)? {
            if !item.may_have_arrived {
                outbox::park(self.tx, item.seq, &reason, self.now)?;
                self.done.events.push(SyncEvent::Parked { case: Some(id), reason: reason.clone() });
            }
        }
        Ok(())
    }

    fn family_gone(&mut self, id: FamilyId) -> Result<(), StoreError> {
        for case in cases::of_family(self.tx, id)? {
            self.gone(case.reference().id, Incoming::LeftScope)?;
        }
        people::forget_family(self.tx, id)
    }

    fn park(&mut self, id: CaseId, reason: ParkReason) -> Result<(), StoreError> {
        if let Some(item) = outbox::decision_of_case(self.tx, id)? {
            outbox::park(self.tx, item.seq, &reason, self.now)?;
            self.done.events.push(SyncEvent::Parked { case: Some(id), reason });
        }
        Ok(())
    }

    fn close(&mut self, id: CaseId, closing: Closing) -> Result<(), StoreError> {
        if let Some(item) = outbox::decision_of_case(self.tx, id)? {
            outbox::close(self.tx, item.seq, closing, None, self.now)?;
            self.done.events.push(SyncEvent::Closed { case: id, closing });
        }
        Ok(())
    }
}
