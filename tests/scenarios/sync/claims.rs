//! Claims: taken, extended and given back; and what they never stand in the way of.

use chrono::{DateTime, TimeDelta, Utc};
use domain::outbox::ParkReason;
use domain::{CaseRef, Verdict};
use practice_portal::{Clock, Config, Upload};
use store::claims::{self, StoredClaim};
use store::{documents, pack};
use support::desk::{self, Desk};
use support::faulty_proxy::Fault;

use super::{ATTACHMENTS, Scene, scene, scene_of};

/// A portal whose time moves when told, as the desk's does.
struct Shift {
    scene: Scene,
    portal_clock: Clock,
}

async fn shift() -> Shift {
    let portal_clock = Clock::manual(Utc::now());
    let token_lifetime = TimeDelta::hours(9);
    let config = Config { clock: portal_clock.clone(), token_lifetime, ..Config::default() };
    Shift { scene: scene_of(desk::empty_portal_with(config)).await, portal_clock }
}

impl Shift {
    fn minutes_pass(&self, minutes: i64) {
        self.portal_clock.advance(TimeDelta::minutes(minutes));
        self.scene.desk.clock.advance(TimeDelta::minutes(minutes));
    }
}

async fn tend(desk: &Desk) {
    desk.engine().tend_claims_once().await.expect("a round of claims");
}

async fn look_at(desk: &Desk, case: Option<CaseRef>) {
    desk.engine().look_at(case);
    tend(desk).await;
}

/// Who holds the case, as the portal has it.
fn holder(scene: &Scene, case: CaseRef) -> Option<String> {
    let claims = scene.hand.claims().expect("the portal's database");
    claims.into_iter().find(|claim| claim.case == case).map(|claim| claim.holder.subject)
}

fn expiry(scene: &Scene, case: CaseRef) -> DateTime<Utc> {
    let claims = scene.hand.claims().expect("the portal's database");
    claims.into_iter().find(|claim| claim.case == case).expect("claimed").expires_at
}

fn known(desk: &Desk, case: CaseRef) -> Option<StoredClaim> {
    desk.read(|c| claims::of_case(c, case.id))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_case_on_the_screen_is_claimed_and_the_last_one_is_given_back() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    look_at(&scene.desk, Some(posts[0])).await;
    assert_eq!(holder(&scene, posts[0]).as_deref(), Some("sw-01"));
    look_at(&scene.desk, Some(posts[1])).await;
    assert_eq!(holder(&scene, posts[0]), None);
    assert_eq!(holder(&scene, posts[1]).as_deref(), Some("sw-01"));
    look_at(&scene.desk, None).await;
    assert_eq!(holder(&scene, posts[1]), None, "back to the queue");
    assert!(known(&scene.desk, posts[1]).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_gives_back_what_is_on_the_screen_and_signing_out_the_whole_shift() {
    let scene = scene().await;
    let posts = scene.posts(3).await;
    scene.desk.engine().take_pack(posts[..2].to_vec()).await.expect("taken");
    look_at(&scene.desk, Some(posts[2])).await;
    scene.desk.engine().leave(false).await.expect("the window closes");
    assert_eq!(holder(&scene, posts[2]), None);
    assert_eq!(holder(&scene, posts[0]).as_deref(), Some("sw-01"), "the shift goes on elsewhere");
    scene.desk.engine().leave(true).await.expect("signed out");
    assert!(scene.hand.claims().expect("the portal's database").is_empty());
    assert!(scene.desk.read(pack::cases).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_is_extended_while_somebody_works_and_keeps_its_fence() {
    let Shift { scene, portal_clock } = shift().await;
    let post = scene.posts(1).await[0];
    look_at(&scene.desk, Some(post)).await;
    let (first, fence) = (expiry(&scene, post), known(&scene.desk, post).expect("a claim").fence);
    let shift = Shift { scene, portal_clock };
    shift.minutes_pass(5);
    tend(&shift.scene.desk).await;
    assert_eq!(expiry(&shift.scene, post), first, "too early to ask again");
    shift.minutes_pass(5);
    tend(&shift.scene.desk).await;
    assert!(expiry(&shift.scene, post) > first + TimeDelta::minutes(9));
    assert_eq!(known(&shift.scene.desk, post).expect("a claim").fence, fence);
}

#[tokio::test(flavor = "multi_thread")]
async fn setting_the_pcs_clock_ends_no_lease_and_passing_time_does() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    look_at(&scene.desk, Some(post)).await;
    let claim = known(&scene.desk, post).expect("a claim");
    assert!(scene.desk.engine().is_certain(&claim));
    for hours in [30, -60] {
        scene.desk.clock.set_wall(TimeDelta::hours(hours));
        assert!(scene.desk.engine().is_certain(&claim), "leases do not run by the wall clock");
    }
    scene.desk.clock.advance(TimeDelta::minutes(16));
    assert!(!scene.desk.engine().is_certain(&claim), "the lease has run out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_claim_is_seen_and_is_only_perhaps_so_without_a_line() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.hand.claim("sw-02", vec![post]).expect("claimed");
    look_at(&scene.desk, Some(post)).await;
    let claim = known(&scene.desk, post).expect("seen");
    assert_eq!((claim.holder.subject.as_str(), claim.mine), ("sw-02", false));
    assert!(scene.desk.engine().is_certain(&claim));
    scene.line.cut_off(true);
    scene.desk.engine().pull_once().await.expect_err("no line");
    assert!(!scene.desk.engine().is_certain(&claim), "offline: perhaps it is not so any more");
    // It is never what correctness rests on: one still may decide.
    scene.line.cut_off(false);
    scene.desk.decide(post, Verdict::Approve);
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_looks_elsewhere_leaves_the_case_free_for_whoever_waits() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let colleague = Desk::of(&scene.hand, "sw-02", &scene.portal.base_url());
    colleague.engine().pull_once().await.expect("a pull");
    look_at(&colleague, Some(post)).await;
    look_at(&scene.desk, Some(post)).await;
    assert_eq!(holder(&scene, post).as_deref(), Some("sw-02"), "first come");
    look_at(&colleague, None).await;
    scene.desk.clock.advance(TimeDelta::minutes(1));
    tend(&scene.desk).await;
    assert_eq!(holder(&scene, post).as_deref(), Some("sw-01"));
    assert!(known(&scene.desk, post).expect("a claim").mine);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_a_colleague_took_over_shows_the_colleague() {
    let Shift { scene, portal_clock } = shift().await;
    let post = scene.posts(1).await[0];
    look_at(&scene.desk, Some(post)).await;
    // The desk hears nothing for so long that its lease runs out there.
    portal_clock.advance(TimeDelta::minutes(20));
    scene.hand.claim("sw-02", vec![post]).expect("claimed");
    scene.desk.clock.advance(TimeDelta::minutes(20));
    tend(&scene.desk).await;
    let claim = known(&scene.desk, post).expect("a claim");
    assert_eq!((claim.holder.subject.as_str(), claim.mine), ("sw-02", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_made_under_an_old_fence_goes_to_the_tray_with_the_new_holder() {
    let Shift { scene, portal_clock } = shift().await;
    let post = scene.posts(1).await[0];
    look_at(&scene.desk, Some(post)).await;
    let fence = scene.desk.read(|c| claims::fence(c, post.id));
    scene.line.cut_off(true);
    let seen = scene.desk.case(post.id).expect("the case").case;
    scene
        .desk
        .decide_with(&seen, Verdict::Approve, |decision| decision.fence = fence)
        .expect("recorded");
    portal_clock.advance(TimeDelta::minutes(40));
    scene.hand.claim("sw-02", vec![post]).expect("claimed");
    scene.line.cut_off(false);
    assert_eq!(scene.push().await.parked, 1);
    let reason = &scene.desk.tray()[0].reason;
    assert!(
        matches!(reason, ParkReason::ClaimSuperseded { holder: Some(by) } if by.subject == "sw-02")
    );
    assert_eq!(scene.accepted(post), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_outlives_the_look_until_its_decision_has_arrived() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    look_at(&scene.desk, Some(post)).await;
    // 暫緩 leaves the case open, so that only the claim says whose it is.
    scene.desk.decide(post, Verdict::Hold);
    look_at(&scene.desk, None).await;
    assert_eq!(holder(&scene, post).as_deref(), Some("sw-01"), "nobody is invited to decide too");
    scene.desk.engine().leave(false).await.expect("the window closes");
    assert_eq!(holder(&scene, post).as_deref(), Some("sw-01"));
    assert_eq!(scene.push().await.accepted, 1);
    tend(&scene.desk).await;
    assert_eq!(holder(&scene, post), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_claimed_is_given_back_at_the_next_start() {
    let mut scene = scene().await;
    let posts = scene.posts(2).await;
    scene.desk.engine().take_pack(vec![posts[0]]).await.expect("taken");
    look_at(&scene.desk, Some(posts[1])).await;
    scene.desk.reopen();
    tend(&scene.desk).await;
    assert_eq!(holder(&scene, posts[1]), None);
    assert_eq!(holder(&scene, posts[0]).as_deref(), Some("sw-01"), "the shift is not over");
    assert!(scene.desk.read(|c| claims::fence(c, posts[0].id)).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_claim_is_made_good_and_a_portal_without_a_list_is_fine() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail("POST /staff/v1/claims", Fault::LoseAnswer, 1);
    scene.desk.engine().look_at(Some(post));
    scene.desk.engine().tend_claims_once().await.expect_err("the answer is lost");
    assert_eq!(holder(&scene, post).as_deref(), Some("sw-01"));
    let refuse =
        Fault::Answer { status: "404 Not Found", headers: Vec::new(), body: String::new() };
    scene.line.fail("GET /staff/v1/claims", refuse, 9);
    scene.desk.clock.advance(TimeDelta::minutes(1));
    tend(&scene.desk).await;
    look_at(&scene.desk, None).await;
    assert_eq!(holder(&scene, post), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_is_taken_along_whole_and_told_what_is_missing() {
    let scene = scene().await;
    let mut wanted = Vec::new();
    for number in 0..4 {
        let inmate = desk::inmate(&scene.hand, &format!("41{number}"));
        let paper = vec![number as u8; 40_000];
        wanted.push(desk::apply(&scene.hand, inmate, "王小明", &paper));
    }
    let inmate = desk::inmate(&scene.hand, "4199");
    let late = desk::apply(&scene.hand, inmate, "陳晚來", b"later");
    scene.pull().await;
    scene.hand.claim("sw-02", vec![wanted[3]]).expect("claimed");
    scene.hand.withdraw(wanted[2]).expect("withdrawn");
    scene.line.fail(ATTACHMENTS, Fault::AlterAnswer, 1);

    let taken = scene.desk.engine().take_pack(wanted.clone()).await.expect("taken");
    assert_eq!(taken.taken, wanted[..2]);
    assert_eq!((taken.held, taken.gone), (vec![wanted[3]], vec![wanted[2]]));
    let claims = scene.hand.claims().expect("the portal's database");
    let mine = claims.iter().find(|claim| claim.case == wanted[0]).expect("claimed");
    assert_eq!(mine.expires_at - mine.claimed_at, TimeDelta::hours(12), "a shift's lease");

    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    let progress = scene.desk.read(pack::progress);
    assert_eq!(
        (progress.cases, progress.documents, progress.stored, progress.refused),
        (2, 2, 1, 1)
    );
    assert_eq!((progress.bytes, progress.stored_bytes), (80_000, 40_000));
    assert!(!progress.is_complete());
    let missing = scene.desk.read(pack::missing);
    assert_eq!(missing.len(), 1, "what is missing is named");
    assert!(wanted[..2].contains(&missing[0].case));
    // A person has it fetched again, and the pack is whole.
    let refused = scene.desk.read(|c| documents::of_case(c, missing[0].case.id)).remove(0);
    scene.desk.store().write(|tx| documents::want_again(tx, refused.id)).expect("written");
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert!(scene.desk.read(pack::progress).is_complete());
    assert!(scene.desk.read(|c| documents::of_case(c, late.id)).len() == 1);

    scene.desk.engine().drop_pack().await.expect("the shift is over");
    tend(&scene.desk).await;
    assert_eq!(holder(&scene, wanted[0]), None);
    assert_eq!(scene.desk.read(pack::progress), pack::Progress::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_packs_documents_come_before_all_others() {
    let scene = scene().await;
    let mut cases = Vec::new();
    for number in 0..12 {
        let inmate = desk::inmate(&scene.hand, &format!("42{number}"));
        cases.push(desk::apply(&scene.hand, inmate, "王小明", &vec![number as u8; 1000]));
    }
    scene.pull().await;
    let packed = cases[11];
    scene.desk.engine().take_pack(vec![packed]).await.expect("taken");
    scene.line.fail(ATTACHMENTS, Fault::Swallow, 0);
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    let asked: Vec<String> =
        scene.line.heard().into_iter().filter(|line| line.starts_with(ATTACHMENTS)).collect();
    let first = scene.desk.read(|c| documents::of_case(c, packed.id)).remove(0);
    assert!(asked[..2].iter().any(|line| line.contains(&first.id.to_string())), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_that_cannot_be_claimed_is_not_taken_at_all() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    scene.line.cut_off(true);
    scene.desk.engine().take_pack(posts).await.expect_err("no line");
    assert_eq!(scene.desk.read(pack::progress), pack::Progress::default());
    assert!(scene.desk.read(claims::all).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_erased_takes_its_claim_its_pack_row_and_what_was_seen_of_it_along() {
    let scene = scene().await;
    let inmate = desk::inmate(&scene.hand, "4301");
    let case = desk::apply(&scene.hand, inmate, "王小明", b"paper");
    scene.pull().await;
    scene.desk.engine().take_pack(vec![case]).await.expect("taken");
    scene.desk.decide(case, Verdict::Return);
    let files = vec![Upload::jpeg(domain::DocumentKind::Identity, b"another".as_slice())];
    scene.hand.resubmit(case, files).expect("resubmitted");
    assert_eq!(scene.push().await.parked, 1);
    let seen = scene.desk.tray().remove(0).seen.expect("what its author saw");
    assert_eq!(seen.revision(), 1);
    scene.pull().await;
    assert_eq!(scene.desk.tray()[0].seen.as_ref().map(domain::Case::revision), Some(1));
    scene.hand.purge(case).expect("purged");
    scene.pull().await;
    assert!(scene.desk.tray()[0].seen.is_none(), "the decision lies there still, without it");
    assert!(known(&scene.desk, case).is_none());
    assert!(scene.desk.read(pack::cases).is_empty());
}
