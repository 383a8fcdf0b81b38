//! Filled form fields whose value would not be seen: they have no appearance, or one that shows
//! something else (ISO 32000-2, 12.7.4.3).

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Dict, Name, Object};

use super::appearance::{self, Shown};
use super::strokes::{Align, BLACK, MAX_CHARS, Mark, Style, rgb_of};

/// Field flags (12.7.5): a text of several lines, one that nobody shall see, and a button that is
/// only pressed.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const PUSH_BUTTON: u32 = 1 << 16;

/// A field's value may come from this many levels above.
const MAX_PARENTS: usize = 32;

/// The marks of a filled field whose appearance does not show its value; nothing for one that is
/// drawn, or empty.
pub(super) fn unseen(widget: &Dict<'_>, form: &Dict<'_>, within: [f32; 4]) -> Option<Vec<Mark>> {
    let Object::Name(kind) = inherited(widget, "FT")? else {
        return None;
    };
    let flags = match inherited(widget, "Ff") {
        Some(Object::Number(flags)) => flags.as_i64() as u32,
        _ => 0,
    };
    let shown = appearance::of(widget).map(|stream| appearance::shown_by(&stream));
    match kind.as_ref() {
        b"Btn" if flags & PUSH_BUTTON == 0 => {
            button(widget, shown.as_ref()).then(|| vec![tick(within)])
        }
        b"Tx" | b"Ch" if flags & PASSWORD == 0 => {
            let text = value_text(widget)?;
            let anew = form.get::<bool>("NeedAppearances").unwrap_or(false);
            let drawn = shown.as_ref().is_some_and(|shown| {
                shown.may_be_writing() && !(anew && shows_another(shown, &text))
            });
            if drawn {
                return None;
            }
            // An older value may stand there already: a second one on top could not be read.
            if shown.is_some_and(|shown| shown.may_be_writing()) {
                return Some(Vec::new());
            }
            let given = inherited(widget, "DA").or_else(|| form.get::<Object<'_>>("DA"));
            let style = Style { lines: flags & MULTILINE != 0, ..style_of(given, widget, form) };
            Some(vec![Mark::Words { within, text, style }])
        }
        _ => None,
    }
}

/// Whether a box or button is on, and drawn as if it were off or not at all.
fn button(widget: &Dict<'_>, shown: Option<&Shown>) -> bool {
    let state = widget.get::<Name<'_>>("AS");
    let value = match inherited(widget, "V") {
        Some(Object::Name(value)) => Some(value),
        _ => None,
    };
    let is_on = |name: &Name<'_>| **name != *b"Off" && !name.is_empty();
    let state_on = state.as_ref().is_some_and(is_on);
    // Of several buttons of one field, the value names the one whose state it is.
    let value_on = value.as_ref().is_some_and(|value| {
        is_on(value)
            && (appearance::has_state(widget, value)
                || (widget.get::<Dict<'_>>("AP").is_none() && state.is_none()))
    });
    if state_on {
        let chosen = state.as_ref().is_some_and(|state| appearance::has_state(widget, state));
        return !(chosen && shown.is_some_and(|shown| shown.painted));
    }
    value_on
}

/// Whether an appearance shows a text that differs from the value. Only plain letters and digits
/// can be told apart: other characters have codes of the font's own.
fn shows_another(shown: &Shown, value: &str) -> bool {
    let plain = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect()
    };
    let wanted = plain(value.as_bytes());
    if shown.figures || !value.is_ascii() || wanted.is_empty() {
        return false;
    }
    // Codes of two bytes: no font with plain letters.
    if shown.text.iter().any(|code| !(0x20..0x7F).contains(code)) {
        return false;
    }
    let found = plain(&shown.text);
    !found.windows(wanted.len()).any(|part| part == wanted)
}

/// A field's value as text: what is written, or what is chosen.
fn value_text(widget: &Dict<'_>) -> Option<String> {
    let value = match inherited(widget, "V")? {
        Object::Array(chosen) => {
            let chosen = chosen.iter::<Object<'_>>().take(64).filter_map(text_of);
            chosen.collect::<Vec<_>>().join("\n")
        }
        Object::Stream(stream) => text_string(&stream.decoded_data().ok()?),
        other => text_of(other)?,
    };
    let value = label_of(widget, &value).unwrap_or(value);
    (!value.trim().is_empty()).then(|| value.chars().take(MAX_CHARS).collect())
}

/// What a list shows for a value.
fn label_of(widget: &Dict<'_>, value: &str) -> Option<String> {
    let Object::Array(options) = inherited(widget, "Opt")? else {
        return None;
    };
    options.iter::<Object<'_>>().take(1_000).find_map(|option| {
        let Object::Array(pair) = option else {
            return None;
        };
        let mut pair = pair.iter::<Object<'_>>();
        let (export, label) = (pair.next().and_then(text_of)?, pair.next().and_then(text_of)?);
        (export == value).then_some(label)
    })
}

pub(super) fn text_of(object: Object<'_>) -> Option<String> {
    match object {
        Object::String(text) => Some(text_string(&text)),
        Object::Name(name) => Some(name.as_str().to_owned()),
        _ => None,
    }
}

/// A text string (7.9.2.2): UTF-16 or UTF-8 with a mark at its front, else bytes that are nearly
/// Latin-1.
fn text_string(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// An entry of a field, or of the nearest one above that has it (12.7.4.1).
fn inherited<'a>(field: &Dict<'a>, key: &str) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..MAX_PARENTS {
        match field.get::<Object<'_>>(key) {
            Some(Object::Null(_)) | None => field = field.get::<Dict<'_>>("Parent")?,
            found => return found,
        }
    }
    None
}

/// The default appearance: size and colour of the text (12.7.4.3), and to which side it keeps.
pub(super) fn style_of(given: Option<Object<'_>>, owner: &Dict<'_>, form: &Dict<'_>) -> Style {
    let align = match inherited(owner, "Q").or_else(|| form.get::<Object<'_>>("Q")) {
        Some(Object::Number(side)) if side.as_i64() == 1 => Align::Middle,
        Some(Object::Number(side)) if side.as_i64() == 2 => Align::Right,
        _ => Align::Left,
    };
    let mut style = Style { size: 0.0, colour: BLACK, align, lines: false };
    let Some(Object::String(operators)) = given else {
        return style;
    };
    let mut operators = TypedIter::new(&operators);
    for _ in 0..64 {
        match operators.next() {
            Some(TypedInstruction::TextFont(font)) => style.size = font.1.as_f32(),
            Some(TypedInstruction::NonStrokeColorDeviceGray(grey)) => {
                style.colour = [grey.0.as_f32(); 3];
            }
            Some(TypedInstruction::NonStrokeColorDeviceRgb(rgb)) => {
                style.colour = [rgb.0.as_f32(), rgb.1.as_f32(), rgb.2.as_f32()];
            }
            Some(TypedInstruction::NonStrokeColorCmyk(ink)) => {
                let ink = [ink.0, ink.1, ink.2, ink.3].map(|ink| ink.as_f32());
                style.colour = rgb_of(&ink).unwrap_or(BLACK);
            }
            Some(_) => {}
            None => break,
        }
    }
    style.size = if (0.0..=300.0).contains(&style.size) { style.size } else { 0.0 };
    style
}

/// A tick in a box.
fn tick([x0, y0, x1, y1]: [f32; 4]) -> Mark {
    let at = |x: f32, y: f32| (x0 + (x1 - x0) * x, y0 + (y1 - y0) * y);
    let lines = vec![vec![at(0.15, 0.5), at(0.4, 0.2), at(0.85, 0.85)]];
    let width = ((x1 - x0).min(y1 - y0) / 8.0).max(0.5);
    Mark::Strokes { lines, colour: BLACK, width, closed: false }
}
