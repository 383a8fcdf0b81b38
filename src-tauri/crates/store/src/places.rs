//! In which part of the queue a case stands.

use std::sync::LazyLock;

use domain::CaseId;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::columns::blob;

/// The parts of the queue; every case is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 待審
    Waiting,
    /// 補件重送: corrected and sent again.
    Resubmitted,
    /// 暫緩: the inmate's status.
    Held,
    /// 送主管: an open question to the supervisor.
    Escalated,
    /// 已決定未送達: our decision waits in the outbox.
    Decided,
    /// 待處理衝突: our decision lies in the tray. A question that lies there leaves its case where
    /// it is.
    Tray,
    /// Nothing to do any more.
    Closed,
}

impl Place {
    /// All but [`Place::Closed`], in the order of the screen.
    pub const OPEN: [Self; 6] =
        [Self::Waiting, Self::Resubmitted, Self::Held, Self::Escalated, Self::Decided, Self::Tray];

    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Resubmitted => "resubmitted",
            Self::Held => "held",
            Self::Escalated => "escalated",
            Self::Decided => "decided",
            Self::Tray => "tray",
            Self::Closed => "closed",
        }
    }
}

/// The SQL for where a case belongs, given the SQL for its id, its state and whether it was sent
/// again.
pub(crate) fn belongs(id: &str, state: &str, resubmitted: &str) -> String {
    format!(
        "CASE
             WHEN EXISTS (SELECT 1 FROM outbox
                          WHERE outbox.case_id = {id} AND act = 'decision') THEN 'decided'
             WHEN EXISTS (SELECT 1 FROM tray
                          WHERE tray.case_id = {id} AND act = 'decision'
                            AND settled_at IS NULL) THEN 'tray'
             WHEN {state} NOT IN ('pending', 'held') THEN 'closed'
             WHEN EXISTS (SELECT 1 FROM escalations
                          WHERE escalations.case_id = {id} AND escalations.state = 'open'
                            AND fate IN ('unsent', 'accepted')) THEN 'escalated'
             WHEN {state} = 'held' THEN 'held'
             WHEN {resubmitted} THEN 'resubmitted'
             ELSE 'waiting'
         END"
    )
}

/// Puts a case where it belongs, after anything that may have moved it.
pub(crate) fn settle(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    static SETTLE: LazyLock<String> = LazyLock::new(|| {
        let place = belongs("cases.id", "cases.state", "cases.resubmitted");
        format!("UPDATE cases SET place = {place} WHERE id = ?1")
    });
    tx.prepare_cached(&SETTLE)?.execute([blob(&case.0)])?;
    Ok(())
}
