//! One spelling for all that a search treats as the same: Nguyễn and Nguyen, 𠮷野 and 吉野, ３ and 3.
//! What is stored and shown stays as the family wrote it.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::is_invisible;
use crate::TableError;
use crate::table::Table;

const SHIPPED: &str = include_str!("../../../../../schema/rules/character_variants.tsv");
const COLUMNS: [&str; 2] = ["variant", "standard"];

/// What a text is searched by: narrow, in small letters, without accents, unseen characters and
/// spelling variants of Chinese characters. Both the index and the query go through this.
///
/// Marks that make another letter of a script (が, the vowels of Thai) stay.
pub fn search_fold(text: &str) -> String {
    let variants = shipped();
    text.nfkc()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| !is_accent(*c))
        .nfc()
        .flat_map(|c| plain(variants.get(&c).copied().unwrap_or(c)))
        .collect()
}

/// Letters, digits and signs as they are typed on a narrow keyboard: full width narrowed, every dash a
/// `-`, every space one space, unseen characters gone. For what is a code and no prose: an identity
/// number, a telephone number, a 呼號.
pub fn narrowed(text: &str) -> String {
    let signs: String = text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' => '-',
            c => c,
        })
        .collect();
    signs.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Letters that carry their stroke inside, and so keep it when marks are taken off.
fn plain(c: char) -> impl Iterator<Item = char> {
    let letters: &'static str = match c {
        'đ' | 'ð' => "d",
        'ø' => "o",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => "",
    };
    let other = letters.is_empty().then_some(c);
    letters.chars().chain(other)
}

fn shipped() -> &'static HashMap<char, char> {
    static VARIANTS: OnceLock<HashMap<char, char>> = OnceLock::new();
    VARIANTS.get_or_init(|| {
        read("character_variants.tsv", SHIPPED).expect("the shipped variants are read by a test")
    })
}

fn read(file: &str, source: &str) -> Result<HashMap<char, char>, TableError> {
    let mut variants = HashMap::new();
    for row in Table::read(file, source, &COLUMNS)?.rows() {
        let [variant, standard] = row.as_slice() else { continue };
        let mut pair = ['\0'; 2];
        for (cell, place) in [variant, standard].into_iter().zip(&mut pair) {
            let mut characters = cell.text.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => *place = only,
                _ => return Err(cell.error("要剛好一個字")),
            }
        }
        if variants.insert(pair[0], pair[1]).is_some() {
            return Err(variant.error("這個異體字已經有了"));
        }
    }
    Ok(variants)
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, narrowed, read, search_fold};

    #[test]
    fn what_a_person_means_as_the_same_is_the_same() {
        for (written, typed) in [
            ("Nguyễn Thị Đào", "nguyen thi dao"),
            // Decomposed, as a Mac writes it.
            ("Nguye\u{302}\u{303}n", "NGUYỄN"),
            ("𠮷野家", "吉野家"),
            ("峯", "峰"),
            ("李羣", "李群"),
            ("臺北", "台北"),
            ("３０７１ Ｊ０４２", "3071 j042"),
            ("ｶﾞ", "ガ"),
            ("黄温", "黃溫"),
            // A compatibility ideograph and a variation selector.
            ("\u{F9F4}", "林"),
            ("葛\u{E0100}", "葛"),
            ("王\u{200b}小明", "王小明"),
            ("Sørensen Łukasz Straße", "sorensen lukasz strasse"),
        ] {
            assert_eq!(search_fold(written), search_fold(typed), "{written}");
        }
    }

    #[test]
    fn a_code_is_read_in_either_width() {
        for (typed, meant) in [
            ("０９１２－３４５－６７８", "0912-345-678"),
            ("（０５）　６３２–１２３４＃１２", "(05) 632-1234#12"),
            (" ３０７１\u{200b} ", "3071"),
            ("ｊ０４２", "j042"),
        ] {
            assert_eq!(narrowed(typed), meant, "{typed}");
        }
    }

    #[test]
    fn two_names_that_only_look_alike_stay_apart() {
        for (one, other) in [("凃", "涂"), ("鍾", "鐘"), ("甯", "寧"), ("は", "ば"), ("昇", "升")]
        {
            assert_ne!(search_fold(one), search_fold(other), "{one}");
        }
        assert_eq!(search_fold("น้ำ"), search_fold("น้ำ"));
    }

    #[test]
    fn the_shipped_variants_end_at_a_standard_character_and_fold_once() {
        let variants = read("異體字", SHIPPED).expect("readable");
        assert!(variants.len() > 100);
        for (variant, standard) in &variants {
            assert!(!variants.contains_key(standard), "{variant} → {standard}");
            let folded = search_fold(&variant.to_string());
            assert_eq!(folded, search_fold(&folded), "{variant}");
        }
    }

    #[test]
    fn a_bad_file_is_refused_with_its_line() {
        for row in ["吉吉\t吉", "𠮷\t", "𠮷\t吉\n𠮷\t吉"] {
            assert!(read("異體字", &format!("variant\tstandard\n{row}\n")).is_err(), "{row}");
        }
    }
}
