//! Low screens in the real window: at 1366 × 768, there at 125 % too (1093 × 614), and at 1280 × 720 the
//! papers of an application, and a post with its photo, are whole on the screen with the verdicts before
//! anything is pressed, and no message lies on them.

use domain::DocumentKind;
use practice_portal::{Portal, Upload};
use support::desk;
use support::window::Window;

use crate::window::{approvable_application, open_case, open_desk, portal_at};

const SIZES: [(u32, u32); 3] = [(1093, 614), (1280, 720), (1366, 768)];

/// The case that is looked at, and whether all of something lies within it and nothing lies on it.
const WHOLE: &str = "const front = document.querySelector('.slot:not([inert]) .case'); \
    if (front === null) { return false; } \
    const within = front.querySelector('.work').getBoundingClientRect(); \
    const spots = [[0.5, 0.5], [0.05, 0.05], [0.95, 0.05], [0.05, 0.95], [0.95, 0.95]]; \
    const whole = (one) => { const at = one.getBoundingClientRect(); \
      return at.width > 0 && at.top >= within.top - 1 && at.bottom <= within.bottom + 1 && \
        at.left >= within.left - 1 && at.right <= within.right + 1 && \
        spots.every(([x, y]) => { \
          const top = document.elementFromPoint(at.left + at.width * x, at.top + at.height * y); \
          return top !== null && (one.contains(top) || top.contains(one)) && front.contains(top); }); }; \
    const bar = [...front.querySelectorAll('.verdicts button')]; \
    const reached = bar.length >= 4 && bar.every((one) => { const at = one.getBoundingClientRect(); \
      return at.bottom <= innerHeight && at.right <= innerWidth && \
        one.contains(document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2)); }); ";

/// How long the longest side of each paper has to be, in CSS pixels. At 1093 of width a page of A4 is as
/// high as it can be; 12 points of print are 5 pixels then, 6 dots at 125 %.
const LEGIBLE: &str = "const least = { identity: 240, relationship: 320, portrait: 140 }; \
    const papers = [...front.querySelectorAll('[data-testid=document]')]; \
    return reached && papers.length >= 3 && papers.every((paper) => { \
      const picture = paper.querySelector('.picture'); \
      if (picture === null) { return false; } \
      const at = picture.getBoundingClientRect(); \
      return whole(picture) && Math.max(at.width, at.height) >= (least[paper.dataset.kind] ?? 0); })";

const READ: &str = "const photo = front.querySelector('[data-testid=document] .picture'); \
    const parts = [...front.querySelectorAll('.finds, .letter, .judge')]; \
    return reached && photo !== null && whole(photo) && parts.length === 4 && parts.every(whole)";

/// A family's post of 150 characters, the most that there may be, with a photo.
fn longest_post(portal: &Portal, inmate: &str) -> String {
    let hand = portal.hand();
    let inmate = desk::inmate(&hand, inmate);
    let family = desk::family(&hand, inmate);
    let applications = hand.applications().expect("the portal's own list");
    let file = applications
        .iter()
        .flat_map(|application| &application.documents)
        .find(|file| file.kind == DocumentKind::Portrait && file.media_type == "image/jpeg")
        .expect("one in every world");
    let bytes = hand.file(file.id).expect("readable").expect("kept");
    let body: String =
        "今天放學後妹妹在門口等你，等到路燈亮了才肯進門吃飯。".chars().cycle().take(150).collect();
    let photo = Upload::jpeg(DocumentKind::Photo, bytes);
    let post = hand.submit_post(family, inmate, "等你回來", &body, Some(photo));
    post.expect("the portal's database").id.to_string()
}

async fn open_post(window: &Window, post: &str) {
    window.click("sync-now").await;
    window.click("place-posts").await;
    open_case(window, post).await;
    window.papers_shown(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_can_be_read_on_a_low_screen_before_anything_is_pressed() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    let application = approvable_application(&portal);
    open_case(&window, &application.to_string()).await;
    let pictures = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("low_screen");
    for (width, height) in SIZES {
        window.resize(width, height).await;
        window.papers_shown(3).await;
        let what = format!("every paper is whole and legible at {width} × {height}");
        window.until_script(&what, &format!("{WHOLE}{LEGIBLE}")).await;
        window.picture_to(&pictures.join(format!("papers-{width}.png"))).await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_its_photo_and_the_verdicts_are_on_a_low_screen_together() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let post = longest_post(&portal, "7421");
    let window = open_desk(&portal.base_url(), folder.path()).await;
    open_post(&window, &post).await;
    let pictures = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("low_screen");
    for (width, height) in SIZES {
        window.resize(width, height).await;
        window.papers_shown(1).await;
        let what = format!("the words, the photo and what they are judged by are whole at {width}");
        window.until_script(&what, &format!("{WHOLE}{READ}")).await;
        window.picture_to(&pictures.join(format!("post-{width}.png"))).await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_after_a_decision_lies_neither_on_a_paper_nor_on_the_verdicts() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    // Down to 1366 × 768 at 150 %, where the case fills the window.
    for (inmate, (width, height)) in
        [("7422", (1366, 768)), ("7423", (1093, 614)), ("7424", (911, 512))]
    {
        let folder = folder.path().join(width.to_string());
        let post = longest_post(&portal, inmate);
        let window = open_desk(&portal.base_url(), &folder).await;
        open_post(&window, &post).await;
        window.resize(width, height).await;
        window.look_through().await;
        window.press('a').await;
        window.find("toast").await;
        window
            .until_script(
                &format!("the message lies beside the next case at {width} × {height}"),
                "const toast = document.querySelector('[data-testid=toast]')?.getBoundingClientRect(); \
                 const front = document.querySelector('.slot:not([inert]) .case'); \
                 if (toast === undefined || front === null) { return false; } \
                 const apart = (one) => { const at = one.getBoundingClientRect(); \
                   return at.right <= toast.left || at.left >= toast.right || \
                     at.bottom <= toast.top || at.top >= toast.bottom; }; \
                 const kept = [...front.querySelectorAll('.paper, .letter, .verdicts button')]; \
                 const scrolled = (one) => one.closest('.verdicts') === null && \
                   one.getBoundingClientRect().bottom > \
                     front.querySelector('.verdicts').getBoundingClientRect().top; \
                 return kept.length >= 4 && kept.every((one) => scrolled(one) || apart(one))",
            )
            .await;
        window.close().await;
    }
}
