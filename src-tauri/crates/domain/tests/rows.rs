//! Every row of the reference data is answered as it stands there.

use domain::trial::{Trial, TrialKind};

/// Answers every data row and compares the last columns of the answer with those named.
fn check(kind: TrialKind, data: &str, expected: &[&str], last: usize) {
    let mut lines = data.lines();
    let header = lines.next().expect("a header");
    let mut trial = Trial::new(kind);
    assert!(trial.take_header(header), "the header has the wanted columns");
    let names: Vec<&str> = header.split('\t').collect();
    let columns: Vec<usize> = expected
        .iter()
        .map(|name| names.iter().position(|known| known == name).expect("a column"))
        .collect();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in lines.filter(|line| !line.is_empty()) {
        rows += 1;
        let cells: Vec<&str> = line.split('\t').collect();
        let want: Vec<&str> =
            columns.iter().map(|&at| cells.get(at).copied().unwrap_or("")).collect();
        let answer = trial.answer(line);
        let parts: Vec<&str> = answer.split('\t').collect();
        let got = &parts[parts.len() - last..];
        if got != want {
            wrong.push(format!("{}: want {want:?}, got {got:?}", cells[0]));
        }
    }
    assert!(rows > 10);
    assert!(wrong.is_empty(), "{} of {rows} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_kinship_term_has_its_class_degree_and_action() {
    let data = include_str!("data/kinship.tsv");
    check(TrialKind::Kinship, data, &["class", "degree", "action"], 3);
}

#[test]
fn every_date_vector_is_met() {
    let data = include_str!("data/date_vectors.tsv");
    check(TrialKind::Date, data, &["expected_end_or_next"], 1);
}

#[test]
fn every_identity_number_is_judged() {
    check(TrialKind::Id, include_str!("data/id_examples.tsv"), &["kind", "valid"], 2);
}

#[test]
fn every_post_is_screened() {
    check(TrialKind::Post, include_str!("data/posts.tsv"), &["verdict", "findings"], 2);
}

/// Terms that no list holds.
#[test]
fn other_words_and_chains_are_composed() {
    let trial = Trial::new(TrialKind::Kinship);
    let mut wrong = Vec::new();
    for line in include_str!("data/kinship_more.tsv").lines().filter(|line| !line.starts_with('#'))
    {
        let term = line.split('\t').next().unwrap_or("");
        let answer = trial.answer(term);
        if answer != line {
            wrong.push(format!("want {line:?}, got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
