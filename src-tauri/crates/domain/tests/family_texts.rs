//! A reviewer's words to a family, judged: those with a fault are found, fine ones left alone.

use domain::{LintFacts, Verdict, lint_family_text};

/// id, split, text, whether it is faulty, and the fault.
fn rows(data: &str) -> impl Iterator<Item = (&str, &str, &str, bool, &str)> {
    data.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, split, _, text, expected, fault, ..] = cells.as_slice() else { return None };
        Some((*id, *split, *text, *expected == "fault", *fault))
    })
}

fn told(text: &str) -> Vec<String> {
    let lints = lint_family_text(&LintFacts {
        text,
        verdict: Verdict::Return,
        staff_names: &[],
        inmate_numbers: &[],
        has_next_step: false,
    });
    lints.iter().map(|lint| format!("{}「{}」", lint.rule, &text[lint.start..lint.end])).collect()
}

/// How many faulty texts were found of how many, how many fine ones left alone of how many, and what
/// was missed.
fn score(split: &str) -> ([usize; 4], String) {
    let data = include_str!("data/family_texts.tsv");
    let (mut numbers, mut missed) = ([0; 4], String::new());
    for (id, _, text, is_faulty, fault) in rows(data).filter(|row| row.1 == split) {
        let told = told(text);
        let at = if is_faulty { 0 } else { 2 };
        numbers[at + 1] += 1;
        if told.is_empty() == is_faulty {
            missed.push_str(&format!("\n{id} {fault} {told:?} {text}"));
        } else {
            numbers[at] += 1;
        }
    }
    (numbers, missed)
}

#[test]
fn nineteen_of_twenty_are_judged_rightly_both_ways() {
    for split in ["seen", "fresh", "held"] {
        let ([found, faulty, alone, fine], missed) = score(split);
        let told =
            format!("{split}: {found} of {faulty} found, {alone} of {fine} left alone{missed}");
        assert!(faulty >= 9 && found * 20 >= faulty * 19, "{told}");
        assert!(fine >= 10 && alone * 20 >= fine * 19, "{told}");
    }
}

/// Every other way of writing a text: simplified and variant characters, full width, unseen characters
/// between all characters.
fn disguised(text: &str) -> [String; 3] {
    let table = include_str!("../../../../schema/rules/characters.tsv");
    let mut variants: std::collections::HashMap<char, char> = std::collections::HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t').map(|cell| cell.chars().next());
        if let (Some(Some(variant)), Some(Some(standard))) = (cells.next(), cells.next()) {
            variants.insert(standard, variant);
        }
    }
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        c => c,
    };
    [
        text.chars().map(|c| *variants.get(&c).unwrap_or(&c)).collect(),
        text.chars().map(wide).collect(),
        text.chars().flat_map(|c| [c, '\u{200b}']).collect(),
    ]
}

#[test]
fn a_fault_is_found_however_it_is_written() {
    let data = include_str!("data/family_texts.tsv");
    let mut missed = Vec::new();
    for (id, split, text, is_faulty, fault) in rows(data) {
        // What is open between letters, and a step that is not there, have no other spelling.
        if !is_faulty || split == "held" || fault == "slot" || told(text).is_empty() {
            continue;
        }
        for other in disguised(text) {
            if told(&other).is_empty() {
                missed.push(format!("{id} {fault} {other}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
