//! 檢核結果: what one rule says of one case, with its arithmetic, its clause and its marks in the
//! family's own text. A finding informs; it never decides.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a rule sees a case. `Fail` says that a stated limit is broken; even that rejects nothing by
/// itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// The rule was applied and has nothing against the case.
    Pass,
    /// Somebody should look.
    Attention,
    /// A limit that the notice states is broken.
    Fail,
}

/// What one rule says of one case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// The rule, such as `post.interval`.
    pub rule: String,
    /// For the chip: 名額, 收容狀態, 證號, 謄本, 關係, 字數, 間隔, 對象, 詞彙 …
    pub label: String,
    /// What the rule makes of the case.
    pub level: FindingLevel,
    /// A few words for the chip, such as `94 字，上限 150`.
    pub value: String,
    /// A whole sentence that a tired reader understands.
    pub sentence: String,
    /// The sum behind it, such as `115.11.06 ＋ 10 日 ＝ 115.11.16`; empty where nothing is counted.
    pub arithmetic: String,
    /// The notice's clause or the law, such as `貳.三` or `民法 967、968`.
    pub clause: String,
    /// The rules or list that it was judged by, such as `規則 112.12 版`.
    pub basis: String,
    /// Calendar date of the data it used, Asia/Taipei.
    #[ts(type = "string | null")]
    pub data_date: Option<NaiveDate>,
    /// Codes of the catalogue that would fit, best first; a suggestion, nothing is preselected.
    pub suggested_reasons: Vec<String>,
    /// To be seen at once: despair, violence (自殺防治法 11, 家暴法 50, 兒少法 53).
    pub urgent: bool,
    /// Where in the family's own text, if anywhere.
    pub marks: Vec<TextMark>,
}

impl Finding {
    pub(crate) fn new(rule: &str, label: &str, level: FindingLevel) -> Self {
        Self {
            rule: rule.to_owned(),
            label: label.to_owned(),
            level,
            value: String::new(),
            sentence: String::new(),
            arithmetic: String::new(),
            clause: String::new(),
            basis: String::new(),
            data_date: None,
            suggested_reasons: Vec::new(),
            urgent: false,
            marks: Vec::new(),
        }
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub(crate) fn sentence(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    pub(crate) fn arithmetic(mut self, arithmetic: impl Into<String>) -> Self {
        self.arithmetic = arithmetic.into();
        self
    }

    pub(crate) fn clause(mut self, clause: impl Into<String>) -> Self {
        self.clause = clause.into();
        self
    }

    pub(crate) fn basis(mut self, basis: impl Into<String>) -> Self {
        self.basis = basis.into();
        self
    }

    pub(crate) fn dated(mut self, date: Option<NaiveDate>) -> Self {
        self.data_date = date;
        self
    }

    pub(crate) fn suggest(mut self, code: &str) -> Self {
        if !self.suggested_reasons.iter().any(|known| known == code) {
            self.suggested_reasons.push(code.to_owned());
        }
        self
    }
}

/// Only rule and level: a finding's words may repeat what a family wrote.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({} {:?}, {} marks)", self.rule, self.level, self.marks.len())
    }
}

/// Which of a post's texts a mark lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// 標題
    Title,
    /// 內容
    Body,
}

/// How strongly a mark is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MarkStrength {
    /// May well be harmless: shown, and counted only together with others.
    Weak,
    /// Mentioned; a person decides. A dashed line.
    Mentioned,
    /// Asks for what the notice excludes. A solid line.
    Asked,
    /// A person looks at once.
    Urgent,
}

/// One stretch of the family's own text that a rule speaks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextMark {
    /// The text that `start` and `end` count in.
    pub field: TextField,
    /// Byte offsets into the text as the family wrote it, on grapheme boundaries, end excluded. The
    /// window does not count with these: it takes [`segments`].
    pub start: usize,
    /// Where the mark ends, not included.
    pub end: usize,
    /// How it is drawn; of two that overlap, the stronger is on top.
    pub strength: MarkStrength,
    /// Two or four characters that stand beside the mark: 公務, 聯絡, 關懷.
    pub label: String,
    /// Why, in a few words: the lexicon's category and its note.
    pub note: String,
    /// The lexicon's entry, such as `L095`.
    pub entry: String,
    /// Of a pattern: the concepts that stand together in the stretch, such as 請託 and 接見; of which
    /// one is enough stand in one name.
    #[serde(default)]
    pub concepts: Vec<String>,
}

/// A stretch of the family's text with the mark that lies on it, if any. Joined in order, the
/// segments' texts are the family's text, unchanged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Segment {
    /// Never empty.
    pub text: String,
    /// The strongest mark on the whole of the stretch; `None` between marks.
    pub mark: Option<TextMark>,
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Segment({} chars, {:?})", self.text.chars().count(), self.mark)
    }
}

/// Cuts `text` at its marks. Marks of other fields are left out by the caller (see
/// [`marks_in`]). Where marks overlap, the stronger lies on top and the weaker keeps what is left
/// of it; a mark that does not fit the text is ignored rather than shown in the wrong place.
pub fn segments(text: &str, marks: &[TextMark]) -> Vec<Segment> {
    let mut fitting: Vec<&TextMark> = marks
        .iter()
        .filter(|mark| mark.start < mark.end && text.get(mark.start..mark.end).is_some())
        .collect();
    fitting.sort_by_key(|mark| (std::cmp::Reverse(mark.strength), mark.start));
    let mut cuts: Vec<usize> = fitting.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut result: Vec<Segment> = Vec::new();
    let mut last: Option<*const TextMark> = None;
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let top = fitting.iter().find(|mark| mark.start <= start && end <= mark.end).copied();
        let same = !result.is_empty() && last == top.map(std::ptr::from_ref);
        match result.last_mut() {
            Some(segment) if same => segment.text.push_str(&text[start..end]),
            _ => result.push(Segment { text: text[start..end].to_owned(), mark: top.cloned() }),
        }
        last = top.map(std::ptr::from_ref);
    }
    result
}

/// All marks of `findings` that lie in one field, ready for [`segments`].
pub fn marks_in(findings: &[Finding], field: TextField) -> Vec<TextMark> {
    findings
        .iter()
        .flat_map(|finding| &finding.marks)
        .filter(|mark| mark.field == field)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{MarkStrength, TextField, TextMark, segments};

    fn mark(start: usize, end: usize, strength: MarkStrength) -> TextMark {
        TextMark {
            field: TextField::Body,
            start,
            end,
            strength,
            label: "公務".to_owned(),
            note: String::new(),
            entry: "L095".to_owned(),
            concepts: Vec::new(),
        }
    }

    fn drawn(text: &str, marks: &[TextMark]) -> Vec<(String, bool)> {
        segments(text, marks).into_iter().map(|s| (s.text, s.mark.is_some())).collect()
    }

    #[test]
    fn segments_join_to_the_familys_own_text() {
        let text = "請幫我申請在監證明，謝謝";
        let cut = drawn(text, &[mark(9, 27, MarkStrength::Asked)]);
        assert_eq!(
            cut,
            [
                ("請幫我".to_owned(), false),
                ("申請在監證明".to_owned(), true),
                ("，謝謝".to_owned(), false)
            ]
        );
    }

    #[test]
    fn of_two_overlapping_marks_the_stronger_lies_on_top() {
        let cut = segments(
            "一二三四",
            &[mark(0, 9, MarkStrength::Mentioned), mark(3, 6, MarkStrength::Asked)],
        );
        let strengths: Vec<_> =
            cut.iter().map(|s| s.mark.as_ref().map(|mark| mark.strength)).collect();
        assert_eq!(
            strengths,
            [
                Some(MarkStrength::Mentioned),
                Some(MarkStrength::Asked),
                Some(MarkStrength::Mentioned),
                None
            ]
        );
    }

    #[test]
    fn a_mark_that_does_not_fit_is_ignored() {
        assert_eq!(drawn("假釋", &[mark(1, 3, MarkStrength::Asked)]), [("假釋".to_owned(), false)]);
        assert_eq!(
            drawn("假釋", &[mark(0, 60, MarkStrength::Asked)]),
            [("假釋".to_owned(), false)]
        );
        assert_eq!(drawn("", &[]), []);
    }
}
