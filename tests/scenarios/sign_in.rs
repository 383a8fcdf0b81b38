//! Signing in, staying signed in and signing out, against the practice portal's own sign-in.
// The whole file is a test, its helpers too.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use portal::secrets::{MemorySecrets, Secret, SecretError, SecretStore};
use portal::wire::Me;
use portal::{
    Client, ClientError, ClientOptions, Lasting, Session, SignIn, SignInError, sign_in_practice,
};
use practice_portal::{Clock, Config, Portal, World};
use reqwest::Url;
use support::contract::folder;
use support::hostile_provider::{Flaw, Habits, HostileProvider};
use support::scripted_portal::{Answer, ScriptedPortal};

const NAME: &str = "session";

fn practice() -> Portal {
    let world = World::empty("2026-11-23T01:30:00Z".parse().unwrap());
    Portal::start(Config { world, ..Config::default() }).unwrap()
}

fn base(portal: &Portal) -> Url {
    portal.base_url().parse().unwrap()
}

async fn signed_in(portal: &Portal, person: &str, secrets: Arc<dyn SecretStore>) -> Session {
    let options = ClientOptions::default();
    sign_in_practice(&base(portal), &options, person, secrets, NAME).await.unwrap()
}

fn client(portal: &Portal, session: &Session) -> Client {
    Client::new(base(portal), session.tokens.clone(), ClientOptions::default()).unwrap()
}

/// A keyring that counts what is written to it and can be made to fail.
#[derive(Default)]
struct Keyring {
    inner: MemorySecrets,
    written: AtomicUsize,
    locked: AtomicBool,
    /// What was written, so that a test can go back to it.
    history: Mutex<Vec<Secret>>,
}

impl SecretStore for Keyring {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        self.inner.get(name)
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        if self.locked.load(Ordering::SeqCst) {
            return Err(SecretError::Locked);
        }
        self.written.fetch_add(1, Ordering::SeqCst);
        self.history.lock().unwrap().push(Secret::new(value.to_vec()));
        self.inner.set(name, value)
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.inner.delete(name)
    }
}

/// Somebody's browser: follows redirects, keeps nothing.
async fn browse(address: &str) -> (u16, String) {
    portal::choose_cipher_provider();
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = browser.get(address).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_signs_in_to_a_practice_portal() {
    let portal = practice();
    for (person, role) in [("sw-01", "SocialWorker"), ("sv-01", "Supervisor")] {
        let session = signed_in(&portal, person, Arc::new(MemorySecrets::new())).await;
        assert_eq!(session.me.subject, person);
        assert_eq!(format!("{:?}", session.me.role), role);
        let me = client(&portal, &session).me().await.unwrap();
        assert_eq!(me, session.me);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_signs_in_and_the_person_is_sent_back_to_the_desk() {
    let portal = practice();
    let options = ClientOptions::default();
    let sign_in = SignIn::begin(&base(&portal), &options, Some("sw-01")).await.unwrap();
    let address = sign_in.authorization_url().clone();
    let asked: std::collections::BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["max_age"], "0", "the service has to say when it asked for the password");
    assert!(asked["state"].len() > 15 && asked["nonce"].len() > 15);
    let back = asked["redirect_uri"].clone();
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");

    let waiting = tokio::spawn(sign_in.finish(Arc::new(MemorySecrets::new()), NAME));
    // Strays first: an icon, somebody else's answer, nonsense. None of them disturbs.
    let place = Url::parse(&back).unwrap();
    assert_eq!(browse(place.join("/favicon.ico").unwrap().as_str()).await.0, 404);
    assert_eq!(browse(&format!("{back}?code=stolen&state=forged")).await.0, 404);
    assert_eq!(browse(&back).await.0, 404);
    let silent =
        tokio::net::TcpStream::connect(("127.0.0.1", place.port().unwrap())).await.unwrap();

    let (status, page) = browse(address.as_str()).await;
    assert_eq!(status, 200);
    assert!(page.contains("可以回到審核台了"), "{page}");
    let session = waiting.await.unwrap().unwrap();
    assert_eq!(session.me.subject, "sw-01");
    drop(silent);
    let port = place.port().unwrap();
    assert!(
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err(),
        "it listens no more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_sign_in_says_so() {
    let portal = practice();
    let options = ClientOptions::default();
    let sign_in = SignIn::begin(&base(&portal), &options, None).await.unwrap();
    let asked: std::collections::BTreeMap<_, _> =
        sign_in.authorization_url().query_pairs().into_owned().collect();
    let issuer =
        url::form_urlencoded::byte_serialize(portal.base_url().as_bytes()).collect::<String>();
    let answer = format!(
        "{}?error=access_denied&state={}&iss={issuer}%2Foidc",
        asked["redirect_uri"], asked["state"]
    );
    let waiting = tokio::spawn(sign_in.finish(Arc::new(MemorySecrets::new()), NAME));
    assert!(browse(&answer).await.1.contains("沒有登入"));
    let error = waiting.await.unwrap().err().unwrap();
    assert!(matches!(&error, SignInError::Declined { code } if code == "access_denied"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_not_the_portals_opens_nothing() {
    let portal = practice();
    let secrets = Arc::new(MemorySecrets::new());
    let options = ClientOptions::default();
    let sign_in = SignIn::begin(&base(&portal), &options, None).await.unwrap();
    let asked: std::collections::BTreeMap<_, _> =
        sign_in.authorization_url().query_pairs().into_owned().collect();
    let issuer =
        url::form_urlencoded::byte_serialize(portal.base_url().as_bytes()).collect::<String>();
    let answer = format!(
        "{}?code=made-up&state={}&iss={issuer}%2Foidc",
        asked["redirect_uri"], asked["state"]
    );
    let waiting = tokio::spawn(sign_in.finish(secrets.clone(), NAME));
    browse(&answer).await;
    let error = waiting.await.unwrap().err().unwrap();
    let SignInError::TokenRefused { code } = &error else { panic!("{error}") };
    assert_eq!(code, "invalid_grant");
    assert!(secrets.get(NAME).unwrap().is_none(), "nothing was kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_access_token_is_renewed_once_for_all_who_find_it_ended() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session = signed_in(&portal, "sw-01", keyring.clone()).await;
    let client = client(&portal, &session);
    assert_eq!(keyring.written.load(Ordering::SeqCst), 1);
    portal.hand().end_access_tokens().unwrap();

    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.me().await })
        })
        .collect();
    for call in calls {
        // A second exchange of the same refresh token would have ended the whole sign-in.
        assert_eq!(call.await.unwrap().unwrap().subject, "sw-01");
    }
    assert_eq!(keyring.written.load(Ordering::SeqCst), 2, "one renewal, kept once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_token_that_the_keyring_refuses_is_held_in_memory_and_told_so() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session = signed_in(&portal, "sw-01", keyring.clone()).await;
    let client = client(&portal, &session);
    assert!(session.tokens.is_kept());

    keyring.locked.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        portal.hand().end_access_tokens().unwrap();
        assert_eq!(client.me().await.unwrap().subject, "sw-01", "the work goes on");
        assert!(!session.tokens.is_kept(), "and it is not said to be kept");
    }
    // Unlocked, the next renewal keeps it, and a restart goes on with it.
    keyring.locked.store(false, Ordering::SeqCst);
    portal.hand().end_access_tokens().unwrap();
    client.me().await.unwrap();
    assert!(session.tokens.is_kept() && !session.tokens.is_over().await);
    let options = ClientOptions::default();
    let after = Session::resume(keyring, NAME, &options).await.unwrap().unwrap();
    assert_eq!(self::client(&portal, &after).me().await.unwrap().subject, "sw-01");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_desk_goes_on_with_its_session() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let before = signed_in(&portal, "sw-01", keyring.clone()).await;
    drop(before);
    portal.stop();

    // No network is needed to know who sits here.
    let options = ClientOptions::default();
    let after = Session::resume(keyring.clone(), NAME, &options).await.unwrap().unwrap();
    assert_eq!(after.me.subject, "sw-01");
    let client = client(&portal, &after);
    let error = client.me().await.expect_err("the portal is away");
    assert!(matches!(error, ClientError::Network { .. }), "{error}");
    assert!(!after.tokens.is_over().await, "being offline ends no session");

    portal.restart().unwrap();
    assert_eq!(client.me().await.unwrap().subject, "sw-01");
    assert!(Session::resume(keyring, "another", &options).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_the_portal_ended_asks_for_a_new_sign_in() {
    let portal = practice();
    let session = signed_in(&portal, "sw-01", Arc::new(MemorySecrets::new())).await;
    let client = client(&portal, &session);
    portal.hand().sign_everybody_out().unwrap();
    assert!(matches!(client.me().await, Err(ClientError::Unauthorised)));
    assert!(session.tokens.is_over().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stolen_old_refresh_token_ends_the_session_for_both() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session = signed_in(&portal, "sw-01", keyring.clone()).await;
    let owner = client(&portal, &session);
    portal.hand().end_access_tokens().unwrap();
    owner.me().await.unwrap();

    let stolen = keyring.history.lock().unwrap()[0].clone();
    let thief = MemorySecrets::new();
    thief.set(NAME, &stolen).unwrap();
    let options = ClientOptions::default();
    let copy = Session::resume(Arc::new(thief), NAME, &options).await.unwrap().unwrap();
    assert!(matches!(client(&portal, &copy).me().await, Err(ClientError::Unauthorised)));
    assert!(matches!(owner.me().await, Err(ClientError::Unauthorised)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_forgets_the_session_here_and_there() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session = signed_in(&portal, "sw-01", keyring.clone()).await;
    let copy = keyring.get(NAME).unwrap().unwrap();
    session.sign_out().await.unwrap();
    assert!(keyring.get(NAME).unwrap().is_none());
    assert!(matches!(client(&portal, &session).me().await, Err(ClientError::Unauthorised)));

    let kept = MemorySecrets::new();
    kept.set(NAME, &copy).unwrap();
    let options = ClientOptions::default();
    let back = Session::resume(Arc::new(kept), NAME, &options).await.unwrap().unwrap();
    let error = client(&portal, &back).me().await.expect_err("revoked at the portal");
    assert!(matches!(error, ClientError::Unauthorised), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_without_a_network_is_still_signing_out() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session = signed_in(&portal, "sw-01", keyring.clone()).await;
    portal.stop();
    session.sign_out().await.unwrap();
    assert!(keyring.get(NAME).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pc_whose_clock_is_years_off_can_sign_in_all_the_same() {
    let at = "2031-05-05T00:00:00Z".parse().unwrap();
    let (clock, world) = (Clock::manual(at), World::empty(at));
    let portal = Portal::start(Config { clock, world, ..Config::default() }).unwrap();
    let session = signed_in(&portal, "sw-01", Arc::new(MemorySecrets::new())).await;
    assert_eq!(session.me.subject, "sw-01");
}

#[tokio::test]
async fn a_real_portal_is_never_signed_in_to_without_a_browser() {
    let meta = std::fs::read(folder().join("examples/meta.json")).unwrap();
    let portal = ScriptedPortal::with(vec![Answer::json(meta)]).await;
    let base = portal.base_url().parse().unwrap();
    let (options, secrets) = (ClientOptions::default(), Arc::new(MemorySecrets::new()));
    let error = sign_in_practice(&base, &options, "sw-01", secrets, NAME).await.err().unwrap();
    assert!(matches!(error, SignInError::NotPractice), "{error}");
}

#[tokio::test]
async fn what_the_keyring_holds_wrongly_is_told_and_not_guessed() {
    let secrets = Arc::new(MemorySecrets::new());
    secrets.set(NAME, b"not ours").unwrap();
    let error = Session::resume(secrets, NAME, &ClientOptions::default()).await.err().unwrap();
    assert!(matches!(error, ClientError::Secrets(SecretError::Unreadable)), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_session_fits_into_the_smallest_keyring() {
    let portal = practice();
    let keyring = Arc::new(Keyring::default());
    let session: Session = signed_in(&portal, "sw-01", keyring.clone()).await;
    let Me { display_name, .. } = &session.me;
    let kept = keyring.get(NAME).unwrap().unwrap();
    assert!(kept.len() < 1_280, "{} bytes", kept.len());
    assert!(String::from_utf8_lossy(&kept).contains(display_name.as_str()));
}

// ---- a sign-in service that gets one thing wrong -------------------------------------------------

/// Why a sign-in with one flaw fails; `None` if it does not.
async fn outcome(flaw: Flaw) -> Option<SignInError> {
    let provider = HostileProvider::with(flaw).await;
    let base = provider.base_url().parse().unwrap();
    let secrets = Arc::new(MemorySecrets::new());
    let options = ClientOptions::default();
    let error = sign_in_practice(&base, &options, "sw-01", secrets.clone(), NAME).await.err();
    let kept = secrets.get(NAME).unwrap().is_some();
    assert_eq!(kept, error.is_none(), "{flaw:?}: a session is kept exactly if there is one");
    if let Some(error) = &error {
        let texts = format!("{error} {error:?}");
        assert!(!texts.contains("access-1") && !texts.contains("refresh-1"), "{texts}");
    }
    error
}

#[tokio::test]
async fn an_identity_that_cannot_be_proven_signs_nobody_in() {
    assert!(outcome(Flaw::None).await.is_none(), "the measure for the others");
    for flaw in [
        Flaw::ForeignKey,
        Flaw::Unsigned,
        Flaw::Altered,
        Flaw::AnotherNonce,
        Flaw::AnotherAudience,
        Flaw::AnotherIssuer,
        Flaw::Expired,
        Flaw::AnotherAccessToken,
        Flaw::NoIdToken,
    ] {
        let error = outcome(flaw).await;
        assert!(matches!(error, Some(SignInError::IdToken)), "{flaw:?}: {error:?}");
    }
    let error = outcome(Flaw::AnotherPerson).await;
    assert!(matches!(error, Some(SignInError::AnotherPerson)), "{error:?}");
}

#[tokio::test]
async fn a_sign_in_service_that_misdescribes_itself_is_not_used() {
    let error = outcome(Flaw::AnotherDiscovery).await;
    assert!(matches!(error, Some(SignInError::Discovery)), "{error:?}");
    for (flaw, lies_elsewhere) in [
        (Flaw::PlainTokenEndpoint, "token_endpoint"),
        (Flaw::ForeignTokenEndpoint, "token_endpoint"),
        (Flaw::ForeignKeys, "jwks_uri"),
    ] {
        let error = outcome(flaw).await;
        let Some(SignInError::ForeignEndpoint { endpoint }) = error else { panic!("{error:?}") };
        assert_eq!(endpoint, lies_elsewhere);
    }
}

#[tokio::test]
async fn an_answer_of_another_provider_brings_nothing_to_the_token_endpoint() {
    for flaw in [Flaw::AnswersForAnother, Flaw::AnswersNameless] {
        let provider = HostileProvider::with(flaw).await;
        let error = sign_in_to(&provider, Arc::new(MemorySecrets::new())).await.err();
        assert!(matches!(error, Some(SignInError::AnotherIssuer)), "{flaw:?}: {error:?}");
        assert_eq!(provider.grants(), Vec::<String>::new(), "{flaw:?}: the code was not used");
    }
}

#[tokio::test]
async fn whoever_sits_here_is_asked_for_their_own_password() {
    let provider = HostileProvider::with(Flaw::None).await;
    sign_in_to(&provider, Arc::new(MemorySecrets::new())).await.unwrap();
    let question = provider.asked().remove(0);
    assert!(question.contains("prompt=login+consent"), "{question}");
    assert!(question.contains("scope=openid+offline_access"), "{question}");
    // And where the provider takes the last colleague's sign-in for theirs, nobody is signed in.
    let error = outcome(Flaw::SignedInBefore).await;
    assert!(matches!(error, Some(SignInError::NotAskedAnew)), "{error:?}");
}

#[tokio::test]
async fn refusals_keep_their_code_for_whoever_can_mend_them() {
    for code in ["invalid_grant", "unauthorized_client", "invalid_client"] {
        let error = outcome(Flaw::Refuses(code)).await;
        let Some(SignInError::TokenRefused { code: told }) = &error else { panic!("{error:?}") };
        assert_eq!(told, code);
        assert!(error.unwrap().to_string().contains(code), "the log has it");
    }
    for code in ["access_denied", "temporarily_unavailable", "invalid_scope"] {
        let error = outcome(Flaw::Declines(code)).await;
        let Some(SignInError::Declined { code: told }) = error else { panic!("{error:?}") };
        assert_eq!(told, code);
    }
    // Nobody said no: it is for later.
    let error = outcome(Flaw::Refuses("server_error")).await;
    let Some(SignInError::Portal(error)) = error else { panic!("{error:?}") };
    assert!(error.is_transient());
}

async fn sign_in_to(
    provider: &HostileProvider,
    secrets: Arc<dyn SecretStore>,
) -> Result<Session, SignInError> {
    let base = provider.base_url().parse().unwrap();
    sign_in_practice(&base, &ClientOptions::default(), "sw-01", secrets, NAME).await
}

#[tokio::test]
async fn a_provider_with_habits_of_its_own_signs_in_and_goes_on_after_a_restart() {
    for habits in [
        Habits { queries: true, ..Habits::default() },
        Habits { new_name_of_the_algorithm: true, ..Habits::default() },
        Habits { odd_claims: true, ..Habits::default() },
        Habits { ahead: 50, ..Habits::default() },
        Habits { ahead: -50, life: Some(20), ..Habits::default() },
    ] {
        let provider = HostileProvider::of_habits(habits).await;
        let secrets = Arc::new(MemorySecrets::new());
        let session = sign_in_to(&provider, secrets.clone()).await;
        let session = session.unwrap_or_else(|error| panic!("{habits:?}: {error}"));
        assert_eq!(session.lasting, Lasting::Renewed);
        let options = ClientOptions::default();
        let after = Session::resume(secrets, NAME, &options).await.unwrap().unwrap();
        let base: Url = provider.base_url().parse().unwrap();
        let client = Client::new(base, after.tokens.clone(), options).unwrap();
        assert_eq!(client.me().await.unwrap().subject, "sw-01", "{habits:?}");
    }
}

#[tokio::test]
async fn a_token_of_twenty_seconds_is_used_more_than_once() {
    let provider = HostileProvider::of_habits(Habits { life: Some(20), ..Habits::default() }).await;
    let session = sign_in_to(&provider, Arc::new(MemorySecrets::new())).await.unwrap();
    let base: Url = provider.base_url().parse().unwrap();
    let client = Client::new(base, session.tokens.clone(), ClientOptions::default()).unwrap();
    for _ in 0..5 {
        client.me().await.unwrap();
    }
    assert_eq!(provider.grants(), ["authorization_code"], "and not renewed for every call");
}

#[tokio::test]
async fn where_there_is_no_refresh_token_it_is_known_until_when_the_sign_in_lasts() {
    let habits = Habits { refresh_token: Some(""), life: Some(60), ..Habits::default() };
    let provider = HostileProvider::of_habits(habits).await;
    let secrets = Arc::new(MemorySecrets::new());
    let before = chrono::Utc::now();
    let session = sign_in_to(&provider, secrets.clone()).await.unwrap();
    let Lasting::Once { until: Some(until) } = session.lasting else {
        panic!("{:?}", session.lasting)
    };
    let life = (until - before).num_seconds();
    assert!((59..=62).contains(&life), "{life} s");
    assert!(secrets.get(NAME).unwrap().is_none(), "there is nothing to go on with");
}

#[tokio::test]
async fn a_session_renewed_for_somebody_else_is_over() {
    let provider = HostileProvider::with(Flaw::RenewsForAnother).await;
    let secrets = Arc::new(MemorySecrets::new());
    sign_in_to(&provider, secrets.clone()).await.unwrap();
    let options = ClientOptions::default();
    let after = Session::resume(secrets, NAME, &options).await.unwrap().unwrap();
    let base: Url = provider.base_url().parse().unwrap();
    let client = Client::new(base, after.tokens.clone(), options).unwrap();
    assert!(matches!(client.me().await, Err(ClientError::Unauthorised)));
    assert!(after.tokens.is_over().await);
}

#[tokio::test]
async fn the_providers_farewell_is_known_with_who_is_leaving() {
    let habits = Habits { queries: true, ..Habits::default() };
    let provider = HostileProvider::of_habits(habits).await;
    let session = sign_in_to(&provider, Arc::new(MemorySecrets::new())).await.unwrap();
    let page = session.farewell_page().await.unwrap();
    let told: std::collections::BTreeMap<_, _> = page.query_pairs().into_owned().collect();
    assert_eq!((page.path(), told["tenant"].as_str()), ("/oidc/farewell", "A"));
    assert_eq!(told["client_id"], "notebook-desk");
    assert_eq!(told["id_token_hint"].split('.').count(), 3);
    session.sign_out().await.unwrap();
    assert!(session.farewell_page().await.is_none());
}

#[tokio::test]
async fn a_busy_sign_in_service_is_not_taken_for_a_refusal() {
    let error = outcome(Flaw::Busy).await;
    let Some(SignInError::Portal(error)) = error else { panic!("{error:?}") };
    assert!(error.is_transient());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(9)));
    let error = outcome(Flaw::Redirecting).await;
    let Some(SignInError::Portal(ClientError::Status { status: 307, .. })) = error else {
        panic!("{error:?}")
    };
}
