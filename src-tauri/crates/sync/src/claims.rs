//! Claims: taken for the case on the screen and for a shift's pack, extended while somebody works,
//! given back when they leave. What is wanted is worked out anew each time and the portal is asked
//! for the difference, so that a lost answer or a crash leaves nothing behind for long.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{CaseId, CaseRef};
use portal::ClientError;
use portal::wire::{Claim, ClaimsRequest, ProblemType};
use store::claims::StoredClaim;
use store::{cases, claims, outbox, pack};
use tokio::task::JoinSet;

use crate::{Engine, SyncError, SyncEvent};

/// Most cases in one request (the contract's limit).
const MOST_CASES: usize = 200;

/// What became of taking cases along for a shift.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenPack {
    /// Claimed for this person, for as long as the portal lets a shift last.
    pub taken: Vec<CaseRef>,
    /// A colleague works on these.
    pub held: Vec<CaseRef>,
    /// These are decided or gone.
    pub gone: Vec<CaseRef>,
}

/// What is to be done about claims.
#[derive(Default)]
struct Wanted {
    release: Vec<StoredClaim>,
    extend: Vec<StoredClaim>,
    ask: Vec<CaseRef>,
    ask_for_shift: Vec<CaseRef>,
}

impl Engine {
    /// Somebody looks at this case, or at none any more. Their claim follows in the background.
    pub fn look_at(&self, case: Option<CaseRef>) {
        let changed = {
            let mut leases = self.leases();
            std::mem::replace(&mut leases.in_view, case) != case
        };
        if changed {
            self.wake_claims.notify_one();
        }
    }

    /// Whether a claim is known to be in force: its lease runs by the monotonic clock, and the
    /// portal can be asked. Any other is only what was last heard.
    pub fn is_certain(&self, claim: &StoredClaim) -> bool {
        let online = matches!(self.status().borrow().link, crate::Link::Online);
        online && self.leases().runs(claim.case.id, claim.id, self.clock.monotonic())
    }

    /// Brings the claims to what is wanted: one round of [`Engine::run`].
    ///
    /// # Errors
    /// See [`SyncError`]; claims are a courtesy, and nothing else waits for them.
    pub async fn tend_claims_once(&self) -> Result<(), SyncError> {
        let _one = self.claiming.lock().await;
        self.ready().await?;
        let wanted = self.wanted_claims().await?;
        let mut changed = !wanted.release.is_empty() || !wanted.extend.is_empty();
        self.release(wanted.release).await?;
        for claim in wanted.extend {
            self.extend(claim).await?;
        }
        for (cases, shift) in [(wanted.ask, false), (wanted.ask_for_shift, true)] {
            for group in cases.chunks(MOST_CASES) {
                changed = true;
                self.ask(group.to_vec(), shift).await?;
            }
        }
        if self.leases().may_list(self.clock.monotonic(), self.settings.claims_every) {
            changed |= self.list().await?;
        }
        if changed {
            self.tell(SyncEvent::ClaimsChanged);
        }
        Ok(())
    }

    /// Takes cases along for a shift: claims them for long, and puts their documents before all
    /// others. Cases that colleagues hold stay behind.
    ///
    /// # Errors
    /// See [`SyncError`]; nothing is taken then.
    pub async fn take_pack(&self, cases: Vec<CaseRef>) -> Result<TakenPack, SyncError> {
        let _one = self.claiming.lock().await;
        self.ready().await?;
        let mut answer = Vec::new();
        for group in cases.chunks(MOST_CASES) {
            answer.extend(self.ask(group.to_vec(), true).await?);
        }
        let mut taken = TakenPack::default();
        for case in cases {
            match answer.iter().find(|claim| claim.case == case) {
                Some(claim) if claim.mine => taken.taken.push(case),
                Some(_) => taken.held.push(case),
                None => taken.gone.push(case),
            }
        }
        let (packed, now) = (taken.taken.clone(), self.now());
        self.write(move |tx| pack::take(tx, &packed, now)).await?;
        self.wake_fetch.notify_one();
        self.refresh_status().await?;
        self.tell(SyncEvent::ClaimsChanged);
        Ok(taken)
    }

    /// The shift is over, or its taking was cancelled: the claims go back as soon as there is a
    /// line; the documents that came in stay like any others.
    ///
    /// # Errors
    /// A failing database.
    pub async fn drop_pack(&self) -> Result<(), SyncError> {
        self.write(|tx| pack::drop_all(tx).map(drop)).await?;
        self.tell(SyncEvent::ClaimsChanged);
        self.wake_claims.notify_one();
        Ok(())
    }

    /// The person leaves: gives back what this desk holds, a shift's pack only if `shift_too`. Of
    /// a case whose decision is unsent the claim stays and runs out by itself: given back, it
    /// would invite a colleague to decide the same case.
    ///
    /// # Errors
    /// See [`SyncError`]. What could not be given back runs out by itself.
    pub async fn leave(&self, shift_too: bool) -> Result<(), SyncError> {
        self.look_at(None);
        let _one = self.claiming.lock().await;
        if shift_too {
            self.write(|tx| pack::drop_all(tx).map(drop)).await?;
        }
        let wanted = self.wanted_claims().await?;
        self.release(wanted.release).await
    }

    async fn wanted_claims(&self) -> Result<Wanted, SyncError> {
        let (held, packed, decided) = self
            .read(|c| Ok((claims::all(c)?, pack::cases(c)?, outbox::decided_cases(c)?)))
            .await?;
        let in_view = self.leases().in_view;
        let viewed = match in_view {
            Some(case) => self
                .read(move |c| cases::get(c, case.id))
                .await?
                .filter(|stored| stored.case.state().is_open())
                .map(|_| case),
            None => None,
        };
        let now = self.clock.monotonic();
        let mut leases = self.leases();
        let mut wanted = Wanted::default();
        let mine = |case: CaseId| held.iter().find(|claim| claim.mine && claim.case.id == case);
        for claim in held.iter().filter(|claim| claim.mine && claim.here) {
            let case = claim.case;
            let packed = packed.contains(&case);
            if !packed && viewed != Some(case) && !decided.contains(&case.id) {
                wanted.release.push(claim.clone());
            } else if !packed && leases.is_due(case.id, claim.id, now) {
                wanted.extend.push(claim.clone());
            }
        }
        if let Some(case) = viewed
            && mine(case.id).is_none()
            && !packed.contains(&case)
            && leases.may_ask(case.id, now)
        {
            wanted.ask.push(case);
        }
        for case in packed {
            let due = match mine(case.id) {
                Some(claim) => leases.is_due(case.id, claim.id, now),
                None => true,
            };
            if due && !decided.contains(&case.id) && leases.may_ask_for_shift(case.id, now) {
                wanted.ask_for_shift.push(case);
            }
        }
        Ok(wanted)
    }

    async fn release(&self, given_back: Vec<StoredClaim>) -> Result<(), SyncError> {
        let mut flights = JoinSet::new();
        let mut failed = None;
        let mut waiting = given_back.into_iter();
        loop {
            while flights.len() < self.settings.parallel_acts {
                let Some(claim) = waiting.next() else { break };
                let client = self.client();
                flights.spawn(async move { (client.release_claim(claim.id).await, claim) });
            }
            let Some(done) = flights.join_next().await else { break };
            let Ok((answer, claim)) = done else { continue };
            match answer {
                Err(error) if error.is_transient() || error.status().is_none() => {
                    failed = Some(error);
                }
                // Given back, or not ours to give back any more.
                _ => {
                    self.leases().forget(claim.case.id);
                    self.write(move |tx| claims::forget_claim(tx, claim.id)).await?;
                }
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    async fn extend(&self, claim: StoredClaim) -> Result<(), SyncError> {
        let asked_at = self.clock.monotonic();
        let ttl = self.leases().longest.ttl(false);
        match self.client().extend_claim(claim.id, seconds(ttl)).await {
            Ok(answer) => self.remember(vec![answer], asked_at, ttl).await.map(drop),
            Err(error) => match superseded(&error) {
                Some(theirs) => self.remember(vec![theirs], asked_at, ttl).await.map(drop),
                // It ran out and was forgotten there: it is claimed anew, if it is still free.
                None if error.status() == Some(404) => {
                    self.write(move |tx| claims::forget_claim(tx, claim.id)).await?;
                    self.ask(vec![claim.case], false).await.map(drop)
                }
                None => Err(error.into()),
            },
        }
    }

    /// Claims what is free, and remembers the answer.
    async fn ask(&self, cases: Vec<CaseRef>, shift: bool) -> Result<Vec<StoredClaim>, SyncError> {
        let asked_at = self.clock.monotonic();
        let ttl = self.leases().longest.ttl(shift);
        let request = ClaimsRequest { cases, ttl_seconds: seconds(ttl), shift };
        let answer = self.client().claim(&request).await?;
        self.remember(answer.claims, asked_at, ttl).await
    }

    /// Everybody's claims. A portal that does not tell them is none the worse for it.
    async fn list(&self) -> Result<bool, SyncError> {
        let asked_at = self.clock.monotonic();
        let list = match self.client().claims().await {
            Ok(list) => list.claims,
            Err(error) if matches!(error.status(), Some(404 | 405)) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let stored = self.stored(list, false).await?;
        for claim in &stored {
            let ours = claim.mine && self.leases().runs(claim.case.id, claim.id, asked_at);
            if !ours {
                self.note_theirs(claim, asked_at);
            }
        }
        self.write(move |tx| claims::take_list(tx, &stored)).await
    }

    async fn remember(
        &self,
        answer: Vec<Claim>,
        asked_at: Duration,
        ttl: Duration,
    ) -> Result<Vec<StoredClaim>, SyncError> {
        let stored = self.stored(answer, true).await?;
        for claim in &stored {
            if claim.mine {
                self.leases().note(claim.case.id, claim.id, asked_at, ttl);
            } else {
                self.note_theirs(claim, asked_at);
            }
        }
        let kept = stored.clone();
        self.write(move |tx| kept.iter().try_for_each(|claim| claims::put(tx, claim))).await?;
        Ok(stored)
    }

    /// A colleague's lease began at an unknown time; what is left of it is worked out from the
    /// portal's clock once, and then runs by ours.
    fn note_theirs(&self, claim: &StoredClaim, heard_at: Duration) {
        let left = claim.expires_at - self.portal_now();
        let left = left.max(TimeDelta::zero()).to_std().unwrap_or_default();
        self.leases().note(claim.case.id, claim.id, heard_at, left);
    }

    async fn stored(&self, list: Vec<Claim>, here: bool) -> Result<Vec<StoredClaim>, SyncError> {
        let me = self.read(crate::engine::owner).await?;
        Ok(list
            .into_iter()
            .map(|claim| {
                let mine = me.as_deref() == Some(claim.holder.subject.as_str());
                StoredClaim {
                    id: claim.id,
                    case: claim.case,
                    mine,
                    here: here && mine,
                    holder: claim.holder,
                    fence: claim.fence,
                    claimed_at: claim.claimed_at,
                    expires_at: claim.expires_at,
                }
            })
            .collect())
    }
}

fn superseded(error: &ClientError) -> Option<Claim> {
    let problem = error.problem().filter(|one| one.kind() == ProblemType::ClaimSuperseded)?;
    problem.claim.clone()
}

fn seconds(ttl: Duration) -> u32 {
    u32::try_from(ttl.as_secs()).unwrap_or(u32::MAX)
}
