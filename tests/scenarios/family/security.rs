//! The pages under attack: foreign forms, hostile words, walked ids, guessed accounts.

use domain::Verdict;
use reqwest::{StatusCode, header};
use support::visitor::{JPEG, PASSWORD, Visitor, registration, unescape};
use uuid::Uuid;

use super::{
    approved, decide, fresh, inmate, newest_application, newest_post, portal, reason, reject,
};

/// Words that have broken pages elsewhere.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}}{%25 if %25}${7*7}<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "' OR '1'='1'; DROP TABLE account; --",
    "\u{202e}txt.exe\u{202c}\u{200b}<b>",
    "<!--<script>-->",
    "%0d%0aSet-Cookie:%20a=b",
];

/// Nothing of the text stands on the page as markup.
#[track_caller]
fn harmless(page: &str, text: &str) {
    if text.contains('<') {
        assert!(!page.contains(text), "{text:?} is on the page as it was typed:\n{page}");
    }
    for markup in ["<script>alert", "<img src=x", "<svg onload", "</textarea><script"] {
        assert!(!page.contains(markup), "{markup} came through:\n{page}");
    }
}

#[tokio::test]
async fn every_page_comes_under_strict_headers_and_its_cookie_is_out_of_reach_of_scripts() {
    let (portal, hand) = portal();
    let fresh = Visitor::new(&portal.base_url());
    let page = fresh.get("/family/sign-in").await;
    let cookie = page.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/family"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let (family, _) = approved(&portal, "mei@example.tw", "9001").await;
    let case = newest_application(&hand).id;
    for path in [
        "/family",
        "/family/register",
        "/family/verify?link=x",
        "/family/verify/again",
        "/family/sign-in",
        "/family/apply",
        "/family/status",
        &format!("/family/status/{case}"),
        "/family/publish",
        "/family/publish/new",
        "/family/mailbox",
        "/family/nowhere",
    ] {
        let page = family.get(path).await;
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert!(!page.text.contains(" style=") && !page.text.contains("<style"), "{path}");
        let scripts = page.text.matches("<script").count();
        let ours = page.text.matches("<script src=\"/family/count.js\" defer></script>").count();
        assert_eq!(scripts, ours, "{path} has a script of its own");
        assert!(page.text.starts_with("<!doctype html>"), "{path}");
    }
}

#[tokio::test]
async fn a_form_without_this_visits_key_changes_nothing() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    family.publish(&inmate.id.to_string(), "想你", "等你").await;
    let post = newest_post(&hand);
    let stranger = Visitor::new(&portal.base_url());
    let foreign = stranger.key().await;
    let changes = hand.changes().unwrap();
    let id = post.id;
    for path in [
        "/family/register",
        "/family/register/account",
        "/family/verify",
        "/family/verify/again",
        "/family/sign-in",
        "/family/sign-out",
        "/family/apply",
        "/family/apply/find",
        &format!("/family/status/{id}"),
        &format!("/family/status/{id}/withdraw"),
        "/family/publish/new",
    ] {
        for key in ["", "0", &foreign] {
            let page = family.post_raw(path, &[("key", key), ("sure", "yes")]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
            page.says("這份表單已經失效");
        }
        // And a visitor without any cookie has no key at all.
        let bare = Visitor::new(&portal.base_url());
        let page = bare.post_raw(path, &[("key", &foreign)]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(hand.changes().unwrap(), changes);
    assert_eq!(family.get("/family/status").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn hostile_words_in_every_field_of_a_registration_are_only_words() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    for text in HOSTILE {
        for field in ["name", "national_id", "birth", "phone", "email", "address", "password"] {
            let mut fields = registration("mei@example.tw");
            fields.push(("name", "陳怡君"));
            for known in fields.iter_mut().filter(|(name, _)| *name == field) {
                known.1 = text;
            }
            // One fault, so that the form comes back with what was typed.
            for known in fields.iter_mut().filter(|(name, _)| *name == "again") {
                known.1 = "different";
            }
            let page = family.post("/family/register/account", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            harmless(&page.text, text);
        }
        let page = family.sign_in(text, text).await;
        harmless(&page.text, text);
        let page = family.post("/family/verify/again", &[("email", text)]).await;
        harmless(&page.text, text);
    }
}

#[tokio::test]
async fn hostile_words_in_every_field_of_an_application_and_a_post_are_only_words() {
    let (portal, hand) = portal();
    for (at, text) in HOSTILE.into_iter().enumerate() {
        let number = format!("91{at:02}");
        let email = format!("mei{at}@example.tw");
        let held = inmate(&hand, &number, text);
        let family = Visitor::new(&portal.base_url());
        family.join(&email, text).await;
        harmless(&family.get("/family").await.text, text);
        let relation: String = text.chars().take(30).collect();
        family.find(&number, &relation).await.leads_to("/family/apply");
        harmless(&family.get("/family/apply").await.text, &relation);
        let files = [("identity", text, "image/jpeg", JPEG), ("relationship", "b.jpg", text, JPEG)];
        // A name with quotes ends a header early; such a form may be refused as broken, never more.
        let page = family.upload("/family/apply", &[("statement", text)], &files).await;
        harmless(&page.text, text);
        let files = [
            ("identity", "a.jpg", "image/jpeg", JPEG),
            ("relationship", "b.jpg", "image/jpeg", JPEG),
            ("portrait", "c.jpg", "image/jpeg", JPEG),
        ];
        let words = [("statement", text), ("notebook", "yes")];
        family.upload("/family/apply", &words, &files).await.leads_to("/family/status");
        let application = newest_application(&hand);
        // The desk itself lets nothing unseen reach a family.
        let said: String = text.chars().filter(|c| !domain::text::is_invisible(*c)).collect();
        let slots = [("文件", &*said), ("欄位", &*said)];
        let told = decide(&hand, application, Verdict::Return, vec![reason("A02", &slots, false)]);
        let page = family.get(&format!("/family/status/{}", application.id)).await;
        harmless(&page.text, text);
        assert_eq!(page.element("message").as_ref(), Some(&told));
        let revision = page.between("name=\"revision\" value=\"", "\"").unwrap().to_owned();
        let words = [("revision", &*revision), ("relation", &*relation), ("statement", text)];
        let page = family.upload(&format!("/family/status/{}", application.id), &words, &[]).await;
        page.leads_to("/family/status");
        super::approve(&hand, application);

        let title: String = text.chars().take(30).collect();
        family.publish(&held.id.to_string(), &title, text).await.leads_to("/family/status");
        harmless(&family.get("/family/status").await.text, &title);
        let post = newest_post(&hand);
        reject(&hand, post);
        let page = family.get(&format!("/family/status/{}", post.id)).await;
        harmless(&page.text, text);
        // Not only harmless: the family's words are there, each of them.
        let stored = hand.posts().unwrap().pop().unwrap();
        assert_eq!(page.element("title").as_deref(), Some(stored.title.as_str()));
        assert_eq!(unescape(&page.element("body").unwrap()), unescape(stored.body.as_str()));
        harmless(&family.get("/family/publish/new").await.text, text);
        harmless(&family.get("/family/mailbox").await.text, text);
    }
}

#[tokio::test]
async fn one_family_cannot_see_that_anothers_case_or_file_exists() {
    let (portal, hand) = portal();
    let (family, inmate) = approved(&portal, "mei@example.tw", "9001").await;
    let fields = [
        ("recipient", &*inmate.id.to_string()),
        ("title", "想你"),
        ("body", "等你"),
        ("act", "send"),
    ];
    let photo = [("photo", "a.jpg", "image/jpeg", JPEG)];
    family.upload("/family/publish/new", &fields, &photo).await.leads_to("/family/status");
    let (other, _) = approved(&portal, "lin@example.tw", "9002").await;

    let cases: Vec<Uuid> = hand
        .applications()
        .unwrap()
        .into_iter()
        .map(|case| case.id.0)
        .chain(hand.posts().unwrap().into_iter().map(|case| case.id.0))
        .collect();
    let files: Vec<Uuid> = hand
        .applications()
        .unwrap()
        .into_iter()
        .flat_map(|case| case.documents)
        .chain(hand.posts().unwrap().into_iter().flat_map(|case| case.photos))
        .map(|file| file.id.0)
        .collect();
    let changes = hand.changes().unwrap();
    let count = async |visitor: &Visitor, place: &str, ids: &[Uuid]| {
        let mut seen = 0;
        let nothing = visitor.get(&format!("/family/{place}/{}", fresh())).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        for id in ids {
            let page = visitor.get(&format!("/family/{place}/{id}")).await;
            if page.status == StatusCode::OK {
                seen += 1;
            } else {
                // The very answer that a case which never was gets.
                assert_eq!((page.status, &page.text), (nothing.status, &nothing.text), "{id}");
            }
        }
        seen
    };
    assert_eq!(count(&family, "status", &cases).await, 2, "an application and a post");
    assert_eq!(count(&other, "status", &cases).await, 1);
    assert_eq!(count(&family, "files", &files).await, 4);
    assert_eq!(count(&other, "files", &files).await, 3);
    // Nor can it correct or withdraw one.
    let post = newest_post(&hand).id;
    for path in [format!("/family/status/{post}"), format!("/family/status/{post}/withdraw")] {
        let page = other.post(&path, &[("sure", "yes"), ("revision", "1")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    // And without signing in there is nothing but the way to sign in.
    let nobody = Visitor::new(&portal.base_url());
    nobody.get(&format!("/family/files/{}", files[0])).await.leads_to("/family/sign-in");
    nobody.get(&format!("/family/status/{post}")).await.leads_to("/family/sign-in");
    assert_eq!(hand.changes().unwrap(), changes);
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    family.join("mei@example.tw", "陳怡君").await;
    let stranger = Visitor::new(&portal.base_url());
    stranger.get("/family").await;
    let known = stranger.register("mei@example.tw", "路人").await;
    let unknown = stranger.register("new@example.tw", "路人").await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    let wrong = |page: &support::visitor::Page, email: &str| page.text.replace(email, "----");
    let known = stranger.sign_in("mei@example.tw", "wrong-2026-guess").await;
    let unknown = stranger.sign_in("nobody@example.tw", "wrong-2026-guess").await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(wrong(&known, "mei@example.tw"), wrong(&unknown, "nobody@example.tw"));
    let known = stranger.post("/family/verify/again", &[("email", "mei@example.tw")]).await;
    let unknown = stranger.post("/family/verify/again", &[("email", "nobody@example.tw")]).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    // The owner is told, and the account is as it was.
    stranger.get("/family/mailbox").await.says("您已經有帳號了");
    family.get("/family").await.says("陳怡君");
    family.post("/family/sign-out", &[]).await;
    family.sign_in("mei@example.tw", PASSWORD).await.leads_to("/family");
}

#[tokio::test]
async fn one_address_gets_five_letters_an_hour() {
    let (portal, hand) = portal();
    let stranger = Visitor::new(&portal.base_url());
    for _ in 0..8 {
        stranger.register("mei@example.tw", "路人").await.says("驗證信已寄出");
    }
    let list = stranger.get("/family/mailbox").await;
    assert_eq!(list.text.matches("data-testid=\"letter\"").count(), 5);
    hand.clock().advance(chrono::Duration::minutes(61));
    stranger.register("mei@example.tw", "路人").await.says("驗證信已寄出");
    let list = stranger.get("/family/mailbox").await;
    assert_eq!(list.text.matches("data-testid=\"letter\"").count(), 6);
}

#[tokio::test]
async fn a_planted_cookie_is_worth_nothing_after_signing_in() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    family.join("mei@example.tw", "陳怡君").await;
    family.post("/family/sign-out", &[]).await;
    let planted = format!("family_visit={}", "a".repeat(43));
    family.set_cookie(Some(planted.clone()));
    family.sign_in("mei@example.tw", PASSWORD).await.leads_to("/family");
    assert_ne!(family.cookie().as_deref(), Some(&*planted));
    let thief = Visitor::new(&portal.base_url());
    thief.set_cookie(Some(planted));
    thief.get("/family/status").await.leads_to("/family/sign-in");
}

#[tokio::test]
async fn signing_in_leads_to_places_of_the_portal_alone() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    family.join("mei@example.tw", "陳怡君").await;
    for (next, to) in [
        ("/family/apply", "/family/apply"),
        ("https://example.com/", "/family"),
        ("//example.com/", "/family"),
        ("/family/..//example.com", "/family"),
        ("/family/\r\nSet-Cookie: a=b", "/family"),
    ] {
        let fields = [("email", "mei@example.tw"), ("password", PASSWORD), ("next", next)];
        let page = family.post("/family/sign-in", &fields).await;
        assert_eq!(page.location(), to, "{next:?}");
    }
}

#[tokio::test]
async fn nobody_sends_much_before_signing_in() {
    let (portal, _) = portal();
    let family = Visitor::new(&portal.base_url());
    let large = "字".repeat(100_000);
    let page = family.post("/family/register/account", &[("name", &large)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    let files = [("photo", "a.jpg", "image/jpeg", JPEG)];
    let page = family.upload("/family/publish/new", &[], &files).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}
