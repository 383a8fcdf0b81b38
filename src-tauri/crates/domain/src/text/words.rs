//! Finds every word of a list in a text, in one pass and wherever words overlap.
//!
//! A Chinese character takes three bytes, and an automaton walks over each of them. Here a text is
//! read by characters: most of them begin no word, which one bit says, and of those that do, the
//! character after them rules out nearly all the rest.

/// Which word, by its place in the list, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FoundWord {
    pub word: u32,
    pub start: usize,
    pub end: usize,
}

/// A set of characters of the basic plane, a bit each. Those of the other planes are rare, and count
/// as in it.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub fn insert(&mut self, code: u32) {
        if let Some(word) = self.0.get_mut(code as usize / 64) {
            *word |= 1 << (code % 64);
        }
    }

    pub fn contains(&self, code: u32) -> bool {
        self.0.get(code as usize / 64).is_none_or(|word| word >> (code % 64) & 1 == 1)
    }
}

impl Default for Bits {
    fn default() -> Self {
        Self(vec![0; BASIC_PLANE / 64])
    }
}

pub(super) struct WordFinder {
    /// A bit for each character of the basic plane that a word of two or more begins with.
    begins: Bits,
    /// A bit for each that is a word by itself.
    alone: Bits,
    /// Open addressing, a power of two, at most half full: the first two characters of words.
    slots: Vec<Slot>,
    /// What follows the first two characters, those with the same two together.
    tails: Vec<Tail>,
}

#[derive(Clone, Copy)]
struct Slot {
    key: u64,
    from: u32,
    to: u32,
}

struct Tail {
    rest: Box<[u8]>,
    word: u32,
}

const EMPTY: u64 = u64::MAX;
/// Stands for "no second character".
const NONE: u32 = u32::MAX;
const BASIC_PLANE: usize = 0x1_0000;

impl WordFinder {
    /// Takes the words as they are to be found; Latin letters in either case. An empty word is
    /// nowhere.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut all: Vec<(u64, &'w str, u32)> = Vec::new();
        let (mut begins, mut alone) = (Bits::default(), Bits::default());
        for (index, word) in (0_u32..).zip(words) {
            let mut characters = word.chars();
            let Some(first) = characters.next().map(plain) else { continue };
            let second = characters.next().map_or(NONE, plain);
            if second == NONE { &mut alone } else { &mut begins }.insert(first);
            all.push((key(first, second), characters.as_str(), index));
        }
        all.sort_by_key(|&(key, _, index)| (key, index));
        let mut finder = Self {
            begins,
            alone,
            slots: vec![Slot { key: EMPTY, from: 0, to: 0 }; (2 * all.len()).next_power_of_two()],
            tails: Vec::with_capacity(all.len()),
        };
        let mut from = 0_u32;
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            finder.tails.extend(
                group.iter().map(|&(_, rest, word)| Tail { rest: rest.as_bytes().into(), word }),
            );
            let to = u32::try_from(finder.tails.len()).unwrap_or(u32::MAX);
            finder.put(Slot { key: group[0].0, from, to });
            from = to;
        }
        finder
    }

    /// Tells of every place of every word, in the order in which their second characters stand.
    pub fn find(&self, text: &str, mut found: impl FnMut(FoundWord)) {
        let bytes = text.as_bytes();
        // The character before, where a word may begin with it.
        let mut waiting: Option<(usize, u32)> = None;
        for (at, character) in text.char_indices() {
            let code = plain(character);
            let end = at + character.len_utf8();
            if let Some((start, first)) = waiting {
                for tail in self.tails(key(first, code)) {
                    let stretch = bytes.get(end..end + tail.rest.len());
                    if stretch.is_some_and(|stretch| stretch.eq_ignore_ascii_case(&tail.rest)) {
                        found(FoundWord { word: tail.word, start, end: end + tail.rest.len() });
                    }
                }
            }
            waiting = self.begins.contains(code).then_some((at, code));
            if self.alone.contains(code) {
                for tail in self.tails(key(code, NONE)) {
                    found(FoundWord { word: tail.word, start: at, end });
                }
            }
        }
    }

    fn tails(&self, key: u64) -> &[Tail] {
        let mut at = self.place(key);
        loop {
            let slot = self.slots[at];
            if slot.key == key {
                return &self.tails[slot.from as usize..slot.to as usize];
            }
            if slot.key == EMPTY {
                return &[];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn put(&mut self, slot: Slot) {
        let mut at = self.place(slot.key);
        while self.slots[at].key != EMPTY {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    /// Fibonacci hashing: the upper bits of the product are the well mixed ones.
    fn place(&self, key: u64) -> usize {
        let bits = self.slots.len().trailing_zeros();
        let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if bits == 0 { 0 } else { (mixed >> (64 - bits)) as usize }
    }
}

/// Latin letters count as their small ones.
fn plain(character: char) -> u32 {
    u32::from(character.to_ascii_lowercase())
}

fn key(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::WordFinder;

    fn found(words: &[&str], text: &str) -> Vec<(usize, usize, u32)> {
        let mut all = Vec::new();
        WordFinder::new(words.iter().copied())
            .find(text, |found| all.push((found.start, found.end, found.word)));
        all.sort_unstable();
        all
    }

    #[test]
    fn words_are_found_where_they_overlap_and_in_either_case() {
        let words = ["假釋", "提報假釋", "釋", "LINE", "𠮷野", "𠮷", ""];
        assert_eq!(found(&words, "提報假釋"), [(0, 12, 1), (6, 12, 0), (9, 12, 2)]);
        assert_eq!(found(&words, "加Line、lin"), [(3, 7, 3)]);
        assert_eq!(found(&words, "a𠮷野家"), [(1, 5, 5), (1, 8, 4)]);
        assert_eq!(found(&words, ""), []);
        assert_eq!(found(&[], "假釋"), []);
        assert_eq!(found(&["假釋", "假釋"], "假釋"), [(0, 6, 0), (0, 6, 1)]);
    }

    proptest! {
        #[test]
        fn it_finds_what_an_automaton_finds(
            words in proptest::collection::vec("[假釋提報aBb𠮷😀]{1,4}", 0..12),
            text in "[假釋提報aAbB𠮷😀 ]{0,24}",
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&words);
            let mut expected: Vec<(usize, usize, u32)> = automaton
                .expect("a few words")
                .find_overlapping_iter(&text)
                .map(|found| (found.start(), found.end(), found.pattern().as_u32()))
                .collect();
            expected.sort_unstable();
            prop_assert_eq!(found(&words, &text), expected);
        }
    }
}
