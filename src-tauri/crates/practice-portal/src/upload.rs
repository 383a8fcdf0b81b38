//! A file of a family.

use domain::DocumentKind;

/// A file as a family uploads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub kind: DocumentKind,
    /// As claimed.
    pub media_type: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

impl Upload {
    /// A JPEG file, whatever the bytes really are.
    pub fn jpeg(kind: DocumentKind, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            kind,
            media_type: "image/jpeg".to_owned(),
            file_name: "IMG_2046.jpg".to_owned(),
            bytes: bytes.into(),
        }
    }
}
