//! The frames of links and form fields that have no appearance of their own (ISO 32000-2, 12.5.4 and
//! 12.5.6.19). Other programs draw them, so they are drawn here; nothing is written in them, so no
//! hint tells of them.

use hayro::hayro_syntax::object::{Array, Dict, Name, Number, Object};

use super::appearance;
use super::strokes::{BLACK, Mark, Point, numbers, rgb_of};

/// A frame that is wider than this share of what it is around would cover it.
const WIDEST: f32 = 0.5;
/// How many dashes are drawn of one frame.
const MAX_DASHES: usize = 2_000;

/// How a frame's line is drawn.
enum Line {
    Solid,
    Dashed(Vec<f32>),
    Under,
}

/// The frame of a link, if it says that it has one.
pub(super) fn of_link(link: &Dict<'_>, within: [f32; 4], points: &mut usize) -> Vec<Mark> {
    let colour = numbers(link, "C", 4);
    // A colour of no components is none at all.
    if link.contains_key("C") && colour.is_empty() {
        return Vec::new();
    }
    let border = link.get::<Array<'_>>("Border");
    let style = link.get::<Dict<'_>>("BS");
    let Some(width) = (match (&style, &border) {
        (Some(style), _) => Some(style.get::<f32>("W").unwrap_or(1.0)),
        (None, Some(_)) => numbers(link, "Border", 3).get(2).copied(),
        (None, None) => None,
    }) else {
        return Vec::new();
    };
    let line = line_of(style.as_ref(), border.as_ref());
    framed(within, width, rgb_of(&colour).unwrap_or(BLACK), line, points)
}

/// The ground and the frame of a field without any appearance.
pub(super) fn of_field(widget: &Dict<'_>, within: [f32; 4], points: &mut usize) -> Vec<Mark> {
    if appearance::of(widget).is_some() {
        return Vec::new();
    }
    let Some(look) = widget.get::<Dict<'_>>("MK") else {
        return Vec::new();
    };
    let mut marks = Vec::new();
    let [x0, y0, x1, y1] = within;
    // White would only hide what lies beneath.
    if let Some(colour) = rgb_of(&numbers(&look, "BG", 4))
        && colour.iter().any(|channel| *channel < 0.95)
    {
        marks.push(Mark::Shade { quads: vec![[(x0, y1), (x1, y1), (x0, y0), (x1, y0)]], colour });
    }
    if let Some(colour) = rgb_of(&numbers(&look, "BC", 4)) {
        let style = widget.get::<Dict<'_>>("BS");
        let width = match &style {
            Some(style) => style.get::<f32>("W").unwrap_or(1.0),
            None => numbers(widget, "Border", 3).get(2).copied().unwrap_or(1.0),
        };
        let line = line_of(style.as_ref(), widget.get::<Array<'_>>("Border").as_ref());
        marks.extend(framed(within, width, colour, line, points));
    }
    marks
}

fn line_of(style: Option<&Dict<'_>>, border: Option<&Array<'_>>) -> Line {
    let lengths = |list: Option<Array<'_>>| -> Vec<f32> {
        list.map_or_else(Vec::new, |list| {
            list.iter::<Number>().take(8).map(|n| n.as_f32()).collect()
        })
    };
    let Some(style) = style else {
        let dashes = border.and_then(|border| border.iter::<Object<'_>>().nth(3));
        return match dashes {
            Some(Object::Array(list)) => Line::Dashed(lengths(Some(list))),
            _ => Line::Solid,
        };
    };
    match style.get::<Name<'_>>("S").as_deref() {
        Some(b"U") => Line::Under,
        Some(b"D") => {
            let dashes = lengths(style.get::<Array<'_>>("D"));
            Line::Dashed(if dashes.is_empty() { vec![3.0] } else { dashes })
        }
        _ => Line::Solid,
    }
}

/// A line along the inside of a box; as many points as are left to draw at most.
fn framed(
    [x0, y0, x1, y1]: [f32; 4],
    width: f32,
    colour: [f32; 3],
    line: Line,
    points: &mut usize,
) -> Vec<Mark> {
    let least = (x1 - x0).min(y1 - y0);
    if width <= 0.0 || least <= 0.0 {
        return Vec::new();
    }
    let width = if width <= least * WIDEST { width } else { least.min(1.0) };
    let half = width / 2.0;
    let (x0, y0, x1, y1) = (x0 + half, y0 + half, x1 - half, y1 - half);
    let corners = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
    let (lines, closed) = match line {
        Line::Solid => (vec![corners], true),
        Line::Under => (vec![vec![(x0, y0), (x1, y0)]], false),
        Line::Dashed(lengths) => match dashes(&corners, &lengths) {
            Some(lines) => (lines, false),
            None => (vec![corners], true),
        },
    };
    let used = lines.iter().map(Vec::len).sum();
    match points.checked_sub(used) {
        Some(left) => {
            *points = left;
            vec![Mark::Strokes { lines, colour, width, closed }]
        }
        None => Vec::new(),
    }
}

/// The dashes of a line around these corners: lengths of dashes and of gaps in turn. Nothing where
/// the lengths make no dashes, or too many.
fn dashes(corners: &[Point], lengths: &[f32]) -> Option<Vec<Vec<Point>>> {
    let total: f32 = lengths.iter().sum();
    if lengths.iter().any(|length| *length < 0.0) || total.partial_cmp(&0.5)?.is_lt() {
        return None;
    }
    let ends = corners.iter().zip(corners.iter().cycle().skip(1));
    let mut lines = Vec::new();
    for ((ax, ay), (bx, by)) in ends {
        let side = (bx - ax).hypot(by - ay);
        let at = |along: f32| {
            let share = along / side;
            (ax + (bx - ax) * share, ay + (by - ay) * share)
        };
        let (mut along, mut turn) = (0.0, 0);
        while along < side {
            let end = (along + lengths[turn % lengths.len()]).min(side);
            if turn % 2 == 0 {
                lines.push(vec![at(along), at(end)]);
                if lines.len() > MAX_DASHES {
                    return None;
                }
            }
            (along, turn) = (end, turn + 1);
        }
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_as_wide_as_its_box_becomes_a_thin_one() {
        let frame =
            |within, width, mut points| framed(within, width, BLACK, Line::Solid, &mut points);
        let marks = frame([0.0, 0.0, 150.0, 20.0], 112.0, 9);
        assert!(matches!(marks[..], [Mark::Strokes { width: 1.0, closed: true, .. }]));
        assert!(frame([0.0, 0.0, 0.0, 20.0], 1.0, 9).is_empty());
        assert!(frame([0.0, 0.0, 9.0, 9.0], 0.0, 9).is_empty());
        assert!(frame([0.0, 0.0, 9.0, 9.0], 1.0, 3).is_empty(), "no points are left");
    }

    #[test]
    fn dashes_that_would_never_end_are_no_dashes() {
        let corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        assert_eq!(dashes(&corners, &[0.0, 0.0]), None);
        assert_eq!(dashes(&corners, &[-1.0, 3.0]), None);
        assert_eq!(dashes(&corners, &[f32::NAN]), None);
        assert_eq!(dashes(&corners, &[3.0, 2.0]).map(|lines| lines.len()), Some(8));
    }
}
