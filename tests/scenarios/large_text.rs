//! The pages before the desk, and every place, at twice the text size on a screen of 1366 × 768: nothing
//! lies beyond an edge, and everything that is acted on can be brought into sight and reached.

use std::path::Path;

use practice_portal::Portal;
use support::window::{Key, Launch, Window};

use crate::lock_window::{PIN, portal_asking_for_a_pin};
use crate::locked_out_window::destroy;

/// What is out of reach: a page wider than the window, or a control that something else covers or that cannot
/// be scrolled to.
const OUT_OF_REACH: &str = "const wide = document.scrollingElement.scrollWidth > innerWidth + 1; \
    const acted = [...document.querySelectorAll('button, input, select, a[href], textarea')] \
      .filter((one) => !one.disabled && one.getClientRects().length > 0 && one.closest('[inert], details:not([open])') === null); \
    const hidden = acted.filter((one) => { \
      one.focus(); one.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' }); \
      const at = one.getBoundingClientRect(); \
      const top = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2); \
      return at.left < -1 || at.right > innerWidth + 1 || top === null || \
        !(one.contains(top) || one.labels?.[0]?.contains(top)); }); \
    return JSON.stringify({ wide, acted: acted.length, hidden: hidden.map((one) => one.outerHTML.slice(0, 120)) })";

async fn open(folder: &Path, portal: &Portal) -> Window {
    let data = folder.join("desk");
    std::fs::create_dir_all(&data).expect("made");
    std::fs::write(data.join("preferences.json"), r#"{ "settings": { "text_scale": 200 } }"#)
        .expect("written");
    Launch::practice_with(&data, &portal.base_url()).size(1366, 768).open().await
}

/// Everything on the page is within reach; in both themes a picture is taken of it.
async fn all_in_reach(window: &Window, name: &str) {
    let told = window.script(OUT_OF_REACH, Vec::new()).await;
    let told: serde_json::Value =
        serde_json::from_str(told.as_str().expect("a text")).expect("JSON");
    assert_eq!((&told["wide"], &told["hidden"]), (&false.into(), &serde_json::json!([])), "{name}");
    assert!(told["acted"].as_u64().is_some_and(|acted| acted > 0), "{name}");
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large_text");
    for theme in ["light", "dark"] {
        let script = format!(
            "document.documentElement.dataset.theme = '{theme}'; scrollTo(0, 0); return true"
        );
        window.script(&script, Vec::new()).await;
        window.painted().await;
        window.picture_to(&pictures.join(format!("{name}-{theme}.png"))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_the_lock_and_the_audit_log_are_in_reach_at_twice_the_text_size() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_asking_for_a_pin(folder.path()).await;
    let window = open(folder.path(), &portal).await;
    window.find("pin-set").await;
    all_in_reach(&window, "pin-set").await;
    window.fill("pin-new", "123123").await;
    window.fill("pin-again", "123123").await;
    window.click("pin-save").await;
    window.says("pin-trouble", "連號").await;
    all_in_reach(&window, "pin-refused").await;
    window.fill("pin-new", PIN).await;
    window.fill("pin-again", PIN).await;
    window.click("pin-save").await;
    window.find("queue-row").await;
    window.click("place-audit").await;
    window.find_by(".audit tbody tr:not(.day)").await;
    all_in_reach(&window, "audit").await;
    window.press_with(&[Key::Control], 'l').await;
    window.find("lock-pin").await;
    window
        .until_script("the data is closed", "return document.body.innerText.includes('已關閉')")
        .await;
    all_in_reach(&window, "lock").await;
    window.fill("lock-pin", "271828").await;
    window.click("lock-open").await;
    window.says("lock-trouble", "PIN 不對").await;
    all_in_reach(&window, "lock-wrong").await;
    window.click("lock-not-me").await;
    window.find("start-practice").await;
    all_in_reach(&window, "start").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_on_from_a_closed_door_is_in_reach_at_twice_the_text_size() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = crate::window::portal_at(folder.path(), 0).await;
    let window = open(folder.path(), &portal).await;
    window.find("queue-row").await;
    window.close().await;
    destroy(folder.path());
    let window = open(folder.path(), &portal).await;
    window.find("lock-out-anew").await;
    all_in_reach(&window, "lock-out").await;
    window.click("lock-out-anew").await;
    window.find("lock-out-anew-sure").await;
    all_in_reach(&window, "lock-out-sure").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_is_in_reach_at_twice_the_text_size() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = crate::window::portal_at(folder.path(), 0).await;
    let window = open(folder.path(), &portal).await;
    window.find("queue-row").await;
    crate::window::sign_in_supervisor(&window).await;
    for place in [
        "applications",
        "posts",
        "escalations",
        "tally",
        "suspensions",
        "outbox",
        "conflicts",
        "deliveries",
        "find",
        "audit",
        "health",
        "settings",
    ] {
        window.click(&format!("place-{place}")).await;
        window
            .until_script("the place is there", "return document.querySelector('main h1') !== null")
            .await;
        all_in_reach(&window, place).await;
    }
    window.close().await;
}
