//! What of a document the window asks for: `page=0&box=1600&part=0,0,5000,5000`.

use crate::state::Part;

/// The renditions' largest side, in pixels: the worker makes no larger ones.
pub(super) const LARGEST: u32 = 4096;

/// What of the document is asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Wanted {
    /// From 0.
    pub page: u32,
    /// In pixels.
    pub longest_side: u32,
    pub part: Option<Part>,
}

/// What cannot be read is the default: the whole first page.
pub(super) fn read(query: &str) -> Wanted {
    let mut wanted = Wanted { page: 0, longest_side: 1600, part: None };
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("page", value)) => wanted.page = value.parse().unwrap_or(wanted.page),
            Some(("box", value)) => {
                wanted.longest_side = value.parse().unwrap_or(wanted.longest_side);
            }
            Some(("part", value)) => wanted.part = parse_part(value),
            _ => {}
        }
    }
    wanted.longest_side = wanted.longest_side.clamp(64, LARGEST);
    wanted
}

/// Left, top, width and height in ten-thousandths of the page.
fn parse_part(text: &str) -> Option<Part> {
    let numbers: Vec<u16> = text.split(',').map_while(|number| number.parse().ok()).collect();
    let [left, top, width, height] = numbers[..] else { return None };
    let inside = width > 0
        && height > 0
        && u32::from(left) + u32::from(width) <= 10_000
        && u32::from(top) + u32::from(height) <= 10_000;
    inside.then_some(Part { left, top, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_query_gets_the_first_page() {
        let whole = |page, longest_side| Wanted { page, longest_side, part: None };
        assert_eq!(read("page=2&box=800"), whole(2, 800));
        assert_eq!(read("page=-1&box=x&y"), whole(0, 1600));
        assert_eq!(read("box=99999999999"), whole(0, 1600));
        assert_eq!(read("box=100000"), whole(0, 4096));
    }

    #[test]
    fn a_part_lies_inside_the_page_or_is_the_whole_page() {
        let part = Some(Part { left: 100, top: 200, width: 5000, height: 2500 });
        assert_eq!(read("part=100,200,5000,2500").part, part);
        for odd in ["0,0,0,100", "9000,0,2000,100", "1,2,3", "1,2,3,4,5", "-1,0,5,5", "a", ""] {
            assert_eq!(read(&format!("part={odd}")).part, None, "{odd}");
        }
    }
}
