//! What the portal does not take is brought to a supervisor, or closed, and never stuck: conflicts,
//! questions, and a session that has run out in the middle of a shift.

use std::sync::Arc;

use app::views::boot::{PortalRequest, SyncState};
use app::views::decide::DecideRequest;
use app::views::facility::FacilityImportRequest;
use app::views::outbox::{ActView, OutboxState, SettleTrayRequest, TrayChoice};
use app::views::pack::PackRequest;
use app::views::queue::{QueueGroup, QueueOnly, QueueRow};
use app::{Desk, ErrorCode};
use chrono::Utc;
use domain::{ActRef, CaseKind, Decision, DecisionId, FacilityList, GivenReason, Private, Verdict};
use practice_portal::Portal;
use support::faulty_proxy::{Fault, FaultyProxy};

use crate::desk::{Keyring, at_rest, desk, portal, posts, rejection, sign_in};
use crate::offline::ordinary_post;
use crate::seat::{Seat, seat, until};

fn choose(decision: DecisionId, choice: TrayChoice, question: &str) -> SettleTrayRequest {
    choose_of(ActRef::Decision(decision), choice, question)
}

fn choose_of(act: ActRef, choice: TrayChoice, question: &str) -> SettleTrayRequest {
    SettleTrayRequest { act, choice, question: question.to_owned() }
}

/// A colleague approves what the portal has now.
fn colleague_approves(portal: &Portal, row: &QueueRow) -> DecisionId {
    let hand = portal.hand();
    let seen = hand.case(row.case).expect("readable").expect("the case");
    let id = DecisionId(support::desk::new_id());
    let decision = Decision {
        case: row.case,
        base_revision: seen.revision(),
        evidence_sha256: seen.evidence(),
        verdict: Verdict::Approve,
        reasons: Vec::new(),
        family_message: Private::from("已通過。"),
        policy_version: "112.12".to_owned(),
        fence: None,
        decided_at: Utc::now(),
        overturns: None,
        pages_seen: Vec::new(),
    };
    hand.decide("sw-02", id, &decision).expect("accepted");
    id
}

async fn acts(desk: &Desk) -> Vec<ActView> {
    desk.list_outbox().await.expect("the outbox").acts
}

async fn conflicts(desk: &Desk) -> u32 {
    desk.sync_status().await.expect("signed in").conflicts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_left_and_is_back_offers_to_send_the_same_decision() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let row = ordinary_post(&desk).await;
    let hand = portal.hand();
    let inmate = hand.case(row.case).expect("readable").expect("the case").inmate_id();
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    hand.move_out(inmate).expect("moved");
    desk.sync_now().await.expect("asked");
    let offered = async || {
        let list = desk.list_outbox().await.expect("the outbox").conflicts;
        list.into_iter().find(|item| item.decision == mine).map(|item| item.choices)
    };
    until("the conflict", async || offered().await == Some(vec![TrayChoice::KeepTheirs])).await;
    hand.come_back(inmate).expect("back");
    until("the case is back", async || {
        desk.sync_now().await.expect("asked");
        offered().await.is_some_and(|choices| choices.contains(&TrayChoice::SendAgain))
    })
    .await;
    desk.settle_conflict(choose(mine, TrayChoice::SendAgain, "")).await.expect("asked");
    until("the decision at the portal", async || {
        let there = hand.decisions_on(row.case).expect("readable");
        there.iter().any(|record| record.id == mine)
    })
    .await;
    until("all is sent", async || {
        let sync = desk.sync_status().await.expect("signed in");
        (sync.queued, sync.conflicts) == (0, 0)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_the_feed_told_first_reaches_the_supervisor_and_then_all_is_sent() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    for choice in [TrayChoice::AskReversal, TrayChoice::Escalate] {
        let row = ordinary_post(&desk).await;
        // It can still be undone: the feed tells of the colleague's before ours is sent.
        let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
        let theirs = colleague_approves(&portal, &row);
        desk.sync_now().await.expect("asked");
        until("the conflict with both sides", async || {
            let list = desk.list_outbox().await.expect("the outbox").conflicts;
            list.iter().any(|item| item.decision == mine && item.theirs.is_some())
        })
        .await;
        let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
        assert!(item.choices.contains(&choice), "{:?}", item.choices);
        desk.settle_conflict(choose(mine, choice, "那句話不是廣告")).await.expect("asked");
        until("the question at the portal", async || {
            let asked = portal.hand().escalations().expect("the portal's list");
            asked.iter().any(|one| one.escalation.against == Some(theirs))
        })
        .await;
        until("all is sent", async || {
            let sync = desk.sync_status().await.expect("signed in");
            (sync.queued, sync.conflicts) == (0, 0)
        })
        .await;
        let asked = portal.hand().escalations().expect("the portal's list");
        let question = asked.iter().find(|one| one.escalation.case == row.case).expect("asked");
        let proposed = (choice == TrayChoice::AskReversal).then_some(Verdict::Reject);
        assert_eq!(question.escalation.proposed, proposed);
    }
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_names_a_facilitys_own_reason_in_the_facilitys_own_words() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let header = FacilityList::Reasons.columns().join("\t");
    let own =
        "F71\tpost\t本所自訂的理由\t請依{窗口}的說明修改。\t貳.二\tyes\treject\t退件\tdefault\t";
    let import = FacilityImportRequest {
        list: FacilityList::Reasons,
        file_name: "本所理由.tsv".to_owned(),
        content: format!("{header}\n{own}\n"),
    };
    desk.import_facility_words(import).await.expect("taken");
    let row = ordinary_post(&desk).await;
    let slots = [("窗口".to_owned(), Private::from("輔導科"))].into();
    let given = GivenReason { code: "F71".to_owned(), slots, counts: true };
    let request = DecideRequest { reasons: vec![given], ..rejection(&row) };
    let mine = desk.record_decision(request).await.expect("recorded").decision;
    colleague_approves(&portal, &row);
    desk.sync_now().await.expect("asked");
    until("the conflict", async || {
        let list = desk.list_outbox().await.expect("the outbox").conflicts;
        list.iter().any(|item| item.decision == mine)
    })
    .await;
    let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
    assert_eq!(item.mine.reasons, ["F71 本所自訂的理由"]);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_whose_case_moved_on_is_seen_and_closed_and_its_case_stays_in_the_queue() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let row = ordinary_post(&desk).await;
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    portal.hand().rewrite(row.case, "改過的標題", "改過的內文").expect("rewritten");
    desk.sync_now().await.expect("asked");
    until("the conflict with the new text", async || {
        let list = desk.list_outbox().await.expect("the outbox").conflicts;
        list.iter().any(|item| item.choices.contains(&TrayChoice::Escalate))
    })
    .await;

    portal.stop();
    let question = "這樣算不算廣告？";
    desk.settle_conflict(choose(mine, TrayChoice::Escalate, question)).await.expect("asked");
    assert_eq!(conflicts(&desk).await, 0, "the bar speaks of what is there");
    until("the question has been tried", async || {
        acts(&desk).await.iter().any(|act| act.state == OutboxState::Waiting)
    })
    .await;
    let [waiting] = &acts(&desk).await[..] else { panic!("the question is in the outbox") };
    assert!(matches!(waiting.act, ActRef::Escalation(_)));
    assert_eq!((waiting.words.as_str(), waiting.case), (question, Some(row.case)));
    portal.hand().rewrite(row.case, "又改過的標題", "又改過的內文").expect("rewritten");
    portal.restart().expect("the portal is back");
    desk.sync_now().await.expect("asked");

    until("the question is not taken", async || {
        acts(&desk).await.iter().any(|act| act.state == OutboxState::Conflict)
    })
    .await;
    let parked = acts(&desk).await.remove(0);
    assert!(parked.sentence.contains("沒有送到") && parked.sentence.contains("結案"));
    until("one conflict", async || conflicts(&desk).await == 1).await;
    let open = posts(&desk).await;
    assert!(open.iter().any(|other| other.case == row.case), "it waits for a decision as before");
    let ActRef::Escalation(id) = parked.act else { panic!("the question") };
    // Its answer would have the same id, and is another act.
    let other = choose_of(ActRef::Settlement(id), TrayChoice::KeepTheirs, "");
    assert!(desk.settle_conflict(other).await.is_err());
    let again = choose_of(parked.act, TrayChoice::Escalate, "再問一次");
    let refused = desk.settle_conflict(again).await.expect_err("only a decision is escalated");
    assert_eq!(refused.code, ErrorCode::Refused);
    desk.settle_conflict(choose_of(parked.act, TrayChoice::KeepTheirs, "")).await.expect("closed");
    assert!(acts(&desk).await.is_empty());
    assert_eq!(conflicts(&desk).await, 0);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_been_pulled_yet_is_neither_decided_again_nor_asked_about() {
    let portal = portal().await;
    let line = FaultyProxy::before(&portal.base_url()).await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    let request = PortalRequest { url: line.base_url(), confirmed: true };
    desk.sign_in(request).await.expect("signed in");
    at_rest(&desk).await;
    let row = ordinary_post(&desk).await;
    // The family's new words are at the portal; the desk hears of no change until the line is healed.
    line.fail("GET /staff/v1/changes", Fault::Swallow, usize::MAX);
    portal.hand().rewrite(row.case, "改過的標題", "改過的內文").expect("rewritten");
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    until("the portal's refusal", async || {
        desk.sync_now().await.expect("asked");
        conflicts(&desk).await == 1
    })
    .await;
    let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
    assert_eq!(item.choices, [TrayChoice::KeepTheirs]);
    for choice in [TrayChoice::DecideAgain, TrayChoice::Escalate] {
        let settled = desk.settle_conflict(choose(mine, choice, "這樣可以嗎？")).await;
        let refused = settled.expect_err("its new text is not here");
        assert_eq!(refused.code, ErrorCode::Refused);
        assert!(refused.message.contains("還沒有取回"), "{}", refused.message);
    }
    assert_eq!(conflicts(&desk).await, 1, "nothing was closed on the way");
    assert!(
        portal
            .hand()
            .escalations()
            .expect("the portal's list")
            .iter()
            .all(|one| one.escalation.case != row.case)
    );

    line.heal();
    until("what is still to come has come", async || {
        desk.sync_now().await.expect("asked");
        let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
        item.choices.contains(&TrayChoice::DecideAgain)
    })
    .await;
    let again = desk.settle_conflict(choose(mine, TrayChoice::DecideAgain, "")).await;
    assert_eq!(again.expect("it is here"), Some(row.case));
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_moved_away_can_only_be_closed() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let row = ordinary_post(&desk).await;
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    let hand = portal.hand();
    let case = hand.case(row.case).expect("readable").expect("the case");
    hand.move_out(case.inmate_id()).expect("moved");
    desk.sync_now().await.expect("asked");
    until("the conflict", async || conflicts(&desk).await == 1).await;
    let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
    assert_eq!(item.choices, [TrayChoice::KeepTheirs]);
    for choice in [TrayChoice::Escalate, TrayChoice::DecideAgain] {
        let refused = desk.settle_conflict(choose(mine, choice, "怎麼辦")).await;
        let refused = refused.expect_err("nobody can look at it");
        assert!(refused.message.contains("結案"), "{}", refused.message);
    }
    desk.settle_conflict(choose(mine, TrayChoice::KeepTheirs, "")).await.expect("closed");
    assert_eq!(conflicts(&desk).await, 0);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_keeps_the_shift_and_what_is_unsent() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let desk = desk(folder.path(), &keyring, "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    let request = PackRequest {
        kind: CaseKind::Application,
        group: QueueGroup::Open,
        inmate_number: None,
        text: String::new(),
        only: QueueOnly::All,
        check: None,
        most: 5,
    };
    assert_eq!(desk.take_pack(request).await.expect("taken").cases, 5);
    let row = ordinary_post(&desk).await;
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    portal.hand().sign_everybody_out().expect("every sign-in ends");
    desk.sync_now().await.expect("asked");
    until("the session has run out", async || {
        desk.sync_status().await.expect("signed in").state == SyncState::SignInNeeded
    })
    .await;

    desk.sign_in_again().await.expect("the old session is forgotten");
    assert!(desk.sync_status().await.is_err(), "somebody has to sign in");
    sign_in(&desk, &portal).await.expect("by the browser, since nothing is kept");
    assert_eq!(desk.pack().await.expect("the pack").cases, 5, "the shift goes on");
    until("the decision at the portal", async || {
        let there = portal.hand().decisions_on(row.case).expect("the portal's list");
        there.iter().any(|record| record.id == mine)
    })
    .await;
    let claims = portal.hand().claims().expect("the portal's list");
    assert!(claims.len() >= 5, "nothing was given back: {claims:?}");
    desk.close();
}
