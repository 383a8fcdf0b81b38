//! The tests that tables name, looked for in the sources. The rules of the house (`tests/tidy`) take this
//! file in as well, so that both look in the same way.

use std::collections::BTreeSet;

/// A file's path from the top of the checkout, and its text.
pub type Source<'a> = (&'a str, &'a str);

/// One line for each name of the `tests` column of these tables that no test has.
pub fn missing<'a>(
    tables: impl IntoIterator<Item = Source<'a>>,
    sources: impl IntoIterator<Item = Source<'a>>,
) -> Vec<String> {
    let mut known = BTreeSet::new();
    for (path, text) in sources {
        if path.ends_with(".rs") {
            known.extend(in_rust(text));
        } else if path.ends_with(".test.ts") {
            known.extend(in_the_window(text));
        }
    }
    let mut findings = Vec::new();
    for (path, text) in tables {
        for (line, name) in named(text) {
            if !known.contains(name) {
                findings.push(format!("{path}:{line}: no test is called {name}"));
            }
        }
    }
    findings
}

/// Names of a table with their lines.
fn named(table: &str) -> Vec<(usize, &str)> {
    let mut lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let head = lines.next().map(|(_, head)| head).unwrap_or_default();
    let Some(column) = head.split('\t').position(|name| name == "tests") else {
        return Vec::new();
    };
    lines
        .flat_map(|(at, line)| {
            let cell = line.split('\t').nth(column).unwrap_or_default();
            cell.split_whitespace().filter(|name| *name != "-").map(move |name| (at + 1, name))
        })
        .collect()
}

fn in_rust(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_next = false;
    for line in source.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_next = true;
        } else if is_next && let Some(rest) = function(line) {
            found.extend(rest.split(['(', '<']).next());
            is_next = false;
        }
    }
    found
}

/// What follows `fn` where a function begins.
fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")
}

/// `test('…'`, `it('…'`, and what follows a table of `each`.
fn in_the_window(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, opening) in source.match_indices("('") {
        let before = &source[..at];
        let is_test = ["test", "it", ")"].iter().any(|word| before.ends_with(word));
        let rest = &source[at + opening.len()..];
        if let (true, Some(end)) = (is_test, rest.find('\'')) {
            found.push(&rest[..end]);
        }
    }
    found
}
