//! What has to be decided: an application to use the notebook, or a post.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::{Applicant, AttachmentId, CaseId, FamilyId, InmateId, Private};

/// The two things that staff decide on; their rules, reasons and words to the family differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 服務申請
    Application,
    /// 聯絡簿
    Post,
}

/// Names one case. Its id is unique by itself; the kind says under which path the portal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct CaseRef {
    /// `/applications` or `/posts`.
    pub kind: CaseKind,
    /// Made by the portal when the family sends the case; kept over all its revisions.
    pub id: CaseId,
}

/// Where a case stands on the portal. A held case is still open: it is queued again when the
/// inmate's status lifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Sent or resent by the family, and not decided since.
    Pending,
    /// 暫緩: decided to wait for the inmate's status; still open.
    Held,
    /// 通過: the application opened the notebook, or the post went to the inmate.
    Approved,
    /// 補件: the family has to correct it; a new revision is pending again.
    Returned,
    /// 退件: closed; what the family sends next is a new case.
    Rejected,
    /// Taken back by the family before it was decided.
    Withdrawn,
}

impl CaseState {
    /// Every state, the open ones first.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Held,
        Self::Approved,
        Self::Returned,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// Whether somebody still has to decide.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Held)
    }
}

/// Which clause of the notice the applicant invokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// 壹.一: spouse, blood relatives, relatives by marriage.
    Kin,
    /// 壹.一: 共居家屬, same household registration or proof of cohabitation.
    Cohabiting,
    /// 壹.二: an authority or institution, by 專案.
    Project,
}

/// 服務申請: a family member asks to use the notebook for one inmate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Made by the portal; the same after a correction is resent.
    pub id: CaseId,
    /// From 1, raised by the portal at every change; a decision names the one that it saw.
    pub revision: u64,
    /// 案號, such as 申115-0412.
    pub number: String,
    /// As of `revision`.
    pub state: CaseState,
    /// When its first revision reached the portal, by the portal's clock.
    pub submitted_at: DateTime<Utc>,
    /// When the present revision came in, if the family has corrected and resent it.
    #[serde(default)]
    pub resubmitted_at: Option<DateTime<Utc>>,
    /// The portal account that applies.
    pub family_id: FamilyId,
    /// The inmate whom the notebook would be for.
    pub inmate_id: InmateId,
    /// The applicant as they described themselves for this revision.
    pub applicant: Applicant,
    /// The clause that the applicant chose; the documents decide whether it holds.
    pub route: Route,
    /// 與收容人關係 in the applicant's own words: what the applicant is to the inmate.
    pub relation: Private,
    /// An explanation, if the applicant gave one.
    #[serde(default)]
    pub statement: Private,
    /// All files of this revision; [`Attachment::since_revision`] tells which are new in it.
    pub documents: Vec<Attachment>,
}

/// 聯絡簿: one message to one inmate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Made by the portal; the same after a correction is resent.
    pub id: CaseId,
    /// From 1, raised by the portal at every change; a decision names the one that it saw.
    pub revision: u64,
    /// 案號, such as 簿115-2087.
    pub number: String,
    /// As of `revision`.
    pub state: CaseState,
    /// When its first revision reached the portal, by the portal's clock.
    pub submitted_at: DateTime<Utc>,
    /// When the present revision came in, if the family has corrected and resent it.
    #[serde(default)]
    pub resubmitted_at: Option<DateTime<Utc>>,
    /// The portal account that wrote it.
    pub family_id: FamilyId,
    /// The inmate whom it is for.
    pub inmate_id: InmateId,
    /// Who wrote it, as the portal names them to the inmate.
    pub author_name: Private,
    /// What the author is to the inmate, in words.
    pub relation: Private,
    /// May be empty; its limit is [`Policy::title_limit`](crate::Policy::title_limit).
    pub title: Private,
    /// The message, exactly as written: staff decide on it and never edit it.
    pub body: Private,
    /// At most one by 貳.三; a portal that lets more through is shown as it is.
    #[serde(default)]
    pub photos: Vec<Attachment>,
}

/// What an uploaded file is meant to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 身分證明文件
    Identity,
    /// 關係證明文件
    Relationship,
    /// 正面清晰照片
    Portrait,
    /// 同居證明
    Cohabitation,
    /// 正式公文、機構函
    OfficialLetter,
    /// A post's picture.
    Photo,
    /// A kind that a newer portal knows: shown, never decided on by itself.
    #[serde(other)]
    Other,
}

impl DocumentKind {
    /// How large a page of such a document has to be on the screen to be seen: its longest side, in
    /// CSS pixels, where a paper needs `paper_px`
    /// ([`Policy::readable_px`](crate::Policy::readable_px)). A card's print is fewer lines on a
    /// smaller sheet; of a picture no print is read.
    pub fn readable_px(self, paper_px: u32) -> u32 {
        match self {
            Self::Relationship | Self::Cohabitation | Self::OfficialLetter | Self::Other => {
                paper_px
            }
            Self::Identity => paper_px / 4 * 3,
            Self::Photo => paper_px / 20 * 9,
            Self::Portrait => paper_px / 5 * 2,
        }
    }
}

/// One uploaded file. Its bytes never change; a corrected document is a new attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What `GET /attachments/{id}` takes.
    pub id: AttachmentId,
    /// What the family uploaded it as; nothing says that it is one.
    pub kind: DocumentKind,
    /// As claimed by the uploader; the bytes are judged by their content.
    pub media_type: String,
    /// As the portal announced it; a download of another size is thrown away.
    pub size_bytes: u64,
    /// Of the stored bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// On the uploader's device: may name people, so it stays out of logs.
    pub file_name: Private,
    /// By the portal's clock.
    pub uploaded_at: DateTime<Utc>,
    /// The revision of the case in which this file first appeared.
    pub since_revision: u64,
}

/// An application or a post, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Case {
    /// 壹: asks to use the notebook.
    Application(Application),
    /// 貳: a message in it.
    Post(Post),
}

impl Case {
    /// Its kind and id.
    pub fn reference(&self) -> CaseRef {
        match self {
            Self::Application(a) => CaseRef { kind: CaseKind::Application, id: a.id },
            Self::Post(p) => CaseRef { kind: CaseKind::Post, id: p.id },
        }
    }

    /// The portal's number for what is in hand, from 1.
    pub fn revision(&self) -> u64 {
        match self {
            Self::Application(a) => a.revision,
            Self::Post(p) => p.revision,
        }
    }

    /// Where the portal said it stands at this revision.
    pub fn state(&self) -> CaseState {
        match self {
            Self::Application(a) => a.state,
            Self::Post(p) => p.state,
        }
    }

    /// 案號, which staff and family both see; not an id of the contract.
    pub fn number(&self) -> &str {
        match self {
            Self::Application(a) => &a.number,
            Self::Post(p) => &p.number,
        }
    }

    /// The portal account behind it.
    pub fn family_id(&self) -> FamilyId {
        match self {
            Self::Application(a) => a.family_id,
            Self::Post(p) => p.family_id,
        }
    }

    /// The inmate whom it concerns.
    pub fn inmate_id(&self) -> InmateId {
        match self {
            Self::Application(a) => a.inmate_id,
            Self::Post(p) => p.inmate_id,
        }
    }

    /// The files that a decision on this case must have in view.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Application(a) => &a.documents,
            Self::Post(p) => &p.photos,
        }
    }

    /// The digest of the family's own words: SHA-256 of the UTF-8 of a post's title and body, or of
    /// an application's relation and statement, with one line feed between; 64 lower-case
    /// hexadecimal digits.
    pub fn words_sha256(&self) -> String {
        let (first, second) = match self {
            Self::Application(a) => (&a.relation, &a.statement),
            Self::Post(p) => (&p.title, &p.body),
        };
        let mut hash = Sha256::new();
        for part in [first.as_str(), "\n", second.as_str()] {
            hash.update(part.as_bytes());
        }
        hex::encode(hash.finalize())
    }

    /// Everything that a reviewer of this revision has before them, by its digest, sorted: the words
    /// and every file. A portal that was restored from a backup may give a revision's number a
    /// second time; it cannot give other words the same digest.
    pub fn evidence(&self) -> Vec<String> {
        let files = self.attachments().iter().map(|file| file.sha256.clone());
        let all: BTreeSet<String> = files.chain([self.words_sha256()]).collect();
        all.into_iter().collect()
    }

    /// What stays of a closed case when its words have been kept long enough: 案號, codes, dates, counts
    /// and digests, and nothing that somebody wrote or is called.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        let none = Private::default;
        match &mut self {
            Self::Application(a) => {
                a.applicant.forget();
                (a.relation, a.statement) = (none(), none());
                a.documents.iter_mut().for_each(|file| file.file_name = none());
            }
            Self::Post(p) => {
                (p.author_name, p.relation) = (none(), none());
                (p.title, p.body) = (none(), none());
                p.photos.iter_mut().for_each(|file| file.file_name = none());
            }
        }
        self
    }

    /// When the present revision reached the portal: what the queue is ordered by.
    pub fn arrived_at(&self) -> DateTime<Utc> {
        match self {
            Self::Application(a) => a.resubmitted_at.unwrap_or(a.submitted_at),
            Self::Post(p) => p.resubmitted_at.unwrap_or(p.submitted_at),
        }
    }
}
