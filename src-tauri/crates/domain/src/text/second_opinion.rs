//! A second opinion on a post's words: a linear model that can be read.
//!
//! It knows nothing but what stood in the posts that people judged (`tests/data/posts/training`):
//! weighs what it knows of a new post, and says 「請讀一遍」 where the sum is high, of the whole post or
//! of a stretch of a longer one, so that one sentence does not get lost in many. It never blocks,
//! suggests no reason and is never urgent.
//!
//! `cargo xtask train` makes the weights, the same bits each time.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use super::features::{Feature, MOST_PLACES, Reading};
use super::scan::{Screening, TextScan};
use crate::TextField;

const SHIPPED: &[u8] = include_bytes!("../../../../../schema/rules/second_opinion.bin");
const MAGIC: &[u8; 4] = b"NDW4";
const HEADER: usize = 28;
/// So many features have a weight at most: of those with the same [`slot`] one.
const SLOTS: usize = 1 << 18;
/// A weight says so many things: a post is weighed for each group of kinds, and the loudest counts.
/// Goods and money, harm, and what is passed on have few words in common.
pub const GROUPS: usize = 3;
/// A longer post is also read by windows of so many characters, each half over the one before.
const WINDOW: usize = 32;
const STEP: usize = WINDOW / 2;
/// A post of at most so many characters is read as a whole only.
const ONE_WINDOW: usize = WINDOW + STEP / 2;
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
    /// For each slot by which its feature is told from others of the same slot; 0 where there is none.
    checks: Vec<u8>,
    weights: Vec<Weight>,
    scale: f32,
    bias: [f32; GROUPS],
    thresholds: Thresholds,
}

/// What a feature says for a problem of each group, as the root of it, and how much it counts in the
/// length of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    says: [i8; GROUPS],
    length: u8,
}

impl Weight {
    fn says(self, group: usize) -> i32 {
        let root = i32::from(self.says[group]);
        root * root.abs()
    }
}

/// From which sum on a reading is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Of all of a post.
    pub whole: f32,
    /// Of one window of it.
    pub window: f32,
}

/// A feature that has a weight, as it was trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trained {
    /// As [`features`](super::features::features) tells it.
    pub hash: u32,
    /// What it says for a problem of each group.
    pub weights: [f64; GROUPS],
    /// How much it counts in the length of a text.
    pub length: u8,
}

/// Where the weight of a feature stands.
pub fn slot(hash: u32) -> usize {
    hash as usize % SLOTS
}

fn check(hash: u32) -> u8 {
    hash.to_be_bytes()[0].max(1)
}

/// What some features weigh together.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    says: [i32; GROUPS],
    length: u32,
}

impl Sum {
    fn add(&mut self, weight: Weight) {
        for group in 0..GROUPS {
            self.says[group] += weight.says(group);
        }
        self.length += u32::from(weight.length) * u32::from(weight.length);
    }

    fn with(mut self, other: Self) -> Self {
        for group in 0..GROUPS {
            self.says[group] += other.says[group];
        }
        self.length += other.length;
        self
    }
}

/// A part of a post, what it weighs in the group in which it weighs most, and that group.
#[derive(Debug, Clone)]
struct Part {
    places: Range<usize>,
    sum: f32,
    group: usize,
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
        if bytes.len() != HEADER + (2 + GROUPS) * SLOTS || !bytes.starts_with(MAGIC) {
            return None;
        }
        let number = |at: usize| Some(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let (checks, weights) = bytes[HEADER..].split_at(SLOTS);
        let weights = weights.as_chunks().0.iter();
        Some(Self {
            scale: number(4)?,
            bias: [number(8)?, number(12)?, number(16)?],
            thresholds: Thresholds { whole: number(20)?, window: number(24)? },
            checks: checks.to_vec(),
            weights: weights
                .map(|&[says @ .., length]: &[u8; GROUPS + 1]| Weight {
                    says: says.map(u8::cast_signed),
                    length,
                })
                .collect(),
        })
    }

    /// Rounds trained weights to a byte each; of two with the same slot the later one stays.
    pub fn trained(features: &[Trained], bias: [f64; GROUPS], thresholds: Thresholds) -> Self {
        let weights = features.iter().flat_map(|it| it.weights);
        let largest = weights.fold(f64::MIN_POSITIVE, |all, weight| all.max(weight.abs()));
        let scale = largest / (127.0 * 127.0);
        #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
        let root = |weight: f64| ((weight.abs() / scale).sqrt().round() * weight.signum()) as i8;
        let (mut checks, mut weights) = (vec![0; SLOTS], vec![Weight::default(); SLOTS]);
        for it in features {
            checks[slot(it.hash)] = check(it.hash);
            weights[slot(it.hash)] = Weight { says: it.weights.map(root), length: it.length };
        }
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what fits on purpose")]
        let (scale, bias) = (scale as f32, bias.map(|bias| bias as f32));
        Self { checks, weights, scale, bias, thresholds }
    }

    /// The form that [`SecondOpinion::from_bytes`] reads: its mark, little-endian numbers, a byte a
    /// slot to check by, and the bytes of each weight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let Thresholds { whole, window } = self.thresholds;
        for number in [&[self.scale], &self.bias[..], &[whole, window]].concat() {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(&self.checks);
        for Weight { says, length } in &self.weights {
            bytes.extend(says.map(i8::cast_unsigned));
            bytes.push(*length);
        }
        bytes
    }

    /// What it thinks of a post whose words ask for no attention by themselves.
    pub fn beside(&self, scan: &TextScan, title: &str, body: &str) -> Option<Opinion> {
        if scan.screening == Screening::Ok { self.of(title, body) } else { None }
    }

    /// What it thinks of a post, if it asks for a reading.
    pub fn of(&self, title: &str, body: &str) -> Option<Opinion> {
        let reading = Reading::new(title, body);
        let (whole, windows) = self.parts(&reading);
        let (margin, part) = if whole.sum > self.thresholds.whole {
            (whole.sum - self.thresholds.whole, whole)
        } else {
            let part = windows.into_iter().max_by(|one, other| one.sum.total_cmp(&other.sum))?;
            (part.sum - self.thresholds.window, part)
        };
        if margin <= 0.0 {
            return None;
        }
        let (field, start, end) = self.heaviest(&reading, &part)?;
        Some(Opinion { margin, field, start, end })
    }

    /// The sums that [`Thresholds`] are held against: of the whole, and the largest of a window.
    pub fn weigh(&self, title: &str, body: &str) -> (f32, f32) {
        let (whole, windows) = self.parts(&Reading::new(title, body));
        (whole.sum, windows.iter().fold(f32::MIN, |all, it| all.max(it.sum)))
    }

    /// Weighs the whole and its windows in one pass: a window is two steps, and holds what lies
    /// within either or reaches from the one into the other.
    fn parts(&self, reading: &Reading<'_>) -> (Part, Vec<Part>) {
        let mut whole = Sum::default();
        let mut steps = [Sum::default(); MOST_PLACES / STEP + 1];
        let mut across = steps;
        self.each_known(reading, |feature, weight| {
            whole.add(weight);
            match feature.last / STEP - feature.first / STEP {
                0 => steps[feature.first / STEP].add(weight),
                1 => across[feature.first / STEP].add(weight),
                _ => {}
            }
        });
        let all = reading.places().end;
        let starts = if all > ONE_WINDOW { 0..all - STEP } else { 0..0 };
        let windows = starts.step_by(STEP).map(|start| {
            let at = start / STEP;
            let sum = steps[at].with(across[at]).with(steps[at + 1]);
            self.part(start..all.min(start + WINDOW), sum)
        });
        (self.part(reading.places(), whole), windows.collect())
    }

    /// A short part weighs as much as a long one.
    fn part(&self, places: Range<usize>, sum: Sum) -> Part {
        #[expect(clippy::cast_precision_loss, reason = "some thousand small numbers")]
        let length = (sum.length.max(1) as f32).sqrt();
        #[expect(clippy::cast_precision_loss, reason = "some thousand small numbers")]
        let in_group = |group| sum.says[group] as f32 * self.scale / length + self.bias[group];
        let mut part = Part { places, sum: in_group(0), group: 0 };
        for group in 1..GROUPS {
            if in_group(group) > part.sum {
                (part.sum, part.group) = (in_group(group), group);
            }
        }
        part
    }

    /// Tells of every feature that has a weight, each once, where it is first met.
    fn each_known(&self, reading: &Reading<'_>, mut tell: impl FnMut(Feature, Weight)) {
        SEEN.with_borrow_mut(|seen| {
            let mut had = Vec::with_capacity(1024);
            reading.each(|feature| {
                let slot = slot(feature.hash);
                if self.checks[slot] != check(feature.hash) {
                    return;
                }
                let bit = 1_u64 << (slot % 64);
                if seen[slot / 64] & bit == 0 {
                    seen[slot / 64] |= bit;
                    had.push(slot);
                    tell(feature, self.weights[slot]);
                }
            });
            for slot in had {
                seen[slot / 64] = 0;
            }
        });
    }

    /// The stretch of one field whose characters weigh most together, within some of the places.
    fn heaviest(
        &self,
        reading: &Reading<'_>,
        Part { places, group, .. }: &Part,
    ) -> Option<(TextField, usize, usize)> {
        let mut weights = vec![0_i32; reading.places().end];
        self.each_known(reading, |Feature { first, last, ends, .. }, weight| {
            if first < places.start || last >= places.end {
                return;
            }
            let says = weight.says(*group);
            if ends {
                weights[first] += says / 2;
                weights[last] += says / 2;
            } else {
                let count = i32::try_from(last - first + 1).unwrap_or(1);
                weights[first..=last].iter_mut().for_each(|it| *it += says / count);
            }
        });
        let mut best: Option<(i32, usize, usize)> = None;
        let (mut sum, mut from) = (0, places.start);
        for at in places.clone() {
            let is_edge = reading.is_edge(at);
            if sum <= 0 || is_edge || at - from >= LONGEST_STRETCH {
                (sum, from) = (0, at);
            }
            if is_edge {
                continue;
            }
            if reading.is_edge(from) {
                from = at;
            }
            sum += weights[at];
            if best.is_none_or(|(most, ..)| sum > most) {
                best = Some((sum, from, at));
            }
        }
        let (_, from, to) = best?;
        reading.written(from, to)
    }
}

impl std::fmt::Debug for SecondOpinion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondOpinion({} slots)", self.weights.len())
    }
}

thread_local! {
    /// A bit for each slot that a post has had; all clear between posts.
    static SEEN: RefCell<Vec<u64>> = RefCell::new(vec![0; SLOTS / 64]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::characters::folded;
    use super::super::features::mixed;
    use super::*;

    fn hash() -> u32 {
        mixed(mixed(0, u32::from('這')), u32::from(folded('裡')))
    }

    fn of_one(hash: u32, thresholds: Thresholds) -> SecondOpinion {
        let feature = Trained { hash, weights: [-1.0, 1.0, 0.5], length: 1 };
        SecondOpinion::trained(&[feature], [0.0; GROUPS], thresholds)
    }

    /// Asks for a reading of whatever holds 這裡, and of nothing else.
    fn opinion() -> SecondOpinion {
        of_one(hash(), Thresholds { whole: 0.01, window: 0.01 })
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
    fn signs_between_hide_no_stretch_and_the_loudest_group_counts() {
        for body in ["這裡", "這，裡", "這*_*裡", "這 裡。"] {
            assert!((opinion().weigh("", body).0 - 1.0).abs() < 1e-5, "{body}");
        }
        assert_eq!(opinion().weigh("", "裡這"), (0.0, f32::MIN));
    }

    #[test]
    fn a_feature_with_the_same_slot_is_told_apart() {
        let other = hash() ^ 1 << 31;
        assert_eq!(slot(other), slot(hash()));
        let opinion = of_one(other, Thresholds { whole: 0.01, window: 0.01 });
        assert_eq!(opinion.of("", "這裡"), None);
    }

    #[test]
    fn one_sentence_of_a_long_post_is_asked_for_by_its_window() {
        let opinion = of_one(hash(), Thresholds { whole: f32::MAX, window: 0.01 });
        for before in [0, 40, 47, 48, 100, 397] {
            let body = format!("{}這裡{}", "好".repeat(before), "好".repeat(60));
            let said = opinion.of("", &body).map(|said| &body[said.start..said.end]);
            assert_eq!(said, Some("這裡"), "after {before} characters");
        }
        assert_eq!(opinion.of("", "這裡"), None);
        assert_eq!(opinion.of("", &"好".repeat(400)), None);
    }

    #[test]
    fn weights_are_read_as_they_were_written() {
        let written = opinion().to_bytes();
        let read = SecondOpinion::from_bytes(&written).expect("its own bytes");
        assert_eq!(read.to_bytes(), written);
        assert!(SecondOpinion::from_bytes(&written[1..]).is_none());
        assert!(SecondOpinion::from_bytes(b"").is_none());
        assert_eq!(SecondOpinion::shipped().weights.len(), SLOTS);
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
