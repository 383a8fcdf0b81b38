//! 改好再送的結果: of each reason, and of each wording of it, how many families tried again and how many of
//! them were let through then.

use std::collections::BTreeMap;

use domain::calendar::taipei_date;
use domain::{CaseKind, GivenReason, ReasonCatalogue, Verdict};
use store::next_tries::NextTry;

use crate::views::statistics::{GivenWording, NextTryView};

#[derive(Default)]
struct Counted {
    given: u32,
    tried: u32,
    /// Calendar days until they were let through, of each who was.
    days: Vec<u32>,
}

/// The most given first.
pub(crate) fn next_tries(tries: &[NextTry], reasons: &ReasonCatalogue) -> Vec<NextTryView> {
    let mut counted: BTreeMap<(CaseKind, &str, GivenWording), Counted> = BTreeMap::new();
    for tried in tries {
        for given in &tried.decision.reasons {
            let wording = wording(given, tried.decision.family_message.as_str(), reasons);
            let of = counted.entry((tried.kind, &given.code, wording)).or_default();
            of.given += 1;
            let Some((verdict, at)) = tried.next else { continue };
            of.tried += 1;
            if verdict == Verdict::Approve {
                let days = (taipei_date(at) - taipei_date(tried.accepted_at)).num_days();
                of.days.push(u32::try_from(days).unwrap_or(0));
            }
        }
    }
    let mut rows: Vec<NextTryView> = counted
        .into_iter()
        .map(|((kind, code, wording), mut of)| {
            of.days.sort_unstable();
            NextTryView {
                kind,
                code: code.to_owned(),
                label: reasons.entry(code).map_or_else(String::new, |entry| entry.label.clone()),
                wording,
                given: of.given,
                tried: of.tried,
                succeeded: of.days.len() as u32,
                // Of an even number the lesser one of the two in the middle.
                half: of.days.get(of.days.len().saturating_sub(1) / 2).copied(),
            }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.given));
    rows
}

/// In whose words a family read this reason.
fn wording(given: &GivenReason, message: &str, reasons: &ReasonCatalogue) -> GivenWording {
    // As long as the words that stand in the message; none, if they do not.
    let said = |catalogue: &ReasonCatalogue| {
        let words = catalogue.entry(&given.code)?.render(&given.slots).ok()?;
        message.contains(words.trim()).then(|| words.trim().len())
    };
    // A facility's words often are the shipped ones and a sentence more: the longer have been said.
    match (said(ReasonCatalogue::shipped()), said(reasons)) {
        _ if message.is_empty() => GivenWording::Unknown,
        (None, None) => GivenWording::Earlier,
        (shipped, own) if own > shipped => GivenWording::Facility,
        _ => GivenWording::Shipped,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use domain::{
        CaseId, CaseKind, CaseRef, Decision, GivenReason, Private, ReasonCatalogue, Verdict,
    };
    use store::next_tries::NextTry;

    use super::next_tries;
    use crate::views::statistics::GivenWording;

    /// Rejected for P14, in these words; days later the next try.
    fn tried(message: &str, next: Option<(Verdict, i64)>) -> NextTry {
        let accepted_at: DateTime<Utc> = "2026-11-02T03:00:00Z".parse().expect("an instant");
        NextTry {
            kind: CaseKind::Post,
            decision: Decision {
                case: CaseRef { kind: CaseKind::Post, id: CaseId(uuid::Uuid::nil()) },
                base_revision: 1,
                evidence_sha256: Vec::new(),
                verdict: Verdict::Reject,
                reasons: vec![GivenReason {
                    code: "P14".to_owned(),
                    slots: Default::default(),
                    counts: true,
                }],
                family_message: Private::from(message),
                policy_version: String::new(),
                fence: None,
                decided_at: accepted_at,
                overturns: None,
                pages_seen: Vec::new(),
            },
            accepted_at,
            next: next.map(|(verdict, days)| (verdict, accepted_at + TimeDelta::days(days))),
        }
    }

    /// With P14 in the facility's own words.
    fn own_catalogue(shipped: &ReasonCatalogue, words: &str) -> ReasonCatalogue {
        let rows = format!(
            "code\tscope\tlabel\tmessage\tclause\tcounts\tverdicts\toutcome\tnext_step\thint\n\
             P14\tpost\t違禁品\t{words}\t監獄行刑法74III\tyes\treject\t退件\tdefault\t\n"
        );
        shipped.with_facility("本機關理由.tsv", &rows).expect("read")
    }

    #[test]
    fn each_wording_has_its_own_line_and_only_who_was_let_through_has_days() {
        let shipped = ReasonCatalogue::shipped();
        let words = shipped.entry("P14").expect("shipped").message.clone();
        let own = own_catalogue(shipped, "這一段請拿掉，再送一次。");
        let tries = [
            tried(&format!("您好。\n{words}\n"), Some((Verdict::Approve, 3))),
            tried(&words, Some((Verdict::Approve, 9))),
            tried(&words, Some((Verdict::Reject, 1))),
            tried(&words, None),
            tried("這一段請拿掉，再送一次。", Some((Verdict::Approve, 0))),
            tried("去年的句子。", None),
            tried("", Some((Verdict::Return, 2))),
        ];
        let rows = next_tries(&tries, &own);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.wording, row.given, row.tried, row.succeeded, row.half))
            .collect();
        assert_eq!(
            told,
            [
                (GivenWording::Shipped, 4, 3, 2, Some(3)),
                (GivenWording::Facility, 1, 1, 1, Some(0)),
                (GivenWording::Earlier, 1, 0, 0, None),
                (GivenWording::Unknown, 1, 1, 0, None),
            ]
        );
        // The shipped words and one sentence more.
        let more = own_catalogue(shipped, &format!("{words}有疑問請打電話。"));
        let tries = [tried(&format!("{words}有疑問請打電話。"), None), tried(&words, None)];
        let rows = next_tries(&tries, &more);
        let wordings: Vec<_> = rows.iter().map(|row| row.wording).collect();
        assert_eq!(wordings, [GivenWording::Shipped, GivenWording::Facility]);
    }

    #[test]
    fn a_reason_has_its_label_also_where_the_facility_renamed_it() {
        let own = own_catalogue(ReasonCatalogue::shipped(), "這一段請拿掉，再送一次。");
        let rows = next_tries(&[tried("", None)], &own);
        assert!(rows.iter().all(|row| row.label == "違禁品" && row.code == "P14"));
    }
}
