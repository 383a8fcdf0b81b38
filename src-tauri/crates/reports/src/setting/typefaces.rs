//! The fonts of this machine that a paper may be set in. A font is not shipped: one with every
//! Chinese character weighs more than the desk.

use std::path::PathBuf;
use std::sync::Arc;

use harfrust::{Direction, FontRef, ShapePlan, ShaperData, script};
use krilla::text::Font;

use crate::ReportError;

/// One font file, and the face within a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeface {
    pub path: PathBuf,
    pub index: u32,
}

impl Typeface {
    fn at(path: &str, index: u32) -> Self {
        // Windows may lie on another drive.
        let windows = if cfg!(windows) { std::env::var_os("SystemRoot") } else { None };
        let path = match (windows, path.strip_prefix("C:\\Windows\\")) {
            (Some(folder), Some(rest)) => PathBuf::from(folder).join(rest),
            _ => PathBuf::from(path),
        };
        Self { path, index }
    }
}

/// Upright and bold of one family, best first. Sans serif before the brush hand: small print in
/// tables has to be read.
const CHINESE: &[(&str, Option<&str>, u32)] = &[
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
        3,
    ),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc"),
        3,
    ),
    (
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc"),
        3,
    ),
    ("C:\\Windows\\Fonts\\msjh.ttc", Some("C:\\Windows\\Fonts\\msjhbd.ttc"), 0),
    ("C:\\Windows\\Fonts\\msjh.ttf", Some("C:\\Windows\\Fonts\\msjhbd.ttf"), 0),
    ("C:\\Windows\\Fonts\\mingliu.ttc", None, 1),
    ("C:\\Windows\\Fonts\\kaiu.ttf", None, 0),
    ("/System/Library/Fonts/PingFang.ttc", None, 0),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", None, 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", None, 0),
];

/// Asked in this order for what the first has not: Thai and Vietnamese letters, rare characters,
/// emoji, signs.
const BESIDES: &[(&str, u32)] = &[
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 3),
    ("C:\\Windows\\Fonts\\LeelawUI.ttf", 0),
    ("C:\\Windows\\Fonts\\segoeui.ttf", 0),
    ("/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 0),
    ("C:\\Windows\\Fonts\\mingliub.ttc", 1),
    ("C:\\Windows\\Fonts\\simsunb.ttf", 0),
    ("C:\\Windows\\Fonts\\SimsunExtG.ttf", 0),
    ("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", 0),
    ("C:\\Windows\\Fonts\\seguiemj.ttf", 0),
    ("C:\\Windows\\Fonts\\seguisym.ttf", 0),
    ("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", 0),
    ("/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf", 0),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
];

/// The loaded fonts. The first sets everything it can.
pub struct Typefaces {
    pub(super) faces: Vec<Face>,
    /// The first one's bold, if it has one; else bold is a thicker stroke.
    pub(super) bold: Option<usize>,
}

pub(super) struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    pub(super) font: Font,
    pub(super) shaper: ShaperData,
    pub(super) units: f32,
    /// For Chinese text from left to right: making a plan anew for every cell is most of the work.
    pub(super) plan: ShapePlan,
}

impl Face {
    fn new(data: Arc<Vec<u8>>, index: u32) -> Option<Self> {
        let font = Font::new(Arc::clone(&data).into(), index)?;
        let reference = FontRef::from_index(&data, index).ok()?;
        let shaper = ShaperData::new(&reference);
        let built = shaper.shaper(&reference).build();
        let plan = ShapePlan::new(&built, Direction::LeftToRight, Some(script::HAN), None, &[]);
        let units = font.units_per_em();
        Some(Self { data, index, font, shaper, units, plan })
    }

    pub(super) fn reference(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }
}

impl Typefaces {
    /// Reads the first Chinese family found on this machine, its bold, and what fills its gaps: some
    /// 50 MB from the disk, so once per report.
    ///
    /// # Errors
    /// `NoChineseFont`.
    pub fn of_this_machine() -> Result<Self, ReportError> {
        let families: Vec<_> = CHINESE
            .iter()
            .map(|&(upright, bold, index)| {
                (Typeface::at(upright, index), bold.map(|bold| Typeface::at(bold, index)))
            })
            .collect();
        let besides: Vec<_> =
            BESIDES.iter().map(|&(path, index)| Typeface::at(path, index)).collect();
        Self::among(&families, &besides)
    }

    /// The first family that can be read, with or without its bold, and every one of `besides` that
    /// can.
    ///
    /// # Errors
    /// `NoChineseFont` if none of the families can be read or has Chinese.
    pub fn among(
        families: &[(Typeface, Option<Typeface>)],
        besides: &[Typeface],
    ) -> Result<Self, ReportError> {
        for (upright, bold) in families {
            let Some(first) = read(upright) else { continue };
            let mut faces = vec![first];
            if !faces[0].has_chinese() {
                continue;
            }
            let bold = bold.as_ref().and_then(read).filter(Face::has_chinese).map(|face| {
                faces.push(face);
                faces.len() - 1
            });
            faces.extend(besides.iter().filter_map(read));
            return Ok(Self { faces, bold });
        }
        Err(ReportError::NoChineseFont)
    }
}

fn read(wanted: &Typeface) -> Option<Face> {
    let data = std::fs::read(&wanted.path).ok()?;
    let face = Face::new(Arc::new(data), wanted.index);
    if face.is_none() {
        tracing::warn!(path = %wanted.path.display(), "a font cannot be read");
    }
    face
}

#[cfg(test)]
mod tests {
    use super::{Typeface, Typefaces};
    use crate::ReportError;

    #[test]
    fn without_a_chinese_font_there_is_no_paper() {
        let folder = tempfile::tempdir().expect("folder");
        let damaged = folder.path().join("damaged.ttf");
        std::fs::write(&damaged, b"\0\x01\0\0 not a font").expect("written");
        let families: Vec<_> = [folder.path().join("absent.ttc"), damaged]
            .into_iter()
            .map(|path| (Typeface { path, index: 0 }, None))
            .collect();
        assert_eq!(Typefaces::among(&families, &[]).err(), Some(ReportError::NoChineseFont));
        assert_eq!(Typefaces::among(&[], &[]).err(), Some(ReportError::NoChineseFont));
    }

    #[test]
    fn a_font_without_chinese_does_not_do() {
        let latin =
            Typeface { path: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf".into(), index: 0 };
        let families = [(latin, None)];
        assert_eq!(Typefaces::among(&families, &[]).err(), Some(ReportError::NoChineseFont));
    }
}
