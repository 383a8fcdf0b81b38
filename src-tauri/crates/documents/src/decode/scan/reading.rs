//! Reading a page's content for the one picture that it paints.

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Dict, Name, Stream};
use hayro::hayro_syntax::page::{Page, Resources};
use hayro::kurbo::{Affine, Rect};

use super::EDGE_PX;

/// The operators of such a page: few, but for the text that is not seen.
const MAX_OPERATORS: usize = 200_000;

/// The only picture that the page paints, and the way from its unit square to the drawing.
pub(super) fn only_picture<'a>(
    page: &Page<'a>,
    transform: Affine,
    area: Rect,
) -> Option<(Stream<'a>, Affine)> {
    let mut reading = Reading { picture: None, left: MAX_OPERATORS, area };
    reading.read(page.typed_operations(), page.resources(), transform, true)?;
    reading.picture
}

struct Reading<'a> {
    picture: Option<(Stream<'a>, Affine)>,
    left: usize,
    area: Rect,
}

impl<'a> Reading<'a> {
    /// Reads a content stream, and stops with nothing at whatever may be seen besides one picture.
    fn read(
        &mut self,
        mut operators: TypedIter<'_>,
        resources: &Resources<'a>,
        transform: Affine,
        may_show: bool,
    ) -> Option<()> {
        let mut state = (transform, false);
        let mut saved = Vec::new();
        let mut path: Option<Rect> = None;
        while let Some(operator) = operators.next() {
            self.left = self.left.checked_sub(1)?;
            match operator {
                TypedInstruction::SaveState(_) => saved.push(state),
                TypedInstruction::RestoreState(_) => state = saved.pop().unwrap_or(state),
                TypedInstruction::Transform(m) => {
                    let m = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    state.0 *= Affine::new(m);
                }
                TypedInstruction::TextRenderingMode(mode) => state.1 = mode.0.as_i64() == 3,
                TypedInstruction::ShowText(_)
                | TypedInstruction::ShowTexts(_)
                | TypedInstruction::NextLineAndShowText(_)
                | TypedInstruction::ShowTextWithParameters(_)
                    if !state.1 =>
                {
                    return None;
                }
                TypedInstruction::RectPath(rect) if path.is_none() => {
                    let [x, y, w, h] = [rect.0, rect.1, rect.2, rect.3].map(|n| n.as_f64());
                    let rect = Rect::new(x, y, x + w, y + h).abs();
                    path = Some(state.0.transform_rect_bbox(rect));
                }
                // What is cut off must not be on the drawing.
                TypedInstruction::ClipNonZero(_) | TypedInstruction::ClipEvenOdd(_) => {
                    let clip = path?.inflate(EDGE_PX, EDGE_PX);
                    if !clip.contains_rect(self.area) {
                        return None;
                    }
                }
                TypedInstruction::EndPath(_) => path = None,
                TypedInstruction::SetGraphicsState(name) => {
                    let parameters = resources.get_ext_g_state(name.0)?;
                    if !is_plain(&parameters) {
                        return None;
                    }
                }
                TypedInstruction::XObject(name) => {
                    let object = resources.get_x_object(name.0)?;
                    self.object(object, resources, state.0, may_show)?;
                }
                TypedInstruction::BeginMarkedContentWithProperties(content) => {
                    if **content.0 == *b"OC" {
                        return None;
                    }
                }
                other => {
                    if !shows_nothing(&other) {
                        return None;
                    }
                }
            }
        }
        Some(())
    }

    fn object(
        &mut self,
        object: Stream<'a>,
        resources: &Resources<'a>,
        transform: Affine,
        may_show: bool,
    ) -> Option<()> {
        let dict = object.dict();
        if dict.contains_key("OC") {
            return None;
        }
        let kind = dict.get::<Name<'_>>("Subtype")?;
        if *kind == *b"Image" {
            if self.picture.is_some() || !may_show {
                return None;
            }
            self.picture = Some((object, transform));
            return Some(());
        }
        // Programs that read scans put their text into a form of its own.
        if *kind != *b"Form" || !may_show {
            return None;
        }
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let content = object.decoded_data().ok()?;
        self.read(TypedIter::new(&content), own.as_ref().unwrap_or(resources), transform, false)
    }
}

/// Whether graphics parameters change nothing of how a picture is painted.
fn is_plain(parameters: &Dict<'_>) -> bool {
    let opaque = |key: &str| parameters.get::<f32>(key).is_none_or(|alpha| alpha >= 1.0);
    let is = |key: &str, wanted: &[u8]| {
        !parameters.contains_key(key)
            || parameters.get::<Name<'_>>(key).is_some_and(|name| *name == *wanted)
    };
    opaque("ca")
        && opaque("CA")
        && is("BM", b"Normal")
        && is("SMask", b"None")
        && !["TR", "TR2", "HT"].iter().any(|key| parameters.contains_key(key))
}

/// Operators that only set something, or begin and end something.
fn shows_nothing(operator: &TypedInstruction<'_, '_>) -> bool {
    use TypedInstruction as Is;
    matches!(
        operator,
        Is::LineWidth(_)
            | Is::LineCap(_)
            | Is::LineJoin(_)
            | Is::MiterLimit(_)
            | Is::DashPattern(_)
            | Is::RenderingIntent(_)
            | Is::FlatnessTolerance(_)
            | Is::ColorSpaceStroke(_)
            | Is::ColorSpaceNonStroke(_)
            | Is::StrokeColor(_)
            | Is::NonStrokeColor(_)
            | Is::StrokeColorDeviceGray(_)
            | Is::NonStrokeColorDeviceGray(_)
            | Is::StrokeColorDeviceRgb(_)
            | Is::NonStrokeColorDeviceRgb(_)
            | Is::StrokeColorCmyk(_)
            | Is::NonStrokeColorCmyk(_)
            | Is::CharacterSpacing(_)
            | Is::WordSpacing(_)
            | Is::HorizontalScaling(_)
            | Is::TextLeading(_)
            | Is::TextFont(_)
            | Is::TextRise(_)
            | Is::BeginText(_)
            | Is::EndText(_)
            | Is::NextLine(_)
            | Is::NextLineAndSetLeading(_)
            | Is::SetTextMatrix(_)
            | Is::NextLineUsingLeading(_)
            | Is::ShowText(_)
            | Is::ShowTexts(_)
            | Is::NextLineAndShowText(_)
            | Is::ShowTextWithParameters(_)
            | Is::MarkedContentPoint(_)
            | Is::MarkedContentPointWithProperties(_)
            | Is::BeginMarkedContent(_)
            | Is::EndMarkedContent(_)
    )
}
