//! The family's tally (貳.四) beside a case: what counts, and what one more rejection would mean.

use chrono::NaiveDate;
use domain::calendar::{roc_short, taipei_date};
use domain::{
    CaseKind, DecisionRecord, GivenReason, Policy, ReasonCatalogue, StrikeLedger, Verdict,
};
use store::decisions::{Fate, StoredDecision};

use crate::case_file::CaseFile;
use crate::labels::reason_label;
use crate::views::case::{StrikeEntryView, StrikesView};
use crate::views::decide::ConsequenceView;

/// The tally as it stands today.
pub(crate) fn strikes(file: &CaseFile, policy: &Policy) -> StrikesView {
    strikes_view(&ledger(file, policy, file.today()), &file.rules.reasons)
}

/// The family's ledger (貳.四) as of a day: what the portal has accepted, and what waits in this
/// desk's outbox.
pub(crate) fn ledger(file: &CaseFile, policy: &Policy, day: NaiveDate) -> StrikeLedger {
    let records: Vec<DecisionRecord> = file
        .family_decisions
        .iter()
        .filter(|decision| matches!(decision.fate, Fate::Accepted | Fate::Unsent))
        .filter(|decision| taipei_date(decision.decision.decided_at) <= day)
        .map(record)
        .collect();
    StrikeLedger::new(&records, &file.suspensions, policy, day)
}

pub(crate) fn record(stored: &StoredDecision) -> DecisionRecord {
    DecisionRecord {
        id: stored.id,
        decision: stored.decision.clone(),
        decided_by: stored.by.clone(),
        accepted_at: stored.accepted_at.unwrap_or(stored.decision.decided_at),
        resulting_revision: stored.resulting_revision.unwrap_or(stored.decision.base_revision),
        family_id: stored.family_id,
        unit: stored.unit.clone(),
        overturned_by: stored.overturned_by,
    }
}

fn strikes_view(ledger: &StrikeLedger, catalogue: &ReasonCatalogue) -> StrikesView {
    let entries = ledger
        .entries
        .iter()
        .map(|entry| StrikeEntryView {
            decision: entry.decision,
            day: roc_short(entry.on),
            reason: labels(&entry.codes, catalogue),
            overturned: entry.not_counted.is_some(),
            why_not_counted: entry.not_counted.map(|why| why.sentence().to_owned()),
        })
        .collect();
    StrikesView { count: ledger.count, threshold: ledger.threshold, entries }
}

fn labels(codes: &[String], catalogue: &ReasonCatalogue) -> String {
    let labels: Vec<String> = codes.iter().map(|code| reason_label(code, catalogue)).collect();
    labels.join("、")
}

/// What a rejection would mean for the family's tally (貳.四). Nothing is suspended by itself.
pub(crate) fn consequence(
    file: &CaseFile,
    policy: &Policy,
    verdict: Verdict,
    reasons: &[GivenReason],
) -> Option<ConsequenceView> {
    if file.case.reference().kind != CaseKind::Post || verdict != Verdict::Reject {
        return None;
    }
    let ledger = ledger(file, policy, file.today());
    let consequence = ledger.consequence(reasons.iter().any(|reason| reason.counts));
    Some(ConsequenceView {
        before: consequence.before,
        after: consequence.after,
        threshold: consequence.threshold,
        headline: consequence.headline,
        sentence: consequence.sentence,
        arithmetic: consequence.arithmetic,
        alternatives: consequence.alternatives,
        entries: strikes_view(&ledger, &file.rules.reasons).entries,
    })
}
