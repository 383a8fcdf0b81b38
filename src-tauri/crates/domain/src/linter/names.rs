//! Staff, by their names and by their titles: 王科員, 科員王, 社工小陳, 承辦人：林.
//!
//! All texts here are folded.

use super::words::{list, places, prefix, suffix};

/// Byte ranges; they may overlap.
pub(super) fn staff(text: &str, names: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for name in names {
        found.extend(known(text, &crate::text::fold_word(name.trim())));
    }
    for (start, end) in places(text, "title") {
        found.extend(before_title(text, start, end));
        found.extend(in_brackets(text, start, end));
        found.extend(after_title(text, start, end));
    }
    for (start, end) in places(text, "role") {
        found.extend(after_role(text, start, end));
        found.extend(in_brackets(text, start, end));
    }
    for (start, end) in places(text, "self") {
        if let Some(name) = name_at(&text[end..]) {
            found.push((start, end + name));
        }
    }
    for (start, end) in places(text, "unit") {
        let rest = text[end..].strip_prefix('的').unwrap_or(&text[end..]);
        if let Some(length) = little_name(rest) {
            found.push((start, text.len() - rest.len() + length));
        }
    }
    for ask in ["找", "洽"] {
        for (start, _) in text.match_indices(ask) {
            let rest = &text[start + ask.len()..];
            if let Some(length) = little_name(rest) {
                found.push((start + ask.len(), start + ask.len() + length));
            }
        }
    }
    for (start, end) in places(text, "surname") {
        if begins_a_name(text, start) {
            let rest = &text[end..];
            // 李姐 is a colleague, 李姐姐 somebody's sister, 李先生 whoever it may be.
            let nick = ["姐", "姊", "哥"].iter().find(|nick| rest.starts_with(**nick));
            let kin = rest.chars().nth(1).is_some_and(|c| "姐姊哥夫妹弟嫂們".contains(c));
            if let Some(nick) = nick.filter(|_| !kin) {
                found.push((start, end + nick.len()));
            }
        }
    }
    found
}

/// A colleague's whole name, or the given name beside a title or a call name.
fn known(text: &str, name: &str) -> Vec<(usize, usize)> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let bare =
        suffix(&name, "title").map_or(name.as_str(), |title| &name[..name.len() - title.len()]);
    let length = bare.chars().count();
    if length < 2 {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize)> = if bare.is_ascii() {
        let lower = text.to_ascii_lowercase();
        let bare = bare.to_ascii_lowercase();
        lower
            .match_indices(&bare)
            .map(|(at, word)| (at, at + word.len()))
            .filter(|&(start, end)| {
                let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                !letter(text[..start].chars().next_back()) && !letter(text[end..].chars().next())
            })
            .collect()
    } else {
        text.match_indices(bare).map(|(at, word)| (at, at + word.len())).collect()
    };
    let Some(surname) = prefix(bare, "surname").filter(|_| (2..=4).contains(&length)) else {
        return found;
    };
    let given = &bare[surname.len()..];
    for (start, word) in text.match_indices(given) {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        let called = prefix(after, "title").or_else(|| prefix(after, "nickname"));
        let called_before = suffix(before, "title").or_else(|| {
            before.ends_with(['小', '阿']).then(|| before.get(before.len() - 3..)).flatten()
        });
        if given.chars().count() >= 2 && (called.is_some() || called_before.is_some()) {
            let start = start - called_before.map_or(0, str::len);
            found.push((start, text.len() - after.len() + called.map_or(0, str::len)));
        }
    }
    found
}

/// 王科員, 陳美玲主任, 王小姐專員.
fn before_title(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let before = &text[..start];
    let before =
        suffix(before, "nickname").map_or(before, |nick| &before[..before.len() - nick.len()]);
    // 小芳社工.
    let mut last = before.char_indices().rev();
    if let (Some((_, called)), Some((at, '小' | '阿'))) = (last.next(), last.next())
        && called.is_alphabetic()
        && prefix(&before[at..], "not_little").is_none()
    {
        return Some((at, end));
    }
    // 林社工 needs no more before it, unless its surname ends many a word: 兒童社工.
    if let Some(surname) =
        suffix(before, "surname").filter(|_| suffix(before, "word_end").is_none())
    {
        return Some((before.len() - surname.len(), end));
    }
    let mut places: Vec<usize> = before.char_indices().rev().take(4).map(|(at, _)| at).collect();
    places.sort_unstable();
    places
        .into_iter()
        .find(|&at| is_name(&before[at..]) && begins_a_name(text, at))
        .map(|at| (at, end))
}

/// 科員王, 社工小陳, 社工師王淑芬, 科員黃先生.
fn after_title(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let rest = &text[end..];
    let skipped = rest.trim_start_matches([' ', ':', '：', '是', '的']);
    let at = text.len() - skipped.len();
    // 社工師 holds 社工: what follows the shorter one is no name.
    if list("title")
        .iter()
        .any(|title| title.len() > end - start && text[start..].starts_with(title.as_str()))
    {
        return None;
    }
    name_at(skipped)
        .or_else(|| little_name(skipped))
        .or_else(|| call_name(skipped))
        .map(|length| (start, at + length))
}

/// 阿華, right after a title.
fn call_name(text: &str) -> Option<usize> {
    let called = text.strip_prefix('阿')?.chars().next().filter(|c| c.is_alphabetic())?;
    prefix(text, "not_little").is_none().then_some('阿'.len_utf8() + called.len_utf8())
}

/// 楊小姐（承辦人）: what stands in brackets after a name.
fn in_brackets(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let before = text[..start].strip_suffix(['(', '（'])?;
    let name =
        suffix(before, "nickname").map_or(before, |nick| &before[..before.len() - nick.len()]);
    let places = name.char_indices().rev().take(3).map(|(at, _)| at);
    let at = places.filter(|&at| is_name(&name[at..]) && begins_a_name(text, at)).last()?;
    Some((at, end))
}

fn after_role(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let rest = &text[end..];
    let skipped = rest.trim_start_matches([' ', ':', '：', '是', '為', '的', '/']);
    let at = text.len() - skipped.len();
    name_at(skipped).or_else(|| little_name(skipped)).map(|length| (start, at + length))
}

/// How long the name is that a text begins with: a surname, at most two characters more, and then a
/// title, a call name or an end.
fn name_at(text: &str) -> Option<usize> {
    if prefix(text, "not_name").is_some() {
        return None;
    }
    let surname = prefix(text, "surname")?;
    let mut length = surname.len();
    let mut rest = text[length..].chars();
    for given in 0..=2 {
        let after = &text[length..];
        let called = prefix(after, "title").or_else(|| prefix(after, "nickname"));
        if let Some(called) = called {
            return Some(length + called.len());
        }
        let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
        if ends || (given > 0 && prefix(after, "act").is_some()) {
            return Some(length);
        }
        if given < 2 {
            length += rest.next().map_or(0, char::len_utf8);
        }
    }
    None
}

/// 小陳, 阿林: no child, no aunt.
fn little_name(text: &str) -> Option<usize> {
    if prefix(text, "not_little").is_some() {
        return None;
    }
    let rest = text.strip_prefix(['小', '阿'])?;
    let surname = prefix(rest, "surname")?;
    (prefix(rest, "not_name").is_none()).then_some(text.len() - rest.len() + surname.len())
}

/// 王, 王小明 without 單位 and its like.
fn is_name(text: &str) -> bool {
    let Some(surname) = prefix(text, "surname") else { return false };
    let given = text[surname.len()..].chars().count();
    given <= 2
        && prefix(text, "not_name").is_none()
        && text.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
        && !text[surname.len()..].chars().any(|c| "的是在和與請由向找洽給跟叫".contains(c))
}

/// Nothing that could make another word stands before it.
fn begins_a_name(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
        || suffix(before, "introduces").is_some()
        || suffix(before, "unit").is_some()
        || suffix(before, "title").is_some()
}
