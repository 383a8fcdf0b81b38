//! A page as marks at places, before it becomes PDF: so the number of pages is known when the
//! first one is written.

use krilla::image::Image;

use super::shaping::{Cluster, Weight};
use super::structure::Role;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;

#[derive(Default)]
pub(super) struct Sheet {
    /// Each with what it belongs to.
    pub marks: Vec<(Role, Mark)>,
}

/// From the top left corner, in points.
pub(super) enum Mark {
    Line { x: f32, baseline: f32, size: f32, grey: u8, line: SetLine },
    Rule { from: (f32, f32), to: (f32, f32), thick: f32, grey: u8 },
    Area { x: f32, y: f32, width: f32, height: f32, fill: Option<u8>, stroke: Option<u8> },
    Picture { x: f32, y: f32, width: f32, height: f32, image: Image },
}

/// A line of words, in shares of the font's size.
pub(super) struct SetLine {
    pub text: String,
    /// Their ranges are those of `text`.
    pub clusters: Vec<Cluster>,
    pub weight: Weight,
    pub width: f32,
}
