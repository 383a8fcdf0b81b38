//! Whether the promises held: what can be seen at once is looked at after every step, the rest when
//! everything has come to rest. The numbers are those of the invariants that the project keeps.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::outbox::ParkReason;
use domain::{
    Case, CaseId, CaseRef, Decision, DecisionId, DecisionRecord, EscalationId, SuspensionId,
};
use store::decisions::{self, Fate};
use store::outbox::Act;
use store::places::Place;
use store::tray::TrayItem;
use store::{audit, cases, escalations, notes, outbox, queue, suspensions, tombstones, tray};
use uuid::Uuid;

use super::desk::SimDesk;
use super::line::Passage;
use super::world::{World, content};

/// A decision that a desk said it had.
pub struct Recorded {
    pub id: DecisionId,
    pub desk: usize,
    /// What its author saw.
    pub seen: String,
    pub decision: Decision,
    pub recalled: bool,
}

/// A question that a desk said it had.
pub struct Asked {
    pub id: EscalationId,
    pub desk: usize,
    pub case: CaseId,
}

/// A note that somebody wrote for themselves.
pub struct Noted {
    pub desk: usize,
    pub case: CaseRef,
    /// By the portal's clock.
    pub at: DateTime<Utc>,
}

#[derive(Default)]
pub struct Judge {
    pub broken: Vec<String>,
    pub recorded: Vec<Recorded>,
    pub asked: Vec<Asked>,
    pub noted: Vec<Noted>,
    /// Cases that some snapshot lacked.
    pub left_out: HashSet<CaseId>,
    /// Suspensions that the supervisor ordered.
    pub ordered: Vec<SuspensionId>,
    /// Whoever lost their right at some time.
    pub revoked: HashSet<&'static str>,
    /// Who has ever held a claim on a case.
    holders: HashSet<(CaseId, String)>,
    /// Whose each token is.
    tokens: HashMap<String, &'static str>,
    /// What the portal has accepted so far in this epoch.
    known: HashSet<DecisionId>,
    /// Every decision that was ever accepted on a case, also in epochs that are gone.
    ever: HashMap<CaseId, Vec<DecisionRecord>>,
    /// Which decision was accepted on a revision within an epoch.
    effective: BTreeMap<(usize, CaseId, u64), DecisionId>,
    parked: HashSet<(usize, i64)>,
    /// Since when a desk keeps a case apart that its portal no longer names; by the portal's clock.
    put_away: HashMap<(usize, CaseId), DateTime<Utc>>,
    /// The states in which an act was seen, so that each is counted once.
    seen_states: HashSet<(usize, Uuid, String)>,
    /// How often each state of an act and each reason for parking one was reached.
    pub reached: BTreeMap<String, usize>,
}

impl Judge {
    pub fn token(&mut self, subject: &'static str, token: &str) {
        self.tokens.insert(token.to_owned(), subject);
    }

    fn breaks(&mut self, what: String) {
        self.broken.push(what);
    }

    /// 8: nothing is sent under another person's token.
    pub fn passage(&mut self, passage: &Passage) {
        self.left_out.extend(passage.left_out.iter().map(|id| CaseId(*id)));
        let Some((kind, id)) = act_sent(&passage.line) else { return };
        let token = passage.bearer.strip_prefix("Bearer ").unwrap_or_default();
        let sender = self.tokens.get(token).copied();
        let author = match kind {
            "decisions" => self.recorded.iter().find(|one| one.id.0 == id).map(|one| one.desk),
            _ => self.asked.iter().find(|one| one.id.0 == id).map(|one| one.desk),
        };
        if author.map(|desk| super::day::STAFF[desk]) != sender {
            self.breaks(format!("8: {sender:?} sent what desk {author:?} did"));
        }
    }

    /// Who holds what now.
    fn claims(&mut self, world: &World) {
        for claim in world.hand.claims().expect("readable") {
            self.holders.insert((claim.case.id, claim.holder.subject));
        }
    }

    /// What the portal has accepted since the last look, and whether the desk still keeps what it
    /// must keep.
    pub fn after_round(&mut self, world: &World, number: usize, desk: &SimDesk) {
        self.after_late(world);
        self.kept_for_seven_days(world, number, desk);
        for item in desk.read(outbox::list) {
            self.count(number, item.act.id(), format!("{:?}", item.state));
            if let Some(trouble) = &item.trouble {
                self.count(number, item.act.id(), format!("trouble {}", word(trouble)));
            }
            let Act::Decision { id, decision } = &item.act else { continue };
            let stored = desk.read(|c| cases::get(c, decision.case.id));
            if let Some(stored) = stored
                && stored.case.revision() != decision.base_revision
                && !self.was_accepted(*id)
            {
                self.breaks("3: a case was overwritten under its unsent decision".to_owned());
            }
        }
        for item in desk.read(tray::list) {
            if !self.parked.insert((number, item.seq)) {
                continue;
            }
            self.count(number, item.act.id(), format!("parked {}", word(&item.reason)));
            if !self.is_true(world, desk, &item) {
                let kind = item.act.kind();
                self.breaks(format!("5: {kind}: no conflict, yet in the tray: {:?}", item.reason));
            }
        }
    }

    /// Once for each act and state.
    fn count(&mut self, number: usize, act: Uuid, state: String) {
        if self.seen_states.insert((number, act, state.clone())) {
            *self.reached.entry(state).or_default() += 1;
        }
    }

    /// 15: what a desk puts away stays for seven days by the portal's clock, unless the portal
    /// itself took it away.
    fn kept_for_seven_days(&mut self, world: &World, number: usize, desk: &SimDesk) {
        let now = world.clock.now();
        let mut early = 0;
        for case in &world.cases {
            if desk.read(|c| tombstones::holds(c, case.id)) {
                if let Entry::Vacant(place) = self.put_away.entry((number, case.id)) {
                    place.insert(now);
                    *self.reached.entry("case put away".to_owned()).or_default() += 1;
                }
            } else if let Some(since) = self.put_away.remove(&(number, case.id)) {
                let here = desk.read(|c| cases::get(c, case.id)).is_some();
                // Noticed here only at the end of a round, which may be long after it was put away.
                let young = now - since < TimeDelta::days(6);
                early += usize::from(!here && young && !world.gone.contains(&case.id));
            }
        }
        if early > 0 {
            self.breaks(format!("15: desk {number} erased {early} cases before their time"));
        }
    }

    /// Whether what the tray says is so, or was so at some time.
    fn is_true(&self, world: &World, desk: &SimDesk, item: &TrayItem) -> bool {
        match (&item.act, &item.reason) {
            (_, ParkReason::NotAuthorised) => self.revoked.contains(desk.subject),
            (_, ParkReason::IdReused) => false,
            (Act::Decision { id, decision }, reason) => {
                self.is_true_conflict(world, desk, *id, decision, reason)
            }
            (Act::Escalation { escalation, .. }, ParkReason::RevisionMismatch { .. }) => {
                let present = world.case(escalation.case);
                world.epoch > 0
                    || present.is_none_or(|case| case.revision() != escalation.base_revision)
            }
            _ => true,
        }
    }

    fn is_true_conflict(
        &self,
        world: &World,
        desk: &SimDesk,
        id: DecisionId,
        decision: &Decision,
        reason: &ParkReason,
    ) -> bool {
        let case = decision.case.id;
        let others = self.ever.get(&case).is_some_and(|all| all.iter().any(|one| one.id != id));
        let present = world.case(decision.case);
        match reason {
            ParkReason::RevisionMismatch { .. } => {
                // A restore may take a revision away again.
                world.epoch > 0
                    || present.is_none_or(|case| case.revision() != decision.base_revision)
            }
            ParkReason::AlreadyDecided { .. } => others,
            ParkReason::LeftScope | ParkReason::Purged | ParkReason::Other { status: 404, .. } => {
                world.gone.contains(&case) || world.epoch > 0 || self.left_out.contains(&case)
            }
            // Its files are no longer those that were seen, after a restore.
            ParkReason::Invalid { .. } => world.epoch > 0,
            ParkReason::ClaimSuperseded { holder: Some(holder) } => {
                holder.subject != desk.subject
                    && self.holders.contains(&(case, holder.subject.clone()))
            }
            _ => false,
        }
    }

    fn was_accepted(&self, id: DecisionId) -> bool {
        self.ever.values().flatten().any(|record| record.id == id)
    }

    /// The epoch is a new one; what the portal has forgotten may be accepted again.
    pub fn restored(&mut self, world: &World) {
        let records = world.hand.decisions().expect("readable");
        self.known = records.iter().map(|record| record.id).collect();
        for record in records {
            let key = (world.epoch, record.decision.case.id, record.decision.base_revision);
            self.effective.insert(key, record.id);
        }
    }

    /// 2 and 3: at most one decision per revision and one effect per UUID, and each as its author
    /// meant it, on what its author saw.
    pub fn after_late(&mut self, world: &World) {
        self.claims(world);
        for record in world.hand.decisions().expect("readable") {
            if !self.known.insert(record.id) {
                continue;
            }
            let case = record.decision.case;
            let key = (world.epoch, case.id, record.decision.base_revision);
            if let Some(other) = self.effective.insert(key, record.id)
                && other != record.id
            {
                self.breaks(format!("2: two decisions on revision {}", key.2));
            }
            match self.recorded.iter().find(|one| one.id == record.id) {
                None => self.broken.push("2: a decision that nobody made".to_owned()),
                Some(mine) => {
                    let meant = mine.decision == record.decision && !mine.recalled;
                    let seen =
                        world.case(case).is_none_or(|present| content(&present) == mine.seen);
                    if !meant {
                        self.broken.push("3: applied otherwise than meant".to_owned());
                    } else if !seen {
                        self.broken.push("3: applied on what its author did not see".to_owned());
                    }
                }
            }
            self.ever.entry(case.id).or_default().push(record);
        }
    }

    /// Everything that must hold once nothing moves any more.
    pub fn at_rest(&mut self, world: &World, desks: &[SimDesk]) {
        let records = world.hand.decisions().expect("readable");
        for (number, desk) in desks.iter().enumerate() {
            self.nothing_lost(world, &records, number, desk);
            self.no_question_lost(world, number, desk);
            self.no_suspension_lost(world, number, desk);
            self.no_note_lost(world, number, desk);
            self.agrees(world, number, desk);
            self.tally(world, &records, number, desk);
            let waiting = desk.read(outbox::list);
            if !waiting.is_empty() {
                let states: Vec<_> = waiting.iter().map(|one| (one.state, &one.trouble)).collect();
                self.breaks(format!("6: desk {number} still has {states:?}"));
            }
            if desk.read(|c| audit::examine(c, &[])).fault.is_some() {
                self.breaks(format!("12: desk {number}'s audit chain is broken"));
            }
        }
    }

    /// 1 and 7: every decision is with the portal, in a tray, or ended for a reason that is so.
    fn nothing_lost(
        &mut self,
        world: &World,
        records: &[DecisionRecord],
        number: usize,
        desk: &SimDesk,
    ) {
        let mut lost = Vec::new();
        for mine in self.recorded.iter().filter(|one| one.desk == number) {
            let case = mine.decision.case;
            let there = records.iter().any(|record| record.id == mine.id);
            let out_of_sight = world.gone.contains(&case.id);
            let fate = desk.read(|c| decisions::get(c, mine.id)).map(|one| one.fate);
            let fine = match fate {
                None => false,
                Some(Fate::Recalled) => mine.recalled && !there,
                Some(Fate::Accepted) => there || out_of_sight,
                Some(Fate::Parked) => !there || out_of_sight,
                Some(Fate::Unsent) => false,
                Some(Fate::Closed) => {
                    let decided = self.ever.get(&case.id).is_some_and(|all| {
                        all.iter().any(|one| {
                            one.id != mine.id && one.decision.verdict == mine.decision.verdict
                        })
                    });
                    !there && (world.withdrawn.contains(&case.id) || decided)
                }
            };
            if !fine {
                let verdict = mine.decision.verdict;
                lost.push(format!(
                    "1: desk {number} says {fate:?} of a {verdict:?}, portal {there}"
                ));
            }
        }
        self.broken.extend(lost);
    }

    /// The same of questions: each is with the portal, in a tray, or ended with its case.
    fn no_question_lost(&mut self, world: &World, number: usize, desk: &SimDesk) {
        let there: Vec<EscalationId> =
            world.hand.escalations().expect("readable").iter().map(|one| one.id).collect();
        let mut lost = Vec::new();
        for asked in self.asked.iter().filter(|one| one.desk == number) {
            let times = there.iter().filter(|id| **id == asked.id).count();
            let fate = desk.read(|c| escalations::get(c, asked.id)).map(|one| one.fate);
            let fine = world.gone.contains(&asked.case)
                || match fate {
                    Some(Fate::Accepted) => times == 1,
                    Some(Fate::Parked) => times == 0,
                    Some(Fate::Closed) => times == 0 && world.withdrawn.contains(&asked.case),
                    None | Some(Fate::Unsent | Fate::Recalled) => false,
                };
            if !fine {
                lost.push(format!("1: desk {number} says {fate:?} of a question, portal {times}"));
            }
        }
        self.broken.extend(lost);
    }

    /// 17, of suspensions: what the desk says to be acknowledged is with the portal.
    fn no_suspension_lost(&mut self, world: &World, number: usize, desk: &SimDesk) {
        let there: Vec<SuspensionId> =
            world.hand.suspensions().expect("readable").iter().map(|one| one.id).collect();
        for id in self.ordered.clone() {
            let fate = desk.read(|c| suspensions::get(c, id)).map(|one| one.fate);
            if fate == Some(Fate::Accepted) && !there.contains(&id) {
                self.breaks(format!("17: desk {number} has a suspension that the portal lacks"));
            }
        }
    }

    /// What was written days ago may have been away for too long meanwhile.
    pub fn forgive_old_notes(&mut self, now: DateTime<Utc>) {
        self.noted.retain(|note| now - note.at < TimeDelta::days(5));
    }

    /// 15, of notes: where the portal has the case, and has not erased it, its note is here.
    fn no_note_lost(&mut self, world: &World, number: usize, desk: &SimDesk) {
        let mine = self.noted.iter().filter(|one| one.desk == number);
        let lost = mine
            .filter(|one| world.case(one.case).is_some() && !world.purged.contains(&one.case.id))
            .filter(|one| desk.read(|c| notes::note(c, one.case.id)).is_none())
            .count();
        if lost > 0 {
            self.breaks(format!("15: desk {number} has lost {lost} notes"));
        }
    }

    /// The open cases that a desk has.
    pub fn open_here(&self, world: &World, desk: &SimDesk) -> Vec<CaseRef> {
        let is_open = |case: &&CaseRef| {
            desk.read(|c| cases::get(c, case.id)).is_some_and(|here| here.case.state().is_open())
        };
        world.cases.iter().filter(is_open).copied().collect()
    }

    /// 15: what a desk had before a round and the portal did not take away itself is here or put away.
    pub fn nothing_erased(
        &mut self,
        world: &World,
        number: usize,
        desk: &SimDesk,
        before: &[CaseRef],
    ) {
        let erased = |case: &&CaseRef| {
            !world.gone.contains(&case.id)
                && desk.read(|c| cases::get(c, case.id)).is_none()
                && !desk.read(|c| tombstones::holds(c, case.id))
        };
        let erased = before.iter().filter(erased).count();
        if erased > 0 {
            self.breaks(format!("15: desk {number} erased {erased} cases at once"));
        }
    }

    /// 15: a snapshot that the portal's own number speaks against takes nothing away.
    pub fn nothing_taken(&mut self, world: &World, desk: &SimDesk, before: &[CaseRef]) {
        let gone = before.iter().filter(|case| desk.read(|c| cases::get(c, case.id)).is_none());
        let (taken, right): (Vec<CaseRef>, Vec<CaseRef>) =
            gone.partition(|case| world.case(**case).is_some());
        if taken.len() > 5 && taken.len() * 10 > before.len() && right.len() < taken.len() {
            self.breaks(format!("15: {} cases taken away that the portal has", taken.len()));
        }
    }

    /// With every tray empty, no case stands where nobody can get it out.
    pub fn places(&mut self, world: &World, desk: &SimDesk) {
        for case in &world.cases {
            let place = desk.read(|c| cases::get(c, case.id)).map(|stored| stored.place);
            if matches!(place, Some(Place::Tray | Place::Decided)) {
                self.breaks(format!("5: a case is stuck in {place:?}"));
            }
        }
    }

    /// 4 and 5: every desk has exactly the cases that the portal has, as the portal has them.
    fn agrees(&mut self, world: &World, number: usize, desk: &SimDesk) {
        let there = world.all();
        for case in &there {
            let here = desk.read(|c| cases::get(c, case.reference().id));
            match here {
                None => self.breaks(format!("4: desk {number} lacks a case")),
                Some(here) if &here.case != case => self.breaks(format!(
                    "5: desk {number} has revision {} {:?}, the portal {} {:?}",
                    here.case.revision(),
                    here.case.state(),
                    case.revision(),
                    case.state()
                )),
                Some(here) if here.staged.is_some() => {
                    self.breaks(format!("5: desk {number} still has a staged case"));
                }
                Some(_) => {}
            }
        }
        for case in &world.cases {
            let known = desk.read(|c| cases::get(c, case.id)).is_some();
            if known && world.case(*case).is_none() {
                self.breaks(format!("5: desk {number} still has a case that the portal lacks"));
            }
        }
    }

    /// 9: the tally is that of the effective counting rejections.
    fn tally(&mut self, world: &World, records: &[DecisionRecord], number: usize, desk: &SimDesk) {
        let known: HashSet<CaseId> = world.cases.iter().map(|case| case.id).collect();
        let in_sight = |case: CaseId| known.contains(&case) && !world.gone.contains(&case);
        let theirs: BTreeSet<DecisionId> = records
            .iter()
            .filter(|one| one.decision.is_strike() && one.overturned_by.is_none())
            .filter(|one| in_sight(one.decision.case.id))
            .map(|one| one.id)
            .collect();
        let here: BTreeSet<DecisionId> = desk
            .read(decisions::all_strikes)
            .into_iter()
            .filter(|one| in_sight(one.decision.case.id))
            .map(|one| one.id)
            .collect();
        if here != theirs {
            self.breaks(format!(
                "9: desk {number} counts {} strikes, the portal {}",
                here.len(),
                theirs.len()
            ));
        }
    }

    /// What a desk shows, for comparing.
    pub fn picture(&self, desk: &SimDesk) -> Vec<String> {
        let mut picture: Vec<String> = self
            .recorded
            .iter()
            .map(|one| one.decision.case.id)
            .collect::<BTreeSet<CaseId>>()
            .into_iter()
            .filter_map(|id| desk.read(|c| cases::get(c, id)))
            .map(|stored| in_json(&stored.case, stored.place))
            .collect();
        picture.push(format!("{:?}", desk.read(queue::counts)));
        picture.push(desk.read(decisions::all_strikes).len().to_string());
        picture.push(desk.read(tray::count).to_string());
        picture
    }
}

/// The name of a reason or trouble, without what it holds.
fn word(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// Which act a request carries.
fn act_sent(line: &str) -> Option<(&'static str, Uuid)> {
    ["decisions", "escalations"].into_iter().find_map(|kind| {
        let rest = line.strip_prefix(&format!("PUT /staff/v1/{kind}/"))?;
        Some((kind, rest.get(..36)?.parse().ok()?))
    })
}

fn in_json(case: &Case, place: store::places::Place) -> String {
    format!("{} {place:?}", serde_json::to_string(case).expect("serialisable"))
}
