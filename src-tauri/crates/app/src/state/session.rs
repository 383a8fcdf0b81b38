//! Somebody sits at the desk: their store, their line to the portal, their pictures.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, Utc};
use documents::Workshop;
use domain::calendar::taipei_date;
use domain::{Case, CaseId, CaseRef, Policy, StaffMember};
use portal::Client;
use portal::wire::Me;
use store::{Connection, Store, StoreError};
use sync::{Engine, Settings, SyncStatus, SystemClock};
use url::Url;

use crate::documents::seen::Seen;
use crate::error::ApiError;
use crate::session::coming_and_going::Ending;
use crate::session::facility_words::OwnWords;
use crate::session::opening::{Opening, open_store};
use crate::session::standing::Counted;
use crate::state::desk::{Desk, OnChanged};
use crate::state::pictures::Pictures;
use crate::views::boot::{DeskMode, SessionView};

pub struct Session {
    pub(crate) mode: DeskMode,
    pub(crate) me: Me,
    pub(crate) base: Url,
    pub(crate) file: PathBuf,
    pub(crate) store: Arc<Store>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) workshop: Arc<Workshop>,
    pub(crate) pictures: Pictures,
    pub(crate) seen: Seen,
    pub(crate) client: Client,
    policies: RwLock<Vec<Policy>>,
    /// The rules with the facility's own words on top.
    pub(crate) own_words: Arc<OwnWords>,
    /// How the numbers of cases compare with the portal's.
    pub(crate) counted: Mutex<Counted>,
    /// The case on the screen and the revision shown.
    in_view: Mutex<Option<(CaseRef, u64)>>,
    /// The cases after it, whose documents are drawn ahead.
    up_next: Mutex<Vec<Case>>,
    keeps_data: bool,
    signed_in: portal::Session,
    on_changed: OnChanged,
    running: Mutex<Option<Running>>,
}

/// What ends with the session.
struct Running {
    stop: tokio::sync::watch::Sender<bool>,
    inside: Option<practice_portal::Portal>,
}

impl Session {
    pub(crate) async fn open(
        desk: &Desk,
        signed_in: portal::Session,
        opening: Opening,
    ) -> Result<Arc<Self>, ApiError> {
        match open_store(&opening).await {
            Ok(store) => Self::open_with(desk, signed_in, opening, store).await,
            Err(closed) => Err(desk.lock_out(closed, signed_in, opening)),
        }
    }

    /// Sits down at a database that is open.
    pub(crate) async fn open_with(
        desk: &Desk,
        signed_in: portal::Session,
        opening: Opening,
        store: Arc<Store>,
    ) -> Result<Arc<Self>, ApiError> {
        let client = Client::new(opening.base.clone(), signed_in.tokens.clone(), opening.options)
            .map_err(|error| {
            ApiError::failed(crate::session::sign_in::explain_portal(&error))
        })?;
        let me = signed_in.me.clone();
        let own_words = Arc::new(OwnWords::open(&store)?);
        let engine = Engine::new(
            store.clone(),
            client.clone(),
            Arc::new(SystemClock),
            Settings::default(),
            {
                let own_words = own_words.clone();
                Arc::new(move |case| crate::deciding::findings::priority(case, &own_words.book()))
            },
        );
        let kept = store.read(store::policies::list)?;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let session = Arc::new(Self {
            mode: opening.mode,
            me,
            base: opening.base,
            file: opening.file,
            store,
            engine,
            workshop: desk.workshop.clone(),
            pictures: Pictures::default(),
            seen: Seen::default(),
            client,
            policies: RwLock::new(kept),
            own_words,
            keeps_data: opening.keeps_data,
            signed_in,
            on_changed: desk.on_changed.clone(),
            counted: Mutex::default(),
            in_view: Mutex::new(None),
            up_next: Mutex::default(),
            running: Mutex::new(Some(Running { stop, inside: opening.inside })),
        });
        desk.note_opened(&session).await?;
        crate::session::loops::start(&session, stopped);
        Ok(session)
    }

    pub(crate) fn view(&self) -> SessionView {
        SessionView {
            mode: self.mode,
            display_name: self.me.display_name.clone(),
            role: self.me.role,
            facility: self.me.facility.clone(),
            portal: self.base.to_string(),
            policy_version: self.policy_today().version,
            keeps_data: self.keeps_data,
        }
    }

    /// The loops end; what is unsent is on the disk. Answers with the practice portal inside the
    /// desk, if that was the portal: it ends when it is dropped, so whoever has a last word for it
    /// holds it until then.
    pub(crate) fn stop(&self, ending: Ending) -> Option<practice_portal::Portal> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let running = running.take()?;
        self.note_closed(ending);
        let _ = running.stop.send(true);
        running.inside
    }

    pub(crate) async fn tokens_end(&self) -> Result<(), portal::ClientError> {
        self.signed_in.sign_out().await
    }

    /// Whether this revision of the case was not on the screen already.
    pub(crate) fn comes_into_view(&self, case: CaseRef, revision: u64) -> bool {
        let mut in_view = self.in_view.lock().unwrap_or_else(PoisonError::into_inner);
        in_view.replace((case, revision)) != Some((case, revision))
    }

    /// Whether this revision of the case is the one on the screen.
    pub(crate) fn shows(&self, case: CaseRef, revision: u64) -> bool {
        let in_view = self.in_view.lock().unwrap_or_else(PoisonError::into_inner);
        *in_view == Some((case, revision))
    }

    pub(crate) fn is_in_view(&self, case: CaseId) -> bool {
        let in_view = self.in_view.lock().unwrap_or_else(PoisonError::into_inner);
        in_view.is_some_and(|(shown, _)| shown.id == case)
    }

    pub(crate) fn up_next(&self) -> MutexGuard<'_, Vec<Case>> {
        self.up_next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers whether it was the case on the screen.
    pub(crate) fn goes_out_of_view(&self, case: CaseRef) -> bool {
        let mut in_view = self.in_view.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = in_view.is_some_and(|(shown, _)| shown == case);
        if shown {
            *in_view = None;
        }
        shown
    }

    pub(crate) fn staff(&self) -> StaffMember {
        StaffMember { subject: self.me.subject.clone(), display_name: self.me.display_name.clone() }
    }

    pub(crate) fn status(&self) -> SyncStatus {
        self.engine.status().borrow().clone()
    }

    /// The instant that ages and quotas are counted from: the portal's time, as far as it has told.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.status().skew.unwrap_or_default()
    }

    /// The rules in force today; the shipped ones until the portal has told the facility's.
    pub(crate) fn policy_today(&self) -> Policy {
        self.policy_of_day(taipei_date(self.now())).unwrap_or_default()
    }

    pub(crate) fn policy_of_day(&self, day: NaiveDate) -> Option<Policy> {
        let policies = self.policies.read().unwrap_or_else(PoisonError::into_inner);
        domain::policy_in_force(&policies, day).cloned()
    }

    /// One version of the facility's rules, also one that is long out of force.
    pub(crate) fn policy(&self, version: &str) -> Option<Policy> {
        let policies = self.policies.read().unwrap_or_else(PoisonError::into_inner);
        policies.iter().find(|policy| policy.version == version).cloned()
    }

    pub(crate) async fn take_policies(&self, versions: Vec<Policy>) -> Result<(), ApiError> {
        self.write(move |tx| store::policies::put_all(tx, &versions)).await?;
        // What the portal no longer tells stays: past decisions are read under it.
        let kept = self.read(store::policies::list).await?;
        *self.policies.write().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(())
    }

    /// Reads on a thread that may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = self.store.clone();
        blocking(move || store.read(read)).await
    }

    /// Writes in one transaction, on a thread that may block.
    pub(crate) async fn write<T: Send + 'static, E>(
        &self,
        write: impl FnOnce(&store::Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        E: From<StoreError> + Send + 'static,
        ApiError: From<E>,
    {
        let store = self.store.clone();
        blocking(move || store.write(write)).await
    }

    /// Writes one entry of the audit log.
    pub(crate) async fn record(
        &self,
        action: store::audit::Action,
        subject: String,
        detail: serde_json::Value,
    ) -> Result<(), ApiError> {
        let (actor, at) = (self.me.subject.clone(), Utc::now());
        self.write(move |tx| {
            let event = store::audit::Event { at, actor: &actor, action, subject, detail };
            store::audit::append(tx, &event)
        })
        .await
    }

    /// Tells the window that something changed.
    pub(crate) async fn tell_window(&self, cases_changed: bool) {
        match self.places().await {
            Ok(places) => (self.on_changed)(crate::views::boot::DeskChangedView {
                places,
                sync: self.whole_sync_view().await,
                cases_changed,
                looks: self.pictures.version(),
            }),
            Err(error) => tracing::warn!(code = ?error.code, "the window could not be told"),
        }
    }
}

/// Runs on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, ApiError>
where
    ApiError: From<E>,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(ApiError::from),
        Err(_) => Err(ApiError::failed("剛才的動作意外中斷，沒有完成。請再試一次。")),
    }
}
