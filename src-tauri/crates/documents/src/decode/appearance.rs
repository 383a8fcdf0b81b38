//! Whether the appearance that an annotation brings along shows anything (ISO 32000-2, 12.5.5).

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Dict, Name, Object, Rect, Stream};

/// An appearance is a few lines; what comes after so many operators is not looked at.
const MAX_OPERATORS: usize = 100_000;
/// Forms in forms in an appearance.
const MAX_DEPTH: u32 = 4;

/// The appearance that is drawn of an annotation: the normal one, in the state that is chosen.
pub(super) fn of<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let stream = match annotation.get::<Dict<'_>>("AP")?.get::<Object<'_>>("N")? {
        Object::Stream(stream) => stream,
        Object::Dict(states) => annotation
            .get::<Name<'_>>("AS")
            .and_then(|state| states.get::<Stream<'_>>(state))
            .or_else(|| states.get::<Stream<'_>>("Off"))?,
        _ => return None,
    };
    // Nothing is to be seen of an appearance without a size.
    let bounds = stream.dict().get::<Rect>("BBox")?;
    (bounds.width() > 0.0 && bounds.height() > 0.0).then_some(stream)
}

/// The states that a box or button has an appearance for.
pub(super) fn has_state(annotation: &Dict<'_>, state: &[u8]) -> bool {
    annotation
        .get::<Dict<'_>>("AP")
        .and_then(|appearances| appearances.get::<Dict<'_>>("N"))
        .is_some_and(|states| states.contains_key(state))
}

/// What an appearance shows.
#[derive(Default)]
pub(super) struct Shown {
    /// The character codes of its text, one after the other.
    pub text: Vec<u8>,
    /// Whether there are curves, pictures or shadings, which may be text as well.
    pub figures: bool,
    /// Whether anything is painted at all.
    pub painted: bool,
}

impl Shown {
    /// Whether this may be what a person wrote: more than a background and a frame.
    pub(super) fn may_be_writing(&self) -> bool {
        self.figures || self.text.iter().any(|code| !code.is_ascii_whitespace())
    }
}

/// Looks through an appearance.
pub(super) fn shown_by(stream: &Stream<'_>) -> Shown {
    let mut shown = Shown::default();
    let mut left = MAX_OPERATORS;
    look_through(stream, &mut shown, &mut left, 0);
    shown
}

fn look_through(stream: &Stream<'_>, shown: &mut Shown, left: &mut usize, depth: u32) {
    let Ok(content) = stream.decoded_data() else {
        return;
    };
    let forms = stream
        .dict()
        .get::<Dict<'_>>("Resources")
        .and_then(|resources| resources.get::<Dict<'_>>("XObject"))
        .unwrap_or_default();
    let mut operators = TypedIter::new(&content);
    while let Some(operator) = operators.next() {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return;
        }
        match operator {
            TypedInstruction::ShowText(text) => shown.text.extend(text.0.as_bytes()),
            TypedInstruction::NextLineAndShowText(text) => shown.text.extend(text.0.as_bytes()),
            TypedInstruction::ShowTextWithParameters(text) => {
                shown.text.extend(text.2.as_bytes());
            }
            TypedInstruction::ShowTexts(texts) => {
                for part in texts.0.iter::<Object<'_>>() {
                    if let Object::String(text) = part {
                        shown.text.extend(text.as_bytes());
                    }
                }
            }
            TypedInstruction::CubicTo(_)
            | TypedInstruction::CubicStartTo(_)
            | TypedInstruction::CubicEndTo(_)
            | TypedInstruction::InlineImage(_)
            | TypedInstruction::Shading(_) => shown.figures = true,
            TypedInstruction::XObject(object) => {
                let Some(inner) = forms.get::<Stream<'_>>(object.0) else {
                    continue;
                };
                if inner.dict().get::<Name<'_>>("Subtype").is_some_and(|kind| *kind == *b"Form") {
                    if depth < MAX_DEPTH {
                        look_through(&inner, shown, left, depth + 1);
                    }
                } else {
                    shown.figures = true;
                }
            }
            TypedInstruction::StrokePath(_)
            | TypedInstruction::CloseAndStrokePath(_)
            | TypedInstruction::FillPathNonZero(_)
            | TypedInstruction::FillPathNonZeroCompatibility(_)
            | TypedInstruction::FillPathEvenOdd(_)
            | TypedInstruction::FillAndStrokeNonZero(_)
            | TypedInstruction::FillAndStrokeEvenOdd(_)
            | TypedInstruction::CloseFillAndStrokeNonZero(_)
            | TypedInstruction::CloseFillAndStrokeEvenOdd(_) => shown.painted = true,
            _ => {}
        }
    }
    shown.painted |= shown.may_be_writing();
}
