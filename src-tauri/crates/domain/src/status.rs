//! 收容狀態 (壹.＊): whether an inmate may be reached today. A status that closes the service holds
//! a case; it is never the family's fault, and the family is told only 「目前未開放」.

use std::sync::OnceLock;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::calendar::roc_short;
use crate::table::Table;
use crate::{InmateStatus, TableError};

const SHIPPED: &str = include_str!("../../../../schema/rules/inmate_status.tsv");
const COLUMNS: [&str; 10] = [
    "code",
    "name",
    "gate",
    "max_days",
    "sensitive",
    "basis",
    "ordered_by",
    "duration",
    "ends",
    "note",
];

/// All that a family is ever told of a status.
pub const FAMILY_STATUS_TEXT: &str = "目前未開放";

/// What a status does to the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StatusGate {
    /// 開放: nothing in the status stands against the service.
    Open,
    /// Holds every case until it lifts.
    Closed,
    /// 移監, 借提, 戒護住院: nothing is handed over for now.
    Paused,
    /// 觀察勒戒條例 12: spouse and lineal relatives; all others go to a person.
    Conditional,
    /// No isolating punishment by law: a person says.
    Person,
    /// 出監, 死亡, 脫逃: the service has ended.
    Ended,
}

/// One status of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusEntry {
    /// What [`InmateStatus::code`] holds, such as `BAN105`.
    pub code: String,
    /// For staff; kept from the screen where `sensitive`.
    pub name: String,
    /// Decided by the table alone; no date changes it.
    pub gate: StatusGate,
    /// Past so many days it may be stale. It never opens by itself.
    pub max_days: Option<u32>,
    /// Whether the desk keeps the reason from the screen: 隔離保護 may mean an informant, an
    /// illness is special personal data (個資法 6).
    pub sensitive: bool,
    /// The law it rests on, such as 刑事訴訟法105III、IV; empty for 開放.
    pub basis: String,
    /// Who orders it, in words.
    pub ordered_by: String,
    /// How long it may last by law, in words; the number is `max_days`.
    pub duration: String,
    /// What ends it, in words.
    pub ends: String,
    /// What follows for cases and for what may be told.
    pub note: String,
}

/// What an inmate's status means on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusReading {
    /// What follows for the service on that day; [`StatusGate::Closed`] for an unknown code.
    pub gate: StatusGate,
    /// For staff; a sensitive or unknown status reads 目前未開放 alone.
    pub staff_label: String,
    /// Why it may be out of date, if it may.
    pub stale: Option<String>,
    /// The law it rests on; empty where that would give the reason away.
    pub basis: String,
}

impl StatusReading {
    /// Whether a case has to be held because of it.
    pub fn holds(&self) -> bool {
        matches!(self.gate, StatusGate::Closed | StatusGate::Paused | StatusGate::Ended)
    }
}

/// The table of statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusTable {
    entries: Vec<StatusEntry>,
}

impl StatusTable {
    /// The statuses that come with the desk.
    pub fn shipped() -> &'static Self {
        static TABLE: OnceLock<StatusTable> = OnceLock::new();
        TABLE.get_or_init(|| {
            Self::read("inmate_status.tsv", SHIPPED)
                .expect("the shipped statuses are read by a test")
        })
    }

    /// # Errors
    /// Names line and column of the first thing wrong.
    pub fn read(file: &str, source: &str) -> Result<Self, TableError> {
        let table = Table::read(file, source, &COLUMNS)?;
        let mut entries = Vec::new();
        for row in table.rows() {
            let [code, name, gate, max_days, sensitive, basis, ordered_by, duration, ends, note] =
                row.as_slice()
            else {
                continue;
            };
            entries.push(StatusEntry {
                code: code.required("代碼")?.to_owned(),
                name: name.required("名稱")?.to_owned(),
                gate: match gate.text {
                    "open" => StatusGate::Open,
                    "closed" => StatusGate::Closed,
                    "paused" => StatusGate::Paused,
                    "conditional" => StatusGate::Conditional,
                    "person" => StatusGate::Person,
                    "ended" => StatusGate::Ended,
                    other => return Err(gate.error(format!("不認得的 gate「{other}」"))),
                },
                max_days: match max_days.text {
                    "" => None,
                    days => Some(days.parse().map_err(|_| max_days.error("日數必須是整數"))?),
                },
                sensitive: match sensitive.text {
                    "yes" => true,
                    "no" => false,
                    other => return Err(sensitive.error(format!("「{other}」應為 yes 或 no"))),
                },
                basis: basis.text.to_owned(),
                ordered_by: ordered_by.text.to_owned(),
                duration: duration.text.to_owned(),
                ends: ends.text.to_owned(),
                note: note.text.to_owned(),
            });
        }
        Ok(Self { entries })
    }

    /// All statuses, in the order of the file.
    pub fn entries(&self) -> &[StatusEntry] {
        &self.entries
    }

    /// `None` for a code that this version of the desk does not know.
    pub fn entry(&self, code: &str) -> Option<&StatusEntry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// What a code does to the service; an unknown one closes it.
    pub fn gate(&self, code: &str) -> StatusGate {
        self.entry(code).map_or(StatusGate::Closed, |entry| entry.gate)
    }

    /// What `status` means on `today`. A code that this version does not know counts as closed: it
    /// holds, it never opens.
    pub fn reading(&self, status: &InmateStatus, today: NaiveDate) -> StatusReading {
        let Some(entry) = self.entry(&status.code) else {
            return StatusReading {
                gate: StatusGate::Closed,
                staff_label: format!("{FAMILY_STATUS_TEXT}（這個版本不認得的狀態）"),
                stale: None,
                basis: "壹.＊".to_owned(),
            };
        };
        let hidden = entry.sensitive;
        StatusReading {
            gate: entry.gate,
            staff_label: if hidden { FAMILY_STATUS_TEXT.to_owned() } else { entry.name.clone() },
            stale: stale(entry, status, today),
            basis: if hidden { String::new() } else { entry.basis.clone() },
        }
    }
}

fn stale(entry: &StatusEntry, status: &InmateStatus, today: NaiveDate) -> Option<String> {
    if entry.gate == StatusGate::Open || entry.gate == StatusGate::Ended {
        return None;
    }
    if let Some(until) = status.until
        && until < today
    {
        return Some(format!(
            "預定至 {}，已經過了，資料可能未更新；請先向名籍或戒護單位確認。",
            roc_short(until)
        ));
    }
    let (since, max) = (status.since?, entry.max_days?);
    let last = since.checked_add_days(Days::new(u64::from(max)))?;
    (last < today).then(|| {
        // The number of days alone would give a sensitive status away.
        if entry.sensitive {
            format!("自 {} 起，已超過法定最長期間，資料可能未更新。", roc_short(since))
        } else {
            format!(
                "自 {} 起最長 {max} 日，到 {} 已屆滿，資料可能未更新。",
                roc_short(since),
                roc_short(last)
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{StatusGate, StatusTable};
    use crate::InmateStatus;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a real date")
    }

    fn status(code: &str) -> InmateStatus {
        InmateStatus { code: code.to_owned(), since: Some(day(11, 1)), until: None }
    }

    #[test]
    fn the_shipped_statuses_are_read() {
        let table = StatusTable::shipped();
        assert_eq!(table.entries().len(), 15);
        assert_eq!(table.entry("OPEN").map(|entry| entry.gate), Some(StatusGate::Open));
    }

    #[test]
    fn an_unknown_status_holds_and_never_opens() {
        let reading = StatusTable::shipped().reading(&status("NEW_IN_119"), day(11, 23));
        assert!(reading.holds());
    }

    #[test]
    fn protective_isolation_and_illness_do_not_show_their_reason_even_to_staff() {
        for code in ["PROTISO", "PROTROOM", "ILLISO"] {
            let reading = StatusTable::shipped().reading(&status(code), day(11, 30));
            assert!(reading.holds());
            assert_eq!(reading.staff_label, "目前未開放");
            assert!(reading.basis.is_empty());
            assert!(!format!("{:?}", reading.stale).contains("15 日"));
        }
    }

    #[test]
    fn past_its_legal_maximum_a_status_may_be_stale_but_still_holds() {
        let table = StatusTable::shipped();
        let within = table.reading(&status("SEGINV"), day(11, 21));
        assert_eq!((within.holds(), within.stale), (true, None));
        let past = table.reading(&status("SEGINV"), day(11, 22));
        assert!(past.holds() && past.stale.is_some());
        let ended = InmateStatus { until: Some(day(11, 10)), ..status("BAN105") };
        let reading = table.reading(&ended, day(11, 11));
        assert!(reading.holds() && reading.stale.is_some(), "it never opens by itself");
    }
}
