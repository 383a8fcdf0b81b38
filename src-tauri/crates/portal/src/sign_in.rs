//! Sign-in by OpenID Connect: the code flow with PKCE S256 in the system's browser, and back by a
//! loopback redirect (RFC 8252). In practice mode the desk follows the redirects itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AdditionalProviderMetadata, AuthorizationCode, ClientId, CsrfToken,
    DiscoveryError, IssuerUrl, LoginHint, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
};
use reqwest::header::LOCATION;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::loopback::{Loopback, Return, answer_in};
use crate::oidc::{Wire, token_error};
use crate::secrets::SecretStore;
use crate::session::{Kept, Session, Tokens};
use crate::transport::{check_address, from_reqwest, is_loopback};
use crate::wire::Meta;
use crate::{ClientError, ClientOptions};

/// How long a person may take in the browser.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Where a practice sign-in pretends to listen. Nobody connects to it: the desk reads the address
/// instead of following it.
const PRACTICE_REDIRECT: &str = "http://127.0.0.1:9/signed-in";

/// More steps than any provider takes between the question and the answer.
const MOST_REDIRECTS: usize = 8;

/// Signatures of id tokens that are accepted. `none` and the shared-secret ones are not.
const SIGNATURES: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::EdDsa,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
];

/// Why nobody is signed in. Fit for a log, as [`ClientError`] is.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A call of the sign-in failed.
    #[error(transparent)]
    Portal(#[from] ClientError),
    /// The provider's own description of itself cannot be used.
    #[error("the sign-in service describes itself wrongly")]
    Discovery,
    /// This machine gave no port to listen on.
    #[error("no port of this machine is free to come back to")]
    NoLoopback,
    /// The person or the provider said no (RFC 6749 §4.1.2.1).
    #[error("the sign-in was declined ({code})")]
    Declined {
        /// The error's code, such as `access_denied`.
        code: String,
    },
    /// Nobody came back within five minutes.
    #[error("nobody came back from the browser in time")]
    TimedOut,
    /// The id token is missing, forged, expired or for somebody else's question.
    #[error("the sign-in service's proof of identity is not valid")]
    IdToken,
    /// The portal names another person than the id token does.
    #[error("the portal and the sign-in service name different people")]
    AnotherPerson,
    /// One-click sign-in is for a practice portal on this machine alone.
    #[error("this is not a practice portal")]
    NotPractice,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Revocation {
    #[serde(default)]
    revocation_endpoint: Option<Url>,
}

impl AdditionalProviderMetadata for Revocation {}

type Provider = ProviderMetadata<
    Revocation,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A sign-in under way: open [`SignIn::authorization_url`] in the system's browser, then await
/// [`SignIn::finish`]. Dropping it cancels.
pub struct SignIn {
    question: Question,
    loopback: Loopback,
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
        Ok(Self { question, loopback })
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
        let waiting = self.loopback.wait(self.question.state.secret());
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
    client_id: ClientId,
    redirect: RedirectUrl,
    verifier: PkceCodeVerifier,
    state: CsrfToken,
    nonce: Nonce,
    url: Url,
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
        let issuer = IssuerUrl::new(meta.issuer.clone()).map_err(|_| SignInError::Discovery)?;
        check_address(issuer.url())?;
        if is_loopback(issuer.url()) && !is_loopback(base) {
            // A portal elsewhere has no business with this machine.
            return Err(ClientError::BadAddress.into());
        }
        let wire = Wire::new(issuer.url(), options)?;
        let provider =
            Provider::discover_async(issuer, &wire).await.map_err(|error| match error {
                DiscoveryError::Request(error) => SignInError::Portal(error.0),
                DiscoveryError::Response(status, ..) => SignInError::Portal(ClientError::Status {
                    status: status.as_u16(),
                    retry_after: None,
                }),
                _ => SignInError::Discovery,
            })?;
        let client_id = ClientId::new(meta.client_id.clone());
        let redirect = RedirectUrl::new(redirect).map_err(|_| SignInError::NoLoopback)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(provider.clone(), client_id.clone(), None)
            .set_redirect_uri(redirect.clone());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("offline_access".to_owned()))
            .set_pkce_challenge(challenge);
        if let Some(hint) = login_hint {
            request = request.set_login_hint(LoginHint::new(hint.to_owned()));
        }
        let (url, state, nonce) = request.url();
        let mut place = url.clone();
        place.set_query(None);
        check_address(&place)?;
        Ok(Self {
            base: base.clone(),
            options: options.clone(),
            wire,
            provider,
            client_id,
            redirect,
            verifier,
            state,
            nonce,
            url,
            ahead: meta.server_now - now(),
        })
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
                return answer_in(target, self.state.secret()).ok_or(SignInError::Discovery);
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
            Return::Code(code) => AuthorizationCode::new(code),
            Return::Declined(code) => return Err(SignInError::Declined { code }),
        };
        let provider = self.provider.clone();
        let client = CoreClient::from_provider_metadata(provider, self.client_id.clone(), None)
            .set_redirect_uri(self.redirect.clone());
        let tokens = client
            .exchange_code(code)
            .map_err(|_| SignInError::Discovery)?
            .set_pkce_verifier(PkceCodeVerifier::new(self.verifier.secret().clone()))
            .request_async(&self.wire)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => {
                    SignInError::Declined { code: "invalid_grant".to_owned() }
                }
                other => SignInError::Portal(token_error(other)),
            })?;
        let subject = self.verified_subject(&tokens)?;

        let access_token = Zeroizing::new(tokens.access_token().secret().clone());
        let first = Tokens::of_access_token(&access_token, tokens.expires_in());
        let me = Client::new(self.base.clone(), first, self.options.clone())?.me().await?;
        if me.subject != subject {
            return Err(SignInError::AnotherPerson);
        }
        let token_endpoint = self.provider.token_endpoint().ok_or(SignInError::Discovery)?;
        let kept = Kept {
            issuer: self.provider.issuer().to_string(),
            client_id: self.client_id.to_string(),
            token_endpoint: token_endpoint.url().clone(),
            revocation_endpoint: self.provider.additional_metadata().revocation_endpoint.clone(),
            me,
            refresh_token: Zeroizing::new(
                tokens.refresh_token().map(|token| token.secret().clone()).unwrap_or_default(),
            ),
        };
        let life = tokens.expires_in();
        Ok(Session::begin(self.wire, kept, &access_token, life, secrets, name).await?)
    }

    /// The subject of the id token, after its signature, issuer, audience, time, nonce and its tie
    /// to the access token have been checked (OpenID Connect Core 3.1.3.7).
    fn verified_subject(&self, tokens: &CoreTokenResponse) -> Result<String, SignInError> {
        let client =
            CoreClient::from_provider_metadata(self.provider.clone(), self.client_id.clone(), None);
        let ahead = self.ahead;
        let portal_now = move || now() + ahead;
        let verifier =
            client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(portal_now);
        let id_token = tokens.id_token().ok_or(SignInError::IdToken)?;
        let claims = id_token.claims(&verifier, &self.nonce).map_err(|_| SignInError::IdToken)?;
        if let Some(expected) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier).map_err(|_| SignInError::IdToken)?;
            let algorithm = id_token.signing_alg().map_err(|_| SignInError::IdToken)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                .map_err(|_| SignInError::IdToken)?;
            if actual != *expected {
                return Err(SignInError::IdToken);
            }
        }
        Ok(claims.subject().to_string())
    }
}

fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

impl Wire {
    /// A plain GET of a sign-in page, redirects not followed.
    async fn visit(&self, address: &Url) -> Result<reqwest::Response, ClientError> {
        self.http().get(address.clone()).send().await.map_err(from_reqwest)
    }
}
