//! The running portal's shared state: the store behind its lock, the sign-ins, the clock, the staff.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use domain::Role;
use ed25519_dalek::SigningKey;

use crate::{
    Config,
    problem::{Done, Refusal, internal},
    staff_room::Person,
    store::{Accounts, SignIn, Store, StoreResult},
};

/// The one OpenID Connect client: the desk, which has no secret.
pub(crate) const CLIENT_ID: &str = "notebook-desk";

pub(crate) struct House {
    pub config: Config,
    /// `http://127.0.0.1:{port}`
    pub base_url: String,
    pub signing_key: SigningKey,
    store: Mutex<Store>,
    sign_in: Mutex<SignIn>,
    accounts: Mutex<Accounts>,
    staff: RwLock<Vec<Person>>,
    min_client: RwLock<String>,
}

impl House {
    pub(crate) fn new(
        config: Config,
        base_url: String,
        store: Store,
        sign_in: SignIn,
        accounts: Accounts,
    ) -> StoreResult<Self> {
        let signing_key = SigningKey::from_bytes(&sign_in.signing_seed()?);
        Ok(Self {
            min_client: RwLock::new(config.min_client.clone()),
            config,
            base_url,
            signing_key,
            store: Mutex::new(store),
            sign_in: Mutex::new(sign_in),
            accounts: Mutex::new(accounts),
            staff: RwLock::new(crate::staff_room::everybody()),
        })
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.config.clock.now()
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.base_url)
    }

    /// The world's lock. It is never held across an `.await`: requests come here through
    /// [`House::work`], on a thread that may wait.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sign_in(&self) -> MutexGuard<'_, SignIn> {
        self.sign_in.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The families' accounts. Whoever needs the world too locks the world first.
    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` with the world locked, off the threads that answer requests.
    pub(crate) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Store, DateTime<Utc>) -> Done<T> + Send + 'static,
    ) -> Done<T> {
        let house = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let now = house.now();
            work(&mut house.store(), now)
        })
        .await
        .unwrap_or_else(|_| Err(Refusal::from(internal())))
    }

    pub(crate) fn person(&self, subject: &str) -> Option<Person> {
        self.people().into_iter().find(|person| person.subject == subject)
    }

    pub(crate) fn people(&self) -> Vec<Person> {
        self.staff.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_right(&self, subject: &str, has_right: bool) {
        let mut staff = self.staff.write().unwrap_or_else(PoisonError::into_inner);
        for person in staff.iter_mut().filter(|person| person.subject == subject) {
            person.has_right = has_right;
        }
    }

    pub(crate) fn set_standing(&self, subject: &str, role: Role, facility: Option<&str>) {
        let mut staff = self.staff.write().unwrap_or_else(PoisonError::into_inner);
        for person in staff.iter_mut().filter(|person| person.subject == subject) {
            person.role = role;
            person.facility = facility.map(str::to_owned);
        }
    }

    pub(crate) fn min_client(&self) -> String {
        self.min_client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_min_client(&self, version: &str) {
        *self.min_client.write().unwrap_or_else(PoisonError::into_inner) = version.to_owned();
    }
}
