//! A shift at the desk without its window: claims seen by colleagues, cases taken along, conflicts
//! with what changed, reversals, a restored portal, a wrong clock, and the health page.

use std::path::Path;
use std::time::Duration;

use app::views::boot::SyncState;
use app::views::decide::DecideRequest;
use app::views::outbox::{SettleTrayRequest, TrayChoice, TrayItemView};
use app::views::pack::{PackRequest, PackState};
use app::views::queue::{QueueGroup, QueueOnly, QueueRow};
use app::views::reversal::{ReversalRequest, ReversalWay};
use app::{Desk, ErrorCode};
use chrono::{TimeDelta, Utc};
use domain::{CaseKind, CaseState, Verdict};
use practice_portal::{Clock, Config, Portal, World};

use crate::desk::{portal, posts, rejection};
use crate::seat::{Seat, seat, until};

/// One person at a desk of their own, signed in and at rest.
fn approval(row: &QueueRow) -> DecideRequest {
    DecideRequest { verdict: Verdict::Approve, reasons: Vec::new(), ..rejection(row) }
}

/// A waiting post to an inmate who may be reached.
pub(crate) async fn ordinary_post(desk: &Desk) -> QueueRow {
    for row in posts(desk).await {
        let view = desk.open_case(row.case).await.expect("opened");
        desk.leave_case(row.case).await.expect("left");
        if view.inmate.open && row.claim.is_none() {
            return row;
        }
    }
    panic!("one in every world")
}

pub(crate) async fn row_of(desk: &Desk, row: &QueueRow) -> QueueRow {
    posts(desk).await.into_iter().find(|other| other.case == row.case).expect("in the queue")
}

async fn sent(portal: &Portal, row: &QueueRow, count: usize) {
    until("the decision at the portal", async || {
        portal.hand().decisions_on(row.case).expect("the portal's list").len() == count
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_sees_who_works_on_a_case_until_they_sign_out() {
    let portal = portal().await;
    let first = seat(&portal, "sw-01").await;
    let second = seat(&portal, "sw-02").await;
    let row = posts(&first.desk).await.remove(0);
    first.desk.open_case(row.case).await.expect("opened");
    until("the claim at the portal", async || {
        portal.hand().claims().expect("the portal's list").iter().any(|one| one.case == row.case)
    })
    .await;
    second.desk.sync_now().await.expect("asked");
    let view = second.desk.open_case(row.case).await.expect("opened");
    drop(view);
    until("the colleague's claim", async || row_of(&second.desk, &row).await.claim.is_some()).await;
    let claim = row_of(&second.desk, &row).await.claim.expect("a claim");
    assert_eq!((claim.holder.as_str(), claim.mine, claim.stale), ("李沛真", false, false));
    assert!(claim.since.contains(':'), "{}", claim.since);
    let shown = second.desk.open_case(row.case).await.expect("opened").claim.expect("a claim");
    assert_eq!(shown.holder, "李沛真");

    first.desk.sign_out().await.expect("signed out");
    let claims = portal.hand().claims().expect("the portal's list");
    assert!(claims.iter().all(|claim| claim.holder.subject != "sw-01"), "{claims:?}");
    second.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_window_gives_the_open_case_back() {
    let portal = portal().await;
    let seat = seat(&portal, "sw-01").await;
    let row = posts(&seat.desk).await.remove(0);
    seat.desk.open_case(row.case).await.expect("opened");
    let claimed = async || !portal.hand().claims().expect("the portal's list").is_empty();
    until("the claim", claimed).await;
    seat.desk.farewell().await;
    seat.desk.close();
    assert!(portal.hand().claims().expect("the portal's list").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_is_taken_along_decided_without_a_network_and_given_back() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let request = PackRequest {
        kind: CaseKind::Application,
        group: QueueGroup::Open,
        inmate_number: None,
        text: String::new(),
        only: QueueOnly::All,
        check: None,
        most: 5,
    };
    let weight = desk.weigh_pack(request.clone()).await.expect("weighed");
    assert_eq!(weight.cases, 5);
    assert!(weight.in_filter >= 5 && weight.documents >= 5, "{weight:?}");
    let taken = desk.take_pack(request.clone()).await.expect("taken");
    assert_eq!((taken.cases, taken.left_behind), (5, None));
    until("every document", async || {
        desk.pack().await.expect("the pack").state == PackState::Ready
    })
    .await;
    let pack = desk.pack().await.expect("the pack");
    assert_eq!((pack.percent, pack.stored), (100, pack.documents));
    assert!(pack.missing.is_empty() && pack.sentence.contains("離線也能審核"));

    portal.stop();
    desk.sync_now().await.expect("asked");
    until("offline", async || {
        desk.sync_status().await.expect("signed in").state == SyncState::Offline
    })
    .await;
    let refused = desk.take_pack(request).await.expect_err("no line");
    assert_eq!(refused.code, ErrorCode::Refused);
    let row = posts(&desk).await.remove(0);
    desk.record_decision(rejection(&row)).await.expect("recorded without a network");
    portal.restart().expect("the portal is back");
    desk.sync_now().await.expect("asked");
    sent(&portal, &row, 1).await;

    let ended = desk.end_pack().await.expect("the shift is over");
    assert_eq!(ended.state, PackState::None);
    until("the claims given back", async || {
        portal.hand().claims().expect("the portal's list").is_empty()
    })
    .await;
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shows_what_the_family_changed_and_reopens_with_my_reasons() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let row = ordinary_post(&desk).await;
    let mine = desk.record_decision(rejection(&row)).await.expect("recorded");
    portal.hand().rewrite(row.case, "改過的標題", "改過的內文").expect("rewritten");
    // The refusal may come before the new text does: until then there is nothing to look at, and
    // neither deciding again nor asking is offered.
    until("the conflict with the new text", async || {
        let conflicts = desk.list_outbox().await.expect("the outbox").conflicts;
        let told = |item: &TrayItemView| !item.changes.is_empty();
        for item in &conflicts {
            for choice in [TrayChoice::DecideAgain, TrayChoice::Escalate] {
                assert_eq!(item.choices.contains(&choice), told(item));
            }
            assert_eq!(item.story.contains("還沒有取回這台電腦"), !told(item), "{}", item.story);
        }
        conflicts.iter().any(told)
    })
    .await;
    let item = desk.list_outbox().await.expect("the outbox").conflicts.remove(0);
    assert_eq!(item.decision, mine.decision);
    let changed = |what: &str| {
        let found = item.changes.iter().find(|change| change.what == what);
        found.unwrap_or_else(|| panic!("{what} in {:?}", item.changes)).after.clone()
    };
    assert_eq!(changed("標題").as_deref(), Some("改過的標題"));
    assert_eq!(changed("內文").as_deref(), Some("改過的內文"));
    assert!(item.changes.iter().all(|change| change.before.is_some()));
    assert!(item.choices.contains(&TrayChoice::DecideAgain));
    assert!(item.mine.at.contains(':') && !item.mine.in_force);

    let again = SettleTrayRequest {
        act: domain::ActRef::Decision(item.decision),
        choice: TrayChoice::DecideAgain,
        question: String::new(),
    };
    let reopened = desk.settle_conflict(again).await.expect("settled");
    assert_eq!(reopened, Some(row.case));
    let view = desk.open_case(row.case).await.expect("opened");
    assert_eq!(view.draft.reasons[0].code, "P06", "my reasons are filled in");
    assert_eq!(view.state, CaseState::Pending);
    assert!(view.pending.is_none(), "nothing is applied by itself");
    assert!(portal.hand().decisions_on(row.case).expect("the portal's list").is_empty());
    // Until it is decided anew, the conflict is there, and all is not said to be sent.
    assert_eq!(desk.list_outbox().await.expect("the outbox").conflicts.len(), 1);
    assert_eq!(desk.sync_status().await.expect("signed in").conflicts, 1);
    let anew = DecideRequest { base_revision: view.revision, ..rejection(&row) };
    desk.record_decision(anew).await.expect("recorded");
    assert!(desk.list_outbox().await.expect("the outbox").conflicts.is_empty());
    sent(&portal, &row, 1).await;
    until("no conflict is counted", async || {
        desk.sync_status().await.expect("signed in").conflicts == 0
    })
    .await;
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_decision_is_reversed_by_a_new_one_with_a_reason_and_only_by_a_supervisor()
{
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    let row = ordinary_post(&worker.desk).await;
    let mine = worker.desk.record_decision(rejection(&row)).await.expect("recorded");
    sent(&portal, &row, 1).await;
    let in_force = async || {
        let view = worker.desk.open_case(row.case).await.expect("opened");
        view.reversal.is_some_and(|reversal| reversal.way == ReversalWay::Ask)
    };
    until("the decision in force", in_force).await;
    let view = worker.desk.open_case(row.case).await.expect("opened");
    assert!(view.verdicts.iter().all(|option| !option.allowed), "it is not simply changed");

    // The social worker asks, with a reason.
    let ask = |question: &str| ReversalRequest {
        case: row.case,
        decision: mine.decision,
        proposed: Some(Verdict::Approve),
        question: question.to_owned(),
    };
    let refused = worker.desk.ask_reversal(ask("  ")).await.expect_err("no reason");
    assert_eq!(refused.code, ErrorCode::Refused);
    worker.desk.ask_reversal(ask("那句話不是廣告，是孩子的作業。")).await.expect("asked");
    until("the question at the portal", async || {
        let asked = portal.hand().escalations().expect("the portal's list");
        asked.iter().any(|one| one.escalation.against == Some(mine.decision))
    })
    .await;
    let twice = worker.desk.ask_reversal(ask("再問一次")).await.expect_err("already asked");
    assert_eq!(twice.code, ErrorCode::Refused);

    // Nor does a request of one's own make overturn it.
    let revision = worker.desk.open_case(row.case).await.expect("opened").revision;
    let overturn = DecideRequest {
        base_revision: revision,
        overturns: Some(mine.decision),
        staff_note: "看過原文，不是廣告".to_owned(),
        ..approval(&row)
    };
    let refused = worker.desk.record_decision(overturn.clone()).await.expect_err("no supervisor");
    assert_eq!(refused.code, ErrorCode::Refused);

    // The supervisor does, and has to say why.
    let supervisor = seat(&portal, "sv-01").await;
    let view = supervisor.desk.open_case(row.case).await.expect("opened");
    let reversal = view.reversal.expect("a decision in force");
    assert_eq!((reversal.way, reversal.decision), (ReversalWay::Overturn, mine.decision));
    let silent = DecideRequest { staff_note: String::new(), ..overturn.clone() };
    let refused = supervisor.desk.record_decision(silent).await.expect_err("no reason");
    assert!(refused.message.contains("原因"), "{}", refused.message);
    supervisor.desk.record_decision(overturn).await.expect("recorded");
    sent(&portal, &row, 2).await;
    let records = portal.hand().decisions_on(row.case).expect("the portal's list");
    let standing: Vec<_> = records.iter().filter(|one| one.overturned_by.is_none()).collect();
    assert_eq!(standing.len(), 1, "the family sees one final answer");
    assert_eq!(standing[0].decision.overturns, Some(mine.decision));
    assert_eq!(standing[0].decision.verdict, Verdict::Approve);
    worker.desk.close();
    supervisor.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_portal_is_explained_in_one_sentence_until_it_is_read() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let copy = portal.hand().take_copy().expect("a copy");
    let row = ordinary_post(&desk).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    desk.record_decision(rejection(&row)).await.expect("recorded");
    sent(&portal, &row, 1).await;
    portal.hand().restore(&copy).expect("restored");
    assert!(portal.hand().decisions_on(row.case).expect("the portal's list").is_empty());
    desk.sync_now().await.expect("asked");
    until("the sentence", async || desk.sync_status().await.expect("signed in").notice.is_some())
        .await;
    let sentence = desk.sync_status().await.expect("signed in").notice.expect("told");
    assert!(sentence.contains("1 件決定已自動重送"), "{sentence}");
    sent(&portal, &row, 1).await;
    desk.dismiss_notice().await.expect("read");
    assert_eq!(desk.sync_status().await.expect("signed in").notice, None);
    let health = desk.health().await.expect("the health page");
    assert_eq!(health.restored.as_deref(), Some(sentence.as_str()), "it stays to be looked up");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_shows_the_portals_time_and_still_lets_one_undo() {
    let clock = Clock::manual(Utc::now() + TimeDelta::minutes(21));
    let world = World { draw: false, ..World::at(Utc::now()) };
    let config = Config { clock, world, ..Config::default() };
    let portal = tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the practice portal starts");
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let sync = desk.sync_status().await.expect("signed in");
    assert!((-1262..=-1255).contains(&sync.skew_seconds), "{}", sync.skew_seconds);
    assert!(sync.portal_time.is_some_and(|time| time.contains(':')));
    let row = ordinary_post(&desk).await;
    let recorded = desk.record_decision(rejection(&row)).await.expect("recorded");
    let waiting = desk.list_outbox().await.expect("the outbox").unsent.remove(0);
    assert!(waiting.undo_until.is_some(), "the ten seconds run by this computer's own clock");
    let request = app::views::decide::DecisionRequest { decision: recorded.decision };
    assert_eq!(desk.undo_decision(request).await.expect("undone"), row.case);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_too_old_says_which_version_is_wanted() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    portal.hand().require_client("7.8.9");
    desk.sync_now().await.expect("asked");
    until("the explanation", async || {
        let trouble = desk.sync_status().await.expect("signed in").trouble;
        trouble.is_some_and(|words| words.contains("7.8.9"))
    })
    .await;
    let sync = desk.sync_status().await.expect("signed in");
    assert_eq!(sync.label, "審核台需要更新");
    let words = sync.trouble.expect("explained");
    assert!(words.contains(env!("CARGO_PKG_VERSION")) && words.contains("自動送出"), "{words}");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_page_counts_both_sides_and_its_report_names_nobody() {
    let portal = portal().await;
    let hand = portal.hand();
    let post = hand.posts().expect("the portal's list").remove(0);
    let (title, body) = ("祕密標題甲", "祕密內文乙");
    hand.rewrite(domain::CaseRef { kind: CaseKind::Post, id: post.id }, title, body)
        .expect("rewritten");
    hand.tell_raw(
        r#"{"kind":"post","id":"01900000-0000-7000-8000-0000000000aa","revision":1,"op":"upsert","data":{"body":"祕密內文丙"}}"#,
    )
    .expect("told");
    hand.tell_raw(
        r#"{"kind":"parcel","id":"01900000-0000-7000-8000-0000000000ab","revision":1,"op":"upsert"}"#,
    )
    .expect("told");
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let health = desk.health().await.expect("the health page");
    assert!(health.counts.iter().any(|row| row.here > 0));
    for row in &health.counts {
        assert_eq!(Some(row.here), row.there, "{row:?}");
    }
    let here: u32 = health.counts.iter().map(|row| row.here).sum();
    let there = hand.applications().expect("list").len() + hand.posts().expect("list").len();
    assert_eq!(here as usize, there);
    assert_eq!(health.skipped.len(), 2, "{:?}", health.skipped);
    assert!(health.skipped.iter().any(|words| words.contains("parcel")));

    // Something goes wrong, and is told in plain words.
    portal.stop();
    desk.sync_now().await.expect("asked");
    // Whichever round finds out first: from the first moment on the page calls nothing well that it
    // could not ask for.
    until("a mishap", async || {
        let first = desk.health().await.expect("the health page");
        assert!(!first.well && first.counted_at.is_none(), "{}", first.sentence);
        !first.mishaps.is_empty()
    })
    .await;
    until("the link's state", async || {
        desk.sync_status().await.expect("signed in").state == SyncState::Offline
    })
    .await;
    let health = desk.health().await.expect("the health page");
    let told = health.mishaps.iter().any(|row| row.sentence.contains("連不到入口網"));
    assert!(told, "{:?}", health.mishaps);
    assert!(health.sentence.contains("離線"), "{}", health.sentence);

    let report = &health.for_it;
    assert!(report.contains("取件位置") && report.contains("問題") && report.contains("parcel"));
    let mut planted = vec![title.to_owned(), body.to_owned(), "祕密內文丙".to_owned()];
    planted.extend(hand.staff().into_iter().flat_map(|one| [one.display_name, one.subject]));
    for family in hand.families().expect("list") {
        let applicant = family.applicant;
        planted.push(applicant.name.as_str().to_owned());
        planted.push(applicant.national_id.as_str().to_owned());
        planted.push(applicant.phone.as_str().to_owned());
    }
    for inmate in hand.inmates().expect("list") {
        planted.push(inmate.name.as_str().to_owned());
    }
    assert!(planted.len() > 50);
    for words in planted.iter().filter(|words| !words.is_empty()) {
        assert!(!report.contains(words.as_str()), "{words} is in the report:\n{report}");
    }
    assert!(!report.contains(&folder_name(_folder.path())), "nor where the data lies");
    desk.close();
}

fn folder_name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_unsent_at_signing_out_is_told_to_the_supervisor_without_its_content() {
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    let row = ordinary_post(&worker.desk).await;
    worker.desk.record_decision(rejection(&row)).await.expect("recorded");
    // Within the ten seconds nothing has been sent yet.
    worker.desk.sign_out().await.expect("signed out");
    let supervisor = seat(&portal, "sv-01").await;
    let health = supervisor.desk.health().await.expect("the health page");
    assert_eq!(health.remainders.len(), 1);
    assert_eq!((health.remainders[0].who.as_str(), health.remainders[0].unsent), ("李沛真", 1));
    let told = format!("{:?}", health.remainders);
    assert!(!told.contains(&row.who) && !told.contains("P06"), "{told}");
    assert!(!health.for_it.contains("李沛真"));
    supervisor.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_snapshot_by_hand_leaves_the_same_queue() {
    let portal = portal().await;
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let before = posts(&desk).await.len();
    desk.resync().await.expect("asked");
    until("the snapshot's end", async || {
        let facts = desk.health().await.expect("the health page").facts;
        facts.iter().all(|fact| fact.label != "取件位置" || !fact.attention)
    })
    .await;
    assert_eq!(posts(&desk).await.len(), before);
    desk.close();
}
