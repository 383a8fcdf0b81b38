//! What was decided on a photo when it came in before.

use std::fmt;

use chrono::NaiveDate;

use crate::calendar::roc_short;
use crate::{AttachmentId, CaseId, FamilyId, Verdict};

/// A decision in force on a post that came with the same photo, or one that looks the same.
#[derive(Clone, PartialEq, Eq)]
pub struct PhotoPrecedent {
    /// The photo of the post that is judged.
    pub photo: AttachmentId,
    /// The post that was decided: another one, or the judged one itself.
    pub case: CaseId,
    /// Whose photo it was then; may be another account.
    pub family_id: FamilyId,
    /// The revision of it that was decided, with the photo on it.
    pub revision: u64,
    /// Taipei date.
    pub decided_on: NaiveDate,
    /// What was decided on the post, not on its photo alone.
    pub verdict: Verdict,
    /// Codes of the catalogue, as they were given.
    pub reasons: Vec<String>,
    /// The same bytes (SHA-256), rather than a picture that looks the same
    /// ([`Likeness::is_near`](crate::Likeness::is_near)).
    pub same_bytes: bool,
}

/// No case and no family: a precedent is told of without either.
impl fmt::Debug for PhotoPrecedent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhotoPrecedent({})", self.words())
    }
}

impl PhotoPrecedent {
    /// 115.10.02 退件 P05
    pub fn words(&self) -> String {
        let verdict = word(self.verdict);
        let day = roc_short(self.decided_on);
        match self.reasons.join("、") {
            codes if codes.is_empty() => format!("{day} {verdict}"),
            codes => format!("{day} {verdict} {codes}"),
        }
    }
}

pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "通過",
        Verdict::Return => "補件",
        Verdict::Reject => "退件",
        Verdict::Hold => "暫緩",
    }
}
