//! What a translation of a family's text has to keep of the Chinese one: its slots, its numbers, a
//! next step, and a length with which both fit into one message.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{Lint, has_next_step};
use crate::table::Table;
use crate::text::disguises;
use crate::{FindingLevel, TableError};

const STEPS: &str = include_str!("../../../../../schema/rules/translation_steps.tsv");
const COLUMNS: [&str; 3] = ["language", "kind", "phrase"];

/// How long one translation may be, in characters: three of them with their Chinese texts fit the
/// portal's limit ([`crate::LONGEST_MESSAGE`]).
pub const LONGEST_TRANSLATION: usize = 400;

/// A translation beside what it translates.
#[derive(Debug, Clone, Copy)]
pub struct TranslationFacts<'a> {
    /// What the family reads in Chinese, with its `{slots}`.
    pub chinese: &'a str,
    /// The slots of `chinese`, without braces.
    pub slots: &'a [String],
    /// The code of the language: `vi`, `id`, `en`, `th`.
    pub language: &'a str,
    /// The translation.
    pub words: &'a str,
    /// The slots of `words`.
    pub words_slots: &'a [String],
}

/// Everything to mend in a translation; none of it may go to a family as it is.
pub fn lint_translation(facts: &TranslationFacts<'_>) -> Vec<Lint> {
    let mut lints = Vec::new();
    let mut add = |rule: &str, advice: String| {
        let (rule, level) = (rule.to_owned(), FindingLevel::Fail);
        lints.push(Lint { rule, level, advice, start: 0, end: 0 });
    };
    let named = |slots: &[&String]| {
        slots.iter().map(|slot| format!("{{{slot}}}")).collect::<Vec<_>>().join("、")
    };
    let wanting: Vec<&String> =
        facts.slots.iter().filter(|slot| !facts.words_slots.contains(slot)).collect();
    if !wanting.is_empty() {
        add("slot", format!("譯文少了空格{}。", named(&wanting)));
    }
    let more: Vec<&String> =
        facts.words_slots.iter().filter(|slot| !facts.slots.contains(slot)).collect();
    if !more.is_empty() {
        add("slot", format!("中文沒有空格{}，審核人不會填。", named(&more)));
    }
    let written = numbers(facts.words);
    let lost: Vec<&str> =
        numbers(facts.chinese).into_iter().filter(|number| !written.contains(number)).collect();
    if !lost.is_empty() {
        add("number", format!("譯文少了數字 {}。", lost.join("、")));
    }
    let length = facts.words.chars().count();
    if length > LONGEST_TRANSLATION {
        add("length", format!("譯文 {length} 字，最多 {LONGEST_TRANSLATION} 字。"));
    }
    if let Some(disguise) = disguises(facts.words, false).first() {
        add("disguise", format!("譯文裡有{}，請刪掉它，或整句重打。", disguise.word()));
    }
    if has_next_step(facts.chinese) && !has_step(facts.language, facts.words) {
        add("next_step", "中文告訴家屬下一步，譯文沒有。".to_owned());
    }
    lints
}

/// Whether words in this language tell a family what to do next.
fn has_step(language: &str, words: &str) -> bool {
    let phrases = |kind: &str| steps().get(&(language.to_owned(), kind.to_owned()));
    let mut rest = words.to_lowercase();
    for phrase in phrases("courtesy").into_iter().flatten() {
        rest = rest.replace(phrase.as_str(), " ");
    }
    phrases("step").is_some_and(|steps| steps.iter().any(|step| rest.contains(step.as_str())))
}

/// Runs of digits.
fn numbers(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}

type Steps = BTreeMap<(String, String), Vec<String>>;

fn steps() -> &'static Steps {
    static READ: OnceLock<Steps> = OnceLock::new();
    READ.get_or_init(|| {
        read("translation_steps.tsv", STEPS).expect("the shipped phrases are read by a test")
    })
}

fn read(file: &str, source: &str) -> Result<Steps, TableError> {
    let mut steps = Steps::new();
    for row in Table::read(file, source, &COLUMNS)?.rows() {
        let [language, kind, phrase] = row.as_slice() else { continue };
        if !matches!(kind.text, "step" | "courtesy") {
            return Err(kind.error(format!("「{}」應為 step 或 courtesy", kind.text)));
        }
        let key = (language.required("語言")?.to_owned(), kind.text.to_owned());
        steps.entry(key).or_default().push(phrase.required("詞語")?.to_lowercase());
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TRANSLATION, TranslationFacts, lint_translation};

    fn rules(language: &str, words: &str, slots: &[&str]) -> Vec<String> {
        let facts = TranslationFacts {
            chinese: "證件已於{日期}到期，請撥1925。",
            slots: &["日期".to_owned()],
            language,
            words,
            words_slots: &slots.iter().map(|slot| (*slot).to_owned()).collect::<Vec<_>>(),
        };
        lint_translation(&facts).into_iter().map(|lint| lint.rule).collect()
    }

    #[test]
    fn a_translation_keeps_slots_numbers_step_and_length() {
        assert!(rules("en", "It expired on {日期}. Please call 1925.", &["日期"]).is_empty());
        assert_eq!(rules("en", "It expired. Please call 1925.", &[]), ["slot"]);
        assert_eq!(rules("en", "{日期}: please call 1925 or {窗口}.", &["日期", "窗口"]), ["slot"]);
        assert_eq!(rules("en", "It expired on {日期}. Please call us.", &["日期"]), ["number"]);
        assert_eq!(rules("en", "It expired on {日期} (1925).", &["日期"]), ["next_step"]);
        assert_eq!(rules("en", "{日期} 1925 please\u{202e}", &["日期"]), ["disguise"]);
        let long = format!("{{日期}} please 1925{}", "a".repeat(LONGEST_TRANSLATION));
        assert_eq!(rules("en", &long, &["日期"]), ["length"]);
    }

    #[test]
    fn a_courtesy_is_no_next_step_in_any_language() {
        for (language, courtesy, step) in [
            ("vi", "Mong quý vị thông cảm.", "Vui lòng gọi."),
            ("id", "Mohon maaf atas ketidaknyamanan ini.", "Mohon hubungi kami."),
            ("en", "Please understand.", "Please call."),
            ("th", "กรุณาเข้าใจ", "กรุณาโทร"),
        ] {
            let with = |words: &str| rules(language, &format!("{{日期}} 1925 {words}"), &["日期"]);
            assert_eq!(with(courtesy), ["next_step"], "{language}");
            assert!(with(step).is_empty(), "{language}");
            assert_eq!(with(&format!("{courtesy} {step}")), Vec::<String>::new(), "{language}");
        }
    }
}
