//! The lock in the real window: a key empties the page, the system's own lock does too, and the PIN
//! brings the case back.

use std::path::{Path, PathBuf};
use std::process::Command;

use practice_portal::{Config, Database, Portal, World};
use serde_json::Value;
use support::window::{Key, Launch, Window};

pub(crate) const PIN: &str = "194728";

pub(crate) async fn portal_asking_for_a_pin(folder: &Path) -> Portal {
    let config = Config {
        database: Database::File(folder.join("portal.sqlite")),
        picture_cache: Some(folder.join("pictures")),
        world: World::at(chrono::Utc::now()),
        pin: true,
        ..Config::default()
    };
    tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the practice portal starts")
}

async fn picture(window: &Window, name: &str) {
    let Some(folder) = std::env::var_os("NOTEBOOK_DESK_PICTURES") else { return };
    for theme in ["light", "dark"] {
        let script = format!("document.documentElement.dataset.theme = '{theme}'; return true");
        window.script(&script, Vec::new()).await;
        window.picture_to(&PathBuf::from(&folder).join(format!("{name}-{theme}.png"))).await;
    }
}

/// Everything that the page holds, its title and what it would tell a screen reader included.
async fn whole_page(window: &Window) -> String {
    let script = "return document.title + document.documentElement.outerHTML \
                  + [...document.querySelectorAll('input, textarea')].map((i) => i.value).join()";
    match window.script(script, Vec::new()).await {
        Value::String(page) => page,
        other => panic!("no page: {other}"),
    }
}

/// Nothing of a case is on the page, and the core has nothing to say of one.
async fn is_empty(window: &Window, words: &[String]) {
    window.find("lock").await;
    let page = whole_page(window).await;
    for word in words {
        assert!(!page.contains(word.as_str()), "{word} is still on the page");
    }
    for gone in ["queue-row", "case-title", "document", "sync-state"] {
        assert_eq!(window.count(gone).await, 0, "{gone}");
    }
    assert_eq!(window.all("img").await.len(), 0, "no picture");
    let fetched = window
        .script_async(
            "const done = arguments[arguments.length - 1]; \
             window.__TAURI_INTERNALS__.invoke('call', { name: 'list_outbox', request: null }) \
             .then(() => done('answered'), (error) => done(error.code))",
            Vec::new(),
        )
        .await;
    assert_eq!(fetched, "locked");
}

async fn unlock(window: &Window, typed: &str) {
    window.fill("lock-pin", typed).await;
    window.click("lock-open").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_l_leaves_nothing_of_the_case_and_the_pin_brings_it_back() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_asking_for_a_pin(folder.path()).await;
    let data = folder.path().join("desk");
    let window = Launch::practice_with(&data, &portal.base_url()).open().await;
    window.find("pin-set").await;
    picture(&window, "pin-set").await;
    window.fill("pin-new", "123456").await;
    window.fill("pin-again", "123456").await;
    window.click("pin-save").await;
    window.says("pin-trouble", "連號").await;
    window.fill("pin-new", PIN).await;
    window.fill("pin-again", PIN).await;
    window.click("pin-save").await;

    window.find("queue-row").await;
    window.click("queue-row").await;
    window.papers_shown(1).await;
    let title = window.text("case-title").await;
    let row = window.text("queue-row").await;
    let words: Vec<String> = title
        .split_whitespace()
        .chain(row.split_whitespace())
        .filter(|word| word.chars().count() >= 3 && !word.contains("雲林"))
        .map(str::to_owned)
        .collect();
    assert!(!words.is_empty(), "{title}");

    // Half a note is written, and kept on the way out.
    window.press_with(&[Key::Control], 'l').await;
    is_empty(&window, &words).await;
    window.says("lock-name", "李○真").await;
    window.says("lock-facility", "雲林第二監獄").await;
    window
        .until_script("the data is closed", "return document.body.innerText.includes('已關閉')")
        .await;
    picture(&window, "lock").await;

    unlock(&window, "271828").await;
    window.says("lock-trouble", "PIN 不對").await;
    is_empty(&window, &words).await;
    picture(&window, "lock-wrong").await;
    unlock(&window, PIN).await;
    window.find("queue-row").await;
    window.click("queue-row").await;
    window.says("case-title", title.split_whitespace().next().unwrap_or_default()).await;

    // The button, and the system's own lock: the screen saver of the session's bus.
    window.click("lock-up").await;
    is_empty(&window, &words).await;
    unlock(&window, PIN).await;
    window.find("queue-row").await;
    let told = Command::new("dbus-send")
        .args(["--session", "--type=signal", "/org/freedesktop/ScreenSaver"])
        .args(["org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"])
        .status();
    assert!(told.is_ok_and(|status| status.success()), "dbus-send, a part of dbus, is there");
    is_empty(&window, &words).await;

    // 不是我: the start page, where the desk is offered to nobody in practice.
    window.click("lock-not-me").await;
    window.find("start-practice").await;
    window.click("start-practice").await;
    // Whoever practises as them is asked for their PIN.
    unlock(&window, PIN).await;
    window.find("queue-row").await;
    window.close().await;

    // A restart asks too.
    let window = Launch::practice_with(&data, &portal.base_url()).open().await;
    is_empty(&window, &words).await;
    unlock(&window, PIN).await;
    window.find("queue-row").await;
    window.close().await;
}
