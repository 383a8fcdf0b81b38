//! Family and staff, each at their own screen: the family's browser on one side, the real window on
//! the other, and what is decided in the one is read in the other.

use std::path::Path;

use domain::{CaseRef, CaseState};
use practice_portal::{Clock, Config, Database, Portal, World};
use support::browser::{Browser, target};
use support::paper;
use support::visitor::Visitor;
use support::window::{Key, Window};

use super::browser::Drawer;
use super::{inmate, newest_application, newest_post, state};
use crate::window::{all_sent, audit, open_case, open_desk, take_out};

pub(super) fn portal_in(folder: &Path, clock: Clock) -> Portal {
    Portal::start(Config {
        clock: clock.clone(),
        database: Database::File(folder.join("portal.sqlite")),
        picture_cache: Some(target().join("family-files")),
        world: World { cases: 12, ..World::at(clock.now()) },
        ..Config::default()
    })
    .unwrap()
}

/// Opens a case that has just come in.
pub(super) async fn open_new(window: &Window, place: &str, case: CaseRef) {
    window.click(place).await;
    window.click("sync-now").await;
    open_case(window, &case.id.to_string()).await;
}

/// Gives one reason under a key's verdict, and returns what the preview says the family will read.
pub(super) async fn answer(
    window: &Window,
    key: char,
    code: &str,
    slots: &[(&str, &str)],
) -> String {
    window.press(key).await;
    window.find("sheet").await;
    window.fill("reason-search", code).await;
    window.click(&format!("reason-option-{code}")).await;
    for (slot, words) in slots {
        window.fill(&format!("slot-{code}-{slot}"), words).await;
        window.says("preview-text", words).await;
    }
    let previewed = window.text("preview-text").await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("sheet").await;
    all_sent(window).await;
    previewed
}

async fn approve(window: &Window) {
    window.papers_shown(0).await;
    window.look_through().await;
    window.press('v').await;
    window.press('a').await;
    window.find("toast").await;
    all_sent(window).await;
}

/// Prints the sheet of the post's unit and marks the post as handed over.
async fn deliver(window: &Window, folder: &Path, post: CaseRef, unit: &str, words: &[&str]) {
    window.press('7').await;
    let section = format!("[data-testid=delivery-unit][data-unit='{unit}']");
    let row = format!("{section} [data-testid=delivery-row][data-case='{}']", post.id);
    window.find_by(&format!("{row}[data-handed=false]")).await;
    window.click_by(&format!("{section} [data-testid=unit-print]")).await;
    let files = take_out(window, folder).await;
    let [sheet] = files.as_slice() else { panic!("one sheet, not {files:?}") };
    assert_eq!(sheet.extension().unwrap(), "pdf");
    let printed = paper::text(sheet);
    for wanted in words {
        assert!(printed.contains(wanted), "{wanted} is missing in\n{printed}");
    }
    window.click_by(&format!("{row} [data-testid=delivery-mark]")).await;
    window.find_by(&format!("{row}[data-handed=true]")).await;
    window.says("deliveries-marked", "已登記 1 則送達").await;
    let log = audit(window).await;
    for what in ["登記送達", "匯出報表"] {
        assert_eq!(log.iter().filter(|row| row.contains(what)).count(), 1, "{what}: {log:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_staff_previews_in_the_window_is_what_the_family_reads_in_the_browser() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal_in(folder.path(), Clock::Real);
    let hand = portal.hand();
    let drawer = Drawer::fill(&hand);
    inmate(&hand, "9001", "陳國樑");
    let visitor = Visitor::new(&portal.base_url());
    visitor.join("mei@example.tw", "陳怡君").await;
    let browser = Browser::open(&portal.base_url()).await;
    super::browser::sign_in(&browser).await;
    super::browser::apply(&browser, &drawer).await;
    let application = newest_application(&hand);

    let window = open_desk(&portal.base_url(), folder.path()).await;
    open_new(&window, "place-applications", application).await;
    let slots = [("文件", "戶口名簿"), ("欄位", "「陳國樑」那一格")];
    let previewed = answer(&window, 'c', "A02", &slots).await;
    assert_eq!(super::browser::read_answer(&browser).await, previewed);
    browser.attach("relationship", &drawer.file("戶口名簿.jpg")).await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    open_new(&window, "place-applications", application).await;
    approve(&window).await;
    assert_eq!(state(&hand, application), CaseState::Approved);

    super::browser::write(&browser, "妹妹會騎車了", "請幫我申請在監證明。").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let post = newest_post(&hand);
    open_new(&window, "place-posts", post).await;
    let slots = [("事項", "在監證明"), ("窗口", "名籍股 (05) 000-0000")];
    let previewed = answer(&window, 'r', "P01", &slots).await;
    assert_eq!(super::browser::read_answer(&browser).await, previewed);
    browser.fill("body", "妹妹昨天自己把輔助輪拆了，說要騎去找你。").await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    open_new(&window, "place-posts", post).await;
    approve(&window).await;
    assert_eq!(state(&hand, post), CaseState::Approved);
    browser.go("/family/publish").await;
    browser.says("closed", "下次可發佈日是").await;

    let words = ["妹妹會騎車了", "說要騎去找你", "陳國樑", "9001"];
    deliver(&window, folder.path(), post, "忠舍", &words).await;
    window.close().await;
}
