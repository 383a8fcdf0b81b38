//! What a file is, by its content: its name and its declared type are never believed.
//!
//! HEIC is told and not decoded. Weighed were libheif (LGPL, a library of the system that would have
//! to be shipped and confined on every platform) and the `heic` crate (AGPL, which this licence
//! cannot take in). The family is asked for a JPG instead, with a fitting reason ready.

use serde::{Deserialize, Serialize};

/// A kind of file that the worker opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentKind {
    /// Begins with FF D8 FF.
    Jpeg,
    /// Begins with the eight bytes of the PNG signature.
    Png,
    /// RIFF with the form type `WEBP`.
    WebP,
    /// Begins with `%PDF-`; a byte order mark and white space may stand before it.
    Pdf,
}

/// What a file that the worker does not open looks like, for the sentence that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksLike {
    /// No byte at all.
    Empty,
    /// Markup with an HTML element in its first 4,096 bytes.
    Html,
    /// Markup with an `svg` element in its first 4,096 bytes, and no `html`.
    Svg,
    /// Begins with an XML declaration, and is neither of the two.
    Xml,
    /// Also what modern office programs write: docx, xlsx, odt.
    Zip,
    /// RAR, 7z, gzip, xz, bzip2.
    OtherArchive,
    /// For Windows (MZ) or Linux (ELF), or a script (`#!`).
    Program,
    /// The older compound file: doc, xls, ppt.
    OfficeDocument,
    /// UTF-8 without control characters in its first 4,096 bytes.
    Text,
    /// HEIF with HEVC inside, by its brand (ISO/IEC 23008-12): photos of phones.
    Heic,
    /// HEIF with AV1 inside, by its brand.
    Avif,
    /// GIF87a or GIF89a.
    Gif,
    /// A Windows bitmap.
    Bmp,
    /// TIFF or BigTIFF, of either byte order.
    Tiff,
    /// An MP4 or QuickTime file that is no picture, or a RIFF other than WAVE and WebP.
    Video,
    /// MP3 with an ID3 tag, Ogg, M4A or WAVE.
    Sound,
    /// Nothing that is known here.
    Unknown,
}

impl LooksLike {
    /// A picture in a format that this desk does not open, as opposed to no picture at all.
    pub fn is_a_picture(self) -> bool {
        matches!(self, Self::Heic | Self::Avif | Self::Gif | Self::Bmp | Self::Tiff)
    }

    /// What it is called on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Empty => "空檔案",
            Self::Html => "網頁",
            Self::Svg => "SVG 向量圖",
            Self::Xml => "XML 文件",
            Self::Zip => "壓縮檔或 Office 文件",
            Self::OtherArchive => "壓縮檔",
            Self::Program => "程式",
            Self::OfficeDocument => "Office 文件",
            Self::Text => "純文字",
            Self::Heic => "HEIC 照片",
            Self::Avif => "AVIF 圖片",
            Self::Gif => "GIF 圖片",
            Self::Bmp => "BMP 圖片",
            Self::Tiff => "TIFF 圖片",
            Self::Video => "影片",
            Self::Sound => "錄音",
            Self::Unknown => "無法辨識的檔案",
        }
    }
}

/// Reads the kind off the first bytes.
///
/// A PDF is taken only when it begins at the very start (a byte order mark and white space apart):
/// readers that look for `%PDF-` further in are what makes a file two things at once.
///
/// # Errors
/// What it looks like instead.
pub(crate) fn kind_of(bytes: &[u8]) -> Result<ContentKind, LooksLike> {
    if bytes.is_empty() {
        return Err(LooksLike::Empty);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(ContentKind::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(ContentKind::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(ContentKind::WebP);
    }
    if without_leading_space(bytes).starts_with(b"%PDF-") {
        return Ok(ContentKind::Pdf);
    }
    Err(other_kind(bytes))
}

fn other_kind(bytes: &[u8]) -> LooksLike {
    match bytes {
        [b'G', b'I', b'F', b'8', ..] => return LooksLike::Gif,
        [b'B', b'M', ..] => return LooksLike::Bmp,
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => return LooksLike::Tiff,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return LooksLike::Zip,
        [b'R', b'a', b'r', b'!', ..]
        | [b'7', b'z', 0xBC, 0xAF, ..]
        | [0x1F, 0x8B, ..]
        | [0xFD, b'7', b'z', b'X', ..]
        | [b'B', b'Z', b'h', ..] => return LooksLike::OtherArchive,
        [b'M', b'Z', ..] | [0x7F, b'E', b'L', b'F', ..] | [b'#', b'!', ..] => {
            return LooksLike::Program;
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return LooksLike::OfficeDocument,
        [b'I', b'D', b'3', ..] | [b'O', b'g', b'g', b'S', ..] => return LooksLike::Sound,
        _ => {}
    }
    if bytes.starts_with(b"RIFF") {
        return match bytes.get(8..12) {
            Some(b"WAVE") => LooksLike::Sound,
            _ => LooksLike::Video,
        };
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(
                b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"hevm" | b"hevs"
                | b"mif1" | b"msf1",
            ) => LooksLike::Heic,
            Some(b"avif" | b"avis") => LooksLike::Avif,
            Some(b"M4A ") => LooksLike::Sound,
            _ => LooksLike::Video,
        };
    }
    other_text(bytes)
}

/// Tells markup from plain text; looks at the first kilobytes alone.
fn other_text(bytes: &[u8]) -> LooksLike {
    let start = without_leading_space(bytes);
    let start = &start[..start.len().min(4096)];
    let lower = start.to_ascii_lowercase();
    let has = |needle: &[u8]| lower.windows(needle.len()).any(|window| window == needle);
    if lower.starts_with(b"<svg") || (lower.starts_with(b"<") && has(b"<svg") && !has(b"<html")) {
        LooksLike::Svg
    } else if lower.starts_with(b"<")
        && (has(b"<html") || has(b"<!doctype html") || has(b"<script") || has(b"<body"))
    {
        LooksLike::Html
    } else if lower.starts_with(b"<?xml") {
        LooksLike::Xml
    } else if std::str::from_utf8(start)
        .is_ok_and(|text| text.chars().all(|char| !char.is_control() || char.is_whitespace()))
    {
        LooksLike::Text
    } else {
        LooksLike::Unknown
    }
}

fn without_leading_space(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let cases: &[(&[u8], Result<ContentKind, LooksLike>)] = &[
            (b"\xFF\xD8\xFF\xE0rest", Ok(ContentKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\nrest", Ok(ContentKind::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Ok(ContentKind::WebP)),
            (b"%PDF-1.7\n", Ok(ContentKind::Pdf)),
            (b"\xEF\xBB\xBF\r\n%PDF-1.4\n", Ok(ContentKind::Pdf)),
            (b"<html>%PDF-1.7", Err(LooksLike::Html)),
            (b"<!DOCTYPE html><p>", Err(LooksLike::Html)),
            (b"  <script>alert(1)</script>", Err(LooksLike::Html)),
            (b"<svg xmlns='x'/>", Err(LooksLike::Svg)),
            (b"<?xml version='1.0'?><svg/>", Err(LooksLike::Svg)),
            (b"<?xml version='1.0'?><a/>", Err(LooksLike::Xml)),
            (b"PK\x03\x04rest", Err(LooksLike::Zip)),
            (b"MZ\x90\0", Err(LooksLike::Program)),
            (b"\x7FELF\x02", Err(LooksLike::Program)),
            (b"\0\0\0\x18ftypheic\0\0", Err(LooksLike::Heic)),
            (b"\0\0\0\x18ftyphevx\0\0", Err(LooksLike::Heic)),
            (b"\0\0\0\x18ftyphevm\0\0", Err(LooksLike::Heic)),
            (b"\0\0\0\x18ftyphevs\0\0", Err(LooksLike::Heic)),
            (b"\0\0\0\x18ftypmp42\0\0", Err(LooksLike::Video)),
            (b"GIF89a", Err(LooksLike::Gif)),
            ("阿嬤我很好".as_bytes(), Err(LooksLike::Text)),
            (b"\x01\x02\x03", Err(LooksLike::Unknown)),
            (b"", Err(LooksLike::Empty)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(kind_of(bytes), *expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
