//! One entry of the change feed, read by itself: what this version does not know is skipped with a
//! notice, what is malformed is reported, and neither costs the rest of the page.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::{
    Application, Case, CaseId, CaseKind, CaseState, DecisionId, DecisionRecord, EscalationId,
    EscalationRecord, Family, FamilyId, Inmate, InmateId, Post, Priority, SuspensionRecord,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use store::feed::NoticeKind;
use uuid::Uuid;

use crate::Triage;

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// With what it is to be seen before; `None` where it could not be judged.
    Case(Box<Case>, Option<Priority>),
    CaseLeft(CaseId),
    CasePurged(CaseId),
    Family(Box<Family>),
    FamilyGone(FamilyId),
    Inmate(Box<Inmate>),
    InmateGone(InmateId),
    Decision(Box<DecisionRecord>),
    DecisionPurged(DecisionId),
    EscalationPurged(EscalationId),
    Escalation(Box<EscalationRecord>),
    Suspension(Box<SuspensionRecord>),
    /// Known, and nothing to do here.
    Nothing,
}

/// An entry that could not be taken. Holds no word of it but its wire names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    pub what: NoticeKind,
    pub kind: String,
    pub op: String,
    pub id: Option<Uuid>,
    pub detail: String,
}

/// `portal::wire::Change`, borrowed from the page, its data not yet looked into.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    id: Uuid,
    revision: u64,
    #[serde(borrow)]
    op: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// Reads and judges one entry: both without any lock or transaction.
pub(crate) fn read(raw: &RawValue, triage: &Triage) -> Result<Item, Unread> {
    let entry: Entry<'_> =
        serde_json::from_str(raw.get()).map_err(|error| unread_entry(raw, &error))?;
    read_entry(entry, triage)
}

fn read_entry(entry: Entry<'_>, triage: &Triage) -> Result<Item, Unread> {
    let Entry { kind, id, revision, op, data } = entry;
    let unread = |what, detail: String| Unread {
        what,
        kind: wire_name(&kind),
        op: wire_name(&op),
        id: Some(id),
        detail,
    };
    let gone = match &*op {
        "upsert" | "withdrawn" | "decided" | "suspended" | "resumed" => false,
        "left_scope" | "purged" => true,
        _ => return Err(unread(NoticeKind::UnknownOp, String::new())),
    };
    if gone {
        let purged = op == "purged";
        return match &*kind {
            "application" | "post" if purged => Ok(Item::CasePurged(id.into())),
            "application" | "post" => Ok(Item::CaseLeft(id.into())),
            "family" => Ok(Item::FamilyGone(id.into())),
            "inmate" => Ok(Item::InmateGone(id.into())),
            "decision" if purged => Ok(Item::DecisionPurged(id.into())),
            "escalation" if purged => Ok(Item::EscalationPurged(id.into())),
            "decision" | "escalation" | "suspension" => Ok(Item::Nothing),
            _ => Err(unread(NoticeKind::UnknownKind, String::new())),
        };
    }
    let malformed = |detail: String| unread(NoticeKind::Malformed, detail);
    let item = match &*kind {
        "application" => {
            let application: Application = entity(data).map_err(malformed)?;
            let case = Case::Application(application);
            check(&case, CaseKind::Application, id, revision, &op).map_err(malformed)?;
            let priority = judge(triage, &case);
            Item::Case(Box::new(case), priority)
        }
        "post" => {
            let post: Post = entity(data).map_err(malformed)?;
            let case = Case::Post(post);
            check(&case, CaseKind::Post, id, revision, &op).map_err(malformed)?;
            let priority = judge(triage, &case);
            Item::Case(Box::new(case), priority)
        }
        "family" => {
            let family: Family = entity(data).map_err(malformed)?;
            same(family.id.0, id).map_err(malformed)?;
            Item::Family(Box::new(family))
        }
        "inmate" => {
            let inmate: Inmate = entity(data).map_err(malformed)?;
            same(inmate.id.0, id).map_err(malformed)?;
            Item::Inmate(Box::new(inmate))
        }
        "decision" => {
            let record: DecisionRecord = entity(data).map_err(malformed)?;
            same(record.id.0, id).map_err(malformed)?;
            Item::Decision(Box::new(record))
        }
        "escalation" => {
            let record: EscalationRecord = entity(data).map_err(malformed)?;
            same(record.id.0, id).map_err(malformed)?;
            Item::Escalation(Box::new(record))
        }
        "suspension" => {
            let record: SuspensionRecord = entity(data).map_err(malformed)?;
            same(record.id.0, id).map_err(malformed)?;
            Item::Suspension(Box::new(record))
        }
        _ => return Err(unread(NoticeKind::UnknownKind, String::new())),
    };
    Ok(item)
}

/// What a case is to be seen before. A rule that does not survive what a family wrote costs nobody
/// the case: it is then for a person, before all others.
pub(crate) fn judge(triage: &Triage, case: &Case) -> Option<Priority> {
    catch_unwind(AssertUnwindSafe(|| triage(case))).ok()
}

impl Item {
    /// Its kind and op on the wire, as a notice names them.
    pub fn wire_names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Case(case, _) => (
                match case.reference().kind {
                    CaseKind::Application => "application",
                    CaseKind::Post => "post",
                },
                "upsert",
            ),
            Self::CaseLeft(_) => ("case", "left_scope"),
            Self::CasePurged(_) => ("case", "purged"),
            Self::Family(_) => ("family", "upsert"),
            Self::FamilyGone(_) => ("family", "left_scope"),
            Self::Inmate(_) => ("inmate", "upsert"),
            Self::InmateGone(_) => ("inmate", "left_scope"),
            Self::Decision(_) => ("decision", "upsert"),
            Self::DecisionPurged(_) => ("decision", "purged"),
            Self::Escalation(_) => ("escalation", "upsert"),
            Self::EscalationPurged(_) => ("escalation", "purged"),
            Self::Suspension(_) => ("suspension", "upsert"),
            Self::Nothing => ("", ""),
        }
    }

    /// What it is about.
    pub fn id(&self) -> Option<Uuid> {
        Some(match self {
            Self::Case(case, _) => case.reference().id.0,
            Self::CaseLeft(id) | Self::CasePurged(id) => id.0,
            Self::Family(family) => family.id.0,
            Self::FamilyGone(id) => id.0,
            Self::Inmate(inmate) => inmate.id.0,
            Self::InmateGone(id) => id.0,
            Self::Decision(record) => record.id.0,
            Self::DecisionPurged(id) => id.0,
            Self::Escalation(record) => record.id.0,
            Self::EscalationPurged(id) => id.0,
            Self::Suspension(record) => record.id.0,
            Self::Nothing => return None,
        })
    }
}

fn entity<T: DeserializeOwned>(data: Option<&RawValue>) -> Result<T, String> {
    let data = data.ok_or("no data")?;
    // The error's own text would quote what it could not read.
    serde_json::from_str(data.get()).map_err(|_| "data does not fit the contract".to_owned())
}

/// The entry and its data must speak of the same thing, or a decision might be held against
/// another revision than the one shown.
fn check(case: &Case, kind: CaseKind, id: Uuid, revision: u64, op: &str) -> Result<(), String> {
    debug_assert_eq!(case.reference().kind, kind);
    same(case.reference().id.0, id)?;
    if case.revision() != revision {
        return Err("the revisions of entry and data differ".to_owned());
    }
    if op == "withdrawn" && case.state() != CaseState::Withdrawn {
        return Err("withdrawn, but in another state".to_owned());
    }
    Ok(())
}

fn same(data: Uuid, entry: Uuid) -> Result<(), String> {
    if data == entry { Ok(()) } else { Err("the ids of entry and data differ".to_owned()) }
}

/// As much of an unreadable entry as tells what it would have been.
fn unread_entry(raw: &RawValue, error: &serde_json::Error) -> Unread {
    let value: serde_json::Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let text = |field: &str| wire_name(value.get(field).and_then(|v| v.as_str()).unwrap_or(""));
    Unread {
        what: NoticeKind::Malformed,
        kind: text("kind"),
        op: text("op"),
        id: value.get("id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()),
        detail: format!("the entry does not fit the contract, column {}", error.column()),
    }
}

/// A name off the wire is kept only if it looks like one: it might be anything, even a family's
/// words.
fn wire_name(text: &str) -> String {
    let fits = text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if fits { text.to_owned() } else { String::from("?") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900000-0000-7000-8000-000000000001";

    fn inmate() -> String {
        format!(
            r#"{{"id":"{ID}","revision":1,"number":"3071","name":"陳","facility":"f",
                "juvenile":false,"status":{{"code":"OPEN"}},"favourite_colour":"blue"}}"#
        )
    }

    fn read_text(text: &str) -> Result<Item, Unread> {
        let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
        let triage: Triage = std::sync::Arc::new(|_| Priority::Normal);
        read(&raw, &triage)
    }

    fn entry(kind: &str, op: &str, data: &str) -> String {
        format!(
            r#"{{"kind":"{kind}","id":"{ID}","revision":1,"op":"{op}","data":{data},"later":1}}"#
        )
    }

    #[test]
    fn future_fields_are_ignored() {
        let item = read_text(&entry("inmate", "upsert", &inmate()));
        assert!(matches!(item, Ok(Item::Inmate(_))));
    }

    #[test]
    fn unknown_ops_and_kinds_are_told_apart_from_malformed_items() {
        let what = |text: String| read_text(&text).unwrap_err().what;
        assert_eq!(what(entry("inmate", "teleported", &inmate())), NoticeKind::UnknownOp);
        assert_eq!(what(entry("parcel", "upsert", "{}")), NoticeKind::UnknownKind);
        assert_eq!(what(entry("parcel", "purged", "{}")), NoticeKind::UnknownKind);
        assert_eq!(what(entry("inmate", "upsert", "{}")), NoticeKind::Malformed);
        assert_eq!(what(entry("inmate", "upsert", "null")), NoticeKind::Malformed);
        assert_eq!(what("[]".into()), NoticeKind::Malformed);
        assert_eq!(
            what(r#"{"kind":7,"id":"x","revision":-1,"op":""}"#.into()),
            NoticeKind::Malformed
        );
    }

    #[test]
    fn a_notice_never_quotes_what_it_could_not_read() {
        let text = format!(
            r#"{{"kind":"想你","id":"{ID}","revision":"王小明","op":"upsert","data":"王小明"}}"#
        );
        let unread = read_text(&text).unwrap_err();
        assert_eq!((unread.kind.as_str(), unread.op.as_str()), ("?", "upsert"));
        assert_eq!(unread.id, ID.parse().ok());
        assert!(!unread.detail.contains('王'));
    }

    #[test]
    fn data_of_another_id_is_malformed() {
        let other = inmate().replace(ID, "01900000-0000-7000-8000-000000000002");
        let unread = read_text(&entry("inmate", "upsert", &other)).unwrap_err();
        assert_eq!(unread.what, NoticeKind::Malformed);
    }
}
