//! The real desk before a certified OpenID provider as it comes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::views::boot::{PortalRequest, SessionView};
use app::views::lock::PinRequest;
use app::{Desk, DeskOptions, PracticeStart};
use practice_portal::{Config, Portal, World};
use support::provider::{Browser, FederatedPortal, Provider};

use crate::desk::{Keyring, at_rest, posts};
use crate::misfortune::end;

fn desk(folder: &Path, keyring: &Arc<Keyring>, browser: &Browser) -> Desk {
    portal::choose_cipher_provider();
    let browser = browser.clone();
    Desk::new(DeskOptions {
        data_folder: folder.to_owned(),
        secrets: keyring.clone(),
        practice: PracticeStart::WhenAsked,
        worker: PathBuf::from("no-documents-are-opened-here"),
        managed: app::ManagedPolicy::default(),
        open_browser: Arc::new(move |address| {
            let (browser, address) = (browser.clone(), address.to_owned());
            tokio::spawn(async move { browser.open(&address).await });
            Ok(())
        }),
        on_changed: Arc::new(|_| {}),
        clock: Arc::new(app::SystemClock),
    })
}

async fn sign_in(desk: &Desk, portal: &FederatedPortal) -> SessionView {
    let request = PortalRequest { url: portal.base_url(), confirmed: true };
    desk.sign_in(request).await.expect("signed in")
}

/// After a restart, by the sign-in that was kept.
async fn go_on(desk: &Desk) -> SessionView {
    desk.boot().await.expect("booted").lock.expect("somebody's desk is here");
    desk.unlock(PinRequest { pin: String::new().into() }).await.expect("opened")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_provider_signs_in_renews_goes_on_after_a_restart_and_says_farewell() {
    let world = World { draw: false, ..World::at(chrono::Utc::now()) };
    let config = Config { world, ..Config::default() };
    let portal = tokio::task::spawn_blocking(|| Portal::start(config)).await.expect("no panic");
    let portal = portal.expect("the practice portal starts");
    let provider = Provider::start(20).await;
    let front = FederatedPortal::before(&portal, &provider).await;
    let (folder, keyring) = (tempfile::tempdir().expect("a folder"), Arc::default());
    let browser = Browser::of("sw-01");

    let first = desk(folder.path(), &keyring, &browser);
    let session = sign_in(&first, &front).await;
    assert_eq!((session.display_name.as_str(), session.ends), ("李沛真", None), "it is renewed");
    assert_eq!(browser.passwords(), 1);
    at_rest(&first).await;
    provider.until("granted authorization_code").await;
    // Its tokens are good for twenty seconds: the desk renews them by itself.
    while !provider.has_done("granted refresh_token").await {
        first.sync_now().await.expect("asked");
    }
    at_rest(&first).await;
    end(first).await;

    let second = desk(folder.path(), &keyring, &browser);
    assert_eq!(go_on(&second).await.display_name, "李沛真");
    at_rest(&second).await;
    end(second).await;

    portal.stop();
    let third = desk(folder.path(), &keyring, &browser);
    assert_eq!(go_on(&third).await.display_name, "李沛真");
    assert!(!posts(&third).await.is_empty(), "what was pulled is there without the portal");
    assert_eq!(browser.passwords(), 1, "nobody was asked for anything");
    portal.restart().expect("the portal is back");
    third.sign_out().await.expect("signed out");
    provider.until("farewell").await;

    // The next colleague has the same browser, and is nobody before they give their own password.
    browser.handed_to("sw-02");
    let session = sign_in(&third, &front).await;
    assert_ne!(session.display_name, "李沛真");
    assert_eq!(browser.passwords(), 2);
    end(third).await;
}
