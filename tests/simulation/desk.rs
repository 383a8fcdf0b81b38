//! One desk of the simulation: a real store file, the real engine, a line of its own to the portal,
//! and a clock that is the portal's with a skew.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Case, Role, StaffMember};
use portal::wire::Me;
use portal::{Client, ClientError, ClientOptions, Session};
use store::{Key, OpenError, Store, StoreError};
use sync::{Engine, PlantedFault, Settings, SyncError};

use super::dice::Dice;
use super::line::Line;

struct SimClock {
    portal: practice_portal::Clock,
    skew: Mutex<TimeDelta>,
    dice: Mutex<Dice>,
}

impl sync::Clock for SimClock {
    fn now(&self) -> DateTime<Utc> {
        self.portal.now() + *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Only ever goes on, with the portal's clock, and by no other.
    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.portal.now().timestamp_millis().unsigned_abs())
    }

    fn jitter(&self) -> f64 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).fraction()
    }
}

/// One thing that the engine does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    Push,
    Pull,
    Fetch,
    Claims,
}

pub struct SimDesk {
    pub subject: &'static str,
    pub line: Line,
    token: String,
    clock: Arc<SimClock>,
    folder: tempfile::TempDir,
    fault: Option<PlantedFault>,
    open: Option<(Arc<Store>, Arc<Engine>)>,
}

impl SimDesk {
    pub fn new(
        subject: &'static str,
        line: Line,
        token: String,
        clock: practice_portal::Clock,
        mut dice: Dice,
        fault: Option<PlantedFault>,
    ) -> Self {
        let skew = TimeDelta::seconds(dice.below(1200) as i64 - 600);
        let mut desk = Self {
            subject,
            line,
            token,
            clock: Arc::new(SimClock {
                portal: clock,
                skew: Mutex::new(skew),
                dice: Mutex::new(dice),
            }),
            folder: folder(),
            fault,
            open: None,
        };
        desk.open();
        desk
    }

    pub fn now(&self) -> DateTime<Utc> {
        sync::Clock::now(&*self.clock)
    }

    /// Somebody sets this PC's clock to the portal's and so much more.
    pub fn set_clock(&self, ahead: TimeDelta) {
        *self.clock.skew.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
    }

    /// Whoever sits here.
    pub fn person(&self) -> StaffMember {
        StaffMember { subject: self.subject.to_owned(), display_name: String::new() }
    }

    pub fn store(&self) -> &Store {
        &self.open.as_ref().expect("an open desk").0
    }

    pub fn engine(&self) -> &Arc<Engine> {
        &self.open.as_ref().expect("an open desk").1
    }

    pub fn read<T>(&self, read: impl FnOnce(&store::Connection) -> Result<T, StoreError>) -> T {
        self.store().read(read).expect("readable")
    }

    /// Signs in with a new token, which may be somebody else's.
    pub fn sign_in(&mut self, token: String) {
        self.token = token;
        self.engine().signed_in(self.client());
    }

    /// One round of the engine, or as much of it as a crash lets be. Says what came of it, in words
    /// that are the same whenever the day is the same.
    pub async fn round(&mut self, round: Round) -> String {
        let engine = Arc::clone(self.engine());
        let work = async {
            match round {
                Round::Push => engine.push_once().await.map(|done| format!("{done:?}")),
                Round::Pull => engine.pull_once().await.map(|done| format!("{done:?}")),
                Round::Fetch => engine.fetch_documents_once().await.map(|done| format!("{done:?}")),
                Round::Claims => engine.tend_claims_once().await.map(|done| format!("{done:?}")),
            }
        };
        let end = tokio::select! {
            biased;
            () = self.line.crashed() => None,
            end = work => Some(end),
        };
        drop(engine);
        match end {
            Some(Ok(done)) => done,
            Some(Err(error)) => in_words(&error),
            None => {
                self.crash().await;
                "crashed".to_owned()
            }
        }
    }

    /// The process ends here and starts again on the same files.
    pub async fn crash(&mut self) {
        if let Some((store, engine)) = self.open.take() {
            let gone = Arc::downgrade(&store);
            drop((store, engine));
            // Calls under way hold the store until the runtime has dropped them.
            while gone.strong_count() > 0 {
                tokio::task::yield_now().await;
            }
        }
        self.open();
    }

    fn open(&mut self) {
        let path = self.folder.path().join("desk.db");
        let key = Key::from_bytes([42; 32]);
        let store = loop {
            match Store::open(&path, &key, self.now()) {
                // The last thread that used it is just closing it.
                Err(OpenError::InUse) => std::thread::yield_now(),
                opened => break Arc::new(opened.expect("the store opens")),
            }
        };
        let settings = Settings {
            page: 7,
            // One at a time, so that the same seed is the same day.
            parallel_acts: 1,
            parallel_documents: 1,
            fault: self.fault,
            ..Settings::default()
        };
        let clock: Arc<dyn sync::Clock> = self.clock.clone();
        let triage = Arc::new(|_: &Case| domain::Priority::Normal);
        let engine = Engine::new(Arc::clone(&store), self.client(), clock, settings, triage);
        self.open = Some((store, engine));
    }

    fn client(&self) -> Client {
        let me = Me {
            subject: self.subject.to_owned(),
            display_name: String::new(),
            facility: String::new(),
            role: Role::SocialWorker,
        };
        let session = Session::with_access_token(me, &self.token).expect("a session");
        let base = self.line.base_url().parse().expect("an address");
        Client::new(base, session.tokens, ClientOptions::default()).expect("a client")
    }
}

/// In memory where there is such a folder: two hundred days are a great many commits.
fn folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    let parent = if Path::is_dir(&memory) { memory } else { std::env::temp_dir() };
    tempfile::tempdir_in(parent).expect("a folder")
}

/// Which kind of broken connection it was depends on the machine; that it was one does not.
fn in_words(error: &SyncError) -> String {
    match error {
        SyncError::Client(ClientError::Network { .. }) => "network".to_owned(),
        SyncError::Client(error) => format!("client {:?}", error.status()),
        SyncError::Stopped(stop) => format!("stopped {stop:?}"),
        error => error.to_string(),
    }
}
