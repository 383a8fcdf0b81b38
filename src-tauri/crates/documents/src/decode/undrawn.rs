//! The fields and annotations of a page that have no appearance, so that nothing would be drawn of
//! them: a form program left it to the reader to draw them (ISO 32000-2, 12.5.5 and 12.7.4.3).
//!
//! Each is described as simple strokes and words, which [`super::overlay`] draws.

use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Rect};
use hayro::hayro_syntax::page::Page;

use super::appearance;
use super::fields::{self, style_of, text_of};
use super::frames;
use super::inspect::annotations;
use super::strokes::{Align, BLACK, MAX_CHARS, Mark, Point, Style, finite, numbers, rgb_of};

/// Annotation flags (12.5.3): hidden, and not to be seen on a screen.
const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
/// The most characters that are drawn of all of a page's texts together.
const MAX_ALL_CHARS: usize = 20_000;
/// The most points that are drawn of a page's strokes.
const MAX_POINTS: usize = 50_000;

/// The least size of a note's icon, in points: its place may be but a point.
const NOTE_PT: f32 = 18.0;

const RED: [f32; 3] = [0.8, 0.1, 0.1];

/// What of a page is not drawn without help.
#[derive(Default)]
pub(super) struct Undrawn {
    pub fields: bool,
    pub annotations: bool,
    pub marks: Vec<Mark>,
}

/// Looks at a page's fields and annotations.
pub(super) fn on(page: &Page<'_>, catalogue: &Dict<'_>) -> Undrawn {
    let form = catalogue.get::<Dict<'_>>("AcroForm").unwrap_or_default();
    let mut undrawn = Undrawn::default();
    let mut points = MAX_POINTS;
    for annotation in annotations(page.raw()) {
        let flags = annotation.get::<u32>("F").unwrap_or(0);
        let (Some(kind), Some(rect)) =
            (annotation.get::<Name<'_>>("Subtype"), annotation.get::<Rect>("Rect"))
        else {
            continue;
        };
        if flags & (HIDDEN | NO_VIEW) != 0 || !is_sound(&rect) {
            continue;
        }
        let within = [rect.x0 as f32, rect.y0 as f32, rect.x1 as f32, rect.y1 as f32];
        if *kind == *b"Widget" {
            if rect.width() > 0.0 && rect.height() > 0.0 {
                undrawn.marks.extend(frames::of_field(&annotation, within, &mut points));
                if let Some(marks) = fields::unseen(&annotation, &form, within) {
                    undrawn.fields = true;
                    undrawn.marks.extend(marks);
                }
            }
        } else if *kind == *b"Link" {
            undrawn.marks.extend(frames::of_link(&annotation, within, &mut points));
        } else if let Some(marks) = note(&annotation, &kind, within, &mut points) {
            undrawn.annotations |= !is_drawn_whole(&annotation, &kind);
            undrawn.marks.extend(marks);
        }
    }
    let mut chars = MAX_ALL_CHARS;
    undrawn.marks.retain(|mark| match mark {
        Mark::Words { text, .. } => {
            let length = text.chars().count();
            let fits = length <= chars;
            chars = chars.saturating_sub(length);
            fits
        }
        _ => true,
    });
    undrawn
}

fn is_sound(rect: &Rect) -> bool {
    [rect.x0, rect.y0, rect.x1, rect.y1].iter().all(|side| side.abs() < 1e5)
}

/// Whether the marks of an annotation without an appearance are all that there is to it, as any
/// program would draw it. What somebody wrote, stamped or signed is told in any case.
fn is_drawn_whole(annotation: &Dict<'_>, kind: &[u8]) -> bool {
    let plain_ends = || {
        let ends = annotation.get::<Array<'_>>("LE");
        ends.is_none_or(|ends| ends.iter::<Name<'_>>().take(2).all(|end| *end == *b"None"))
    };
    match kind {
        b"Highlight" | b"Underline" | b"Squiggly" | b"StrikeOut" => true,
        b"Square" | b"Circle" | b"Line" | b"Polygon" | b"PolyLine" => {
            plain_ends()
                && numbers(annotation, "IC", 4).is_empty()
                && !annotation.contains_key("BE")
        }
        _ => false,
    }
}

/// The marks of an annotation without an appearance; nothing for one that is drawn, or that shows
/// nothing on the page anyway.
fn note(
    annotation: &Dict<'_>,
    kind: &[u8],
    within: [f32; 4],
    points: &mut usize,
) -> Option<Vec<Mark>> {
    let shown = appearance::of(annotation).map(|stream| appearance::shown_by(&stream));
    let text = |key| annotation.get::<Object<'_>>(key).and_then(text_of);
    let contents = [text("Contents"), text("RC").map(|rich| without_tags(&rich))]
        .into_iter()
        .flatten()
        .map(|text| text.chars().take(MAX_CHARS).collect::<String>())
        .find(|text| !text.trim().is_empty());
    let drawn = match kind {
        // A box of text that shows no text has only its frame drawn.
        b"FreeText" if contents.is_some() => {
            shown.as_ref().is_some_and(|shown| shown.may_be_writing())
        }
        _ => shown.as_ref().is_some_and(|shown| shown.painted),
    };
    if drawn {
        return None;
    }
    let colour = numbers(annotation, "C", 4);
    let colour_or = |otherwise| rgb_of(&colour).unwrap_or(otherwise);
    let width = border_width(annotation);
    let mut take = |lines: Vec<Vec<Point>>| -> Vec<Vec<Point>> {
        lines
            .into_iter()
            .take_while(|line| {
                let fits = line.len() <= *points;
                *points = points.saturating_sub(line.len());
                fits
            })
            .collect()
    };
    let [x0, y0, x1, y1] = within;
    let corners = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
    let has_area = x1 > x0 && y1 > y0;
    match kind {
        b"FreeText" => {
            let text = contents?;
            let style = style_of(annotation.get::<Object<'_>>("DA"), annotation, &Dict::empty());
            Some(vec![Mark::Words { within, text, style: Style { lines: true, ..style } }])
        }
        b"Stamp" if has_area => {
            let name = annotation.get::<Name<'_>>("Name").map(|name| name.as_str().to_owned());
            let text = contents.or(name).unwrap_or_else(|| "Draft".to_owned());
            let colour = colour_or(RED);
            let style = Style { size: 0.0, colour, align: Align::Middle, lines: false };
            Some(vec![
                Mark::Strokes { lines: vec![corners], colour, width: 2.0, closed: true },
                Mark::Words { within, text, style },
            ])
        }
        b"Ink" => {
            let strokes = annotation.get::<Array<'_>>("InkList")?;
            let lines = strokes.iter::<Array<'_>>().take(5_000).map(|line| points_of(&line));
            let lines = take(lines.filter(|line| !line.is_empty()).collect());
            (!lines.is_empty()).then(|| {
                vec![Mark::Strokes { lines, colour: colour_or(BLACK), width, closed: false }]
            })
        }
        b"Line" => {
            let line = annotation.get::<Array<'_>>("L").map(|line| points_of(&line))?;
            let lines = take(vec![line]);
            Some(vec![Mark::Strokes { lines, colour: colour_or(BLACK), width, closed: false }])
        }
        b"Polygon" | b"PolyLine" => {
            let line = annotation.get::<Array<'_>>("Vertices").map(|line| points_of(&line));
            let lines = take(line.into_iter().collect());
            let closed = kind == b"Polygon";
            Some(vec![Mark::Strokes { lines, colour: colour_or(BLACK), width, closed }])
        }
        b"Square" if has_area => Some(vec![Mark::Strokes {
            lines: vec![corners],
            colour: colour_or(BLACK),
            width,
            closed: true,
        }]),
        b"Circle" if has_area => {
            Some(vec![Mark::Ellipse { within, colour: colour_or(BLACK), width }])
        }
        b"Highlight" => {
            let quads = quads_of(annotation, within);
            (has_area || !quads.is_empty())
                .then(|| vec![Mark::Shade { quads, colour: colour_or([1.0, 0.9, 0.2]) }])
        }
        b"Underline" | b"Squiggly" | b"StrikeOut" => {
            let quads = quads_of(annotation, within);
            let between = |a: Point, b: Point| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
            let through = kind == b"StrikeOut";
            let lines = quads.iter().map(|[top_left, top_right, low_left, low_right]| {
                if through {
                    vec![between(*top_left, *low_left), between(*top_right, *low_right)]
                } else {
                    vec![*low_left, *low_right]
                }
            });
            let lines = take(lines.collect());
            (has_area || !lines.is_empty()).then(|| {
                vec![Mark::Strokes { lines, colour: colour_or(BLACK), width: 1.0, closed: false }]
            })
        }
        b"Caret" | b"Redact" if has_area => Some(Vec::new()),
        // The icon of a note; what it says is in a window of its own.
        b"Text" if contents.is_some() => {
            let (x1, y0) = (x1.max(x0 + NOTE_PT), y0.min(y1 - NOTE_PT));
            let lines = vec![vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)]];
            Some(vec![Mark::Strokes { lines, colour: colour_or(RED), width: 1.0, closed: true }])
        }
        _ => None,
    }
}

/// What a rich text (12.7.4.4), which is written in XHTML, says.
fn without_tags(rich: &str) -> String {
    let mut parts = rich.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        if matches!(tag.trim_end(), "/p" | "br" | "br/" | "br /") {
            text.push('\n');
        }
        text.push_str(rest);
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").trim().to_owned()
}

fn points_of(list: &Array<'_>) -> Vec<Point> {
    finite(list, 2 * MAX_POINTS).as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).collect()
}

/// The quadrilaterals of marked text: upper left, upper right, lower left, lower right, as programs
/// write them (the standard's own order is used by none). Without them, the annotation's own place.
fn quads_of(annotation: &Dict<'_>, [x0, y0, x1, y1]: [f32; 4]) -> Vec<[Point; 4]> {
    let points = annotation.get::<Array<'_>>("QuadPoints").map(|list| points_of(&list));
    let quads = points.unwrap_or_default().as_chunks::<4>().0.to_vec();
    if quads.is_empty() { vec![[(x0, y1), (x1, y1), (x0, y0), (x1, y0)]] } else { quads }
}

fn border_width(annotation: &Dict<'_>) -> f32 {
    let style = annotation.get::<Dict<'_>>("BS").and_then(|style| style.get::<f32>("W"));
    let border = || numbers(annotation, "Border", 3).get(2).copied();
    style.or_else(border).filter(|width| (0.1..=50.0).contains(width)).unwrap_or(1.0)
}
