//! The world around the desks: the portal with its operators, families who apply, post, withdraw
//! and rewrite, inmates who come and go.

use std::collections::HashSet;

use chrono::{TimeDelta, TimeZone, Utc};
use domain::{
    Case, CaseId, CaseKind, CaseRef, CaseState, DocumentKind, FamilyId, Inmate, InmateId,
};
use practice_portal::{Clock, Config, Hand, Portal, PortalCopy, Upload, World as Sample};

use super::dice::Dice;
use super::strange::{Strange, Stranger};
use crate::desk as people;

pub struct World {
    _portal: Portal,
    pub address: std::net::SocketAddr,
    pub hand: Hand,
    pub clock: Clock,
    pub dice: Dice,
    /// In the order in which they came, whether the portal still has them or not.
    pub cases: Vec<CaseRef>,
    families: Vec<(FamilyId, InmateId)>,
    /// Inmates who are elsewhere now.
    moved_out: Vec<Inmate>,
    suspensions: Vec<domain::SuspensionId>,
    copies: Vec<PortalCopy>,
    /// How often the portal was restored.
    pub epoch: usize,
    pub withdrawn: HashSet<CaseId>,
    /// Moved away or erased at some time.
    pub gone: HashSet<CaseId>,
    /// Erased at some time.
    pub purged: HashSet<CaseId>,
    strange: Strange,
    /// What strange items spoke of.
    strangers: Vec<Stranger>,
    weights: [usize; 13],
    number: usize,
}

impl World {
    pub fn new(mut dice: Dice) -> Self {
        let begin = Utc.with_ymd_and_hms(2026, 11, 23, 0, 30, 0).single().expect("an instant");
        let clock = Clock::manual(begin + TimeDelta::seconds(dice.below(80_000) as i64));
        let portal = Portal::start(Config {
            world: Sample { draw: false, ..Sample::empty(begin) },
            clock: clock.clone(),
            token_lifetime: TimeDelta::hours(12),
            ..Config::default()
        })
        .expect("a portal");
        let address =
            portal.base_url().trim_start_matches("http://").parse().expect("an address and a port");
        let hand = portal.hand();
        let weights =
            [10, 25, 15, 20, 10, 6, 3, 4, 3, 2, 8, 1, 3].map(|usual| usual * dice.below(4));
        let mut world = Self {
            _portal: portal,
            address,
            hand,
            clock,
            dice,
            cases: Vec::new(),
            families: Vec::new(),
            moved_out: Vec::new(),
            suspensions: Vec::new(),
            copies: Vec::new(),
            epoch: 0,
            withdrawn: HashSet::new(),
            gone: HashSet::new(),
            purged: HashSet::new(),
            strange: Strange::new(),
            strangers: Vec::new(),
            weights,
            number: 0,
        };
        for _ in 0..3 {
            world.apply();
        }
        for _ in 0..6 {
            world.post();
        }
        world
    }

    /// Something happens that no desk does. Says what.
    pub fn happens(&mut self) -> &'static str {
        match self.dice.weighted(&self.weights) {
            0 => self.apply(),
            1 => self.post(),
            2 => self.withdraw(),
            3 => self.rewrite(),
            4 => self.resubmit(),
            5 => self.move_out(),
            6 => self.purge(),
            7 => self.suspend(),
            8 => self.lift(),
            9 => self.move_in(),
            10 => self.come_back(),
            11 => self.open_inmate(),
            _ => self.speak_strangely(),
        }
    }

    /// The feed speaks of something that no desk understands, or that nobody has.
    fn speak_strangely(&mut self) -> &'static str {
        let (stranger, item) = self.strange.item(&mut self.dice);
        self.hand.tell_raw(&item).expect("the portal's database");
        self.strangers.push(stranger);
        "speaks strangely"
    }

    /// What was strange is taken back, so that at the end desks and portal have the same.
    pub fn take_strangers_back(&mut self) {
        for stranger in std::mem::take(&mut self.strangers) {
            self.hand.tell_raw(&stranger.purged()).expect("the portal's database");
        }
    }

    fn apply(&mut self) -> &'static str {
        self.number += 1;
        let inmate = people::inmate(&self.hand, &format!("{}", 3000 + self.number));
        let bytes = self.bytes();
        let case = people::apply(&self.hand, inmate, "陳怡君", &bytes);
        let family = self.case(case).map(|case| case.family_id()).expect("the new case");
        self.families.push((family, inmate));
        self.cases.push(case);
        "applies"
    }

    fn post(&mut self) -> &'static str {
        let Some(&(family, inmate)) = self.dice.pick(&self.families) else { return "-" };
        let known = self.hand.family(family).expect("readable").is_some()
            && self.hand.inmate(inmate).expect("readable").is_some();
        if !known {
            return "-";
        }
        self.number += 1;
        let photo = self.dice.percent(30).then(|| Upload::jpeg(DocumentKind::Photo, self.bytes()));
        let title = format!("第{}則", self.number);
        let post = self.hand.submit_post(family, inmate, &title, "爸，妹妹會騎車了。", photo);
        self.cases.push(post.expect("the portal's database"));
        "posts"
    }

    fn withdraw(&mut self) -> &'static str {
        let Some(case) = self.some_case(|case| case.state().is_open()) else { return "-" };
        self.hand.withdraw(case).expect("the portal's database");
        self.withdrawn.insert(case.id);
        "withdraws"
    }

    fn rewrite(&mut self) -> &'static str {
        let rewritable = |case: &Case| {
            matches!(case, Case::Post(_)) && !matches!(case.state(), CaseState::Withdrawn)
        };
        let Some(case) = self.some_case(rewritable) else { return "-" };
        self.number += 1;
        let title = format!("改{}", self.number);
        self.hand.rewrite(case, &title, "重寫過的內容").expect("the portal's database");
        "rewrites"
    }

    fn resubmit(&mut self) -> &'static str {
        let returned = |case: &Case| {
            matches!(case, Case::Application(_))
                && matches!(case.state(), CaseState::Returned | CaseState::Pending)
        };
        let Some(case) = self.some_case(returned) else { return "-" };
        let file = Upload::jpeg(DocumentKind::Identity, self.bytes());
        self.hand.resubmit(case, vec![file]).expect("the portal's database");
        "resubmits"
    }

    fn move_out(&mut self) -> &'static str {
        let Some(&(_, inmate)) = self.dice.pick(&self.families) else { return "-" };
        for case in self.all() {
            if case.inmate_id() == inmate {
                self.gone.insert(case.reference().id);
            }
        }
        self.moved_out.extend(self.hand.inmate(inmate).expect("readable"));
        self.hand.move_out(inmate).expect("the portal's database");
        "moves out"
    }

    /// Somebody who was here before comes back, and a family applies for them anew.
    fn move_in(&mut self) -> &'static str {
        let Some(inmate) = self.moved_out.pop() else { return "-" };
        let inmate = Inmate { revision: inmate.revision + 1, family_id: None, ..inmate };
        self.hand.put_inmate(&inmate).expect("the portal's database");
        let bytes = self.bytes();
        let case = people::apply(&self.hand, inmate.id, "陳怡君", &bytes);
        let family = self.case(case).map(|case| case.family_id()).expect("the new case");
        self.families.push((family, inmate.id));
        self.cases.push(case);
        "moves in"
    }

    /// Somebody's leaving was a mistake: they are here again with everything.
    fn come_back(&mut self) -> &'static str {
        let Some(inmate) = self.moved_out.pop() else { return "-" };
        self.hand.come_back(inmate.id).expect("the portal's database");
        "comes back"
    }

    /// A family whom a supervisor might suspend.
    pub fn some_family(&mut self) -> Option<FamilyId> {
        self.dice.pick(&self.families).map(|(family, _)| *family)
    }

    fn purge(&mut self) -> &'static str {
        let Some(case) = self.some_case(|_| true) else { return "-" };
        self.hand.purge(case).expect("the portal's database");
        self.gone.insert(case.id);
        self.purged.insert(case.id);
        "purged"
    }

    fn suspend(&mut self) -> &'static str {
        let Some(&(family, _)) = self.dice.pick(&self.families) else { return "-" };
        if self.hand.family(family).expect("readable").is_none() {
            return "-";
        }
        if let Ok(id) = self.hand.suspend(family, 3) {
            self.suspensions.push(id);
        }
        "suspended"
    }

    fn lift(&mut self) -> &'static str {
        if let Some(id) = self.suspensions.pop() {
            // One that a restore took away cannot be lifted.
            let _ = self.hand.lift(id);
        }
        "lifted"
    }

    fn open_inmate(&mut self) -> &'static str {
        if let Some(&(_, inmate)) = self.dice.pick(&self.families) {
            self.hand.set_status(inmate, "OPEN").expect("the portal's database");
        }
        "opens"
    }

    pub fn take_copy(&mut self) {
        self.copies.push(self.hand.take_copy().expect("a copy"));
        if self.copies.len() > 3 {
            self.copies.remove(0);
        }
    }

    /// Back to one of the copies. False if there is none.
    pub fn restore(&mut self) -> bool {
        let at = self.dice.below(self.copies.len());
        let Some(copy) = self.copies.get(at) else { return false };
        self.hand.restore(copy).expect("restored");
        self.epoch += 1;
        true
    }

    /// Back to one of the copies without a word: with the copy's epoch, which may be the present one.
    pub fn restore_silently(&mut self) -> bool {
        let at = self.dice.below(self.copies.len());
        let Some(copy) = self.copies.get(at) else { return false };
        self.hand.restore_silently(copy).expect("restored");
        self.epoch += 1;
        true
    }

    /// So that at the end nothing waits for anybody's return.
    pub fn lift_all(&mut self) {
        while !self.suspensions.is_empty() {
            self.lift();
        }
    }

    /// The cases that the facility sees now.
    pub fn all(&self) -> Vec<Case> {
        let applications = self.hand.applications().expect("readable").into_iter();
        let posts = self.hand.posts().expect("readable").into_iter();
        applications.map(Case::Application).chain(posts.map(Case::Post)).collect()
    }

    pub fn case(&self, case: CaseRef) -> Option<Case> {
        self.hand.case(case).expect("readable")
    }

    fn some_case(&mut self, fits: impl Fn(&Case) -> bool) -> Option<CaseRef> {
        for _ in 0..8 {
            let reference = *self.dice.pick(&self.cases)?;
            if self.case(reference).is_some_and(|case| fits(&case)) {
                return Some(reference);
            }
        }
        None
    }

    fn bytes(&mut self) -> Vec<u8> {
        self.dice.draw().to_be_bytes().to_vec()
    }
}

/// What a case says, apart from where it stands: two revisions may say the same.
pub fn content(case: &Case) -> String {
    match case {
        Case::Application(a) => serde_json::to_string(&(&a.documents, &a.statement, &a.relation)),
        Case::Post(p) => serde_json::to_string(&(&p.title, &p.body, &p.photos)),
    }
    .expect("serialisable")
}

/// The reason code of a verdict, as the catalogue has it.
pub fn reason(kind: CaseKind, verdict: domain::Verdict) -> Option<&'static str> {
    use domain::Verdict;
    match (kind, verdict) {
        (_, Verdict::Approve) => None,
        (CaseKind::Post, Verdict::Hold) => Some("P10"),
        (CaseKind::Post, _) => Some("P01"),
        (CaseKind::Application, Verdict::Hold) => Some("A22"),
        (CaseKind::Application, Verdict::Return) => Some("A01"),
        (CaseKind::Application, Verdict::Reject) => Some("A20"),
    }
}
