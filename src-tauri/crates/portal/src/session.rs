//! A signed-in person: who they are, and the tokens that speak for them.
//!
//! Refresh tokens rotate: each is good for one use. So a refresh happens once at a time, is not
//! abandoned half-way, and the new token is kept safely before it is used.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::CoreClient;
use openidconnect::{
    ClientId, IssuerUrl, JsonWebKeySet, OAuth2TokenResponse as _, RefreshToken, TokenUrl,
};
use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::oidc::{Wire, token_error};
use crate::secrets::{SecretError, SecretStore};
use crate::transport::check_address;
use crate::wire::Me;
use crate::{ClientOptions, NetworkKind};

/// A token this close to its end is renewed before it is used.
const EARLY: Duration = Duration::from_secs(20);

/// Somebody is signed in.
#[derive(Clone)]
pub struct Session {
    /// As `GET /me` told when they signed in: offline, nothing newer is known.
    pub me: Me,
    /// Shared by everything that speaks for them.
    pub tokens: Arc<Tokens>,
}

/// The tokens of one session. Hand one to every [`crate::Client`] of the same person.
pub struct Tokens {
    held: Arc<Mutex<Held>>,
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
    expires: Option<Instant>,
}

/// What renewing takes.
struct Renewal {
    wire: Wire,
    kept: Kept,
    /// The kept form could not be written since the last rotation; until it is, the new access
    /// token waits here unused.
    unsaved: Option<Access>,
    secrets: Arc<dyn SecretStore>,
    name: String,
}

/// What the keyring holds of a session: enough to go on after a restart, offline too.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub issuer: String,
    pub client_id: String,
    pub token_endpoint: Url,
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
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
        check_address(&kept.token_endpoint)?;
        let wire = Wire::new(&kept.token_endpoint, options)?;
        let me = kept.me.clone();
        let renewal = Renewal { wire, kept, unsaved: None, secrets, name };
        Ok(Some(Self { me, tokens: Tokens::new(None, Some(renewal)) }))
    }

    /// A session with one access token that is never renewed: for scripts and tests.
    ///
    /// # Errors
    /// [`ClientError::Unauthorised`] if the text cannot be a token.
    pub fn with_access_token(me: Me, access_token: &str) -> Result<Self, ClientError> {
        HeaderValue::from_str(access_token).map_err(|_| ClientError::Unauthorised)?;
        Ok(Self { me, tokens: Tokens::of_access_token(access_token, None) })
    }

    /// Keeps a fresh sign-in's refresh token, then begins the session.
    pub(crate) async fn begin(
        wire: Wire,
        kept: Kept,
        access_token: &str,
        expires_in: Option<Duration>,
        secrets: Arc<dyn SecretStore>,
        name: &str,
    ) -> Result<Self, ClientError> {
        let access = Access::new(access_token, expires_in);
        let me = kept.me.clone();
        let mut renewal = Renewal { wire, kept, unsaved: None, secrets, name: name.to_owned() };
        if !renewal.kept.refresh_token.is_empty() {
            renewal.save().await?;
        }
        Ok(Self { me, tokens: Tokens::new(Some(access), Some(renewal)) })
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
        Self { token, expires: expires_in.map(|life| Instant::now() + life) }
    }

    fn is_fresh(&self) -> bool {
        self.expires.is_none_or(|end| Instant::now() + EARLY < end)
    }
}

impl Tokens {
    fn new(access: Option<Access>, renewal: Option<Renewal>) -> Arc<Self> {
        let held = Held { access, generation: 1, over: false, renewal };
        Arc::new(Self { held: Arc::new(Mutex::new(held)) })
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
        if self.unsaved.is_some() {
            self.save().await?;
        }
        if let Some(access) = self.unsaved.take().filter(Access::is_fresh) {
            return Ok(access);
        }
        if self.kept.refresh_token.is_empty() {
            return Err(ClientError::Unauthorised);
        }
        let client = self.client()?;
        let token = RefreshToken::new(self.kept.refresh_token.to_string());
        let answer = client
            .exchange_refresh_token(&token)
            .request_async(&self.wire)
            .await
            .map_err(token_error)?;
        let access = Access::new(answer.access_token().secret(), answer.expires_in());
        if let Some(rotated) = answer.refresh_token() {
            self.kept.refresh_token = Zeroizing::new(rotated.secret().clone());
            self.unsaved = Some(access);
            self.save().await?;
            return self.unsaved.take().ok_or(ClientError::Unauthorised);
        }
        Ok(access)
    }

    async fn save(&mut self) -> Result<(), SecretError> {
        let text = Zeroizing::new(serde_json::to_vec(&self.kept).map_err(|_| SecretError::Failed)?);
        let (secrets, name) = (self.secrets.clone(), self.name.clone());
        off_thread(move || secrets.set(&name, &text)).await
    }

    async fn revoke(self) {
        let Some(endpoint) = &self.kept.revocation_endpoint else { return };
        if !self.wire.revoke(endpoint, &self.kept.client_id, &self.kept.refresh_token).await {
            tracing::warn!("the portal could not be told of the sign-out");
        }
    }

    fn client(
        &self,
    ) -> Result<
        CoreClient<
            openidconnect::EndpointNotSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointSet,
        >,
        ClientError,
    > {
        let issuer =
            IssuerUrl::new(self.kept.issuer.clone()).map_err(|_| ClientError::BadAddress)?;
        let client_id = ClientId::new(self.kept.client_id.clone());
        Ok(CoreClient::new(client_id, issuer, JsonWebKeySet::default())
            .set_token_uri(TokenUrl::from_url(self.kept.token_endpoint.clone())))
    }
}

/// Keyrings block, some until a person types a password.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SecretError::Failed))
}
