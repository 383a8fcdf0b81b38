//! Deciding at a desk without a portal: what stands in the way, what comes next, and until when it
//! can be undone.

use domain::{
    Attachment, CaseRef, CaseState, DocumentKind, FacilityList, GivenReason, Private, Role, Verdict,
};
use store::outbox::Acknowledgement;
use uuid::Uuid;

use super::UNDO_SECONDS;
use crate::error::ErrorCode;
use crate::testing::{Seat, at, decide, post};
use crate::views::decide::{DecideRequest, DecisionRequest};
use crate::views::facility::FacilityChangeRequest;
use crate::views::outbox::OutboxItemView;

async fn unsent(seat: &Seat) -> Vec<OutboxItemView> {
    seat.desk.list_outbox().await.expect("the outbox").unsent
}

async fn refusal(seat: &Seat, case: CaseRef, verdict: Verdict) -> String {
    let refused = seat.desk.record_decision(decide(case, verdict)).await;
    refused.expect_err("something stands in the way").message
}

#[tokio::test]
async fn a_decision_can_be_undone_for_ten_seconds_and_is_then_recalled() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let case = seat.receive(post(1), "OPEN");
    let recorded = seat.desk.record_decision(decide(case, Verdict::Approve)).await;
    let recorded = recorded.expect("recorded");
    let due = at(600) + chrono::TimeDelta::seconds(UNDO_SECONDS);
    assert_eq!(recorded.undo_until, due.to_rfc3339());
    seat.clock.pass(UNDO_SECONDS - 1);
    assert_eq!(unsent(&seat).await[0].undo_until, Some(recorded.undo_until));
    seat.clock.pass(2);
    let waiting = &unsent(&seat).await[0];
    assert_eq!((waiting.undo_until.as_ref(), waiting.can_recall), (None, true));
    let request = DecisionRequest { decision: recorded.decision };
    assert_eq!(seat.desk.undo_decision(request).await.expect("taken back"), case);
    assert!(unsent(&seat).await.is_empty());
    seat.desk.record_decision(decide(case, Verdict::Approve)).await.expect("as if never decided");
}

#[tokio::test]
async fn the_next_case_is_the_one_below_and_at_the_end_the_first() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let [first, second, third] = [1, 2, 3].map(|number| seat.receive(post(number), "OPEN"));
    let next = async |case| {
        let recorded = seat.desk.record_decision(decide(case, Verdict::Approve)).await;
        recorded.expect("recorded").next
    };
    assert_eq!(next(second).await, Some(third));
    assert_eq!(next(third).await, Some(first), "back to the head");
    assert_eq!(next(first).await, None, "nothing is left");
}

#[tokio::test]
async fn a_case_is_decided_once_at_a_time_and_as_it_is_now() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let case = seat.receive(post(1), "OPEN");
    let older = decide(case, Verdict::Approve);
    let newer = domain::Post { revision: 2, ..post(1) };
    seat.receive(newer, "OPEN");
    let stale = seat.desk.record_decision(older.clone()).await.expect_err("stale");
    assert_eq!(stale.code, ErrorCode::Stale);
    let now = DecideRequest { base_revision: 2, ..older };
    seat.desk.record_decision(now.clone()).await.expect("recorded");
    let twice = seat.desk.record_decision(now).await.expect_err("one is on its way");
    assert!(twice.message.contains("先收回"), "{}", twice.message);
}

#[tokio::test]
async fn nothing_is_approved_while_the_inmate_may_have_no_post_or_a_photo_is_unseen() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let held = seat.receive(post(1), "PUNISH");
    assert!(refusal(&seat, held, Verdict::Approve).await.contains("暫緩"));
    let photo = Attachment {
        id: Uuid::from_u128(9).into(),
        kind: DocumentKind::Photo,
        media_type: "image/jpeg".to_owned(),
        size_bytes: 4,
        sha256: "0".repeat(64),
        file_name: Private::from("照片.jpg"),
        uploaded_at: at(0),
        since_revision: 1,
    };
    let unseen = seat.receive(domain::Post { photos: vec![photo], ..post(2) }, "OPEN");
    assert!(refusal(&seat, unseen, Verdict::Approve).await.contains("還沒有看過：照片"));
}

#[tokio::test]
async fn a_rejection_says_what_it_would_mean_for_the_tally() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let case = seat.receive(post(1), "OPEN");
    let reason = GivenReason {
        code: "P01".to_owned(),
        slots: [("窗口".to_owned(), Private::from("社工室"))].into(),
        counts: false,
    };
    let mut request = decide(case, Verdict::Reject);
    request.reasons.push(reason);
    let preview = seat.desk.preview_decision(request).await.expect("a preview");
    let consequence = preview.consequence.expect("a post is rejected");
    assert_eq!((consequence.before, consequence.after), (0, 1), "the catalogue lets it count");
    let held = seat.desk.preview_decision(decide(case, Verdict::Hold)).await.expect("a preview");
    assert!(held.consequence.is_none());
}

#[tokio::test]
async fn only_a_supervisor_puts_a_decision_in_the_place_of_another_and_says_why() {
    for (role, told) in [(Role::SocialWorker, "只有主管"), (Role::Supervisor, "寫下原因")] {
        let seat = Seat::taken_by(role).await;
        let case = seat.receive(post(1), "OPEN");
        let recorded = seat.desk.record_decision(decide(case, Verdict::Approve)).await;
        let decision = recorded.expect("recorded").decision;
        seat.write(|tx| {
            let items = store::outbox::list(tx)?;
            let state = Some(CaseState::Approved);
            let answer = Acknowledgement { accepted_at: at(601), revision: 2, state };
            store::outbox::acknowledge(tx, &items[0], &answer, at(601))
        });
        let mut request = decide(case, Verdict::Hold);
        (request.base_revision, request.overturns) = (2, Some(decision));
        let preview = seat.desk.preview_decision(request).await.expect("a preview");
        assert!(preview.obstacles[0].contains(told), "{:?}", preview.obstacles);
    }
}

#[tokio::test]
async fn own_words_name_no_colleague_and_say_what_to_do() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let case = seat.receive(post(1), "OPEN");
    // A colleague whom this desk knows from a claim of another case.
    let other = seat.receive(post(2), "OPEN");
    let holder =
        domain::StaffMember { subject: "sw-02".to_owned(), display_name: "宋美惠".to_owned() };
    seat.write(|tx| {
        let claim = store::claims::StoredClaim {
            id: Uuid::from_u128(77),
            case: other,
            mine: false,
            here: false,
            holder,
            fence: 1,
            claimed_at: at(1),
            expires_at: at(900),
        };
        store::claims::put(tx, &claim)
    });
    let reason = GivenReason { code: "P14".to_owned(), slots: Default::default(), counts: false };
    let preview = async |addition: &str| {
        let mut request = decide(case, Verdict::Reject);
        request.reasons.push(reason.clone());
        request.addition = addition.to_owned();
        seat.desk.preview_decision(request).await.expect("a preview")
    };
    for words in ["宋美惠看過了，請修改。", "美惠姐看過了，請修改。", "李沛真請您修改。"]
    {
        let told = preview(words).await.obstacles;
        assert!(told.iter().any(|told| told.contains("同仁姓名")), "{words}: {told:?}");
    }
    let told = preview("請不要寄給三零七一。").await.obstacles;
    assert!(told.iter().any(|told| told.contains("呼號")), "{told:?}");
    // The reason says what to do; words that find another fault have to as well.
    let advice = preview("照片也看不清楚。").await.advice;
    assert!(advice.iter().any(|told| told.contains("下一步")), "{advice:?}");
    for words in ["謝謝您的關心。", "照片也看不清楚，請換一張。"] {
        let preview = preview(words).await;
        assert!(preview.advice.is_empty() && preview.obstacles.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn waiting_times_follow_the_facilitys_days_off() {
    let seat = Seat::taken_by(Role::Supervisor).await;
    // From a Wednesday to the Friday after it.
    let case = seat.receive(post(1), "OPEN");
    seat.desk.record_decision(decide(case, Verdict::Approve)).await.expect("recorded");
    let friday = at(2 * 24 * 60 + 601);
    seat.write(|tx| {
        let items = store::outbox::list(tx)?;
        let state = Some(CaseState::Approved);
        let answer = Acknowledgement { accepted_at: friday, revision: 2, state };
        store::outbox::acknowledge(tx, &items[0], &answer, friday)
    });
    let longest = async || seat.desk.charts().await.expect("charts").waiting[0].longest;
    assert_eq!(longest().await, 2);
    let storm = FacilityChangeRequest::AddDay {
        date: "115.11.19".to_owned(),
        worked: false,
        name: "颱風停班".to_owned(),
    };
    let view = seat.desk.change_facility_words(storm).await.expect("taken");
    let calendar = view.lists.iter().find(|list| list.list == FacilityList::OfficeCalendar);
    assert_eq!(calendar.map(|list| list.rows[0].detail.as_str()), Some("放假"));
    assert_eq!(longest().await, 1);
    let gone = FacilityChangeRequest::Remove {
        list: FacilityList::OfficeCalendar,
        name: "115.11.19".to_owned(),
    };
    seat.desk.change_facility_words(gone).await.expect("taken");
    assert_eq!(longest().await, 2);
}
