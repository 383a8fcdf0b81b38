//! All findings on one case: one function for a post, one for an application.

mod application;
mod duplicate;
mod facts;
mod foreign;
mod papers;
mod photo_again;
mod photo_precedent;
mod post;
mod post_text;

pub use application::application_findings;
pub use facts::{ApplicationFacts, DocumentDate, Paper, PostFacts, SameNumber};
pub use papers::documents_needed;
pub use photo_again::photo_precedents;
pub use photo_precedent::PhotoPrecedent;
pub use post::{Interval, PostCheck, post_findings};

use chrono::NaiveDate;

use crate::{Finding, FindingLevel, Inmate, RuleBook, StatusGate};

/// 收容狀態, for both kinds of case. `hold_reason` is the catalogue's code for a hold;
/// `conditional` says what 觀察勒戒 means for this case.
fn status_finding(
    rule: &str,
    inmate: &Inmate,
    rules: &RuleBook,
    today: NaiveDate,
    data_date: Option<NaiveDate>,
    hold_reason: &str,
    conditional: StatusGate,
) -> Finding {
    let reading = rules.statuses.reading(&inmate.status, today);
    let gate = if reading.gate == StatusGate::Conditional { conditional } else { reading.gate };
    let (level, value, sentence) = match gate {
        StatusGate::Open => (FindingLevel::Pass, "開放".to_owned(), "收容人目前可以使用本服務。"),
        StatusGate::Closed => (
            FindingLevel::Fail,
            reading.staff_label.clone(),
            "這個狀態期間不開放：請暫緩，恢復後會自動回到佇列。不計次；對家屬只說「目前未開放」。",
        ),
        StatusGate::Paused => (
            FindingLevel::Fail,
            reading.staff_label.clone(),
            "暫停交付：請暫緩，確認收容機關後再處理。不計次；對家屬只說「目前未開放」。",
        ),
        StatusGate::Ended => (
            FindingLevel::Fail,
            reading.staff_label.clone(),
            "收容人已不在本機關，服務結束；請確認後暫緩，文件的保存期限由此起算。",
        ),
        StatusGate::Conditional => (
            FindingLevel::Attention,
            reading.staff_label.clone(),
            "觀察勒戒原則上限配偶與直系血親，其他人須經長官許可；請送主管。",
        ),
        StatusGate::Person => (
            FindingLevel::Attention,
            reading.staff_label.clone(),
            "這類處罰沒有隔離的規定，是否暫停由輔導人員決定。",
        ),
    };
    let mut finding = Finding::new(rule, "收容狀態", level)
        .value(value)
        .sentence(sentence)
        .clause(if reading.basis.is_empty() {
            "壹.＊".to_owned()
        } else {
            format!("壹.＊；{}", reading.basis)
        })
        .dated(data_date);
    if reading.holds() {
        finding = finding.suggest(hold_reason);
    }
    if let Some(stale) = reading.stale {
        finding.sentence.push_str(&stale);
    }
    finding
}
