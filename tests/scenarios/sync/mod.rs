//! The desk and the portal over a line that fails: what was decided arrives once, and what the
//! portal says is taken as the merge table has it.

mod absence;
mod circling;
mod claims;
mod documents;
mod faults;
mod feed;
mod instants;
mod matrix;
mod once;
mod questions;
mod remainder;
mod restored;
mod secrecy;
mod stops;
mod witness;
mod written;

use domain::{CaseRef, FamilyId, InmateId};
use practice_portal::{Hand, Portal};
use support::desk::{self, Desk};
use support::faulty_proxy::FaultyProxy;

/// A portal with one inmate and one family, a faulty line, and a desk that has pulled.
struct Scene {
    portal: Portal,
    hand: Hand,
    line: FaultyProxy,
    desk: Desk,
    inmate: InmateId,
    family: FamilyId,
}

const DECISIONS: &str = "PUT /staff/v1/decisions";
const CHANGES: &str = "GET /staff/v1/changes";
const ATTACHMENTS: &str = "GET /staff/v1/attachments";

async fn scene() -> Scene {
    scene_of(desk::empty_portal()).await
}

async fn scene_of(portal: Portal) -> Scene {
    let hand = portal.hand();
    let inmate = desk::inmate(&hand, "3071");
    let family = desk::family(&hand, inmate);
    let line = FaultyProxy::before(&portal.base_url()).await;
    let desk = Desk::of(&hand, "sw-01", &line.base_url());
    Scene { portal, hand, line, desk, inmate, family }
}

impl Scene {
    fn post(&self, title: &str) -> CaseRef {
        desk::post(&self.hand, self.family, self.inmate, title)
    }

    /// Posts that the desk has pulled.
    async fn posts(&self, count: usize) -> Vec<CaseRef> {
        let posts = (0..count).map(|number| self.post(&format!("第{number}則"))).collect();
        self.pull().await;
        posts
    }

    async fn pull(&self) -> sync::Pulled {
        self.desk.engine().pull_once().await.expect("a pull")
    }

    async fn push(&self) -> sync::Pushed {
        self.desk.engine().push_once().await.expect("a push")
    }

    /// Decisions on a case that the portal accepted.
    fn accepted(&self, case: CaseRef) -> usize {
        self.hand.decisions_on(case).expect("the portal's database").len()
    }

    /// A colleague decides on what the portal has now.
    fn colleague_decides(&self, case: CaseRef, verdict: domain::Verdict) -> domain::DecisionId {
        let colleague = Desk::of(&self.hand, "sw-02", &self.portal.base_url());
        let seen = self.hand.case(case).expect("the portal's database").expect("the case");
        colleague
            .store()
            .write::<_, store::StoreError>(|tx| {
                store::cases::upsert(tx, &seen, domain::Priority::Normal, 0)
            })
            .expect("written");
        let id = colleague.try_decide(&seen, verdict, None).expect("recorded");
        let stored = colleague.read(|c| store::decisions::get(c, id)).expect("the decision");
        self.hand.decide("sw-02", id, &stored.decision).expect("accepted");
        id
    }
}
