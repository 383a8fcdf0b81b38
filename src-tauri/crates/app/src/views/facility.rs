//! 本機關用語: the facility's own terms, wording and checks, apart from the shipped ones.

use domain::text::Severity;
use domain::{DocumentKind, FacilityList};
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
