//! Rust sources with everything blanked out that is not code of the product: comments, the inside
//! of texts, and tests. Offsets and lines stay what they were.

use super::house::{House, TextFile};

/// Product code: comments, texts and tests are spaces.
pub fn product_code(house: &House, file: &TextFile) -> String {
    if is_test_file(house, file) {
        return file.text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    }
    without_tests(&bare(&file.text))
}

/// Whether the whole file is a test: by its place, or because its parent says `#[cfg(test)] mod`.
fn is_test_file(house: &House, file: &TextFile) -> bool {
    let path = &file.path;
    if path.starts_with("tests/") || path.contains("/tests/") || path.contains("/benches/") {
        return true;
    }
    let Some((folder, name)) = path.rsplit_once('/') else {
        return false;
    };
    let (parents, module) = if name == "mod.rs" {
        let Some((above, module)) = folder.rsplit_once('/') else {
            return false;
        };
        (parents_of(above), module.to_owned())
    } else {
        (parents_of(folder), name.trim_end_matches(".rs").to_owned())
    };
    let declared = format!("mod {module};");
    house.files.iter().filter(|candidate| parents.contains(&candidate.path)).any(|parent| {
        let text = bare(&parent.text);
        text.match_indices(&declared).any(|(at, _)| {
            let before = text[..at].trim_end();
            before.ends_with("#[cfg(test)]") || before.ends_with("#[cfg(test)]\npub")
        })
    })
}

/// The files in which a module of this folder can be declared.
fn parents_of(folder: &str) -> Vec<String> {
    vec![
        format!("{folder}/mod.rs"),
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
        format!("{folder}.rs"),
    ]
}

/// Blanks comments and the inside of texts and characters.
pub fn bare(text: &str) -> String {
    let source: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let length = if rest.starts_with(&['/', '/']) {
            rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
        } else if rest.starts_with(&['/', '*']) {
            block_comment(rest)
        } else if let Some(length) = raw_text(rest, at.checked_sub(1).map(|i| source[i])) {
            length
        } else if rest[0] == '"' {
            quoted(rest, '"')
        } else if rest[0] == '\'' && is_character(rest) {
            quoted(rest, '\'')
        } else {
            out.push(rest[0]);
            at += 1;
            continue;
        };
        for c in &rest[..length] {
            // As many bytes as before, so that offsets stay true.
            if *c == '\n' {
                out.push('\n');
            } else {
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
        at += length;
    }
    out
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The length of `r"…"`, `r#"…"#` or `br#"…"#`, if one starts here.
fn raw_text(rest: &[char], before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let start = match rest {
        ['r', ..] => 1,
        ['b' | 'c', 'r', ..] => 2,
        _ => return None,
    };
    let hashes = rest[start..].iter().take_while(|c| **c == '#').count();
    if rest.get(start + hashes) != Some(&'"') {
        return None;
    }
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let body = start + hashes + 1;
    let length = rest[body..]
        .windows(end.len())
        .position(|window| window == end)
        .map_or(rest.len(), |found| body + found + end.len());
    Some(length)
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A character and not a lifetime: `'a'`, `'\n'`.
fn is_character(rest: &[char]) -> bool {
    rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')
}

/// Blanks what follows `#[cfg(test)]` and `#[test]`, to the end of the item.
fn without_tests(code: &str) -> String {
    let mut bytes = code.as_bytes().to_vec();
    for mark in ["#[cfg(test)]", "#[test]", "#[tokio::test"] {
        for (start, _) in code.match_indices(mark) {
            let end = end_of_item(code, start);
            for byte in &mut bytes[start..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
    }
    // Only whole items were blanked, so the rest is still the text it was.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The offset after the braces or the semicolon that ends the item with its attributes.
fn end_of_item(code: &str, start: usize) -> usize {
    let (mut braces, mut others) = (0_i32, 0_i32);
    for (at, c) in code[start..].char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others -= 1,
            '{' => braces += 1,
            '}' => {
                braces -= 1;
                if braces <= 0 {
                    return start + at + 1;
                }
            }
            ';' if braces == 0 && others == 0 => return start + at + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn comments_texts_and_tests_are_no_product_code() {
    let text = r##"//! A note: x.unwrap()
fn a<'x>(s: &'x str) -> char { call("s.unwrap()", r#"t.unwrap() " "#, '"'); real.unwrap(); 'q' }
/* b.unwrap() /* nested */ still */
#[cfg(test)]
mod tests {
    fn c() { if true { d.unwrap(); } }
}
fn last() { other.unwrap() }
"##;
    let house = House::with(&[("src-tauri/src/a.rs", text)]);
    let code = product_code(&house, &house.files[0]);
    assert_eq!(code.matches(".unwrap()").count(), 2, "{code}");
    assert_eq!(code.len(), text.len());
    assert!(code.contains("real.unwrap()") && code.contains("other.unwrap()"));
}

#[test]
fn a_file_declared_as_a_test_is_no_product_code() {
    let house = House::with(&[
        ("crates/a/src/lib.rs", "//! A.\n#[cfg(test)]\nmod trials;\nmod real;\n"),
        ("crates/a/src/trials.rs", "fn a() { b.unwrap() }"),
        ("crates/a/src/real.rs", "fn a() { b.unwrap() }"),
    ]);
    assert!(!product_code(&house, &house.files[1]).contains("unwrap"));
    assert!(product_code(&house, &house.files[2]).contains("unwrap"));
}
