//! What the rules say of whole cases.

mod applications;
mod photos;
mod posts;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    Applicant, Attachment, AttachmentId, DocumentKind, Family, FamilyId, Finding, Inmate, InmateId,
    InmateStatus, Private,
};
use uuid::Uuid;

const FAMILY: FamilyId = FamilyId(Uuid::from_u128(1));
const INMATE: InmateId = InmateId(Uuid::from_u128(2));

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a real date")
}

/// Noon in Taipei.
fn noon(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::from_hms_opt(4, 0, 0).expect("a real time")).and_utc()
}

fn applicant() -> Applicant {
    Applicant {
        name: "範例".into(),
        national_id: "A123456789".into(),
        birth_date: NaiveDate::from_ymd_opt(1980, 5, 23).expect("a real date"),
        phone: Private::default(),
        email: Private::default(),
        address: Private::default(),
    }
}

fn family() -> Family {
    Family {
        id: FAMILY,
        revision: 1,
        applicant: applicant(),
        last_published_on: None,
        suspended_until: None,
        registered_at: noon(day(1, 1)),
    }
}

fn inmate(status: &str) -> Inmate {
    Inmate {
        id: INMATE,
        revision: 1,
        number: "3071".to_owned(),
        name: "範例".into(),
        facility: "雲林第二監獄".to_owned(),
        housing_unit: String::new(),
        juvenile: false,
        status: InmateStatus { code: status.to_owned(), since: None, until: None },
        family_id: Some(FAMILY),
    }
}

fn file(number: u128, kind: DocumentKind, media_type: &str, size_bytes: u64) -> Attachment {
    Attachment {
        id: AttachmentId(Uuid::from_u128(number)),
        kind,
        media_type: media_type.to_owned(),
        size_bytes,
        sha256: "0".repeat(64),
        file_name: "範例.jpg".into(),
        uploaded_at: noon(day(11, 1)),
        since_revision: 1,
    }
}

fn of(findings: &[Finding], rule: &str) -> Finding {
    findings.iter().find(|finding| finding.rule == rule).cloned().expect("the rule has a finding")
}
