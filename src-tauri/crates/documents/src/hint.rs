//! What the reviewer is told of a picture, in words. A hint never rejects.

use serde::{Deserialize, Serialize};

use crate::contents::{Besides, NotDrawn};

/// From this share on, a picture that ends early reaches down to its lower edge: what is missing is
/// detail.
const NEARLY_ALL: f32 = 0.995;

/// Something that the reviewer may want to look at. Never a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// The longest side has fewer pixels than small print needs.
    LowResolution {
        /// The picture's longest side, in pixels.
        longest_px: u32,
        /// The least at which small print can be read, in pixels.
        wanted_px: u32,
    },
    /// The variance of the Laplacian is low.
    PerhapsBlurred {
        /// The variance, measured on a small grey copy.
        sharpness: f32,
        /// The least variance of a sharp page.
        below: f32,
    },
    /// The mean brightness (0 to 255) is low.
    Dark {
        /// From 0, black, to 255.
        mean: f32,
    },
    /// The share (0 to 1) of burnt-out pixels is high.
    BurntOut {
        /// From 0 to 1, of all pixels.
        share: f32,
    },
    /// Light and dark hardly differ (0 to 255).
    LowContrast {
        /// From 0 to 255, the lightest and the darkest twentieth of the pixels left out.
        range: u8,
    },
    /// Print or lines run out of the picture at these sides.
    PerhapsCut {
        /// At the left edge of the upright page.
        left: bool,
        /// At the upper edge of the upright page.
        top: bool,
        /// At the right edge of the upright page.
        right: bool,
        /// At the lower edge of the upright page.
        bottom: bool,
    },
    /// The file ends early or is damaged from here on: this share (0 to 1) of the picture, from its
    /// top, is there.
    EndsEarly {
        /// From 0 to 1, of the picture's height.
        share: f32,
    },
    /// The file holds more than the picture that is shown.
    HoldsMore {
        /// What it holds besides.
        what: Besides,
        /// How many of them.
        count: u32,
    },
    /// A part of the page could not be drawn.
    PageIncomplete {
        /// What is missing from the page.
        what: NotDrawn,
    },
}

impl Hint {
    /// What the social worker reads.
    pub fn sentence(&self) -> String {
        match self {
            Self::LowResolution { longest_px, wanted_px } => {
                format!("長邊只有 {longest_px} 像素（建議 {wanted_px} 以上），小字可能看不清楚。")
            }
            Self::PerhapsBlurred { .. } => "可能有點模糊，請放大確認文字。".to_owned(),
            Self::Dark { .. } => "照片偏暗，可調高亮度再看。".to_owned(),
            Self::BurntOut { share } => {
                format!("約 {:.0}% 的畫面過亮，可能反光。", share * 100.0)
            }
            Self::LowContrast { .. } => "明暗對比偏低，可調高對比再看。".to_owned(),
            Self::PerhapsCut { left, top, right, bottom } => {
                let sides = [(left, "左"), (top, "上"), (right, "右"), (bottom, "下")];
                let sides: Vec<&str> =
                    sides.iter().filter(|(cut, _)| **cut).map(|(_, side)| *side).collect();
                format!("{}邊可能沒有拍完整，請看一下四角。", sides.join("、"))
            }
            Self::EndsEarly { share } if *share >= NEARLY_ALL => {
                "檔案不完整：畫面都在，但可能較模糊或缺少細節。請家屬重新上傳。".to_owned()
            }
            Self::EndsEarly { share } => {
                format!(
                    "檔案不完整：只有上方約 {:.0}% 有內容，下半部缺。請家屬重新上傳。",
                    share * 100.0
                )
            }
            Self::HoldsMore { what, count } => what.sentence(*count),
            Self::PageIncomplete { what } => what.sentence().to_owned(),
        }
    }

    /// Whether the file holds more, or the picture shows less, than a person would think: these are
    /// told as attention, not as a hint of quality.
    pub fn is_attention(&self) -> bool {
        matches!(
            self,
            Self::EndsEarly { .. } | Self::HoldsMore { .. } | Self::PageIncomplete { .. }
        )
    }
}
