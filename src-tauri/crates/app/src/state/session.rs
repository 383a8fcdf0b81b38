//! Somebody sits at the desk: their store, their line to the portal, their pictures.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use documents::Workshop;
use domain::calendar::taipei_date;
use domain::{Case, CaseId, CaseRef, Policy, Role, StaffMember};
use portal::wire::Me;
use portal::{Client, Lasting};
use store::{Connection, Store, StoreError};
use sync::{Clock, Engine, SyncStatus};
use tokio::sync::watch;
use url::Url;

use super::announced::Announced;
use super::changes::Changes;
use super::checked::Checked;
use super::managed::ManagedPolicy;
use super::opening::Opening;
use super::own_words::OwnWords;
use super::pictures::Pictures;
use super::practice::PracticePortal;
use super::seen::Seen;
use crate::error::ApiError;
use crate::views::boot::{DeskMode, SessionView};
use crate::words;

/// For how long the colleagues' names are taken as read.
const COLLEAGUES_KEPT: TimeDelta = TimeDelta::minutes(10);

/// The colleagues' names, as read at an instant.
#[derive(Clone)]
struct Colleagues {
    at: DateTime<Utc>,
    names: Arc<[String]>,
}

/// How the numbers of cases here and on the portal compare.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Counted {
    Same,
    Differ,
    /// The portal has not been asked, or could not be.
    #[default]
    Unknown,
}

pub struct Session {
    pub(crate) mode: DeskMode,
    /// Who sits here, as the portal told last.
    me: RwLock<Arc<Me>>,
    pub(crate) base: Url,
    pub(crate) file: PathBuf,
    pub(crate) store: Arc<Store>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) workshop: Arc<Workshop>,
    pub(crate) pictures: Pictures,
    pub(crate) seen: Seen,
    pub(crate) client: Client,
    pub(crate) clock: Arc<dyn Clock>,
    /// What the window has not been told of.
    pub(crate) changes: Changes,
    policies: RwLock<Vec<Policy>>,
    /// The rules with the facility's own words on top.
    pub(crate) own_words: Arc<OwnWords>,
    /// The colleagues' names that the database has.
    colleagues: Mutex<Option<Colleagues>>,
    /// What the rules said lately of the cases that wait.
    pub(crate) checked: Checked,
    /// How the numbers of cases compare with the portal's.
    counted: Mutex<Counted>,
    /// What the house announced of a newer version when it was last looked at.
    announced: Mutex<Announced>,
    /// The case on the screen and the revision shown.
    in_view: Mutex<Option<(CaseRef, u64)>>,
    /// The cases after it, whose documents are drawn ahead.
    up_next: Mutex<Vec<Case>>,
    keeps_data: bool,
    /// How it is opened again after the lock.
    opening: Opening,
    signed_in: portal::Session,
    running: Mutex<Option<Running>>,
}

/// What ends with the session.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    inside: Option<PracticePortal>,
}

impl Running {
    /// The loops end; what is unsent is on the disk. Answers with the practice portal inside the
    /// desk, if that was the portal: it ends when it is dropped, so whoever has a last word for it
    /// holds it until then.
    pub(crate) fn end(self) -> Option<PracticePortal> {
        let _ = self.stop.send(true);
        self.inside
    }
}

/// What a session works with from its first moment on.
pub(crate) struct Means {
    pub store: Arc<Store>,
    pub engine: Arc<Engine>,
    pub client: Client,
    pub workshop: Arc<Workshop>,
    pub own_words: Arc<OwnWords>,
    /// The facility's rules as they are kept.
    pub policies: Vec<Policy>,
}

impl Session {
    /// The session, and what turns true when it ends.
    pub(crate) fn new(
        signed_in: portal::Session,
        mut opening: Opening,
        means: Means,
    ) -> (Arc<Self>, watch::Receiver<bool>) {
        let inside = opening.inside.take();
        let (stop, stopped) = watch::channel(false);
        let session = Arc::new(Self {
            mode: opening.mode,
            me: RwLock::new(Arc::new(signed_in.me.clone())),
            base: opening.base.clone(),
            file: opening.file.clone(),
            store: means.store,
            engine: means.engine,
            workshop: means.workshop,
            pictures: Pictures::default(),
            seen: Seen::default(),
            client: means.client,
            clock: opening.clock.clone(),
            changes: Changes::default(),
            policies: RwLock::new(means.policies),
            own_words: means.own_words,
            keeps_data: opening.keeps_data,
            opening,
            signed_in,
            colleagues: Mutex::default(),
            checked: Checked::default(),
            counted: Mutex::default(),
            announced: Mutex::default(),
            in_view: Mutex::new(None),
            up_next: Mutex::default(),
            running: Mutex::new(Some(Running { stop, inside })),
        });
        (session, stopped)
    }

    /// Who sits here, as the portal told last.
    pub(crate) fn me(&self) -> Arc<Me> {
        self.me.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what the portal tells of the person now, whole, for the work here and for a start
    /// without the portal.
    pub(crate) async fn take_me(&self, me: Me) {
        self.signed_in.tokens.keep_me(&me).await;
        *self.me.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(me);
    }

    /// Whether it is over, although somebody may still hold it.
    pub(crate) fn is_over(&self) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Whether the sign-in outlives the desk: not where the database could not take it.
    pub(crate) fn is_kept(&self) -> bool {
        self.signed_in.tokens.is_kept()
    }

    /// The page on which the sign-in service says farewell, if it has one.
    pub(crate) async fn farewell_page(&self) -> Option<Url> {
        self.signed_in.farewell_page().await
    }

    pub(crate) fn view(&self) -> SessionView {
        let me = self.me();
        SessionView {
            mode: self.mode,
            display_name: me.display_name.clone(),
            role: me.role,
            facility: me.facility.clone(),
            ends: ends(self.signed_in.lasting, self.now()),
            portal: self.base.to_string(),
            policy_version: self.policy_today().version,
            keeps_data: self.keeps_data,
            lock_minutes: self.managed().lock_after(&self.policy_today()),
        }
    }

    /// What ends with the session, for whoever ends it; nothing if it has ended.
    pub(crate) fn take_running(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What this computer's administrators set.
    pub(crate) fn managed(&self) -> &ManagedPolicy {
        &self.opening.managed
    }

    /// What the same desk is opened with again; without the practice portal inside.
    pub(crate) fn opening(&self) -> Opening {
        self.opening.without_inside()
    }

    /// Wipes the tokens from memory; what the database keeps of them stays.
    pub(crate) async fn tokens_rest(&self) {
        self.signed_in.rest().await;
    }

    /// Whether the desk opens again without the portal.
    pub(crate) async fn opens_alone(&self) -> bool {
        self.signed_in.is_kept().await
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
        let me = self.me();
        StaffMember { subject: me.subject.clone(), display_name: me.display_name.clone() }
    }

    pub(crate) fn status(&self) -> SyncStatus {
        self.engine.status().borrow().clone()
    }

    /// This computer's own time: what happens here is stamped with it, and waits by it.
    pub(crate) fn own_now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The instant that ages and quotas are counted from: the portal's time, as far as it has told.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.own_now() + self.status().skew.unwrap_or_default()
    }

    /// The day in Taipei by the portal's time.
    pub(crate) fn today(&self) -> NaiveDate {
        taipei_date(self.now())
    }

    /// The rules in force today; the shipped ones until the portal has told the facility's.
    pub(crate) fn policy_today(&self) -> Policy {
        self.policy_of_day(self.today()).unwrap_or_default()
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

    /// Everybody whose act this desk has. Read anew when it has not been for some minutes: it goes
    /// through all decisions.
    pub(crate) async fn colleagues(&self) -> Result<Arc<[String]>, ApiError> {
        let now = self.own_now();
        let kept = self.colleagues.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| (now - kept.at).abs() < COLLEAGUES_KEPT) {
            return Ok(kept.names);
        }
        let names: Arc<[String]> = self.read(store::colleagues::names).await?.into();
        let read = Colleagues { at: now, names: names.clone() };
        *self.colleagues.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Ok(names)
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
        let (actor, at) = (self.me().subject.clone(), self.own_now());
        self.write(move |tx| {
            let event = store::audit::Event { at, actor: &actor, action, subject, detail };
            store::audit::append(tx, &event)
        })
        .await
    }

    /// The window is to be told that something changed.
    pub(crate) fn tell_window(&self, cases_changed: bool) {
        self.changes.note(cases_changed);
    }

    pub(crate) fn announced(&self) -> Announced {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers whether it is news.
    pub(crate) fn set_announced(&self, announced: Announced) -> bool {
        let mut kept = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *kept != announced;
        *kept = announced;
        is_news
    }

    pub(crate) fn counted(&self) -> Counted {
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers whether it is news.
    pub(crate) fn set_counted(&self, counted: Counted) -> bool {
        let mut known = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, counted) != counted
    }

    /// The role that the portal gave is held against every command of supervision here, and once
    /// more on the portal. The window merely hides.
    ///
    /// # Errors
    /// `Refused` unless the person is a supervisor.
    pub(crate) fn require_supervisor(&self) -> Result<(), ApiError> {
        if self.me().role == Role::Supervisor {
            Ok(())
        } else {
            Err(ApiError::refused("這個動作只有主管可以做。"))
        }
    }
}

/// That a sign-in is not renewed, and what that means.
fn ends(lasting: Lasting, now: DateTime<Utc>) -> Option<String> {
    let Lasting::Once { until } = lasting else { return None };
    let until = until.map_or("只在這一次有效".to_owned(), |until| {
        format!("到 {} 為止", words::clock(until, now))
    });
    Some(format!(
        "入口網沒有給可以延長的登入：這次登入{until}，之後要重新登入；沒有網路時打不開審核台。已做的決定都會留著。"
    ))
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
