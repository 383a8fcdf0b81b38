//! What a person sets for themselves, in the real window: keys of their own and a part of the queue,
//! over the end of the desk.

use support::window::{Key, Launch};

use crate::window::{open_desk, portal_at};

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_key_and_how_the_queue_was_left_are_there_after_the_desks_end() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.press('?').await;
    window.click("key-next").await;
    // The window's own, the browser's below it, and what is taken.
    for refused in [Key::Enter.into(), Key::F5.into(), 'k'] {
        window.press(refused).await;
        window.find("key-refusal").await;
    }
    // Esc leaves the choice, and then the list.
    window.press(Key::Escape.into()).await;
    window.gone("key-waits").await;
    assert!(window.shows("keys").await, "the list is still there");
    window.click("key-next").await;
    window.press('q').await;
    window.find("key-back-next").await;
    window.press(Key::Escape.into()).await;
    window.gone("keys").await;
    window.click("place-posts").await;
    window.click("only-pressing").await;
    window.says("queue-narrowed", "急的").await;
    // At once: what is being kept is waited for.
    window.close().await;

    let window = open_desk(&portal.base_url(), folder.path()).await;
    assert!(!window.shows("queue-narrowed").await, "the other queue has a filter of its own");
    window.press('q').await;
    window.find("case-title").await;
    window.click("place-posts").await;
    window.says("queue-narrowed", "急的").await;
    window.click("queue-unfilter").await;
    window.gone("queue-narrowed").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_typed_in_the_moment_the_window_closes_is_there_afterwards() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("queue-row").await;
    window.find("case-title").await;
    window.fill("staff-note", "先打電話問戶政").await;
    window.close().await;

    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("queue-row").await;
    let note = "const shown = [...document.querySelectorAll('[data-testid=staff-note]')] \
                .find((one) => one.closest('[inert]') === null); \
                return shown?.value === '先打電話問戶政'";
    window.until_script("the note is there", note).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_opens_as_large_as_it_was_closed() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let data = folder.path().join("desk").display().to_string();
    let address = portal.base_url();
    let open = async || {
        let launch = Launch::desk(["--practice", &address, "--data-folder", &data]);
        let window = launch.own_size().open().await;
        window.find("queue-row").await;
        window
    };
    let is_so_large = "return `${window.innerWidth} ${window.innerHeight}` === '1111 666'";
    let window = open().await;
    window.resize(1111, 666).await;
    window.until_script("it is as large as asked", is_so_large).await;
    window.close().await;
    let window = open().await;
    window.until_script("it is as large as it was closed", is_so_large).await;
    window.close().await;
}
