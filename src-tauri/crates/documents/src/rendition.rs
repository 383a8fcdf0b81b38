//! What the window may show: a picture that the worker has encoded anew.

use chrono::NaiveDate;
use domain::{Likeness, Private};
use serde::{Deserialize, Serialize};

use crate::hint::Hint;

/// A part of a page, in fractions of its upright width and height (0 to 1).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Crop {
    /// The left edge's distance from the page's, of its width.
    pub left: f64,
    /// The upper edge's distance from the page's, of its height.
    pub top: f64,
    /// Of the page's width.
    pub width: f64,
    /// Of the page's height.
    pub height: f64,
}

impl Crop {
    /// The same part, held inside the page; nothing when it has no area or is not a number.
    pub(crate) fn inside(self) -> Option<Self> {
        let numbers = [self.left, self.top, self.width, self.height];
        if numbers.iter().any(|number| !number.is_finite()) {
            return None;
        }
        let left = self.left.clamp(0.0, 1.0);
        let top = self.top.clamp(0.0, 1.0);
        let width = (self.left + self.width).clamp(0.0, 1.0) - left;
        let height = (self.top + self.height).clamp(0.0, 1.0) - top;
        (width > 1e-4 && height > 1e-4).then_some(Self { left, top, width, height })
    }
}

/// What the desk asks of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenditionRequest {
    /// The page, from 0. Pictures have one, long ones several.
    pub page: u32,
    /// The longest side of the rendition, in pixels (16 to 4,096). A picture is never enlarged, a
    /// PDF is drawn at this size.
    pub box_px: u32,
    /// Only this part of the page, for looking closely.
    pub crop: Option<Crop>,
    /// Whether to read QR codes on it as well: an electronic household transcript has one. Costs
    /// some 20 ms.
    pub read_codes: bool,
    /// Words to burn into the picture and write beneath it: who took it from the desk, and when.
    pub mark: Option<Private>,
}

impl RenditionRequest {
    /// The whole first page in a box of this many pixels.
    pub fn preview(box_px: u32) -> Self {
        Self { page: 0, box_px, crop: None, read_codes: false, mark: None }
    }

    /// Another page of the same document.
    pub fn of_page(self, page: u32) -> Self {
        Self { page, ..self }
    }

    /// The same, with its QR codes read.
    pub fn reading_codes(self) -> Self {
        Self { read_codes: true, ..self }
    }

    /// A part of the page, at up to the same number of pixels.
    pub fn of_part(self, crop: Crop) -> Self {
        Self { crop: Some(crop), ..self }
    }

    /// The same, with these words burnt into it; see [`Refusal::NoMark`](crate::Refusal::NoMark).
    pub fn marked(self, words: Private) -> Self {
        Self { mark: Some(words), ..self }
    }

    /// The longest side of the picture itself: a mark's band takes its room from the box.
    pub(crate) fn picture_px(&self) -> u32 {
        match self.mark {
            Some(_) => self.box_px.saturating_sub(band_px(self.box_px)).max(1),
            None => self.box_px,
        }
    }
}

/// The two formats that reach the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// Photographs and scans.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// Where sharp edges or few colours make a JPEG worse or larger.
    #[serde(rename = "image/png")]
    Png,
}

impl MediaType {
    /// For the `Content-Type` header (RFC 9110).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// A picture that is safe to show: decoded in the worker, upright, without metadata, encoded anew.
#[derive(Clone, PartialEq)]
pub struct Rendition {
    /// The format of `bytes`.
    pub media_type: MediaType,
    /// The picture's file, whole.
    pub bytes: Vec<u8>,
    /// The rendition's own size, in pixels.
    pub width: u32,
    /// In pixels; with a mark, its band included.
    pub height: u32,
    /// How many pages the document has. A picture has one, unless it is so long that it is shown in
    /// several.
    pub pages: u32,
    /// The upright size of the page itself: in pixels for a picture, in points (1/72 inch) for a
    /// PDF.
    pub source_width: u32,
    /// Like `source_width`.
    pub source_height: u32,
    /// Hints for the reviewer. A hint never rejects.
    pub hints: Vec<Hint>,
    /// Perceptual hashes of the whole picture, for finding the same file or a near-duplicate used
    /// elsewhere; none for a part of a page or an empty page. They describe light and dark in at
    /// most 16 × 16 fields: no face can be told from them.
    pub likeness: Option<Likeness>,
    /// What the QR codes say, if they were asked for: text to be shown, never an address to be
    /// fetched.
    pub codes: Vec<Private>,
    /// The day that the file itself names: when the camera took it, when the scanner made it.
    /// Anybody can write any day there.
    pub made_on: Option<NaiveDate>,
}

impl std::fmt::Debug for Rendition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rendition")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .field("width", &self.width)
            .field("height", &self.height)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

/// The band's share of the box.
const BAND: u32 = 20;

/// The band beneath the picture, in pixels, for a box of this size.
pub(crate) fn band_px(box_px: u32) -> u32 {
    (box_px / BAND).clamp(24, 160)
}
