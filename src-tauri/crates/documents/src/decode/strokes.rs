//! Simple strokes and words, as which [`super::overlay`] draws what a page does not draw by itself,
//! and how they are read from a PDF's dictionaries.

use hayro::hayro_syntax::object::{Array, Dict};

/// Longer texts are drawn up to here; the hint speaks for the rest.
pub(super) const MAX_CHARS: usize = 4_000;
pub(super) const BLACK: [f32; 3] = [0.0; 3];

pub(super) type Point = (f32, f32);

/// Something to draw, in the page's own coordinates.
pub(super) enum Mark {
    Words {
        within: [f32; 4],
        text: String,
        style: Style,
    },
    Strokes {
        lines: Vec<Vec<Point>>,
        colour: [f32; 3],
        width: f32,
        closed: bool,
    },
    Ellipse {
        within: [f32; 4],
        colour: [f32; 3],
        width: f32,
    },
    /// A see-through ground, as a marker pen leaves it.
    Shade {
        quads: Vec<[Point; 4]>,
        colour: [f32; 3],
    },
}

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// In points; 0 for as large as fits.
    pub size: f32,
    pub colour: [f32; 3],
    pub align: Align,
    pub lines: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

pub(super) fn numbers(owner: &Dict<'_>, key: &str, most: usize) -> Vec<f32> {
    owner.get::<Array<'_>>(key).map_or_else(Vec::new, |list| finite(&list, most))
}

pub(super) fn finite(list: &Array<'_>, most: usize) -> Vec<f32> {
    list.iter::<f32>().take(most).filter(|number| number.abs() < 1e5).collect()
}

/// A colour of one, three or four components.
pub(super) fn rgb_of(components: &[f32]) -> Option<[f32; 3]> {
    match components {
        [grey] => Some([*grey; 3]),
        [r, g, b] => Some([*r, *g, *b]),
        [c, m, y, k] => Some([c, m, y].map(|ink| (1.0 - ink) * (1.0 - k))),
        _ => None,
    }
}
