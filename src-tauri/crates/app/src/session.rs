//! Somebody sits at the desk: their store, their line to the portal, their pictures.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use documents::Workshop;
use domain::calendar::taipei_date;
use domain::{Case, CaseId, CaseRef, Policy, StaffMember};
use portal::secrets::SecretStore;
use portal::wire::Me;
use portal::{Client, ClientOptions};
use store::{Connection, Key, OpenError, Store, StoreError};
use sync::{Engine, Settings, SyncStatus, SystemClock};
use url::Url;

use crate::coming_and_going::Ending;
use crate::desk::{Desk, OnChanged};
use crate::error::{ApiError, ErrorCode};
use crate::facility_words::OwnWords;
use crate::pictures::Pictures;
use crate::seen::Seen;
use crate::views::boot::{DeskMode, SessionView};

/// How long a session that was left may take to end what it was doing.
const LETTING_GO: Duration = Duration::from_secs(5);

/// What a session is opened with.
pub(crate) struct Opening {
    pub mode: DeskMode,
    pub base: Url,
    pub options: ClientOptions,
    /// The database file: one per portal and person.
    pub file: PathBuf,
    /// The name of its key in the keyring.
    pub key_name: String,
    pub keeps_data: bool,
    pub secrets: Arc<dyn SecretStore>,
    /// The practice portal inside the desk, if that is the portal.
    pub inside: Option<practice_portal::Portal>,
}

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
        let store = open_store(&opening).await?;
        let client = Client::new(opening.base.clone(), signed_in.tokens.clone(), opening.options)
            .map_err(|error| ApiError::failed(crate::sign_in::explain_portal(&error)))?;
        let me = signed_in.me.clone();
        let own_words = Arc::new(OwnWords::open(&store)?);
        let engine = Engine::new(
            store.clone(),
            client.clone(),
            Arc::new(SystemClock),
            Settings::default(),
            {
                let own_words = own_words.clone();
                Arc::new(move |case| crate::rules::priority(case, &own_words.book()))
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
            in_view: Mutex::new(None),
            up_next: Mutex::default(),
            running: Mutex::new(Some(Running { stop, inside: opening.inside })),
        });
        desk.note_opened(&session).await?;
        crate::loops::start(&session, stopped);
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

/// Opens the database with the key of the keyring. A key is made only for a database that does not
/// exist yet: never beside one that could still be read with the old key.
async fn open_store(opening: &Opening) -> Result<Arc<Store>, ApiError> {
    let (file, name) = (opening.file.clone(), opening.key_name.clone());
    let (secrets, practice) = (opening.secrets.clone(), opening.mode == DeskMode::Practice);
    blocking(move || {
        let mut made = false;
        let key = match secrets.get(&name)? {
            Some(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
                .map(Key::from_bytes)
                .map_err(|_| OpenStoreError::KeyLost)?,
            None => {
                if file.exists() {
                    if !practice {
                        return Err(OpenStoreError::KeyLost);
                    }
                    set_practice_aside(&file)?;
                }
                let key = Key::generate().map_err(|_| OpenStoreError::NoRandomness)?;
                secrets.set(&name, key.as_bytes())?;
                made = true;
                key
            }
        };
        let store = match open_when_free(&file, &key) {
            // The damaged file is aside now; a new one begins, and the portal fills it.
            Err(OpenError::Damaged { set_aside }) => {
                tracing::error!(file = ?set_aside.file_name(), "a damaged database was set aside");
                crate::set_aside::begin_anew(&file, &key, &set_aside)?
            }
            opened => opened?,
        };
        if made {
            crate::coming_and_going::note_new_key(&store).map_err(OpenError::Store)?;
        }
        Ok(Arc::new(store))
    })
    .await
}

/// The session before this one may still be letting go of the same file; another window does not.
fn open_when_free(file: &Path, key: &Key) -> Result<Store, OpenError> {
    let tried_until = Instant::now() + LETTING_GO;
    loop {
        match Store::open(file, key, Utc::now()) {
            Err(OpenError::InUse) if Instant::now() < tried_until => {
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}

/// Practice data whose key is gone is worth nothing to anybody; it is moved, not deleted.
fn set_practice_aside(file: &Path) -> Result<(), OpenStoreError> {
    let stamp = Utc::now().format("%Y%m%dT%H%M%S");
    for suffix in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        let from = file.with_extension(suffix);
        if from.exists() {
            let to = file.with_extension(format!("set-aside-{stamp}.{suffix}"));
            store::files::rename(&from, &to).map_err(|error| OpenStoreError::Open(error.into()))?;
        }
    }
    Ok(())
}

enum OpenStoreError {
    KeyLost,
    NoRandomness,
    Secrets(portal::secrets::SecretError),
    Open(OpenError),
}

impl From<portal::secrets::SecretError> for OpenStoreError {
    fn from(error: portal::secrets::SecretError) -> Self {
        Self::Secrets(error)
    }
}

impl From<OpenError> for OpenStoreError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<OpenStoreError> for ApiError {
    fn from(error: OpenStoreError) -> Self {
        match error {
            OpenStoreError::KeyLost => Self::new(
                ErrorCode::Keyring,
                "這台電腦上有您的資料，但鑰匙圈裡找不到打開它的鑰匙。資料沒有被動過。\
                 請勿刪除檔案，先通知資訊人員還原鑰匙圈（服務名稱 notebook-desk）。",
            ),
            OpenStoreError::NoRandomness => Self::failed("作業系統無法產生金鑰。請通知資訊人員。"),
            OpenStoreError::Secrets(error) => {
                tracing::error!(%error, "the keyring failed");
                Self::new(
                    ErrorCode::Keyring,
                    "鑰匙圈沒有回應，資料保持上鎖。請解鎖鑰匙圈後再試一次。",
                )
            }
            OpenStoreError::Open(error) => {
                tracing::error!(%error, "the database did not open");
                explain_open(&error)
            }
        }
    }
}

fn explain_open(error: &OpenError) -> ApiError {
    match error {
        OpenError::WrongKey => ApiError::new(
            ErrorCode::Keyring,
            "鑰匙圈裡的鑰匙打不開這台電腦上的資料。資料沒有被動過。請勿刪除檔案，先通知資訊人員。",
        ),
        OpenError::Newer { .. } => ApiError::failed(
            "這台電腦上的資料是較新版的審核台寫的。請更新審核台後再開啟，資料沒有被動過。",
        ),
        OpenError::InUse => ApiError::failed("審核台已經在另一個視窗開啟。請使用那一個視窗。"),
        OpenError::DiskFull => ApiError::failed("磁碟已滿，無法開啟資料。請清出空間後再試一次。"),
        OpenError::ReadOnly => ApiError::failed("資料夾無法寫入。請確認權限後再試一次。"),
        OpenError::Damaged { .. } | OpenError::Io(_) | OpenError::Store(_) => {
            ApiError::failed("資料庫打不開。檔案沒有被刪除。請通知資訊人員。")
        }
    }
}
