//! What test runs say of each test: the lines of `cargo test`, or the report of `vitest --reporter=json`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::package::place;
use crate::step::Outcome;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// Ignored or skipped.
    NotRun,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By the test's own name, without the module that it lies in. Of several with one name the worst
    /// counts.
    tests: BTreeMap<String, Verdict>,
    /// Name and SHA-256 of each file.
    pub files: Vec<(String, String)>,
}

impl Results {
    pub fn read(files: &[PathBuf]) -> Outcome<Self> {
        let mut results = Self::default();
        for file in files {
            results.add(&place::read(file)?);
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            results.files.push((name, place::sha256(file)?));
        }
        Ok(results)
    }

    fn add(&mut self, file: &[u8]) {
        let text = String::from_utf8_lossy(file);
        match serde_json::from_str::<Value>(&text) {
            Ok(report) => self.add_report(&report),
            Err(_) => text.lines().for_each(|line| self.add_line(line)),
        }
    }

    fn add_report(&mut self, report: &Value) {
        let files = report["testResults"].as_array().into_iter().flatten();
        for test in files.flat_map(|file| file["assertionResults"].as_array()).flatten() {
            let verdict = match test["status"].as_str() {
                Some("passed") => Verdict::Passed,
                Some("failed") => Verdict::Failed,
                _ => Verdict::NotRun,
            };
            self.note(test["title"].as_str().unwrap_or_default(), verdict);
        }
    }

    /// `test module::name ... ok`
    fn add_line(&mut self, line: &str) {
        let Some((path, rest)) =
            line.trim().strip_prefix("test ").and_then(|line| line.split_once(" ... "))
        else {
            return;
        };
        let verdict = match rest.split([' ', ',', '\u{1b}']).find(|word| !word.is_empty()) {
            Some("ok") => Verdict::Passed,
            Some("FAILED") => Verdict::Failed,
            Some("ignored") => Verdict::NotRun,
            _ => return,
        };
        let path = path.split(" - ").next().unwrap_or(path);
        self.note(path.rsplit("::").next().unwrap_or(path), verdict);
    }

    fn note(&mut self, name: &str, verdict: Verdict) {
        let kept = self.tests.entry(name.to_owned()).or_insert(verdict);
        let worse = |one: Verdict| match one {
            Verdict::Passed => 0,
            Verdict::NotRun => 1,
            Verdict::Failed => 2,
        };
        if worse(verdict) > worse(*kept) {
            *kept = verdict;
        }
    }

    pub fn of(&self, name: &str) -> Option<Verdict> {
        self.tests.get(name).copied()
    }

    pub fn count(&self, verdict: Verdict) -> usize {
        self.tests.values().filter(|one| **one == verdict).count()
    }

    /// Those of `named` that did not pass, each with what is known of it.
    pub fn not_passed<'a>(&self, named: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut lines: Vec<String> = named
            .into_iter()
            .filter_map(|name| match self.of(name) {
                Some(Verdict::Passed) => None,
                Some(Verdict::Failed) => Some(format!("{name}: failed")),
                Some(Verdict::NotRun) => Some(format!("{name}: was not run")),
                None => Some(format!("{name}: is not in the results")),
            })
            .collect();
        lines.sort();
        lines.dedup();
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_passed_only_if_every_run_of_that_name_passed() {
        let mut results = Results::default();
        results.add(
            b"running 4 tests\ntest a::opens ... ok\ntest b::closes - should panic ... ok\n\
              test b::falls ... FAILED\ntest c::waits ... ignored, too slow\ntest b::opens ... ok\n\
              test result: FAILED. 3 passed; 1 failed\n",
        );
        results.add(
            br#"{"testResults":[{"assertionResults":[{"title":"reads","status":"passed"},
                {"title":"opens","status":"failed"},{"title":"later","status":"todo"}]}]}"#,
        );
        assert_eq!(results.of("closes"), Some(Verdict::Passed));
        assert_eq!(results.of("reads"), Some(Verdict::Passed));
        assert_eq!(results.of("opens"), Some(Verdict::Failed));
        assert_eq!((results.count(Verdict::Passed), results.count(Verdict::Failed)), (2, 2));
        let named = ["reads", "opens", "waits", "unheard_of", "later"];
        assert_eq!(
            results.not_passed(named),
            [
                "later: was not run",
                "opens: failed",
                "unheard_of: is not in the results",
                "waits: was not run"
            ]
        );
    }

    #[test]
    fn what_is_no_result_says_nothing() {
        let mut results = Results::default();
        results.add(b"\xff\xfe\ntest \ntest a ... \ntest a ... perhaps\n[1, 2]\n");
        results.add(b"{}");
        results.add(b"null");
        assert_eq!(results, Results::default());
    }
}
