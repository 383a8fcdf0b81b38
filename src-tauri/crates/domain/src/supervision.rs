//! What only two people together may do, and what the law wants reported: settling questions, 四眼,
//! and the hours of 自殺防治法 11, 家暴法 50 and 兒少法 53.

use chrono::{DateTime, Utc};

use crate::text::{Lexicon, TextScan};
use crate::{EscalationRecord, EscalationState, GivenReason, Policy, Role};

/// Why somebody cannot settle a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MayNotSettle {
    /// Only a supervisor settles.
    NotSupervisor,
    /// Whoever asked, or proposed, never answers themselves.
    OwnQuestion,
    /// Somebody has settled it already.
    Settled,
}

impl MayNotSettle {
    /// For the screen.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotSupervisor => "只有主管可以答覆。",
            Self::OwnQuestion => "這是您自己提出的，要由另一位主管答覆。",
            Self::Settled => "這個問題已經答覆了。",
        }
    }
}

/// Whether the person with this OpenID Connect subject may settle a question.
///
/// # Errors
/// Why they may not.
pub fn may_settle(
    record: &EscalationRecord,
    subject: &str,
    role: Role,
) -> Result<(), MayNotSettle> {
    if role != Role::Supervisor {
        Err(MayNotSettle::NotSupervisor)
    } else if record.asked_by.subject == subject {
        Err(MayNotSettle::OwnQuestion)
    } else if record.state == EscalationState::Settled {
        Err(MayNotSettle::Settled)
    } else {
        Ok(())
    }
}

/// Whether one person may decide with these reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FourEyes {
    /// None of the reasons is left to two people.
    NotNeeded,
    /// Somebody else has proposed one of them for this revision; this supervisor is the second.
    Second,
    /// It has to be proposed to a supervisor; these codes ask for it.
    Propose(Vec<String>),
}

/// Holds the reasons of a decision that is about to be made against the policy. `asked` are the
/// questions on the case, `base_revision` the revision that is decided on, `replaces` the subject of
/// whoever made the decision that this one takes the place of.
pub fn four_eyes(
    policy: &Policy,
    reasons: &[GivenReason],
    base_revision: u64,
    subject: &str,
    role: Role,
    asked: &[EscalationRecord],
    replaces: Option<&str>,
) -> FourEyes {
    let codes: Vec<String> = reasons
        .iter()
        .map(|given| given.code.clone())
        .filter(|code| policy.four_eyes.contains(code))
        .collect();
    if codes.is_empty() {
        return FourEyes::NotNeeded;
    }
    let proposed = |code: &String| {
        asked.iter().any(|record| {
            record.asked_by.subject != subject
                && record.escalation.base_revision == base_revision
                && record.escalation.reasons.contains(code)
        })
    };
    // Whoever overturns a colleague's decision is the second person to look at the case.
    let looked_at = replaces.is_some_and(|first| first != subject);
    if role == Role::Supervisor && (looked_at || codes.iter().all(proposed)) {
        FourEyes::Second
    } else {
        FourEyes::Propose(codes)
    }
}

/// What the law wants reported, and within how many hours of knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportingDuty {
    /// What has to be reported, in a few words.
    pub what: &'static str,
    /// The law and its article.
    pub clause: &'static str,
    /// Hours from knowing within which it has to be reported.
    pub hours: u32,
    /// What to do, whole, for whoever reads the case.
    pub sentence: &'static str,
}

const DESPAIR: ReportingDuty = ReportingDuty {
    what: "輕生的話",
    clause: "自殺防治法 11",
    hours: 24,
    sentence: "請先聯絡、關懷並評估；知道有自殺行為（含未遂）時，在期限內完成通報。都不必等審核結果。",
};

const VIOLENCE: ReportingDuty = ReportingDuty {
    what: "受暴或暴力的話",
    clause: "家暴法 50、兒少法 53",
    hours: 24,
    sentence: "請先確認當事人安全，並在期限內通報 113；通報不必等審核結果。",
};

/// The duty that a post's words bring with them: words of despair before words of violence.
pub fn reporting_duty(lexicon: &Lexicon, title: &str, body: &str) -> Option<ReportingDuty> {
    let scan = TextScan::new(lexicon, title, body);
    let said = |category: &str| {
        scan.hits.iter().any(|hit| {
            !hit.obscured.is_guess()
                && !scan.is_idle(lexicon, hit)
                && lexicon.entry(hit.entry).is_some_and(|entry| entry.category == category)
        })
    };
    if said("SELFHARM") {
        Some(DESPAIR)
    } else if said("VIOLENCE") {
        Some(VIOLENCE)
    } else {
        None
    }
}

/// From when the hours of a duty run: from the first look that is known of. While nobody is known to
/// have looked, from the arrival, so that no hour is given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursFrom {
    /// Somebody looked at the words then.
    Look(DateTime<Utc>),
    /// Nobody is known to have looked; the case arrived then, or the question was asked.
    Arrival(DateTime<Utc>),
}

impl HoursFrom {
    /// `looks`: the first look at this desk and what the asking desk told of its own. Whoever asked
    /// knew by then.
    pub fn new(
        looks: [Option<DateTime<Utc>>; 2],
        arrived_at: DateTime<Utc>,
        asked_at: DateTime<Utc>,
    ) -> Self {
        match looks.into_iter().flatten().min() {
            Some(look) => Self::Look(look.min(asked_at)),
            None => Self::Arrival(arrived_at.min(asked_at)),
        }
    }

    /// When the hours begin.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::Look(at) | Self::Arrival(at) => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::{FourEyes, HoursFrom, MayNotSettle, four_eyes, may_settle, reporting_duty};
    use crate::text::Lexicon;
    use crate::{
        CaseId, CaseKind, CaseRef, Escalation, EscalationId, EscalationRecord, EscalationState,
        GivenReason, Policy, Role, StaffMember, Verdict,
    };

    fn asked(by: &str, codes: &[&str], base_revision: u64) -> EscalationRecord {
        EscalationRecord {
            id: EscalationId(Uuid::nil()),
            revision: 1,
            escalation: Escalation {
                case: CaseRef { kind: CaseKind::Post, id: CaseId(Uuid::nil()) },
                base_revision,
                question: "請看".into(),
                proposed: Some(Verdict::Reject),
                against: None,
                reasons: codes.iter().map(|code| (*code).to_owned()).collect(),
                known_at: None,
            },
            state: EscalationState::Open,
            asked_by: StaffMember { subject: by.to_owned(), display_name: String::new() },
            asked_at: Default::default(),
            settled_by: None,
            settled_at: None,
            answer: "".into(),
        }
    }

    fn given(code: &str) -> Vec<GivenReason> {
        vec![GivenReason { code: code.to_owned(), slots: Default::default(), counts: true }]
    }

    #[test]
    fn the_proposer_cannot_settle_it() {
        let question = asked("sv-01", &[], 1);
        for (subject, role, expect) in [
            ("sv-01", Role::Supervisor, Err(MayNotSettle::OwnQuestion)),
            ("sw-02", Role::SocialWorker, Err(MayNotSettle::NotSupervisor)),
            ("sv-02", Role::Supervisor, Ok(())),
        ] {
            assert_eq!(may_settle(&question, subject, role), expect, "{subject}");
        }
        let settled = EscalationRecord { state: EscalationState::Settled, ..question };
        assert_eq!(may_settle(&settled, "sv-02", Role::Supervisor), Err(MayNotSettle::Settled));
    }

    #[test]
    fn reasons_left_to_two_people_are_proposed_by_one_and_decided_by_another() {
        let policy = Policy::default();
        let check = |code, subject, role, asked: &[EscalationRecord]| {
            four_eyes(&policy, &given(code), 3, subject, role, asked, None)
        };
        let propose = FourEyes::Propose(vec!["P09".to_owned()]);
        assert_eq!(check("P01", "sw-01", Role::SocialWorker, &[]), FourEyes::NotNeeded);
        assert_eq!(check("P09", "sw-01", Role::SocialWorker, &[]), propose);
        // A supervisor too needs somebody else.
        assert_eq!(check("P09", "sv-01", Role::Supervisor, &[]), propose);
        assert_eq!(
            check("P09", "sv-01", Role::Supervisor, &[asked("sv-01", &["P09"], 3)]),
            propose
        );
        let of_another = [asked("sw-01", &["P09"], 3)];
        assert_eq!(check("P09", "sv-01", Role::Supervisor, &of_another), FourEyes::Second);
        assert_eq!(check("P09", "sw-02", Role::SocialWorker, &of_another), propose);
        // Proposed for another reason, or for an older revision: nobody else has looked at this.
        assert_eq!(
            check("P09", "sv-01", Role::Supervisor, &[asked("sw-01", &["P11"], 3)]),
            propose
        );
        assert_eq!(
            check("P09", "sv-01", Role::Supervisor, &[asked("sw-01", &["P09"], 2)]),
            propose
        );
        // A colleague's decision that a supervisor overturns was looked at by the colleague.
        let overturns = |replaces| {
            let given = given("P09");
            four_eyes(&policy, &given, 3, "sv-01", Role::Supervisor, &[], Some(replaces))
        };
        assert_eq!(overturns("sw-01"), FourEyes::Second);
        assert_eq!(overturns("sv-01"), propose);
        let off = Policy { four_eyes: Vec::new(), ..Policy::default() };
        let alone = four_eyes(&off, &given("P09"), 3, "sw-01", Role::SocialWorker, &[], None);
        assert_eq!(alone, FourEyes::NotNeeded);
    }

    #[test]
    fn the_hours_run_from_the_first_look_and_not_from_the_question() {
        let at = |minutes: i64| DateTime::from_timestamp(1_795_000_000 + 60 * minutes, 0);
        let instant = |minutes| at(minutes).expect("an instant");
        let from = |looks| HoursFrom::new(looks, instant(0), instant(120));
        assert_eq!(from([at(30), None]), HoursFrom::Look(instant(30)));
        assert_eq!(from([None, at(20)]), HoursFrom::Look(instant(20)), "told by another desk");
        assert_eq!(from([at(30), at(20)]), HoursFrom::Look(instant(20)));
        assert_eq!(from([at(300), None]), HoursFrom::Look(instant(120)), "whoever asked knew");
        assert_eq!(from([None, None]), HoursFrom::Arrival(instant(0)));
        assert_eq!(from([None, None]).instant(), instant(0));
    }

    #[test]
    fn despair_and_violence_start_the_laws_clock_and_missing_somebody_does_not() {
        let lexicon = Lexicon::shipped();
        let clause = |body| reporting_duty(lexicon, "", body).map(|duty| (duty.clause, duty.hours));
        assert_eq!(clause("我真的不想活了"), Some(("自殺防治法 11", 24)));
        assert_eq!(clause("他又打我媽，我們被家暴了"), Some(("家暴法 50、兒少法 53", 24)));
        assert_eq!(clause("想死你了，早點回家"), None);
        assert_eq!(clause("妹妹會騎車了"), None);
    }
}
