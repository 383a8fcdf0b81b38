//! Why a file cannot be shown, in words for the social worker and with a reason ready.

use domain::CaseKind;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::confinement::WallKind;
use crate::kind::LooksLike;

/// A file that cannot be shown, and why. It says nothing of the file's content, so it may be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// More bytes than [`crate::MAX_FILE_BYTES`].
    #[error("the file has more bytes than the desk opens")]
    TooLarge {
        /// The file's size.
        bytes: u64,
    },
    /// Not a picture and not a PDF, whatever its name says.
    #[error("the content is not a picture or PDF: {looks_like:?}")]
    WrongType {
        /// What it is instead, by its first bytes.
        looks_like: LooksLike,
    },
    /// A picture in a format that this desk has no decoder for, such as HEIC.
    #[error("no decoder for {looks_like:?}")]
    Unsupported {
        /// The format, by its first bytes.
        looks_like: LooksLike,
    },
    /// The header claims more than [`crate::MAX_SIDE_PX`] or [`crate::MAX_PIXELS`].
    #[error("the header claims {width} by {height} pixels")]
    TooManyPixels {
        /// As the header claims, in pixels.
        width: u32,
        /// As the header claims, in pixels.
        height: u32,
    },
    /// Cut off, altered or otherwise not decodable.
    #[error("the file is damaged")]
    Damaged,
    /// A PDF that asks for a password.
    #[error("the PDF is locked by a password")]
    Encrypted,
    /// The PDF has no such page.
    #[error("page {page} of {pages} does not exist")]
    NoSuchPage {
        /// The page that was asked for, from 0.
        page: u32,
        /// How many pages the document has.
        pages: u32,
    },
    /// The time for one file was used up; the worker was ended.
    #[error("the file took too long")]
    TimedOut,
    /// The worker ended while it worked on this file: out of memory, or worse.
    #[error("the worker ended while it worked on this file")]
    Crashed,
    /// The words to burn in cannot be drawn: this machine has no Chinese font. Says nothing of the
    /// file.
    #[error("the mark cannot be drawn")]
    NoMark,
    /// A wall around the worker that this system has does not stand, so nothing was opened. Says nothing
    /// of the file.
    #[error("the worker is not confined: {wall:?}")]
    Unconfined {
        /// The wall.
        wall: WallKind,
    },
    /// The desk's own fault: no worker could be started. Says nothing of the file.
    #[error("no worker could be started")]
    NoWorker,
}

impl Refusal {
    /// What the social worker reads.
    pub fn sentence(&self) -> String {
        match self {
            Self::TooLarge { bytes } => format!(
                "這個檔案有 {} MB，超過可開啟的 {} MB。請家屬縮小後再傳。",
                bytes.div_ceil(1024 * 1024),
                crate::MAX_FILE_BYTES / (1024 * 1024)
            ),
            Self::WrongType {
                looks_like: LooksLike::Empty,
            } => "這個檔案是空的，可能沒有上傳成功。請家屬重新上傳。".to_owned(),
            Self::WrongType {
                looks_like: LooksLike::Unknown,
            } => "這個檔案的內容不是照片，也不是 PDF，所以沒有開啟。請家屬改傳 JPG、PNG 或 PDF。"
                .to_owned(),
            Self::WrongType { looks_like } => format!(
                "這個檔案的內容其實是{}，不是照片或 PDF，所以沒有開啟。請家屬改傳 JPG、PNG 或 PDF。",
                looks_like.label()
            ),
            Self::Unsupported {
                looks_like: LooksLike::Heic,
            } => "這是 iPhone 的 HEIC 照片，這裡無法開啟，請改傳 JPG。（手機的「設定 › 相機 › 格式」選「最相容」，或把照片截圖後再傳。）"
                .to_owned(),
            Self::Unsupported { looks_like } => format!(
                "這是{}，這裡無法開啟，請改傳 JPG 或 PNG。",
                looks_like.label()
            ),
            Self::TooManyPixels { width, height } => format!(
                "這張圖片標示為 {width} × {height} 像素，大得不尋常，為了安全沒有開啟。請家屬改傳一般手機照片。"
            ),
            Self::Damaged => {
                "這個檔案已損壞或不完整，無法顯示。請家屬重新拍照或重新上傳。".to_owned()
            }
            Self::Encrypted => {
                "這份 PDF 有密碼保護，無法開啟。請家屬取消密碼後再傳，或改傳照片。".to_owned()
            }
            Self::NoSuchPage { page, pages } => {
                format!("這份文件共 {pages} 頁，沒有第 {} 頁。", page + 1)
            }
            Self::TimedOut => {
                "這個檔案處理太久，已停止。可以再試一次；仍然不行時，請家屬重新拍照上傳。".to_owned()
            }
            Self::Crashed => {
                "這個檔案無法安全地顯示，已停止處理。請家屬重新拍照上傳。".to_owned()
            }
            Self::NoMark => {
                "這台電腦沒有可用的中文字型，浮水印畫不出來，所以沒有列印。請通知資訊人員安裝「微軟正黑體」或「思源黑體」。"
                    .to_owned()
            }
            Self::Unconfined { wall } => format!(
                "為了安全，沒有開啟文件：「{}」在這台電腦上沒有生效。這不是檔案的問題；案件和決定都在，文字可以照常審核。請資訊人員執行 notebook-desk --self-test，處理標「異常」的項目，再重新開啟審核台。",
                wall.name()
            ),
            Self::NoWorker => {
                "檢視文件的程式沒有啟動，這不是檔案的問題。請稍後再試；仍然不行時，請重新開啟本程式。"
                    .to_owned()
            }
        }
    }

    /// The catalogue reason to have ready: P04 附件不符規定 for a post's photo; for an application's
    /// document A13 檔案無法開啟 where another kind of file is wanted, and A02 影像無法辨識 where a
    /// new photo is. Nothing where the family is not the one to act.
    pub fn suggested_reason(&self, case: CaseKind) -> Option<&'static str> {
        let of_a_document = match self {
            Self::NoWorker | Self::Unconfined { .. } | Self::NoMark | Self::NoSuchPage { .. } => {
                return None;
            }
            Self::TooLarge { .. }
            | Self::WrongType { .. }
            | Self::Unsupported { .. }
            | Self::Encrypted => "A13",
            Self::TooManyPixels { .. } | Self::Damaged | Self::TimedOut | Self::Crashed => "A02",
        };
        Some(match case {
            CaseKind::Application => of_a_document,
            CaseKind::Post => "P04",
        })
    }

    /// Whether the same file may do better another time, so that trying again is worth offering.
    pub fn may_pass_another_time(&self) -> bool {
        matches!(
            self,
            Self::TimedOut
                | Self::Crashed
                | Self::NoWorker
                | Self::Unconfined { .. }
                | Self::NoMark
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heic_photo_asks_for_jpg_with_the_reason_ready() {
        let refusal = Refusal::Unsupported { looks_like: LooksLike::Heic };
        assert!(refusal.sentence().contains("請改傳 JPG"));
        assert_eq!(refusal.suggested_reason(CaseKind::Application), Some("A13"));
        assert_eq!(refusal.suggested_reason(CaseKind::Post), Some("P04"));
    }

    #[test]
    fn what_no_photo_can_be_made_of_asks_for_a_new_one() {
        for refusal in [Refusal::Damaged, Refusal::TimedOut, Refusal::Crashed] {
            assert_eq!(refusal.suggested_reason(CaseKind::Application), Some("A02"));
        }
    }

    #[test]
    fn a_fault_of_the_desk_is_not_held_against_the_family() {
        assert_eq!(Refusal::NoWorker.suggested_reason(CaseKind::Post), None);
        assert!(Refusal::NoWorker.sentence().contains("不是檔案的問題"));
        let unconfined = Refusal::Unconfined { wall: WallKind::FilesAndNetwork };
        assert_eq!(unconfined.suggested_reason(CaseKind::Application), None);
        for told in ["檔案與網路的隔離", "不是檔案的問題", "案件和決定都在", "--self-test"]
        {
            assert!(unconfined.sentence().contains(told), "{told}");
        }
    }
}
