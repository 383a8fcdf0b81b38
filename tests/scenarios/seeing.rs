//! 看過, in the real window: every page is walked by keys, and no key that was meant for one case
//! decides the next.

use std::fmt::Write as _;

use domain::{CaseKind, CaseRef, DocumentKind, Route};
use practice_portal::{Hand, Portal, Upload};
use support::desk::applicant;
use support::window::{Key, Launch, Window};

use crate::window::{open_case, open_desk, portal_at};

/// A PDF of so many pages with a line of text each.
fn pdf(pages: usize) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {pages} /Kids [{}] >>",
            (0..pages).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect::<String>()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for page in 0..pages {
        let words = format!("BT /F1 40 Tf 60 700 Td (Page {} of {pages}) Tj ET", page + 1);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * page
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len()));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let size = places.len() + 1;
    let _ = write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    file.into_bytes()
}

fn photo(kind: DocumentKind, portal: &Portal) -> Upload {
    let applications = portal.hand().applications().expect("the portal's own list");
    let file = applications
        .iter()
        .flat_map(|application| &application.documents)
        .find(|file| file.kind == kind && file.media_type == "image/jpeg")
        .expect("one in every world");
    Upload::jpeg(kind, portal.hand().file(file.id).expect("readable").expect("kept"))
}

/// An application whose relationship proof has three pages.
fn apply(portal: &Portal, hand: &Hand) -> CaseRef {
    let inmate = support::desk::inmate(hand, "7311");
    let transcript = Upload {
        media_type: "application/pdf".to_owned(),
        file_name: "戶籍謄本.pdf".to_owned(),
        ..Upload::jpeg(DocumentKind::Relationship, pdf(3))
    };
    let files = vec![
        photo(DocumentKind::Identity, portal),
        transcript,
        photo(DocumentKind::Portrait, portal),
    ];
    hand.submit_application(inmate, applicant("林小芬"), Route::Kin, "配偶", files)
        .expect("the portal's database")
}

async fn opened(window: &Window, case: CaseRef) {
    window.click("sync-now").await;
    open_case(window, &case.id.to_string()).await;
    window.papers_shown(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_walked_by_keys_before_an_application_is_approved() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let hand = portal.hand();
    let case = apply(&portal, &hand);
    let window = open_desk(&portal.base_url(), folder.path()).await;
    opened(&window, case).await;
    let unseen = window.unseen().await;
    assert!(unseen >= 3, "no page of the transcript can be read side by side: {unseen}");

    // Neither V nor A passes what was not seen, whoever presses them how often.
    window.press('a').await;
    window
        .until_script(
            "the bar says what was not seen",
            "return document.querySelector('.case:not([inert] *) .verdicts .why').innerText.includes('還沒看過')",
        )
        .await;
    window.press('v').await;
    window.find_by(".docs.full").await;
    window.press('a').await;
    assert_eq!(window.count("toast").await, 0);
    assert!(hand.decisions().expect("readable").iter().all(|one| one.decision.case != case));

    // One key a page, each as large as there is room; then two for the whole.
    let mut pressed = 0;
    while window.unseen().await > 0 {
        let before = window.unseen().await;
        window.press(' ').await;
        pressed += 1;
        window
            .until("the page is seen", async || window.unseen().await < before || before == 0)
            .await;
        assert!(pressed <= 5, "at most one key a page");
    }
    window.press('v').await;
    window.press('a').await;
    window.find("toast").await;
    window
        .until("the portal is told of all three pages", async || {
            let decisions = hand.decisions().expect("readable");
            let of_it = decisions.iter().find(|one| one.decision.case == case);
            of_it.is_some_and(|one| {
                one.decision.pages_seen.iter().any(|file| file.pages == [0, 1, 2])
            })
        })
        .await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_pressed_twice_decides_one_post_and_asks_again_for_the_next() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let hand = portal.hand();
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("place-posts").await;
    let post = plain_post(&hand);
    open_case(&window, &post.to_string()).await;
    // The second press comes as soon as the next case is there, however slow the machine is.
    let script = "const done = arguments[arguments.length - 1]; \
        const press = () => window.dispatchEvent( \
            new KeyboardEvent('keydown', { key: 'a', bubbles: true, cancelable: true })); \
        const look = new MutationObserver(() => { \
            const next = document.querySelector('.case:not([inert] *)'); \
            if (next === null || next.dataset.caseId === arguments[0]) { return; } \
            look.disconnect(); press(); \
            requestAnimationFrame(() => requestAnimationFrame(() => \
                done([next.dataset.asleep, document.querySelector('[data-testid=press-again]') !== null]))); \
        }); \
        look.observe(document.body, { subtree: true, childList: true, attributes: true }); press();";
    let said = window.script_async(script, vec![post.to_string().into()]).await;
    assert_eq!(said, serde_json::json!(["true", true]), "the next is asleep and asks again");
    let decided = |hand: &Hand| {
        let decisions = hand.decisions().expect("readable");
        decisions.iter().filter(|one| one.decision.case.id == post).count()
    };
    window.until("the first is decided", async || decided(&hand) == 1).await;
    window.click("place-outbox").await;
    window.find("outbox-item").await;
    assert_eq!(window.count("outbox-item").await, 1, "and no other");
    window.click("place-posts").await;

    // It sleeps for a moment only, and then the key is taken for what it is.
    window.find_by(".case[data-asleep=false]").await;
    window.press('c').await;
    window.find("sheet").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_pressed_while_a_case_is_being_opened_is_acted_on_when_it_is_there() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("place-posts").await;
    let post = plain_post(&portal.hand());
    window.find_by(&format!("[data-testid=queue-row][data-case-id='{post}']")).await;
    // Both within one task of the page: no case can have come in between.
    let script = "document.querySelector(`[data-testid=queue-row][data-case-id='${arguments[0]}']`).click(); \
         window.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true, cancelable: true }));";
    window.script(script, vec![post.to_string().into()]).await;
    window.find("sheet").await;
    window.find_by(&format!(".case[data-case-id='{post}']")).await;
    window.close().await;
}

/// A post without a photo that waits, to an inmate who may be reached.
fn plain_post(hand: &Hand) -> domain::CaseId {
    let posts = hand.posts().expect("readable");
    let found = posts.iter().find(|post| {
        let inmate = hand.inmate(post.inmate_id).expect("readable").expect("known");
        post.state == domain::CaseState::Pending
            && post.revision == 1
            && post.photos.is_empty()
            && inmate.status.code == "OPEN"
    });
    found.expect("one in every world").id
}

async fn verdicts_in_reach(window: &Window) {
    window
        .until_script(
            "the verdicts lie within the window and on top, approval and rejection at the ends",
            "const bar = [...document.querySelectorAll('.case:not([inert] *) .verdicts button')]; \
             return bar.length >= 4 && bar.every((one) => { const at = one.getBoundingClientRect(); \
             const top = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2); \
             return at.bottom <= innerHeight && at.right <= innerWidth && one.contains(top); }) && \
             bar.every((one) => one.getBoundingClientRect().left >= bar[0].getBoundingClientRect().left && \
             one.getBoundingClientRect().left <= bar.at(-1).getBoundingClientRect().left)",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_small_windows_the_verdicts_stay_in_reach_and_every_page_can_be_walked() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let case = apply(&portal, &portal.hand());
    let data = folder.path().join("desk").display().to_string();
    // Full HD at 150 % and at 200 %, and 1366 × 768 at 125 %.
    let window = Launch::desk(["--practice", &portal.base_url(), "--data-folder", &data])
        .size(1280, 720)
        .open()
        .await;
    window.find("queue-row").await;
    assert_eq!(case.kind, CaseKind::Application);
    opened(&window, case).await;
    let pictures = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("seeing");
    for (width, height) in [(1280, 720), (1093, 614), (960, 540)] {
        window.resize(width, height).await;
        window.press('c').await;
        window.find("sheet").await;
        window
            .until_script(
                "the button that sends lies within the window and on top",
                "const send = document.querySelector('[data-testid=send-decision]'); \
                 send.scrollIntoView({ block: 'nearest' }); const at = send.getBoundingClientRect(); \
                 const top = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2); \
                 return at.bottom <= innerHeight && at.right <= innerWidth && send.contains(top)",
            )
            .await;
        window.picture_to(&pictures.join(format!("sheet-{width}.png"))).await;
        window.press_with(&[], Key::Escape.into()).await;
        window.gone("sheet").await;
        verdicts_in_reach(&window).await;
        window.picture_to(&pictures.join(format!("case-{width}.png"))).await;
        window.press('g').await;
        window.find("kinship").await;
        verdicts_in_reach(&window).await;
        window.picture_to(&pictures.join(format!("panel-{width}.png"))).await;
        window.press_with(&[], Key::Escape.into()).await;
        window.gone("kinship").await;
    }
    for (theme, (width, height)) in
        [("dark", (1280, 720)), ("dark", (1093, 614)), ("light", (960, 540))]
    {
        window.resize(1280, 720).await;
        window.click("place-settings").await;
        window.click(&format!("settings-theme-{theme}")).await;
        window.click("place-applications").await;
        window.resize(width, height).await;
        window.papers_shown(0).await;
        verdicts_in_reach(&window).await;
        window.picture_to(&pictures.join(format!("case-{theme}-{width}.png"))).await;
        window.press(' ').await;
        window.find_by(".docs.full").await;
        window.painted().await;
        window.picture_to(&pictures.join(format!("walk-{theme}-{width}.png"))).await;
        window.press_with(&[], Key::Escape.into()).await;
    }
    window.look_through().await;
    window.close().await;
}
