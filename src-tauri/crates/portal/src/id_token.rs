//! The proof of who signed in: an ID token, held against everything that OpenID Connect Core 3.1.3.7
//! names. Of its claims only those are read that the desk rests on, so that an odd one beside them
//! (a boolean in quotes, a date where a number belongs) keeps nobody out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How far the issuer's clock may be from the portal's.
pub(crate) const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// The keys of a provider (RFC 7517). Those of a kind that is not understood are left out.
#[derive(Deserialize)]
pub(crate) struct Keys {
    keys: Vec<Value>,
}

/// What a token is held against.
pub(crate) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub access_token: &'a str,
    /// When the question was asked, by the portal's clock: the person is to have been asked for
    /// their password since.
    pub asked_at: DateTime<Utc>,
    /// The portal's time.
    pub now: DateTime<Utc>,
}

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unproven {
    Invalid,
    /// Somebody signed in long ago, and the provider took that for this sign-in.
    NotAskedAnew,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    nonce: Option<String>,
    at_hash: Option<String>,
    auth_time: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it is for this client and for nobody else.
    fn is_only(&self, client_id: &str) -> bool {
        match self {
            Self::One(one) => one == client_id,
            Self::Several(all) => !all.is_empty() && all.iter().all(|one| one == client_id),
        }
    }
}

/// The algorithms that are accepted. `none` and the shared-secret ones are not. EdDSA has two names:
/// that of RFC 8037 and, for this curve, that of RFC 9864.
fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    Some(match name {
        "EdDSA" | "Ed25519" => CoreJwsSigningAlgorithm::EdDsa,
        "ES256" => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        "ES384" => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        "RS256" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        "PS256" => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        _ => return None,
    })
}

impl Keys {
    /// Those that may have signed under this key id; all where the token names none.
    fn candidates<'a>(&'a self, kid: Option<&'a str>) -> impl Iterator<Item = CoreJsonWebKey> + 'a {
        let known = self.keys.iter().filter_map(|key| {
            let mut key = key.clone();
            if key.get("alg").and_then(Value::as_str) == Some("Ed25519") {
                key["alg"] = Value::from("EdDSA");
            }
            serde_json::from_value::<CoreJsonWebKey>(key).ok()
        });
        known.filter(move |key| {
            kid.is_none_or(|kid| key.key_id().is_some_and(|own: &JsonWebKeyId| own.as_str() == kid))
        })
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Unproven> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unproven::Invalid)?;
    serde_json::from_slice(&bytes).map_err(|_| Unproven::Invalid)
}

/// The three parts of a signed token (RFC 7515 §7.1), the first two of which are what was signed.
fn parts(token: &str) -> Result<(&str, &str, &str), Unproven> {
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(head), Some(claims), Some(signature), None) => Ok((head, claims, signature)),
        _ => Err(Unproven::Invalid),
    }
}

fn hold(stands: bool) -> Result<(), Unproven> {
    if stands { Ok(()) } else { Err(Unproven::Invalid) }
}

/// The subject of a token that proves it.
///
/// # Errors
/// [`Unproven`]: then nobody is signed in.
pub(crate) fn subject(
    token: &str,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<String, Unproven> {
    let (head, claims, signature) = parts(token)?;
    let signed = &token[..head.len() + 1 + claims.len()];
    let (head, claims): (Head, Claims) = (part(head)?, part(claims)?);
    // An extension that has to be understood is not.
    hold(head.crit.is_none())?;
    let algorithm = algorithm(&head.alg).ok_or(Unproven::Invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Unproven::Invalid)?;
    let key = keys
        .candidates(head.kid.as_deref())
        .find(|key| key.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok())
        .ok_or(Unproven::Invalid)?;

    hold(claims.iss == expected.issuer && claims.aud.is_only(expected.client_id))?;
    hold(claims.azp.is_none_or(|azp| azp == expected.client_id))?;
    hold(claims.nonce.as_deref() == Some(expected.nonce))?;
    hold(claims.exp > (expected.now - LEEWAY).timestamp() as f64)?;
    if let Some(told) = &claims.at_hash {
        let bytes = expected.access_token.as_bytes();
        let hash = key.hash_bytes(bytes, &algorithm).map_err(|_| Unproven::Invalid)?;
        hold(URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]) == *told)?;
    }
    let asked_since = (expected.asked_at - LEEWAY).timestamp() as f64;
    if claims.auth_time.as_ref().and_then(Value::as_f64).is_some_and(|at| at < asked_since) {
        return Err(Unproven::NotAskedAnew);
    }
    Ok(claims.sub)
}

/// Whether a token that came with renewed ones speaks of the same person by the same issuer (OpenID
/// Connect Core 12.2). Its way is the proof: it came from the token endpoint itself.
pub(crate) fn is_still(token: &str, issuer: &str, subject: &str) -> bool {
    #[derive(Deserialize)]
    struct Who {
        iss: String,
        sub: String,
    }
    let who = parts(token).and_then(|(_, claims, _)| part::<Who>(claims));
    who.is_ok_and(|who| who.iss == issuer && who.sub == subject)
}
