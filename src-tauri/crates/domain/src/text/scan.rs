//! Scans a post's title and body with the lexicon, in one pass over each, and weighs what it found.

use super::concepts::{Mention, Mentions};
use super::count::TextCount;
use super::entry::{LexiconMatch, Severity, Strength, When, is_guarded, lets_pass};
use super::gaps::find_across_gaps;
use super::hits::{Hit, MOST_HITS, Obscured, Raw};
use super::is_invisible;
use super::lexicon::{Lexicon, Target};
use super::normal::Normal;
use super::patterns::run_patterns;
use crate::TextField;

/// What the words of a text ask for, the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screening {
    /// Nothing asks for a reading.
    Ok,
    /// A person looks.
    Review,
    /// Breaks a stated rule; a person still decides.
    Block,
    /// A person looks at once.
    Escalate,
}

impl Screening {
    /// As `cargo xtask try post` prints it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Review => "review",
            Self::Block => "block",
            Self::Escalate => "escalate",
        }
    }
}

/// What was found in a post's title and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextScan {
    /// How long the title is.
    pub title: TextCount,
    /// How long the body is.
    pub body: TextCount,
    /// All hits, ALLOW already applied, the body's before the title's, each in order of place;
    /// priority words among them.
    pub hits: Vec<Hit>,
    /// The strongest thing that `hits` and `unreadable` ask for.
    pub screening: Screening,
    /// Whether some characters could not be read (U+FFFD, private use).
    pub unreadable: bool,
    /// Whether CASE, DRUG and GANG_CODE words came together, one of them strong.
    pub combined: bool,
}

impl TextScan {
    /// Normalises and searches both texts; one pass over each.
    pub fn new(lexicon: &Lexicon, title: &str, body: &str) -> Self {
        let mut scan = Self {
            title: TextCount::default(),
            body: TextCount::default(),
            hits: Vec::new(),
            screening: Screening::Ok,
            unreadable: false,
            combined: false,
        };
        for (field, text) in [(TextField::Body, body), (TextField::Title, title)] {
            let normal = Normal::new(text);
            match field {
                TextField::Title => scan.title = normal.count(),
                TextField::Body => scan.body = normal.count(),
            }
            scan.unreadable |= normal.traits.unreadable;
            scan_field(lexicon, field, &normal, &mut scan.hits);
        }
        if !scan.hits.is_empty() || scan.unreadable {
            scan.weigh(lexicon);
        }
        scan
    }

    /// Whether a weak word stays without weight: nothing of its category is with it.
    pub fn is_idle(&self, lexicon: &Lexicon, hit: &Hit) -> bool {
        let Some(entry) = lexicon.entry(hit.entry) else { return true };
        if entry.severity == Severity::Priority || entry.severity == Severity::Allow {
            return true;
        }
        entry.strength == Strength::Weak
            && !hit.raised
            && entry.severity != Severity::Escalate
            && !(entry.combines() && self.combined)
    }

    /// Whether it tells of a birthday, an exam, a bereavement.
    pub fn is_time_sensitive(&self, lexicon: &Lexicon) -> bool {
        let entries = self.hits.iter().filter_map(|hit| lexicon.entry(hit.entry));
        entries.into_iter().any(|entry| entry.severity == Severity::Priority)
    }

    fn weigh(&mut self, lexicon: &Lexicon) {
        let mut combining: Vec<u32> = Vec::new();
        let mut combining_strong = false;
        let mut urgent: Vec<(&str, u32)> = Vec::new();
        for hit in &self.hits {
            let Some(entry) = lexicon.entry(hit.entry) else { continue };
            let strong = entry.strength == Strength::Strong || hit.raised;
            let weight = match entry.severity {
                _ if hit.obscured.is_guess() => Screening::Review,
                Severity::Allow | Severity::Priority => Screening::Ok,
                Severity::Block => Screening::Block,
                Severity::Escalate if strong => Screening::Escalate,
                Severity::Escalate => {
                    if !urgent.contains(&(entry.category.as_str(), hit.entry)) {
                        urgent.push((&entry.category, hit.entry));
                    }
                    Screening::Review
                }
                Severity::Flag if strong => Screening::Review,
                Severity::Flag => Screening::Ok,
            };
            self.screening = self.screening.max(weight);
            if entry.combines() && !hit.obscured.is_guess() {
                combining_strong |= strong;
                if !combining.contains(&hit.entry) {
                    combining.push(hit.entry);
                }
            }
        }
        self.combined = combining.len() >= 2 && combining_strong;
        let weak_together = urgent
            .iter()
            .any(|(category, id)| urgent.iter().any(|(other, o)| other == category && o != id));
        if self.combined || weak_together {
            self.screening = Screening::Escalate;
        }
        if self.unreadable {
            self.screening = self.screening.max(Screening::Review);
        }
    }
}

/// Whether any entry is found in a text, before what is allowed is taken away.
pub(super) fn finds_anything(lexicon: &Lexicon, normal: &Normal<'_>) -> bool {
    !find_all(lexicon, normal).0.is_empty()
}

/// Whether any pattern is found in a text, of words or of concepts. Literals are not looked for.
pub(super) fn finds_a_pattern(lexicon: &Lexicon, normal: &Normal<'_>) -> bool {
    let (mut raw, mut triggered, mut mentions) = (Vec::new(), Vec::new(), Vec::new());
    if lexicon.needs & When::TRIGGERED != 0 || !lexicon.patterns.is_empty() {
        lexicon.finder.find(normal.text(), |found| match lexicon.words[found.word as usize] {
            Target::Trigger(entry) => triggered.push(entry),
            Target::Concept(concept) if mentions.len() < MOST_HITS => {
                mentions.push(Mention { concept, start: found.start, end: found.end });
            }
            Target::Concept(_) | Target::Entry(_) | Target::Ordinary => {}
        });
    }
    run_patterns(lexicon, normal, &triggered, &mut raw);
    if !raw.is_empty() {
        return true;
    }
    let mentions = Mentions::new(normal.text(), mentions);
    for (entry, pattern) in &lexicon.patterns {
        mentions.find(pattern, |start, end| raw.push(Raw::new(*entry, start, end)));
    }
    !raw.is_empty()
}

/// Adds the hits of one text.
fn scan_field(lexicon: &Lexicon, field: TextField, normal: &Normal<'_>, hits: &mut Vec<Hit>) {
    let text = normal.original();
    let (mut raw, ordinary) = find_all(lexicon, normal);
    if raw.is_empty() {
        return;
    }
    raise_by_companions(lexicon, normal, &mut raw);
    allow(lexicon, &ordinary, &mut raw);
    let raw = if raw.len() > 1 { keep_largest(lexicon, raw) } else { raw };
    let from = hits.len();
    hits.reserve(raw.len());
    for hit in raw {
        let (start, end) =
            if hit.in_original { (hit.start, hit.end) } else { normal.back(hit.start, hit.end) };
        let obscured = if let Some(guess) = hit.guess {
            guess
        } else if hit.in_original {
            Obscured::No
        } else if hit.numerals {
            Obscured::Numerals
        } else {
            obscured(&text[start..end], &normal.text()[hit.start..hit.end], hit.apart)
        };
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { continue };
        hits.push(Hit { entry: hit.entry, field, start, end, obscured, raised: hit.raised });
    }
    hits[from..].sort_by_key(|hit| (hit.start, hit.end));
}

/// Every place of every entry, and the ordinary words in which shorter ones do not count.
fn find_all(lexicon: &Lexicon, normal: &Normal<'_>) -> (Vec<Raw>, Vec<(usize, usize)>) {
    let mut raw: Vec<Raw> = Vec::new();
    let mut triggered: Vec<u32> = Vec::new();
    let mut mentions: Vec<Mention> = Vec::new();
    let mut ordinary: Vec<(usize, usize)> = Vec::new();
    lexicon.finder.find(normal.text(), |found| {
        let (start, end) = (found.start, found.end);
        match lexicon.words[found.word as usize] {
            Target::Trigger(entry) if !triggered.contains(&entry) => triggered.push(entry),
            Target::Trigger(_) => {}
            Target::Concept(concept) if mentions.len() < MOST_HITS => {
                mentions.push(Mention { concept, start, end });
            }
            Target::Entry(entry) if raw.len() < MOST_HITS => {
                raw.push(Raw::new(entry, start, end));
            }
            Target::Ordinary => ordinary.push((start, end)),
            Target::Concept(_) | Target::Entry(_) => {}
        }
    });
    if normal.gaps().any(|gap| lexicon.may_span(gap)) {
        find_across_gaps(lexicon, normal, &mut raw, &mut ordinary);
    }
    run_patterns(lexicon, normal, &triggered, &mut raw);
    if !mentions.is_empty() {
        find_concepts(lexicon, normal, mentions, &ordinary, &mut raw);
    }
    lexicon.disguises.find(normal, &mut raw);
    (raw, ordinary)
}

/// Adds what concepts say together. A word inside one that is harmless is no mention (見證人).
fn find_concepts(
    lexicon: &Lexicon,
    normal: &Normal<'_>,
    mut mentions: Vec<Mention>,
    ordinary: &[(usize, usize)],
    raw: &mut Vec<Raw>,
) {
    let harmless: Vec<(usize, usize)> = raw
        .iter()
        .filter(|hit| lets_pass(&lexicon.entries()[hit.entry as usize]))
        .map(|hit| (hit.start, hit.end))
        .chain(ordinary.iter().copied())
        .collect();
    mentions.retain(|it| !harmless.iter().any(|&(from, to)| from <= it.start && it.end <= to));
    let mentions = Mentions::new(normal.text(), mentions);
    let spoken_of = |raw: &[Raw], entry: u32, start: usize, end: usize| {
        let category = &lexicon.entries()[entry as usize].category;
        raw.iter().any(|hit| {
            let other = &lexicon.entries()[hit.entry as usize];
            hit.start < end
                && start < hit.end
                && other.strength == Strength::Strong
                && &other.category == category
        })
    };
    for (entry, pattern) in &lexicon.patterns {
        // A word that says the same by itself says it better.
        mentions.find(pattern, |start, end| {
            if !spoken_of(raw, *entry, start, end) {
                raw.push(Raw::new(*entry, start, end));
            }
        });
    }
}

fn raise_by_companions(lexicon: &Lexicon, normal: &Normal<'_>, raw: &mut [Raw]) {
    let text = normal.text();
    for hit in raw.iter_mut().filter(|hit| !hit.in_original) {
        let entry = &lexicon.entries()[hit.entry as usize];
        if entry.companions.is_empty() {
            continue;
        }
        let before = text[..hit.start].char_indices().rev().take(10).last();
        let from = before.map_or(hit.start, |(at, _)| at);
        let after = text[hit.end..].char_indices().nth(10);
        let to = after.map_or(text.len(), |(at, _)| hit.end + at);
        hit.raised = entry.companions.iter().any(|companion| {
            text[from..hit.start].contains(companion.as_str())
                || text[hit.end..to].contains(companion.as_str())
        });
    }
}

/// ALLOW first: takes away the allowed stretches themselves and every hit inside one. An entry that
/// only downgrades (weak) takes nothing away, nor does a facility's pattern any word that is guarded:
/// of a pattern nobody can say beforehand what it covers.
fn allow(lexicon: &Lexicon, ordinary: &[(usize, usize)], raw: &mut Vec<Raw>) {
    let entry = |hit: &Raw| &lexicon.entries()[hit.entry as usize];
    let is_allow = |hit: &Raw| entry(hit).severity == Severity::Allow;
    let allowed: Vec<(usize, usize, bool)> = raw
        .iter()
        .filter(|hit| lets_pass(entry(hit)))
        .map(|hit| {
            let known =
                !entry(hit).from_facility || matches!(entry(hit).matches, LexiconMatch::Literal);
            (hit.start, hit.end, known)
        })
        .collect();
    raw.retain(|hit| {
        let covered = |&(start, end, known): &(usize, usize, bool)| {
            start <= hit.start && hit.end <= end && (known || !is_guarded(entry(hit)))
        };
        let within = |&(start, end): &(usize, usize)| {
            start <= hit.start && hit.end <= end && hit.end - hit.start < end - start
        };
        !is_allow(hit)
            && (hit.in_original || !(allowed.iter().any(covered) || ordinary.iter().any(within)))
    });
}

/// Of hits inside one another only the largest stays (提報假釋 holds 假釋); a request holds the
/// mention inside it.
fn keep_largest(lexicon: &Lexicon, mut raw: Vec<Raw>) -> Vec<Raw> {
    let family = |hit: &Raw| match lexicon.entries()[hit.entry as usize].category.as_str() {
        "OFFICIAL_REQ" => "OFFICIAL",
        other => other,
    };
    raw.sort_by_key(|hit| (hit.in_original, hit.start, std::cmp::Reverse(hit.end)));
    let mut kept: Vec<Raw> = Vec::with_capacity(raw.len());
    for hit in raw {
        // Sorted by start, so only an earlier one can hold this one; far back ones have ended.
        let held = kept.iter().rev().take(32).any(|earlier| {
            earlier.in_original == hit.in_original
                && earlier.start <= hit.start
                && hit.end <= earlier.end
                && family(earlier) == family(&hit)
                && rank(lexicon, earlier) >= rank(lexicon, &hit)
        });
        if !held {
            kept.push(hit);
        }
    }
    kept
}

fn rank(lexicon: &Lexicon, hit: &Raw) -> (Severity, Strength) {
    let entry = &lexicon.entries()[hit.entry as usize];
    (entry.severity, entry.strength)
}

fn obscured(original: &str, normal: &str, apart: bool) -> Obscured {
    if apart {
        return Obscured::SpacedOut;
    }
    if original.len() == normal.len() && original == normal {
        return Obscured::No;
    }
    if original.chars().any(is_invisible) {
        return Obscured::ZeroWidth;
    }
    let visible = |text: &str| text.chars().count();
    if visible(original) > visible(normal) { Obscured::SpacedOut } else { Obscured::FullWidth }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Screening, TextScan};
    use crate::text::Lexicon;

    fn screening(body: &str) -> Screening {
        TextScan::new(Lexicon::shipped(), "", body).screening
    }

    #[test]
    fn merely_mentioning_is_flagged_and_asking_is_blocked() {
        for (body, expected) in [
            ("聽說你快假釋了，替你高興。", Screening::Review),
            ("等你假釋回來，一起吃飯。", Screening::Ok),
            ("請幫我申請假釋文件。", Screening::Block),
            ("請你向主管幫我申請在監證明兩份寄回家", Screening::Block),
            ("假釋的事麻煩你問一下", Screening::Block),
            ("你的假釋進度怎麼樣了", Screening::Block),
            ("移監什麼時候", Screening::Block),
        ] {
            assert_eq!(screening(body), expected, "{body}");
        }
    }

    #[test]
    fn weak_homographs_count_only_in_combination() {
        for (body, expected) in [
            ("新開的咖啡包好喝，孩子愛吃冰糖燉梨", Screening::Ok),
            ("喵喵長大了", Screening::Ok),
            ("今天考毒品防制，彩虹菸、大麻都要背", Screening::Ok),
            ("彩虹菸補貨了", Screening::Escalate),
            ("大麻拿貨", Screening::Escalate),
            ("大麻，還是大麻", Screening::Ok),
            ("冰糖，還是冰糖", Screening::Ok),
            ("咖啡包一組算便宜", Screening::Review),
        ] {
            assert_eq!(screening(body), expected, "{body}");
        }
    }

    #[test]
    fn allowed_words_go_first_and_hide_nothing_else() {
        for (body, expected) in [
            ("想死你了，笑死我", Screening::Ok),
            ("跳樓大拍賣", Screening::Ok),
            ("想死你了。我真的不想活了", Screening::Escalate),
            ("我想死", Screening::Escalate),
        ] {
            assert_eq!(screening(body), expected, "{body}");
        }
    }

    #[test]
    fn a_word_inside_another_and_a_word_said_twice_raise_nothing() {
        for (title, body) in [
            ("中秋", "在院子燒炭烤肉，阿弟搧到臉都黑的"),
            ("健走", "一起走了五公里，腳好痠"),
            ("老家", "老家的圍牆重新漆過了"),
            ("", "我的工作證掉了，補辦要三天"),
            ("婚禮", "當見證人蓋章，手一直抖"),
            ("大麻煩", "弟弟今天給我惹了個大麻煩"),
            ("旅行", "報復性旅遊去了三天"),
            ("課", "今天上防性侵課程，也上了自殺防治"),
        ] {
            let scan = TextScan::new(Lexicon::shipped(), title, body);
            assert_eq!(scan.screening, Screening::Ok, "{title} {body}");
        }
    }

    #[test]
    fn hidden_words_and_numbers_are_found() {
        for (body, expected) in [
            ("我想自\u{200b}殺", Screening::Escalate),
            ("我 想 自 殺", Screening::Escalate),
            ("我不想 活了", Screening::Escalate),
            ("我真的不想\n活了", Screening::Escalate),
            ("我想 死了", Screening::Escalate),
            ("活不 下去", Screening::Escalate),
            ("活不下 去了", Screening::Escalate),
            ("保護 令下來了", Screening::Review),
            ("安非 他命", Screening::Review),
            ("自，殺", Screening::Escalate),
            ("自、殺", Screening::Escalate),
            ("自…殺", Screening::Escalate),
            ("自(殺)", Screening::Escalate),
            ("自    殺", Screening::Escalate),
            ("自😀殺", Screening::Escalate),
            ("K 他命", Screening::Review),
            ("我們一起，走路去公園", Screening::Ok),
            ("我們一起\n走路去公園", Screening::Ok),
            ("想，死你了", Screening::Ok),
            ("笑 死我了", Screening::Ok),
            ("０９１２３４５６７８", Screening::Review),
            ("零九一二三四五六七八", Screening::Review),
            ("0 9 1 2 3 4 5 6 7 8", Screening::Review),
            ("加我ＬＩＮＥ", Screening::Review),
            ("a@b.tw", Screening::Review),
            ("😀😀😀", Screening::Ok),
            ("愛你👨‍👩‍👧‍👦❤️‍🔥", Screening::Ok),
            ("他昨天又打我，我好怕", Screening::Escalate),
            ("打我手機", Screening::Ok),
            ("我要杀了妳", Screening::Escalate),
            ("\u{202e}想你", Screening::Review),
            ("\u{fffd}", Screening::Review),
            ("", Screening::Ok),
        ] {
            assert_eq!(screening(body), expected, "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn the_pipeline_never_panics_and_marks_whole_characters(
            title in "\\PC{0,12}",
            body in "([\u{200b}\u{200d}\u{202e}\u{301}\u{1f468}\u{1f469}０-９0-9 .想死自殺假釋申請請幫我在監證明洞勾么咖啡包貨a-z@:/]|\\PC){0,60}",
        ) {
            let lexicon = Lexicon::shipped();
            let scan = TextScan::new(lexicon, &title, &body);
            for mark in scan.marks(lexicon, &title, &body, |_| true) {
                let text = if mark.field == crate::TextField::Title { &title } else { &body };
                prop_assert!(mark.start < mark.end);
                prop_assert!(text.get(mark.start..mark.end).is_some());
            }
            let joined: String = crate::segments(&body, &TextScan::new(lexicon, "", &body).marks(lexicon, "", &body, |_| true))
                .into_iter().map(|segment| segment.text).collect();
            prop_assert_eq!(joined, body);
        }
    }
}
