//! Words that a spreadsheet would take for a formula when it opens a file or a pasted cell: in a
//! family's text they could send a worksheet's content away or start a program.

/// Whether a spreadsheet may reckon with these words. The full-width signs count too: programs with
/// a Chinese or Japanese surface read them as the narrow ones.
pub(crate) fn looks_like_formula(words: &str) -> bool {
    matches!(
        words.chars().next(),
        Some(
            '=' | '+'
                | '-'
                | '@'
                | '\t'
                | '\r'
                | '\n'
                | '＝'
                | '＋'
                | '－'
                | '＠'
                | '﹢'
                | '﹦'
                | '﹫'
                | '−'
        )
    )
}

#[cfg(test)]
mod tests {
    use super::looks_like_formula;

    #[test]
    fn what_could_be_reckoned_with_is_known_by_its_first_sign() {
        for words in [
            "=1+1",
            "+886912345678",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1:A9)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝HYPERLINK(\"http://a.example\")",
            "＋1",
            "－1",
            "＠a",
        ] {
            assert!(looks_like_formula(words), "{words:?}");
        }
        for words in ["", "想你", "0912", "'=1", "A=B", " 想"] {
            assert!(!looks_like_formula(words), "{words:?}");
        }
    }
}
