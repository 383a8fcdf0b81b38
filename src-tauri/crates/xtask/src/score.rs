//! `cargo xtask try post --score FILE`: how the text rules fare on posts that somebody has judged.

use std::collections::BTreeMap;
use std::path::Path;

use domain::RuleBook;
use domain::text::{Screening, SecondOpinion, TextScan};
use serde::Deserialize;

/// A post and what a person says of it. A file holds one to a line as JSON, or tab-separated under
/// the same names.
#[derive(Deserialize)]
pub struct Judged {
    pub id: String,
    #[serde(default)]
    pub title: String,
    pub body: String,
    /// `harmless` or `problem`; others are left out.
    pub set: String,
    /// Of a problem which kind.
    #[serde(default)]
    pub kind: String,
    /// Of a problem: `explicit`, `disguised` or `subtle`.
    #[serde(default)]
    pub style: String,
}

/// So many of so many.
#[derive(Default, Clone, Copy)]
struct Share {
    hits: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.all += 1;
        self.hits += usize::from(hit);
    }

    /// The share with its 95 % interval after Wilson, in per cent.
    #[expect(clippy::cast_precision_loss, reason = "counts of posts")]
    fn text(self) -> String {
        if self.all == 0 {
            return "–".to_owned();
        }
        let (n, share, z) = (self.all as f64, self.hits as f64 / self.all as f64, 1.96_f64);
        let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half =
            z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        format!(
            "{:>4} of {:<4} {:>5.1} %  ({:.0}–{:.0})",
            self.hits,
            self.all,
            share * 100.0,
            (middle - half).max(0.0) * 100.0,
            (middle + half).min(1.0) * 100.0
        )
    }
}

/// What all posts together come to.
#[derive(Default)]
pub struct Score {
    by_style: BTreeMap<String, Share>,
    by_kind: BTreeMap<String, Share>,
    problems: Share,
    by_rules: Share,
    by_opinion: Share,
    alarms: Share,
    alarms_by_rules: Share,
    alarms_by_opinion: Share,
    urgent: Share,
    /// For each entry how many harmless posts and problems it stands in.
    by_entry: BTreeMap<String, (usize, usize)>,
    /// What went wrong, a line each.
    wrong: Vec<String>,
}

/// The table for some files, with `show` every post that was judged otherwise, and what could not be
/// read, a line each.
pub fn table(files: &[impl AsRef<Path>], show: bool) -> Result<(String, Vec<String>), String> {
    let mut score = Score::default();
    let mut unread = Vec::new();
    for file in files {
        let name = file.as_ref().display();
        let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
        let (posts, bad) = read(&text).map_err(|error| format!("{name}: {error}"))?;
        for post in &posts {
            let asked = SecondOpinion::shipped().of(&post.title, &post.body).is_some();
            score.take(post, asked);
        }
        unread.extend(bad.iter().map(|line| format!("{name}: {line}")));
    }
    Ok((score.text(show), unread))
}

/// Reads a post from its line.
type LineReader<'a> = Box<dyn Fn(&str) -> Result<Judged, String> + 'a>;

/// Reads a file of judged posts; a line that is none is named and the others are read.
///
/// # Errors
/// Where the file is neither lines of JSON nor a table with the columns `set` and `body`.
pub fn read(text: &str) -> Result<(Vec<Judged>, Vec<String>), String> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let heads: Vec<&str> = first.split('\t').map(str::trim).collect();
    let place = |name: &str| heads.iter().position(|head| *head == name);
    let of_line: LineReader<'_> = match (place("set"), place("body")) {
        (Some(_), Some(_)) => Box::new(|line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |name: &str| {
                place(name).and_then(|at| cells.get(at)).map_or("", |cell| *cell).to_owned()
            };
            if cells.len() != heads.len() {
                return Err(format!("{} columns instead of {}", cells.len(), heads.len()));
            }
            Ok(Judged {
                id: cell("id"),
                title: cell("title"),
                body: cell("body"),
                set: cell("set"),
                kind: cell("kind"),
                style: cell("style"),
            })
        }),
        _ if first.trim_start().starts_with('{') => {
            Box::new(|line: &str| serde_json::from_str(line).map_err(|error| error.to_string()))
        }
        _ => return Err("neither lines of JSON nor a table with set and body".to_owned()),
    };
    let from = usize::from(place("set").is_some());
    let (mut posts, mut bad) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().zip(1..).skip(from) {
        if line.trim().is_empty() {
            continue;
        }
        match of_line(line) {
            Ok(post) => posts.push(post),
            Err(error) => bad.push(format!("line {number}: {error}")),
        }
    }
    Ok((posts, bad))
}

impl Score {
    /// Counts a post that the model asks to be read or not.
    pub fn take(&mut self, post: &Judged, by_opinion: bool) {
        let lexicon = &RuleBook::shipped().lexicon;
        let scan = TextScan::new(lexicon, &post.title, &post.body);
        let by_rules = scan.screening > Screening::Ok;
        let pointed = by_rules || by_opinion;
        let urgent = scan.screening == Screening::Escalate;
        let mut entries: Vec<&str> = scan
            .hits
            .iter()
            .filter(|hit| !scan.is_idle(lexicon, hit))
            .filter_map(|hit| Some(lexicon.entry(hit.entry)?.id.as_str()))
            .collect();
        entries.sort_unstable();
        entries.dedup();
        for entry in &entries {
            let counts = self.by_entry.entry((*entry).to_owned()).or_default();
            match post.set.as_str() {
                "harmless" => counts.0 += 1,
                "problem" => counts.1 += 1,
                _ => {}
            }
        }
        let right = match post.set.as_str() {
            "harmless" => {
                self.alarms.add(pointed);
                self.alarms_by_rules.add(by_rules);
                self.alarms_by_opinion.add(by_opinion);
                self.urgent.add(urgent);
                !pointed
            }
            "problem" => {
                self.problems.add(pointed);
                self.by_rules.add(by_rules);
                self.by_opinion.add(by_opinion);
                self.by_style.entry(post.style.clone()).or_default().add(pointed);
                self.by_kind.entry(post.kind.clone()).or_default().add(pointed);
                pointed
            }
            _ => return,
        };
        if !right {
            let (loud, asked) = (if urgent { "!" } else { "" }, if by_opinion { "?" } else { "" });
            let found = entries.join(",");
            let Judged { id, title, body, set, kind, style } = post;
            self.wrong.push(format!(
                "{id}\t{set}\t{kind}\t{style}\t{loud}{asked}{found}\t{title}｜{body}"
            ));
        }
    }

    /// The table, with `show` every post that was judged otherwise.
    pub fn text(&self, show: bool) -> String {
        let mut lines = Vec::new();
        if show {
            lines.extend(self.wrong.iter().cloned());
            let entries = self.by_entry.iter();
            lines.extend(entries.map(|(entry, (harmless, problems))| {
                format!("{entry}: in {harmless} harmless posts and {problems} problems")
            }));
        }
        let mut row = |name: &str, share: Share| lines.push(format!("{name:<22}{}", share.text()));
        for (style, share) in &self.by_style {
            row(if style.is_empty() { "(no style)" } else { style }, *share);
        }
        row("problems pointed to", self.problems);
        row("  by rules alone", self.by_rules);
        row("  by the model alone", self.by_opinion);
        row("harmless alarmed", self.alarms);
        row("  by rules alone", self.alarms_by_rules);
        row("  by the model alone", self.alarms_by_opinion);
        row("harmless urgent", self.urgent);
        for (kind, share) in &self.by_kind {
            row(&format!("  {kind}"), *share);
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::{Score, read};

    #[test]
    fn both_kinds_of_file_are_counted() {
        let json = r#"{"id":"1","voice":"x","title":"","body":"我不想活了","set":"problem","kind":"selfharm","style":"explicit"}
{"id":"2","body":"今天天氣很好","set":"harmless"}"#;
        let table =
            "id\tset\tkind\ttitle\tbody\n3\tproblem\tmoney\t\t今天天氣很好\n4\tlimit\t\t\t字";
        let mut score = Score::default();
        for text in [json, table] {
            let (posts, bad) = read(text).expect("posts");
            posts.iter().for_each(|post| score.take(post, false));
            assert_eq!(bad, Vec::<String>::new());
        }
        assert_eq!((score.problems.hits, score.problems.all), (1, 2));
        assert_eq!((score.alarms.hits, score.alarms.all), (0, 1));
        assert_eq!(score.wrong.len(), 1);
        let text = score.text(true);
        assert!(text.contains("3\tproblem\tmoney"), "{text}");
        assert!(text.contains("explicit") && text.contains("1 of 1"), "{text}");
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_are_counted() {
        let sound = r#"{"id":"1","body":"今天天氣很好","set":"harmless"}"#;
        let bad = [r#"{"id":1}"#, "{}", "null", "hello", r#"{"id":"2","body":"\ud800","set":"x"}"#];
        for line in bad {
            let (posts, unread) = read(&format!("{sound}\n{line}\n\n{sound}")).expect("JSON");
            assert_eq!(posts.len(), 2, "{line}");
            assert!(matches!(&unread[..], [it] if it.starts_with("line 2: ")), "{unread:?}");
        }
        let (posts, unread) = read("set\tbody\nharmless\t好\nharmless").expect("a table");
        assert_eq!((posts.len(), unread.len()), (1, 1));
        assert!(read("hello").is_err() && read("").is_err());
    }
}
