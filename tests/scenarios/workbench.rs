//! The document workbench in the real window, by keys (and a click on the paper that is meant).

use support::window::{Key, Window};

use crate::window::{approvable_application, open_case, open_desk, portal_at};

const CLOSE: &str = "const look = document.querySelector('[data-testid=close-look]'); \
    if (look === null || !look.complete || look.naturalWidth === 0) { return false; } ";

async fn with_papers(folder: &std::path::Path) -> (practice_portal::Portal, Window) {
    let portal = portal_at(folder, 0).await;
    let window = open_desk(&portal.base_url(), folder).await;
    let application = approvable_application(&portal);
    open_case(&window, &application.to_string()).await;
    window.papers_shown(3).await;
    (portal, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn small_print_is_fetched_when_it_is_enlarged_and_a_crop_of_it_joins_the_note() {
    let folder = tempfile::tempdir().expect("folder");
    let (_portal, window) = with_papers(folder.path()).await;
    // The transcript, alone, at more than 400 %.
    window.click_by("[data-testid=document][data-kind=relationship] .paper").await;
    window.press('f').await;
    assert_eq!(window.count("close-look").await, 0);
    for _ in 0..7 {
        window.press('+').await;
    }
    window
        .until_script(
            "the close look has more pixels to the page than the whole page's picture",
            &format!(
                "{CLOSE} const page = look.parentElement; const whole = page.querySelector('img.whole'); \
                 const share = look.getBoundingClientRect().width / page.getBoundingClientRect().width; \
                 return look.naturalWidth / share > whole.naturalWidth * 1.05 && \
                 look.src.includes('part=')"
            ),
        )
        .await;
    // It covers what is seen, in the right place.
    window
        .until_script(
            "the close look covers the pane",
            &format!(
                "{CLOSE} const pane = look.closest('.paper').getBoundingClientRect(); \
                 const page = look.parentElement.getBoundingClientRect(); \
                 const here = look.getBoundingClientRect(); const room = 1.5; \
                 return here.left <= Math.max(pane.left, page.left) + room && \
                 here.top <= Math.max(pane.top, page.top) + room && \
                 here.right >= Math.min(pane.right, page.right) - room && \
                 here.bottom >= Math.min(pane.bottom, page.bottom) - room"
            ),
        )
        .await;
    window.press(']').await;
    window.press('i').await;
    window.press('b').await;
    window
        .until_script(
            "the picture is turned, brighter and inverted",
            "const page = document.querySelector('.paper .picture'); \
             return page.style.transform.includes('rotate(90deg)') && \
             getComputedStyle(page).filter === 'brightness(1.3) invert(1)'",
        )
        .await;
    window.press('x').await;
    window.press('0').await;
    window.press('f').await;
    window.find("note-crop").await;
    window
        .until_script(
            "the crop is shown beside the note",
            "const crop = document.querySelector('[data-testid=note-crop] img'); \
             return crop.complete && crop.naturalWidth > 0",
        )
        .await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn card_and_portrait_are_compared_beneath_the_loupe() {
    let folder = tempfile::tempdir().expect("folder");
    let (_portal, window) = with_papers(folder.path()).await;
    window.press('z').await;
    window
        .until_script(
            "both are beneath the loupe",
            "const two = [...document.querySelectorAll('[data-testid=loupe] img')]; \
             return two.length >= 2 && two.every((i) => i.complete && i.naturalWidth > 0)",
        )
        .await;
    let left = "return document.querySelector('[data-testid=loupe] .on img').style.left";
    let before = window.script(left, vec![]).await;
    window.press_with(&[Key::Shift], Key::Right.into()).await;
    window
        .until_script("the loupe has moved", &format!("return (() => {{ {left} }})() !== {before}"))
        .await;
    window.press_with(&[], Key::Escape.into()).await;
    window.gone("loupe").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_to_the_print_dialog_only_marked_and_after_asking() {
    let folder = tempfile::tempdir().expect("folder");
    let (_portal, window) = with_papers(folder.path()).await;
    // The system's own dialog cannot be pressed from here: what it would be given is looked at.
    window
        .script("window.laidOut = null; window.print = () => { window.laidOut = [...document.querySelectorAll('.print-sheets img')].map((i) => [i.complete, i.naturalWidth]); }", vec![])
        .await;
    window.click("tool-print").await;
    window.find("print-dialog").await;
    window.click("print-go").await;
    window
        .until_script(
            "the marked pages are handed over, all of them read",
            "return window.laidOut !== null && window.laidOut.length > 0 && \
             window.laidOut.every(([complete, width]) => complete && width > 0)",
        )
        .await;
    window.says("print-dialog", "李沛真").await;
    window.script("window.dispatchEvent(new Event('afterprint'))", vec![]).await;
    window.gone("print-sheets").await;
    window.click("place-audit").await;
    window
        .until_script(
            "the audit says so",
            "return document.body.innerText.includes('列印文件（附浮水印）')",
        )
        .await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_case_is_shown_where_it_was_drawn_and_only_then_opened() {
    let folder = tempfile::tempdir().expect("folder");
    let (_portal, window) = with_papers(folder.path()).await;
    let id = "return document.querySelector('.case:not([inert] *)').dataset.caseId";
    let last = window.script(id, vec![]).await;
    window.press('k').await;
    window
        .until_script(
            "it lies beneath the one before it, with its papers",
            &format!(
                "const beneath = document.querySelector('[inert] > .case'); \
                 const papers = [...(beneath?.querySelectorAll('img.whole') ?? [])]; \
                 return beneath?.dataset.caseId === {last} && papers.length >= 3 && \
                 papers.every((i) => i.complete && i.naturalWidth > 0)"
            ),
        )
        .await;
    assert_ne!(window.script(id, vec![]).await, last);
    let mark = "document.querySelector('[inert] > .case').wasBeneath = true";
    window.script(mark, vec![]).await;
    window.press('j').await;
    window
        .until_script(
            "that very place is uppermost, reached and open",
            &format!(
                "const shown = document.querySelector('.case:not([inert] *)'); \
                 const {{ left, top, width }} = shown.getBoundingClientRect(); \
                 const hit = document.elementFromPoint(left + width / 2, top + 40); \
                 return shown.dataset.caseId === {last} && shown.wasBeneath === true && \
                 hit?.closest('.case') === shown && \
                 shown.querySelector('[data-testid=case-claim]') !== null"
            ),
        )
        .await;
}
