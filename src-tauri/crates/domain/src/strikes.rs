//! 退件次數 (貳.四): the ledger of a family, what a further rejection would mean, and nothing
//! automatic. 得 means that a person decides.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::calendar::{roc_short, taipei_date, taipei_midnight};
use crate::{CaseRef, DecisionId, DecisionRecord, Policy, SuspensionRecord};

/// Why a rejection that looks like a strike is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotCounted {
    /// A supervisor decided otherwise.
    Overturned,
    /// A suspension that is over rested on it: it never counts again.
    Spent,
    /// Before the last suspension ended.
    BeforeLastSuspension,
    /// Older than the policy's window.
    OutsideWindow,
    /// Documents, status, the system's own returns, or 裁量 used in the family's favour.
    ReasonDoesNotCount,
}

impl NotCounted {
    /// For the ledger's row.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Overturned => "已改判，不列入",
            Self::Spent => "已作為停用的依據，不再列入",
            Self::BeforeLastSuspension => "在上次停用結束以前，不列入",
            Self::OutsideWindow => "超過規則所定的累計期間，不列入",
            Self::ReasonDoesNotCount => "理由不計次（補件、狀態或系統退回）",
        }
    }
}

/// One rejection of a family's post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StrikeEntry {
    /// The rejection.
    pub decision: DecisionId,
    /// The post that it rejected.
    pub case: CaseRef,
    /// Calendar date in Asia/Taipei by the portal's clock.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// The reasons given, in order.
    pub codes: Vec<String>,
    /// `None`: it counts.
    pub not_counted: Option<NotCounted>,
}

/// A family's rejections on one day, with what counts and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StrikeLedger {
    /// Every rejected post, oldest first.
    pub entries: Vec<StrikeEntry>,
    /// How many of them count.
    pub count: u32,
    /// From how many on the facility may suspend (以上 includes the number).
    pub threshold: u32,
    /// Strikes count from this day on; `None`: from the beginning.
    #[ts(type = "string | null")]
    pub since: Option<NaiveDate>,
    /// How the tally is kept, in words.
    pub rule: String,
    /// The version whose threshold and window apply.
    pub policy_version: String,
}

impl StrikeLedger {
    /// The ledger of one family on `today`, from that family's decisions and suspensions; records
    /// of others do no harm as long as the caller leaves them out.
    pub fn new(
        decisions: &[DecisionRecord],
        suspensions: &[SuspensionRecord],
        policy: &Policy,
        today: NaiveDate,
    ) -> Self {
        let TallyStart { ended, spent, window, .. } = TallyStart::new(suspensions, policy, today);
        let mut rejections: Vec<&DecisionRecord> = decisions
            .iter()
            .filter(|record| {
                record.decision.case.kind == crate::CaseKind::Post
                    && record.decision.verdict == crate::Verdict::Reject
            })
            .collect();
        rejections.sort_by_key(|record| (record.accepted_at, record.id));
        let entries: Vec<StrikeEntry> = rejections
            .into_iter()
            .map(|record| {
                let on = taipei_date(record.accepted_at);
                let not_counted = if record.overturned_by.is_some() {
                    Some(NotCounted::Overturned)
                } else if !record.decision.is_strike() {
                    Some(NotCounted::ReasonDoesNotCount)
                } else if spent.contains(&record.id) {
                    Some(NotCounted::Spent)
                } else if ended.is_some_and(|ended| record.accepted_at < ended) {
                    Some(NotCounted::BeforeLastSuspension)
                } else if window.is_some_and(|from| on < from) {
                    Some(NotCounted::OutsideWindow)
                } else {
                    None
                };
                StrikeEntry {
                    decision: record.id,
                    case: record.decision.case,
                    on,
                    codes: record.decision.reasons.iter().map(|given| given.code.clone()).collect(),
                    not_counted,
                }
            })
            .collect();
        let count = entries.iter().filter(|entry| entry.not_counted.is_none()).count();
        let since = ended.map(taipei_date).max(window);
        Self {
            entries,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            threshold: policy.strike_threshold.max(1),
            since,
            rule: match (policy.strike_window_days, since) {
                (Some(days), _) => format!("累計最近 {days} 日"),
                (None, Some(since)) => {
                    format!("累計自上次停用結束（{} 起），不設歸零", roc_short(since))
                }
                (None, None) => "累計自開始使用起，不設歸零".to_owned(),
            },
            policy_version: policy.version.clone(),
        }
    }

    /// An empty ledger, for a family without decisions.
    pub fn empty(policy: &Policy) -> Self {
        Self::new(&[], &[], policy, NaiveDate::MIN)
    }

    /// The rejections that count, oldest first.
    pub fn counting(&self) -> impl Iterator<Item = &StrikeEntry> {
        self.entries.iter().filter(|entry| entry.not_counted.is_none())
    }

    /// Whether a supervisor may suspend.
    pub fn reaches_threshold(&self) -> bool {
        self.count >= self.threshold
    }

    /// What the rejection now being written would mean, before it is sent.
    pub fn consequence(&self, would_count: bool) -> Consequence {
        let after = self.count.saturating_add(u32::from(would_count));
        let reaches = after >= self.threshold && would_count;
        let mut alternatives = Vec::new();
        if would_count {
            alternatives.push("改為補件，不計次".to_owned());
            if reaches {
                alternatives.insert(0, "先問主管".to_owned());
            }
        }
        Consequence {
            before: self.count,
            after,
            threshold: self.threshold,
            reaches_threshold: reaches,
            headline: if would_count {
                format!("送出後，這將是第 {after} 次退件")
            } else {
                format!("這次不計入退件次數，仍是 {} 次", self.count)
            },
            sentence: if reaches {
                format!("達 {} 次以上，主管得暫停一個月；不會自動停用。", self.threshold)
            } else if would_count {
                format!("再 {} 次就到 {} 次。", self.threshold - after, self.threshold)
            } else {
                String::new()
            },
            arithmetic: if would_count {
                format!("{} ＋ 1 ＝ {after}，門檻 {}", self.count, self.threshold)
            } else {
                format!("{} ＋ 0 ＝ {after}，門檻 {}", self.count, self.threshold)
            },
            alternatives,
        }
    }
}

/// From when on a family's strikes count, and when that changes without anybody's doing.
///
/// The portal counts by instants, and so does this: a rejection on the day on which a suspension is
/// lifted counts if it was accepted after that, and not if it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyStart {
    /// When the last suspension that has ended did so: lifted, or at the end of its last day.
    pub ended: Option<DateTime<Utc>>,
    /// The strikes that a suspension rested on which has ended: they never count again.
    pub spent: Vec<DecisionId>,
    /// The first day of the policy's window, if it has one.
    pub window: Option<NaiveDate>,
    /// The next day on which either moves.
    pub moves_on: Option<NaiveDate>,
}

impl TallyStart {
    /// The start for one family on `today`, Taipei date, from all its suspensions.
    pub fn new(suspensions: &[SuspensionRecord], policy: &Policy, today: NaiveDate) -> Self {
        let ends = || suspensions.iter().filter_map(|one| Some((end(one)?, one)));
        let over = || ends().filter(|(end, _)| taipei_date(*end) <= today);
        let window = policy
            .strike_window_days
            .and_then(|days| today.checked_sub_days(Days::new(u64::from(days.saturating_sub(1)))));
        let slides_on = window.and_then(|_| today.succ_opt());
        Self {
            ended: over().map(|(end, _)| end).max(),
            spent: over().flat_map(|(_, one)| one.suspension.strikes.iter().copied()).collect(),
            window,
            moves_on: ends()
                .map(|(end, _)| taipei_date(end))
                .filter(|day| *day > today)
                .chain(slides_on)
                .min(),
        }
    }

    /// The first instant that counts; `None`: all do.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        self.ended.max(self.window.and_then(taipei_midnight))
    }
}

/// What a further rejection would mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Consequence {
    /// Counting rejections without the one that is about to be made.
    pub before: u32,
    /// With it; the same as `before` where its reasons do not count.
    pub after: u32,
    /// The policy's; 以上 includes the number (貳.四).
    pub threshold: u32,
    /// Whether a supervisor could then suspend; nobody is suspended automatically.
    pub reaches_threshold: bool,
    /// 「送出後，這將是第 3 次退件」
    pub headline: String,
    /// How far it then is to the threshold, and what may follow; empty where its reasons do not
    /// count.
    pub sentence: String,
    /// The sum, such as `2 ＋ 1 ＝ 3，門檻 3`.
    pub arithmetic: String,
    /// What could be done instead, best first.
    pub alternatives: Vec<String>,
}

/// When a suspension ends: with its last day, or when it was lifted before.
fn end(record: &SuspensionRecord) -> Option<DateTime<Utc>> {
    let natural = record.suspension.last_day.succ_opt().and_then(taipei_midnight);
    match (record.lifted_at, natural) {
        (Some(lifted), Some(natural)) => Some(lifted.min(natural)),
        (lifted, natural) => lifted.or(natural),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
    use uuid::Uuid;

    use super::{NotCounted, StrikeLedger};
    use crate::calendar::taipei_midnight;
    use crate::{
        CaseId, CaseKind, CaseRef, Decision, DecisionId, DecisionRecord, FamilyId, GivenReason,
        Policy, StaffMember, Suspension, SuspensionId, SuspensionRecord, Verdict,
    };

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a real date")
    }

    fn noon(date: NaiveDate) -> DateTime<Utc> {
        date.and_time(NaiveTime::from_hms_opt(4, 0, 0).expect("noon in Taipei")).and_utc()
    }

    fn staff() -> StaffMember {
        StaffMember { subject: "s".to_owned(), display_name: "範例".to_owned() }
    }

    fn rejection(number: u128, on: NaiveDate, counts: bool, verdict: Verdict) -> DecisionRecord {
        DecisionRecord {
            id: DecisionId(Uuid::from_u128(number)),
            decision: Decision {
                case: CaseRef { kind: CaseKind::Post, id: CaseId(Uuid::from_u128(number)) },
                base_revision: 1,
                evidence_sha256: Vec::new(),
                verdict,
                reasons: vec![GivenReason {
                    code: "P01".to_owned(),
                    slots: Default::default(),
                    counts,
                }],
                family_message: "".into(),
                policy_version: "112.12".to_owned(),
                fence: None,
                decided_at: noon(on),
                overturns: None,
                pages_seen: Vec::new(),
            },
            decided_by: staff(),
            accepted_at: noon(on),
            resulting_revision: 2,
            family_id: FamilyId(Uuid::nil()),
            unit: String::new(),
            overturned_by: None,
        }
    }

    fn suspension(first: NaiveDate, last: NaiveDate) -> SuspensionRecord {
        SuspensionRecord {
            id: SuspensionId(Uuid::nil()),
            revision: 1,
            suspension: Suspension {
                family_id: FamilyId(Uuid::nil()),
                first_day: first,
                last_day: last,
                strikes: Vec::new(),
                grounds: "".into(),
                family_message: "".into(),
                policy_version: "112.12".to_owned(),
            },
            ordered_by: staff(),
            ordered_at: noon(first),
            lifted_by: None,
            lifted_at: None,
            lift_grounds: "".into(),
        }
    }

    #[test]
    fn three_includes_three_and_suspends_nobody_by_itself() {
        let policy = Policy::default();
        let two = [
            rejection(1, day(8, 21), true, Verdict::Reject),
            rejection(2, day(10, 7), true, Verdict::Reject),
        ];
        let ledger = StrikeLedger::new(&two, &[], &policy, day(11, 23));
        assert_eq!((ledger.count, ledger.reaches_threshold()), (2, false));
        let preview = ledger.consequence(true);
        assert_eq!(preview.headline, "送出後，這將是第 3 次退件");
        assert!(preview.reaches_threshold && preview.sentence.contains("不會自動停用"));
        assert!(!ledger.consequence(false).reaches_threshold);
    }

    #[test]
    fn only_content_rejections_of_posts_count() {
        let mut overturned = rejection(1, day(9, 1), true, Verdict::Reject);
        overturned.overturned_by = Some(DecisionId(Uuid::from_u128(9)));
        let mut application = rejection(2, day(9, 2), true, Verdict::Reject);
        application.decision.case.kind = CaseKind::Application;
        let decisions = [
            overturned,
            application,
            rejection(3, day(9, 3), false, Verdict::Reject),
            rejection(4, day(9, 4), true, Verdict::Return),
            rejection(5, day(9, 5), true, Verdict::Hold),
            rejection(6, day(9, 6), true, Verdict::Reject),
        ];
        let ledger = StrikeLedger::new(&decisions, &[], &Policy::default(), day(11, 23));
        assert_eq!(ledger.count, 1);
        let reasons: Vec<_> = ledger.entries.iter().map(|entry| entry.not_counted).collect();
        assert_eq!(
            reasons,
            [Some(NotCounted::Overturned), Some(NotCounted::ReasonDoesNotCount), None]
        );
    }

    #[test]
    fn the_tally_starts_anew_after_a_suspension_ended() {
        let decisions = [
            rejection(1, day(8, 1), true, Verdict::Reject),
            rejection(2, day(10, 1), true, Verdict::Reject),
        ];
        let over = [suspension(day(8, 15), day(9, 14))];
        let policy = Policy::default();
        assert_eq!(StrikeLedger::new(&decisions, &over, &policy, day(11, 23)).count, 1);
        let running = [suspension(day(11, 15), day(12, 14))];
        assert_eq!(StrikeLedger::new(&decisions, &running, &policy, day(11, 23)).count, 2);
        let mut lifted = suspension(day(11, 15), day(12, 14));
        lifted.lifted_at = Some(noon(day(11, 20)));
        assert_eq!(StrikeLedger::new(&decisions, &[lifted], &policy, day(11, 23)).count, 0);
    }

    #[test]
    fn on_the_day_of_a_lifting_what_was_accepted_before_it_does_not_count_and_what_came_after_does()
    {
        let policy = Policy::default();
        let mut lifted = suspension(day(11, 15), day(12, 14));
        lifted.lifted_at = Some(noon(day(11, 20)));
        let at = |number, minutes| {
            let mut record = rejection(number, day(11, 20), true, Verdict::Reject);
            record.accepted_at += chrono::TimeDelta::minutes(minutes);
            record
        };
        let decisions = [at(1, -1), at(2, 0), at(3, 1)];
        let ledger = StrikeLedger::new(&decisions, &[lifted], &policy, day(11, 20));
        assert_eq!(ledger.count, 2);
        assert_eq!(ledger.entries[0].not_counted, Some(NotCounted::BeforeLastSuspension));
    }

    #[test]
    fn a_strike_that_a_suspension_rested_on_never_counts_again() {
        let policy = Policy::default();
        let decisions = [1, 2, 3, 4].map(|n| rejection(n, day(11, 20), true, Verdict::Reject));
        let mut order = suspension(day(11, 10), day(11, 19));
        order.suspension.strikes = decisions[..3].iter().map(|record| record.id).collect();
        let ledger = StrikeLedger::new(&decisions, &[order.clone()], &policy, day(11, 20));
        assert_eq!(ledger.count, 1, "whatever the clocks say of them");
        assert_eq!(ledger.entries[0].not_counted, Some(NotCounted::Spent));
        // While it runs they are what it rests on.
        let ledger = StrikeLedger::new(&decisions, &[order], &policy, day(11, 19));
        assert_eq!(ledger.count, 4);
    }

    #[test]
    fn the_tally_moves_by_itself_when_a_suspension_ends() {
        let policy = Policy::default();
        let running = [suspension(day(11, 15), day(12, 14))];
        let start = super::TallyStart::new(&running, &policy, day(12, 14));
        assert_eq!((start.instant(), start.moves_on), (None, Some(day(12, 15))));
        let start = super::TallyStart::new(&running, &policy, day(12, 15));
        assert_eq!((start.instant(), start.moves_on), (taipei_midnight(day(12, 15)), None));
        let sliding = Policy { strike_window_days: Some(30), ..policy };
        let start = super::TallyStart::new(&[], &sliding, day(11, 30));
        let begins = taipei_midnight(day(11, 1));
        assert_eq!((start.instant(), start.moves_on), (begins, Some(day(12, 1))));
    }

    #[test]
    fn a_window_is_policy() {
        let decisions = [
            rejection(1, day(5, 26), true, Verdict::Reject),
            rejection(2, day(5, 28), true, Verdict::Reject),
        ];
        let policy = Policy { strike_window_days: Some(180), ..Policy::default() };
        // 180 days with today: from 2026-05-28.
        let ledger = StrikeLedger::new(&decisions, &[], &policy, day(11, 23));
        assert_eq!((ledger.count, ledger.since), (1, Some(day(5, 28))));
    }
}
