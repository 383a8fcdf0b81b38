//! Puts together the whole text that a family reads: the reasons' messages, what was fine, and one
//! concrete next step. Preview and sent text are this same text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::{ReasonCatalogue, UnfilledSlots, Wording};
use crate::text::disguises;
use crate::{CaseKind, GivenReason, Verdict, calendar::roc_long};

/// What a family message is made from.
#[derive(Debug, Clone)]
pub struct Composition<'a> {
    /// Where the reasons' texts come from, the facility's own included.
    pub catalogue: &'a ReasonCatalogue,
    /// The sentences around them.
    pub wording: &'a Wording,
    /// Decides with `verdict` which sentences of `wording` apply.
    pub kind: CaseKind,
    /// What the family is told; every reason has to go with it.
    pub verdict: Verdict,
    /// None for an approval, one to three otherwise.
    pub reasons: &'a [GivenReason],
    /// The reviewer's own words to the family, if any; see the linter.
    pub own_words: &'a str,
    /// Days between two posts for this inmate (貳.三).
    pub interval_days: u32,
    /// For an approved post: the next day on which the family may publish.
    pub next_post_on: Option<NaiveDate>,
    /// For a post whose photo was found fine while its text was not.
    pub photo_is_fine: bool,
    /// For a post whose text was found fine while its photo was not.
    pub text_is_fine: bool,
}

impl<'a> Composition<'a> {
    /// With the shipped words and everything optional left out.
    pub fn new(kind: CaseKind, verdict: Verdict, reasons: &'a [GivenReason]) -> Self {
        Self {
            catalogue: ReasonCatalogue::shipped(),
            wording: Wording::shipped(),
            kind,
            verdict,
            reasons,
            own_words: "",
            interval_days: 10,
            next_post_on: None,
            photo_is_fine: false,
            text_is_fine: false,
        }
    }
}

/// What the family will read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FamilyMessage {
    /// Such as 請修改後再送; the preview's heading, not part of `text`.
    pub heading: String,
    /// The paragraphs in order, the next step not among them.
    pub paragraphs: Vec<String>,
    /// One concrete next step, where the reasons do not name one themselves.
    pub next_step: Option<String>,
    /// All of it as one text, a line each: exactly what is sent.
    pub text: String,
}

/// Its length alone: the words may name a family's business.
impl std::fmt::Debug for FamilyMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FamilyMessage({} paragraphs)", self.paragraphs.len())
    }
}

/// Why no message can be put together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MessageError {
    /// There are reasons, and the verdict is [`Verdict::Approve`].
    #[error("通過不附理由")]
    ApprovalWithReasons,
    /// So many were given, and the verdict wants one to three.
    #[error("請選 1 到 3 個理由，現在是 {0} 個")]
    ReasonCount(usize),
    /// A code that the catalogue does not have.
    #[error("沒有理由 {0}")]
    UnknownReason(String),
    /// A code that stands there twice.
    #[error("理由 {0} 選了兩次")]
    RepeatedReason(String),
    /// The catalogue does not let this reason go with the verdict or the kind of case.
    #[error("理由 {code} 不能用在這個決定")]
    NotWithVerdict {
        /// The reason.
        code: String,
        /// The verdict that it may not go with, on this kind of case.
        verdict: Verdict,
    },
    /// Something in it does not stand for itself: it would turn the rest round, or nobody sees it.
    #[error("給家屬的話裡有{0}，請刪掉它，或整句重打")]
    Disguised(&'static str),
    /// A reason's slots have no words yet.
    #[error(transparent)]
    Unfilled(#[from] UnfilledSlots),
}

impl Composition<'_> {
    /// Puts the message together.
    ///
    /// # Errors
    /// Reasons that are missing, too many, unknown, repeated, unfit for the verdict, or unfilled; words
    /// in which something does not stand for itself.
    pub fn compose(&self) -> Result<FamilyMessage, MessageError> {
        let key = format!("{}_{}", verdict_key(self.verdict), kind_key(self.kind));
        let mut paragraphs = Vec::new();
        let mut adds_next_step = true;
        if self.verdict == Verdict::Approve {
            if !self.reasons.is_empty() {
                return Err(MessageError::ApprovalWithReasons);
            }
            paragraphs.push(self.wording.sentence(&format!("message.{key}"), &[]));
        } else {
            if !(1..=3).contains(&self.reasons.len()) {
                return Err(MessageError::ReasonCount(self.reasons.len()));
            }
            for (at, given) in self.reasons.iter().enumerate() {
                let entry = self
                    .catalogue
                    .entry(&given.code)
                    .ok_or_else(|| MessageError::UnknownReason(given.code.clone()))?;
                if self.reasons[..at].iter().any(|earlier| earlier.code == given.code) {
                    return Err(MessageError::RepeatedReason(given.code.clone()));
                }
                if !entry.allows(self.kind, self.verdict) {
                    return Err(MessageError::NotWithVerdict {
                        code: given.code.clone(),
                        verdict: self.verdict,
                    });
                }
                paragraphs.push(entry.render(&given.slots)?);
                // Where one reason says when or whether to come back, the general line would
                // contradict it.
                adds_next_step &= entry.adds_next_step;
            }
        }
        if !self.own_words.trim().is_empty() {
            paragraphs.push(self.own_words.trim().to_owned());
        }
        if self.kind == CaseKind::Post && self.verdict != Verdict::Approve {
            if self.photo_is_fine {
                paragraphs.push(self.wording.sentence("photo.kept", &[]));
            } else if self.text_is_fine {
                paragraphs.push(self.wording.sentence("photo.text_kept", &[]));
            }
        }
        let disguised = paragraphs.iter().flat_map(|paragraph| disguises(paragraph, true)).next();
        if let Some(disguise) = disguised {
            return Err(MessageError::Disguised(disguise.word()));
        }
        let next_step =
            adds_next_step.then(|| self.next_step(&key)).filter(|line| !line.is_empty());
        let text = paragraphs.iter().chain(&next_step).map(String::as_str).collect::<Vec<_>>();
        Ok(FamilyMessage {
            heading: self.wording.sentence(&format!("heading.{key}"), &[]),
            text: text.join("\n"),
            paragraphs,
            next_step,
        })
    }

    fn next_step(&self, key: &str) -> String {
        if self.kind == CaseKind::Post && self.verdict == Verdict::Approve {
            let Some(date) = self.next_post_on else { return String::new() };
            return self
                .wording
                .sentence(&format!("next_step.{key}"), &[("日期", &roc_long(date))]);
        }
        let days = self.interval_days.to_string();
        self.wording.sentence(&format!("next_step.{key}"), &[("天數", &days)])
    }
}

fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approve",
        Verdict::Return => "return",
        Verdict::Reject => "reject",
        Verdict::Hold => "hold",
    }
}

fn kind_key(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Application => "application",
        CaseKind::Post => "post",
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Composition, MessageError};
    use crate::{CaseKind, GivenReason, Private, Verdict};

    fn given(code: &str, slots: &[(&str, &str)]) -> GivenReason {
        GivenReason {
            code: code.to_owned(),
            slots: slots.iter().map(|(k, v)| ((*k).to_owned(), Private::from(*v))).collect(),
            counts: false,
        }
    }

    #[test]
    fn a_rejected_post_can_be_published_again_at_once() {
        let reasons =
            [given("P01", &[("事項", "在監證明"), ("窗口", "名籍股")]), given("P07", &[])];
        let mut composition = Composition::new(CaseKind::Post, Verdict::Reject, &reasons);
        composition.photo_is_fine = true;
        let message = composition.compose().expect("both reasons are whole");
        assert_eq!(message.heading, "請修改後再送");
        assert_eq!(message.paragraphs.len(), 3);
        assert_eq!(message.next_step.as_deref(), Some("現在就可以重新發佈，不必再等 10 天。"));
        assert!(
            message.text.ends_with("照片沒有問題，會保留。\n現在就可以重新發佈，不必再等 10 天。")
        );
    }

    #[test]
    fn nothing_that_turns_words_round_or_is_not_seen_reaches_a_family() {
        for (words, found) in [
            ("請洽 社工室\u{202e}陳長官", Some("方向字元")),
            ("請\u{200b}補正", Some("看不見的字元")),
            ("請補正\n第二點也請補 👨\u{200d}👩\u{200d}👧", None),
        ] {
            let reasons =
                [given("P01", &[("事項", "在監證明"), ("窗口", words)]), given("P07", &[])];
            let by_slot = Composition::new(CaseKind::Post, Verdict::Reject, &reasons).compose();
            let reasons = [given("P07", &[])];
            let mut composition = Composition::new(CaseKind::Post, Verdict::Reject, &reasons);
            composition.own_words = words;
            for composed in [by_slot, composition.compose()] {
                match found {
                    Some(word) => assert_eq!(composed, Err(MessageError::Disguised(word))),
                    None => assert!(composed.is_ok(), "{composed:?}"),
                }
            }
        }
    }

    #[test]
    fn a_reason_that_names_its_own_date_gets_no_second_next_step() {
        let reasons = [given("P03", &[("天數", "10"), ("日期", "115 年 12 月 3 日")])];
        let message = Composition::new(CaseKind::Post, Verdict::Return, &reasons)
            .compose()
            .expect("the reason is whole");
        assert_eq!(message.next_step, None);
        assert_eq!(message.text.lines().count(), 1);
    }

    #[test]
    fn an_approval_reads_kindly_and_takes_no_reasons() {
        let mut composition = Composition::new(CaseKind::Application, Verdict::Approve, &[]);
        assert!(
            composition
                .compose()
                .expect("no reasons")
                .text
                .starts_with("您的申請已通過，現在可以發佈")
        );
        composition.kind = CaseKind::Post;
        composition.next_post_on = NaiveDate::from_ymd_opt(2026, 12, 3);
        assert!(
            composition
                .compose()
                .expect("no reasons")
                .text
                .ends_with("下一則可在 115 年 12 月 3 日 起發佈。")
        );
        let reasons = [given("P06", &[("項目", "廣告")])];
        composition.reasons = &reasons;
        assert_eq!(composition.compose(), Err(MessageError::ApprovalWithReasons));
    }

    #[test]
    fn reasons_that_do_not_fit_are_refused() {
        let compose = |kind, verdict, reasons: &[GivenReason]| {
            Composition::new(kind, verdict, reasons).compose().expect_err("they do not fit")
        };
        assert_eq!(compose(CaseKind::Post, Verdict::Reject, &[]), MessageError::ReasonCount(0));
        assert!(matches!(
            compose(CaseKind::Post, Verdict::Hold, &[given("P01", &[])]),
            MessageError::NotWithVerdict { .. }
        ));
        assert!(matches!(
            compose(CaseKind::Application, Verdict::Return, &[given("P13", &[])]),
            MessageError::NotWithVerdict { .. }
        ));
        assert_eq!(
            compose(CaseKind::Post, Verdict::Reject, &[given("P14", &[]), given("P14", &[])]),
            MessageError::RepeatedReason("P14".to_owned())
        );
        assert!(matches!(
            compose(CaseKind::Application, Verdict::Return, &[given("A01", &[])]),
            MessageError::Unfilled(_)
        ));
        assert_eq!(
            compose(CaseKind::Post, Verdict::Reject, &[given("Z99", &[])]),
            MessageError::UnknownReason("Z99".to_owned())
        );
    }
}
