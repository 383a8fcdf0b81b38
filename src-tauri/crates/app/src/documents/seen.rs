//! 看過: which pages of an open case's documents were on the screen, at a size at which they can be
//! read, for the revision that is open. Nothing is approved on a page that was not.

use chrono::TimeDelta;
use domain::{Case, PagesSeen};

use crate::case_file::{CaseFile, case_file};
use crate::error::{ApiError, ErrorCode};
use crate::state::{Desk, Inspection, Pages, Pictures, Session};
use crate::views::case::PageSeenRequest;
use crate::words;

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
        let file = case_file(&session, case).await?;
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
            _ => {
                tracing::info!(?wanted, ?handed_over, page, "a page does not count as seen");
                Err(ApiError::refused("這一頁還沒有以看得清楚的大小顯示，沒有記成看過。"))
            }
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

pub(crate) fn seen_of(session: &Session, file: &CaseFile) -> Pages {
    session.seen.of(file.case.reference().id, file.case.revision())
}

/// Why an approval has to wait, if a page was not on the screen.
pub(crate) fn obstacle_unseen(session: &Session, file: &CaseFile) -> Option<String> {
    let unseen = unseen(&file.case, &session.pictures, &seen_of(session, file));
    if unseen.is_empty() {
        return None;
    }
    if is_past_keeping(session, file) {
        return Some(ERASED.to_owned());
    }
    Some(sentence(&unseen))
}

/// Whether the case is closed for so long that its documents are no longer kept.
pub(crate) fn is_past_keeping(session: &Session, file: &CaseFile) -> bool {
    let kept_for = TimeDelta::days(i64::from(session.policy_today().retention_days));
    !file.case.state().is_open()
        && !file
            .decisions
            .iter()
            .any(|decided| decided.accepted_at.is_some_and(|at| file.now - at <= kept_for))
}

/// For the record: what was on the screen when the decision was made.
pub(crate) fn pages_seen(session: &Session, file: &CaseFile) -> Vec<PagesSeen> {
    let seen = seen_of(session, file);
    file.case
        .attachments()
        .iter()
        .filter_map(|attachment| {
            let pages: Vec<u32> = seen.get(&attachment.id)?.iter().copied().collect();
            Some(PagesSeen { sha256: attachment.sha256.clone(), pages })
        })
        .collect()
}

/// Nobody can look any more, and a family cannot add to a closed case.
const ERASED: &str = "文件已依規定刪除，沒有辦法再看，不能改判為通過。請家屬重新提出申請。";

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
    format!("還沒有看過：{}。請逐頁看過，才能通過；打不開的文件請用「補件」。", named.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
