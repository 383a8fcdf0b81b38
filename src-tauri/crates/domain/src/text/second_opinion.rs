//! A second opinion on a post's words: a linear model that can be read.
//!
//! It knows nothing but which short stretches of characters stood in the posts that people judged
//! (`tests/data/posts/training`), weighs those of a new post, and says 「請讀一遍」 where the sum is
//! high: of the whole post, or of a stretch of a longer one, so that one sentence does not get lost in
//! many. It never blocks, suggests no reason and is never urgent.
//!
//! `cargo xtask train` makes the weights, the same bits each time.

use std::ops::Range;
use std::sync::OnceLock;

use super::features::{EDGE, Feature, Reading, WEIGHTS, each_once};
use super::scan::{Screening, TextScan};
use crate::TextField;

const SHIPPED: &[u8] = include_bytes!("../../../../../schema/rules/second_opinion.bin");
const MAGIC: &[u8; 4] = b"NDW3";
const HEADER: usize = 20;
/// The longest stretch that is shown for an opinion, in characters.
const LONGEST_STRETCH: usize = 24;

/// What moved the model to ask for a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opinion {
    /// Above zero, as far beyond the point from which on it asks.
    pub margin: f32,
    /// The text that `start` and `end` count in.
    pub field: TextField,
    /// The stretch that weighs most, in bytes of the family's own text.
    pub start: usize,
    /// Where it ends, not included.
    pub end: usize,
}

/// The weights, and what they are held against.
pub struct SecondOpinion {
    weights: Vec<Weight>,
    scale: f32,
    bias: f32,
    thresholds: Thresholds,
}

/// What a feature says for a problem, and how rare it is: a text is as long as its features are rare.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    says: i8,
    rare: u8,
}

/// From which sum on a reading is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Of all of a post.
    pub whole: f32,
    /// Of one window of it.
    pub window: f32,
}

impl SecondOpinion {
    /// The weights that come with the desk.
    pub fn shipped() -> &'static Self {
        static OPINION: OnceLock<SecondOpinion> = OnceLock::new();
        OPINION.get_or_init(|| {
            Self::from_bytes(SHIPPED).expect("the shipped weights are read by a test")
        })
    }

    /// Reads weights as [`SecondOpinion::to_bytes`] writes them; `None` where they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != HEADER + 2 * WEIGHTS || !bytes.starts_with(MAGIC) {
            return None;
        }
        let number = |at: usize| Some(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        Some(Self {
            scale: number(4)?,
            bias: number(8)?,
            thresholds: Thresholds { whole: number(12)?, window: number(16)? },
            weights: bytes[HEADER..]
                .as_chunks()
                .0
                .iter()
                .map(|&[says, rare]| Weight { says: says.cast_signed(), rare })
                .collect(),
        })
    }

    /// Rounds trained weights to a byte each. `rare` is by [`rarity`].
    ///
    /// # Panics
    /// Where there are not [`WEIGHTS`] of both.
    pub fn trained(weights: &[f64], rare: &[u8], bias: f64, thresholds: Thresholds) -> Self {
        assert_eq!((weights.len(), rare.len()), (WEIGHTS, WEIGHTS));
        let largest = weights.iter().fold(f64::MIN_POSITIVE, |all, weight| all.max(weight.abs()));
        let scale = largest / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what fits on purpose")]
        Self {
            weights: weights
                .iter()
                .zip(rare)
                .map(|(weight, &rare)| Weight { says: (weight / scale).round() as i8, rare })
                .collect(),
            scale: scale as f32,
            bias: bias as f32,
            thresholds,
        }
    }

    /// The form that [`SecondOpinion::from_bytes`] reads: its mark, four little-endian numbers, and
    /// two bytes a weight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let Thresholds { whole, window } = self.thresholds;
        for number in [self.scale, self.bias, whole, window] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.weights.iter().flat_map(|it| [it.says.cast_unsigned(), it.rare]));
        bytes
    }

    /// What it thinks of a post whose words ask for no attention by themselves.
    pub fn beside(&self, scan: &TextScan, title: &str, body: &str) -> Option<Opinion> {
        if scan.screening == Screening::Ok { self.of(title, body) } else { None }
    }

    /// What it thinks of a post, if it asks for a reading.
    pub fn of(&self, title: &str, body: &str) -> Option<Opinion> {
        let reading = Reading::new(title, body);
        let whole = reading.whole();
        let margin = self.weighed(reading.within(&whole)) - self.thresholds.whole;
        let (margin, part) = if margin > 0.0 {
            (margin, whole)
        } else {
            let margin = |part: &_| self.weighed(reading.within(part)) - self.thresholds.window;
            let windows = reading.windows().map(|part| (margin(&part), part));
            windows.max_by(|one, other| one.0.total_cmp(&other.0))?
        };
        if margin <= 0.0 {
            return None;
        }
        let (field, start, end) = self.heaviest(&reading, &part)?;
        Some(Opinion { margin, field, start, end })
    }

    /// The stretch of one field whose characters weigh most together, within some of the places.
    fn heaviest(
        &self,
        reading: &Reading,
        part: &Range<usize>,
    ) -> Option<(TextField, usize, usize)> {
        let places = &reading.places;
        let mut weights = vec![0_i32; places.len()];
        each_once(reading.within(part), |feature| {
            let (first, last) = (usize::from(feature.first), usize::from(feature.last));
            // Twelve parts are shared out evenly among one to four characters.
            let parts = i32::from(self.weights[feature.weight as usize].says) * 12;
            if feature.ends {
                weights[first] += parts / 2;
                weights[last] += parts / 2;
            } else {
                let count = i32::try_from(last - first + 1).unwrap_or(1);
                weights[first..=last].iter_mut().for_each(|place| *place += parts / count);
            }
        });
        let mut best: Option<(i32, usize, usize)> = None;
        let (mut sum, mut from) = (0, part.start);
        for at in part.clone() {
            let is_edge = places[at].character == EDGE;
            let breaks = is_edge || at - from >= LONGEST_STRETCH;
            if sum <= 0 || breaks {
                (sum, from) = (0, at);
            }
            if is_edge {
                continue;
            }
            if places[from].character == EDGE {
                from = at;
            }
            sum += weights[at];
            if best.is_none_or(|(most, ..)| sum > most) {
                best = Some((sum, from, at));
            }
        }
        let (_, from, to) = best?;
        Some((places[from].field, places[from].start, places[to].end))
    }

    /// What features weigh together, each weight once: as much in a short text as in a long one.
    fn weighed(&self, features: impl Iterator<Item = Feature>) -> f32 {
        let (mut sum, mut size) = (0_i32, 0_u32);
        each_once(features, |feature| {
            let Weight { says, rare } = self.weights[feature.weight as usize];
            sum += i32::from(says);
            size += u32::from(rare) * u32::from(rare);
        });
        #[expect(clippy::cast_precision_loss, reason = "some thousand small numbers")]
        let (sum, norm) = (sum as f32, (size.max(1) as f32).sqrt());
        sum * self.scale / norm + self.bias
    }
}

/// How much a feature counts that stands in so many of all posts: the logarithm of its rarity
/// (Spärck Jones 1972), in twenty-fifths.
pub fn rarity(posts: u32, all: u32) -> u8 {
    let rare = (f64::from(all + 1) / f64::from(posts + 1)).ln() * 25.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let rounded = rare.round().clamp(1.0, 255.0) as u8;
    rounded
}

impl std::fmt::Debug for SecondOpinion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondOpinion({} weights)", self.weights.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::characters::folded;
    use super::super::features::mixed;
    use super::*;

    /// Asks for a reading of whatever holds 這裡, and of nothing else.
    fn opinion() -> SecondOpinion {
        let mut weights = vec![0.0; WEIGHTS];
        let wanted = mixed(mixed(0, u32::from('這')), u32::from(folded('裡')));
        weights[wanted as usize % WEIGHTS] = 1.0;
        SecondOpinion::trained(
            &weights,
            &[1; WEIGHTS],
            0.0,
            Thresholds { whole: 0.01, window: 0.01 },
        )
    }

    #[test]
    fn the_stretch_that_weighs_is_shown_in_the_familys_own_text() {
        let (title, body) = ("晚安", "今天很好。這\u{200b}裡下雨。");
        let said = opinion().of(title, body).expect("it is asked for");
        assert_eq!(said.field, TextField::Body);
        assert_eq!(&body[said.start..said.end], "這\u{200b}裡");
        assert_eq!(opinion().of(title, "今天很好。"), None);
        assert_eq!(opinion().of("這裡", "好").map(|said| said.field), Some(TextField::Title));
    }

    #[test]
    fn weights_are_read_as_they_were_written() {
        let written = opinion().to_bytes();
        let read = SecondOpinion::from_bytes(&written).expect("its own bytes");
        assert_eq!(read.to_bytes(), written);
        assert!(SecondOpinion::from_bytes(&written[1..]).is_none());
        assert!(SecondOpinion::from_bytes(b"").is_none());
        assert_eq!(SecondOpinion::shipped().weights.len(), WEIGHTS);
    }

    proptest! {
        #[test]
        fn any_text_is_read(title in "\\PC{0,20}", body in "\\PC{0,80}|[這裡\u{200b} \n，]{0,600}") {
            if let Some(said) = opinion().of(&title, &body) {
                let text = if said.field == TextField::Title { &title } else { &body };
                prop_assert!(said.start < said.end && text.get(said.start..said.end).is_some());
            }
        }
    }
}
