//! Pictures for the window: random handles for stored documents, and a bounded cache of what the
//! worker has made of them. Both live in memory alone and end with the session.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::NaiveDate;
use documents::{Crop, Hint, Refusal, Rendition};
use domain::{AttachmentId, DocumentKind, Private};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What the cache may hold, in bytes.
const CACHE_BYTES: usize = 96 * 1024 * 1024;

/// One rendition on its way to the window.
pub struct RenditionView {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The longest side of the first look, in pixels.
pub(crate) const PREVIEW: u32 = 1600;

/// A part of an upright page, in ten-thousandths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
}

impl Part {
    /// As the worker takes it.
    pub(crate) fn crop(self) -> Crop {
        let [left, top, width, height] =
            [self.left, self.top, self.width, self.height].map(|share| f64::from(share) / 10_000.0);
        Crop { left, top, width, height }
    }
}

/// Which rendition of which document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    pub document: AttachmentId,
    /// From 0.
    pub page: u32,
    pub longest_side: u32,
    /// Looked at closely: only this.
    pub part: Option<Part>,
}

impl Look {
    /// What a document is first seen as, and what its hints are taken from.
    pub fn first(document: AttachmentId) -> Self {
        Self { document, page: 0, longest_side: PREVIEW, part: None }
    }

    pub fn is_first(&self) -> bool {
        *self == Self::first(self.document)
    }
}

/// What a random name under `doc://` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    Document(AttachmentId),
    Crop(Uuid),
}

/// What the worker found out about a document while it made its first rendition.
#[derive(Debug, Clone)]
pub(crate) enum Inspection {
    Shown { pages: u32, hints: Vec<Hint>, codes: Vec<Private>, made_on: Option<NaiveDate> },
    Refused(Refusal),
}

/// A cached picture; its bytes are wiped when it is forgotten.
struct Cached {
    look: Look,
    media_type: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

#[derive(Default)]
pub(crate) struct Pictures(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    handles: HashMap<String, Named>,
    names: HashMap<Named, String>,
    kinds: HashMap<AttachmentId, DocumentKind>,
    inspections: HashMap<AttachmentId, Inspection>,
    /// Pages that the worker could not draw, and why; also where another try may go better.
    refusals: BTreeMap<(AttachmentId, u32), Refusal>,
    /// Files that are here and could not be read when they were last tried, with the system's code.
    unread: HashMap<AttachmentId, Option<i32>>,
    /// The longest side, in pixels, at which a whole page was handed to the window.
    handed_over: HashMap<(AttachmentId, u32), u32>,
    /// Raised whenever something more is known of a document.
    version: u64,
    /// Marked pages on their way to the print dialog.
    sheets: HashMap<String, (&'static str, Zeroizing<Vec<u8>>)>,
    /// Oldest use first.
    cache: Vec<Cached>,
    cached_bytes: usize,
    /// Renditions being made, each by one at a time.
    gates: HashMap<Look, Weak<tokio::sync::Mutex<()>>>,
}

impl Pictures {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything, the cached bytes wiped: the desk is being locked. No handle opens anything
    /// any more.
    pub fn forget_everything(&self) {
        *self.inner() = Inner::default();
    }

    /// Its random name under `doc://`, the same for the whole session. `None` if the system has no
    /// randomness to give; then nothing is shown.
    pub fn handle(&self, named: Named) -> Option<String> {
        let mut inner = self.inner();
        if let Some(name) = inner.names.get(&named) {
            return Some(name.clone());
        }
        let name = random_name()?;
        inner.handles.insert(name.clone(), named);
        inner.names.insert(named, name.clone());
        Some(name)
    }

    pub fn named(&self, handle: &str) -> Option<Named> {
        self.inner().handles.get(handle).copied()
    }

    /// Says what a document is meant to show: papers are searched for codes.
    pub fn note_kind(&self, document: AttachmentId, kind: DocumentKind) {
        self.inner().kinds.insert(document, kind);
    }

    pub fn kind(&self, document: AttachmentId) -> Option<DocumentKind> {
        self.inner().kinds.get(&document).copied()
    }

    /// Holds these marked pages for the print dialog, in place of those before them.
    pub fn lay_out(&self, pages: Vec<Rendition>) -> Option<Vec<String>> {
        let names = pages.iter().map(|_| random_name()).collect::<Option<Vec<_>>>()?;
        let mut inner = self.inner();
        inner.sheets.clear();
        for (name, page) in names.iter().zip(pages) {
            let sheet = (page.media_type.as_str(), Zeroizing::new(page.bytes));
            inner.sheets.insert(name.clone(), sheet);
        }
        Some(names)
    }

    pub fn sheet(&self, handle: &str) -> Option<RenditionView> {
        let inner = self.inner();
        let (media_type, bytes) = inner.sheets.get(handle)?;
        Some(RenditionView { media_type, bytes: bytes.to_vec() })
    }

    pub fn clear_away(&self) {
        self.inner().sheets.clear();
    }

    /// The gate that everybody who wants this rendition passes, one at a time.
    pub fn gate(&self, look: Look) -> Arc<tokio::sync::Mutex<()>> {
        let mut inner = self.inner();
        inner.gates.retain(|_, gate| gate.strong_count() > 0);
        if let Some(gate) = inner.gates.get(&look).and_then(Weak::upgrade) {
            return gate;
        }
        let gate = Arc::new(tokio::sync::Mutex::new(()));
        inner.gates.insert(look, Arc::downgrade(&gate));
        gate
    }

    /// What is known of a document: `None` until its first look was made or refused.
    pub fn inspection(&self, document: AttachmentId) -> Option<Inspection> {
        let inner = self.inner();
        match inner.inspections.get(&document) {
            Some(known) => Some(known.clone()),
            None => inner.refusals.get(&(document, 0)).copied().map(Inspection::Refused),
        }
    }

    /// How often something more became known of a document. The window holds it against what it has
    /// drawn, so that no late answer is missed.
    pub fn version(&self) -> u64 {
        self.inner().version
    }

    /// Why this page cannot be shown, if it was tried.
    pub fn refusal(&self, document: AttachmentId, page: u32) -> Option<Refusal> {
        self.inner().refusals.get(&(document, page)).copied()
    }

    /// The pages that cannot be shown, ascending.
    pub fn refusals(&self, document: AttachmentId) -> Vec<(u32, Refusal)> {
        let inner = self.inner();
        let of_it = inner.refusals.range((document, 0)..=(document, u32::MAX));
        of_it.map(|((_, page), refusal)| (*page, *refusal)).collect()
    }

    /// Notes that the file could not be read, and the system's code for why. Answers whether that
    /// is new.
    pub fn note_unread(&self, document: AttachmentId, code: Option<i32>) -> bool {
        let mut inner = self.inner();
        inner.version += 1;
        inner.unread.insert(document, code).is_none()
    }

    /// It could be read.
    pub fn note_read(&self, document: AttachmentId) {
        let mut inner = self.inner();
        if inner.unread.remove(&document).is_some() {
            inner.version += 1;
        }
    }

    /// Whether the file could not be read when it was last tried, and the system's code.
    pub fn unread(&self, document: AttachmentId) -> Option<Option<i32>> {
        self.inner().unread.get(&document).copied()
    }

    /// Another try for this page.
    pub fn try_again(&self, document: AttachmentId, page: u32) {
        self.inner().refusals.remove(&(document, page));
    }

    /// Notes that the window was given this.
    pub fn hand_over(&self, look: Look) {
        if look.part.is_none() {
            let mut inner = self.inner();
            let side = inner.handed_over.entry((look.document, look.page)).or_default();
            *side = look.longest_side.max(*side);
        }
    }

    /// The longest side at which the window was given the whole page.
    pub fn handed_over(&self, document: AttachmentId, page: u32) -> Option<u32> {
        self.inner().handed_over.get(&(document, page)).copied()
    }

    pub fn cached(&self, look: Look) -> Option<RenditionView> {
        let mut inner = self.inner();
        let at = inner.cache.iter().position(|known| known.look == look)?;
        let known = inner.cache.remove(at);
        let view = RenditionView { media_type: known.media_type, bytes: known.bytes.to_vec() };
        inner.cache.push(known);
        Some(view)
    }

    /// Remembers what the worker made, and forgets what was not looked at for longest.
    pub fn keep(&self, look: Look, rendition: Rendition) -> RenditionView {
        let mut inner = self.inner();
        if look.is_first() {
            let Rendition { pages, hints, codes, made_on, .. } = &rendition;
            let (hints, codes) = (hints.clone(), codes.clone());
            let shown = Inspection::Shown { pages: *pages, hints, codes, made_on: *made_on };
            inner.inspections.insert(look.document, shown);
            inner.version += 1;
        }
        inner.refusals.remove(&(look.document, look.page));
        let media_type = rendition.media_type.as_str();
        inner.cache.retain(|known| known.look != look);
        let bytes = Zeroizing::new(rendition.bytes.clone());
        inner.cache.push(Cached { look, media_type, bytes });
        inner.cached_bytes = inner.cache.iter().map(|known| known.bytes.len()).sum();
        while inner.cached_bytes > CACHE_BYTES && inner.cache.len() > 1 {
            inner.cached_bytes -= inner.cache.remove(0).bytes.len();
        }
        RenditionView { media_type, bytes: rendition.bytes }
    }

    /// Forgets everything that was made of a document and that any of it was handed over, and wipes
    /// its pictures. Its name stays, for the session's sake: it leads to nothing now.
    pub fn forget(&self, document: AttachmentId) {
        let mut inner = self.inner();
        inner.handed_over.retain(|(of, _), _| *of != document);
        inner.cache.retain(|known| known.look.document != document);
        inner.cached_bytes = inner.cache.iter().map(|known| known.bytes.len()).sum();
        inner.inspections.remove(&document);
        inner.unread.remove(&document);
        inner.refusals.retain(|(of, _), _| *of != document);
        inner.version += 1;
    }

    /// How many pictures are held, and in how many bytes.
    pub fn held(&self) -> (usize, u64) {
        let inner = self.inner();
        (inner.cache.len(), inner.cached_bytes as u64)
    }

    /// Remembers why the worker would not show a page. A small copy or a part of it that fails says
    /// nothing of the page.
    pub fn refuse(&self, look: Look, refusal: Refusal) {
        if look.part.is_none() && look.longest_side >= PREVIEW {
            let mut inner = self.inner();
            inner.refusals.insert((look.document, look.page), refusal);
            inner.version += 1;
        }
    }
}

/// `None` if the system has no randomness to give.
fn random_name() -> Option<String> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).ok()?;
    Some(hex::encode(random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::MediaType;

    fn look(n: u128) -> Look {
        Look::first(AttachmentId(Uuid::from_u128(n)))
    }

    fn rendition(bytes: usize) -> Rendition {
        Rendition {
            media_type: MediaType::Jpeg,
            bytes: vec![7; bytes],
            width: 1,
            height: 1,
            pages: 2,
            source_width: 1,
            source_height: 1,
            hints: Vec::new(),
            likeness: None,
            codes: Vec::new(),
            made_on: None,
        }
    }

    #[test]
    fn a_handle_tells_nothing_of_its_document_and_stays_the_same() {
        let pictures = Pictures::default();
        let document = look(1).document;
        let handle = pictures.handle(Named::Document(document)).expect("random");
        assert_eq!(pictures.handle(Named::Document(document)).as_deref(), Some(handle.as_str()));
        assert_eq!(pictures.named(&handle), Some(Named::Document(document)));
        assert!(!handle.contains(&document.to_string()[..8]));
        assert_eq!(pictures.named("../../etc/passwd"), None);
    }

    #[test]
    fn the_cache_forgets_what_was_not_looked_at_for_longest() {
        let pictures = Pictures::default();
        pictures.keep(look(1), rendition(CACHE_BYTES / 2));
        pictures.keep(look(2), rendition(CACHE_BYTES / 2 - 1));
        assert!(pictures.cached(look(1)).is_some());
        pictures.keep(look(3), rendition(CACHE_BYTES / 4));
        assert!(pictures.cached(look(2)).is_none());
        assert!(pictures.cached(look(1)).is_some());
        assert!(matches!(
            pictures.inspection(look(3).document),
            Some(Inspection::Shown { pages: 2, .. })
        ));
    }

    #[test]
    fn a_thumbnail_or_a_part_says_nothing_of_the_whole() {
        let pictures = Pictures::default();
        let first = look(1);
        pictures.keep(Look { longest_side: 128, ..first }, rendition(9));
        let corner = Part { left: 0, top: 0, width: 2_500, height: 2_500 };
        pictures.keep(Look { part: Some(corner), ..first }, rendition(9));
        assert!(pictures.inspection(first.document).is_none());
        pictures.keep(first, rendition(9));
        assert!(pictures.inspection(first.document).is_some());
    }

    #[test]
    fn a_page_that_crashed_or_took_too_long_is_remembered_until_it_is_tried_again() {
        let pictures = Pictures::default();
        let first = look(1);
        let second = Look { page: 1, ..first };
        let before = pictures.version();
        pictures.refuse(first, Refusal::TimedOut);
        assert!(pictures.version() > before);
        let known = pictures.inspection(first.document);
        assert!(matches!(known, Some(Inspection::Refused(Refusal::TimedOut))));
        pictures.try_again(first.document, 0);
        assert!(pictures.inspection(first.document).is_none());
        pictures.keep(first, rendition(9));
        pictures.refuse(second, Refusal::Crashed);
        assert_eq!(pictures.refusals(first.document), [(1, Refusal::Crashed)]);
        let known = pictures.inspection(first.document);
        assert!(matches!(known, Some(Inspection::Shown { .. })), "the first page is there");
    }

    #[test]
    fn of_a_forgotten_document_no_page_counts_as_handed_over() {
        let pictures = Pictures::default();
        let first = look(1);
        pictures.keep(first, rendition(3));
        pictures.hand_over(first);
        pictures.forget(first.document);
        assert_eq!(pictures.handed_over(first.document, 0), None);
        assert_eq!(pictures.held(), (0, 0));
    }

    #[test]
    fn only_a_whole_page_counts_as_handed_over() {
        let pictures = Pictures::default();
        let first = look(1);
        let corner = Part { left: 0, top: 0, width: 2_500, height: 2_500 };
        pictures.hand_over(Look { part: Some(corner), ..first });
        assert_eq!(pictures.handed_over(first.document, 0), None);
        pictures.hand_over(Look { longest_side: 128, ..first });
        pictures.hand_over(first);
        pictures.hand_over(Look { longest_side: 128, ..first });
        assert_eq!(pictures.handed_over(first.document, 0), Some(PREVIEW));
    }

    #[test]
    fn the_next_printing_takes_the_place_of_the_last() {
        let pictures = Pictures::default();
        let first = pictures.lay_out(vec![rendition(3), rendition(4)]).expect("random");
        assert!(first.iter().all(|name| pictures.sheet(name).is_some()));
        let second = pictures.lay_out(vec![rendition(5)]).expect("random");
        assert!(first.iter().all(|name| pictures.sheet(name).is_none()));
        assert_eq!(pictures.sheet(&second[0]).map(|sheet| sheet.bytes.len()), Some(5));
        pictures.clear_away();
        assert!(pictures.sheet(&second[0]).is_none());
    }
}
