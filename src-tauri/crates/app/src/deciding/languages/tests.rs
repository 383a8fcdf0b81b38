//! The family's language at a desk: who is proposed one, who adopts, and what is recorded.

use chrono::NaiveDate;
use domain::{
    Applicant, CaseRef, Family, FamilyId, FamilyLanguage, GivenReason, Post, Private, Role, Verdict,
};
use uuid::Uuid;

use crate::testing::{Seat, at, decide, post};
use crate::views::decide::{DecideRequest, DecisionPreview, DecisionRequest};
use crate::views::facility::{AdoptedTextRequest, FacilityChangeRequest};

/// A post of a family whose number is this.
fn receive(seat: &Seat, number: u128, body: &str, national_id: &str) -> CaseRef {
    let post = Post { body: Private::from(body), ..post(number) };
    let family = Family {
        id: FamilyId(Uuid::from_u128(1_000 + number)),
        revision: 1,
        applicant: Applicant {
            name: Private::from("阮氏蘭"),
            national_id: Private::from(national_id),
            birth_date: NaiveDate::from_ymd_opt(1990, 5, 1).expect("a day"),
            phone: Private::from("0912345678"),
            email: Private::default(),
            address: Private::from("雲林縣虎尾鎮"),
        },
        last_published_on: None,
        suspended_until: None,
        registered_at: at(0),
    };
    let case = seat.receive(post, "OPEN");
    seat.write(|tx| store::people::upsert_family(tx, &family, false, 0).map(|_| ()));
    case
}

fn reject(case: CaseRef, language: Option<FamilyLanguage>) -> DecideRequest {
    let reason = GivenReason { code: "P07".to_owned(), slots: Default::default(), counts: true };
    DecideRequest { reasons: vec![reason], language, ..decide(case, Verdict::Return) }
}

async fn preview(seat: &Seat, request: DecideRequest) -> DecisionPreview {
    seat.desk.preview_decision(request).await.expect("a preview")
}

async fn adopt(seat: &Seat, language: FamilyLanguage) -> Result<(), String> {
    let view = seat.desk.facility_words().await.expect("the facility's words");
    let of = view.translations.iter().find(|one| one.language == language).expect("shipped");
    let texts = of
        .texts
        .iter()
        .map(|one| AdoptedTextRequest { name: one.name.clone(), words: one.words.clone() })
        .collect();
    let request = FacilityChangeRequest::AdoptTranslations { language, texts };
    seat.desk.change_facility_words(request).await.map(|_| ()).map_err(|error| error.message)
}

#[tokio::test]
async fn a_language_is_proposed_by_what_the_case_holds() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    for (number, body, national_id, proposed) in [
        (1, "爸，我們都好。", "A123456789", None),
        (2, "爸，我們都好。", "A800000014", Some(FamilyLanguage::En)),
        (3, "爸，我們都好。", "A980000014", None),
        (4, "Anh ơi, em và con nhớ anh lắm.", "A900000014", Some(FamilyLanguage::Vi)),
        (5, "คิดถึงนะ 想你", "A123456789", Some(FamilyLanguage::Th)),
    ] {
        let case = receive(&seat, number, body, national_id);
        let told = preview(&seat, reject(case, None)).await.proposed;
        assert_eq!(told.as_ref().map(|one| one.language), proposed, "{body} {national_id}");
        assert!(told.is_none_or(|one| !one.why.is_empty()));
    }
}

#[tokio::test]
async fn what_is_recorded_is_what_was_previewed_and_only_once_it_is_adopted() {
    let seat = Seat::taken_by(Role::Supervisor).await;
    let case = receive(&seat, 1, "爸，我們都好。", "A800000014");
    let id = Some(FamilyLanguage::Id);
    let seen = preview(&seat, reject(case, id)).await;
    assert!(seen.family_message.contains("【Bahasa Indonesia】"), "it can be looked at");
    assert!(seen.obstacles.iter().any(|one| one.contains("須經機關核定")), "{:?}", seen.obstacles);
    let refused = seat.desk.record_decision(reject(case, id)).await.expect_err("not adopted");
    assert!(refused.message.contains("P07"), "{}", refused.message);

    adopt(&seat, FamilyLanguage::Id).await.expect("a supervisor adopts");
    let seen = preview(&seat, reject(case, id)).await;
    assert!(seen.obstacles.is_empty(), "{:?}", seen.obstacles);
    assert!(seen.advice.is_empty(), "{:?}", seen.advice);
    let ready = |language| {
        seen.languages.iter().any(|one| {
            one.language == language && one.awaiting.is_empty() && one.untranslated.is_empty()
        })
    };
    assert!(ready(FamilyLanguage::Id) && !ready(FamilyLanguage::Vi));
    let translation = seen.translation.clone().expect("asked for");
    assert_eq!(
        seen.family_message,
        format!("{}\n\n{translation}", seen.paragraphs.join("\n")),
        "the whole Chinese text and the whole translation"
    );
    let of_two = seen.length.chinese + seen.length.translation;
    assert_eq!(of_two as usize, seen.family_message.chars().count());

    let recorded = seat.desk.record_decision(reject(case, id)).await.expect("recorded");
    let stored = seat.session.store.read(|c| store::decisions::of_case(c, case.id)).expect("read");
    assert_eq!(stored[0].decision.family_message.as_str(), seen.family_message);
    let again = receive(&seat, 2, "爸，我們都好。", "A123456789");
    assert!(preview(&seat, reject(again, None)).await.proposed.is_none(), "another family");

    let undone = DecisionRequest { decision: recorded.decision };
    seat.desk.undo_decision(undone).await.expect("taken back");
    let draft = seat.desk.open_case(case).await.expect("open").draft;
    assert_eq!((draft.language, draft.language_chosen), (id, true));
}

#[tokio::test]
async fn the_language_of_the_last_answer_is_proposed_again() {
    let seat = Seat::taken_by(Role::Supervisor).await;
    adopt(&seat, FamilyLanguage::Th).await.expect("adopted");
    let first = receive(&seat, 1, "爸，我們都好。", "A800000014");
    let request = reject(first, Some(FamilyLanguage::Th));
    seat.desk.record_decision(request).await.expect("recorded");
    let family = FamilyId(Uuid::from_u128(1_001));
    let next = seat.receive(Post { family_id: family, ..post(9) }, "OPEN");
    let proposed = preview(&seat, reject(next, None)).await.proposed.expect("known by now");
    assert_eq!(proposed.language, FamilyLanguage::Th);
    assert!(proposed.why.contains("泰文"));
}

#[tokio::test]
async fn only_a_supervisor_adopts_and_withdraws() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    assert!(!seat.desk.facility_words().await.expect("read").may_adopt);
    assert!(adopt(&seat, FamilyLanguage::Vi).await.expect_err("refused").contains("主管"));
    let withdraw = FacilityChangeRequest::Remove {
        list: domain::FacilityList::Translations,
        name: "P07.vi".to_owned(),
    };
    assert!(seat.desk.change_facility_words(withdraw).await.is_err());
}
