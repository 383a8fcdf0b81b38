//! What was tried, one line each, and the whole as a text.

use std::fmt::Write as _;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Good,
    /// The desk works; somebody should know.
    Attention,
    /// The desk, or a part of it, does not work or is not safe.
    Bad,
}

impl State {
    const fn mark(self) -> &'static str {
        match self {
            Self::Good => "正常",
            Self::Attention => "注意",
            Self::Bad => "異常",
        }
    }
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: &'static str,
    pub state: State,
    pub words: String,
}

impl Line {
    pub fn new(name: &'static str, state: State, words: impl Into<String>) -> Self {
        Self { name, state, words: words.into() }
    }

    pub fn good(name: &'static str, words: impl Into<String>) -> Self {
        Self::new(name, State::Good, words)
    }

    pub fn bad(name: &'static str, words: impl Into<String>) -> Self {
        Self::new(name, State::Bad, words)
    }
}

pub struct Report {
    lines: Vec<Line>,
}

impl Report {
    pub const fn new(lines: Vec<Line>) -> Self {
        Self { lines }
    }

    pub fn is_good(&self) -> bool {
        self.lines.iter().all(|line| line.state != State::Bad)
    }

    /// For a person, and for a file that is sent to somebody else.
    pub fn text(&self) -> String {
        let mut text = format!(
            "雲端聯絡簿審核台 {} 自我檢測（{}、{}）\n\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH
        );
        for line in &self.lines {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "［{}］{}：{}", line.state.mark(), line.name, line.words);
        }
        let count = |state| self.lines.iter().filter(|line| line.state == state).count();
        let verdict = if self.is_good() {
            "審核台可以在這台電腦上使用。"
        } else {
            "有異常的項目處理好之前，請不要在這台電腦上處理案件。"
        };
        let _ = writeln!(
            text,
            "\n正常 {} 項、注意 {} 項、異常 {} 項。{verdict}",
            count(State::Good),
            count(State::Attention),
            count(State::Bad)
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_that_does_not_work_makes_the_whole_bad_and_one_to_know_does_not() {
        let known = [Line::good("字型", "有"), Line::new("Proxy", State::Attention, "PAC")];
        let good = Report::new(known.to_vec());
        assert!(good.is_good());
        let text = good.text();
        for part in
            ["［正常］字型：有", "［注意］Proxy：PAC", "正常 1 項、注意 1 項、異常 0 項", "可以"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        let bad = Report::new(vec![known[0].clone(), Line::bad("鑰匙圈", "沒有")]);
        assert!(!bad.is_good());
        assert!(bad.text().contains("請不要"), "{}", bad.text());
    }
}
