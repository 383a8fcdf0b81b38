//! 本機關用語: the facility's own terms, wording and checks, apart from the shipped ones.

use domain::text::Severity;
use domain::{CaseRef, CaseState, DocumentKind, FacilityList, FamilyLanguage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct FacilityWordsView {
    /// Why the facility's words are not in force, if they are not.
    pub trouble: Option<String>,
    pub lists: Vec<FacilityListView>,
    /// What a term may be about.
    pub categories: Vec<ChoiceView>,
    pub reasons: Vec<WordingView>,
    pub sentences: Vec<WordingView>,
    /// What there is in each language, or is not yet.
    pub translations: Vec<LanguageWordsView>,
    /// Whether the person may adopt translations.
    pub may_adopt: bool,
    /// Documents that a check may be for.
    pub documents: Vec<DocumentChoiceView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FacilityListView {
    pub list: FacilityList,
    /// 詞彙
    pub title: String,
    pub file_name: String,
    /// How many entries come with the desk.
    pub shipped: u32,
    pub rows: Vec<FacilityRowView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FacilityRowView {
    /// `F001`, `P06`, `message.approve_post`
    pub name: String,
    pub words: String,
    /// 案情或證人・請人看
    pub detail: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChoiceView {
    pub id: String,
    pub label: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentChoiceView {
    pub kind: DocumentKind,
    pub label: String,
}

/// A reason's or a sentence's text as families read it now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WordingView {
    pub id: String,
    pub label: String,
    pub text: String,
    pub own: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LanguageWordsView {
    pub language: FamilyLanguage,
    /// 越南文
    pub word: String,
    /// In the order of the Chinese texts.
    pub texts: Vec<TranslationView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TranslationView {
    /// `P01`, `next_step.return_post`
    pub name: String,
    pub label: String,
    /// As families read it now.
    pub chinese: String,
    /// Empty where nobody has translated it.
    pub words: String,
    pub standing: TranslationStanding,
    /// `115.11.30`, or empty.
    pub adopted_on: String,
    /// Whether there is a row of the facility's own, which can be withdrawn.
    pub own: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TranslationStanding {
    /// 已核定: it may be sent.
    Adopted,
    /// 須經機關核定
    Awaiting,
    /// The Chinese text has been reworded since.
    Outdated,
    /// 還沒有譯文
    Missing,
}

/// A translation as it was on the screen when it was adopted.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AdoptedTextRequest {
    pub name: String,
    pub words: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FacilityChangeRequest {
    AddTerm {
        term: String,
        category: String,
        severity: Severity,
        /// Counts only together with others.
        weak: bool,
        note: String,
    },
    /// Lets a shipped term go unmarked.
    SwitchOffTerm {
        term: String,
    },
    RewordReason {
        code: String,
        message: String,
    },
    RewordSentence {
        key: String,
        sentence: String,
    },
    /// Supervisors alone: from here on these words may go to families.
    AdoptTranslations {
        language: FamilyLanguage,
        texts: Vec<AdoptedTextRequest>,
    },
    AddCheck {
        kind: DocumentKind,
        check: String,
        help: String,
        /// The reason's code if it fails; empty where a person weighs it.
        reason: String,
    },
    /// A day off, or a weekend day that is worked, such as after a typhoon.
    AddDay {
        /// 115.11.03, or as people write it.
        date: String,
        worked: bool,
        name: String,
    },
    /// The shipped one beneath it shows again.
    Remove {
        list: FacilityList,
        name: String,
    },
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FacilityExportRequest {
    pub list: FacilityList,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FacilityImportRequest {
    pub list: FacilityList,
    pub file_name: String,
    pub content: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportedView {
    /// Where the file is now.
    pub path: String,
}

/// A change or a file whose effect on the posts of this desk is asked for before it holds.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum FacilityTrialRequest {
    Change { change: FacilityChangeRequest },
    Import { file: FacilityImportRequest },
}

/// What would be marked otherwise. A post is marked where something in it weighs; a word that does
/// not count alone leaves it unmarked.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct BacktestView {
    /// How many posts on this desk were looked at; none where nothing could be different.
    pub looked_at: u32,
    /// Posts that are not marked now and would be.
    pub newly: BacktestCountView,
    /// Posts that are marked now and would not be.
    pub no_longer: BacktestCountView,
    /// Posts that are marked now and would get another mark.
    pub further: u32,
    /// Posts of the first two kinds, the latest first, at most 200.
    pub rows: Vec<BacktestRowView>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct BacktestCountView {
    pub posts: u32,
    pub approved: u32,
    pub rejected: u32,
    /// Nobody has decided yet, or the post is held.
    pub open: u32,
    /// Sent back for correction, or withdrawn.
    pub other: u32,
    /// Of how many of the rejected, the latest, the reasons are counted.
    pub reasons_of: u32,
    /// The most frequent first.
    pub reasons: Vec<ReasonCountView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReasonCountView {
    /// P01 屬一般公務聯繫
    pub label: String,
    pub posts: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BacktestRowView {
    pub case: CaseRef,
    /// 簿115-2087
    pub number: String,
    /// 115.10.07
    pub day: String,
    pub title: String,
    /// Newly marked, or else no longer.
    pub newly: bool,
    /// What is marked, and a little of what stands before and after it.
    pub before: String,
    pub marked: String,
    pub after: String,
    pub state: CaseState,
    /// Whether this is by a decision that the portal has not taken yet.
    pub on_its_way: bool,
    pub reasons: Vec<String>,
}
