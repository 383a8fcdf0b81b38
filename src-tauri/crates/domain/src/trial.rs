//! Trying the rules line by line, for whoever edits the data: `cargo xtask try kinship|id|date|post`.

use chrono::NaiveDate;

use crate::calendar::{SuspensionPeriod, next_post_date, parse_roc, roc_short};
use crate::identity::read_id;
use crate::kinship::KinshipTable;
use crate::text::{Hit, LexiconEntry, Obscured, Screening, SecondOpinion, Severity, TextScan};
use crate::{IntervalMode, Policy, RuleBook, SuspensionMode, TextField};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialKind {
    /// A word for a relative, or a path of `U`, `D` and `S`.
    Kinship,
    /// A 統一編號 or 統一證號.
    Id,
    /// A sum of the calendar on a 民國 date: `next_post_adult`, `suspend_1_month` and the like.
    Date,
    /// A post's title and body.
    Post,
}

impl std::str::FromStr for TrialKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "kinship" => Ok(Self::Kinship),
            "id" => Ok(Self::Id),
            "date" => Ok(Self::Date),
            "post" => Ok(Self::Post),
            _ => Err(()),
        }
    }
}

/// One run over lines of tab-separated columns.
#[derive(Debug)]
pub struct Trial {
    kind: TrialKind,
    /// Where each wanted column stands.
    columns: Vec<usize>,
}

impl Trial {
    /// Takes lines of the columns of `kind`, in its order, until a header says otherwise.
    pub fn new(kind: TrialKind) -> Self {
        let wanted = wanted(kind);
        Self { kind, columns: (0..wanted.len()).collect() }
    }

    /// Takes a header line: from then on columns are found by name, whatever their order and
    /// whatever else stands between them. `false` if the line is no header; then it is data.
    pub fn take_header(&mut self, line: &str) -> bool {
        let names: Vec<&str> =
            line.trim_start_matches('\u{feff}').split('\t').map(str::trim).collect();
        let columns: Option<Vec<usize>> = wanted(self.kind)
            .iter()
            .map(|name| names.iter().position(|known| known == name))
            .collect();
        match columns {
            Some(columns) => {
                self.columns = columns;
                true
            }
            None => false,
        }
    }

    /// The header of the answers.
    pub fn header(&self) -> &'static str {
        match self.kind {
            TrialKind::Kinship => "term\tclass\tdegree\taction",
            TrialKind::Id => "number\tkind\tvalid",
            TrialKind::Date => "case\tbase\tmode\tanswer",
            TrialKind::Post => "verdict\tfindings",
        }
    }

    /// The answer to one line. Never fails: what makes no sense is answered so.
    pub fn answer(&self, line: &str) -> String {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: usize| {
            self.columns.get(at).and_then(|&column| cells.get(column)).copied().unwrap_or("")
        };
        match self.kind {
            TrialKind::Kinship => {
                let answer = KinshipTable::shipped().resolve(cell(0));
                format!(
                    "{}\t{}\t{}\t{}",
                    cell(0),
                    answer.classes(),
                    answer.degrees(),
                    answer.action.word()
                )
            }
            TrialKind::Id => {
                let reading = read_id(cell(0).trim());
                let valid = if reading.is_valid() { "Y" } else { "N" };
                format!("{}\t{}\t{valid}", cell(0), reading.kind.word())
            }
            TrialKind::Date => {
                format!(
                    "{}\t{}\t{}\t{}",
                    cell(0),
                    cell(1),
                    cell(2),
                    date(cell(0), cell(1), cell(2))
                )
            }
            TrialKind::Post => {
                let needed = self.columns[..3].iter().max().map_or(0, |last| last + 1);
                if cells.len() < needed {
                    return format!(
                        "error\t欄位不足：應有 {needed} 欄以上，這一行有 {} 欄",
                        cells.len()
                    );
                }
                post(cell(1), cell(2), cell(3))
            }
        }
    }
}

fn wanted(kind: TrialKind) -> &'static [&'static str] {
    match kind {
        TrialKind::Kinship => &["term"],
        TrialKind::Id => &["number"],
        TrialKind::Date => &["case", "base", "mode"],
        TrialKind::Post => &["inmate", "title", "body_escaped", "photo"],
    }
}

fn date(case: &str, base: &str, mode: &str) -> String {
    try_date(case.trim(), base, mode.trim()).unwrap_or_else(|| "INVALID".to_owned())
}

fn try_date(case: &str, base: &str, mode: &str) -> Option<String> {
    let base = parse_roc(base).ok()?;
    let policy = Policy::default();
    let interval = |days: u32| -> Option<NaiveDate> {
        let mode = match mode {
            "ROLLING_WINDOW" => IntervalMode::RollingWindow,
            "FIRST_DAY_EXCLUDED" => IntervalMode::FirstDayExcluded,
            "CALENDAR_BLOCK" => IntervalMode::CalendarBlock,
            _ => return None,
        };
        Some(next_post_date(base, days, mode))
    };
    match case {
        "parse_roc" => Some(base.format("%Y-%m-%d").to_string()),
        "next_post_adult" => interval(policy.interval_days).map(roc_short),
        "next_post_juvenile" => interval(policy.juvenile_interval_days).map(roc_short),
        "suspend_1_month" => {
            let mode = match mode {
                "APA48V_FIRST_DAY_COUNTED" => SuspensionMode::Apa48vFirstDayCounted,
                "CIVIL_FIRST_DAY_EXCLUDED" => SuspensionMode::CivilFirstDayExcluded,
                _ => return None,
            };
            Some(roc_short(SuspensionPeriod::one_month(base, mode).last_day))
        }
        _ => None,
    }
}

fn post(title: &str, body_escaped: &str, photo: &str) -> String {
    let body = unescape(body_escaped);
    let rules = RuleBook::shipped();
    let policy = Policy::default();
    let scan = TextScan::new(&rules.lexicon, title, &body);
    let mut screening = scan.screening;
    let mut findings: Vec<String> = Vec::new();
    if scan.body.without_space == 0 {
        screening = screening.max(Screening::Review);
        findings.push("內文空白".to_owned());
    }
    let (all, solid, limit) = (scan.body.all, scan.body.without_space, policy.body_limit);
    if solid > limit {
        screening = screening.max(Screening::Block);
        findings.push(if body.contains('\n') {
            format!("P02:逾{limit}(含換行)")
        } else {
            format!("P02:{all}字")
        });
    } else if all > limit {
        screening = screening.max(Screening::Review);
        findings.push(format!("P02:含空白{all}字，不含{solid}字"));
    } else if all == limit {
        findings.push(format!("P02臨界:{all}字"));
    }
    if scan.title.all > policy.title_limit {
        screening = screening.max(Screening::Review);
        findings.push(format!("標題:{}字", scan.title.all));
    }
    match photo.trim().parse::<u32>() {
        Ok(0 | 1) => {}
        Ok(count) => {
            screening = screening.max(Screening::Block);
            findings.push(format!("P04:{count}張"));
        }
        Err(_) if photo.trim().is_empty() => {}
        Err(_) => {
            screening = screening.max(Screening::Review);
            findings.push("照片欄不是張數".to_owned());
        }
    }
    findings.extend(word_findings(rules, &scan));
    if let Some(opinion) = SecondOpinion::shipped().beside(&scan, title, &body) {
        screening = screening.max(Screening::Review);
        let text = if opinion.field == TextField::Title { title } else { &body };
        let stretch = text.get(opinion.start..opinion.end).unwrap_or_default();
        findings.push(format!("請讀一遍:{}", stretch.replace(['\t', '\n', '\r', ';'], " ")));
    }
    if scan.unreadable {
        findings.push("OBFUSCATION:無法顯示的字元".to_owned());
    }
    format!("{}\t{}", screening.word(), findings.join(";"))
}

/// `SELFHARM:撐不下去了;沒有我會更好;P10`, category by category.
fn word_findings(rules: &RuleBook, scan: &TextScan) -> Vec<String> {
    let hits: Vec<(&Hit, &LexiconEntry)> = scan
        .hits
        .iter()
        .filter_map(|hit| Some((hit, rules.lexicon.entry(hit.entry)?)))
        .filter(|(_, entry)| entry.severity != Severity::Priority)
        .collect();
    let disguised = hits.iter().any(|(hit, _)| hit.obscured != Obscured::No);
    let mut categories: Vec<&str> = Vec::new();
    for (_, entry) in &hits {
        if !categories.contains(&entry.category.as_str()) && !entry.is_obfuscation() {
            categories.push(&entry.category);
        }
    }
    let mut findings = Vec::new();
    for category in categories {
        let of_category: Vec<_> =
            hits.iter().filter(|(_, entry)| entry.category == category).collect();
        let idle = of_category.iter().all(|(hit, _)| scan.is_idle(&rules.lexicon, hit));
        let mut names: Vec<String> = Vec::new();
        for (hit, entry) in &of_category {
            let name = match hit.obscured {
                Obscured::No => entry.name().to_owned(),
                obscured => format!("{}({})", entry.name(), obscured.word()),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let hidden = of_category.iter().any(|(hit, _)| hit.obscured != Obscured::No);
        let code = of_category
            .iter()
            .map(|(_, entry)| entry.reason.as_str())
            .find(|code| !code.is_empty());
        let names = names.join(";");
        findings.push(match (category, code) {
            ("OFFICIAL_REQ", Some(code)) => format!("{category};{code}"),
            ("OFFICIAL", _) => format!("{category}:{names}(僅提及)"),
            _ if idle => format!("{category}:{names}(誤判)"),
            (_, Some(code)) if !hidden => format!("{category}:{names};{code}"),
            _ => format!("{category}:{names}"),
        });
    }
    let obfuscation: Vec<&str> = hits
        .iter()
        .filter(|(_, entry)| entry.is_obfuscation())
        .map(|(_, entry)| entry.name())
        .collect();
    if disguised {
        findings.push("OBFUSCATION".to_owned());
    } else if !obfuscation.is_empty() {
        let mut names = obfuscation;
        names.dedup();
        findings.push(format!("OBFUSCATION:{}(無隱藏內容)", names.join("、")));
    }
    findings
}

/// Undoes JSON's escapes. A lone half of a surrogate pair becomes U+FFFD, which the scan reports;
/// what is no escape stays as it is.
pub fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        if at > 0 {
            flush(&mut units, &mut result);
            result.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        let unit = rest
            .strip_prefix("\\u")
            .and_then(|hex| hex.get(..4))
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u16::from_str_radix(hex, 16).ok());
        if let Some(unit) = unit {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        flush(&mut units, &mut result);
        let escaped = match rest.as_bytes().get(1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'"') => '"',
            Some(b'/') => '/',
            Some(b'\\') => '\\',
            _ => {
                result.push('\\');
                rest = &rest[1..];
                continue;
            }
        };
        result.push(escaped);
        rest = &rest[2..];
    }
    flush(&mut units, &mut result);
    result.push_str(rest);
    result
}

fn flush(units: &mut Vec<u16>, result: &mut String) {
    result.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('\u{FFFD}')));
}

#[cfg(test)]
mod tests {
    use super::{Trial, TrialKind, unescape};

    #[test]
    fn columns_are_found_by_their_heading() {
        let mut trial = Trial::new(TrialKind::Post);
        assert!(trial.take_header("id\tinmate\ttitle\tbody\tbody_escaped\tphoto\tverdict"));
        assert_eq!(trial.answer("S\tadult\t晚安\t想你\t\\u60f3\\u4f60\t0\t?"), "ok\t");
        let mut trial = Trial::new(TrialKind::Kinship);
        assert!(!trial.take_header("阿嬤"));
        assert_eq!(trial.answer("阿嬤"), "阿嬤\t直系血親\t2\tok");
    }

    #[test]
    fn escapes_are_undone_and_a_lone_surrogate_is_reported() {
        for (text, expected) in [
            ("\\u60f3\\n\\u4f60", "想\n你"),
            ("\\ud83d\\ude00", "😀"),
            ("\\ud83d", "\u{fffd}"),
            ("\\ude00a", "\u{fffd}a"),
            ("a\\", "a\\"),
            ("\\u12", "\\u12"),
            ("\\u60é", "\\u60é"),
            ("\\q\\\\", "\\q\\"),
        ] {
            assert_eq!(unescape(text), expected, "{text}");
        }
        let answer = Trial::new(TrialKind::Post).answer("adult\t\t\\ud83d\t0");
        assert!(answer.starts_with("review\t"), "{answer}");
    }

    #[test]
    fn nonsense_is_answered_and_never_panics() {
        for kind in [TrialKind::Kinship, TrialKind::Id, TrialKind::Date, TrialKind::Post] {
            let trial = Trial::new(kind);
            let long = "想".repeat(400_000);
            for line in [
                "",
                "\t\t\t",
                "\u{202e}\u{2066}",
                "👨‍👩‍👧‍👦",
                "𠮷𡃁",
                "\\ud800",
                "((((",
                "的的之之",
                long.as_str(),
            ] {
                assert!(!trial.answer(line).is_empty() || kind == TrialKind::Id);
            }
        }
    }
}
