//! Papers: what is found out about a document beside its picture, what is cut out of it for the
//! staff-only note, and what leaves the desk on paper.

use domain::{AttachmentId, CaseRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The same file, or one that looks the same, in another application of this facility. A hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TwinView {
    /// The other application, to be opened.
    pub case: CaseRef,
    /// 申115-0409 王○明的身分證明文件
    pub sentence: String,
    /// The same bytes, rather than a picture that looks the same.
    pub same_bytes: bool,
    /// The other applicant has the same name and number: a person who applies twice.
    pub same_person: bool,
}

/// A part of an upright page, in ten-thousandths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct PartView {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
}

/// A magnified crop in the staff-only note: it never leaves this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CropView {
    pub id: Uuid,
    /// A random name under `doc://localhost/`.
    pub handle: String,
    /// 身分證明文件 第 1 頁
    pub label: String,
    /// Quarter turns to the right.
    pub turn: u8,
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct KeepCropRequest {
    pub case: CaseRef,
    pub document: AttachmentId,
    /// From 0.
    pub page: u32,
    pub part: PartView,
    /// Quarter turns to the right, as it is looked at.
    pub turn: u8,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DropCropRequest {
    pub case: CaseRef,
    pub crop: Uuid,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrintRequest {
    pub case: CaseRef,
    pub document: AttachmentId,
}

/// A document ready for the system's print dialog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PrintView {
    /// A random name under `doc://localhost/` for each marked page; gone with the next printing.
    pub sheets: Vec<String>,
    /// The words that are burnt into each of them.
    pub mark: String,
}
