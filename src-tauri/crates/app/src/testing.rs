//! A desk at which somebody sits, with a database of its own, no portal and a clock that the test
//! moves. Nothing runs beside it: the loops that send and tell are not started.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use documents::Workshop;
use domain::{
    Case, CaseRef, CaseState, FamilyId, Inmate, InmateId, InmateStatus, Post, Priority, Private,
    Role, Verdict,
};
use portal::secrets::MemorySecrets;
use portal::wire::Me;
use portal::{Client, ClientOptions};
use store::{Key, Store, StoreError, Transaction};
use sync::{Clock, Engine, Settings};
use uuid::Uuid;

use crate::state::{Desk, DeskOptions, Means, Opening, OwnWords, PracticeStart, Session};
use crate::views::boot::DeskMode;
use crate::views::decide::DecideRequest;

/// A clock that stands until it is moved.
pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    pub(crate) fn pass(&self, seconds: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += TimeDelta::seconds(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Seat {
    _folder: tempfile::TempDir,
    pub desk: Desk,
    pub session: Arc<Session>,
    pub clock: Arc<TestClock>,
}

impl Seat {
    /// 李沛真 sits down, at 2026-11-18 20:26 in Taipei.
    pub(crate) async fn taken_by(role: Role) -> Self {
        portal::choose_cipher_provider();
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(TestClock(Mutex::new(at(600))));
        let desk = Desk::new(DeskOptions {
            data_folder: folder.path().to_owned(),
            secrets: Arc::new(MemorySecrets::new()),
            practice: PracticeStart::WhenAsked,
            worker: PathBuf::from("no-documents-are-opened-here"),
            managed: crate::ManagedPolicy::default(),
            open_browser: Arc::new(|_| Err(())),
            on_changed: Arc::new(|_| {}),
            clock: clock.clone(),
        });
        let session = sit_down(folder.path().join("desk.sqlite"), clock.clone(), role);
        *desk.session.write().await = Some(session.clone());
        Self { _folder: folder, desk, session, clock }
    }

    pub(crate) fn write(&self, write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>) {
        self.session.store.write(write).expect("written");
    }

    /// A post comes in, for an inmate with this status.
    pub(crate) fn receive(&self, post: Post, status: &str) -> CaseRef {
        let case = Case::Post(post);
        let inmate = Inmate {
            id: case.inmate_id(),
            revision: 1,
            number: "3071".to_owned(),
            name: Private::from("陳國樑"),
            facility: "雲林第二監獄".to_owned(),
            housing_unit: "三教區".to_owned(),
            juvenile: false,
            status: InmateStatus { code: status.to_owned(), since: None, until: None },
            family_id: Some(case.family_id()),
        };
        self.write(|tx| {
            store::people::upsert_inmate(tx, &inmate, false, 0)?;
            store::cases::upsert(tx, &case, Priority::Normal, 0)
        });
        case.reference()
    }
}

fn sit_down(file: PathBuf, clock: Arc<TestClock>, role: Role) -> Arc<Session> {
    let me = Me {
        subject: "sw-01".to_owned(),
        display_name: "李沛真".to_owned(),
        facility: "雲林第二監獄".to_owned(),
        role,
    };
    let signed_in = portal::Session::with_access_token(me, "a-token").expect("a session");
    let base: url::Url = "http://127.0.0.1:9/".parse().expect("an address");
    let key = Key::from_bytes([7; 32]);
    let store = Arc::new(Store::open(&file, &key, clock.now()).expect("a store"));
    let tokens = signed_in.tokens.clone();
    let client = Client::new(base.clone(), tokens, ClientOptions::default()).expect("a client");
    let triage = Arc::new(|_: &Case| Priority::Normal);
    let engine =
        Engine::new(store.clone(), client.clone(), clock.clone(), Settings::default(), triage);
    let means = Means {
        own_words: Arc::new(OwnWords::open(&store).expect("the shipped rules")),
        policies: Vec::new(),
        workshop: Arc::new(Workshop::start(
            PathBuf::from("no-documents-are-opened-here"),
            Vec::new(),
            documents::Limits::default(),
        )),
        store,
        engine,
        client,
    };
    let opening = Opening {
        mode: DeskMode::Portal,
        base,
        options: ClientOptions::default(),
        file,
        database: "portal/person".to_owned(),
        old_sign_in: "session/portal".to_owned(),
        keeps_data: true,
        secrets: Arc::new(MemorySecrets::new()),
        managed: Arc::default(),
        clock,
        inside: None,
    };
    Session::new(signed_in, opening, means).0
}

/// Minutes after a fixed instant, 2026-11-18 10:26 in Taipei.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_968_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
}

/// The nth post of the day; each of another family, to another inmate.
pub(crate) fn post(number: u128) -> Post {
    Post {
        id: Uuid::from_u128(number).into(),
        revision: 1,
        number: format!("簿115-{number:04}"),
        state: CaseState::Pending,
        submitted_at: at(number as i64),
        resubmitted_at: None,
        family_id: FamilyId(Uuid::from_u128(1_000 + number)),
        inmate_id: InmateId(Uuid::from_u128(2_000 + number)),
        author_name: Private::from("陳怡君"),
        relation: Private::from("女兒"),
        title: Private::from("妹妹會騎車了"),
        body: Private::from("爸，妹妹昨天自己把輔助輪拆了。"),
        photos: Vec::new(),
    }
}

/// A decision as the sheet gives it, without reasons.
pub(crate) fn decide(case: CaseRef, verdict: Verdict) -> DecideRequest {
    DecideRequest {
        case,
        base_revision: 1,
        verdict,
        overturns: None,
        reasons: Vec::new(),
        addition: String::new(),
        language: None,
        staff_note: String::new(),
        checks: Default::default(),
    }
}
