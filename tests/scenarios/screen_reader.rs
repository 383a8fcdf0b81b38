//! What a screen reader is told, from the desktop's own accessibility tree (AT-SPI 2): every page by name
//! and role, in the order in which it is read, and nothing of a case while the desk is locked.

use std::path::Path;

use support::screen_reader::{ScreenReader, Spoken, outline};
use support::window::{Key, Launch, Window};

use crate::lock_window::{PIN, portal_asking_for_a_pin};

/// A desk in practice that hands out its tree.
fn told(folder: &Path, portal: &str) -> Launch {
    Launch::practice_with(&folder.join("desk"), portal).env("NO_AT_BRIDGE", "0")
}

async fn hears(window: &Window, what: &str, is_so: impl Fn(&Spoken) -> bool) -> Spoken {
    let process = window.process().expect("the desk runs");
    ScreenReader::start().await.hears(process, what, is_so).await
}

fn has(page: &Spoken, role: &str, name: &str) -> bool {
    page.named(role).iter().any(|one| one.contains(name))
}

/// Nothing that a person acts on is without a name.
fn all_have_names(page: &Spoken) {
    let nameless = page.nameless();
    assert!(nameless.is_empty(), "{nameless:?}\n{}", outline(page));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_and_the_lock_are_spoken_and_say_nothing_of_a_case() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_asking_for_a_pin(folder.path()).await;
    let window = told(folder.path(), &portal.base_url()).open().await;
    let page = hears(&window, "the PIN", |page| has(page, "heading", "設定您的 PIN")).await;
    eprintln!("{}", outline(&page));
    window.fill("pin-new", PIN).await;
    window.fill("pin-again", PIN).await;
    window.click("pin-save").await;
    window.find("queue-row").await;
    window.click("queue-row").await;
    window.papers_shown(1).await;
    let page = hears(&window, "the case", |page| has(page, "heading", "")).await;
    eprintln!("{}", outline(&page));
    window.press_with(&[Key::Control], 'l').await;
    window.find("lock").await;
    let page = hears(&window, "the lock", |page| has(page, "heading", "審核台已上鎖")).await;
    eprintln!("{}", outline(&page));
    all_have_names(&page);
    window.close().await;
}
