//! Papers from the family's upload to the window: what is shown, what is refused, what is cut out,
//! what goes to paper. A whole desk with its worker, before a portal behind a line that fails.

mod ahead;
mod checklist;
mod downloads;
mod locked;
mod marked;
mod note;
mod photos;
mod print;
mod seen;
mod twins;
#[cfg(target_os = "linux")]
mod unconfined;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::views::boot::PracticeRequest;
use app::views::case::{CaseView, CheckMark, DocumentState, DocumentView, PageSeenRequest};
use app::views::decide::DecideRequest;
use app::{Desk, DeskOptions, PracticeStart};
use domain::{CaseRef, DocumentKind, InmateId, Role, Verdict};
use image::{ImageFormat, Rgb, RgbImage};
use portal::secrets::MemorySecrets;
use practice_portal::{Hand, Portal, Upload};
use support::desk;
use support::faulty_proxy::FaultyProxy;

const ATTACHMENTS: &str = "GET /staff/v1/attachments";
const PATIENCE: Duration = Duration::from_secs(90);

struct Scene {
    _portal: Portal,
    hand: Hand,
    line: FaultyProxy,
    desk: Desk,
    folder: tempfile::TempDir,
    inmate: InmateId,
}

async fn scene() -> Scene {
    scene_with(env!("CARGO_BIN_EXE_scenario-worker")).await
}

/// With another documents' worker.
async fn scene_with(worker: &str) -> Scene {
    portal::choose_cipher_provider();
    let portal = desk::empty_portal();
    let hand = portal.hand();
    let inmate = desk::inmate(&hand, "3071");
    let line = FaultyProxy::before(&portal.base_url()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::new(DeskOptions {
        data_folder: folder.path().to_owned(),
        secrets: Arc::new(MemorySecrets::new()),
        practice: PracticeStart::AtOnceWith(line.base_url()),
        worker: worker.into(),
        managed: app::ManagedPolicy::default(),
        open_browser: Arc::new(|_| Err(())),
        on_changed: Arc::new(|_| {}),
        clock: Arc::new(app::SystemClock),
    });
    let scene = Scene { _portal: portal, hand, line, desk, folder, inmate };
    scene.sign_in().await;
    scene
}

impl Scene {
    async fn sign_in(&self) {
        let request = PracticeRequest { role: Role::SocialWorker };
        self.desk.start_practice(request).await.expect("signed in");
    }

    /// An application with these files, which the desk has pulled.
    async fn apply(&self, name: &str, files: Vec<Upload>) -> CaseRef {
        let applicant = desk::applicant(name);
        let case = self
            .hand
            .submit_application(self.inmate, applicant, domain::Route::Kin, "配偶", files)
            .expect("the portal's database");
        self.desk.sync_now().await.expect("signed in");
        self.until("the case is here", async || self.desk.open_case(case).await.is_ok()).await;
        case
    }

    /// Opens the case again and again until its documents are as wanted.
    async fn shown(&self, case: CaseRef, wanted: impl Fn(&CaseView) -> bool) -> CaseView {
        let began = Instant::now();
        loop {
            let view = self.desk.open_case(case).await.expect("the case is here");
            if wanted(&view) {
                return view;
            }
            assert!(began.elapsed() < PATIENCE, "waited in vain: {:?}", view.documents);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The case with every document drawn.
    async fn ready(&self, case: CaseRef) -> CaseView {
        self.shown(case, |view| view.documents.iter().all(is_ready)).await
    }

    /// What the window does with a page: it has it drawn, and says that it was on the screen.
    async fn look_at(&self, view: &CaseView, document: &DocumentView, page: u32) {
        let handle = document.handle.as_deref().expect("it is ready");
        self.desk.rendition(handle, page, 1600, None).await.expect("the page");
        let (case, revision) = (view.case, view.revision);
        let seen = PageSeenRequest { case, revision, document: document.id, page };
        self.desk.page_seen(seen).await.expect("it was on the screen");
    }

    async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let began = Instant::now();
        while !is_so().await {
            assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The picture as the window gets it.
    async fn picture(&self, handle: &str) -> Option<Vec<u8>> {
        self.desk.rendition(handle, 0, 1600, None).await.map(|view| view.bytes)
    }

    /// What the audit says was done, newest first.
    async fn audit(&self) -> Vec<String> {
        let request = app::views::audit::AuditRequest::newest(100);
        let page = self.desk.list_audit(request).await.expect("signed in");
        page.rows.into_iter().map(|row| row.what).collect()
    }
}

/// An approval with these checks.
fn approval(view: &CaseView, checks: BTreeMap<String, CheckMark>) -> DecideRequest {
    DecideRequest {
        case: view.case,
        base_revision: view.revision,
        verdict: Verdict::Approve,
        overturns: None,
        reasons: Vec::new(),
        addition: String::new(),
        language: None,
        staff_note: String::new(),
        checks,
    }
}

fn is_ready(document: &DocumentView) -> bool {
    document.state == DocumentState::Ready && document.handle.is_some()
}

fn handle(view: &CaseView) -> &str {
    view.documents[0].handle.as_deref().expect("a shown document has a name")
}

/// A picture that looks like no other one: patches of light and dark, drawn by the seed.
fn patches(seed: u32) -> RgbImage {
    RgbImage::from_fn(1200, 900, |x, y| {
        let field = (x / 60).wrapping_mul(73) ^ (y / 60).wrapping_mul(151) ^ seed.wrapping_mul(977);
        let shade = (field.wrapping_mul(2_654_435_761) >> 24) as u8;
        Rgb([shade, shade.saturating_add(12), 255 - shade / 3])
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .expect("encoded");
    bytes
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect("encoded");
    bytes.into_inner()
}

fn identity(bytes: Vec<u8>) -> Vec<Upload> {
    vec![Upload::jpeg(DocumentKind::Identity, bytes)]
}
