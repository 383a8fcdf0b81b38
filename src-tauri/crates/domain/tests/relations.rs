//! Any words for a relation are answered, and their spelling never changes the answer.

use domain::RuleBook;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_relation_is_answered(text in "\\PC{0,30}|[的之我是他收容人爸媽哥弟姊妹太先生子女堂表繼養前亡乾義契岳夫妻(())/或UDS]{0,16}") {
        let answer = RuleBook::shipped().kinship.resolve(&text);
        prop_assert!(!answer.sentence.is_empty());
        prop_assert!(answer.senses.len() <= 8);
    }
}

/// Eligibility never depends on the spelling.
#[test]
fn spelling_variants_never_change_the_answer() {
    let table = RuleBook::shipped().kinship;
    let told = |text: &str| {
        let answer = table.resolve(text);
        (answer.classes(), answer.degrees(), answer.action)
    };
    let data = include_str!("data/kinship.tsv");
    let mut tried = 0;
    for term in data.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let expected = told(term);
        let swapped: String = term
            .chars()
            .map(|c| match c {
                '姊' => '姐',
                '姐' => '姊',
                '姪' => '侄',
                '侄' => '姪',
                '嬤' => '嬷',
                '(' => '（',
                ')' => '）',
                '內' => '内',
                c if c.is_ascii_alphabetic() => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
                c => c,
            })
            .collect();
        let spaced: String = term.chars().flat_map(|c| [c, '\u{200b}']).collect();
        for variant in [swapped, spaced, format!(" {term}　"), format!("「{term}」")] {
            assert_eq!(told(&variant), expected, "{term} as {variant:?}");
            tried += 1;
        }
        if !expected.1.is_empty() {
            for owner in ["我的", "收容人之", "收容人的", "他的"] {
                assert_eq!(told(&format!("{owner}{term}")), expected, "{owner}{term}");
            }
        }
    }
    assert!(tried > 2_000);
}
