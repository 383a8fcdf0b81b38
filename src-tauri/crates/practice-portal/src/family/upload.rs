//! Uploaded files: what they are by their content, and in words why one is not taken.

use domain::DocumentKind;

use crate::Upload;

/// Largest file that is ever taken, in bytes. 10 MB is what 貳.三 asks for 「為原則」; a larger
/// picture than that is for a person to judge.
pub(super) const LARGEST_FILE: usize = 20 * 1024 * 1024;
const LONGEST_NAME: usize = 80;

/// A file as it came in; beyond [`LARGEST_FILE`] only its size is known.
pub(super) struct Sent {
    pub field: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
    pub size: usize,
}

/// Takes a file, under the type that its content shows and not the one that it claims.
///
/// # Errors
/// Why not, for the family to read.
pub(super) fn take(sent: &Sent, kind: DocumentKind) -> Result<Upload, String> {
    if sent.size > LARGEST_FILE {
        return Err(format!(
            "這個檔案有 {} MB，超過 20 MB。請縮小後再選一次。",
            sent.size.div_ceil(1024 * 1024)
        ));
    }
    let only_pictures = matches!(kind, DocumentKind::Portrait | DocumentKind::Photo);
    let media_type = match content(&sent.bytes) {
        Content::Taken("application/pdf") if only_pictures => {
            return Err("這裡要放照片，您選的是 PDF。請改選 JPG 或 PNG 照片。".to_owned());
        }
        Content::Taken("image/webp") if kind == DocumentKind::Photo => {
            return Err("請改選 JPG 或 PNG 照片，您選的是 WebP。".to_owned());
        }
        Content::Taken(media_type) => media_type,
        Content::Other(what) => {
            let wanted = if only_pictures { "JPG 或 PNG 照片" } else { "JPG、PNG 或 PDF" };
            return Err(format!("這個檔案的內容是{what}，無法收下。請改選 {wanted}。"));
        }
    };
    Ok(Upload {
        kind,
        media_type: media_type.to_owned(),
        file_name: plain_name(&sent.file_name),
        bytes: sent.bytes.clone(),
    })
}

enum Content {
    Taken(&'static str),
    Other(&'static str),
}

fn content(bytes: &[u8]) -> Content {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if bytes.is_empty() {
        Content::Other("空的")
    } else if begins(&[0xFF, 0xD8, 0xFF]) {
        Content::Taken("image/jpeg")
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Content::Taken("image/png")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Content::Taken("image/webp")
    } else if is_pdf(bytes) {
        Content::Taken("application/pdf")
    } else if bytes.get(4..8) == Some(b"ftyp") {
        Content::Other(match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"heif") => {
                " HEIC 照片（iPhone 可在「設定 › 相機 › 格式」選「最相容」，或用截圖）"
            }
            Some(b"avif" | b"avis") => " AVIF 圖片",
            _ => "影片",
        })
    } else if begins(b"GIF8") {
        Content::Other(" GIF 動畫")
    } else if begins(b"PK\x03\x04") {
        Content::Other("壓縮檔或 Office 文件")
    } else if begins(b"MZ") || begins(b"\x7fELF") {
        Content::Other("程式")
    } else if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
        Content::Other("網頁或文字")
    } else {
        Content::Other("認不出來的格式")
    }
}

/// How far into a file a PDF may begin; readers look no further.
const PDF_BEGINS_WITHIN: usize = 1024;

/// As the desk judges it, so that no page refuses what the desk would open: a byte order mark and
/// white space may stand before the header. Anything else before it is another kind of file.
fn is_pdf(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    start.starts_with(b"%PDF-") && bytes.len() - start.len() < PDF_BEGINS_WITHIN
}

/// The name alone, without folders and without characters that nobody sees.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name
        .chars()
        .filter(|c| !c.is_control() && !domain::text::is_invisible(*c))
        .take(LONGEST_NAME)
        .collect();
    if name.trim().is_empty() { "檔案".to_owned() } else { name.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use domain::DocumentKind::{Identity, Photo, Portrait};

    use super::{LARGEST_FILE, Sent, plain_name, take};

    fn sent(bytes: &[u8]) -> Sent {
        Sent {
            field: String::new(),
            file_name: "a.jpg".to_owned(),
            bytes: bytes.to_vec(),
            size: bytes.len(),
        }
    }

    #[test]
    fn a_file_is_what_its_content_says_whatever_its_name() {
        for (bytes, kind, media_type) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Photo, "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n", Portrait, "image/png"),
            (b"%PDF-1.7", Identity, "application/pdf"),
            (b"\r\n\r\n%PDF-1.3\n", Identity, "application/pdf"),
            (b"\xEF\xBB\xBF \t%PDF-1.4", Identity, "application/pdf"),
            (include_bytes!("data/leading_newline.pdf"), Identity, "application/pdf"),
        ] {
            let taken = take(&sent(bytes), kind).expect("this is what it should be");
            assert_eq!(taken.media_type, media_type);
        }
    }

    #[test]
    fn a_file_that_is_not_taken_says_why() {
        for (bytes, kind, words) in [
            (&b""[..], Identity, "空的"),
            (b"<!doctype html><script>alert(1)</script>", Identity, "網頁"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Portrait, "網頁"),
            (b"MZ\x90", Identity, "程式"),
            (b"PK\x03\x04", Identity, "壓縮檔"),
            (b"\0\0\0\x18ftypheic", Portrait, "HEIC"),
            (b"GIF89a", Photo, "GIF"),
            (b"%PDF-1.7", Portrait, "PDF"),
            (b"\x01\x02\x03", Photo, "認不出來"),
            // Two things at once: the desk would not take it for a PDF either.
            (b"<html>%PDF-1.7", Identity, "網頁"),
            (b"MZ%PDF-1.7", Identity, "程式"),
        ] {
            let why = take(&sent(bytes), kind).expect_err("not a file for here");
            assert!(why.contains(words), "{why}");
        }
    }

    #[test]
    fn more_than_twenty_megabytes_is_told_with_its_size() {
        let sent = Sent { size: LARGEST_FILE + 1, ..sent(b"\xFF\xD8\xFF") };
        assert!(take(&sent, Photo).expect_err("too large").contains("21 MB"));
    }

    #[test]
    fn a_name_keeps_neither_folders_nor_what_nobody_sees() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\x\\身分證\u{202e}gpj.exe\r\n"), "身分證gpj.exe");
        assert_eq!(plain_name("\u{200b}"), "檔案");
    }
}
