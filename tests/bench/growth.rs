//! What one pull of one changed case and one decision cost on a desk with 100,000 cases, beside the
//! same on a desk with 1,000. Prints medians of a hundred, taken in turn, and their ratios.

use std::time::{Duration, Instant};

use domain::{CaseKind, CaseRef, Verdict};
use practice_portal::{Config, Portal, World};
use store::queue::{self, QueueFilter};
use support::desk::{Desk, family, inmate, post};
use support::figures::{median, millis};

const SIZES: [usize; 2] = [1_000, 100_000];
const ROUNDS: usize = 100;
const AIM: f64 = 1.3;

struct Side {
    portal: Portal,
    desk: Desk,
    family: domain::FamilyId,
    inmate: domain::InmateId,
    pulls: Vec<Duration>,
    decisions: Vec<Duration>,
}

pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut sides = SIZES.map(|cases| runtime.block_on(side(cases)));
    for round in 0..ROUNDS {
        for side in &mut sides {
            runtime.block_on(side.round(round));
        }
    }
    let [small, large] = &sides;
    for (what, of) in [
        ("pull", (|side| &side.pulls) as fn(&Side) -> &Vec<Duration>),
        ("decision", |side| &side.decisions),
    ] {
        let (small, large) = (median(of(small).clone()), median(of(large).clone()));
        println!(
            "{what:<9} {:>7.2} ms with {} cases, {:>7.2} ms with {}: ratio {:.2} (aim: at most {AIM})",
            millis(small),
            SIZES[0],
            millis(large),
            SIZES[1],
            large.as_secs_f64() / small.as_secs_f64()
        );
    }
}

async fn side(cases: usize) -> Side {
    let world = World { cases, draw: false, ..World::at(chrono::Utc::now()) };
    let portal = tokio::task::spawn_blocking(move || {
        Portal::start(Config { world, ..Config::default() }).expect("a portal")
    })
    .await
    .expect("no panic");
    let desk = Desk::of(&portal.hand(), "sw-01", &portal.base_url());
    desk.engine().pull_once().await.expect("pulled");
    let inmate = inmate(&portal.hand(), "9001");
    let family = family(&portal.hand(), inmate);
    Side { portal, desk, family, inmate, pulls: Vec::new(), decisions: Vec::new() }
}

impl Side {
    async fn round(&mut self, round: usize) {
        let hand = self.portal.hand();
        let post: CaseRef = post(&hand, self.family, self.inmate, &format!("第 {round} 封"));
        let began = Instant::now();
        let pulled = self.desk.engine().pull_once().await.expect("pulled");
        self.pulls.push(began.elapsed());
        assert!(pulled.items >= 1, "the new post came in");
        let seen = self.desk.case(post.id).expect("it is here").case;
        let began = Instant::now();
        self.desk.try_decide(&seen, Verdict::Approve, None).expect("recorded");
        // What the window is told after it: the numbers beside the places, and what comes next.
        let open: u32 = self.desk.read(queue::counts).iter().map(|count| count.cases).sum();
        let next = self.desk.read(|c| queue::page(c, &QueueFilter::all(CaseKind::Post), None, 1));
        assert!(open > 0 && next.len() == 1);
        self.decisions.push(began.elapsed());
        self.desk.engine().push_once().await.expect("sent");
    }
}
