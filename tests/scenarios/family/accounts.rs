//! 帳號申請 and 登入 (操作一, 二.1): consent, data, the link of ten minutes, the lock of fifteen.

use chrono::Duration;
use reqwest::StatusCode;
use support::visitor::{PASSWORD, Visitor, registration};

use super::portal;

#[tokio::test]
async fn a_family_registers_verifies_and_signs_in() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    family.get("/family").await.says("註冊").says("登入");
    family.get("/family/register").await.says("個人資料蒐集告知");
    let form = family.post("/family/register", &[("consent", "yes")]).await;
    form.says("再輸入一次密碼");
    family.register("mei@example.tw", "陳怡君").await.says("驗證信已寄出").says("10 分鐘");

    // Before the link was used, the right password does not open the account either.
    family.sign_in("mei@example.tw", PASSWORD).await.says("還沒驗證");
    let link = family.newest_link("mei@example.tw").await;
    family.get(&format!("/family/verify?link={link}")).await.says("完成驗證");
    let verified = family.post("/family/verify", &[("link", &link)]).await;
    verified.leads_to("/family/sign-in?done=verified");
    family.sign_in("Mei@Example.TW", PASSWORD).await.leads_to("/family");
    family.get("/family").await.says("陳怡君").says("服務項目申請");
}

#[tokio::test]
async fn without_consent_nobody_registers() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    let refused = family.post("/family/register", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("要勾選同意");
    let mut fields = registration("mei@example.tw");
    fields.retain(|(name, _)| *name != "consent");
    fields.push(("name", "陳怡君"));
    family.post("/family/register/account", &fields).await.says("要勾選同意");
    family.get("/family/mailbox").await.says("還沒有信");
}

#[tokio::test]
async fn every_wrong_field_says_what_to_do_and_keeps_the_others() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    for (field, value, words) in [
        ("name", "", "請填姓名"),
        ("national_id", "A12345678", "證號應為 10 碼"),
        ("national_id", "a３23456789", "第 2 碼應為"),
        ("national_id", "A12345678O", "應全為數字"),
        ("national_id", "A123456788", "檢查碼不符"),
        ("birth", "昨天", "看不懂這個日期"),
        ("birth", "116.01.01", "還沒到"),
        ("birth", "民前30.01.01", "這個日期太早"),
        ("phone", "12", "請填電話號碼"),
        ("phone", "0912-000-000; drop", "請填電話號碼"),
        ("email", "mei", "請填電子信箱"),
        ("password", "短1a", "密碼有 3 個字元"),
        ("password", "onlyletterslong", "也要有數字"),
        ("password", "password20261123", "太常見"),
        ("password", "mei-and-mei-2026", "不可含電子信箱帳號"),
        ("again", "another-one-2026", "兩次輸入的密碼不同"),
    ] {
        let mut fields = registration("mei@example.tw");
        fields.push(("name", "陳怡君"));
        for known in fields.iter_mut().filter(|(name, _)| *name == field) {
            known.1 = value;
        }
        let page = family.post("/family/register/account", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        page.says(words).says("還沒送出").says("雲林縣虎尾鎮");
        assert!(!page.text.contains(PASSWORD), "a password came back");
    }
    family.get("/family/mailbox").await.says("還沒有信");
}

#[tokio::test]
async fn what_is_typed_in_full_width_with_other_dashes_is_taken_as_it_was_meant() {
    let (portal, hand) = portal();
    let family = Visitor::new(&portal.base_url());
    let mut fields = registration("ＭＥＩ＠ｅｘａｍｐｌｅ．ｔｗ");
    for (field, value) in [
        ("national_id", "ｚ２５９－０００　０１４"),
        ("phone", "（０５）６３２–１２３４＃１２"),
        ("birth", "７５．０３．０９"),
    ] {
        for known in fields.iter_mut().filter(|(name, _)| *name == field) {
            known.1 = value;
        }
    }
    fields.push(("name", "陳怡君"));
    family.post("/family/register/account", &fields).await.says("驗證信已寄出");
    let link = family.newest_link("mei@example.tw").await;
    family.post("/family/verify", &[("link", &link)]).await.leads_to("/family/sign-in");
    family.sign_in("ｍｅｉ@example.tw", PASSWORD).await.leads_to("/family");
    super::inmate(&hand, "J042", "陳國樑");
    family.apply("ｊ０４２ ", "女兒").await;
    let application = hand.applications().unwrap().pop().unwrap();
    assert_eq!(application.applicant.national_id.as_str(), "Z259000014");
    assert_eq!(application.applicant.phone.as_str(), "(05)632-1234#12");
    assert_eq!(application.applicant.email.as_str(), "mei@example.tw");
}

#[tokio::test]
async fn a_number_whose_checksum_fails_may_still_be_right() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    let mut fields = registration("mei@example.tw");
    fields[1].1 = "A123456788";
    fields.push(("name", "陳怡君"));
    let asked = family.post("/family/register/account", &fields).await;
    asked.says("我對照過證件，號碼沒有打錯");
    fields.push(("id_checked", "yes"));
    family.post("/family/register/account", &fields).await.says("驗證信已寄出");
}

#[tokio::test]
async fn a_link_is_good_for_ten_minutes_and_an_old_one_offers_a_new_one() {
    let (portal, hand) = portal();
    let family = Visitor::new(&portal.base_url());
    family.register("mei@example.tw", "陳怡君").await;
    let first = family.newest_link("mei@example.tw").await;
    hand.clock().advance(Duration::minutes(10));
    let page = family.get(&format!("/family/verify?link={first}")).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("這個連結已經過期").says("寄一封新的驗證信");
    family.post("/family/verify", &[("link", &first)]).await.says("已經過期");
    family.sign_in("mei@example.tw", PASSWORD).await.says("還沒驗證");

    family.post("/family/verify/again", &[("link", &first)]).await.says("驗證信已寄出");
    let second = family.newest_link("mei@example.tw").await;
    assert_ne!(first, second);
    hand.clock().advance(Duration::minutes(9));
    // Asking for yet another makes the one before it void.
    family.post("/family/verify/again", &[("email", "mei@example.tw")]).await;
    let third = family.newest_link("mei@example.tw").await;
    family.post("/family/verify", &[("link", &second)]).await.says("已經過期");
    let verified = family.post("/family/verify", &[("link", &third)]).await;
    verified.leads_to("/family/sign-in?done=verified");

    let used = family.post("/family/verify", &[("link", &third)]).await;
    assert_eq!(used.status, StatusCode::GONE);
    used.says("這個連結已經用過了").says("前往登入");
    let unknown = family.get("/family/verify?link=nonsense").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    unknown.says("重寄驗證信");
}

#[tokio::test]
async fn five_failures_lock_for_fifteen_minutes_whether_or_not_there_is_an_account() {
    let (portal, hand) = portal();
    let family = Visitor::new(&portal.base_url());
    family.join("mei@example.tw", "陳怡君").await;
    family.post("/family/sign-out", &[]).await;
    for address in ["mei@example.tw", "nobody@example.tw"] {
        for _ in 0..4 {
            family.sign_in(address, "wrong-2026-guess").await.says("電子信箱或密碼不正確。");
        }
        let fifth = family.sign_in(address, "wrong-2026-guess").await;
        fifth.says("登入失敗 5 次，請在 12:15 以後再試");
        assert_eq!(fifth.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Locked is locked, for the right password too, and one minute before the time.
    family.sign_in("mei@example.tw", PASSWORD).await.says("12:15 以後再試");
    hand.clock().advance(Duration::minutes(14));
    family.sign_in("mei@example.tw", PASSWORD).await.says("12:15 以後再試");
    hand.clock().advance(Duration::minutes(1));
    family.sign_in("mei@example.tw", PASSWORD).await.leads_to("/family");
    // The count began anew.
    family.sign_in("mei@example.tw", "wrong-2026-guess").await.says("不正確");
}

#[tokio::test]
async fn failures_of_many_at_once_are_five_too() {
    let (portal, _) = portal();
    let family = std::sync::Arc::new(Visitor::new(&portal.base_url()));
    family.join("mei@example.tw", "陳怡君").await;
    family.post("/family/sign-out", &[]).await;
    let key = family.key().await;
    let guesses: Vec<_> = (0..12)
        .map(|_| {
            let (family, key) = (family.clone(), key.clone());
            tokio::spawn(async move {
                let guess = [("key", &*key), ("email", "mei@example.tw"), ("password", "wrong")];
                family.post_raw("/family/sign-in", &guess).await.text.contains("以後再試")
            })
        })
        .collect();
    let mut locked = 0;
    for guess in guesses {
        locked += usize::from(guess.await.unwrap());
    }
    assert!(locked >= 7, "only {locked} of 12 met the lock");
    family.sign_in("mei@example.tw", PASSWORD).await.says("以後再試");
}

#[tokio::test]
async fn a_visit_ends_by_itself_and_what_was_typed_is_kept() {
    let (portal, hand) = portal();
    let (family, inmate) = super::approved(&portal, "mei@example.tw", "9001").await;
    let recipient = inmate.id.to_string();
    // Each page keeps the visit going for half an hour more.
    for _ in 0..3 {
        hand.clock().advance(Duration::minutes(29));
        assert_eq!(family.get("/family/status").await.status, StatusCode::OK);
    }
    let key = family.key().await;
    hand.clock().advance(Duration::minutes(30));
    let fields =
        [("key", &*key), ("recipient", &*recipient), ("title", "想你"), ("body", "等你回來吃飯")];
    let page = family.post_raw("/family/publish/new", &fields).await;
    page.leads_to("/family/sign-in?done=ended");
    assert!(hand.posts().unwrap().iter().all(|post| post.title.as_str() != "想你"));
    family.get(page.location()).await.says("您填的文字已保留");
    family.sign_in("mei@example.tw", PASSWORD).await;
    family.get("/family/publish/new").await.says("等你回來吃飯");

    // Nothing keeps a visit going beyond eight hours.
    for _ in 0..17 {
        hand.clock().advance(Duration::minutes(29));
        family.get("/family/status").await;
    }
    family.get("/family/status").await.leads_to("/family/sign-in");
}

#[tokio::test]
async fn signing_out_ends_the_visit_on_the_portal() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    family.join("mei@example.tw", "陳怡君").await;
    let cookie = family.cookie();
    family.post("/family/sign-out", &[]).await.leads_to("/family/sign-in?done=left");
    assert_ne!(family.cookie(), cookie);
    family.set_cookie(cookie);
    family.get("/family/status").await.leads_to("/family/sign-in");
}
