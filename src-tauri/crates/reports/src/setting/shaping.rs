//! Words to glyphs: one paragraph at a time, grapheme by grapheme, with another font where the
//! first has no glyph.

use std::ops::Range;

use domain::text::named_within;
use harfrust::{BufferFlags, Direction, ShapeOptions, UnicodeBuffer, script};
use unicode_segmentation::UnicodeSegmentation as _;

use super::typefaces::{Face, Typefaces};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A glyph, in shares of the font's size.
#[derive(Clone, Copy)]
pub(crate) struct Glyph {
    pub id: u32,
    pub advance: f32,
    pub x: f32,
    pub y: f32,
}

/// What is never torn apart: one grapheme, or several that the font draws as one.
pub(crate) struct Cluster {
    /// Its bytes in the paragraph.
    pub range: Range<usize>,
    pub face: usize,
    pub advance: f32,
    pub glyphs: Vec<Glyph>,
}

/// A paragraph without line ends, ready to be broken into lines.
pub(crate) struct Shaped {
    pub text: String,
    pub clusters: Vec<Cluster>,
    /// Characters that no font of this machine has.
    pub missing: Vec<char>,
}

impl Typefaces {
    /// Shapes one paragraph. A tab is four spaces wide; what has no look and turns or hides what
    /// stands beside it is named in its place; other control characters are left out.
    pub(crate) fn shape(&self, paragraph: &str, weight: Weight) -> Shaped {
        let text: String = paragraph.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let text: String = named_within("", &text, "")
            .chars()
            .flat_map(|c| {
                std::iter::repeat_n(if c == '\t' { ' ' } else { c }, if c == '\t' { 4 } else { 1 })
            })
            .collect();
        let first = match (weight, self.bold) {
            (Weight::Bold, Some(bold)) => bold,
            _ => 0,
        };
        let mut clusters = self.faces[first].shape(&text, 0..text.len(), first);
        for next in 0..self.faces.len() {
            if clusters.iter().all(|cluster| !cluster.lacks(&text)) {
                break;
            }
            if next != first && Some(next) != self.bold {
                clusters = self.filled(&text, clusters, next);
            }
        }
        let mut missing = Vec::new();
        for cluster in clusters.iter_mut().filter(|cluster| cluster.lacks(&text)) {
            missing.extend(text[cluster.range.clone()].chars().filter(|c| !is_unseen(*c)));
            self.stand_in(cluster);
        }
        Shaped { text, clusters, missing }
    }

    /// The printers' mark for a type that is not in the case. The text beneath stays what it was.
    fn stand_in(&self, cluster: &mut Cluster) {
        const MARK: &str = "〓";
        if let Some(mark) = self.faces[0].shape(MARK, 0..MARK.len(), 0).pop() {
            cluster.face = mark.face;
            cluster.advance = mark.advance;
            cluster.glyphs = mark.glyphs;
        }
    }

    /// Tries the next font on every stretch without glyphs, and keeps what it can draw.
    fn filled(&self, text: &str, clusters: Vec<Cluster>, next: usize) -> Vec<Cluster> {
        let mut filled = Vec::with_capacity(clusters.len());
        for cluster in clusters {
            if !cluster.lacks(text) {
                filled.push(cluster);
                continue;
            }
            let tried = self.faces[next].shape(text, cluster.range.clone(), next);
            if tried.iter().any(|one| one.lacks(text)) {
                filled.push(cluster);
            } else {
                filled.extend(tried);
            }
        }
        filled
    }
}

impl Cluster {
    /// Whether the font has no glyph for something in it that can be seen.
    fn lacks(&self, text: &str) -> bool {
        self.glyphs.iter().any(|glyph| glyph.id == 0)
            && text[self.range.clone()].chars().any(|c| !is_unseen(c))
    }
}

/// Joiners, variation selectors and marks of direction: they have no look of their own.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

impl Face {
    /// Whether the characters of the desk's own texts are in it.
    pub(super) fn has_chinese(&self) -> bool {
        let words = "收容人審核聯絡簿退件，。「」";
        self.shape(words, 0..words.len(), 0).iter().all(|cluster| !cluster.lacks(words))
    }

    fn shape(&self, text: &str, range: Range<usize>, face: usize) -> Vec<Cluster> {
        let mut starts: Vec<usize> =
            text[range.clone()].grapheme_indices(true).map(|(at, _)| range.start + at).collect();
        starts.push(range.end);
        let mut clusters: Vec<Cluster> = Vec::with_capacity(starts.len());
        let Some(reference) = self.reference() else { return clusters };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text[range.clone()]);
        // One direction and one script for all: the plan fits, and nothing that a family wrote turns
        // the words of a paper around.
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::HAN);
        buffer.set_flags(BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE);
        let options = ShapeOptions::new().plan(Some(&self.plan));
        let shaped = self.shaper.shaper(&reference).build().shape(buffer, options);

        let em = |units: i32| units as f32 / self.units;
        let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        for (info, position) in placed {
            let at = range.start + info.cluster as usize;
            // The grapheme it belongs to: marks that stand by themselves join what they sit on.
            let place = starts.partition_point(|start| *start <= at).saturating_sub(1);
            let start = starts[place];
            let glyph = Glyph {
                id: info.glyph_id,
                advance: em(position.x_advance),
                x: em(position.x_offset),
                y: em(position.y_offset),
            };
            match clusters.last_mut() {
                Some(last) if start <= last.range.start => {
                    last.advance += glyph.advance;
                    last.glyphs.push(glyph);
                }
                _ => clusters.push(Cluster {
                    range: start..range.end,
                    face,
                    advance: glyph.advance,
                    glyphs: vec![glyph],
                }),
            }
        }
        // Each ends where the next begins: a ligature takes in the graphemes it swallowed.
        for place in 1..clusters.len() {
            clusters[place - 1].range.end = clusters[place].range.start;
        }
        clusters
    }
}

#[cfg(test)]
mod tests {
    use super::{Typefaces, Weight};

    #[test]
    fn what_turns_or_hides_letters_is_named_on_paper() {
        let faces = Typefaces::of_this_machine().expect("a Chinese font");
        let shaped = faces.shape("\u{202e}反過來\u{202c} 0\u{200b}1", Weight::Regular);
        assert_eq!(shaped.text, "〔方向字元〕反過來〔方向字元〕 0〔看不見的字元〕1");
        assert!(shaped.missing.is_empty(), "every font has the words for it");
    }

    #[test]
    fn every_letter_of_a_family_is_in_exactly_one_cluster() {
        let faces = Typefaces::of_this_machine().expect("a Chinese font");
        for text in [
            "想你，媽媽。",
            "阿嬤說：「天冷了」👨‍👩‍👧‍👦❤️🇹🇼！",
            "𠀀𪛖 Việt Nam e\u{301} fi ffi ㄅㄆㄇˊ",
            "สวัสดี",
            "",
        ] {
            let shaped = faces.shape(text, Weight::Regular);
            assert_eq!(shaped.text, text);
            let mut end = 0;
            for cluster in &shaped.clusters {
                assert_eq!(cluster.range.start, end, "{text}");
                assert!(!cluster.glyphs.is_empty());
                end = cluster.range.end;
            }
            assert_eq!(end, text.len(), "{text}");
        }
    }

    #[test]
    fn a_character_that_no_font_has_is_named() {
        let faces = Typefaces::of_this_machine().expect("a Chinese font");
        let shaped = faces.shape("甲\u{323af}乙\u{10fffd}\u{200d}", Weight::Bold);
        assert!(shaped.missing.contains(&'\u{10fffd}'));
        assert!(!shaped.missing.contains(&'甲') && !shaped.missing.contains(&'\u{200d}'));
        assert!(faces.shape("想你", Weight::Regular).missing.is_empty());
    }

    #[test]
    fn a_tab_has_a_width_and_other_control_characters_no_look() {
        let faces = Typefaces::of_this_machine().expect("a Chinese font");
        assert_eq!(faces.shape("a\tb\u{0}\u{1b}", Weight::Regular).text, "a    b");
    }
}
