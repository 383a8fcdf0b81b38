//! From the rules of `domain` to the screen: findings, marks, and what is seen before all others.

use chrono::NaiveDate;
use domain::calendar::{roc_short, taipei_date};
use domain::text::{Screening, TextScan, named_within, shown};
use domain::{
    Case, CaseKind, Finding, FindingLevel, KinshipAction, MarkStrength, PhotoPrecedent, Policy,
    PostFacts, Priority, RuleBook, TextField, marks_in,
};

use crate::case_file::CaseFile;
use crate::deciding::{kinship, strikes::ledger};
use crate::views::case::{FindingView, Level, MarkSeverity, MarkView, SegmentView};

/// What the rules of `policy` say of a case on a day: today, or the day of its decision. `photos`
/// is what was decided on a post's photos before; a decided case has no use for it.
pub(crate) fn findings(
    file: &CaseFile,
    photos: &[PhotoPrecedent],
    policy: &Policy,
    day: NaiveDate,
) -> Vec<Finding> {
    match &file.case {
        Case::Post(post) => {
            let (Some(inmate), Some(family)) = (&file.inmate, &file.family) else {
                return Vec::new();
            };
            let published: Vec<_> = file
                .family_decisions
                .iter()
                .filter(|decision| decision.decision.case.kind == CaseKind::Post)
                .filter(|decision| decision.decision.verdict == domain::Verdict::Approve)
                .filter(|decision| decision.decision.case != file.case.reference())
                .map(|decision| taipei_date(decision.decision.decided_at))
                .collect();
            let open_posts = file
                .of_family
                .iter()
                .filter(|case| case.reference().kind == CaseKind::Post && case.state().is_open())
                .count();
            let ledger = ledger(file, policy, day);
            domain::post_findings(&PostFacts {
                post,
                inmate,
                family,
                policy,
                today: day,
                published_on: &published,
                other_open_posts: open_posts,
                photo_precedents: photos,
                strikes: Some(&ledger),
                data_date: Some(file.today()),
                rules: &file.rules,
            })
        }
        Case::Application(application) => kinship::findings(application, file, policy, day),
    }
}

/// What a case that comes in is seen before: words of despair or of violence (自殺防治法 11, 家暴法
/// 50, 兒少法 53) and a party to the inmate's case before all others, then a birthday, an exam, a
/// bereavement.
pub(crate) fn priority(case: &Case, rules: &RuleBook) -> Priority {
    match case {
        Case::Post(post) => {
            let scan = TextScan::new(&rules.lexicon, post.title.as_str(), post.body.as_str());
            if scan.screening == Screening::Escalate {
                Priority::Urgent
            } else if scan.is_time_sensitive(&rules.lexicon) {
                Priority::TimeSensitive
            } else {
                Priority::Normal
            }
        }
        Case::Application(application) => {
            match rules.kinship.resolve(application.relation.as_str()).action {
                KinshipAction::Escalate => Priority::Urgent,
                _ => Priority::Normal,
            }
        }
    }
}

/// Cuts a text of the family where marks begin and end.
pub(crate) fn segments(text: &str, findings: &[Finding], field: TextField) -> Vec<SegmentView> {
    let cut = domain::segments(text, &marks_in(findings, field));
    let beside = |at: Option<usize>| {
        at.and_then(|at| cut.get(at)).map_or("", |segment| segment.text.as_str())
    };
    let named: Vec<String> = (0..cut.len())
        .map(|at| named_within(beside(at.checked_sub(1)), &cut[at].text, beside(Some(at + 1))))
        .collect();
    cut.into_iter()
        .zip(named)
        .map(|(segment, text)| SegmentView {
            text,
            mark: segment.mark.map(|mark| MarkView {
                severity: match mark.strength {
                    MarkStrength::Weak | MarkStrength::Mentioned => MarkSeverity::Flag,
                    MarkStrength::Asked => MarkSeverity::Block,
                    MarkStrength::Urgent => MarkSeverity::Escalate,
                },
                label: mark.label,
                sentence: mark.note,
                concepts: mark.concepts,
            }),
        })
        .collect()
}

pub(crate) fn finding_view(finding: &Finding) -> FindingView {
    FindingView {
        id: finding.rule.clone(),
        label: finding.label.clone(),
        value: shown(&finding.value),
        level: level(finding.level),
        // It may quote the family.
        sentence: shown(&finding.sentence),
        arithmetic: Some(finding.arithmetic.clone()).filter(|sum| !sum.is_empty()),
        clause: match finding.basis.as_str() {
            "" => finding.clause.clone(),
            basis => format!("{}・{basis}", finding.clause),
        },
        data_date: finding.data_date.map(roc_short),
        suggested_reasons: finding.suggested_reasons.clone(),
    }
}

pub(crate) fn level(level: FindingLevel) -> Level {
    match level {
        FindingLevel::Pass => Level::Pass,
        FindingLevel::Attention => Level::Attention,
        FindingLevel::Fail => Level::Fail,
    }
}
