//! What a screen reader is told, from the desktop's own accessibility tree (AT-SPI 2): every page by name
//! and role, an application and a post in the order in which they are worked, and nothing of a case while
//! the desk is locked.

use std::path::Path;

use support::screen_reader::{ScreenReader, Spoken, outline, role};
use support::window::{Key, Launch, Window};

use crate::lock_window::{PIN, portal_asking_for_a_pin};
use crate::locked_out_window::destroy;
use crate::window::{approvable_application, open_case, ordinary_post, portal_at};

/// A desk in practice that hands out its tree.
async fn open(folder: &Path, portal: &str) -> Window {
    let desk = Launch::practice_with(&folder.join("desk"), portal);
    desk.env("NO_AT_BRIDGE", "0").open().await
}

async fn hears(window: &Window, what: &str, is_so: impl Fn(&Spoken) -> bool) -> Spoken {
    let process = window.process().expect("the desk runs");
    ScreenReader::start().await.hears(process, what, is_so).await
}

/// The page that has this heading, with a name for everything that is acted on.
async fn hears_page(window: &Window, heading: &str) -> Spoken {
    let page = hears(window, heading, |page| has(page, role::HEADING, heading)).await;
    let nameless = page.nameless();
    assert!(nameless.is_empty(), "{heading}: {nameless:?}\n{}", outline(&page));
    page
}

fn has(page: &Spoken, role: u32, name: &str) -> bool {
    page.named(role).iter().any(|one| one.contains(name))
}

/// Leaves the whole of what is said, for whoever reads along.
fn keep(name: &str, page: &Spoken) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screen_reader");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join(format!("{name}.txt")), outline(page)).expect("written");
}

/// What has the keys.
fn focused(page: &Spoken) -> Option<&Spoken> {
    page.all().into_iter().rfind(|one| one.focused && one.role != role::DOCUMENT_WEB)
}

/// These come one after the other, each by a part of its name or of what it says.
fn in_order(page: &Spoken, expected: &[(u32, &str)]) {
    let all = page.all();
    let mut rest = all.iter();
    for (role, name) in expected {
        let found = rest
            .any(|one| one.role == *role && (one.name.contains(name) || one.text.contains(name)));
        assert!(
            found,
            "{name} ({role}) does not come after what stands before it\n{}",
            outline(page)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_and_the_lock_are_spoken_and_say_nothing_of_a_case() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_asking_for_a_pin(folder.path()).await;
    let window = open(folder.path(), &portal.base_url()).await;
    let page = hears_page(&window, "設定您的 PIN").await;
    assert_eq!(page.named(role::PASSWORD_TEXT), ["PIN", "再輸入一次"]);
    let first = focused(&page).expect("a field has the keys");
    assert_eq!(first.name, "PIN");
    assert!(first.description.contains("6 位以上"), "{first:?}");
    window.fill("pin-new", "520520").await;
    window.fill("pin-again", "520520").await;
    window.click("pin-save").await;
    hears(&window, "why it is refused", |page| page.words().contains("別人會先猜的")).await;
    window.fill("pin-new", PIN).await;
    window.fill("pin-again", PIN).await;
    window.click("pin-save").await;
    window.find("queue-row").await;
    window.click("queue-row").await;
    window.papers_shown(1).await;
    let title = window.text("case-title").await;
    let name = title.split_whitespace().next().expect("a name").to_owned();
    hears(&window, "the case", |page| page.words().contains(&name)).await;

    window.press_with(&[Key::Control], 'l').await;
    window.find("lock-pin").await;
    let page = hears_page(&window, "審核台已上鎖").await;
    assert!(!page.words().contains(&name), "{}", outline(&page));
    assert_eq!(page.named(role::PASSWORD_TEXT), ["PIN"]);
    assert_eq!(focused(&page).map(|one| one.name.as_str()), Some("PIN"));
    for act in ["解鎖", "不是我", "忘了 PIN"] {
        assert!(has(&page, role::PUSH_BUTTON, act), "{act}\n{}", outline(&page));
    }
    window.fill("lock-pin", "271828").await;
    window.click("lock-open").await;
    hears(&window, "that it is the wrong one", |page| page.words().contains("PIN 不對")).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_door_says_why_what_is_safe_and_the_way_on() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open(folder.path(), &portal.base_url()).await;
    window.find("queue-row").await;
    window.close().await;
    destroy(folder.path());
    let window = open(folder.path(), &portal.base_url()).await;
    let page = hears_page(&window, "打不開這台電腦上的資料").await;
    assert!(page.words().contains("沒有被動過"), "{}", outline(&page));
    for act in ["再試一次", "設為舊檔並重新開始"] {
        assert!(has(&page, role::PUSH_BUTTON, act), "{act}\n{}", outline(&page));
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_has_a_heading_and_a_name_for_all_that_is_acted_on() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open(folder.path(), &portal.base_url()).await;
    window.find("queue-row").await;
    crate::window::sign_in_supervisor(&window).await;
    for (place, heading) in [
        ("applications", "服務申請"),
        ("posts", "聯絡簿"),
        ("escalations", "送主管"),
        ("tally", "退件"),
        ("suspensions", "停用管理"),
        ("outbox", "寄件匣"),
        ("conflicts", "待處理衝突"),
        ("deliveries", "送達單"),
        ("find", "查詢"),
        ("audit", "稽核紀錄"),
        ("health", "健康狀態"),
        ("settings", "設定"),
    ] {
        window.click(&format!("place-{place}")).await;
        let page = hears_page(&window, heading).await;
        if place == "audit" {
            in_order(
                &page,
                &["時間", "誰", "做了什麼", "案號"].map(|column| (role::COLUMN_HEADER, column)),
            );
        }
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_and_a_post_are_heard_in_the_order_in_which_they_are_worked() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open(folder.path(), &portal.base_url()).await;
    let application = approvable_application(&portal);
    open_case(&window, &application.to_string()).await;
    window.papers_shown(3).await;
    let title = window.text("case-title").await;
    let name = title.split_whitespace().next().expect("a name").to_owned();
    let page = hears_page(&window, &name).await;
    keep("application", &page);
    in_order(
        &page,
        &[
            (role::HEADING, &name),
            (role::PANEL, "檢核結果"),
            (role::HEADING, "身分證明文件"),
            (role::PANEL, "身分證明文件：身分證正面"),
            (role::IMAGE, "第 1／1 頁"),
            (role::PANEL, "身分證明文件檢核"),
            (role::HEADING, "關係證明文件"),
            (role::PANEL, "關係證明文件檢核"),
            (role::HEADING, "正面照片"),
            (role::PANEL, "正面照片檢核"),
            (role::LANDMARK, "關係、申請人與歷程"),
            (role::HEADING, "若通過，家屬會看到"),
            (role::PUSH_BUTTON, "通過"),
        ],
    );
    window.look_through().await;
    window.press('v').await;
    window.press('a').await;
    window.find("toast").await;
    let page = hears(&window, "what was done", |page| page.words().contains("通過")).await;
    keep("after", &page);

    window.click("place-posts").await;
    let post = ordinary_post(&portal);
    open_case(&window, &post.to_string()).await;
    let title = window.text("case-title").await;
    let name = title.split_whitespace().next().expect("a name").to_owned();
    let page = hears_page(&window, &name).await;
    keep("post", &page);
    in_order(
        &page,
        &[
            (role::HEADING, &name),
            (role::PANEL, "檢核結果"),
            (role::ARTICLE, "家屬的原文"),
            (role::RADIO_BUTTON, "適合"),
            (role::PANEL, "照片："),
            (role::RADIO_BUTTON, "適合"),
            (role::LANDMARK, "發佈人、退件次數與歷程"),
            (role::PUSH_BUTTON, "通過"),
        ],
    );
    window.close().await;
}
