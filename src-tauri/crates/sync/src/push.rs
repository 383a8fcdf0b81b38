//! Pushing: peek at what is due, mark it as sending, send it with no transaction open, then settle
//! it in one transaction.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::outbox::{
    Attempt, Closing, Next, Outcome, ParkReason, Refusal, Stop, after_attempt, may_have_arrived,
};
use domain::{CaseState, Decision};
use portal::{Body, Client, ClientError};
use store::outbox::{Acknowledgement, Act, OutboxItem};
use store::{StoreError, Transaction, audit, decisions, outbox};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::engine::is_revoked;
use crate::mishaps::Round;
use crate::planted::{PlantedFault, renamed};
use crate::verdict::{first_decision, outcome_of, trouble_of};
use crate::{Engine, SyncError, SyncEvent};

/// Asia/Taipei, which has no summer time.
const TAIPEI: TimeDelta = TimeDelta::hours(8);

/// Acts that are marked as sending at once: those in the air, those that go next without waiting
/// for a transaction of their own, and as many again for the time that a transaction takes.
const MARKED: usize = 768;
/// Answers that are settled together, unless there is less to do or the line is slow.
const SETTLED: usize = 256;
/// So long an answer waits for others at most, before it is settled and told.
const GATHERED: Duration = Duration::from_secs(1);

/// What one push did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Acts that the portal acknowledged, now or before.
    pub accepted: usize,
    /// Acts that went to the tray.
    pub parked: usize,
    /// Acts that ended without effect and without a question.
    pub closed: usize,
    /// Acts that stay and are due again later.
    pub delayed: usize,
}

/// An act that came back from the portal.
struct Sent {
    item: OutboxItem,
    answer: Result<Acknowledgement, ClientError>,
    outcome: Outcome,
}

/// When a group of acts is settled, and with what luck.
#[derive(Clone, Copy)]
struct Moment {
    now: DateTime<Utc>,
    jitter: f64,
    fault: Option<PlantedFault>,
}

/// What settling a group of acts came to.
#[derive(Default)]
struct Settled {
    pushed: Pushed,
    stop: Option<Stop>,
    /// The portal cannot be reached or is in trouble: nothing more for now.
    pause: bool,
    events: Vec<SyncEvent>,
    claimed: Vec<Marked>,
}

/// An act that goes next.
struct Marked {
    item: OutboxItem,
    /// How the audit log ended when it was marked.
    audit_head: Option<Arc<str>>,
}

impl Engine {
    /// Sends what is due, until nothing is due any more or the portal cannot be reached.
    ///
    /// # Errors
    /// See [`SyncError`]. Acts that were on their way are due again.
    pub async fn push_once(&self) -> Result<Pushed, SyncError> {
        let _one = self.pushing.lock().await;
        let end = self.push_due().await;
        if let Err(error) = &end {
            tracing::info!(%error, "a push ended early");
        }
        self.note_mishap(Round::Push, &end);
        self.note_end(Round::Push, &end).await;
        self.refresh_status().await?;
        if end.as_ref().is_ok_and(|pushed| pushed.accepted + pushed.parked + pushed.closed > 0) {
            // Given back once the decision has arrived; told once nothing is sealed any more.
            self.wake_claims.notify_one();
            self.wake_witness.notify_one();
            if let Err(error) = self.lessen_remainder().await {
                tracing::info!(%error, "the remainder could not be told");
            }
        }
        end
    }

    async fn push_due(&self) -> Result<Pushed, SyncError> {
        let (now, fault) = (self.now(), self.fault());
        let (undo, monotonic) = (Arc::clone(&self.undo), self.clock.monotonic());
        let due = self
            .write(move |tx| {
                undo.lock().unwrap_or_else(PoisonError::into_inner).settle(tx, now, monotonic)?;
                // Nothing else is sending: whatever says so was interrupted.
                if fault != Some(PlantedFault::InterruptedStaysSending) {
                    outbox::release_interrupted(tx)?;
                }
                outbox::resume(tx, None, now)?;
                due(tx, now, 1)
            })
            .await?;
        if due.is_empty() {
            return Ok(Pushed::default());
        }
        self.ready().await?;
        let mut total = Pushed::default();
        let mut flights: JoinSet<Sent> = JoinSet::new();
        let mut marked: VecDeque<Marked> = VecDeque::new();
        let mut returned: Vec<Sent> = Vec::new();
        let mut open = true;
        let mut last_error = None;
        loop {
            // One transaction settles what came back and marks what goes next. Meanwhile what is
            // marked goes on its way, unless something failed: then it may have to stay.
            let free = if open { MARKED.saturating_sub(flights.len() + marked.len()) } else { 0 };
            let group = std::mem::take(&mut returned);
            let failed = group.iter().rev().find_map(failure);
            let all_well = open && group.iter().all(|sent| sent.answer.is_ok());
            last_error = failed.or(last_error);
            let moment = Moment { now: self.now(), jitter: self.jitter(), fault };
            let done = AtomicBool::new(false);
            let settling = async {
                let settled = self.write(move |tx| settle_and_claim(tx, group, free, moment)).await;
                for event in settled.iter().flat_map(|settled| settled.events.iter()) {
                    self.tell(event.clone());
                }
                let counted = self.refresh_status().await;
                done.store(true, Ordering::Relaxed);
                counted.and(settled)
            };
            let settled = if all_well {
                let (settled, came) =
                    tokio::join!(settling, self.fly(&mut flights, &mut marked, fault, &done));
                returned = came;
                settled?
            } else {
                settling.await?
            };
            total.add(settled.pushed);
            if let Some(stop) = settled.stop {
                self.stop(stop).await?;
            }
            open = open && settled.stop.is_none() && !settled.pause;
            marked.extend(settled.claimed);
            if !open {
                let unsent: Vec<_> = marked.drain(..).map(|marked| marked.item).collect();
                self.write(move |tx| outbox::unmark_sending(tx, &unsent)).await?;
                self.refresh_status().await?;
            }
            if returned.is_empty() {
                returned = self.fly(&mut flights, &mut marked, fault, &true.into()).await;
            }
            if returned.is_empty() && flights.is_empty() {
                break;
            }
        }
        if let Some(stop) = self.stopped() {
            return Err(SyncError::Stopped(stop));
        }
        match last_error {
            Some(error) if !open => Err(SyncError::Client(error)),
            _ => {
                if total.accepted > 0 {
                    self.reached(Round::Push);
                }
                if total.parked + total.closed > 0 {
                    // What the portal knows better comes with the feed.
                    self.wake_pull.notify_one();
                }
                Ok(total)
            }
        }
    }
}

impl Engine {
    /// Keeps so many acts in the air as may be, until one has failed, nothing more can start, or a
    /// transaction is to be had (`ready`) and enough have come back, or waited long enough, for it.
    async fn fly(
        &self,
        flights: &mut JoinSet<Sent>,
        marked: &mut VecDeque<Marked>,
        fault: Option<PlantedFault>,
        ready: &AtomicBool,
    ) -> Vec<Sent> {
        let mut returned: Vec<Sent> = Vec::new();
        let began = Instant::now();
        loop {
            while flights.len() < self.settings.parallel_acts
                && let Some(next) = marked.pop_front()
            {
                let client = self.client();
                flights.spawn(async move { send(&client, next, fault).await });
            }
            match flights.join_next().await {
                None => return returned,
                Some(sent) => returned.extend(sent.ok()),
            }
            while let Some(sent) = flights.try_join_next() {
                returned.extend(sent.ok());
            }
            let failed = returned.iter().any(|sent| sent.answer.is_err());
            let enough = returned.len() >= SETTLED || began.elapsed() > GATHERED;
            if failed || marked.is_empty() || (enough && ready.load(Ordering::Relaxed)) {
                return returned;
            }
        }
    }
}

impl Pushed {
    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.parked += other.parked;
        self.closed += other.closed;
        self.delayed += other.delayed;
    }
}

/// The failure that a whole push reports, if this act met one.
fn failure(sent: &Sent) -> Option<ClientError> {
    match &sent.answer {
        Err(ClientError::Network { kind }) => Some(ClientError::Network { kind: *kind }),
        Err(error) => match sent.outcome {
            Outcome::Deferred { status, retry_after } => {
                Some(ClientError::Status { status, retry_after })
            }
            Outcome::Unclear | Outcome::Refused(Refusal::Bare { .. }) => {
                Some(match error.status() {
                    Some(status) => ClientError::Status { status, retry_after: None },
                    None => ClientError::NotJson { content_type: None },
                })
            }
            _ => None,
        },
        Ok(_) => None,
    }
}

/// Sends one act. No transaction is open.
async fn send(client: &Client, next: Marked, fault: Option<PlantedFault>) -> Sent {
    let Marked { item, audit_head } = next;
    let audit_head = audit_head.as_deref();
    let item = if fault == Some(PlantedFault::NewIdOnResend) { renamed(item) } else { item };
    // What was written down when it was recorded goes word for word, however often.
    let body = item.body.as_str();
    let answer = match &item.act {
        Act::Decision { id, decision } => {
            let mut receipt = client.put_decision(*id, Body::Written(body), audit_head).await;
            if fault == Some(PlantedFault::AppliedToNewRevision)
                && let Err(error) = &receipt
                && let Some(current) = error.problem().and_then(|problem| problem.current_revision)
            {
                let decision = Decision { base_revision: current, ..decision.clone() };
                receipt = client.put_decision(*id, &decision, audit_head).await;
            }
            receipt.map(|receipt| Acknowledgement {
                accepted_at: receipt.accepted_at,
                revision: receipt.revision,
                state: Some(receipt.state),
            })
        }
        Act::Escalation { id, .. } => {
            client.put_escalation(*id, Body::Written(body)).await.map(acknowledgement)
        }
        Act::Settlement { id, .. } => {
            client.settle(*id, Body::Written(body)).await.map(acknowledgement)
        }
        Act::Suspension { id, .. } => {
            client.put_suspension(*id, Body::Written(body)).await.map(acknowledgement)
        }
        Act::Lift { id, .. } => client.lift(*id, Body::Written(body)).await.map(acknowledgement),
    };
    let mut outcome = match &answer {
        Ok(_) => Outcome::Accepted,
        Err(error) => outcome_of(error),
    };
    if outcome == Outcome::Refused(Refusal::NotAuthorised) && is_revoked(client).await {
        outcome = Outcome::Revoked;
    }
    Sent { item, answer, outcome }
}

fn acknowledgement(receipt: portal::wire::ActReceipt) -> Acknowledgement {
    Acknowledgement { accepted_at: receipt.accepted_at, revision: receipt.revision, state: None }
}

/// What may be sent now. What cannot be read is set aside, and holds up nothing else.
fn due(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<OutboxItem>, StoreError> {
    match outbox::due(tx, now, limit) {
        Err(error) if !error.ends_everything() => {
            let gone = outbox::set_unread_aside(tx, now)?;
            tracing::warn!(gone, "acts that cannot be read were set aside");
            outbox::due(tx, now, limit)
        }
        due => due,
    }
}

fn settle_and_claim(
    tx: &Transaction<'_>,
    returned: Vec<Sent>,
    free: usize,
    moment: Moment,
) -> Result<Settled, StoreError> {
    let Moment { now, fault, .. } = moment;
    let mut settled = Settled::default();
    for sent in &returned {
        settle(tx, sent, moment, &mut settled)?;
    }
    if settled.stop.is_none() && !settled.pause && free > 0 {
        let due = due(tx, now, free as u32)?;
        let seqs: Vec<i64> = due.iter().map(|item| item.seq).collect();
        outbox::mark_sending(tx, &seqs)?;
        let head: Option<Arc<str>> = audit::head(tx)?.map(Into::into);
        let marked = |item| Marked { item, audit_head: head.clone() };
        settled.claimed = due.into_iter().map(marked).collect();
        if fault == Some(PlantedFault::ForgottenBeforeAnswer) {
            for seq in seqs {
                outbox::close(tx, seq, Closing::SameVerdict, None, now)?;
            }
        }
    }
    Ok(settled)
}

fn settle(
    tx: &Transaction<'_>,
    sent: &Sent,
    Moment { now, jitter, fault }: Moment,
    settled: &mut Settled,
) -> Result<(), StoreError> {
    let Sent { item, answer, outcome } = sent;
    let seq = item.seq;
    let case = item.act.case();
    let verdict = match &item.act {
        Act::Decision { decision, .. } => Some(decision.verdict),
        _ => None,
    };
    if let Some(record) = answer.as_ref().err().and_then(first_decision) {
        // So that the tray can say who was first, even before the feed does.
        decisions::take_record(tx, record, now)?;
    }
    let attempt = Attempt { number: item.attempts.saturating_add(1), verdict };
    // What may have arrived once may have arrived for good, until the portal says otherwise.
    let arrived = match outcome {
        Outcome::Refused(Refusal::Bare { .. }) | Outcome::NotReached | Outcome::SignedOut => {
            item.may_have_arrived
        }
        outcome => may_have_arrived(outcome) || item.may_have_arrived,
    };
    let next = match (fault, outcome) {
        (Some(PlantedFault::LostAnswerIsConflict), Outcome::Unclear) => {
            Next::Park(ParkReason::AlreadyDecided { decision: None, verdict: None })
        }
        (Some(PlantedFault::RefusalTakenForYes), Outcome::Refused(_)) => {
            let answer = Acknowledgement { accepted_at: now, revision: 1, state: None };
            return outbox::acknowledge(tx, item, &answer, now);
        }
        _ => after_attempt(attempt, outcome, now, jitter),
    };
    match next {
        Next::Done => {
            if let Ok(answer) = answer {
                outbox::acknowledge(tx, item, answer, now)?;
                settled.pushed.accepted += 1;
                if let Act::Decision { id, decision } = &item.act {
                    let case = decision.case.id;
                    settled.events.push(SyncEvent::Acknowledged { case, decision: *id });
                }
            }
        }
        Next::Retry { at } => {
            outbox::reschedule(tx, seq, at, &trouble_of(outcome), arrived)?;
            settled.pushed.delayed += 1;
            settled.pause = true;
        }
        Next::Stop(stop) => {
            outbox::reschedule(tx, seq, now, &trouble_of(outcome), arrived)?;
            settled.pushed.delayed += 1;
            settled.stop = Some(stop);
        }
        Next::AwaitResumption { until } => {
            outbox::await_resumption(tx, seq, until, resumption_check(until, now))?;
            settled.pushed.delayed += 1;
        }
        Next::Close(closing) => {
            outbox::close(tx, seq, closing, what_is_there(answer, item, closing), now)?;
            settled.pushed.closed += 1;
            if let Some(case) = case {
                settled.events.push(SyncEvent::Closed { case, closing });
            }
        }
        Next::Park(reason) => {
            outbox::park(tx, seq, &reason, now)?;
            settled.pushed.parked += 1;
            settled.events.push(SyncEvent::Parked { case, reason });
        }
    }
    Ok(())
}

/// The case's revision and state, as far as the refusal tells them.
fn what_is_there(
    answer: &Result<Acknowledgement, ClientError>,
    item: &OutboxItem,
    closing: Closing,
) -> Option<(u64, CaseState)> {
    let error = answer.as_ref().err()?;
    match closing {
        Closing::SameVerdict => {
            let record = first_decision(error)?;
            Some((record.resulting_revision, record.decision.verdict.leads_to()))
        }
        Closing::Withdrawn => {
            let Act::Decision { decision, .. } = &item.act else { return None };
            let revision = error.problem().and_then(|problem| problem.current_revision);
            Some((revision.unwrap_or(decision.base_revision + 1), CaseState::Withdrawn))
        }
    }
}

/// The first instant after the suspension's last day; an hour from now where the portal names none.
fn resumption_check(until: Option<NaiveDate>, now: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = until
        .and_then(|day| day.succ_opt())
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .and_then(|local| local.and_utc().checked_sub_signed(TAIPEI));
    midnight.unwrap_or(now).max(now + TimeDelta::hours(1))
}
