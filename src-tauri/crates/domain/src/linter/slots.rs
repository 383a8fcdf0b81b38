//! What a copied text leaves open: {窗口}, （文件名稱）, ○○, OO, ＿＿, 某某.

use super::words::{has, list, prefix};
use crate::text::{fold_word, is_invisible};

/// The longest content of brackets that can be a slot, in characters.
const LONGEST: usize = 16;

/// Byte ranges of the text as it stands; they may overlap.
pub(super) fn slots(text: &str) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !is_invisible(*c))
        .map(|(at, c)| (at, narrow(c)))
        .collect();
    let mut found = bracketed(text, &letters);
    found.extend(runs(text, &letters));
    found.extend(open_words(text, &letters));
    found
}

/// One form for brackets and blanks; the length stays one character.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '〔' | '﹝' => '[',
        '〕' | '﹞' => ']',
        '﹛' => '{',
        '﹜' => '}',
        '﹙' => '(',
        '﹚' => ')',
        '〈' => '<',
        '〉' => '>',
        '〇' | '◯' | '⭕' | '◎' => '○',
        '✕' | '✖' | '╳' => '×',
        '■' | '▢' | '☐' => '□',
        '▲' => '△',
        '﹍' | '﹎' => '_',
        c => c,
    }
}

fn bracketed(text: &str, letters: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (open, &(start, c)) in letters.iter().enumerate() {
        let close = match c {
            '{' => '}',
            '【' => '】',
            '[' => ']',
            '<' => '>',
            '(' => ')',
            '「' => '」',
            '『' => '』',
            _ => continue,
        };
        let Some(length) =
            letters[open + 1..].iter().take(LONGEST + 1).position(|&(_, letter)| letter == close)
        else {
            continue;
        };
        let inside: String =
            letters[open + 1..=open + length].iter().map(|&(_, letter)| letter).collect();
        if is_slot(c, fold_word(inside.trim()).as_str()) {
            let (last, letter) = letters[open + 1 + length];
            let width = text[last..].chars().next().map_or(letter.len_utf8(), char::len_utf8);
            found.push((start, last + width));
        }
    }
    found
}

/// 某某, 待填寫: blanks that are words.
fn open_words(text: &str, letters: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for word in list("open_word") {
        let word: Vec<char> = word.chars().collect();
        for (at, window) in letters.windows(word.len()).enumerate() {
            let same = window.iter().zip(&word).all(|((_, letter), wanted)| {
                crate::text::folded(*letter).to_ascii_lowercase() == *wanted
            });
            if same {
                let end = letters.get(at + word.len()).map_or(text.len(), |&(next, _)| next);
                found.push((window[0].0, end));
            }
        }
    }
    found
}

fn is_slot(open: char, inside: &str) -> bool {
    let empty =
        inside.chars().all(|c| c.is_whitespace() || is_blank(c) || matches!(c, '.' | '…' | '-'));
    let named = empty
        || list("placeholder").iter().any(|word| word == inside)
        || prefix(inside, "placeholder_start").is_some();
    match open {
        '{' => true,
        // Buttons and headings are set in these too.
        '【' => named || !has(inside, "menu"),
        '「' | '『' => empty,
        '[' | '<' => named || !inside.chars().any(|c| c.is_ascii_digit()),
        _ => named,
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, '○' | '_' | '×' | '□' | '△' | '*')
}

/// Blanks in a row; one alone where a unit follows it: ○月○日, X 元.
fn runs(text: &str, letters: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&(start, c)) = letters.get(at) {
        let first = c.to_ascii_uppercase();
        if !is_blank(c) && !matches!(first, 'O' | 'X') {
            at += 1;
            continue;
        }
        let length = letters[at..]
            .iter()
            .take_while(|(_, letter)| letter.to_ascii_uppercase() == first)
            .count();
        let before = at.checked_sub(1).map(|before| letters[before].1);
        let after = letters.get(at + length).map(|&(_, letter)| letter);
        // OOXX is one run.
        let joined = matches!(first, 'O' | 'X')
            && after.is_some_and(|c| matches!(c.to_ascii_uppercase(), 'O' | 'X'))
            && letters[at..]
                .iter()
                .take_while(|(_, c)| c.is_ascii_alphabetic())
                .all(|(_, c)| matches!(c.to_ascii_uppercase(), 'O' | 'X'));
        let length = if joined {
            letters[at..].iter().take_while(|(_, c)| c.is_ascii_alphabetic()).count()
        } else {
            length
        };
        let after =
            if joined { letters.get(at + length).map(|&(_, letter)| letter) } else { after };
        let part_of_word = [before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric())
            // 一○○年 is a number, 王○明 a name that is masked.
            || (first == '○' && [before, after].into_iter().flatten().any(is_numeral))
            || (c == '*' && [before, after].into_iter().flatten().any(|c| c == '/'));
        let unit = after.is_some_and(|c| {
            matches!(
                c,
                '月' | '日' | '年' | '元' | '天' | '張' | '號' | '股' | '科' | '室' | '份' | '時'
            )
        });
        if !part_of_word && (length >= 2 || (unit && before.is_none_or(|c| !c.is_ascii_digit()))) {
            let end = letters.get(at + length).map_or(text.len(), |&(next, _)| next);
            found.push((start, end));
        }
        at += length;
    }
    found
}

fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '零'
    )
}
