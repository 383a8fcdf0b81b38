//! The standard sentences that a family reads besides the reasons' own, and a facility's rewording
//! of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::catalogue::slot_names;
use crate::TableError;

const SHIPPED: &str = include_str!("../../../../../schema/rules/wording.toml");

/// The standard sentences by `section.key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    sentences: BTreeMap<String, String>,
}

impl Wording {
    /// The sentences that come with the desk.
    pub fn shipped() -> &'static Self {
        static WORDING: OnceLock<Wording> = OnceLock::new();
        WORDING.get_or_init(|| Self {
            sentences: read("wording.toml", SHIPPED)
                .expect("the shipped wording is read by a test")
                .into_iter()
                .map(|(key, _, sentence)| (key, sentence))
                .collect(),
        })
    }

    /// These sentences with a facility's on top.
    ///
    /// # Errors
    /// Names line and column of what is not TOML, of a key that does not exist, and of a slot that
    /// the desk would not fill.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut merged = self.clone();
        for (key, start, sentence) in read(file, source)? {
            let error = |problem: String| at(file, source, start, problem);
            let Some(known) = self.sentences.get(&key) else {
                return Err(error(format!("不認得的句子「{key}」")));
            };
            let allowed = slot_names(known);
            if let Some(slot) = slot_names(&sentence).iter().find(|name| !allowed.contains(name)) {
                return Err(error(format!("「{key}」不會填入「{{{slot}}}」")));
            }
            merged.sentences.insert(key, sentence);
        }
        Ok(merged)
    }

    /// All sentences with their keys, in the keys' order.
    pub fn sentences(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sentences.iter().map(|(key, sentence)| (key.as_str(), sentence.as_str()))
    }

    /// A sentence with its slots filled; empty if there is none.
    pub(super) fn sentence(&self, key: &str, slots: &[(&str, &str)]) -> String {
        let mut sentence = self.sentences.get(key).cloned().unwrap_or_default();
        for (name, value) in slots {
            sentence = sentence.replace(&format!("{{{name}}}"), value);
        }
        sentence
    }
}

/// The sentences of a file by `section.key`, as they stand in it.
pub(crate) fn sentences(file: &str, source: &str) -> Result<Vec<(String, String)>, TableError> {
    Ok(read(file, source)?.into_iter().map(|(key, _, sentence)| (key, sentence)).collect())
}

/// Keys, byte offset of each value, and values.
fn read(file: &str, source: &str) -> Result<Vec<(String, usize, String)>, TableError> {
    use toml::Spanned;
    type Sections = BTreeMap<String, BTreeMap<String, Spanned<String>>>;
    let sections: Sections = toml::from_str(source).map_err(|error| {
        at(file, source, error.span().map_or(0, |span| span.start), error.message().to_owned())
    })?;
    Ok(sections
        .into_iter()
        .flat_map(|(section, keys)| {
            keys.into_iter().map(move |(key, value)| {
                let start = value.span().start;
                (format!("{section}.{key}"), start, value.into_inner())
            })
        })
        .collect())
}

fn at(file: &str, source: &str, offset: usize, problem: String) -> TableError {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    TableError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;

    #[test]
    fn a_facility_rewords_a_sentence_and_keeps_the_others() {
        let shipped = Wording::shipped();
        let own = shipped
            .with_facility("本機關.toml", "[message]\napprove_post = \"已收到，會轉交。\"\n")
            .expect("the file is good");
        assert_eq!(own.sentence("message.approve_post", &[]), "已收到，會轉交。");
        assert_eq!(
            own.sentence("next_step.reject_post", &[("天數", "10")]),
            "現在就可以重新發佈，不必再等 10 天。"
        );
    }

    #[test]
    fn a_bad_wording_file_is_refused_with_line_and_column() {
        let shipped = Wording::shipped();
        let problem = |source: &str| {
            let error = shipped.with_facility("本機關.toml", source).expect_err("the file is bad");
            (error.line, error.column)
        };
        assert_eq!(problem("[message]\napprove_post = 已收到\n"), (2, 16));
        assert_eq!(problem("[message]\napprove = \"好\"\n"), (2, 11));
        assert_eq!(problem("[next_step]\napprove_post = \"{姓名}您好\"\n"), (2, 16));
    }
}
