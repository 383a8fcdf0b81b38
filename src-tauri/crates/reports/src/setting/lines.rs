//! Lines: where Chinese may be broken (避頭尾點), and where Latin words may.

use std::ops::Range;

use super::shaping::Shaped;

/// Must not begin a line (避頭點): what closes, what ends a sentence, what belongs to the sign
/// before.
const NOT_FIRST: &str = "、。，．・·；：？！‼⁇⁈⁉）」』】〕》〉〗〙〛｠］｝…‥—–～〜％‰℃′″”’々〻ゝゞヽヾー\
                         ぁぃぅぇぉっゃゅょァィゥェォッャュョˊˇˋ˙,.;:?!)]}%/／＞›»";

/// Must not end a line (避尾點): what opens.
const NOT_LAST: &str = "（「『【〔《〈〖〘〚｟［｛“‘([{＜‹«＃＄￥$#@";

/// The lines of a paragraph as ranges of its clusters, none wider than `width` (in shares of the
/// font's size) but for a single cluster that is. Spaces at the end of a line hang over.
pub(super) fn broken(shaped: &Shaped, width: f32) -> Vec<Range<usize>> {
    let clusters = &shaped.clusters;
    let mut lines = Vec::new();
    let (mut start, mut last_chance, mut used) = (0, 0, 0.0_f32);
    for at in 0..clusters.len() {
        if at > start && may_break(shaped, at) {
            last_chance = at;
        }
        let advance = clusters[at].advance;
        if at > start && used + advance > width + 0.001 && !is_space(shaped, at) {
            // Nowhere to break: a word longer than the line, or nothing but punctuation.
            let end = if last_chance > start { last_chance } else { at };
            lines.push(start..end);
            start = end;
            used = clusters[start..at].iter().map(|cluster| cluster.advance).sum();
            last_chance = start;
            if at > start && may_break(shaped, at) {
                last_chance = at;
            }
        }
        used += advance;
    }
    if start < clusters.len() || lines.is_empty() {
        lines.push(start..clusters.len());
    }
    lines
}

fn is_space(shaped: &Shaped, at: usize) -> bool {
    shaped.text[shaped.clusters[at].range.clone()].chars().all(|c| c == ' ')
}

/// Whether a line may begin with this cluster, which is not the paragraph's first.
fn may_break(shaped: &Shaped, at: usize) -> bool {
    let ends = |place: usize| &shaped.text[shaped.clusters[place].range.clone()];
    let (Some(before), Some(after)) = (ends(at - 1).chars().next_back(), ends(at).chars().next())
    else {
        return true;
    };
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    if before == ' ' || before == '\u{3000}' {
        return true;
    }
    if is_glue(before) || is_glue(after) {
        return false;
    }
    !(is_of_a_word(before) && is_of_a_word(after))
}

/// No-break spaces and the word joiner.
fn is_glue(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2060}' | '\u{feff}')
}

/// Letters and digits of scripts that write words, and the signs within them.
fn is_of_a_word(c: char) -> bool {
    let is_wide = matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}'
        | '\u{1f000}'..='\u{3ffff}');
    !is_wide && (c.is_alphanumeric() || "'’-_*&+=~^\\|".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{NOT_FIRST, NOT_LAST, broken};
    use crate::setting::shaping::{Cluster, Shaped};

    /// Chinese is one wide, ASCII half.
    fn shaped(text: &str) -> Shaped {
        let clusters = text
            .char_indices()
            .map(|(at, c)| Cluster {
                range: at..at + c.len_utf8(),
                face: 0,
                advance: if c.is_ascii() { 0.5 } else { 1.0 },
                glyphs: Vec::new(),
            })
            .collect();
        Shaped { text: text.to_owned(), clusters, missing: Vec::new() }
    }

    fn lines(text: &str, width: f32) -> Vec<String> {
        let shaped = shaped(text);
        broken(&shaped, width)
            .into_iter()
            .map(|line| {
                shaped.clusters[line].iter().map(|one| &shaped.text[one.range.clone()]).collect()
            })
            .collect()
    }

    #[test]
    fn no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one() {
        let text =
            "媽媽說：「天冷了，要多穿一點！」你在裡面（還好嗎？）我們都好……別擔心——真的。100%";
        for width in 2..30 {
            let broken = lines(text, width as f32);
            assert_eq!(broken.concat(), text, "nothing is lost or added");
            if width < 6 {
                continue;
            }
            for (place, line) in broken.iter().enumerate() {
                let first = line.chars().next().expect("no empty line");
                let last = line.chars().next_back().expect("no empty line");
                assert!(place == 0 || !NOT_FIRST.contains(first), "{width}: {line}");
                assert!(place + 1 == broken.len() || !NOT_LAST.contains(last), "{width}: {line}");
            }
        }
    }

    #[test]
    fn words_stay_whole_and_chinese_breaks_anywhere() {
        assert_eq!(lines("想你想你想你", 4.0), ["想你想你", "想你"]);
        assert_eq!(lines("Xin chao me yeu", 4.0), ["Xin chao ", "me yeu"]);
        assert_eq!(lines("看abcdef吧", 3.0), ["看", "abcdef", "吧"]);
        assert_eq!(lines("好 的", 1.0), ["好 ", "的"]);
    }

    #[test]
    fn what_cannot_be_broken_is_cut_rather_than_lost() {
        assert_eq!(lines("abcdefgh", 2.0), ["abcd", "efgh"]);
        assert_eq!(lines("。。。。。", 2.0), ["。。", "。。", "。"]);
        assert_eq!(lines("", 5.0), [""]);
        assert_eq!(lines("寬", 0.1), ["寬"]);
    }
}
