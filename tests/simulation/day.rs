//! One day: what happens is drawn from the seed, one thing after the other, until the faults stop
//! and everything comes to rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, TimeDelta};
use domain::calendar::taipei_date;
use domain::{
    Case, CaseId, Decision, DecisionId, Escalation, EscalationId, GivenReason, Private, Suspension,
    SuspensionId, Verdict,
};
use sha2::{Digest as _, Sha256};
use store::decisions::{self, NewDecision, StoredDecision};
use store::{StoreError, cases, claims, escalations, notes, outbox, suspensions, tray};
use sync::PlantedFault;

use super::desk::{Round, SimDesk};
use super::dice::Dice;
use super::judge::{Asked, Judge, Noted, Recorded};
use super::line::Line;
use super::steps::{Step, USUAL, weights_of_the_day};
use super::world::{self, World};

/// Things that happen before the faults stop.
const STEPS: usize = 100;
/// Who sits at which desk; one of them at two. The supervisor is the last.
pub(super) const STAFF: [&str; 5] = ["sw-01", "sw-02", "sw-03", "sw-01", "sv-01"];

/// What came of a day.
#[derive(Debug)]
pub struct Report {
    /// The digest of everything that happened, in order: the same for the same seed.
    pub trace: String,
    /// What did not hold; empty on a good day.
    pub broken: Vec<String>,
    pub requests: usize,
    pub decisions: usize,
    /// Questions to the supervisor.
    pub questions: usize,
    pub crashes: usize,
    pub restores: usize,
    /// Cases that some snapshot lacked.
    pub left_out: usize,
    /// Parked decisions that were sent after all, since their case was back.
    pub sent_again: usize,
    /// How often each state of an act, and each reason for which one was parked, was seen anew.
    pub reached: BTreeMap<String, usize>,
    /// Everything that happened, for whoever reads a failure.
    pub story: Vec<String>,
}

/// The day of a seed.
pub fn run(seed: u64) -> Report {
    run_with(seed, None)
}

/// The same day with an engine that does one thing wrong.
pub fn run_with(seed: u64, fault: Option<PlantedFault>) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(4)
        .build()
        .expect("a runtime");
    runtime.block_on(async { Day::begin(seed, fault).await.live().await })
}

struct Day {
    dice: Dice,
    weights: [usize; USUAL.len()],
    world: World,
    desks: Vec<SimDesk>,
    judge: Judge,
    trace: Sha256,
    story: Vec<String>,
    requests: usize,
    crashes: usize,
    sent_again: usize,
}

impl Day {
    async fn begin(seed: u64, fault: Option<PlantedFault>) -> Self {
        let mut dice = Dice::new(seed);
        let weights = weights_of_the_day(&mut dice);
        let world = World::new(dice.fork());
        let mut desks = Vec::new();
        let mut judge = Judge::default();
        for subject in STAFF {
            let line = Line::before(world.address, dice.fork()).await;
            line.set_faults(dice.below(35));
            let token = world.hand.access_token(subject).expect("a token");
            judge.token(subject, &token);
            let clock = world.clock.clone();
            desks.push(SimDesk::new(subject, line, token, clock, dice.fork(), fault));
        }
        let (trace, story) = (Sha256::new(), Vec::new());
        Self {
            dice,
            weights,
            world,
            desks,
            judge,
            trace,
            story,
            requests: 0,
            crashes: 0,
            sent_again: 0,
        }
    }

    async fn live(mut self) -> Report {
        for at in 0..self.desks.len() {
            self.engine(at, Round::Pull).await;
        }
        for _ in 0..STEPS {
            self.step().await;
            if !self.judge.broken.is_empty() {
                // What follows a broken promise proves nothing more.
                return self.report();
            }
        }
        self.come_to_rest().await;
        if self.judge.broken.is_empty() {
            self.judge.at_rest(&self.world, &self.desks);
            self.replay_everything().await;
            self.settle_everything().await;
        }
        self.report()
    }

    async fn step(&mut self) {
        let minutes = if self.dice.percent(5) { 1500 } else { 12 };
        self.world.clock.advance(TimeDelta::seconds(self.dice.below(minutes * 60) as i64));
        let at = self.dice.below(self.desks.len());
        match USUAL[self.dice.weighted(&self.weights)].0 {
            Step::Round(round) => self.engine(at, round).await,
            Step::Look => self.look(at).await,
            Step::Decide => self.decide(at),
            Step::Ask => self.ask(at),
            Step::Recall => self.recall(at),
            Step::Settle => self.settle(at),
            Step::Suspend => self.suspend(),
            Step::World => {
                let what = self.world.happens();
                self.tell(format!("world {what}"));
            }
            Step::CrashSoon => {
                let crash_in = self.dice.below(6);
                self.desks[at].line.crash_in(Some(crash_in));
                self.tell(format!("{at} crashes in {crash_in}"));
            }
            Step::Crash => {
                self.crashes += 1;
                self.desks[at].crash().await;
                self.tell(format!("{at} crashes"));
            }
            Step::Cut => {
                let cut = !self.desks[at].line.is_cut();
                self.desks[at].line.cut(cut);
                self.tell(format!("{at} cut {cut}"));
            }
            Step::Storm => {
                let storm = self.dice.below(9);
                self.desks[at].line.storm(storm);
                self.tell(format!("{at} storm {storm}"));
            }
            Step::DeliverLate => self.deliver_late(at).await,
            Step::Token => self.token_trouble(at),
            Step::Copy => {
                self.world.take_copy();
                self.tell("copy".to_owned());
            }
            Step::Restore => {
                let restored = self.world.restore();
                self.judge.restored(&self.world);
                self.tell(format!("restored {restored}"));
            }
            Step::RestoreSilently => {
                let restored = self.world.restore_silently();
                self.judge.restored(&self.world);
                self.tell(format!("restored without a word {restored}"));
            }
            Step::Resync => {
                self.desks[at].engine().resync().await.expect("the store writes");
                self.tell(format!("{at} resyncs"));
            }
            Step::ResyncThinned => {
                let lacks = [20, 60, 100][self.dice.below(3)];
                self.desks[at].line.thin(lacks);
                self.desks[at].engine().resync().await.expect("the store writes");
                self.tell(format!("{at} resyncs, lacking {lacks}"));
                self.engine(at, Round::Pull).await;
            }
            Step::Note => self.note(at),
            Step::SetClock => {
                let ahead = [0, 1, 365, 365][self.dice.below(4)];
                self.desks[at].set_clock(TimeDelta::days(ahead));
                self.tell(format!("{at} is {ahead} days ahead"));
            }
        }
    }

    /// Somebody writes a note that no colleague sees.
    fn note(&mut self, at: usize) {
        let Some(&case) = self.dice.pick(&self.world.cases) else { return };
        let desk = &self.desks[at];
        if desk.read(|c| cases::get(c, case.id)).is_none() {
            return;
        }
        let written: Result<(), StoreError> = desk
            .store()
            .write(|tx| notes::put_note(tx, case.id, &Private::from("再問家屬"), desk.now()));
        written.expect("the store writes");
        self.judge.noted.push(Noted { desk: at, case, at: self.world.clock.now() });
        self.tell(format!("{at} notes"));
    }

    async fn engine(&mut self, at: usize, round: Round) {
        let open = self.judge.open_here(&self.world, &self.desks[at]);
        let ended = self.desks[at].round(round).await;
        self.crashes += usize::from(ended == "crashed");
        self.tell(format!("{at} {round:?} {ended}"));
        for passage in self.desks[at].line.passages() {
            self.requests += 1;
            let call = in_short(&passage.line);
            self.tell(format!("  {call} {:?} {:?}", passage.fate, passage.status));
            self.judge.passage(&passage);
        }
        self.judge.after_round(&self.world, at, &self.desks[at]);
        self.judge.nothing_taken(&self.world, &self.desks[at], &open);
        self.judge.nothing_erased(&self.world, at, &self.desks[at], &open);
        if self.desks[at].engine().status().borrow().link
            == sync::Link::Stopped(domain::outbox::Stop::SignedOut)
            && self.dice.percent(60)
        {
            self.sign_in(at, STAFF[at]);
        }
    }

    fn sign_in(&mut self, at: usize, subject: &'static str) {
        let token = self.world.hand.access_token(subject).expect("a token");
        self.judge.token(subject, &token);
        self.desks[at].sign_in(token);
        self.tell(format!("{at} signs in as {subject}"));
    }

    fn token_trouble(&mut self, at: usize) {
        match self.dice.below(4) {
            0 => self.world.hand.end_access_tokens().expect("the portal's database"),
            1 => {
                self.world.hand.revoke_right(STAFF[at]);
                self.judge.revoked.insert(STAFF[at]);
            }
            2 => self.world.hand.give_right(STAFF[at]),
            // Whose a store is it learns at the first exchange; before, it holds nobody's acts.
            _ if self.desks[at].read(store::feed::position).last_pull_at.is_none() => {}
            _ => {
                // Somebody else sits down at this PC, and the store is still the first one's.
                let other = STAFF[(at + 1) % STAFF.len()];
                self.sign_in(at, other);
            }
        }
        self.tell(format!("{at} token trouble"));
    }

    async fn deliver_late(&mut self, at: usize) {
        let delivered = self.desks[at].line.deliver_late().await;
        self.tell(format!("{at} late {delivered}"));
        self.judge.after_late(&self.world);
    }

    /// Somebody opens a case, and their claim follows.
    async fn look(&mut self, at: usize) {
        let case = self.dice.pick(&self.world.cases).copied();
        self.desks[at].engine().look_at(case);
        self.engine(at, Round::Claims).await;
    }

    /// Somebody asks the supervisor about a case, or against the decision in force.
    fn ask(&mut self, at: usize) {
        for _ in 0..6 {
            let Some(&case) = self.dice.pick(&self.world.cases) else { return };
            let desk = &self.desks[at];
            let Some(stored) = desk.read(|c| cases::get(c, case.id)) else { continue };
            let against = in_force(desk, case.id).filter(|_| !stored.case.state().is_open());
            if against.is_none() && !stored.case.state().is_open() {
                continue;
            }
            let now = desk.now();
            let id = EscalationId(self.dice.id(now.timestamp_millis()));
            let question = Escalation {
                case,
                base_revision: stored.case.revision(),
                question: Private::from("請主管看一下。"),
                proposed: None,
                against: against.map(|one| one.id),
                reasons: Vec::new(),
                known_at: None,
            };
            let asked: Result<(), StoreError> =
                desk.store().write(|tx| escalations::ask(tx, id, &question, &desk.person(), now));
            asked.expect("the store writes");
            self.judge.asked.push(Asked { id, desk: at, case: case.id });
            return self.tell(format!("{at} asks"));
        }
    }

    /// The supervisor suspends a family, or lets one whom they suspended come back.
    fn suspend(&mut self) {
        let at = STAFF.len() - 1;
        let Some(family_id) = self.world.some_family() else { return };
        let (desk, now) = (&self.desks[at], self.desks[at].now());
        let lifted = self.judge.ordered.last().copied().filter(|_| self.dice.percent(40));
        let done: Result<(), StoreError> = match lifted {
            Some(id) => desk
                .store()
                .write(|tx| suspensions::lift(tx, id, &Private::from("誤會"), &desk.person(), now)),
            None => {
                let id = SuspensionId(self.dice.id(now.timestamp_millis()));
                let first_day = taipei_date(now);
                let order = Suspension {
                    family_id,
                    first_day,
                    last_day: first_day + Days::new(2),
                    strikes: Vec::new(),
                    grounds: Private::from("三次退件"),
                    family_message: Private::from("暫停使用。"),
                    policy_version: "112.12".to_owned(),
                };
                self.judge.ordered.push(id);
                desk.store()
                    .write(|tx| suspensions::order(tx, id, &order, &desk.person(), now, now))
            }
        };
        done.expect("the store writes");
        self.tell(format!("{at} suspends, lifting: {}", lifted.is_some()));
    }

    /// Somebody looks at a case and decides on what they see.
    fn decide(&mut self, at: usize) {
        let supervisor = STAFF[at].starts_with("sv");
        for _ in 0..6 {
            let Some(&reference) = self.dice.pick(&self.world.cases) else { return };
            let Some(stored) = self.desks[at].read(|c| cases::get(c, reference.id)) else {
                continue;
            };
            if stored.case.state().is_open() || supervisor {
                return self.decide_on(at, &stored.case);
            }
        }
    }

    fn decide_on(&mut self, at: usize, seen: &Case) {
        let (dice, desk) = (&mut self.dice, &self.desks[at]);
        let reference = seen.reference();
        let verdicts =
            [Verdict::Approve, Verdict::Return, Verdict::Reject, Verdict::Reject, Verdict::Hold];
        let verdict = verdicts[dice.below(verdicts.len())];
        let in_force = in_force(desk, reference.id);
        let claim = desk.read(|c| claims::of_case(c, reference.id)).filter(|claim| claim.mine);
        let closed = !seen.state().is_open();
        let overturns = match in_force {
            Some(old) if closed && desk.subject.starts_with("sv") => Some(old.id),
            _ if closed => return,
            _ => None,
        };
        let now = desk.now();
        let counts = reference.kind == domain::CaseKind::Post && verdict == Verdict::Reject;
        let new = NewDecision {
            id: DecisionId(dice.id(now.timestamp_millis())),
            decision: Decision {
                case: reference,
                base_revision: seen.revision(),
                evidence_sha256: seen.evidence(),
                verdict,
                reasons: world::reason(reference.kind, verdict)
                    .map(|code| GivenReason {
                        code: code.to_owned(),
                        slots: Default::default(),
                        counts,
                    })
                    .into_iter()
                    .collect(),
                family_message: Private::from("請依說明修改後再送。"),
                policy_version: "112.12".to_owned(),
                fence: claim.map(|claim| claim.fence),
                decided_at: now,
                overturns,
                pages_seen: Vec::new(),
            },
            pages_seen: Vec::new(),
            by: desk.person(),
            not_before: now + TimeDelta::seconds(if dice.percent(50) { 10 } else { 0 }),
        };
        let recorded = desk.store().write(|tx| decisions::record(tx, &new, now));
        if recorded.is_ok() {
            self.judge.recorded.push(Recorded {
                id: new.id,
                desk: at,
                seen: world::content(seen),
                decision: new.decision,
                recalled: false,
            });
        }
        self.tell(format!("{at} decides {verdict:?} {}", recorded.is_ok()));
    }

    fn recall(&mut self, at: usize) {
        let desk = &self.desks[at];
        let mine: Vec<usize> = (0..self.judge.recorded.len())
            .filter(|one| self.judge.recorded[*one].desk == at)
            .collect();
        let Some(&one) = self.dice.pick(&mine) else { return };
        let (id, now) = (self.judge.recorded[one].id, desk.now());
        let recalled = desk.store().write(|tx| outbox::recall(tx, id, desk.subject, now)).is_ok();
        self.judge.recorded[one].recalled |= recalled;
        self.tell(format!("{at} recalls {recalled}"));
    }

    /// 保留對方的決定
    fn settle(&mut self, at: usize) {
        let desk = &self.desks[at];
        let open = desk.read(tray::list);
        let Some(item) = self.dice.pick(&open) else { return };
        // 照樣再送, where the case is back as it was.
        let sent: Result<bool, StoreError> =
            desk.store().write(|tx| tray::send_again(tx, item.seq, desk.subject, desk.now()));
        if sent.expect("the store writes") {
            self.sent_again += 1;
            return self.tell(format!("{at} sends again"));
        }
        let settlement = tray::Settlement::KeptTheirs;
        let settled: Result<bool, store::StoreError> = desk
            .store()
            .write(|tx| tray::settle(tx, item.seq, settlement, desk.subject, desk.now()));
        settled.expect("the store writes");
        self.tell(format!("{at} settles"));
    }

    /// The faults stop; everybody is signed in as themselves, and the rounds go on until nothing
    /// moves any more.
    async fn come_to_rest(&mut self) {
        self.tell("the faults stop".to_owned());
        self.judge.forgive_old_notes(self.world.clock.now());
        for (desk, person) in self.desks.iter().zip(STAFF) {
            desk.line.heal();
            desk.set_clock(TimeDelta::zero());
            self.world.hand.give_right(person);
        }
        for at in 0..self.desks.len() {
            while self.desks[at].line.deliver_late().await {
                self.judge.after_late(&self.world);
            }
        }
        self.world.lift_all();
        self.world.take_strangers_back();
        let mut quiet = 0;
        for _ in 0..40 {
            // Longer than any wait, and than any suspension.
            self.world.clock.advance(TimeDelta::days(1));
            let before = self.world.hand.changes().expect("readable");
            for (at, person) in STAFF.into_iter().enumerate() {
                self.sign_in(at, person);
                for round in [Round::Push, Round::Pull, Round::Claims, Round::Fetch] {
                    self.engine(at, round).await;
                }
            }
            let moved = self.world.hand.changes().expect("readable") != before
                || self.desks.iter().any(|desk| desk.read(outbox::counts).queued > 0);
            quiet = if moved { 0 } else { quiet + 1 };
            if quiet == 2 || !self.judge.broken.is_empty() {
                return;
            }
        }
    }

    /// 4: replaying every page changes nothing.
    async fn replay_everything(&mut self) {
        for at in 0..self.desks.len() {
            let before = self.judge.picture(&self.desks[at]);
            self.desks[at].engine().resync().await.expect("the store writes");
            self.engine(at, Round::Pull).await;
            let after = self.judge.picture(&self.desks[at]);
            if let Some((was, is)) = before.iter().zip(&after).find(|(was, is)| was != is) {
                self.judge.broken.push(format!("4: a replay changed desk {at}: {was} to {is}"));
            }
        }
    }

    /// Whatever lies in a tray can be seen and settled, and then all is said to be sent.
    async fn settle_everything(&mut self) {
        for at in 0..self.desks.len() {
            while let Some(item) = self.desks[at].read(tray::list).first() {
                let desk = &self.desks[at];
                let settlement = tray::Settlement::KeptTheirs;
                let settled: Result<bool, StoreError> = desk
                    .store()
                    .write(|tx| tray::settle(tx, item.seq, settlement, desk.subject, desk.now()));
                assert!(settled.expect("the store writes"), "what is listed can be settled");
            }
            let desk = &self.desks[at];
            desk.engine().refresh_status().await.expect("readable");
            let all_sent = desk.engine().status().borrow().all_sent();
            if !all_sent {
                self.judge.broken.push(format!("5: desk {at} never says that all is sent"));
            }
            self.judge.places(&self.world, &self.desks[at]);
        }
    }

    fn tell(&mut self, what: String) {
        self.trace.update(what.as_bytes());
        self.trace.update(b"\n");
        self.story.push(what);
    }

    fn report(mut self) -> Report {
        let broken = std::mem::take(&mut self.judge.broken);
        Report {
            trace: hex::encode(self.trace.finalize()),
            broken,
            requests: self.requests,
            decisions: self.judge.recorded.len(),
            questions: self.judge.asked.len(),
            crashes: self.crashes,
            restores: self.world.epoch,
            left_out: self.judge.left_out.len(),
            sent_again: self.sent_again,
            reached: std::mem::take(&mut self.judge.reached),
            story: self.story,
        }
    }
}

/// The decision in force as this desk knows it.
fn in_force(desk: &SimDesk, case: CaseId) -> Option<StoredDecision> {
    desk.read(|c| decisions::of_case(c, case))
        .into_iter()
        .rfind(|one| one.fate == decisions::Fate::Accepted && one.overturned_by.is_none())
}

/// A request line without ids, which are the portal's own and new every time.
fn in_short(line: &str) -> String {
    let mut short = String::new();
    for part in line.split(' ').take(2) {
        for piece in part.split('?').take(1).flat_map(|path| path.split('/')) {
            let piece = if piece.len() == 36 { "…" } else { piece };
            let _ = write!(short, "{piece}/");
        }
    }
    short
}
