//! What another lexicon would mark, and what it would not mark any more: held text by text against
//! the one in force.
//!
//! Two lexicons differ in few entries. A text in which none of those is found reads the same under
//! both, so a small lexicon of the entries that differ looks first, and only what it finds something
//! in is read twice.

use super::Hit;
use super::concepts::Concepts;
use super::entry::{LexiconEntry, LexiconMatch, Severity, Strength, When};
use super::glance::Glance;
use super::lexicon::Lexicon;
use super::marks::whole_characters;
use super::normal::Normal;
use super::scan::{TextScan, finds_a_pattern, finds_anything};
use crate::TextField;

/// How a post is marked under the other lexicon, compared with the one in force. A post counts as
/// marked where something in it weighs; a word that alone does not count leaves it unmarked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is not marked now, and would be.
    Newly,
    /// It is marked now, and would get another mark.
    Further,
    /// It is marked now, and would not be.
    NoLonger,
}

/// What is different about one post, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// What would become of the marks.
    pub change: Change,
    /// The text that `start` and `end` count in.
    pub field: TextField,
    /// Byte offsets into the text as the family wrote it, on whole characters.
    pub start: usize,
    /// Where it ends, not included.
    pub end: usize,
}

/// Some entries, and a quick way to say that a text has none of them.
struct Sieve {
    lexicon: Lexicon,
    literals: Glance,
    has_patterns: bool,
}

impl Sieve {
    fn new(entries: Vec<LexiconEntry>, concepts: Concepts) -> Self {
        let is_pattern = |entry: &LexiconEntry| {
            !matches!(entry.matches, LexiconMatch::Literal | LexiconMatch::Words)
        };
        let (literals, has_patterns) = (Glance::of(&entries), entries.iter().any(is_pattern));
        Self { lexicon: Lexicon::build(entries, concepts), literals, has_patterns }
    }

    fn finds(&self, text: &str) -> bool {
        let may_hold = self.literals.may_hold(text);
        if !may_hold && !self.has_patterns {
            return false;
        }
        let normal = Normal::new(text);
        (self.has_patterns && finds_a_pattern(&self.lexicon, &normal))
            || (may_hold && finds_anything(&self.lexicon, &normal))
    }
}

/// Two lexicons side by side.
pub struct Backtest<'l> {
    now: &'l Lexicon,
    then: &'l Lexicon,
    /// The entries that differ: as they are, and as they would be.
    sieves: Vec<Sieve>,
    /// The ids of those that are new or other than now.
    fresh: Vec<&'l str>,
}

impl<'l> Backtest<'l> {
    /// Compares `then` with `now`, which is in force.
    pub fn new(now: &'l Lexicon, then: &'l Lexicon) -> Self {
        let only_in = |one: &'l Lexicon, other: &Lexicon| -> Vec<&'l LexiconEntry> {
            one.entries().iter().filter(|entry| !has(other, entry)).collect()
        };
        let (gone, fresh) = (only_in(now, then), only_in(then, now));
        let words = now.concepts.difference(&then.concepts);
        let sieve = |entries: &[&LexiconEntry], words: &[&str], concepts: &Concepts| {
            let words = words.iter().map(|word| plain_word(word));
            let entries: Vec<LexiconEntry> =
                entries.iter().map(|entry| loosened(entry)).chain(words).collect();
            let needed = |entry: &LexiconEntry| matches!(entry.matches, LexiconMatch::Concepts(_));
            let concepts =
                if entries.iter().any(needed) { concepts.clone() } else { Concepts::default() };
            (!entries.is_empty()).then(|| Sieve::new(entries, concepts))
        };
        let sieves = [sieve(&gone, &[], &now.concepts), sieve(&fresh, &words, &then.concepts)];
        Self {
            now,
            then,
            sieves: sieves.into_iter().flatten().collect(),
            fresh: fresh.into_iter().map(|entry| entry.id.as_str()).collect(),
        }
    }

    /// Whether no text at all could be marked differently.
    pub fn is_idle(&self) -> bool {
        self.sieves.is_empty()
    }

    /// What is different about a post with this title and body; `None` if nothing is.
    pub fn of(&self, title: &str, body: &str) -> Option<Difference> {
        if !self.may_differ(title) && !self.may_differ(body) {
            return None;
        }
        let now = TextScan::new(self.now, title, body);
        let then = TextScan::new(self.then, title, body);
        let (before, after) = (weighing(self.now, &now), weighing(self.then, &then));
        let (change, hit) = match (before.first(), after.first()) {
            (None, None) => return None,
            (None, Some(first)) => {
                // Its own hit says more than one that it only gave weight to.
                let own = after.iter().find(|(id, _)| self.fresh.contains(id));
                (Change::Newly, own.unwrap_or(first).1)
            }
            (Some(first), None) => (Change::NoLonger, first.1),
            (Some(_), Some(_)) => {
                let place = |id: &str, hit: &Hit| (hit.field, hit.start, hit.end, id.to_owned());
                let known: Vec<_> = before.iter().map(|(id, hit)| place(id, hit)).collect();
                let more = after.iter().find(|(id, hit)| !known.contains(&place(id, hit)))?;
                (Change::Further, more.1)
            }
        };
        let text = if hit.field == TextField::Title { title } else { body };
        let (start, end) = whole_characters(text, hit.start as usize, hit.end as usize)?;
        Some(Difference { change, field: hit.field, start, end })
    }

    fn may_differ(&self, text: &str) -> bool {
        self.sieves.iter().any(|sieve| sieve.finds(text))
    }
}

/// The hits that weigh, each with its entry's id.
fn weighing<'l>(lexicon: &'l Lexicon, scan: &TextScan) -> Vec<(&'l str, Hit)> {
    let weighs = |hit: &&Hit| !scan.is_idle(lexicon, hit);
    let hits = scan.hits.iter().filter(weighs);
    hits.filter_map(|hit| Some((lexicon.entry(hit.entry)?.id.as_str(), *hit))).collect()
}

/// Whether a lexicon has an entry of this id that finds and weighs the same.
fn has(lexicon: &Lexicon, entry: &LexiconEntry) -> bool {
    let known = lexicon.entries().iter().find(|known| known.id == entry.id);
    known.is_some_and(|known| {
        let pattern = |entry: &LexiconEntry| match &entry.matches {
            LexiconMatch::Concepts(pattern) => Some(pattern.clone()),
            _ => None,
        };
        std::mem::discriminant(&known.matches) == std::mem::discriminant(&entry.matches)
            && pattern(known) == pattern(entry)
            && known.term == entry.term
            && known.category == entry.category
            && known.severity == entry.severity
            && known.strength == entry.strength
            && known.digit_edges == entry.digit_edges
            && known.letter_edges == entry.letter_edges
            && known.companions == entry.companions
            && known.when == entry.when
            && known.triggers == entry.triggers
            && known.also == entry.also
            && known.from_facility == entry.from_facility
    })
}

/// The entry as it finds most: in the sieve stand no other entries whose words it might yield to.
fn loosened(entry: &LexiconEntry) -> LexiconEntry {
    let mut entry = entry.clone();
    if let LexiconMatch::Concepts(pattern) = &entry.matches {
        entry.matches = LexiconMatch::Concepts(pattern.without_exceptions());
    }
    entry
}

/// A word of a concept, as an entry of its own.
fn plain_word(word: &str) -> LexiconEntry {
    LexiconEntry {
        id: String::new(),
        category: String::new(),
        term: word.to_owned(),
        matches: LexiconMatch::Literal,
        severity: Severity::Flag,
        strength: Strength::Weak,
        reason: String::new(),
        clause: String::new(),
        note: String::new(),
        digit_edges: false,
        letter_edges: false,
        companions: Vec::new(),
        from_facility: true,
        when: When::Always,
        triggers: Vec::new(),
        also: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Backtest, Change, weighing};
    use crate::text::{Lexicon, TextScan};

    const HEADER: &str = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";

    fn lexicon(rows: &[&str]) -> Lexicon {
        Lexicon::shipped()
            .with_facility("本機關詞彙.tsv", &format!("{HEADER}{}\n", rows.join("\n")))
            .expect("good rows")
    }

    /// The change and the stretch that shows it.
    fn of<'t>(now: &Lexicon, then: &Lexicon, body: &'t str) -> Option<(Change, &'t str)> {
        let found = Backtest::new(now, then).of("", body)?;
        Some((found.change, &body[found.start..found.end]))
    }

    #[test]
    fn a_new_term_marks_what_was_not_marked_and_adds_to_what_was() {
        let (now, then) = (lexicon(&[]), lexicon(&["F1\tCASE\t老樹下\tliteral\tflag\tstrong"]));
        let of = |body| of(&now, &then, body);
        assert_eq!(of("週五老樹下見"), Some((Change::Newly, "老樹下")));
        assert_eq!(of("週五老 樹 下見"), Some((Change::Newly, "老 樹 下")));
        assert_eq!(of("老樹下，拿貨"), Some((Change::Further, "老樹下")));
        assert_eq!(of("拿貨"), None);
        assert_eq!(of(""), None);
        assert!(Backtest::new(&now, &lexicon(&[])).is_idle());
    }

    #[test]
    fn a_weak_term_counts_only_with_another() {
        let (now, then) = (lexicon(&[]), lexicon(&["F1\tDRUG\t老樹下\tliteral\tflag\tweak"]));
        assert_eq!(of(&now, &then, "週五老樹下見"), None);
        assert_eq!(of(&now, &then, "拿貨在老樹下"), Some((Change::Further, "老樹下")));
    }

    #[test]
    fn a_word_switched_off_or_allowed_marks_no_longer() {
        let now = lexicon(&[]);
        let off = lexicon(&["L194\tESCAPE\t換班時間\tliteral\toff"]);
        assert_eq!(of(&now, &off, "問換班時間"), Some((Change::NoLonger, "換班時間")));
        assert_eq!(of(&off, &now, "問換班時間"), Some((Change::Newly, "換班時間")));
        let allowed = lexicon(&["F1\tALLOW\t學校的換班時間\tliteral\tallow"]);
        assert_eq!(of(&now, &allowed, "學校的換班時間"), Some((Change::NoLonger, "換班時間")));
        assert_eq!(of(&now, &allowed, "問換班時間"), None);
        let milder = lexicon(&["L194\tESCAPE\t換班時間\tliteral\tpriority"]);
        assert_eq!(of(&now, &milder, "問換班時間"), Some((Change::NoLonger, "換班時間")));
    }

    #[test]
    fn patterns_and_words_of_concepts_are_compared_too() {
        let now = lexicon(&[]);
        let pattern = lexicon(&["F1\tCASE\t老樹.{0,2}見\tregex\tflag\tstrong"]);
        assert_eq!(of(&now, &pattern, "老樹那裡見"), Some((Change::Newly, "老樹那裡見")));
        let words =
            ["F1\t暗處\t老樹下|橋墩\tconcept\tflag", "F2\t碰頭\t見個面|碰頭\tconcept\tflag"];
        let before = lexicon(&words);
        let meeting = "F3\tCASE\t暗處+碰頭\tconcepts\tflag\tstrong\t\t\t\t\t\t約在暗處";
        let after = lexicon(&[words[0], words[1], meeting]);
        assert_eq!(of(&before, &after, "在橋墩見個面"), Some((Change::Newly, "橋墩見個面")));
        let more = lexicon(&[words[0], "F2\t碰頭\t見個面|碰頭|喝茶\tconcept\tflag", meeting]);
        assert_eq!(of(&after, &more, "在橋墩喝茶"), Some((Change::Newly, "橋墩喝茶")));
        assert_eq!(of(&more, &after, "在橋墩喝茶"), Some((Change::NoLonger, "橋墩喝茶")));
    }

    #[test]
    fn the_stretch_falls_on_whole_characters() {
        let (now, then) = (lexicon(&[]), lexicon(&["F1\tCASE\t老樹下\tliteral\tflag\tstrong"]));
        let body = "👨‍👩‍👧老\u{200b}樹下\u{301}見";
        let found = Backtest::new(&now, &then).of("", body).expect("found");
        assert_eq!(body.get(found.start..found.end), Some("老\u{200b}樹下\u{301}"));
    }

    const ROWS: [&str; 12] = [
        "F1\tCASE\t老樹下\tliteral\tflag\tstrong",
        "F1\tDRUG\t貨到\tliteral\tflag\tweak",
        "F2\tSELFHARM\t好累\tliteral\tescalate\tweak",
        "F3\tALLOW\t翻換班時間玩\tliteral\tallow\tstrong",
        "F4\tCASE\t老.見\tregex\tflag\tstrong",
        "F5\t暗處\t老樹下|橋墩\tconcept\tflag",
        "F5\t暗處\t橋墩|公園\tconcept\tflag",
        "L194\tESCAPE\t換班時間\tliteral\toff",
        "F6\tALLOW\t主管\tliteral\tallow\tstrong",
        "F7\tOFFICIAL\t請託+官員\tconcepts\tflag\tstrong\t\t\t\t\t\t請託",
        "F8\t請託\t央求\tconcept\tflag",
        "F9\tCASE\t大麻\tliteral\tflag\tweak\t\t\t\t\t貨\t",
    ];

    fn some_of(chosen: &[bool]) -> Option<Lexicon> {
        let mut rows: Vec<&str> = Vec::new();
        for (row, _) in ROWS.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
            let id = row.split('\t').next();
            if rows.iter().all(|known| known.split('\t').next() != id) {
                rows.push(row);
            }
        }
        Lexicon::shipped()
            .with_facility("本機關詞彙.tsv", &format!("{HEADER}{}\n", rows.join("\n")))
            .ok()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        /// The sieve lets nothing slip: what it does not find reads the same under both.
        #[test]
        fn what_reads_differently_is_found(
            now in proptest::collection::vec(any::<bool>(), 12),
            then in proptest::collection::vec(any::<bool>(), 12),
            texts in proptest::collection::vec(
                "(老樹下|書夏|貨到|貨|好累|翻換班時間玩|換班時間|老|見|橋墩|公園|主管|幫我|央求|接見|大麻|冰糖|自殺|，|。| |的|\u{200b}|ㄌ|[一-龥a-z]){0,14}",
                12,
            ),
        ) {
            let (Some(now), Some(then)) = (some_of(&now), some_of(&then)) else { return Ok(()) };
            let backtest = Backtest::new(&now, &then);
            for text in &texts {
                let read = |lexicon: &Lexicon| -> Vec<(String, u32, u32)> {
                    let scan = TextScan::new(lexicon, "", text);
                    weighing(lexicon, &scan)
                        .into_iter()
                        .map(|(id, hit)| (id.to_owned(), hit.start, hit.end))
                        .collect()
                };
                let (before, after) = (read(&now), read(&then));
                let found = backtest.of("", text).map(|found| found.change);
                let expected = match (before.is_empty(), after.is_empty()) {
                    (true, true) => None,
                    (true, false) => Some(Change::Newly),
                    (false, true) => Some(Change::NoLonger),
                    (false, false) => {
                        after.iter().any(|hit| !before.contains(hit)).then_some(Change::Further)
                    }
                };
                prop_assert_eq!(found, expected, "{:?}", text);
            }
        }
    }
}
