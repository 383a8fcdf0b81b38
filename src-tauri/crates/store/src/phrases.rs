//! How words are searched: what is written down of them, and what is asked for.

use domain::text::search_fold;

/// The FTS5 expression for what a person typed; `None` if it holds no word.
pub(crate) fn phrase_query(typed: &str) -> Option<String> {
    let phrases: Vec<String> = typed
        .split_whitespace()
        .map(split)
        .filter(|tokens| !tokens.is_empty())
        .map(|tokens| {
            // The beginning of a number is enough; of a character there is no beginning.
            let open_end = tokens.ends_with(|last: char| last.is_ascii_alphanumeric());
            format!("\"{tokens}\"{}", if open_end { " *" } else { "" })
        })
        .collect();
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

/// Single CJK characters and runs of letters and digits, folded, by single spaces.
pub(crate) fn split(text: impl AsRef<str>) -> String {
    let folded = search_fold(text.as_ref());
    let mut tokens = String::with_capacity(folded.len() * 2);
    let mut in_run = false;
    for letter in folded.chars() {
        if !letter.is_alphanumeric() {
            in_run = false;
            continue;
        }
        let in_this_run = in_run && letter.is_ascii();
        if !tokens.is_empty() && !in_this_run {
            tokens.push(' ');
        }
        tokens.push(letter);
        in_run = letter.is_ascii();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_by_character_and_numbers_stay_whole() {
        assert_eq!(split("王小明"), "王 小 明");
        assert_eq!(split("申115-0412"), "申 115 0412");
        assert_eq!(split("３０７１　J042"), "3071 j042");
        assert_eq!(split("「對不起」…"), "對 不 起");
        assert_eq!(split("Nguyễn Thị Đào"), "nguyen thi dao");
        assert_eq!(split("𠮷野"), "吉 野");
    }

    #[test]
    fn a_query_is_made_of_phrases_and_cannot_break_out_of_its_quotes() {
        assert_eq!(phrase_query("小明 307").as_deref(), Some("\"小 明\" \"307\" *"));
        assert_eq!(phrase_query("\" OR * NEAR(").as_deref(), Some("\"or\" * \"near\" *"));
        assert_eq!(phrase_query(" …「」 "), None);
    }
}
