//! The third rejection and what may follow (貳.四), at three screens: the family's browser, the social
//! worker's window and the supervisor's.

use chrono::{DateTime, Days, Duration, Utc};
use domain::calendar::{roc_long, taipei_date};
use domain::{Case, CaseState, FamilyId, SuspensionRecord};
use practice_portal::{Clock, Hand};
use support::browser::Browser;
use support::window::{Key, Window};

use super::desk::{answer, open_new, portal_in};
use super::{approved, newest_post, state};
use crate::window::{open_desk, sign_in_supervisor, walk_to};

/// Writes why, and sends the act off.
async fn because(window: &Window, grounds: &str) {
    window.find("suspension-dialog").await;
    window.fill("suspension-grounds", grounds).await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("suspension-dialog").await;
}

/// Noon in Taipei, so that no day ends in between; the desk goes by the portal's clock.
fn noon_today() -> DateTime<Utc> {
    taipei_date(Utc::now()).and_hms_opt(4, 0, 0).unwrap().and_utc()
}

fn order_for(hand: &Hand, family: FamilyId) -> Option<SuspensionRecord> {
    hand.suspensions().unwrap().into_iter().find(|one| one.suspension.family_id == family)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_rejected_three_times_is_suspended_reads_until_when_and_may_write_once_lifted() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal_in(folder.path(), Clock::manual(noon_today()));
    let hand = portal.hand();
    approved(&portal, "mei@example.tw", "9001").await;
    let browser = Browser::open(&portal.base_url()).await;
    super::browser::sign_in(&browser).await;
    super::browser::write(&browser, "拜託", "請幫我申請在監證明。").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let post = newest_post(&hand);
    let family = hand.case(post).unwrap().unwrap().family_id();

    let window = open_desk(&portal.base_url(), folder.path()).await;
    let slots = [("事項", "在監證明"), ("窗口", "名籍股 (05) 000-0000")];
    for republished in ["再麻煩申請一次在監證明。", "在監證明好了嗎？請告訴我。"]
    {
        open_new(&window, "place-posts", post).await;
        let previewed = answer(&window, 'r', "P01", &slots).await;
        assert_eq!(super::browser::read_answer(&browser).await, previewed);
        // The slot was not used up: at once.
        browser.fill("body", republished).await;
        browser.click("send").await;
        browser.says("done", "修改後的內容已重新送出").await;
    }
    open_new(&window, "place-posts", post).await;
    answer(&window, 'r', "P01", &slots).await;
    window.close().await;
    let today = taipei_date(hand.clock().now());
    let strikes = hand.recount(today, None).unwrap().families.get(&family).copied();
    assert_eq!(strikes, Some(3));
    assert!(order_for(&hand, family).is_none(), "nobody is suspended by the count alone");

    let supervisors = folder.path().join("supervisor");
    let window = open_desk(&portal.base_url(), &supervisors).await;
    sign_in_supervisor(&window).await;
    window.press('6').await;
    walk_to(&window, &format!("[data-testid=suspend-card][data-family='{family}']")).await;
    let message = window.text("suspension-message").await;
    window.press('p').await;
    because(&window, "三次都在寫公務請託，已兩次電話說明").await;
    window
        .until("the portal has the suspension", async || order_for(&hand, family).is_some())
        .await;
    let order = order_for(&hand, family).unwrap();
    assert_eq!(order.suspension.strikes.len(), 3);
    assert_eq!(order.suspension.family_message.as_str(), message);
    assert_eq!(order.ordered_by.subject, "sv-01");

    // It begins with the next day.
    assert_eq!(order.suspension.first_day, today + Days::new(1));
    window.find_by("[data-testid=suspension-row][data-state=coming]").await;
    browser.go("/family/publish").await;
    browser.says("open", "今天可以發佈").await;
    hand.clock().advance(Duration::days(1));
    super::browser::sign_in(&browser).await;

    // Neither a new post nor the one that was rejected.
    let until = format!("您的使用權限暫停至 {}", roc_long(order.suspension.last_day));
    browser.go("/family/publish").await;
    assert_eq!(browser.text("suspension").await, message);
    super::browser::read_answer(&browser).await;
    browser.fill("body", "妹妹昨天自己把輔助輪拆了。").await;
    browser.click("send").await;
    browser.says("faults", &until).await;
    assert_eq!(state(&hand, post), CaseState::Rejected);
    super::browser::write(&browser, "想你", "等你回家").await;
    browser.says("faults", &until).await;
    assert_eq!(newest_post(&hand), post, "nothing new was published");

    // The supervisor comes back on that day.
    sign_in_supervisor(&window).await;
    window.press('6').await;
    walk_to(&window, "[data-testid=suspension-detail][aria-label='陳怡君']").await;
    window.says("suspension-detail", "9001").await;
    window.says("suspension-detail", "停用中").await;
    // Locked until the portal's answer is here.
    window.click("suspension-lift").await;
    because(&window, "家屬到機關說明，會改寫近況").await;
    window
        .until("the portal has the end of it", async || {
            order_for(&hand, family).is_some_and(|order| order.lifted_at.is_some())
        })
        .await;
    window.says("suspension-detail", "家屬到機關說明，會改寫近況").await;
    window.close().await;
    let order = order_for(&hand, family).unwrap();
    assert_eq!(order.lift_grounds.as_str(), "家屬到機關說明，會改寫近況");
    assert_eq!(order.lifted_by.unwrap().subject, "sv-01");

    browser.go("/family/publish").await;
    browser.says("open", "今天可以發佈").await;
    browser.click("new").await;
    browser.click("send").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let Case::Post(kept) = hand.case(newest_post(&hand)).unwrap().unwrap() else {
        panic!("it is a post")
    };
    assert_eq!(kept.body.as_str(), "等你回家", "the draft was kept through it all");
    assert_eq!(kept.state, CaseState::Pending);
}
