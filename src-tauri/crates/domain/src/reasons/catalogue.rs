//! The catalogue of reasons: shipped ones from `schema/rules/reasons.tsv`, and a facility's own on
//! top of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::table::{Cell, Table};
use crate::{CaseKind, Private, TableError, Verdict};

const SHIPPED: &str = include_str!("../../../../../schema/rules/reasons.tsv");
pub(crate) const COLUMNS: [&str; 10] = [
    "code",
    "scope",
    "label",
    "message",
    "clause",
    "counts",
    "verdicts",
    "outcome",
    "next_step",
    "hint",
];

/// Which cases a reason is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReasonScope {
    /// 服務申請 alone.
    Application,
    /// 聯絡簿 alone.
    Post,
    /// Either kind of case.
    Both,
}

impl ReasonScope {
    /// As the data files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Post => "post",
            Self::Both => "both",
        }
    }

    /// Whether the reason may be given on a case of this kind.
    pub fn covers(self, kind: CaseKind) -> bool {
        match self {
            Self::Application => kind == CaseKind::Application,
            Self::Post => kind == CaseKind::Post,
            Self::Both => true,
        }
    }
}

/// Whether a rejection for this reason counts towards the three of 貳.四.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCounts {
    /// 計次
    Yes,
    /// 不計次
    No,
    /// 裁量: the notice does not say, the reviewer does.
    Reviewer,
    /// Counts only if the portal let it through: what the portal itself sent back is no review.
    YesIfPortalLetThrough,
}

impl ReasonCounts {
    /// As the data files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Reviewer => "reviewer",
            Self::YesIfPortalLetThrough => "let_through",
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReasonEntry {
    /// Such as `P01`; unique. A facility's own codes start with `F`.
    pub code: String,
    /// The kind of case that it may be given on.
    pub scope: ReasonScope,
    /// For staff.
    pub label: String,
    /// What the family reads, with `{slots}`.
    pub message: String,
    /// The notice's clause or the law.
    pub clause: String,
    /// Whether a rejection for it is a strike (貳.四), or who says so.
    pub counts: ReasonCounts,
    /// The verdicts that it may go with, the usual one first.
    pub verdicts: Vec<Verdict>,
    /// What happens then, for staff: 退件並轉主管 and the like.
    pub outcome: String,
    /// Whether the family's next step is to be added, the message not naming one itself.
    pub adds_next_step: bool,
    /// What makes the desk suggest it, for staff.
    pub hint: String,
    /// The slots' names in order of appearance, each once.
    pub slots: Vec<String>,
    /// Whether a facility's file added or reworded it.
    pub from_facility: bool,
}

/// Slots that have no words yet: such a message cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("理由 {code} 還有空格沒有填：{}", .slots.join("、"))]
pub struct UnfilledSlots {
    /// The reason that was given.
    pub code: String,
    /// The names of the slots, without braces, in the order of the text.
    pub slots: Vec<String>,
}

impl ReasonEntry {
    /// The family's text with its slots filled, in one pass: braces inside the words themselves
    /// are not slots.
    ///
    /// # Errors
    /// Names every slot that is missing, blank, or still a `{placeholder}`.
    pub fn render(&self, slots: &BTreeMap<String, Private>) -> Result<String, UnfilledSlots> {
        fill(&self.message, slots).map_err(|slots| UnfilledSlots { code: self.code.clone(), slots })
    }

    /// Whether this reason may be given with `verdict` on a case of `kind`.
    pub fn allows(&self, kind: CaseKind, verdict: Verdict) -> bool {
        self.scope.covers(kind) && self.verdicts.contains(&verdict)
    }
}

/// Whether a rejection counts (貳.四): only a rejected post can, and then as the catalogue says;
/// where that leaves it to the reviewer, `reviewer_says`.
pub fn reason_counts(
    entry: &ReasonEntry,
    kind: CaseKind,
    verdict: Verdict,
    reviewer_says: bool,
    portal_let_through: bool,
) -> bool {
    kind == CaseKind::Post
        && verdict == Verdict::Reject
        && match entry.counts {
            ReasonCounts::Yes => true,
            ReasonCounts::No => false,
            ReasonCounts::Reviewer => reviewer_says,
            ReasonCounts::YesIfPortalLetThrough => portal_let_through,
        }
}

/// All reasons that the desk knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCatalogue {
    entries: Vec<ReasonEntry>,
}

impl ReasonCatalogue {
    /// The reasons that come with the desk.
    pub fn shipped() -> &'static Self {
        static CATALOGUE: OnceLock<ReasonCatalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            let entries = read("reasons.tsv", SHIPPED, None);
            Self { entries: entries.expect("the shipped reasons are read by a test") }
        })
    }

    /// These reasons with a facility's file on top: a code known already is reworded, a new one is
    /// added. The file has the same columns as the shipped one. Whether a shipped reason counts is
    /// the notice's to say (貳.四), not the facility's.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong; nothing of a bad file is taken.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut merged = self.clone();
        for entry in read(file, source, Some(&self.entries))? {
            match merged.entries.iter_mut().find(|known| known.code == entry.code) {
                Some(known) => *known = entry,
                None => merged.entries.push(entry),
            }
        }
        Ok(merged)
    }

    /// All reasons, the shipped ones in their file's order and then the facility's own.
    pub fn entries(&self) -> &[ReasonEntry] {
        &self.entries
    }

    /// By its code; `None` where neither the shipped list nor the facility's has it.
    pub fn entry(&self, code: &str) -> Option<&ReasonEntry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// The reasons that may be given with `verdict` on a case of `kind`, in the catalogue's order.
    pub fn for_verdict(
        &self,
        kind: CaseKind,
        verdict: Verdict,
    ) -> impl Iterator<Item = &ReasonEntry> {
        self.entries.iter().filter(move |entry| entry.allows(kind, verdict))
    }

    /// The family's text of one reason. See [`ReasonEntry::render`]; an unknown code has no text,
    /// and says so as an unfilled message.
    ///
    /// # Errors
    /// [`UnfilledSlots`], with no slots named where the code itself is unknown.
    pub fn render(
        &self,
        code: &str,
        slots: &BTreeMap<String, Private>,
    ) -> Result<String, UnfilledSlots> {
        match self.entry(code) {
            Some(entry) => entry.render(slots),
            None => Err(UnfilledSlots { code: code.to_owned(), slots: Vec::new() }),
        }
    }
}

enum Part<'a> {
    Words(&'a str),
    Slot(&'a str),
}

/// Cuts a message at its `{slots}`. A brace without its partner is plain text.
fn parts(message: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        if open > 0 {
            parts.push(Part::Words(&rest[..open]));
        }
        parts.push(Part::Slot(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

/// A text with its slots filled; the error names those that have no words.
pub(super) fn fill(text: &str, slots: &BTreeMap<String, Private>) -> Result<String, Vec<String>> {
    let mut filled = String::with_capacity(text.len() + 64);
    let mut unfilled: Vec<String> = Vec::new();
    for part in parts(text) {
        match part {
            Part::Words(words) => filled.push_str(words),
            Part::Slot(name) => match slots.get(name).map(|value| value.as_str().trim()) {
                Some(value) if is_filled(value) => filled.push_str(value),
                _ if unfilled.iter().any(|known| known == name) => {}
                _ => unfilled.push(name.to_owned()),
            },
        }
    }
    if unfilled.is_empty() { Ok(filled) } else { Err(unfilled) }
}

/// Words count as filled if something visible is there and it is not itself a placeholder left
/// over from a copied message.
fn is_filled(value: &str) -> bool {
    let visible = value.chars().any(|c| !c.is_whitespace() && !crate::text::is_invisible(c));
    visible && !(value.starts_with('{') && value.ends_with('}'))
}

pub(super) fn slot_names(message: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts(message) {
        if let Part::Slot(name) = part
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

fn read(
    file: &str,
    source: &str,
    shipped: Option<&[ReasonEntry]>,
) -> Result<Vec<ReasonEntry>, TableError> {
    let table = Table::read(file, source, &COLUMNS)?;
    let mut entries: Vec<ReasonEntry> = Vec::new();
    for row in table.rows() {
        let [code, scope, label, message, clause, counts, verdicts, outcome, next_step, hint] =
            row.as_slice()
        else {
            continue;
        };
        let text = code.required("理由代碼")?;
        if !text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) || text.len() > 8 {
            return Err(code.error("理由代碼只能用大寫英文字母與數字，最多 8 個字"));
        }
        if entries.iter().any(|known| known.code == text) {
            return Err(code.error(format!("理由代碼 {text} 重複了")));
        }
        if let Some(shipped) = shipped {
            check_own(shipped, code, scope, counts, verdicts)?;
        }
        let words = message.required("給家屬的話")?;
        check_braces(message)?;
        entries.push(ReasonEntry {
            code: text.to_owned(),
            scope: match scope.text {
                "application" => ReasonScope::Application,
                "post" => ReasonScope::Post,
                "both" => ReasonScope::Both,
                other => {
                    return Err(scope
                        .error(format!("不認得的範圍「{other}」，可用 application、post、both")));
                }
            },
            label: label.required("名稱")?.to_owned(),
            message: words.to_owned(),
            clause: clause.text.to_owned(),
            counts: match counts.text {
                "yes" => ReasonCounts::Yes,
                "no" => ReasonCounts::No,
                "reviewer" => ReasonCounts::Reviewer,
                "let_through" => ReasonCounts::YesIfPortalLetThrough,
                other => {
                    return Err(counts.error(format!(
                        "不認得的計次「{other}」，可用 yes、no、reviewer、let_through"
                    )));
                }
            },
            verdicts: read_verdicts(verdicts)?,
            outcome: outcome.text.to_owned(),
            adds_next_step: match next_step.text {
                "default" | "" => true,
                "-" => false,
                other => {
                    return Err(next_step.error(format!("不認得的「{other}」，可用 default 或 -")));
                }
            },
            hint: hint.text.to_owned(),
            slots: slot_names(words),
            from_facility: shipped.is_some(),
        });
    }
    Ok(entries)
}

/// What a facility may not change about a shipped reason, and how its own are called.
fn check_own(
    shipped: &[ReasonEntry],
    code: &Cell<'_>,
    scope: &Cell<'_>,
    counts: &Cell<'_>,
    verdicts: &Cell<'_>,
) -> Result<(), TableError> {
    let Some(known) = shipped.iter().find(|known| known.code == code.text) else {
        return if code.text.starts_with('F') {
            Ok(())
        } else {
            Err(code.error("新增的理由代碼要以 F 開頭，才不會和日後隨附的理由相撞"))
        };
    };
    if scope.text != known.scope.word() {
        return Err(scope.error(format!(
            "理由 {} 的範圍是 {}，不能改",
            known.code,
            known.scope.word()
        )));
    }
    if counts.text != known.counts.word() {
        return Err(counts.error(format!(
            "理由 {} 是否計次依通知規定（{}），不能改",
            known.code,
            known.counts.word()
        )));
    }
    if read_verdicts(verdicts)?.iter().any(|verdict| !known.verdicts.contains(verdict)) {
        return Err(verdicts.error(format!("理由 {} 不能用在這個決定", known.code)));
    }
    Ok(())
}

fn read_verdicts(cell: &Cell<'_>) -> Result<Vec<Verdict>, TableError> {
    cell.required("可用的決定")?
        .split('|')
        .map(|name| match name.trim() {
            "return" => Ok(Verdict::Return),
            "reject" => Ok(Verdict::Reject),
            "hold" => Ok(Verdict::Hold),
            other => Err(cell.error(format!("不認得的決定「{other}」，可用 return、reject、hold"))),
        })
        .collect()
}

/// A brace without its partner would be printed to a family as it stands.
pub(super) fn check_braces(cell: &Cell<'_>) -> Result<(), TableError> {
    let mut open = false;
    for character in cell.text.chars() {
        match character {
            '{' if open => return Err(cell.error("「{」裡面不能再有「{」")),
            '}' if !open => return Err(cell.error("多了一個「}」")),
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    if open || cell.text.contains("{}") {
        return Err(cell.error("「{」沒有名稱或沒有「}」"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{ReasonCatalogue, ReasonCounts, reason_counts};
    use crate::{CaseKind, Private, Verdict};

    fn slots(words: &[(&str, &str)]) -> BTreeMap<String, Private> {
        words.iter().map(|(name, value)| ((*name).to_owned(), Private::from(*value))).collect()
    }

    #[test]
    fn the_shipped_reasons_are_read() {
        let catalogue = ReasonCatalogue::shipped();
        assert_eq!(catalogue.entries().len(), 37);
        let p01 = catalogue.entry("P01").expect("P01 is shipped");
        assert_eq!(p01.slots, ["事項", "窗口"]);
        assert_eq!(p01.counts, ReasonCounts::Yes);
        assert_eq!(p01.verdicts, [Verdict::Reject, Verdict::Return]);
    }

    #[test]
    fn a_message_with_an_unfilled_slot_cannot_be_rendered() {
        let catalogue = ReasonCatalogue::shipped();
        let error = catalogue
            .render("P01", &slots(&[("事項", "在監證明"), ("窗口", " \u{200b} ")]))
            .expect_err("the window's slot is blank");
        assert_eq!(error.slots, ["窗口"]);
        assert!(error.to_string().contains("窗口"));
        for leftover in ["{窗口}", ""] {
            assert!(catalogue.render("P01", &slots(&[("事項", "x"), ("窗口", leftover)])).is_err());
        }
        let text = catalogue
            .render("P01", &slots(&[("事項", "在監證明"), ("窗口", "名籍股 {分機}")]))
            .expect("all slots have words");
        assert!(text.starts_with("內容提到在監證明，") && text.contains("請洽名籍股 {分機}。"));
    }

    #[test]
    fn only_a_rejected_post_counts_and_only_as_the_catalogue_says() {
        let catalogue = ReasonCatalogue::shipped();
        let counts = |code: &str, kind, verdict, says, through| {
            reason_counts(catalogue.entry(code).expect("shipped"), kind, verdict, says, through)
        };
        use CaseKind::{Application, Post};
        assert!(counts("P01", Post, Verdict::Reject, false, true));
        assert!(!counts("P01", Post, Verdict::Return, true, true), "補件 never counts");
        assert!(!counts("P07", Post, Verdict::Reject, false, true), "裁量: the reviewer said no");
        assert!(counts("P07", Post, Verdict::Reject, true, true));
        assert!(
            !counts("P02", Post, Verdict::Reject, true, false),
            "the portal sent it back itself"
        );
        assert!(counts("P02", Post, Verdict::Reject, false, true));
        assert!(!counts("P10", Post, Verdict::Hold, true, true), "despair is never a strike");
        assert!(!counts("A20", Application, Verdict::Reject, true, true));
    }

    #[test]
    fn a_facilitys_bad_file_is_refused_with_line_and_column() {
        let header =
            "code\tscope\tlabel\tmessage\tclause\tcounts\tverdicts\toutcome\tnext_step\thint\n";
        let shipped = ReasonCatalogue::shipped();
        let problem = |row: &str| {
            let error = shipped
                .with_facility("本機關理由.tsv", &format!("{header}{row}\n"))
                .expect_err("the row is bad");
            (error.line, error.column)
        };
        assert_eq!(problem("F01\tpost\t測試\t請洽{窗口。\t\tno\treject\t\t\t"), (2, 13));
        assert_eq!(problem("F01\tposts\t測試\t請洽。\t\tno\treject\t\t\t"), (2, 5));
        assert_eq!(problem("F01\tpost\t測試\t請洽。\t\tmaybe\treject\t\t\t"), (2, 18));
        assert_eq!(problem("P99\tpost\t測試\t請洽。\t\tno\treject\t\t\t"), (2, 1));
        assert_eq!(problem("P06\tpost\t測試\t請洽。\t\tno\treject\t\t\t"), (2, 18), "it counts");
        let good = shipped
            .with_facility("本機關理由.tsv", &format!("{header}P06\tpost\t與關懷無關\t請改寫{{項目}}。\t貳.二\tyes\treject\t退件\t\t\nF01\tpost\t測試\t請洽。\t\tno\treject\t\t\t\n"))
            .expect("the file is good");
        assert_eq!(good.entries().len(), shipped.entries().len() + 1);
        assert!(good.entry("P06").is_some_and(|entry| entry.from_facility));
        assert!(shipped.entry("P06").is_some_and(|entry| !entry.from_facility));
    }
}
