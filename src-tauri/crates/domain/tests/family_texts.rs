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
    for split in ["seen", "fresh"] {
        let ([found, faulty, alone, fine], missed) = score(split);
        let told =
            format!("{split}: {found} of {faulty} found, {alone} of {fine} left alone{missed}");
        assert!(faulty >= 9 && found * 20 >= faulty * 19, "{told}");
        assert!(fine >= 10 && alone * 20 >= fine * 19, "{told}");
    }
}
