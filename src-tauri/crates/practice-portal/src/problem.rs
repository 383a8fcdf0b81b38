//! What the portal refuses, as RFC 9457 problems. None of them repeats what a family or a desk wrote.

use domain::{DecisionRecord, StaffMember};
use portal::wire::{Claim, Problem};

use crate::store::StoreError;

/// Why a request was not done.
#[derive(Debug)]
pub(crate) enum Refusal {
    Problem(Box<Problem>),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

pub(crate) type Done<T> = Result<T, Refusal>;

fn problem(slug: &str, status: u16, title: &str) -> Problem {
    Problem {
        problem_type: format!("/problems/{slug}"),
        title: title.to_owned(),
        status,
        detail: None,
        current_revision: None,
        decision: None,
        claim: None,
        suspended_until: None,
        pointer: None,
    }
}

pub(crate) fn unauthenticated() -> Problem {
    problem("unauthenticated", 401, "請先登入")
}

/// The person signed in has no right to this (any more).
pub(crate) fn not_authorised(detail: &str) -> Problem {
    Problem {
        detail: Some(detail.to_owned()), ..problem("not-authorised", 403, "沒有這項權限")
    }
}

pub(crate) fn client_too_old(min_client: &str) -> Problem {
    Problem {
        detail: Some(format!("這個入口需要 {min_client} 版以上的審核台")),
        ..problem("client-too-old", 403, "審核台的版本太舊")
    }
}

/// Unknown here, or no longer this facility's.
pub(crate) fn not_found() -> Problem {
    problem("not-found", 404, "查無此項，或已不屬於本機關")
}

pub(crate) fn method_not_allowed() -> Problem {
    problem("method-not-allowed", 405, "這個網址不接受這種請求")
}

pub(crate) fn withdrawn(current_revision: u64) -> Problem {
    Problem {
        current_revision: Some(current_revision), ..problem("withdrawn", 409, "家屬已撤回")
    }
}

pub(crate) fn already_decided(current_revision: u64, decision: Option<DecisionRecord>) -> Problem {
    Problem {
        current_revision: Some(current_revision),
        decision: decision.map(Box::new),
        ..problem("already-decided", 409, "同仁已先作成決定")
    }
}

pub(crate) fn revision_mismatch(current_revision: u64) -> Problem {
    Problem {
        current_revision: Some(current_revision),
        ..problem("revision-mismatch", 409, "案件已有新的版次")
    }
}

pub(crate) fn claim_superseded(claim: Claim) -> Problem {
    Problem { claim: Some(claim), ..problem("claim-superseded", 409, "同仁已重新認領") }
}

pub(crate) fn suspended(until: chrono::NaiveDate) -> Problem {
    Problem {
        suspended_until: Some(until), ..problem("suspended", 409, "家屬的使用權限暫停中")
    }
}

/// 貳.一: one inmate, one family.
pub(crate) fn inmate_has_family() -> Problem {
    problem("inmate-has-family", 409, "這位收容人已有一位家屬使用聯絡簿")
}

pub(crate) fn id_reused() -> Problem {
    problem("decision-id-reused", 422, "同一識別碼已用於另一份內容")
}

pub(crate) fn cursor_unknown() -> Problem {
    problem("cursor-unknown", 410, "這個續傳位置不屬於現在的資料庫，請重新取得全部資料")
}

/// A body or a parameter that does not hold; `pointer` is a JSON Pointer (RFC 6901).
pub(crate) fn validation(pointer: &str, detail: &str) -> Problem {
    Problem {
        detail: Some(detail.to_owned()),
        pointer: Some(pointer.to_owned()),
        ..problem("validation", 422, "內容不符規定")
    }
}

pub(crate) fn internal() -> Problem {
    problem("internal", 500, "入口發生錯誤，請稍後再試")
}

pub(crate) fn too_large() -> Problem {
    problem("too-large", 413, "內容過大")
}

/// Who acts, as colleagues see them.
pub(crate) fn member(subject: &str, display_name: &str) -> StaffMember {
    StaffMember { subject: subject.to_owned(), display_name: display_name.to_owned() }
}
