//! Looks over the reviewer's own words to a family before they are sent: nothing that names staff
//! or inmates, nothing that hurts, and one concrete next step.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::table::Table;
use crate::{FindingLevel, TableError, Verdict};

const SHIPPED: &str = include_str!("../../../../schema/rules/linter.tsv");
const COLUMNS: [&str; 4] = ["rule", "term", "level", "advice"];

/// Something to mend in the family's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Lint {
    /// `slot`, `staff`, `inmate_number`, `status`, `jargon`, `blame`, `code`, `next_step`.
    pub rule: String,
    /// `Fail` may not be sent; `Attention` should be read once more.
    pub level: FindingLevel,
    pub advice: String,
    /// Byte offsets into the text; equal where the whole is meant.
    pub start: usize,
    pub end: usize,
}

/// What must not be named, and what the text is for.
#[derive(Debug, Clone, Copy)]
pub struct LintFacts<'a> {
    pub text: &'a str,
    pub verdict: Verdict,
    pub staff_names: &'a [&'a str],
    pub inmate_numbers: &'a [&'a str],
    /// Whether the message as a whole has a next step besides this text.
    pub has_next_step: bool,
}

struct Term {
    rule: String,
    term: String,
    level: FindingLevel,
    advice: String,
}

fn terms() -> &'static [Term] {
    static TERMS: OnceLock<Vec<Term>> = OnceLock::new();
    TERMS.get_or_init(|| read("linter.tsv", SHIPPED).expect("the shipped words are read by a test"))
}

fn read(file: &str, source: &str) -> Result<Vec<Term>, TableError> {
    let table = Table::read(file, source, &COLUMNS)?;
    let mut terms = Vec::new();
    for row in table.rows() {
        let [rule, term, level, advice] = row.as_slice() else { continue };
        terms.push(Term {
            rule: rule.required("規則")?.to_owned(),
            term: term.required("詞")?.to_owned(),
            level: match level.text {
                "fail" => FindingLevel::Fail,
                "attention" => FindingLevel::Attention,
                other => return Err(level.error(format!("「{other}」應為 fail 或 attention"))),
            },
            advice: advice.required("建議")?.to_owned(),
        });
    }
    Ok(terms)
}

/// Everything to mend, in order of place.
pub fn lint_family_text(facts: &LintFacts<'_>) -> Vec<Lint> {
    let text = facts.text;
    let mut lints = Vec::new();
    let mut add = |rule: &str, level, advice: String, start: usize, end: usize| {
        lints.push(Lint { rule: rule.to_owned(), level, advice, start, end });
    };
    for (start, end) in slots(text) {
        add("slot", FindingLevel::Fail, "這裡還有空格沒有填。".to_owned(), start, end);
    }
    for name in
        facts.staff_names.iter().map(|name| name.trim()).filter(|name| name.chars().count() >= 2)
    {
        for (start, word) in text.match_indices(name) {
            let advice = "家屬只會看到單位，請不要寫同仁姓名。".to_owned();
            add("staff", FindingLevel::Fail, advice, start, start + word.len());
        }
    }
    for number in facts.inmate_numbers.iter().filter(|number| !number.is_empty()) {
        for (start, word) in text.match_indices(*number) {
            if !touches_digit(text, start, start + word.len()) {
                let advice = "請不要寫呼號，改寫「您的家人」。".to_owned();
                add("inmate_number", FindingLevel::Fail, advice, start, start + word.len());
            }
        }
    }
    for term in terms() {
        for (start, word) in text.match_indices(term.term.as_str()) {
            add(&term.rule, term.level, term.advice.clone(), start, start + word.len());
        }
    }
    for (start, end) in codes(text) {
        add("code", FindingLevel::Attention, "家屬看不懂理由代碼，請拿掉。".to_owned(), start, end);
    }
    let says_something = text.chars().any(|c| !c.is_whitespace());
    if says_something
        && facts.verdict != Verdict::Approve
        && !facts.has_next_step
        && !has_step(text)
    {
        let advice = "請寫一個具體的下一步：可以做什麼、找誰、什麼時候。".to_owned();
        add("next_step", FindingLevel::Attention, advice, 0, 0);
    }
    lints.sort_by(|a, b| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule)));
    lints
}

/// `{窗口}`, ○○, ＿＿, 【】: what a copied text leaves open.
fn slots(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (open, close) in [('{', '}'), ('【', '】'), ('｛', '｝')] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at) {
            let Some(end) = text[start..].find(close).map(|at| start + at + close.len_utf8())
            else {
                break;
            };
            found.push((start, end));
            from = end;
        }
    }
    let is_blank = |c: char| matches!(c, '○' | '〇' | '◯' | '_' | '＿' | '×' | 'Ｘ');
    let mut run: Option<(usize, usize, usize)> = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        match (&mut run, is_blank(c)) {
            (Some((_, end, count)), true) => (*end, *count) = (at + c.len_utf8(), *count + 1),
            (None, true) => run = Some((at, at + c.len_utf8(), 1)),
            (Some((start, end, count)), false) => {
                if *count >= 2 {
                    found.push((*start, *end));
                }
                run = None;
            }
            (None, false) => {}
        }
    }
    found
}

fn touches_digit(text: &str, start: usize, end: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    digit(text[..start].chars().next_back()) || digit(text[end..].chars().next())
}

/// P01, A22, X01: the catalogue's codes.
fn codes(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2))
        .filter(|&at| {
            matches!(bytes[at], b'P' | b'A' | b'X' | b'F')
                && bytes[at + 1].is_ascii_digit()
                && bytes[at + 2].is_ascii_digit()
                && !touches_digit(text, at, at + 3)
        })
        .map(|at| (at, at + 3))
        .collect()
}

fn has_step(text: &str) -> bool {
    ["請", "可以", "洽", "撥", "補", "重新", "改", "聯絡", "電話", "等候", "通知您"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{LintFacts, lint_family_text};
    use crate::Verdict;

    fn rules(text: &str) -> Vec<String> {
        let facts = LintFacts {
            text,
            verdict: Verdict::Reject,
            staff_names: &["李沛真"],
            inmate_numbers: &["2417"],
            has_next_step: false,
        };
        lint_family_text(&facts).into_iter().map(|lint| lint.rule).collect()
    }

    #[test]
    fn what_families_must_not_read_is_found() {
        for (text, expected) in [
            ("請洽{窗口}補件。", vec!["slot"]),
            ("請洽○○股補件。", vec!["slot"]),
            ("李沛真社工請您補件。", vec!["staff"]),
            ("請不要寄給 2417。", vec!["inmate_number"]),
            ("請撥 05-12417 補件。", vec![]),
            ("依 P01 退件，請修改。", vec!["code"]),
            ("內容不適合。", vec!["next_step"]),
            ("請把電話拿掉後重新發佈。", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(rules(text), expected, "{text}");
        }
        assert!(rules("您怎麼又寫這個，請改。").contains(&"blame".to_owned()));
        assert!(rules("台端所附文件礙難同意，請補正。").contains(&"jargon".to_owned()));
        assert!(rules("他正在隔離保護，請等候。").contains(&"status".to_owned()));
    }
}
