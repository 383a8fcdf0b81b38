//! 審核決定紀錄: one decision for the file, with what the family read.

use chrono::{DateTime, Utc};
use domain::{CaseKind, Private, Verdict};

use super::{Maker, Paper, PaperReason, stamp, verdict_word};
use crate::setting::{Press, Style};
use crate::{Identities, ReportError, Typefaces};

pub struct DecisionNotice {
    pub maker: Maker,
    pub kind: CaseKind,
    /// 案號
    pub number: String,
    pub revision: u64,
    /// The applicant, or the post's author.
    pub family: Private,
    pub national_id: Option<Private>,
    pub relation: Private,
    pub inmate_number: String,
    pub inmate: Private,
    pub verdict: Verdict,
    pub reasons: Vec<PaperReason>,
    pub family_message: Private,
    /// Title and body of a post as they were decided on; none for an application.
    pub words: Option<(Private, Private)>,
    pub policy_version: String,
    pub decided_by: String,
    pub decided_at: DateTime<Utc>,
    /// When the portal took it; none while it waits to be sent.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The decision that this one replaces: by whom and when.
    pub overturns: Option<String>,
    /// The decision that replaced this one: by whom and when.
    pub overturned_by: Option<String>,
    pub identities: Identities,
}

/// # Errors
/// `Unwritten`
pub fn decision_notice(notice: &DecisionNotice, faces: &Typefaces) -> Result<Paper, ReportError> {
    const TITLE: &str = "審核決定紀錄";
    let mut press = Press::new(faces, notice.maker.foot(TITLE));
    press.title(&format!("{}　{TITLE}", notice.maker.facility));
    press.rule();
    let kind = match notice.kind {
        CaseKind::Application => "服務申請",
        CaseKind::Post => "聯絡簿",
    };
    press.fact("案號", &format!("{}（{kind}，第 {} 版）", notice.number, notice.revision));
    let family = format!("{}（{}）", notice.family.as_str(), notice.relation.as_str());
    press.fact("家屬", &family);
    if let Some(number) = &notice.national_id {
        press.fact("證號", &notice.identities.show(number));
    }
    press.fact("收容人", &format!("{}　{}", notice.inmate_number, notice.inmate.as_str()));
    press.rule();
    press.fact("決定", verdict_word(notice.verdict));
    for (place, reason) in notice.reasons.iter().enumerate() {
        press.fact(if place == 0 { "理由" } else { "" }, &reason.line());
    }
    press.fact("審核人", &notice.decided_by);
    press.fact("決定時間", &stamp(notice.decided_at));
    let accepted = notice.accepted_at.map_or_else(|| "尚未送達入口網".to_owned(), stamp);
    press.fact("送達入口網", &accepted);
    press.fact("審核規則", &notice.policy_version);
    if let Some(before) = &notice.overturns {
        press.fact("改判自", before);
    }
    if let Some(after) = &notice.overturned_by {
        press.fact("已改判", after);
    }
    if let Some((title, body)) = &notice.words {
        press.heading("家屬原文");
        press.quoted(title.as_str(), Style { weight: crate::setting::Weight::Bold, ..Style::TEXT });
        press.quoted(body.as_str(), Style::TEXT);
    }
    press.heading("給家屬的說明");
    if notice.family_message.is_empty() {
        press.words("（沒有另外說明）", Style::TEXT);
    } else {
        press.quoted(notice.family_message.as_str(), Style::TEXT);
    }
    if notice.national_id.is_some() {
        press.gap(6.0);
        press.words(&notice.identities.note(), Style::SMALL);
    }
    press.gap(16.0);
    press.signatures(&["承辦人：", "主　管："]);
    press.finish(TITLE, notice.maker.at)
}
