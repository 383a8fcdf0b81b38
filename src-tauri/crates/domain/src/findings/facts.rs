//! What the rules need to know of a case. Everything comes in; nothing is looked up.

use chrono::NaiveDate;

use super::photo_precedent::PhotoPrecedent;
use crate::{Application, AttachmentId, Family, Inmate, Policy, Post, RuleBook, StrikeLedger};

/// What the rules need to know of an application. Everything comes in; nothing is looked up.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationFacts<'a> {
    /// The case that is judged.
    pub application: &'a Application,
    /// The inmate whom it names.
    pub inmate: &'a Inmate,
    /// The account as the portal last told it; `None` where the desk has not heard of it yet.
    pub family: Option<&'a Family>,
    /// The version under which the application is, or was, decided.
    pub policy: &'a Policy,
    /// Today in Asia/Taipei; for an old case, the day of its decision.
    pub today: NaiveDate,
    /// Other applications still open, for the same inmate or by the same family.
    pub other_open: &'a [&'a Application],
    /// Whoever else in the facility has the applicant's identity number.
    pub same_number: SameNumber<'a>,
    /// Dates that the reviewer has read from the documents; may be empty.
    pub document_dates: &'a [DocumentDate],
    /// When inmate and family were last told by the portal, Taipei date.
    pub data_date: Option<NaiveDate>,
    /// The lists in force, a facility's own included.
    pub rules: &'a RuleBook,
}

/// A date read from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentDate {
    /// The file that it was read from.
    pub attachment: AttachmentId,
    /// The kind of paper, which decides how the date is judged.
    pub paper: Paper,
    /// The day of issue, or for [`Paper::Permit`] the last day of validity.
    pub date: NaiveDate,
}

/// Which paper a date stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 戶籍謄本
    Transcript,
    /// 戶口名簿
    Register,
    /// 居留證、護照
    Permit,
}

/// Whoever else in the facility has the applicant's identity number, as the store finds them by
/// [`number_key`](crate::identity::number_key).
#[derive(Debug, Clone, Copy, Default)]
pub struct SameNumber<'a> {
    /// Applications in any state, by any account; the one that is judged may be among them.
    pub applications: &'a [Application],
    /// Accounts, whether or not they have applied for anything.
    pub accounts: &'a [Family],
}

/// What the rules need to know of a post. Everything comes in; nothing is looked up.
#[derive(Debug, Clone, Copy)]
pub struct PostFacts<'a> {
    /// The case that is judged.
    pub post: &'a Post,
    /// The inmate whom it is for.
    pub inmate: &'a Inmate,
    /// The account that wrote it.
    pub family: &'a Family,
    /// The version under which the post is, or was, decided.
    pub policy: &'a Policy,
    /// Today in Asia/Taipei; for an old case, the day of its decision.
    pub today: NaiveDate,
    /// Taipei dates on which earlier posts of this family reached the inmate. Rejected posts are
    /// not among them (操作三.6). The family's own `last_published_on` is taken in as well.
    pub published_on: &'a [NaiveDate],
    /// How many other posts of this family wait to be decided.
    pub other_open_posts: usize,
    /// Decisions in force on posts that came with a photo of this one, or one that looks like it.
    /// Those on this post itself may be among them.
    pub photo_precedents: &'a [PhotoPrecedent],
    /// The family's rejections; `None` where nobody counts them, and no finding speaks of them.
    pub strikes: Option<&'a StrikeLedger>,
    /// When inmate and family were last told by the portal, Taipei date.
    pub data_date: Option<NaiveDate>,
    /// The lists in force, a facility's own included.
    pub rules: &'a RuleBook,
}

/// Under which version of the policy something is said.
pub(super) fn by_policy(policy: &Policy) -> String {
    format!("規則 {} 版", policy.version)
}
