//! A store in a folder of its own, and made-up people and cases to fill it.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Applicant, Application, Attachment, Case, CaseId, CaseKind, CaseState, Decision, DecisionId,
    DocumentKind, FamilyId, GivenReason, Inmate, InmateId, InmateStatus, Post, Private, Route,
    StaffMember, Verdict,
};
use sha2::{Digest, Sha256};
use store::decisions::NewDecision;
use store::{Key, Store, StoreError};
use uuid::Uuid;

pub struct Desk {
    pub folder: tempfile::TempDir,
    pub key: Key,
    store: Option<Store>,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = Key::from_bytes([7; 32]);
        let mut desk = Self { folder, key, store: None };
        desk.reopen();
        desk
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    pub fn reopen(&mut self) {
        self.store = None;
        self.store = Some(Store::open(&self.path(), &self.key, at(0)).expect("a store"));
    }

    pub fn close(&mut self) {
        self.store = None;
    }
}

impl std::ops::Deref for Desk {
    type Target = Store;
    fn deref(&self) -> &Store {
        self.store.as_ref().expect("an open store")
    }
}

/// Minutes after a fixed instant.
pub fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn me() -> StaffMember {
    StaffMember { subject: "worker-1".into(), display_name: "李社工".into() }
}

pub fn applicant(name: &str) -> Applicant {
    Applicant {
        name: Private::from(name),
        national_id: Private::from("A123456789"),
        birth_date: NaiveDate::from_ymd_opt(1980, 2, 3).expect("a day"),
        phone: Private::default(),
        email: Private::default(),
        address: Private::default(),
    }
}

pub fn file(number: u128, bytes: &[u8]) -> Attachment {
    Attachment {
        id: id(number).into(),
        kind: DocumentKind::Identity,
        media_type: "image/jpeg".into(),
        size_bytes: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
        file_name: Private::from("證件.jpg"),
        uploaded_at: at(0),
        since_revision: 1,
    }
}

pub fn application(number: u128) -> Application {
    Application {
        id: id(number).into(),
        revision: 1,
        number: format!("申115-{number:04}"),
        state: CaseState::Pending,
        submitted_at: at(number as i64),
        resubmitted_at: None,
        family_id: FamilyId(id(1000 + number)),
        inmate_id: InmateId(id(77)),
        applicant: applicant("王小明"),
        route: Route::Kin,
        relation: Private::from("兒子"),
        statement: Private::default(),
        documents: Vec::new(),
    }
}

pub fn post(number: u128) -> Post {
    Post {
        id: id(number).into(),
        revision: 1,
        number: format!("簿115-{number:04}"),
        state: CaseState::Pending,
        submitted_at: at(number as i64),
        resubmitted_at: None,
        family_id: FamilyId(id(1000)),
        inmate_id: InmateId(id(77)),
        author_name: Private::from("陳怡君"),
        relation: Private::from("女兒"),
        title: Private::from("妹妹會騎車了"),
        body: Private::from("爸，妹妹昨天自己把輔助輪拆了。"),
        photos: Vec::new(),
    }
}

pub fn inmate() -> Inmate {
    Inmate {
        id: InmateId(id(77)),
        revision: 1,
        number: "3071".into(),
        name: Private::from("陳國樑"),
        facility: "雲林第二監獄".into(),
        housing_unit: "三教區".into(),
        juvenile: false,
        status: InmateStatus { code: "OPEN".into(), since: None, until: None },
        family_id: None,
    }
}

pub fn put(store: &Store, case: &Case) {
    store
        .write::<_, store::StoreError>(|tx| {
            store::cases::upsert(tx, case, domain::Priority::Normal, 0)
        })
        .expect("a case");
}

pub fn decision(case: &Case, verdict: Verdict) -> NewDecision {
    let reasons = match verdict {
        Verdict::Approve => Vec::new(),
        _ => vec![GivenReason {
            code: "P01".into(),
            slots: [("事項".to_owned(), Private::from("在監證明"))].into(),
            counts: case.reference().kind == CaseKind::Post && verdict == Verdict::Reject,
        }],
    };
    NewDecision {
        id: DecisionId(id(5000 + case.reference().id.0.as_u128())),
        decision: Decision {
            case: case.reference(),
            base_revision: case.revision(),
            evidence_sha256: Vec::new(),
            verdict,
            reasons,
            family_message: Private::from("請修改後再送。"),
            policy_version: "112.12".into(),
            fence: None,
            decided_at: at(100),
            overturns: None,
            pages_seen: Vec::new(),
        },
        pages_seen: Vec::new(),
        by: me(),
        not_before: at(100) + TimeDelta::seconds(10),
    }
}

pub fn decide(store: &Store, case: &Case, verdict: Verdict) -> DecisionId {
    let new = decision(case, verdict);
    store.write(|tx| store::decisions::record(tx, &new, at(100))).expect("recorded");
    new.id
}

pub fn case_id(number: u128) -> CaseId {
    CaseId(id(number))
}

pub fn read<T>(store: &Store, read: impl FnOnce(&store::Connection) -> Result<T, StoreError>) -> T {
    store.read(read).expect("read")
}

pub fn write<T>(
    store: &Store,
    write: impl FnOnce(&store::Transaction<'_>) -> Result<T, StoreError>,
) -> T {
    store.write(write).expect("written")
}

pub fn place(store: &Store, number: u128) -> store::places::Place {
    read(store, |c| store::cases::get(c, case_id(number))).expect("a case").place
}

/// The portal accepts the one decision that is on its way.
pub fn acknowledge(store: &Store, case: &Case, minutes: i64) {
    let [entry] = &read(store, store::outbox::list)[..] else { panic!("one act is on its way") };
    let answer = store::outbox::Acknowledgement {
        accepted_at: at(minutes),
        revision: case.revision() + 1,
        state: Some(CaseState::Approved),
    };
    write(store, |tx| store::outbox::acknowledge(tx, entry, &answer, at(minutes)));
}
