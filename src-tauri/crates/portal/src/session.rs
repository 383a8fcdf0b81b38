//! A signed-in person: who they are, and the tokens that speak for them.
//!
//! Refresh tokens rotate: each is good for one use. So a refresh happens once at a time, is not
//! abandoned half-way, and the new token is kept before it is used. Where the keyring does not take
//! it, it is held in memory, and the session says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};
use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::id_token;
use crate::oidc::{Given, TokenError, Wire, check_endpoint};
use crate::secrets::{SecretError, SecretStore};
use crate::wire::Me;
use crate::{ClientOptions, NetworkKind};

/// A token this close to its end is renewed before it is used; one of a short life when half of it is
/// over.
const EARLY: Duration = Duration::from_secs(20);

/// Somebody is signed in.
#[derive(Clone)]
pub struct Session {
    /// As `GET /me` told when they signed in: offline, nothing newer is known.
    pub me: Me,
    /// How long it lasts.
    pub lasting: Lasting,
    /// Shared by everything that speaks for them.
    pub tokens: Arc<Tokens>,
}

/// How long a sign-in lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// It is renewed, and goes on after a restart, offline too.
    Renewed,
    /// The provider gave nothing to renew it with: it ends at this instant, if it told one, and with
    /// the desk.
    Once {
        /// By this computer's clock.
        until: Option<DateTime<Utc>>,
    },
}

/// The tokens of one session. Hand one to every [`crate::Client`] of the same person.
pub struct Tokens {
    held: Arc<Mutex<Held>>,
    unkept: Arc<AtomicBool>,
}

struct Held {
    access: Option<Access>,
    /// Counts the access tokens, so that whoever finds one stale knows if it was renewed since.
    generation: u64,
    over: bool,
    renewal: Option<Renewal>,
}

struct Access {
    token: Zeroizing<String>,
    /// From then on it is renewed before it is used.
    stale: Option<Instant>,
}

/// What renewing takes.
struct Renewal {
    wire: Wire,
    kept: Kept,
    secrets: Arc<dyn SecretStore>,
    name: String,
    /// The keyring did not take what was to be kept last: it is here alone.
    unkept: Arc<AtomicBool>,
    /// Who signed in, for the provider's own farewell; not kept.
    id_token: Option<Zeroizing<String>>,
}

/// What the keyring holds of a session: enough to go on after a restart, offline too.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub issuer: String,
    pub client_id: String,
    pub token_endpoint: Url,
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    pub me: Me,
    pub refresh_token: Zeroizing<String>,
}

/// One access token, ready to be sent.
pub(crate) struct Bearer {
    token: Zeroizing<String>,
    generation: u64,
}

impl Bearer {
    /// The `Authorization` header, marked so that no log prints it.
    pub fn header(&self) -> Result<HeaderValue, ClientError> {
        let text = Zeroizing::new(format!("Bearer {}", self.token.as_str()));
        let mut header = HeaderValue::from_str(&text).map_err(|_| ClientError::Unauthorised)?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl Session {
    /// Goes on with the session that an earlier run of the desk kept, without asking the portal
    /// anything yet. `None` if nobody is signed in here.
    ///
    /// # Errors
    /// [`ClientError::Secrets`]; [`ClientError::BadAddress`] if what was kept points to an address
    /// that is not allowed.
    pub async fn resume(
        secrets: Arc<dyn SecretStore>,
        name: &str,
        options: &ClientOptions,
    ) -> Result<Option<Self>, ClientError> {
        let name = name.to_owned();
        let (stored, secrets, name) = off_thread(move || {
            let stored = secrets.get(&name)?;
            Ok((stored, secrets, name))
        })
        .await?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let kept: Kept = serde_json::from_slice(&stored).map_err(|_| SecretError::Unreadable)?;
        check_endpoint(&kept.token_endpoint)?;
        let wire = Wire::new(&kept.token_endpoint, options)?;
        let me = kept.me.clone();
        let unkept = Arc::default();
        let renewal = Renewal { wire, kept, secrets, name, unkept, id_token: None };
        let tokens = Tokens::new(None, Some(renewal));
        Ok(Some(Self { me, lasting: Lasting::Renewed, tokens }))
    }

    /// A session with one access token that is never renewed: for scripts and tests.
    ///
    /// # Errors
    /// [`ClientError::Unauthorised`] if the text cannot be a token.
    pub fn with_access_token(me: Me, access_token: &str) -> Result<Self, ClientError> {
        HeaderValue::from_str(access_token).map_err(|_| ClientError::Unauthorised)?;
        let tokens = Tokens::of_access_token(access_token, None);
        Ok(Self { me, lasting: Lasting::Once { until: None }, tokens })
    }

    /// Keeps a fresh sign-in's refresh token, then begins the session.
    pub(crate) async fn begin(
        wire: Wire,
        kept: Kept,
        given: &Given,
        secrets: Arc<dyn SecretStore>,
        name: &str,
    ) -> Result<Self, ClientError> {
        let access = Access::new(&given.access_token, given.life());
        let me = kept.me.clone();
        let mut renewal = Renewal {
            wire,
            kept,
            secrets,
            name: name.to_owned(),
            unkept: Arc::default(),
            id_token: given.id_token.clone(),
        };
        let lasting = if renewal.kept.refresh_token.is_empty() {
            let now = DateTime::<Utc>::from(SystemTime::now());
            Lasting::Once { until: given.life().map(|life| now + life) }
        } else {
            renewal.save().await?;
            Lasting::Renewed
        };
        Ok(Self { me, lasting, tokens: Tokens::new(Some(access), Some(renewal)) })
    }

    /// The page on which the provider says farewell to the person, if it has one: until they were
    /// there, their browser knows them (OpenID Connect RP-Initiated Logout 1.0). To be asked before
    /// [`Session::sign_out`].
    pub async fn farewell_page(&self) -> Option<Url> {
        self.tokens.held.lock().await.renewal.as_ref()?.farewell_page()
    }

    /// From here on the session is kept there, beginning now; where it was kept before, it stays.
    ///
    /// # Errors
    /// [`ClientError::Secrets`] if it could not be kept there now; its next change is tried there again.
    pub async fn keep_in(
        &self,
        secrets: Arc<dyn SecretStore>,
        name: &str,
    ) -> Result<(), ClientError> {
        let mut held = self.tokens.held.lock().await;
        let Some(renewal) = held.renewal.as_mut() else { return Ok(()) };
        (renewal.secrets, renewal.name) = (secrets, name.to_owned());
        if !renewal.kept.refresh_token.is_empty() {
            renewal.save().await?;
        }
        Ok(())
    }

    /// Whether it goes on after a restart: the portal gave what renews it.
    pub async fn is_kept(&self) -> bool {
        let held = self.tokens.held.lock().await;
        held.renewal.as_ref().is_some_and(|renewal| !renewal.kept.refresh_token.is_empty())
    }

    /// Wipes the tokens from memory, once a renewal under way has ended. What is kept stays, and nothing
    /// more is sent.
    pub async fn rest(&self) {
        let mut held = self.tokens.held.lock().await;
        held.over = true;
        held.access = None;
        held.renewal = None;
    }

    /// Forgets the session here, and asks the portal to forget it too (RFC 7009).
    ///
    /// # Errors
    /// [`ClientError::Secrets`] if the kept token could not be deleted. That the portal could not
    /// be told is no error: the session is over here, and the token runs out there.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        self.tokens.sign_out().await
    }
}

impl Access {
    fn new(token: &str, expires_in: Option<Duration>) -> Self {
        let token = Zeroizing::new(token.to_owned());
        let stale = expires_in.map(|life| Instant::now() + life - EARLY.min(life / 2));
        Self { token, stale }
    }

    fn is_fresh(&self) -> bool {
        self.stale.is_none_or(|stale| Instant::now() < stale)
    }
}

impl Tokens {
    fn new(access: Option<Access>, renewal: Option<Renewal>) -> Arc<Self> {
        let unkept = renewal.as_ref().map(|renewal| renewal.unkept.clone()).unwrap_or_default();
        let held = Held { access, generation: 1, over: false, renewal };
        Arc::new(Self { held: Arc::new(Mutex::new(held)), unkept })
    }

    /// Tokens without renewal.
    pub(crate) fn of_access_token(token: &str, expires_in: Option<Duration>) -> Arc<Self> {
        Self::new(Some(Access::new(token, expires_in)), None)
    }

    /// The token to send now; renewed first if it is about to end.
    pub(crate) async fn bearer(&self) -> Result<Bearer, ClientError> {
        let held = self.held.clone().lock_owned().await;
        if let Some(bearer) = held.current()? {
            return Ok(bearer);
        }
        renew(held).await
    }

    /// The token to send after the portal refused `stale`: the one that somebody else fetched
    /// meanwhile, or a new one.
    pub(crate) async fn refreshed_after(&self, stale: &Bearer) -> Result<Bearer, ClientError> {
        let held = self.held.clone().lock_owned().await;
        if held.generation != stale.generation
            && let Some(bearer) = held.current()?
        {
            return Ok(bearer);
        }
        renew(held).await
    }

    /// The portal refused a token that had just been renewed: the session is over.
    pub(crate) async fn refuse(&self, refused: &Bearer) {
        let mut held = self.held.lock().await;
        if held.generation == refused.generation {
            held.over = true;
            held.access = None;
        }
    }

    /// Whether somebody has to sign in again before anything can be sent.
    pub async fn is_over(&self) -> bool {
        self.held.lock().await.over
    }

    /// Whether the keyring has what is needed to go on after a restart. Where it has not, the session
    /// ends with the desk.
    pub fn is_kept(&self) -> bool {
        !self.unkept.load(Ordering::SeqCst)
    }

    /// Keeps who the person is, as the portal tells it now, for a start without the portal.
    pub async fn keep_me(&self, me: &Me) {
        let mut held = self.held.lock().await;
        if let Some(renewal) = held.renewal.as_mut().filter(|renewal| renewal.kept.me != *me) {
            renewal.kept.me = me.clone();
            if !renewal.kept.refresh_token.is_empty() {
                renewal.keep().await;
            }
        }
    }

    async fn sign_out(&self) -> Result<(), ClientError> {
        let mut held = self.held.lock().await;
        held.over = true;
        held.access = None;
        let Some(renewal) = held.renewal.take() else {
            return Ok(());
        };
        let (secrets, name) = (renewal.secrets.clone(), renewal.name.clone());
        let deleted = off_thread(move || secrets.delete(&name)).await;
        renewal.revoke().await;
        Ok(deleted?)
    }
}

impl Held {
    fn current(&self) -> Result<Option<Bearer>, ClientError> {
        if self.over {
            return Err(ClientError::Unauthorised);
        }
        Ok(self
            .access
            .as_ref()
            .filter(|access| access.is_fresh())
            .map(|access| Bearer { token: access.token.clone(), generation: self.generation }))
    }
}

/// Renews in a task of its own: were the caller's future dropped between the portal's rotation
/// and the keyring, the session would be lost.
async fn renew(mut held: OwnedMutexGuard<Held>) -> Result<Bearer, ClientError> {
    tokio::spawn(async move {
        let Some(renewal) = held.renewal.as_mut() else {
            held.over = true;
            return Err(ClientError::Unauthorised);
        };
        match renewal.fetch().await {
            Ok(access) => {
                let token = access.token.clone();
                held.access = Some(access);
                held.generation += 1;
                Ok(Bearer { token, generation: held.generation })
            }
            Err(ClientError::Unauthorised) => {
                held.over = true;
                held.access = None;
                Err(ClientError::Unauthorised)
            }
            Err(error) => Err(error),
        }
    })
    .await
    .unwrap_or(Err(ClientError::network(NetworkKind::Cut)))
}

impl Renewal {
    async fn fetch(&mut self) -> Result<Access, ClientError> {
        if self.kept.refresh_token.is_empty() {
            return Err(ClientError::Unauthorised);
        }
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.kept.refresh_token.as_str()),
            ("client_id", self.kept.client_id.as_str()),
        ];
        let given = match self.wire.tokens(&self.kept.token_endpoint, &form).await {
            Ok(given) => given,
            Err(TokenError::Refused(code)) => {
                tracing::warn!(code, "the sign-in service renews the session no more");
                return Err(ClientError::Unauthorised);
            }
            Err(TokenError::Failed(error)) => return Err(error),
        };
        let still =
            |token: &str| id_token::is_still(token, &self.kept.issuer, &self.kept.me.subject);
        if given.id_token.as_ref().is_some_and(|token| !still(token)) {
            tracing::error!("the sign-in service renewed the session for somebody else");
            return Err(ClientError::Unauthorised);
        }
        match given.refresh_token() {
            Some(rotated) => {
                self.kept.refresh_token = rotated.clone();
                self.keep().await;
            }
            None if self.unkept.load(Ordering::SeqCst) => self.keep().await,
            None => {}
        }
        Ok(Access::new(&given.access_token, given.life()))
    }

    /// Keeps it, or remembers that it is here alone: the old token is spent, and nothing would be
    /// gained by not using the new one.
    async fn keep(&mut self) {
        let kept = self.save().await;
        if let Err(error) = &kept {
            tracing::warn!(%error, "the session is held in memory alone");
        }
        self.unkept.store(kept.is_err(), Ordering::SeqCst);
    }

    async fn save(&mut self) -> Result<(), SecretError> {
        let text = Zeroizing::new(serde_json::to_vec(&self.kept).map_err(|_| SecretError::Failed)?);
        let (secrets, name) = (self.secrets.clone(), self.name.clone());
        off_thread(move || secrets.set(&name, &text)).await
    }

    async fn revoke(self) {
        let Some(endpoint) = &self.kept.revocation_endpoint else { return };
        if self.kept.refresh_token.is_empty() {
            return;
        }
        if !self.wire.revoke(endpoint, &self.kept.client_id, &self.kept.refresh_token).await {
            tracing::warn!("the portal could not be told of the sign-out");
        }
    }

    fn farewell_page(&self) -> Option<Url> {
        let mut page = self.kept.end_session_endpoint.clone()?;
        check_endpoint(&page).ok()?;
        page.query_pairs_mut().append_pair("client_id", &self.kept.client_id);
        if let Some(id_token) = &self.id_token {
            page.query_pairs_mut().append_pair("id_token_hint", id_token);
        }
        Some(page)
    }
}

/// Keyrings block, some until a person types a password.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SecretError::Failed))
}
