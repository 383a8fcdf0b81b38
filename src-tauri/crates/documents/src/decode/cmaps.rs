//! The predefined encodings of East Asian text, made to count a character that they do not have.
//!
//! hayro reads the codes of a text by what its encoding knows. At a code that is not known, one of
//! the rare or self-made characters that this is about, it goes on with the next byte, and what
//! follows becomes other characters. So each encoding is given one more layer: every code that its
//! code space allows and that it does not know is the character 0, "not defined" (ISO 32000-2,
//! 9.7.6.3), with its right number of bytes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro::hayro_interpret::CMapResolverFn;
use hayro::hayro_interpret::hayro_cmap::{CMap, CMapName, CidFamily, WritingMode, load_embedded};

/// Stands before the name of an encoding that is wanted as it is.
const PLAIN: &[u8] = b"Plain-";

type Layers = Mutex<HashMap<Vec<u8>, Option<&'static [u8]>>>;

/// Looks encodings up, with the layer for what they do not know.
pub(super) fn resolver() -> CMapResolverFn {
    Arc::new(|name| {
        if let CMapName::Custom(custom) = name {
            return load_embedded(CMapName::from_bytes(custom.strip_prefix(PLAIN)?));
        }
        layered(name).or_else(|| load_embedded(name))
    })
}

/// An encoding with its layer: made once, since there are some sixty of them, and kept as long as
/// the program runs, as hayro wants it.
fn layered(name: CMapName<'_>) -> Option<&'static [u8]> {
    static LAYERS: OnceLock<Layers> = OnceLock::new();
    let space = Space::of(name.to_bytes())?;
    let mut layers =
        LAYERS.get_or_init(Layers::default).lock().unwrap_or_else(PoisonError::into_inner);
    *layers.entry(name.to_bytes().to_vec()).or_insert_with(|| {
        let layer = layer(name, space)?;
        Some(Box::leak(layer.into_bytes().into_boxed_slice()))
    })
}

/// How an encoding's codes are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    /// Two bytes each.
    Ucs2,
    /// Two bytes each, or four for what lies beyond.
    Utf16,
    /// One byte for Latin letters, two for all others; four after this first byte.
    Mixed { not_after: Option<u8> },
}

impl Space {
    fn of(name: &[u8]) -> Option<Self> {
        let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        if name.starts_with(b"Adobe-") || name.starts_with(b"Identity") || name.len() == 1 {
            None
        } else if has(b"UTF16") {
            Some(Self::Utf16)
        } else if has(b"UCS2") {
            Some(Self::Ucs2)
        } else if name.starts_with(b"CNS-EUC") {
            Some(Self::Mixed { not_after: Some(0x8E) })
        } else {
            Some(Self::Mixed { not_after: None })
        }
    }
}

fn layer(name: CMapName<'_>, space: Space) -> Option<String> {
    let base = CMap::parse(load_embedded(name)?, load_embedded)?;
    let collection = base.metadata().character_collection.as_ref()?;
    let ordering = match collection.family {
        CidFamily::AdobeCNS1 => "CNS1",
        CidFamily::AdobeGB1 => "GB1",
        CidFamily::AdobeJapan1 => "Japan1",
        CidFamily::AdobeKorea1 => "Korea1",
        _ => return None,
    };
    let own = std::str::from_utf8(name.to_bytes()).ok()?;
    let plain = std::str::from_utf8(PLAIN).ok()?;
    let mode = u8::from(base.metadata().writing_mode == Some(WritingMode::Vertical));
    let mut text = format!(
        "/{plain}{own} usecmap\n/Registry (Adobe) def\n/Ordering ({ordering}) def\n\
         /Supplement {} def\n/CMapName /{own} def\n/WMode {mode} def\nbeginnotdefrange\n",
        collection.supplement
    );
    let mut unknown = |codes: &mut dyn Iterator<Item = u32>, bytes: u8| {
        let mut run: Option<(u32, u32)> = None;
        let digits = usize::from(bytes) * 2;
        let mut end = |run: (u32, u32)| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "<{:0digits$X}> <{:0digits$X}> 0", run.0, run.1);
        };
        for code in codes.filter(|code| base.lookup_cid_code(*code, bytes).is_none()) {
            run = match run {
                Some((first, last)) if last + 1 == code => Some((first, code)),
                other => {
                    other.into_iter().for_each(&mut end);
                    Some((code, code))
                }
            };
        }
        run.into_iter().for_each(end);
    };
    match space {
        Space::Ucs2 => unknown(&mut (0..=0xFFFF), 2),
        Space::Utf16 => {
            unknown(&mut (0..=0xD7FF).chain(0xE000..=0xFFFF), 2);
            // The planes 1 to 3, where characters are; nobody knows those beyond.
            let low = |high: u32| (0xDC00..=0xDFFF).map(move |low| high << 16 | low);
            unknown(&mut (0xD800..=0xD8BF).flat_map(low), 4);
        }
        Space::Mixed { not_after } => {
            let leads = (0x81..=0xFE_u32)
                .filter(|lead| not_after.is_none_or(|byte| u32::from(byte) != *lead))
                .filter(|lead| base.lookup_cid_code(*lead, 1).is_none());
            unknown(&mut leads.flat_map(|lead| (0x40..=0xFE).map(move |t| lead << 8 | t)), 2);
        }
    }
    if space == Space::Utf16 {
        text.push_str("<D8C0DC00> <DBFFDFFF> 0\n");
    }
    text.push_str("endnotdefrange\n");
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(name: &str) -> CMap {
        let resolve = resolver();
        let data = resolve(CMapName::from_bytes(name.as_bytes())).expect("it is there");
        CMap::parse(data, move |name| resolve(name)).expect("it is sound")
    }

    #[test]
    fn a_self_made_character_of_big5_is_one_character_that_is_not_defined() {
        let big5 = encoding("ETen-B5-H");
        assert_eq!(big5.lookup_cid_code(0xFA40, 2), Some(0));
        assert_eq!(big5.lookup_cid_code(0xFA, 1), None);
        let plain =
            CMap::parse(load_embedded(CMapName::ETenB5H).expect("it is there"), load_embedded)
                .expect("it is sound");
        for code in [0xA440, 0xA4A4, 0xC9A1] {
            assert_eq!(big5.lookup_cid_code(code, 2), plain.lookup_cid_code(code, 2));
        }
        assert_eq!(big5.lookup_cid_code(0x41, 1), plain.lookup_cid_code(0x41, 1));
    }

    #[test]
    fn a_rare_character_of_utf16_is_one_character_of_four_bytes() {
        let utf16 = encoding("UniCNS-UTF16-H");
        assert_eq!(utf16.lookup_cid_code(0xD873_DEB1, 4), Some(0));
        assert_eq!(utf16.lookup_cid_code(0xDBFF_DC01, 4), Some(0));
        assert_eq!(utf16.lookup_cid_code(0xD845_DE19, 4), Some(18_447));
        assert!(utf16.lookup_cid_code(0x738B, 2).is_some_and(|cid| cid > 0));
        let collection = utf16.metadata().character_collection.clone().expect("named");
        assert_eq!(collection.family, CidFamily::AdobeCNS1);
    }

    #[test]
    fn an_upright_encoding_stays_upright() {
        let upright = encoding("UniCNS-UTF16-V");
        assert_eq!(upright.metadata().writing_mode, Some(WritingMode::Vertical));
    }

    #[test]
    fn every_predefined_encoding_of_two_and_more_bytes_has_its_layer() {
        let names = [
            "ETen-B5-V",
            "B5pc-H",
            "HKscs-B5-H",
            "ETenms-B5-H",
            "CNS-EUC-H",
            "GBK-EUC-H",
            "GBK2K-H",
            "GB-EUC-H",
            "90ms-RKSJ-H",
            "EUC-H",
            "KSCms-UHC-H",
            "KSC-EUC-V",
            "UniGB-UCS2-H",
            "UniGB-UTF16-V",
            "UniJIS-UTF16-H",
            "UniKS-UCS2-V",
        ];
        for name in names {
            assert!(layered(CMapName::from_bytes(name.as_bytes())).is_some(), "{name}");
            encoding(name);
        }
    }
}
