//! Spelling variants of kinship words: eligibility never depends on them.

use unicode_normalization::UnicodeNormalization;

use crate::text::{folded, is_invisible};

/// One spelling for all variants: full width narrowed; spaces, marks and pictographs dropped;
/// simplified and variant characters folded. Brackets and the separators of several answers stay.
pub(super) fn fold(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    let mut typed = text
        .nfkc()
        .filter(|c| !is_pictograph(*c) && !c.is_whitespace() && !is_invisible(*c))
        .peekable();
    while let Some(c) = typed.next() {
        match c {
            // 我ㄉㄚ嬤
            'ㄉ' | 'ㄟ' if spelt.ends_with(['我', '他', '你', '人']) => spelt.push('的'),
            // ㄇㄚㄇㄚ is spelt out, ㄚ嬤 is not.
            'ㄅ'..='ㄩ'
                if spelt.ends_with(is_bopomofo)
                    || typed.peek().is_some_and(|next| is_bopomofo(*next)) =>
            {
                spelt.push(c);
            }
            // wife's brother
            's' | 'S' if spelt.ends_with(['\'', '’']) => {
                spelt.pop();
                spelt.push(if spelt.ends_with(|last: char| last.is_alphabetic()) {
                    '的'
                } else {
                    c
                });
            }
            '\'' | '’' => spelt.push(c),
            // step-father, and no dash that stands for an empty field
            '-' | '‐' | '‑' | '–' | '_' if spelt.ends_with(char::is_alphabetic) => {}
            c if is_mark(c) => {}
            c => spelt.push(variant(c)),
        }
    }
    spelt.retain(|c| !matches!(c, '\'' | '’'));
    spelt.to_lowercase()
}

fn is_bopomofo(c: char) -> bool {
    matches!(c, 'ㄅ'..='ㄩ')
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '「' | '」'
            | '『'
            | '』'
            | '"'
            | '“'
            | '”'
            | '‘'
            | '。'
            | '!'
            | '?'
            | '~'
            | ':'
            | ';'
            | '《'
            | '》'
            | '*'
            | '`'
            | '^'
    )
}

/// Emoji, hearts, stars, arrows and their like: they say nothing of a relation.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}'
        | '\u{25A0}'..='\u{27BF}' | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{E0020}'..='\u{E007F}')
}

/// The canonical character of all rules, but for those that kinship spells in its own way: the
/// canonical form of 乾 (乾爹) is 幹, and that of 么 (么兒) is 麼.
fn variant(c: char) -> char {
    match c {
        '嶽' => '岳',
        'ㄚ' => '阿',
        'ㄟ' | 'ㄉ' | 'の' | '底' => '的',
        '【' | '[' | '{' | '〔' | '〈' | '﹝' => '(',
        '】' | ']' | '}' | '〕' | '〉' | '﹞' => ')',
        '／' | '|' | '、' | '，' | ',' | '\\' | '&' | '+' => '/',
        c => match folded(c) {
            '幹' => '乾',
            '麼' => '么',
            '嶽' => '岳',
            '准' => '準',
            '範' => '范',
            c => c,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn variants_are_one_spelling() {
        for (a, b) in [
            ("姐姐", "姊姊"),
            ("侄 女", "姪女"),
            ("阿公（外）", "阿公(外)"),
            ("「大哥」", "大哥"),
            ("我ㄉㄚ嬷", "我的阿嬤"),
            ("ＩＮＡ", "ina"),
            ("姊\u{200b}夫", "姊夫"),
            ("ㄚㄇㄚ", "ㄚ ㄇㄚ"),
            ("干爹", "乾爹"),
            ("么儿、幺女", "么兒/么女"),
            ("岳母", "嶽母"),
            ("连襟的媳妇", "連襟的媳婦"),
            ("老婆❤️👩‍👧★", "老婆"),
            ("Wife's brother", "wife的brother"),
            ("Step-Father", "stepfather"),
            ("--", "--"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
    }

    /// The rules' own words are compared with folded text.
    #[test]
    fn words_in_the_rules_are_spelt_as_they_are_folded() {
        for source in [
            include_str!("chain/clause.rs"),
            include_str!("chain/mod.rs"),
            include_str!("names.rs"),
            include_str!("owner.rs"),
            include_str!("remarks.rs"),
            include_str!("resolve.rs"),
            include_str!("rules.rs"),
            include_str!("statement.rs"),
        ] {
            let product = source.split("#[cfg(test)]").next().unwrap_or(source);
            for word in product.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in word.split('"').skip(1).step_by(2) {
                    // Sentences for people are spelt for people.
                    let word = word.trim_end_matches('\\');
                    if word.contains(['，', '；', '。', '（']) || !word.contains(is_chinese) {
                        continue;
                    }
                    assert_eq!(fold(word), word);
                }
            }
        }
    }

    fn is_chinese(c: char) -> bool {
        matches!(c, '\u{4E00}'..='\u{9FFF}')
    }
}
