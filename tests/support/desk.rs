//! A desk without a window: a real store file, the real client and the real engine before a real
//! practice portal, on a clock that a test moves.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::views::decide::DecideRequest;
use app::views::queue::QueueRow;
use app::{PracticePlace, PracticePortal, StartPracticePortal};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Applicant, Case, CaseId, CaseKind, CaseRef, Decision, DecisionId, DocumentKind, Escalation,
    EscalationId, Family, GivenReason, Inmate, InmateId, InmateStatus, Private, Route, StaffMember,
    Verdict,
};
use portal::wire::Me;
use portal::{Client, ClientOptions, Session};
use practice_portal::{Config, Hand, Portal, Upload, World};
use store::decisions::NewDecision;
use store::places::Place;
use store::{Key, Store, StoreError, cases, decisions, escalations, outbox, tray};
use sync::{Clock, Engine, Settings};
use uuid::Uuid;

/// The portal inside a desk that practises, as the shell hands it in.
pub fn practice_portal() -> StartPracticePortal {
    Arc::new(|place: &PracticePlace| {
        let config = Config::inside_a_desk(&place.folder, place.keeps_data, place.now);
        let portal = Portal::start(config).map_err(|error| error.to_string())?;
        Ok(PracticePortal { address: portal.base_url(), running: Box::new(portal) })
    })
}

/// Clocks that start at the real time and move when told.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<(DateTime<Utc>, Duration)>>);

impl TestClock {
    pub fn starting_now() -> Self {
        Self(Arc::new(Mutex::new((Utc::now(), Duration::ZERO))))
    }

    pub fn advance(&self, by: TimeDelta) {
        let mut clocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.0 += by;
        clocks.1 += by.to_std().unwrap_or_default();
    }

    /// Somebody sets the PC's clock; no time passes.
    pub fn set_wall(&self, by: TimeDelta) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn monotonic(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// A portal with nobody and nothing in it.
///
/// # Panics
/// If it does not start.
pub fn empty_portal() -> Portal {
    empty_portal_with(Config::default())
}

/// The same, set up in another way.
///
/// # Panics
/// If it does not start.
pub fn empty_portal_with(config: Config) -> Portal {
    let world = World { draw: false, ..World::empty(Utc::now()) };
    Portal::start(Config { world, ..config }).expect("a portal")
}

/// One desk of one person.
pub struct Desk {
    folder: tempfile::TempDir,
    key: Key,
    subject: String,
    token: String,
    base_url: String,
    version: String,
    pub clock: TestClock,
    open: Option<(Arc<Store>, Arc<Engine>)>,
}

impl Desk {
    /// A desk for a sample person, before the portal itself or a line that leads to it.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub fn of(hand: &Hand, subject: &str, base_url: &str) -> Self {
        let mut desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
            key: Key::from_bytes([42; 32]),
            subject: subject.to_owned(),
            token: hand.access_token(subject).expect("a token"),
            base_url: base_url.to_owned(),
            version: ClientOptions::default().desk_version,
            clock: TestClock::starting_now(),
            open: None,
        };
        desk.reopen();
        desk
    }

    /// Ends the desk as a crash would, and starts it again on the same files.
    pub fn reopen(&mut self) {
        self.close();
        let store = Store::open(&self.path(), &self.key, self.clock.now()).expect("a store");
        let store = Arc::new(store);
        let engine = Engine::new(
            Arc::clone(&store),
            self.client(),
            Arc::new(self.clock.clone()),
            Settings::default(),
            Arc::new(|_: &Case| domain::Priority::Normal),
        );
        self.open = Some((store, engine));
    }

    pub fn close(&mut self) {
        self.open = None;
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Signs in anew, perhaps as somebody else.
    pub fn sign_in(&mut self, hand: &Hand, subject: &str) {
        self.subject = subject.to_owned();
        self.token = hand.access_token(subject).expect("a token");
        let client = self.client();
        self.engine().signed_in(client);
    }

    /// The desk is replaced by a newer version on the same files.
    pub fn update_to(&mut self, version: &str) {
        self.version = version.to_owned();
        self.reopen();
    }

    /// A line of its own to the portal, as this person.
    pub fn client(&self) -> Client {
        let me = Me {
            subject: self.subject.clone(),
            display_name: String::new(),
            facility: String::new(),
            role: domain::Role::SocialWorker,
        };
        let session = Session::with_access_token(me, &self.token).expect("a session");
        let options = ClientOptions {
            connect_timeout: Duration::from_secs(2),
            read_timeout: Duration::from_secs(2),
            call_timeout: Duration::from_secs(5),
            desk_version: self.version.clone(),
            ..ClientOptions::default()
        };
        Client::new(self.base_url.parse().expect("an address"), session.tokens, options)
            .expect("a client")
    }

    pub fn engine(&self) -> &Arc<Engine> {
        &self.open.as_ref().expect("an open desk").1
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.open.as_ref().expect("an open desk").0
    }

    pub fn read<T>(&self, read: impl FnOnce(&store::Connection) -> Result<T, StoreError>) -> T {
        self.store().read(read).expect("read")
    }

    pub fn case(&self, id: CaseId) -> Option<cases::StoredCase> {
        self.read(|c| cases::get(c, id))
    }

    pub fn place(&self, case: CaseRef) -> Place {
        self.case(case.id).expect("the case").place
    }

    /// Decides with an ordinary reason, seeing everything, undo time over.
    pub fn decide(&self, case: CaseRef, verdict: Verdict) -> DecisionId {
        let seen = self.case(case.id).expect("the case").case;
        self.try_decide(&seen, verdict, None).expect("recorded")
    }

    /// Decides on the case as it was seen.
    ///
    /// # Errors
    /// As the store records.
    pub fn try_decide(
        &self,
        seen: &Case,
        verdict: Verdict,
        overturns: Option<DecisionId>,
    ) -> Result<DecisionId, decisions::RecordError> {
        self.decide_with(seen, verdict, |decision| decision.overturns = overturns)
    }

    /// Decides with something changed about the decision.
    ///
    /// # Errors
    /// As the store records.
    pub fn decide_with(
        &self,
        seen: &Case,
        verdict: Verdict,
        change: impl FnOnce(&mut Decision),
    ) -> Result<DecisionId, decisions::RecordError> {
        let now = self.clock.now();
        let kind = seen.reference().kind;
        let code = match (kind, verdict) {
            (_, Verdict::Approve) => None,
            (CaseKind::Post, Verdict::Hold) => Some("P10"),
            (CaseKind::Post, _) => Some("P01"),
            (CaseKind::Application, Verdict::Hold) => Some("A22"),
            (CaseKind::Application, Verdict::Return) => Some("A01"),
            (CaseKind::Application, Verdict::Reject) => Some("A20"),
        };
        let counts = kind == CaseKind::Post && verdict == Verdict::Reject;
        let mut new = NewDecision {
            id: DecisionId(new_id()),
            decision: Decision {
                case: seen.reference(),
                base_revision: seen.revision(),
                evidence_sha256: seen.evidence(),
                verdict,
                reasons: code
                    .map(|code| GivenReason {
                        code: code.to_owned(),
                        slots: Default::default(),
                        counts,
                    })
                    .into_iter()
                    .collect(),
                family_message: Private::from("請依說明修改後再送。"),
                policy_version: "112.12".to_owned(),
                fence: None,
                decided_at: now,
                overturns: None,
                pages_seen: Vec::new(),
            },
            pages_seen: Vec::new(),
            by: StaffMember { subject: self.subject.clone(), display_name: "李沛真".to_owned() },
            not_before: now,
        };
        change(&mut new.decision);
        self.store().write(|tx| decisions::record(tx, &new, now))?;
        Ok(new.id)
    }

    /// Asks the supervisor about the case as it is here.
    ///
    /// # Panics
    /// If the case is not here.
    pub fn ask(&self, case: CaseRef, question: &str, against: Option<DecisionId>) -> EscalationId {
        let (id, now) = (EscalationId(new_id()), self.clock.now());
        let escalation = Escalation {
            case,
            base_revision: self.case(case.id).expect("the case").case.revision(),
            question: Private::from(question),
            proposed: None,
            against,
            reasons: Vec::new(),
            known_at: None,
        };
        let by =
            StaffMember { subject: self.subject.clone(), display_name: "李沛真".to_owned() };
        let asked: Result<(), StoreError> =
            self.store().write(|tx| escalations::ask(tx, id, &escalation, &by, now));
        asked.expect("written");
        id
    }

    /// A supervisor answers a question.
    ///
    /// # Panics
    /// If the database fails.
    pub fn settle_question(&self, id: EscalationId, answer: &str) {
        let (answer, now) = (Private::from(answer), self.clock.now());
        let by = StaffMember { subject: self.subject.clone(), display_name: "主管".to_owned() };
        let settled: Result<(), StoreError> =
            self.store().write(|tx| escalations::settle(tx, id, &answer, &by, now));
        settled.expect("written");
    }

    /// The columns of the database in which these words stand, as `table.column`.
    pub fn mentions(&self, words: &str) -> Vec<String> {
        self.read(|c| {
            let mut columns = c.prepare(
                "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p
                 WHERE m.type = 'table'",
            )?;
            let columns: Vec<(String, String)> = columns
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut found = Vec::new();
            for (table, column) in columns {
                let count: i64 = c.query_row(
                    &format!(
                        "SELECT count(*) FROM \"{table}\"
                         WHERE instr(CAST(\"{column}\" AS TEXT), ?1) > 0"
                    ),
                    [words],
                    |row| row.get(0),
                )?;
                if count > 0 {
                    found.push(format!("{table}.{column}"));
                }
            }
            Ok(found)
        })
    }

    pub fn queued(&self) -> u32 {
        self.read(outbox::counts).queued
    }

    pub fn tray(&self) -> Vec<tray::TrayItem> {
        self.read(tray::list)
    }

    pub fn fate(&self, id: DecisionId) -> decisions::Fate {
        self.read(|c| decisions::get(c, id)).expect("the decision").fate
    }
}

/// A fresh id of a desk's own making.
pub fn new_id() -> Uuid {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let millis = Utc::now().timestamp_millis() as u128;
    Uuid::from_u128((millis << 80) | (0x7 << 76) | (0x2 << 62) | u128::from(number))
}

/// An inmate whom the portal knows.
///
/// # Panics
/// If the portal's database fails.
pub fn inmate(hand: &Hand, number: &str) -> InmateId {
    let id = InmateId(new_id());
    let inmate = Inmate {
        id,
        revision: 1,
        number: number.to_owned(),
        name: Private::from("陳國樑"),
        facility: "雲林第二監獄".to_owned(),
        housing_unit: "三教區".to_owned(),
        juvenile: false,
        status: InmateStatus { code: "OPEN".to_owned(), since: None, until: None },
        family_id: None,
    };
    hand.put_inmate(&inmate).expect("the portal's database");
    id
}

pub fn applicant(name: &str) -> Applicant {
    Applicant {
        name: Private::from(name),
        national_id: Private::from("A123456789"),
        birth_date: NaiveDate::from_ymd_opt(1985, 6, 1).unwrap_or_default(),
        phone: Private::from("0912345678"),
        email: Private::from("family@example.test"),
        address: Private::from("雲林縣虎尾鎮範例路一號"),
    }
}

/// An application with one document.
///
/// # Panics
/// If the portal's database fails.
pub fn apply(hand: &Hand, inmate: InmateId, name: &str, document: &[u8]) -> CaseRef {
    let files = vec![Upload::jpeg(DocumentKind::Identity, document)];
    hand.submit_application(inmate, applicant(name), Route::Kin, "配偶", files)
        .expect("the portal's database")
}

/// A family that may post: the account of an application for the inmate.
///
/// # Panics
/// If the portal's database fails.
pub fn family(hand: &Hand, inmate: InmateId) -> domain::FamilyId {
    let case = apply(hand, inmate, "陳怡君", b"identity");
    hand.case(case).expect("the portal's database").expect("the case").family_id()
}

/// A post without a photo.
///
/// # Panics
/// If the portal's database fails.
pub fn post(hand: &Hand, family: domain::FamilyId, inmate: InmateId, title: &str) -> CaseRef {
    hand.submit_post(family, inmate, title, "爸，妹妹會騎車了。", None)
        .expect("the portal's database")
}

/// The family's account as the portal has it.
///
/// # Panics
/// If the portal's database fails.
pub fn account(hand: &Hand, id: domain::FamilyId) -> Family {
    hand.family(id).expect("the portal's database").expect("the family")
}

/// A post sent back for what it says, as the window asks for it.
pub fn rejection(row: &QueueRow) -> DecideRequest {
    let slots = [("項目".to_owned(), Private::from("廣告"))].into();
    DecideRequest {
        case: row.case,
        base_revision: row.revision,
        verdict: Verdict::Reject,
        overturns: None,
        reasons: vec![GivenReason { code: "P06".to_owned(), slots, counts: true }],
        addition: String::new(),
        language: None,
        staff_note: "只留在這裡的備註".to_owned(),
        checks: Default::default(),
    }
}
