//! Words in a PDF of our own, set in this machine's Chinese font.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Finish as _, Name, Pdf, Rect, Ref, Str};

/// In widths of one Chinese character.
pub(crate) fn measure(words: &str) -> f32 {
    words.chars().map(|char| if char.is_ascii() { 0.5 } else { 1.0 }).sum()
}

pub(crate) fn utf16(words: &str) -> Vec<u8> {
    words.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Writes a font with Chinese that the file does not bring along, for text in UTF-16.
pub(crate) fn borrowed_font(pdf: &mut Pdf, [font, descendant, descriptor]: [Ref; 3]) {
    let name = Name(b"MicrosoftJhengHei");
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"CNS1"), supplement: 3 };
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"UniCNS-UTF16-H"))
        .descendant_font(descendant);
    let mut borrowed = pdf.cid_font(descendant);
    borrowed
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    // Latin letters and digits are the collection's first characters, half as wide.
    borrowed.widths().same(1, 95, 500.0);
    borrowed.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(0.0, -200.0, 1000.0, 800.0))
        .italic_angle(0.0)
        .ascent(800.0)
        .descent(-200.0)
        .cap_height(700.0)
        .stem_v(80.0);
}
