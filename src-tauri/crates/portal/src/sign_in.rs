//! Sign-in by OpenID Connect: the code flow with PKCE S256 in the system's browser, and back by a
//! loopback redirect (RFC 8252). In practice mode the desk follows the redirects itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier};
use reqwest::header::LOCATION;
use url::Url;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::id_token::{self, Expected, Keys, Unproven};
use crate::loopback::{Answerer, Loopback, Return, answer_in};
use crate::oidc::{Given, TokenError, Wire};
use crate::provider::Provider;
use crate::secrets::SecretStore;
use crate::session::{Kept, Session, Tokens};
use crate::transport::{check_address, is_loopback};
use crate::wire::Meta;
use crate::{ClientError, ClientOptions, SignInError};

/// How long a person may take in the browser.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Where a practice sign-in pretends to listen. Nobody connects to it: the desk reads the address
/// instead of following it.
const PRACTICE_REDIRECT: &str = "http://127.0.0.1:9/signed-in";

/// More steps than any provider takes between the question and the answer.
const MOST_REDIRECTS: usize = 8;

/// The browser may still know who signed in last at this computer: whoever sits here now is asked for
/// their own password. And a refresh token comes only with consent (OpenID Connect Core §11).
const PROMPT: &str = "login consent";

/// A sign-in under way: open [`SignIn::authorization_url`] in the system's browser, then await
/// [`SignIn::finish`]. Dropping it cancels.
pub struct SignIn {
    question: Question,
    loopback: Loopback,
    portal_name: Option<String>,
}

impl SignIn {
    /// Asks the portal who signs its people in, and prepares the question.
    ///
    /// # Errors
    /// [`SignInError::Portal`], [`SignInError::Discovery`], [`SignInError::NoLoopback`].
    pub async fn begin(
        base: &Url,
        options: &ClientOptions,
        login_hint: Option<&str>,
    ) -> Result<Self, SignInError> {
        let meta = Client::anonymous(base.clone(), options.clone())?.meta().await?;
        let loopback = Loopback::listen().await.map_err(|_| SignInError::NoLoopback)?;
        let redirect = loopback.redirect_uri();
        let question = Question::prepare(base, options, &meta, redirect, login_hint).await?;
        Ok(Self { question, loopback, portal_name: meta.name })
    }

    /// What the portal calls itself. It may call itself anything.
    pub fn portal_name(&self) -> Option<&str> {
        self.portal_name.as_deref()
    }

    /// Who signs people in there.
    pub fn issuer(&self) -> &str {
        &self.question.provider.issuer
    }

    /// The address to open in the system's browser. It holds no secret.
    pub fn authorization_url(&self) -> &Url {
        &self.question.url
    }

    /// Waits for the browser, at most five minutes, and begins the session. Its refresh token is
    /// kept in `secrets` under `name`.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn finish(
        self,
        secrets: Arc<dyn SecretStore>,
        name: &str,
    ) -> Result<Session, SignInError> {
        let waiting = self.loopback.wait(self.question.answerer());
        let answer = tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| SignInError::TimedOut)?
            .map_err(|_| SignInError::NoLoopback)?;
        self.question.complete(answer, secrets, name).await
    }
}

/// Signs in to a practice portal on this machine as `person`, without a browser.
///
/// # Errors
/// [`SignInError::NotPractice`] unless the portal says that it is one and runs on this machine.
pub async fn sign_in_practice(
    base: &Url,
    options: &ClientOptions,
    person: &str,
    secrets: Arc<dyn SecretStore>,
    name: &str,
) -> Result<Session, SignInError> {
    let meta = Client::anonymous(base.clone(), options.clone())?.meta().await?;
    if !meta.practice || !is_loopback(base) {
        return Err(SignInError::NotPractice);
    }
    let redirect = PRACTICE_REDIRECT.to_owned();
    let question = Question::prepare(base, options, &meta, redirect, Some(person)).await?;
    let answer = question.follow().await?;
    question.complete(answer, secrets, name).await
}

/// Everything that the answer will be held against.
struct Question {
    base: Url,
    options: ClientOptions,
    wire: Wire,
    provider: Provider,
    keys: Keys,
    client_id: String,
    redirect: String,
    verifier: PkceCodeVerifier,
    state: CsrfToken,
    nonce: Nonce,
    url: Url,
    /// When it was asked, by the portal's clock.
    asked_at: DateTime<Utc>,
    /// What to add to this PC's clock to have the portal's: a wrong clock must not lock out.
    ahead: TimeDelta,
}

impl Question {
    async fn prepare(
        base: &Url,
        options: &ClientOptions,
        meta: &Meta,
        redirect: String,
        login_hint: Option<&str>,
    ) -> Result<Self, SignInError> {
        let issuer: Url = meta.issuer.parse().map_err(|_| SignInError::Discovery)?;
        check_address(&issuer)?;
        if is_loopback(&issuer) && !is_loopback(base) {
            // A portal elsewhere has no business with this machine.
            return Err(ClientError::BadAddress.into());
        }
        let wire = Wire::new(&issuer, options)?;
        let provider = Provider::discover(&wire, &meta.issuer, &issuer).await?;
        let keys = wire.document("keys", &provider.jwks_uri).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new_random(), Nonce::new_random());
        let mut url = provider.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &meta.client_id)
            .append_pair("redirect_uri", &redirect)
            .append_pair("scope", provider.scopes())
            .append_pair("prompt", PROMPT)
            // Then the provider has to say when it asked for the password (OpenID Connect Core 3.1.2.1).
            .append_pair("max_age", "0")
            .append_pair("state", state.secret())
            .append_pair("nonce", nonce.secret())
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", challenge.method().as_str());
        if let Some(hint) = login_hint {
            url.query_pairs_mut().append_pair("login_hint", hint);
        }
        Ok(Self {
            base: base.clone(),
            options: options.clone(),
            wire,
            provider,
            keys,
            client_id: meta.client_id.clone(),
            redirect,
            verifier,
            state,
            nonce,
            url,
            asked_at: meta.server_now,
            ahead: meta.server_now - now(),
        })
    }

    /// Whose answer it has to be.
    fn answerer(&self) -> Answerer {
        Answerer {
            state: self.state.secret().clone(),
            issuer: self.provider.issuer.clone(),
            names_itself: self.provider.names_itself,
        }
    }

    /// Walks the provider's redirects until one leads back to the desk.
    async fn follow(&self) -> Result<Return, SignInError> {
        let mut next = self.url.clone();
        for _ in 0..MOST_REDIRECTS {
            let response = self.wire.visit(&next).await?;
            let status = response.status();
            let place = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
            let Some(place) = place.filter(|_| status.is_redirection()) else {
                return Err(
                    ClientError::Status { status: status.as_u16(), retry_after: None }.into()
                );
            };
            let place = next.join(place).map_err(|_| SignInError::Discovery)?;
            if place.as_str().starts_with(PRACTICE_REDIRECT) {
                let target = &place[url::Position::BeforePath..];
                return answer_in(target, &self.answerer()).ok_or(SignInError::Discovery);
            }
            if place.origin() != self.url.origin() {
                return Err(SignInError::Discovery);
            }
            next = place;
        }
        Err(SignInError::Discovery)
    }

    /// Turns the code into tokens, checks whose they are, and keeps the refresh token.
    async fn complete(
        self,
        answer: Return,
        secrets: Arc<dyn SecretStore>,
        name: &str,
    ) -> Result<Session, SignInError> {
        let code = match answer {
            Return::Code(code) => code,
            Return::Declined(code) => return Err(SignInError::Declined { code }),
            Return::Foreign => return Err(SignInError::AnotherIssuer),
        };
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", self.redirect.as_str()),
            ("client_id", self.client_id.as_str()),
            ("code_verifier", self.verifier.secret().as_str()),
        ];
        let given = self.wire.tokens(&self.provider.token_endpoint, &form).await;
        let given = given.map_err(|error| match error {
            TokenError::Refused(code) => SignInError::TokenRefused { code },
            TokenError::Failed(error) => SignInError::Portal(error),
        })?;
        let subject = self.proven_subject(&given)?;

        let first = Tokens::of_access_token(&given.access_token, given.life());
        let me = Client::new(self.base.clone(), first, self.options.clone())?.me().await?;
        if me.subject != subject {
            return Err(SignInError::AnotherPerson);
        }
        let kept = Kept {
            issuer: self.provider.issuer,
            client_id: self.client_id,
            token_endpoint: self.provider.token_endpoint,
            revocation_endpoint: self.provider.revocation_endpoint,
            end_session_endpoint: self.provider.end_session_endpoint,
            me,
            refresh_token: given
                .refresh_token()
                .cloned()
                .unwrap_or_else(|| Zeroizing::new(String::new())),
        };
        Ok(Session::begin(self.wire, kept, &given, secrets, name).await?)
    }

    fn proven_subject(&self, given: &Given) -> Result<String, SignInError> {
        let id_token = given.id_token.as_ref().ok_or(SignInError::IdToken)?;
        let expected = Expected {
            issuer: &self.provider.issuer,
            client_id: &self.client_id,
            nonce: self.nonce.secret(),
            access_token: &given.access_token,
            asked_at: self.asked_at,
            now: now() + self.ahead,
        };
        id_token::subject(id_token, &self.keys, &expected).map_err(|unproven| match unproven {
            Unproven::Invalid => SignInError::IdToken,
            Unproven::NotAskedAnew => SignInError::NotAskedAnew,
        })
    }
}

fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
