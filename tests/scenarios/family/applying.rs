//! 服務項目申請 and 狀態查詢 (操作二): the query that says little, the files, the answer word for word.

use chrono::Duration;
use domain::{Case, CaseState, DocumentKind, Inmate, InmateStatus, Route, Verdict};
use reqwest::StatusCode;
use support::visitor::{JPEG, PNG, Visitor};

use super::{approve, decide, inmate, newest_application, portal, reason, state};

async fn member(base: &str) -> Visitor {
    let family = Visitor::new(base);
    family.join("mei@example.tw", "陳怡君").await;
    family
}

#[tokio::test]
async fn an_application_reaches_the_facility_with_everything_that_was_given() {
    let (portal, hand) = portal();
    let inmate = inmate(&hand, "9001", "陳國樑");
    let family = member(&portal.base_url()).await;
    family.get("/family/publish").await.says("還沒有通過的服務申請");
    family.apply("9001", "女兒").await;

    let application = hand.applications().unwrap().pop().unwrap();
    assert_eq!(application.inmate_id, inmate.id);
    assert_eq!((application.route, application.state), (Route::Kin, CaseState::Pending));
    assert_eq!(application.relation.as_str(), "女兒");
    assert_eq!(application.applicant.name.as_str(), "陳怡君");
    assert_eq!(application.applicant.national_id.as_str(), "Z259000014");
    let kinds: Vec<_> =
        application.documents.iter().map(|file| (file.kind, &*file.media_type)).collect();
    assert_eq!(
        kinds,
        [
            (DocumentKind::Identity, "image/jpeg"),
            (DocumentKind::Relationship, "image/png"),
            (DocumentKind::Portrait, "image/jpeg"),
        ]
    );
    family.get("/family/status").await.says(&application.number).says("審核中");
    family.get("/family/mailbox").await.says(&format!("服務申請 {}：審核中", application.number));
}

#[tokio::test]
async fn the_query_shows_number_and_surname_and_nothing_else_of_anybody() {
    let (portal, hand) = portal();
    let family = member(&portal.base_url()).await;
    let plain = inmate(&hand, "9001", "王大明");
    // A juvenile in protective isolation who has a family already answers to the same page.
    let other = Inmate {
        juvenile: true,
        housing_unit: "隔離舍".to_owned(),
        status: InmateStatus { code: "PROTISO".to_owned(), since: None, until: None },
        family_id: hand.families().unwrap().first().map(|family| family.id),
        number: "9002".to_owned(),
        id: domain::InmateId(uuid::Uuid::from_u128(2)),
        ..plain.clone()
    };
    hand.put_inmate(&other).unwrap();
    let mut pages = Vec::new();
    for number in ["9001", "9002"] {
        family.find(number, "女兒").await.leads_to("/family/apply");
        let page = family.get("/family/apply").await;
        assert_eq!(page.element("found-number").as_deref(), Some(number));
        assert_eq!(page.element("found-name").as_deref(), Some("王○○"));
        pages.push(page.text.replace(number, "----"));
    }
    assert_eq!(pages[0], pages[1]);
    for secret in ["大明", "隔離", "目前未開放", "忠舍", &plain.id.to_string()] {
        assert!(!pages[0].contains(secret), "{secret} is told");
    }
}

#[tokio::test]
async fn a_number_that_is_not_here_has_one_answer_whatever_the_reason() {
    let (portal, hand) = portal();
    let family = member(&portal.base_url()).await;
    let gone = inmate(&hand, "9003", "李四");
    inmate(&hand, "9004", "張三");
    hand.move_out(gone.id).unwrap();
    let ask = async |facility: &str, number: &str| {
        let fields =
            [("facility", facility), ("number", number), ("relation", "女兒"), ("route", "kin")];
        let page = family.post("/family/apply/find", &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        page.says("查無資料");
        page.text.replace(number, "----").replace(" selected", "")
    };
    let never = ask("雲林第二監獄", "9999").await;
    assert_eq!(ask("雲林第二監獄", "9003").await, never, "who has left");
    assert_eq!(ask("臺北監獄", "9004").await, never, "who is at another facility");
}

#[tokio::test]
async fn a_query_is_answered_ten_times_a_day() {
    let (portal, hand) = portal();
    let family = member(&portal.base_url()).await;
    inmate(&hand, "9001", "王大明");
    for guess in 0..10 {
        family.find(&format!("88{guess:02}"), "女兒").await.says("查無資料");
    }
    let refused = family.find("9001", "女兒").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("一天最多查詢 10 次");
    // Nor does the form that is confirmed name an inmate by itself.
    let page =
        family.upload("/family/apply", &[("number", "9001"), ("notebook", "yes")], &[]).await;
    page.leads_to("/family/apply");
    assert!(!family.get("/family/apply").await.text.contains("found-number"));
    hand.clock().advance(Duration::days(1));
    family.sign_in("mei@example.tw", support::visitor::PASSWORD).await;
    family.find("9001", "女兒").await.leads_to("/family/apply");
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_said_by_field() {
    let (portal, _) = portal();
    let family = member(&portal.base_url()).await;
    for (field, value, words) in [
        ("facility", "月球監獄", "請從清單選擇矯正機關"),
        ("number", "", "呼號是數字或英文字母"),
        ("number", "1' OR '1'='1", "呼號是數字或英文字母"),
        ("relation", "", "請選擇或填寫"),
        ("relation", "other", "請選擇或填寫"),
        ("route", "friend", "請選擇申請身分"),
    ] {
        let fields: Vec<(&str, &str)> = [
            ("facility", "雲林第二監獄"),
            ("number", "9001"),
            ("relation", "女兒"),
            ("route", "kin"),
        ]
        .into_iter()
        .map(|(name, known)| (name, if name == field { value } else { known }))
        .collect();
        let page = family.post("/family/apply/find", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        page.says(words);
    }
}

#[tokio::test]
async fn a_file_that_lies_is_refused_and_the_right_ones_are_kept() {
    let (portal, hand) = portal();
    inmate(&hand, "9001", "陳國樑");
    let family = member(&portal.base_url()).await;
    let before = hand.applications().unwrap().len();
    family.find("9001", "女兒").await.leads_to("/family/apply");
    let page = family.get("/family/apply").await;
    page.says("這個關係在可申請的範圍內");
    let large = vec![0xFF; 21 * 1024 * 1024];
    let files = [
        ("identity", "身分證.jpg", "image/jpeg", JPEG),
        ("relationship", "戶口名簿.jpg", "image/jpeg", &b"<!doctype html><script>1</script>"[..]),
        ("portrait", "我.jpg", "image/jpeg", &large[..]),
    ];
    let page = family.upload("/family/apply", &[("statement", "我是他女兒")], &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("內容是網頁").says("這個檔案有 21 MB，超過 20 MB").says("請勾選「家庭聯絡簿」");
    page.says("已收到「身分證.jpg」").says("我是他女兒");
    assert_eq!(hand.applications().unwrap().len(), before);

    let files = [
        ("relationship", "戶口名簿.png", "text/html", PNG),
        ("portrait", "我.jpg", "image/jpeg", JPEG),
    ];
    let page = family.upload("/family/apply", &[("notebook", "yes")], &files).await;
    page.leads_to("/family/status?done=applied");
    let application = hand.applications().unwrap().pop().unwrap();
    let names: Vec<_> = application.documents.iter().map(|f| f.file_name.as_str()).collect();
    assert_eq!(names, ["身分證.jpg", "戶口名簿.png", "我.jpg"]);
    // By its content, not by what the form claimed.
    assert_eq!(application.documents[1].media_type, "image/png");
}

#[tokio::test]
async fn an_official_applies_by_project_with_a_letter() {
    let (portal, hand) = portal();
    inmate(&hand, "9001", "陳國樑");
    let family = member(&portal.base_url()).await;
    let fields = [
        ("facility", "雲林第二監獄"),
        ("number", "9001"),
        ("relation", "other"),
        ("relation_other", "社工師"),
        ("route", "project"),
    ];
    family.post("/family/apply/find", &fields).await.leads_to("/family/apply");
    let page = family.get("/family/apply").await;
    page.says("正式公文或機構函").says("專案申請由機關個別審核");
    assert!(!page.text.contains("關係證明文件"));
    let files = [
        ("official_letter", "公文.pdf", "application/pdf", &b"%PDF-1.7\n"[..]),
        ("identity", "識別證.jpg", "image/jpeg", JPEG),
    ];
    let words = [("notebook", "yes"), ("statement", "出監轉銜，115 年 12 月至 116 年 2 月")];
    family.upload("/family/apply", &words, &files).await.leads_to("/family/status");
    let application = hand.applications().unwrap().pop().unwrap();
    assert_eq!(application.route, Route::Project);
    assert_eq!(application.statement.as_str(), "出監轉銜，115 年 12 月至 116 年 2 月");
}

#[tokio::test]
async fn the_family_reads_exactly_what_was_previewed_and_corrects_only_what_was_wrong() {
    let (portal, hand) = portal();
    inmate(&hand, "9001", "陳國樑");
    let family = member(&portal.base_url()).await;
    family.apply("9001", "女兒").await;
    let case = newest_application(&hand);
    let before = hand.case(case).unwrap().unwrap();
    let slots = [("文件", "身分證 <正面>"), ("欄位", "姓名 & \"號碼\"")];
    let previewed = decide(&hand, case, Verdict::Return, vec![reason("A02", &slots, false)]);

    family.get("/family/status").await.says("審核未通過");
    let address = format!("/family/status/{}", case.id);
    let page = family.get(&address).await;
    assert_eq!(page.element("message"), Some(previewed));
    let revision = page.between("name=\"revision\" value=\"", "\"").unwrap().to_owned();

    let words = [("revision", &*revision), ("relation", "女兒"), ("statement", "")];
    let lie = [("identity", "新.jpg", "image/jpeg", &b"MZ\x90\0"[..])];
    family.upload(&address, &words, &lie).await.says("內容是程式");
    let files = [("identity", "新身分證.jpg", "image/jpeg", PNG)];
    family.upload(&address, &words, &files).await.leads_to("/family/status?done=resent");

    let Some(Case::Application(after)) = hand.case(case).unwrap() else { panic!("it is one") };
    assert_eq!(after.state, CaseState::Pending);
    assert_eq!(after.revision, before.revision() + 2, "decided once, resent once");
    assert_eq!(after.documents[0].file_name.as_str(), "新身分證.jpg");
    assert_eq!(after.documents[1..], before.attachments()[1..], "what was right stays as it was");
    // The form of before, sent again, changes nothing.
    family.upload(&address, &words, &files).await.leads_to("/family/status?done=decided");
    assert_eq!(hand.case(case).unwrap().unwrap().revision(), after.revision);
    // What was answered to the earlier revision is not shown as an answer to this one.
    assert_eq!(family.get(&address).await.element("message"), None);
}

#[tokio::test]
async fn one_application_per_inmate_is_enough() {
    let (portal, hand) = portal();
    inmate(&hand, "9001", "陳國樑");
    let family = member(&portal.base_url()).await;
    family.apply("9001", "女兒").await;
    let first = newest_application(&hand);
    let again = async || {
        family.find("9001", "女兒").await;
        let files = [
            ("identity", "a.jpg", "image/jpeg", JPEG),
            ("relationship", "b.jpg", "image/jpeg", JPEG),
            ("portrait", "c.jpg", "image/jpeg", JPEG),
        ];
        family.upload("/family/apply", &[("notebook", "yes")], &files).await
    };
    again().await.says("已有一件審核中的申請");
    decide(&hand, first, Verdict::Return, vec![reason("A04", &[], false)]);
    again().await.says("等您補正");
    let address = format!("/family/status/{}/withdraw", first.id);
    family.post(&address, &[]).await.says("請先勾選");
    family.post(&address, &[("sure", "yes")]).await.leads_to("/family/status?done=withdrawn");
    assert_eq!(state(&hand, first), CaseState::Withdrawn);
    again().await.leads_to("/family/status?done=applied");
    approve(&hand, newest_application(&hand));
    again().await.says("已經通過");
}
