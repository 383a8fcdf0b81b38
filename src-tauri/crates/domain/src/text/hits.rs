//! What the lexicon found in a text, and how the words were hidden if they were.

use crate::TextField;

/// More marks than this help nobody; the counts stay whole.
pub(super) const MOST_HITS: usize = 2_000;

/// How the stretch was written so that a plain search would not find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Obscured {
    /// As it stands in the lexicon.
    #[default]
    No,
    /// 全形
    FullWidth,
    /// 零寬: invisible characters inside the word.
    ZeroWidth,
    /// Written apart: 自 殺.
    SpacedOut,
    /// 國字或報號: digits as words.
    Numerals,
    /// 同音字: other characters of the same sound.
    Homophone,
    /// 注音 in the place of a character.
    Bopomofo,
    /// 夾字: a particle put inside.
    Particle,
    /// 字字相間: another character after each one.
    Interleaved,
    /// 倒寫: from the end to the beginning.
    Reversed,
}

impl Obscured {
    /// Whether what stands there is another word that only may be meant as this one.
    pub(crate) fn is_guess(self) -> bool {
        match self {
            Self::No | Self::FullWidth | Self::ZeroWidth | Self::SpacedOut | Self::Numerals => {
                false
            }
            Self::Homophone
            | Self::Bopomofo
            | Self::Particle
            | Self::Interleaved
            | Self::Reversed => true,
        }
    }

    /// For the screen, two to five characters; empty for [`Obscured::No`].
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "",
            Self::FullWidth => "全形",
            Self::ZeroWidth => "夾零寬字元",
            Self::SpacedOut => "拆開書寫",
            Self::Numerals => "國字或報號",
            Self::Homophone => "同音字",
            Self::Bopomofo => "注音代字",
            Self::Particle => "中間夾字",
            Self::Interleaved => "字字相間",
            Self::Reversed => "倒寫",
        }
    }
}

/// One entry of the lexicon found at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index into the lexicon's entries.
    pub entry: u32,
    /// The text that `start` and `end` count in.
    pub field: TextField,
    /// Byte offsets into the text as the family wrote it.
    pub start: u32,
    /// Where it ends, not included.
    pub end: u32,
    /// How it was hidden.
    pub obscured: Obscured,
    /// A weak word that stands beside one of its companions (咖啡包 beside 貨) weighs as a strong
    /// one.
    pub raised: bool,
}

/// A hit in normalised text, its place also there.
pub(super) struct Raw {
    pub entry: u32,
    pub start: usize,
    pub end: usize,
    /// Whether the place counts in the original text, as obfuscation is looked for there.
    pub in_original: bool,
    pub numerals: bool,
    pub raised: bool,
    /// Whether it was found only with a gap inside closed.
    pub apart: bool,
    /// How it was disguised, where that is known already.
    pub guess: Option<Obscured>,
}

impl Raw {
    pub fn new(entry: u32, start: usize, end: usize) -> Self {
        let (in_original, numerals, raised, apart) = (false, false, false, false);
        Self { entry, start, end, in_original, numerals, raised, apart, guess: None }
    }

    pub fn guessed(entry: u32, start: usize, end: usize, how: Obscured) -> Self {
        Self { guess: Some(how), ..Self::new(entry, start, end) }
    }
}
