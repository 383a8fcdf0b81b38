//! The family's language, from a supervisor's adoption to what the family reads on the portal.

use app::views::decide::DecideRequest;
use app::views::facility::{
    AdoptedTextRequest, FacilityChangeRequest, FacilityExportRequest, FacilityImportRequest,
    TranslationStanding,
};
use domain::{FacilityList, FamilyLanguage, GivenReason, Private};

use crate::desk::{Keyring, at_rest, desk, portal, rejection, sign_in};
use crate::offline::ordinary_post;
use crate::seat::{Seat, seat, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_family_reads_in_both_languages_what_was_previewed_without_a_network() {
    let portal = portal().await;

    // A supervisor adopts the Thai texts on their own desk, and hands them on as a file.
    let folder = tempfile::tempdir().expect("folder");
    let out = folder.path().join("out");
    let boss = desk(folder.path(), &std::sync::Arc::new(Keyring::default()), "sv-01")
        .exporting_to(out.clone());
    sign_in(&boss, &portal).await.expect("signed in");
    at_rest(&boss).await;
    let language = FamilyLanguage::Th;
    let view = boss.facility_words().await.expect("the words");
    let of = view.translations.iter().find(|one| one.language == language).expect("shipped");
    let texts = of
        .texts
        .iter()
        .map(|one| AdoptedTextRequest { name: one.name.clone(), words: one.words.clone() })
        .collect();
    let adopt = FacilityChangeRequest::AdoptTranslations { language, texts };
    boss.change_facility_words(adopt).await.expect("adopted");
    let list = FacilityList::Translations;
    let file = boss.export_facility_words(FacilityExportRequest { list }).await.expect("written");
    let content = std::fs::read_to_string(&file.path).expect("there");
    boss.close();

    // At another desk nothing can be sent in Thai before the file is there.
    let Seat { desk, _folder } = seat(&portal, "sw-01").await;
    let row = ordinary_post(&desk).await;
    let request = DecideRequest {
        language: Some(language),
        addition: "背面也請換一張。".to_owned(),
        ..rejection(&row)
    };
    let refused = desk.record_decision(request.clone()).await.expect_err("nobody adopted it here");
    assert!(refused.message.contains("須經機關核定"), "{}", refused.message);
    let file_name = "本機關譯文.tsv".to_owned();
    let import = FacilityImportRequest { list, file_name, content };
    let view = desk.import_facility_words(import).await.expect("taken");
    let thai = view.translations.iter().find(|one| one.language == language).expect("there");
    assert!(thai.texts.iter().all(|one| one.standing == TranslationStanding::Adopted));

    // Without a network: seen, recorded, and sent later to the letter.
    portal.stop();
    let seen = desk.preview_decision(request.clone()).await.expect("previewed");
    assert!(seen.obstacles.is_empty(), "{:?}", seen.obstacles);
    let translation = seen.translation.clone().expect("asked for");
    assert!(translation.starts_with("【ภาษาไทย】") && translation.contains("廣告"));
    assert!(!translation.contains("背面"), "own words are not translated");
    assert!(seen.family_message.ends_with(&translation));
    desk.record_decision(request).await.expect("recorded");
    portal.restart().expect("the portal is back");
    desk.sync_now().await.expect("asked");
    let decided = async || portal.hand().decisions_on(row.case).expect("the portal's list");
    until("the decision at the portal", async || !decided().await.is_empty()).await;
    let arrived = &decided().await[0].decision;
    assert_eq!(arrived.family_message.as_str(), seen.family_message);

    // What does not fit is said in numbers, and not sent.
    let next = ordinary_post(&desk).await;
    let slots = [("項目".to_owned(), Private::from("字".repeat(950)))].into();
    let long = DecideRequest {
        reasons: vec![GivenReason { code: "P06".to_owned(), slots, counts: true }],
        language: Some(language),
        ..rejection(&next)
    };
    let seen = desk.preview_decision(long.clone()).await.expect("previewed");
    let whole = seen.length.chinese + seen.length.translation;
    assert!(whole > seen.length.limit);
    for number in [whole, seen.length.chinese, seen.length.translation, seen.length.limit] {
        let said = format!("{number} 字");
        assert!(seen.obstacles.iter().any(|one| one.contains(&said)), "{:?}", seen.obstacles);
    }
    desk.record_decision(long).await.expect_err("too long for the portal");
    desk.close();
}
