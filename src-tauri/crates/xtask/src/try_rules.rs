//! `cargo xtask try`: asks the rules of `domain` line by line, for people who check them by hand.

use std::io::{BufRead, BufWriter, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use domain::trial::{Trial, TrialKind};

/// Which rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Topic {
    /// Degree and line of a relation.
    Kinship,
    /// Identity numbers.
    Id,
    /// ROC dates.
    Date,
    /// What the rules find in a post.
    Post,
}

/// Reads standard input to its end and answers every line on standard output.
pub fn main(topic: Topic, header: bool) -> ExitCode {
    match answer(topic, header, std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask try: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints how the rules fare on judged posts.
pub fn score(files: &[std::path::PathBuf], show: bool) -> ExitCode {
    match crate::score::table(files, show) {
        Ok((table, unread)) => {
            let written = writeln!(std::io::stdout(), "{table}");
            for line in &unread {
                eprintln!("cargo xtask try: not read: {line}");
            }
            if written.is_ok() && unread.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("cargo xtask try: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Trains the second opinion on the posts of the repository, or tells how it fares in so many parts.
pub fn train(folds: Option<usize>, show: bool) -> ExitCode {
    let root = crate::workspace::root();
    let posts = root.join("tests/data/posts/training");
    let done = match folds {
        Some(parts) => crate::train::cross_validated(&posts, parts, show).and_then(|table| {
            writeln!(std::io::stdout(), "{table}").map_err(|error| error.to_string())
        }),
        None => crate::train::run(&posts, &root.join("schema/rules/second_opinion.bin")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask train: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers one line for every line of `input`, in the same order. With `header` the answers begin
/// with the names of their columns, and a first line of `input` that names its columns is taken as
/// such, so that the columns may stand in any order among others.
pub fn answer(
    topic: Topic,
    header: bool,
    mut input: impl BufRead,
    output: &mut impl Write,
) -> std::io::Result<()> {
    let mut trial = Trial::new(match topic {
        Topic::Kinship => TrialKind::Kinship,
        Topic::Id => TrialKind::Id,
        Topic::Date => TrialKind::Date,
        Topic::Post => TrialKind::Post,
    });
    let mut output = BufWriter::new(output);
    if header {
        writeln!(output, "{}", trial.header())?;
    }
    let mut first = header;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        // Bytes that are no UTF-8 become U+FFFD, and the rules say that they cannot be read.
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if !(std::mem::take(&mut first) && trial.take_header(text)) {
            writeln!(output, "{}", trial.answer(text))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Topic, answer};

    fn asked(topic: Topic, header: bool, input: &[u8]) -> String {
        let mut output = Vec::new();
        answer(topic, header, input, &mut output).expect("memory takes every write");
        String::from_utf8(output).expect("answers are UTF-8")
    }

    #[test]
    fn every_line_is_answered_in_its_place() {
        assert_eq!(
            asked(Topic::Kinship, false, "阿嬤\r\n\n伯母".as_bytes()),
            "阿嬤\t直系血親\t2\tok\n\t無\t\treview\n伯母\t旁系姻親\t3\tdeny_kin\n"
        );
    }

    #[test]
    fn a_header_is_printed_and_taken_when_asked_for() {
        let input = "id\tnumber\n1\tA123456789\n";
        assert_eq!(
            asked(Topic::Id, true, input.as_bytes()),
            "number\tkind\tvalid\nA123456789\t國民身分證\tY\n"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_answered_too() {
        let reply = asked(Topic::Post, false, b"adult\t\xff\xfe\t\\ud800\t0\n");
        assert!(reply.starts_with("review\t"), "{reply}");
    }
}
