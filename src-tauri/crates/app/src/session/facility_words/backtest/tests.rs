//! What a trial of own words counts, lists and refuses.

use domain::text::Severity;
use domain::{CaseRef, CaseState, FacilityList, GivenReason, Post, Private, Role, Verdict};
use store::StoreError;

use super::around;
use crate::error::ErrorCode;
use crate::testing::{Seat, at, decide, post};
use crate::views::facility::{
    BacktestView, FacilityChangeRequest, FacilityImportRequest, FacilityTrialRequest,
};

fn saying(number: u128, body: &str) -> Post {
    Post { body: Private::from(body), ..post(number) }
}

fn term(term: &str, severity: Severity) -> FacilityTrialRequest {
    FacilityTrialRequest::Change {
        change: FacilityChangeRequest::AddTerm {
            term: term.to_owned(),
            category: "CASE".to_owned(),
            severity,
            weak: false,
            note: String::new(),
        },
    }
}

fn import(rows: &str) -> FacilityImportRequest {
    FacilityImportRequest {
        list: FacilityList::Lexicon,
        file_name: "他所.tsv".to_owned(),
        content: format!("{}\n{rows}\n", FacilityList::Lexicon.columns().join("\t")),
    }
}

async fn tried(seat: &Seat, request: FacilityTrialRequest) -> BacktestView {
    seat.desk.try_facility_words(request).await.expect("tried")
}

fn cases(view: &BacktestView) -> Vec<CaseRef> {
    view.rows.iter().map(|row| row.case).collect()
}

/// The portal has decided it so.
fn decided(seat: &Seat, post: Post, state: CaseState) -> CaseRef {
    seat.receive(Post { state, ..post }, "OPEN")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_shows_what_it_would_have_marked_and_how_that_was_decided() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let first = decided(&seat, saying(1, "週五老樹下見，記得帶傘"), CaseState::Approved);
    let second = seat.receive(saying(2, "老 樹 下等你"), "OPEN");
    let third = decided(&seat, saying(3, "老樹下等你"), CaseState::Withdrawn);
    // Marked already, and not marked at all.
    seat.receive(saying(4, "老樹下拿貨"), "OPEN");
    seat.receive(saying(5, "家裡都好"), "OPEN");
    let view = tried(&seat, term("老樹下", Severity::Flag)).await;
    assert_eq!((view.looked_at, view.further), (5, 1));
    let newly = &view.newly;
    assert_eq!(
        (newly.posts, newly.approved, newly.rejected, newly.open, newly.other),
        (3, 1, 0, 1, 1)
    );
    assert_eq!(view.no_longer.posts, 0);
    assert_eq!(cases(&view), [third, second, first], "the latest first");
    let row = &view.rows[2];
    assert_eq!(
        (row.before.as_str(), row.marked.as_str(), row.after.as_str()),
        ("週五", "老樹下", "見，記得帶傘")
    );
    assert_eq!((row.state, row.number.as_str()), (CaseState::Approved, "簿115-0001"));
    assert_eq!(view.rows[1].marked, "老 樹 下");
    // Nothing was kept.
    let words = seat.desk.facility_words().await.expect("the words");
    assert!(words.lists.iter().all(|list| list.rows.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_is_counted_with_its_reasons_also_on_its_way() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let case = seat.receive(saying(1, "老樹下等你"), "OPEN");
    let mut request = decide(case, Verdict::Reject);
    let reason = GivenReason {
        code: "P06".to_owned(),
        slots: [("項目".to_owned(), Private::from("廣告"))].into(),
        counts: false,
    };
    request.reasons.push(reason);
    seat.desk.record_decision(request).await.expect("decided");
    let view = tried(&seat, term("老樹下", Severity::Flag)).await;
    assert_eq!((view.newly.rejected, view.newly.open, view.newly.reasons_of), (1, 0, 1));
    let [reason] = view.newly.reasons.as_slice() else { panic!("one reason") };
    assert!(reason.label.starts_with("P06 "), "{}", reason.label);
    let row = &view.rows[0];
    assert_eq!((row.state, row.on_its_way), (CaseState::Rejected, true));
    assert_eq!(row.reasons.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_not_be_marked_any_more_is_shown_too() {
    let seat = Seat::taken_by(Role::Supervisor).await;
    let case = seat.receive(saying(1, "學校的換班時間"), "OPEN");
    seat.receive(saying(2, "問換班時間"), "OPEN");
    let view = tried(&seat, term("學校的換班時間", Severity::Allow)).await;
    assert_eq!((view.newly.posts, view.no_longer.posts, view.no_longer.open), (0, 1, 1));
    assert_eq!(cases(&view), [case]);
    assert!(!view.rows[0].newly);
    let off = FacilityChangeRequest::SwitchOffTerm { term: "換班時間".to_owned() };
    let view = tried(&seat, FacilityTrialRequest::Change { change: off }).await;
    assert_eq!(view.no_longer.posts, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_is_tried_with_patterns_and_concepts() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    seat.receive(saying(1, "老樹那裡見"), "OPEN");
    seat.receive(saying(2, "在橋墩喝茶"), "OPEN");
    seat.receive(saying(3, "喝茶聊天"), "OPEN");
    let rows = "F1\tCASE\t老樹.{0,2}見\tregex\tflag\tstrong\n\
                F2\t暗處\t橋墩\tconcept\tflag\nF3\t碰頭\t喝茶\tconcept\tflag\n\
                F4\tCASE\t暗處+碰頭\tconcepts\tflag\tstrong\t\t\t\t\t\t約在暗處";
    let view = tried(&seat, FacilityTrialRequest::Import { file: import(rows) }).await;
    assert_eq!((view.looked_at, view.newly.posts), (3, 2));
    let marked: Vec<&str> = view.rows.iter().map(|row| row.marked.as_str()).collect();
    assert_eq!(marked, ["橋墩喝茶", "老樹那裡見"]);
    let file = FacilityImportRequest {
        list: FacilityList::Wording,
        content: "[message]\napprove_post = \"好\"\n".to_owned(),
        ..import("")
    };
    assert_eq!(tried(&seat, FacilityTrialRequest::Import { file }).await.looked_at, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_refused_as_when_it_is_kept() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    seat.receive(saying(1, "老樹下等你"), "OPEN");
    let long = "字".repeat(401);
    for change in ["", " ", "改口", long.as_str(), "自殺"] {
        let severity = if change == "自殺" { Severity::Allow } else { Severity::Flag };
        let FacilityTrialRequest::Change { change } = term(change, severity) else { return };
        let kept = seat.desk.change_facility_words(change.clone()).await.expect_err("refused");
        let request = FacilityTrialRequest::Change { change };
        let tried = seat.desk.try_facility_words(request).await.expect_err("refused");
        assert_eq!((tried.code, &tried.message), (ErrorCode::Refused, &kept.message));
    }
    let huge = format!("F1\tCASE\t{}\tliteral\tflag", "字".repeat(1 << 19));
    for rows in [
        "F1\tCASE\t(見\tregex\tflag\tstrong",
        "F1\tCASE\t老樹下\tliteral\tflagg\tstrong",
        "F1\tCASE\t\tliteral\tflag\tstrong",
        "F1\tCASE\t無此+請託\tconcepts\tflag\tstrong",
        "X1\tCASE\t老樹下\tliteral\tflag\tstrong",
        "L125\tSELFHARM\t輕生\tliteral\toff",
        huge.as_str(),
    ] {
        let kept = seat.desk.import_facility_words(import(rows)).await.expect_err("refused");
        let request = FacilityTrialRequest::Import { file: import(rows) };
        let tried = seat.desk.try_facility_words(request).await.expect_err("refused");
        assert_eq!((tried.code, &tried.message), (ErrorCode::Refused, &kept.message));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_left_this_desk_is_not_looked_at() {
    let seat = Seat::taken_by(Role::Supervisor).await;
    let [stays, away, erased] =
        [1, 2, 3].map(|number| seat.receive(saying(number, "老樹下等你"), "OPEN"));
    seat.write(|tx| {
        store::tombstones::put_away(tx, away.id, at(700))?;
        store::cases::purge(tx, erased.id)?;
        Ok::<_, StoreError>(())
    });
    let view = tried(&seat, term("老樹下", Severity::Flag)).await;
    assert_eq!((view.looked_at, view.newly.posts), (1, 1));
    assert_eq!(cases(&view), [stays]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_are_listed_and_all_are_counted() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    seat.write(|tx| {
        for number in 1..=230 {
            let case = domain::Case::Post(saying(number, "老樹下等你"));
            store::cases::upsert(tx, &case, domain::Priority::Normal, 0)?;
        }
        Ok(())
    });
    let view = tried(&seat, term("老樹下", Severity::Flag)).await;
    assert_eq!((view.newly.posts, view.rows.len()), (230, 200));
    assert_eq!(view.rows[0].number, "簿115-0230");
}

#[test]
fn a_stretch_is_shown_with_a_little_around_it() {
    let text = "一二三四五六七八九十甲乙丙丁\n老樹下一二三四五六七八九十甲乙丙丁";
    let start = text.find("老樹下").expect("there");
    let (before, marked, after) = around(text, start, start + 9).expect("a stretch");
    assert_eq!(marked, "老樹下");
    assert_eq!(before, "…四五六七八九十甲乙丙丁");
    assert_eq!(after, "一二三四五六七八九十甲乙…");
    assert_eq!(around("老樹下", 0, 9), Some((String::new(), "老樹下".into(), String::new())));
    assert_eq!(around("短", 0, 9), None);
    let family = "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦見";
    let start = family.len() - "見".len();
    let (before, ..) = around(family, start, family.len()).expect("a stretch");
    assert!(family.ends_with(&format!("{}見", before.trim_start_matches('…'))));
    assert!(!before.trim_start_matches('…').starts_with('\u{200d}'));
}

/// How long the whole command takes. Run by hand, with optimisation:
/// `cargo test --release -p app a_hundred_thousand -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a while; run by hand"]
async fn a_hundred_thousand_posts_are_looked_through_at_once() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let plain = "爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。膝蓋破皮，擦了藥就沒事。我們都好，你也要好好的。";
    for block in 0..50 {
        seat.write(|tx| {
            for number in block * 2_000..(block + 1) * 2_000 {
                let word = if number % 5_000 == 7 { "老樹下見。" } else { "" };
                let state =
                    [CaseState::Approved, CaseState::Rejected][usize::from(number % 9 == 0)];
                let post = saying(number, &format!("{word}{plain}"));
                let case = domain::Case::Post(Post { state, ..post });
                store::cases::upsert(tx, &case, domain::Priority::Normal, 0)?;
            }
            Ok(())
        });
    }
    let pattern = import("F1\tCASE\t老樹.{0,2}見\tregex\tflag\tstrong");
    let concepts = import("F1\tCASE\t請託+接見-日常\tconcepts\tflag\tstrong\t\t\t\t\t\t請託接見");
    for (what, request) in [
        ("a term", term("老樹下", Severity::Flag)),
        ("a pattern", FacilityTrialRequest::Import { file: pattern }),
        ("a pattern over concepts", FacilityTrialRequest::Import { file: concepts }),
        ("a term in every post", term("輔助輪", Severity::Flag)),
    ] {
        for _ in 0..3 {
            let began = std::time::Instant::now();
            let view = seat.desk.try_facility_words(request.clone()).await;
            let took = began.elapsed();
            let posts =
                view.map_or_else(|error| error.message, |view| view.newly.posts.to_string());
            eprintln!("{what}: {:.0} ms, {posts}", took.as_secs_f64() * 1e3);
        }
    }
}
