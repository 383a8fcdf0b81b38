//! What a file holds besides the picture that is shown of it, and what of it is not shown.

use serde::{Deserialize, Serialize};

/// Something that a file holds besides the picture or the pages that are drawn of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Besides {
    /// The frames of an animation (APNG, animated WebP).
    Frames,
    /// Further whole pictures (MPO, and pictures put behind a JPEG's end).
    Pictures,
    /// A film (motion photo).
    Video,
    /// Files attached to a PDF.
    Attachments,
    /// A PDF that is a portfolio: a cover page with the files in it.
    Portfolio,
    /// Layers of a PDF that are switched off.
    HiddenLayers,
}

/// Something of a page that the desk could not draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotDrawn {
    /// Form fields without an appearance.
    Fields,
    /// Notes, ink or stamps without an appearance.
    Annotations,
    /// A form of the XFA kind: what is drawn is only its "please wait" page.
    Xfa,
    /// Characters without a glyph: a box stands for each.
    Glyphs,
    /// Pictures that could not be decoded.
    Pictures,
    /// Something else that the drawing gave up on.
    Other,
}

impl Besides {
    /// What the social worker reads; `count` is how many there are, 0 where nobody counted.
    pub fn sentence(self, count: u32) -> String {
        match self {
            Self::Frames => {
                format!("這是動畫，共 {count} 格；這裡只看得到第一格，其餘沒有顯示。")
            }
            Self::Pictures => {
                format!("檔案裡另有 {count} 張圖片，這裡只看得到第一張。")
            }
            Self::Video => "照片檔裡另有一段影片，這裡看不到。".to_owned(),
            Self::Attachments => {
                format!("這份 PDF 夾帶 {count} 個附加檔案，這裡看不到內容。")
            }
            Self::Portfolio => {
                "這份 PDF 是檔案集，這裡只看得到封面，其中的檔案沒有顯示。".to_owned()
            }
            Self::HiddenLayers => {
                format!("這份 PDF 有 {count} 個關閉的圖層，其內容沒有顯示。")
            }
        }
    }
}

impl NotDrawn {
    /// What the social worker reads.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Fields => {
                "有表單欄位沒有畫出來，填寫的內容可能看不到；請家屬列印成 PDF 或拍照再傳。"
            }
            Self::Annotations => "有註記、手寫或圖章沒有畫出來；請家屬列印成 PDF 或拍照再傳。",
            Self::Xfa => "這是 XFA 動態表單，內容無法顯示；請家屬列印成 PDF 或拍照再傳。",
            Self::Glyphs => "有字無法顯示（罕用字或造字），以方框代替，請與原件核對。",
            Self::Pictures => "有圖片無法解讀，該處是空白的；請家屬重新掃描或拍照再傳。",
            Self::Other => "這一頁有部分文字或圖片無法顯示，請與原件核對。",
        }
    }
}
