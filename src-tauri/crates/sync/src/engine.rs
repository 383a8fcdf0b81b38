//! The engine: what one signed-in person's desk exchanges with one portal.

mod portal_clock;
mod remainder;
mod witness;

pub use remainder::remainder_id;
pub(crate) use witness::TELL_EVERY;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::outbox::Stop;
use domain::{Case, Priority};
use portal::wire::ProblemType;
use portal::{Client, ClientError};
use store::{
    Connection, Store, StoreError, audit, documents, feed, outbox, settings, tombstones, tray,
};
use tokio::sync::{Notify, broadcast, watch};

use crate::absence::absence;
use crate::compared::Compared;
use crate::leases::Leases;
use crate::mishaps::{MishapRow, Mishaps, Round};
use crate::notices::read_anew_after_an_update;
use crate::partials::Partials;
use crate::planted::PlantedFault;
use crate::undo::Undo;
use crate::{Clock, Link, SyncError, SyncEvent, SyncStatus};
use witness::ReadBack;

/// Says of a case that comes in whether it is to be seen before all others.
pub type Triage = Arc<dyn Fn(&Case) -> Priority + Send + Sync>;

/// How often and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Between two pulls that nothing else caused.
    pub pull_every: Duration,
    /// Between two looks at everybody's claims.
    pub claims_every: Duration,
    /// Items of one page.
    pub page: u32,
    /// Acts under way at once.
    pub parallel_acts: usize,
    /// Downloads under way at once.
    pub parallel_documents: usize,
    /// Downloads begin so long after the start: the window's first frames go before them.
    pub documents_after: Duration,
    /// What the engine is to do wrong.
    #[cfg(feature = "planted-faults")]
    pub fault: Option<PlantedFault>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pull_every: Duration::from_secs(30),
            claims_every: Duration::from_secs(30),
            page: 2_000,
            parallel_acts: 8,
            parallel_documents: 2,
            documents_after: Duration::from_millis(1500),
            #[cfg(feature = "planted-faults")]
            fault: None,
        }
    }
}

/// Pulls, pushes and fetches for one person, one store and one portal. Each step may be called by
/// itself; [`Engine::run`] does all of them for as long as it is let.
pub struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) triage: Triage,
    client: RwLock<Client>,
    state: Mutex<State>,
    status: watch::Sender<SyncStatus>,
    events: broadcast::Sender<SyncEvent>,
    /// One push, one pull, one round of downloads, one count at a time.
    pub(crate) pushing: tokio::sync::Mutex<()>,
    pub(crate) pulling: tokio::sync::Mutex<()>,
    pub(crate) fetching: tokio::sync::Mutex<()>,
    counting: tokio::sync::Mutex<()>,
    partials: Mutex<Partials>,
    pub(crate) wake_push: Notify,
    pub(crate) wake_pull: Notify,
    pub(crate) wake_fetch: Notify,
    pub(crate) wake_claims: Notify,
    pub(crate) wake_witness: Notify,
    witnessing: tokio::sync::Mutex<()>,
    pub(crate) claiming: tokio::sync::Mutex<()>,
    leases: Mutex<Leases>,
    mishaps: Mutex<Mishaps>,
    pub(crate) undo: Arc<Mutex<Undo>>,
}

#[derive(Default)]
struct State {
    stop: Option<Stop>,
    /// Whether the person behind the token has been held against the store's owner.
    owner_checked: bool,
    meta_at: Option<DateTime<Utc>>,
    /// The portal's clock, and the monotonic time at which it was read.
    portal_clock: Option<(DateTime<Utc>, Duration)>,
    compared: Compared,
    read_back: ReadBack,
    /// What each round that failed last failed of. That one round goes well says nothing of
    /// another's trouble, but that there is a network.
    failing: BTreeMap<Round, Link>,
}

impl Engine {
    /// For the person of `client`, whose store is `store`; `triage` gives each case its priority as
    /// it comes in. Exchanges nothing until a step is called.
    pub fn new(
        store: Arc<Store>,
        client: Client,
        clock: Arc<dyn Clock>,
        settings: Settings,
        triage: Triage,
    ) -> Arc<Self> {
        Arc::new(Self {
            store,
            clock,
            settings,
            triage,
            client: RwLock::new(client),
            state: Mutex::default(),
            status: watch::Sender::new(SyncStatus::starting()),
            events: broadcast::Sender::new(256),
            pushing: tokio::sync::Mutex::new(()),
            pulling: tokio::sync::Mutex::new(()),
            fetching: tokio::sync::Mutex::new(()),
            counting: tokio::sync::Mutex::new(()),
            partials: Mutex::default(),
            wake_push: Notify::new(),
            wake_pull: Notify::new(),
            wake_fetch: Notify::new(),
            wake_claims: Notify::new(),
            wake_witness: Notify::new(),
            witnessing: tokio::sync::Mutex::new(()),
            claiming: tokio::sync::Mutex::new(()),
            leases: Mutex::default(),
            mishaps: Mutex::default(),
            undo: Arc::default(),
        })
    }

    /// What the status bar shows, now and whenever it changes.
    pub fn status(&self) -> watch::Receiver<SyncStatus> {
        self.status.subscribe()
    }

    /// What happens, as it happens.
    pub fn events(&self) -> broadcast::Receiver<SyncEvent> {
        self.events.subscribe()
    }

    /// Something was recorded, undone or recalled: count anew, and send what is due.
    pub fn outbox_changed(&self) {
        self.wake_push.notify_one();
    }

    /// 立即同步: what waits for a better moment is tried now, but for what the portal itself asked
    /// to have later (`Retry-After`).
    pub async fn sync_now(&self) {
        let (now, undo) = (self.now(), Arc::clone(&self.undo));
        // If the database fails, the rows' own due dates stand.
        let _ = self
            .write(move |tx| {
                undo.lock().unwrap_or_else(PoisonError::into_inner).over();
                outbox::take_all(tx, now)
            })
            .await;
        self.hurry().await;
        self.wake_pull.notify_one();
    }

    /// What failed for want of a network is due at once.
    pub(crate) async fn hurry(&self) {
        let now = self.now();
        // If the database fails, the rows' own due dates stand.
        let _ = self.write(move |tx| outbox::hurry(tx, now)).await;
        self.wake_push.notify_one();
        self.wake_fetch.notify_one();
        self.leases().ask_anew();
        self.wake_claims.notify_one();
    }

    fn wake_all(&self) {
        self.wake_push.notify_one();
        self.wake_pull.notify_one();
        self.wake_fetch.notify_one();
        self.wake_claims.notify_one();
    }

    /// The person has signed in again, perhaps with new tokens; whatever had stopped goes on.
    pub fn signed_in(&self, client: Client) {
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        *self.state() = State::default();
        self.status.send_modify(|status| status.link = Link::Starting);
        self.wake_all();
    }

    /// Throws the cursor away: the next pull is a full snapshot. Nothing unsent is touched. Waits
    /// for a running pull, whose next page would else put its own cursor back.
    ///
    /// # Errors
    /// A failing database.
    pub async fn resync(&self) -> Result<(), SyncError> {
        let _one = self.pulling.lock().await;
        self.write(feed::restart).await?;
        self.wake_pull.notify_one();
        Ok(())
    }

    pub(crate) fn client(&self) -> Client {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn jitter(&self) -> f64 {
        self.clock.jitter()
    }

    #[cfg(all(feature = "planted-faults", debug_assertions))]
    pub(crate) fn fault(&self) -> Option<PlantedFault> {
        self.settings.fault
    }

    #[cfg(not(all(feature = "planted-faults", debug_assertions)))]
    #[allow(clippy::unused_self, reason = "as in the build that can plant faults")]
    pub(crate) const fn fault(&self) -> Option<PlantedFault> {
        None
    }

    /// Reads on a thread that may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&store::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        self.on_store(move |store| store.read(read)).await
    }

    /// Writes on a thread that may block; no transaction is open while this is awaited.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&store::Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        self.on_store(move |store| store.write(write)).await
    }

    pub(crate) async fn on_store<T: Send + 'static, E: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, E> + Send + 'static,
    ) -> Result<T, SyncError>
    where
        SyncError: From<E>,
    {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| SyncError::Interrupted)??)
    }

    pub(crate) fn tell(&self, event: SyncEvent) {
        // Nobody listening is fine.
        let _ = self.events.send(event);
    }

    pub(crate) fn partials(&self) -> MutexGuard<'_, Partials> {
        self.partials.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn leases(&self) -> MutexGuard<'_, Leases> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last things that went wrong, newest first.
    pub fn mishaps(&self) -> Vec<MishapRow> {
        self.mishaps.lock().unwrap_or_else(PoisonError::into_inner).list()
    }

    pub(crate) fn note_mishap<T>(&self, round: Round, end: &Result<T, SyncError>) {
        if let Err(error) = end {
            let mut mishaps = self.mishaps.lock().unwrap_or_else(PoisonError::into_inner);
            mishaps.note(round, error, self.clock.now());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.state().stop
    }

    /// Nothing is exchanged from here on, until [`Engine::signed_in`].
    pub(crate) async fn stop(&self, stop: Stop) -> Result<(), SyncError> {
        if self.state().stop.replace(stop) == Some(stop) {
            return Ok(());
        }
        self.status.send_modify(|status| status.link = Link::Stopped(stop));
        if stop == Stop::ClientTooOld
            && let Ok(meta) = self.client().meta().await
        {
            // Everybody may ask for this much, so that the person can be told what is wanted.
            self.status.send_modify(|status| status.min_client = Some(meta.min_client));
        }
        self.tell(SyncEvent::Stopped(stop));
        if stop == Stop::Revoked {
            // What this person may no longer see is erased; what they decided stays sealed.
            self.partials().clear();
            let now = self.now();
            self.write(move |tx| {
                documents::erase_all(tx)?;
                audit::append(
                    tx,
                    &audit::Event {
                        at: now,
                        actor: audit::DESK,
                        action: audit::Action::RightRevoked,
                        subject: "desk".to_owned(),
                        detail: serde_json::json!({}),
                    },
                )
            })
            .await?;
            self.on_store(Store::empty_log).await?;
            if let Err(error) = self.tell_remainder().await {
                tracing::info!(%error, "the sealed remainder could not be told");
            }
        }
        Ok(())
    }

    /// Before anything is exchanged: has syncing stopped, is the person the one whose acts these
    /// are, and what time is it on the portal?
    pub(crate) async fn ready(&self) -> Result<(), SyncError> {
        if let Some(stop) = self.stopped() {
            return Err(SyncError::Stopped(stop));
        }
        let unchecked = self.fault() == Some(PlantedFault::OwnerUnchecked);
        if !self.state().owner_checked && !unchecked {
            let me = self.client().me().await?;
            let (version, now) = (self.client().options().desk_version.clone(), self.now());
            let mine = self
                .write(move |tx| {
                    let mine = match owner(tx)? {
                        Some(owner) => owner == me.subject,
                        None => settings::put_owner(tx, &me.subject).map(|()| true)?,
                    };
                    if mine {
                        read_anew_after_an_update(tx, &version, now)?;
                    }
                    Ok(mine)
                })
                .await?;
            if !mine {
                self.stop(Stop::OtherPerson).await?;
                return Err(SyncError::Stopped(Stop::OtherPerson));
            }
            self.state().owner_checked = true;
        }
        Ok(())
    }

    /// Whether the portal has named a feature of a later minor version of the contract.
    pub(crate) fn understands(&self, feature: &str) -> bool {
        self.status.borrow().features.iter().any(|known| known == feature)
    }

    /// What was compared with the portal, and when.
    pub(crate) fn compared<T>(&self, change: impl FnOnce(&mut Compared) -> T) -> T {
        change(&mut self.state().compared)
    }

    /// Turns the end of a round into the link's state, and an end to everything into a stop.
    pub(crate) async fn note_end<T>(&self, round: Round, end: &Result<T, SyncError>) {
        match end {
            Ok(_) => self.went_well(round),
            Err(SyncError::Stopped(_)) => {}
            Err(SyncError::Interrupted) => self.failing(round, |since| Link::Interrupted { since }),
            Err(SyncError::FeedCircles) => self.failing(round, |since| Link::Circling { since }),
            Err(SyncError::Store(error)) => {
                let what = error.into();
                self.failing(round, |since| Link::StoreFailing { since, what });
            }
            Err(SyncError::Client(error)) => {
                let stop = match stop_of(error) {
                    // One refused thing is no lost right.
                    Some(Stop::Revoked) if !is_revoked(&self.client()).await => None,
                    stop => stop,
                };
                match (stop, error) {
                    (Some(stop), _) => {
                        // A store that fails here too is told by the next round.
                        let _ = self.stop(stop).await;
                    }
                    (None, ClientError::Network { kind }) => {
                        let kind = *kind;
                        self.failing(round, |since| Link::Offline { since, kind });
                    }
                    (None, ClientError::Secrets(_)) => {
                        self.failing(round, |since| Link::KeyringFailing { since });
                    }
                    (None, error) => {
                        let status = error.status();
                        self.failing(round, |since| Link::Troubled { since, status });
                    }
                }
            }
        }
    }

    /// The portal has taken what this round had for it.
    pub(crate) fn reached(&self, round: Round) {
        self.forget_failing(|failed, link| failed == round || matches!(link, Link::Offline { .. }));
    }

    /// A pull asks the portal each time; another round that goes well may have had nothing to ask,
    /// and ends only what had failed on this computer.
    fn went_well(&self, round: Round) {
        let pull = round == Round::Pull;
        self.forget_failing(|failed, link| match link.is_of_the_line() {
            true => pull,
            false => failed == round,
        });
        if pull && self.state().failing.is_empty() {
            self.link(Link::Online);
        }
    }

    fn forget_failing(&self, over: impl Fn(Round, &Link) -> bool) {
        let (changed, left) = {
            let failing = &mut self.state().failing;
            let before = failing.len();
            failing.retain(|round, link| !over(*round, link));
            (failing.len() != before, failing.values().next().copied())
        };
        if changed {
            self.link(left.unwrap_or(Link::Online));
        }
    }

    pub(crate) fn link(&self, link: Link) {
        if self.stopped().is_none() {
            self.status.send_if_modified(|status| {
                let changed = status.link != link;
                status.link = link;
                changed
            });
        }
    }

    /// A failure that goes on keeps its beginning.
    fn failing(&self, round: Round, link: impl FnOnce(DateTime<Utc>) -> Link) {
        let link = link(self.status.borrow().link.failing_since().unwrap_or_else(|| self.now()));
        let first = {
            let failing = &mut self.state().failing;
            failing.insert(round, link);
            failing.values().next().copied()
        };
        self.link(first.unwrap_or(link));
    }

    pub(crate) fn change_status(&self, change: impl FnOnce(&mut SyncStatus)) {
        self.status.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
    }

    /// Counts anew what the status bar counts.
    ///
    /// # Errors
    /// A failing database.
    pub async fn refresh_status(&self) -> Result<(), SyncError> {
        // One at a time: an older count must not be told after a newer one.
        let _one = self.counting.lock().await;
        let (position, counts, failed, malformed, wanted, absence, put_away) = self
            .read(|c| {
                Ok((
                    feed::position(c)?,
                    outbox::counts(c)?,
                    tray::count(c)?,
                    feed::malformed(c)?,
                    documents::count_wanted(c)?,
                    absence(c)?,
                    tombstones::count(c)?,
                ))
            })
            .await?;
        self.change_status(|status| {
            status.last_pull_at = position.last_pull_at;
            status.last_ack_at = position.last_ack_at;
            status.queued = counts.queued;
            status.sending = counts.sending;
            status.awaiting_resumption = counts.awaiting_resumption;
            status.failed = failed;
            status.malformed = malformed;
            status.documents_wanted = wanted;
            status.absence = absence;
            status.put_away = put_away;
        });
        Ok(())
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine(…)")
    }
}

/// Whose acts this store holds: the subject, once somebody has signed in.
pub(crate) fn owner(c: &Connection) -> Result<Option<String>, StoreError> {
    settings::owner(c)
}

/// Whether the person has lost all rights, or only may not do one thing.
pub(crate) async fn is_revoked(client: &Client) -> bool {
    let refused = |error: ClientError| error.problem_type() == Some(ProblemType::NotAuthorised);
    client.me().await.is_err_and(refused) || client.changes(None, 1).await.is_err_and(refused)
}

/// The errors of a reading call after which nothing is to be expected.
pub(crate) fn stop_of(error: &ClientError) -> Option<Stop> {
    match (error, error.problem_type()) {
        (ClientError::Unauthorised, _) => Some(Stop::SignedOut),
        (_, Some(ProblemType::ClientTooOld)) => Some(Stop::ClientTooOld),
        (_, Some(ProblemType::NotAuthorised)) => Some(Stop::Revoked),
        _ => None,
    }
}
