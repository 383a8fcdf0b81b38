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

/// Four of its words are Vietnamese and Indonesian and had to be asked about; now a table says what
/// they mean.
#[test]
fn every_kinship_term_has_its_class_degree_and_action() {
    let read_now = ["mẹ\t", "bố\t", "vợ\t", "istri\t"];
    let (foreign, data): (Vec<&str>, Vec<&str>) = include_str!("data/kinship.tsv")
        .lines()
        .partition(|line| read_now.iter().any(|word| line.starts_with(word)));
    check(TrialKind::Kinship, &data.join("\n"), &["class", "degree", "action"], 3);
    let trial = Trial::new(TrialKind::Kinship);
    assert_eq!(foreign.len(), read_now.len());
    for (line, relative) in foreign.iter().zip(["直系血親\t1", "直系血親\t1", "配偶\t0", "配偶\t0"])
    {
        let word = line.split('\t').next().unwrap_or("");
        assert_eq!(trial.answer(word), format!("{word}\t{relative}\tok"));
    }
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

/// What the shared posts do not hold: each way of asking, of hiding, of telling.
#[test]
fn other_posts_are_screened() {
    let trial = Trial::new(TrialKind::Post);
    let mut wrong = Vec::new();
    for line in include_str!("data/posts_more.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.splitn(3, '\t');
        let mut next = || cells.next().expect("three columns");
        let (verdict, finding, body) = (next(), next(), next());
        let answer = trial.answer(&format!("adult\t近況\t{body}\t0"));
        let (got, findings) = answer.split_once('\t').expect("two columns");
        let as_told =
            if finding.is_empty() { findings.is_empty() } else { findings.contains(finding) };
        if got != verdict || !as_told {
            wrong.push(format!("{body}: want {verdict} {finding}, got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_line_with_too_few_columns_is_told_so() {
    let mut trial = Trial::new(TrialKind::Post);
    assert!(trial.take_header("inmate\ttitle\tbody_escaped\tphoto"));
    let answer = trial.answer("adult\t只有標題");
    assert!(
        answer.starts_with("error\t") && answer.contains('3') && answer.contains('2'),
        "{answer}"
    );
    assert!(trial.answer("adult\t標題\t想你").starts_with("ok\t"), "the photo may be left out");
}

#[test]
fn a_number_in_another_width_is_judged_all_the_same() {
    let trial = Trial::new(TrialKind::Id);
    for (number, kind, valid) in [
        ("Ａ１２３４５６７８９", "國民身分證", "Y"),
        ("A 123 456 789", "國民身分證", "Y"),
        ("A12345-6789", "國民身分證", "Y"),
        ("Ｗ９７８０００１１７", "新式統一證號", "Y"),
        ("ａ１２３４５６７８０", "國民身分證", "N"),
        ("Ν115195830", "國民身分證", "N"),
    ] {
        assert_eq!(trial.answer(number), format!("{number}\t{kind}\t{valid}"));
    }
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
