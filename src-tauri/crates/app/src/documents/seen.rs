//! 看過: which pages of an open case's documents were on the screen, at a size at which they can be
//! read, for the revision that is open. Nothing is approved on a page that was not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{AttachmentId, Case, CaseId, PagesSeen};

use crate::case_file::CaseFile;
use crate::error::{ApiError, ErrorCode};
use crate::state::desk::Desk;
use crate::state::pictures::{Inspection, Pictures};
use crate::state::session::Session;
use crate::views::case::PageSeenRequest;
use crate::words;

/// Of so many cases it is remembered; what was seen longer ago is looked at again.
const CASES: usize = 256;

/// The pages of each document of one case.
pub(crate) type Pages = BTreeMap<AttachmentId, BTreeSet<u32>>;

/// What was on the screen since somebody signed in, by case and revision. In memory alone.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    pages: HashMap<(CaseId, u64), Pages>,
    /// Oldest first.
    order: Vec<(CaseId, u64)>,
}

impl Seen {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn of(&self, case: CaseId, revision: u64) -> Pages {
        self.inner().pages.get(&(case, revision)).cloned().unwrap_or_default()
    }

    fn note(&self, case: CaseId, revision: u64, document: AttachmentId, page: u32) {
        let mut inner = self.inner();
        let key = (case, revision);
        if !inner.pages.contains_key(&key) {
            inner.order.push(key);
            if inner.order.len() > CASES {
                let oldest = inner.order.remove(0);
                inner.pages.remove(&oldest);
            }
        }
        inner.pages.entry(key).or_default().entry(document).or_default().insert(page);
    }
}

impl Desk {
    /// The window has had a page of the open case on the screen, drawn and large enough.
    ///
    /// # Errors
    /// `Stale` if another case or revision is open, and a refusal if the page was never handed to
    /// the window at a size at which it can be read: then it cannot have been seen.
    pub async fn page_seen(&self, request: PageSeenRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        let PageSeenRequest { case, revision, document, page } = request;
        if !session.shows(case, revision) {
            return Err(ApiError::new(ErrorCode::Stale, "這一頁不是畫面上的案件，沒有記下。"));
        }
        let file = session.case_file(case).await?;
        let attachment = file.case.attachments().iter().find(|one| one.id == document);
        let wanted = attachment
            .filter(|_| file.case.revision() == revision)
            .map(|one| one.kind.readable_px(session.policy_today().readable_px));
        let handed_over = session.pictures.handed_over(document, page);
        match (wanted, handed_over) {
            (Some(wanted), Some(longest_side)) if longest_side >= wanted => {
                session.seen.note(case.id, revision, document, page);
                Ok(())
            }
            _ => Err(ApiError::refused("這一頁還沒有以看得清楚的大小顯示，沒有記成看過。")),
        }
    }
}

/// A document of which something was not on the screen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unseen {
    /// 關係證明文件
    pub label: &'static str,
    /// From 0; empty where it is not even known how many there are.
    pub pages: Vec<u32>,
}

/// What of the case was not on the screen, in the documents' order.
pub(crate) fn unseen(case: &Case, pictures: &Pictures, seen: &Pages) -> Vec<Unseen> {
    case.attachments()
        .iter()
        .filter_map(|attachment| {
            let label = words::document_word(attachment.kind);
            let Some(Inspection::Shown { pages, .. }) = pictures.inspection(attachment.id) else {
                return Some(Unseen { label, pages: Vec::new() });
            };
            let seen = seen.get(&attachment.id);
            let missing: Vec<u32> =
                (0..pages).filter(|page| !seen.is_some_and(|seen| seen.contains(page))).collect();
            (!missing.is_empty()).then_some(Unseen { label, pages: missing })
        })
        .collect()
}

impl Session {
    pub(crate) fn seen_of(&self, file: &CaseFile) -> Pages {
        self.seen.of(file.case.reference().id, file.case.revision())
    }

    /// Why an approval has to wait, if a page was not on the screen.
    pub(crate) fn obstacle_unseen(&self, file: &CaseFile) -> Option<String> {
        let unseen = unseen(&file.case, &self.pictures, &self.seen_of(file));
        (!unseen.is_empty()).then(|| sentence(&unseen))
    }

    /// For the record: what was on the screen when the decision was made.
    pub(crate) fn pages_seen(&self, file: &CaseFile) -> Vec<PagesSeen> {
        let seen = self.seen_of(file);
        file.case
            .attachments()
            .iter()
            .filter_map(|attachment| {
                let pages: Vec<u32> = seen.get(&attachment.id)?.iter().copied().collect();
                Some(PagesSeen { sha256: attachment.sha256.clone(), pages })
            })
            .collect()
    }
}

fn sentence(unseen: &[Unseen]) -> String {
    let named: Vec<String> = unseen
        .iter()
        .map(|one| match one.pages.as_slice() {
            [] => one.label.to_owned(),
            [page] => format!("{}第 {} 頁", one.label, page + 1),
            [first, .., last] => {
                format!(
                    "{}第 {} 到 {} 頁中的 {} 頁",
                    one.label,
                    first + 1,
                    last + 1,
                    one.pages.len()
                )
            }
        })
        .collect();
    format!(
        "還沒有看過：{}。按空白鍵逐頁看過，才能通過；打不開的文件請用「補件」。",
        named.join("、")
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_seen_of_one_revision_says_nothing_of_the_next() {
        let seen = Seen::default();
        let (case, paper) = (CaseId(Uuid::from_u128(1)), AttachmentId(Uuid::from_u128(2)));
        seen.note(case, 1, paper, 0);
        seen.note(case, 1, paper, 1);
        assert_eq!(seen.of(case, 1)[&paper], BTreeSet::from([0, 1]));
        assert!(seen.of(case, 2).is_empty());
    }

    #[test]
    fn only_so_many_cases_are_remembered() {
        let seen = Seen::default();
        let paper = AttachmentId(Uuid::from_u128(2));
        for n in 0..=CASES {
            seen.note(CaseId(Uuid::from_u128(n as u128)), 1, paper, 0);
        }
        assert!(seen.of(CaseId(Uuid::from_u128(0)), 1).is_empty());
        assert!(!seen.of(CaseId(Uuid::from_u128(CASES as u128)), 1).is_empty());
    }

    #[test]
    fn the_sentence_names_the_document_and_its_pages() {
        let one = |pages: &[u32]| {
            sentence(&[Unseen { label: "關係證明文件", pages: pages.to_vec() }])
        };
        assert!(one(&[]).contains("還沒有看過：關係證明文件。"));
        assert!(one(&[1]).contains("關係證明文件第 2 頁"));
        assert!(one(&[1, 2, 5]).contains("第 2 到 6 頁中的 3 頁"));
    }
}
