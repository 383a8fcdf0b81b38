//! Single properties out of an XMP packet, by their usual names and without reading its XML: a
//! packet is text that anybody can write, and nothing but a few letters is wanted of it.

use crate::bytes::find;

/// The longest value that is looked at, in bytes.
const MAX_VALUE: usize = 64;

/// The value of a property that stands as an attribute (`name="value"`) or as an element
/// (`<name>value</name>`); where it stands several times, the first that is filled.
pub(crate) fn property<'a>(packet: &'a [u8], name: &str) -> Option<&'a str> {
    let mut rest = packet;
    while let Some(at) = find(rest, name.as_bytes()) {
        let before = at.checked_sub(1).map(|before| rest[before]);
        rest = &rest[at + name.len()..];
        // A longer name may begin or end like this one.
        if !before.is_some_and(|byte| byte.is_ascii_alphanumeric())
            && let Some(value) = value_behind(rest)
        {
            return Some(value);
        }
    }
    None
}

/// Whether a property is set to this, anywhere in the packet.
pub(crate) fn says(packet: &[u8], name: &str, value: &str) -> bool {
    let mut rest = packet;
    while let Some(at) = find(rest, name.as_bytes()) {
        rest = &rest[at + name.len()..];
        if value_behind(rest) == Some(value) {
            return true;
        }
    }
    false
}

fn value_behind(rest: &[u8]) -> Option<&str> {
    let rest = &rest[..rest.len().min(4 * MAX_VALUE)];
    let (value, end) = match rest.trim_ascii_start() {
        [b'=', rest @ ..] => match rest.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => (value, *quote),
            _ => return None,
        },
        [b'>', value @ ..] => (value, b'<'),
        _ => return None,
    };
    let length = value.iter().take(MAX_VALUE).position(|byte| *byte == end)?;
    let value = std::str::from_utf8(&value[..length]).ok()?.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_found_as_attribute_and_as_element() {
        for packet in [
            "<rdf:Description tiff:Orientation=\"6\"/>",
            "<rdf:Description tiff:Orientation = '6'/>",
            "<tiff:Orientation>6</tiff:Orientation>",
            "<tiff:Orientation> 6\n</tiff:Orientation>",
            "xtiff:Orientation=\"1\" <tiff:OrientationX>3< tiff:Orientation='6'",
        ] {
            assert_eq!(property(packet.as_bytes(), "tiff:Orientation"), Some("6"), "{packet}");
        }
        for packet in ["", "tiff:Orientation", "tiff:Orientation=", "tiff:Orientation=\"6"] {
            assert_eq!(property(packet.as_bytes(), "tiff:Orientation"), None, "{packet}");
        }
        assert!(says(
            b"<a Item:Semantic='Primary' Item:Semantic='GainMap'",
            ":Semantic",
            "GainMap"
        ));
    }
}
