//! States, dates and documents in the words that a family reads.

use chrono::{DateTime, Utc};
use domain::{
    CaseState, DocumentKind, FAMILY_STATUS_TEXT, Route,
    calendar::{roc_long, taipei_clock, taipei_date},
};

/// A state in words. Of a held case a family is told no more than 目前未開放.
pub(super) fn state(state: CaseState) -> &'static str {
    match state {
        CaseState::Pending => "審核中",
        CaseState::Held => FAMILY_STATUS_TEXT,
        CaseState::Approved => "審核通過",
        CaseState::Returned | CaseState::Rejected => "審核未通過",
        CaseState::Withdrawn => "已撤回",
    }
}

/// The class of a state's mark, which has a shape besides its colour.
pub(super) fn mark(state: CaseState) -> &'static str {
    match state {
        CaseState::Pending => "waiting",
        CaseState::Held => "hold",
        CaseState::Approved => "pass",
        CaseState::Returned => "note",
        CaseState::Rejected => "fail",
        CaseState::Withdrawn => "gone",
    }
}

pub(super) fn moment(at: DateTime<Utc>) -> String {
    format!("{} {}", roc_long(taipei_date(at)), taipei_clock(at))
}

pub(super) fn document(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "身分證明文件",
        DocumentKind::Relationship => "關係證明文件",
        DocumentKind::Portrait => "正面清晰照片",
        DocumentKind::Cohabitation => "戶口名簿或同居證明",
        DocumentKind::OfficialLetter => "正式公文或機構函",
        DocumentKind::Photo => "照片",
        DocumentKind::Other => "其他文件",
    }
}

/// The name of a document's field in a form.
pub(super) fn field(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "identity",
        DocumentKind::Relationship => "relationship",
        DocumentKind::Portrait => "portrait",
        DocumentKind::Cohabitation => "cohabitation",
        DocumentKind::OfficialLetter => "official_letter",
        DocumentKind::Photo => "photo",
        DocumentKind::Other => "other",
    }
}

pub(super) fn document_hint(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "身分證正面，或居留證、護照；四個角都要入鏡",
        DocumentKind::Relationship => "能同時看到兩位姓名的戶口名簿，或有詳細記事的戶籍謄本",
        DocumentKind::Portrait => "最近的單人正面照，臉部清楚，不戴口罩或墨鏡",
        DocumentKind::Cohabitation => "同一戶籍的戶口名簿；不同戶籍時附同居證明",
        DocumentKind::OfficialLetter => "寫明要協助的事項與期間",
        DocumentKind::Photo | DocumentKind::Other => "",
    }
}

pub(super) const ROUTES: [(Route, &str, &str); 3] = [
    (Route::Kin, "kin", "親屬（配偶、血親、姻親）"),
    (Route::Cohabiting, "cohabiting", "共居家屬"),
    (Route::Project, "project", "專案（機關、里鄰長或機構人員）"),
];

pub(super) fn route(route: Route) -> &'static str {
    ROUTES.iter().find(|(at, _, _)| *at == route).map_or("", |(_, _, words)| words)
}
