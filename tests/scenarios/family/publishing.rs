//! 發佈家庭聯絡簿 (操作三): the count, the rhythm of 貳.三, the pause of 貳.四, drafts that are kept.

use chrono::Duration;
use domain::{CaseState, Inmate, Verdict};
use reqwest::StatusCode;
use support::visitor::{JPEG, PNG};

use super::{approve, approved, decide, newest_post, portal, reason, reject, state};

#[tokio::test]
async fn a_post_reaches_the_facility_with_its_photo() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    family.get("/family/publish").await.says("呼號 9001").says("今天可以發佈").says("新增");
    let recipient = inmate.id.to_string();
    let fields = [
        ("recipient", &*recipient),
        ("title", "妹妹會騎車了"),
        ("body", "第一行\r\n第二行"),
        ("act", "send"),
    ];
    let photo = [("photo", "騎車.jpg", "image/png", JPEG)];
    let page = family.upload("/family/publish/new", &fields, &photo).await;
    page.leads_to("/family/status?done=published");
    let post = hand.posts().unwrap().pop().unwrap();
    assert_eq!(post.inmate_id, inmate.id);
    assert_eq!((post.title.as_str(), post.body.as_str()), ("妹妹會騎車了", "第一行\n第二行"));
    assert_eq!((post.author_name.as_str(), post.relation.as_str()), ("陳怡君", "女兒"));
    assert_eq!(post.photos.len(), 1);
    assert_eq!(post.photos[0].media_type, "image/jpeg");
    let page = family.get(&format!("/family/files/{}", post.photos[0].id)).await;
    assert_eq!(page.headers["content-type"], "image/jpeg");
}

#[tokio::test]
async fn the_body_is_counted_as_people_count_and_a_refused_one_is_kept() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    let before = hand.posts().unwrap().len();
    // A family emoji is one character, and spaces do not make a text too long.
    let fits = format!("{}👨‍👩‍👧‍👦  \n", "字".repeat(149));
    let too_long = "字".repeat(151);
    let count = async |body: &str| {
        let fields =
            [("recipient", &*recipient), ("title", "想你"), ("body", body), ("act", "count")];
        let page = family.upload("/family/publish/new", &fields, &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        page.element("count").unwrap()
    };
    assert_eq!(count(&fits).await, "150 字（含空白 150），上限 150 字");
    assert_eq!(count("你 好").await, "2 字（含空白 3），上限 150 字");
    assert_eq!(count(&too_long).await, "151 字（含空白 151），上限 150 字，請刪減 1 字");

    let refused = family.publish(&recipient, "想你", &too_long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("內文有 151 字，上限 150 字，請刪減 1 字。").says(&too_long);
    assert_eq!(hand.posts().unwrap().len(), before);
    family.get("/family/publish/new").await.says(&too_long);
    family.publish(&recipient, "想你", &fits).await.leads_to("/family/status");
    assert!(!family.get("/family/publish/new").await.text.contains("字字字"), "it was sent");
}

#[tokio::test]
async fn what_is_wrong_with_a_post_is_said_by_field() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    let stranger = super::inmate(&hand, "9002", "王大明").id.to_string();
    let before = hand.posts().unwrap().len();
    let long_title = "長".repeat(31);
    for (to, title, body, words) in [
        (&*recipient, "", "你好", "請填標題"),
        (&recipient, "\u{200b}", "你好", "請填標題"),
        (&recipient, &long_title, "你好", "標題有 31 字，上限 30 字"),
        (&recipient, "想你", "", "請寫內文"),
        (&recipient, "想你", " \n\u{3000}\u{200b}", "請寫內文"),
        (&stranger, "想你", "你好", "請選擇已核准的收容人"),
        ("", "想你", "你好", "請選擇已核准的收容人"),
        ("1 OR 1=1", "想你", "你好", "請選擇已核准的收容人"),
    ] {
        let page = family.publish(to, title, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        page.says(words);
    }
    let fields = [("recipient", &*recipient), ("title", "想你"), ("body", "你好"), ("act", "send")];
    let two = [("photo", "a.jpg", "image/jpeg", JPEG), ("photo", "b.jpg", "image/jpeg", JPEG)];
    family.upload("/family/publish/new", &fields, &two).await.says("您選了 2 張，每則限 1 張");
    for (bytes, words) in [
        (&b"<svg onload=alert(1)>"[..], "內容是網頁或文字"),
        (b"%PDF-1.7", "您選的是 PDF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
    ] {
        let photo = [("photo", "a.jpg", "image/jpeg", bytes)];
        family.upload("/family/publish/new", &fields, &photo).await.says(words);
    }
    assert_eq!(hand.posts().unwrap().len(), before);
}

#[tokio::test]
async fn the_next_post_waits_for_the_first_and_then_for_its_day() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    family.publish(&recipient, "第一則", "你好").await.leads_to("/family/status");
    family.get("/family/publish").await.says("還在審核");
    family.publish(&recipient, "第二則", "今天家裡").await.says("還在審核，請等結果出來");
    approve(&hand, newest_post(&hand));

    let page = family.get("/family/publish").await;
    page.says("下次可發佈日是 115 年 12 月 3 日").says("115.11.23 ＋ 10 日 ＝ 115.12.03");
    let refused = family.publish(&recipient, "第二則", "今天家裡").await;
    refused.says("下次可發佈日是 115 年 12 月 3 日").says("您寫的內容已保留").says("今天家裡");
    // The last minute of the ninth day, and the first of the tenth.
    hand.clock().set("2026-12-02T15:59:00Z".parse().unwrap());
    family.sign_in("mei@example.tw", support::visitor::PASSWORD).await;
    family.publish(&recipient, "第二則", "今天家裡").await.says("下次可發佈日是");
    hand.clock().advance(Duration::minutes(1));
    family.publish(&recipient, "第二則", "今天家裡").await.leads_to("/family/status");
}

#[tokio::test]
async fn a_juveniles_family_writes_every_second_day() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "J042").await;
    let present = hand.inmate(inmate.id).unwrap().unwrap();
    hand.put_inmate(&Inmate { juvenile: true, revision: 9, ..present }).unwrap();
    let recipient = inmate.id.to_string();
    family.get("/family/publish").await.says("每 2 日可發佈 1 次");
    family.publish(&recipient, "第一則", "你好").await;
    approve(&hand, newest_post(&hand));
    family.get("/family/publish").await.says("115 年 11 月 25 日");
}

#[tokio::test]
async fn a_rejected_post_is_corrected_and_published_again_at_once() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    let fields =
        [("recipient", &*recipient), ("title", "特價"), ("body", "買一送一"), ("act", "send")];
    let photo = [("photo", "a.jpg", "image/jpeg", JPEG)];
    family.upload("/family/publish/new", &fields, &photo).await.leads_to("/family/status");
    let case = newest_post(&hand);
    let photo_before = hand.case(case).unwrap().unwrap().attachments().to_vec();
    let previewed = reject(&hand, case);
    let address = format!("/family/status/{}", case.id);
    let page = family.get(&address).await;
    assert_eq!(page.element("message"), Some(previewed));
    page.says("買一送一").says("修正後重新發佈");
    // The slot is free: a rejected post does not use up the ten days.
    family.get("/family/publish").await.says("今天可以發佈");
    let revision = page.between("name=\"revision\" value=\"", "\"").unwrap().to_owned();
    let correct = async |title: &str, body: &str| {
        let fields = [("revision", &*revision), ("title", title), ("body", body), ("act", "send")];
        family.upload(&address, &fields, &[]).await
    };
    let too_long = "字".repeat(151);
    correct("想你", &too_long).await.says("請刪減 1 字").says(&too_long);
    correct("想你", "等你回家").await.leads_to("/family/status?done=resent");
    let after = hand.case(case).unwrap().unwrap();
    assert_eq!(after.state(), CaseState::Pending);
    assert_eq!(after.attachments(), photo_before, "the photo was fine and stays");

    // Returned with a word about the photo: it is exchanged, or left out.
    decide(&hand, case, Verdict::Return, vec![reason("P05", &[("項目", "酒瓶")], false)]);
    let page = family.get(&address).await;
    let revision = page.between("name=\"revision\" value=\"", "\"").unwrap().to_owned();
    let fields =
        [("revision", &*revision), ("title", "想你"), ("body", "等你回家"), ("act", "send")];
    let photo = [("photo", "b.png", "image/png", PNG)];
    family.upload(&address, &fields, &photo).await.leads_to("/family/status?done=resent");
    let after = hand.case(case).unwrap().unwrap();
    assert_eq!(after.attachments().len(), 1);
    assert_eq!(after.attachments()[0].media_type, "image/png");
}

#[tokio::test]
async fn while_suspended_nothing_is_published_and_the_date_is_told() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    family.publish(&recipient, "特價", "買一送一").await;
    let case = newest_post(&hand);
    reject(&hand, case);
    let member = hand.case(case).unwrap().unwrap().family_id();
    // 115.11.23, the first day counted, for 30 days.
    let suspension = hand.suspend(member, 30).unwrap();
    let until = "您的使用權限暫停至 115 年 12 月 22 日";
    family.get("/family/publish").await.says(until).says("您的使用權限暫停中，期滿後會自動恢復。");
    family.publish(&recipient, "想你", "等你回家").await.says(until).says("等你回家");
    // Nor by way of a post that was rejected before.
    let address = format!("/family/status/{}", case.id);
    let page = family.get(&address).await;
    let revision = page.between("name=\"revision\" value=\"", "\"").unwrap().to_owned();
    let fields = [("revision", &*revision), ("title", "想你"), ("body", "等你"), ("act", "send")];
    family.upload(&address, &fields, &[]).await.says(until);
    assert_eq!(state(&hand, case), CaseState::Rejected);
    family.get("/family/mailbox").await.says("使用權限暫停至 115 年 12 月 22 日");

    hand.lift(suspension).unwrap();
    family.get("/family/mailbox").await.says("使用權限已恢復");
    family.get("/family/publish").await.says("今天可以發佈");
    family.publish(&recipient, "想你", "等你回家").await.leads_to("/family/status");
}

#[tokio::test]
async fn a_suspension_ends_by_the_calendar() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    let member = hand.applications().unwrap().pop().unwrap().family_id;
    hand.suspend(member, 30).unwrap();
    hand.clock().set("2026-12-22T15:59:00Z".parse().unwrap());
    family.sign_in("mei@example.tw", support::visitor::PASSWORD).await;
    family.publish(&recipient, "想你", "等你回家").await.says("暫停至 115 年 12 月 22 日");
    hand.clock().advance(Duration::minutes(1));
    family.publish(&recipient, "想你", "等你回家").await.leads_to("/family/status");
}

#[tokio::test]
async fn of_a_held_post_the_family_reads_no_more_than_that_it_is_not_open() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    family.publish(&inmate.id.to_string(), "想你", "等你回家").await;
    let case = newest_post(&hand);
    hand.set_status(inmate.id, "PROTISO").unwrap();
    let previewed = decide(&hand, case, Verdict::Hold, vec![reason("P16", &[], false)]);
    let page = family.get(&format!("/family/status/{}", case.id)).await;
    page.says("目前未開放");
    assert_eq!(page.element("message"), Some(previewed));
    let list = family.get("/family/status").await;
    for told in [&page.text, &list.text] {
        assert!(!told.contains("隔離") && !told.contains("PROTISO"));
    }
}
