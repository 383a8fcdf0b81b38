//! Who signs people in for a portal: the provider's own description of itself (OpenID Connect
//! Discovery 1.0), taken only as far as it speaks of its own origin.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use crate::oidc::{Wire, check_endpoint};
use crate::{ClientError, SignInError};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

#[derive(Clone, Deserialize)]
pub(crate) struct Provider {
    pub issuer: String,
    pub authorization_endpoint: Url,
    pub token_endpoint: Url,
    pub jwks_uri: Url,
    #[serde(default, deserialize_with = "perhaps")]
    pub revocation_endpoint: Option<Url>,
    /// OpenID Connect RP-Initiated Logout 1.0.
    #[serde(default, deserialize_with = "perhaps")]
    pub end_session_endpoint: Option<Url>,
    #[serde(default)]
    scopes_supported: Option<Vec<String>>,
    /// RFC 9207: its answers say whose they are.
    #[serde(
        default,
        deserialize_with = "truth",
        rename = "authorization_response_iss_parameter_supported"
    )]
    pub names_itself: bool,
}

/// An address that nothing rests on: what cannot be read is none.
fn perhaps<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    Ok(Value::deserialize(from)?.as_str().and_then(|text| text.parse().ok()))
}

fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => truth,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    })
}

impl Provider {
    /// Asks the issuer for its description, and holds it to its word: it is the one that was asked,
    /// and whatever a password, a code or a token is sent to lies where the issuer lies.
    ///
    /// # Errors
    /// [`SignInError::Portal`], [`SignInError::Discovery`], [`SignInError::ForeignEndpoint`].
    pub async fn discover(wire: &Wire, issuer: &str, at: &Url) -> Result<Self, SignInError> {
        let mut address = at.clone();
        address.set_path(&format!("{}{WELL_KNOWN}", at.path().trim_end_matches('/')));
        let provider: Self = match wire.document("discovery", &address).await {
            Err(ClientError::Malformed { .. }) => return Err(SignInError::Discovery),
            document => document?,
        };
        if provider.issuer != issuer {
            return Err(SignInError::Discovery);
        }
        for (endpoint, place) in [
            ("authorization_endpoint", Some(&provider.authorization_endpoint)),
            ("token_endpoint", Some(&provider.token_endpoint)),
            ("jwks_uri", Some(&provider.jwks_uri)),
            ("revocation_endpoint", provider.revocation_endpoint.as_ref()),
            ("end_session_endpoint", provider.end_session_endpoint.as_ref()),
        ] {
            let Some(place) = place else { continue };
            if place.origin() != at.origin() {
                return Err(SignInError::ForeignEndpoint { endpoint });
            }
            check_endpoint(place)?;
        }
        Ok(provider)
    }

    /// The scopes to ask for: also to stay signed in, unless the provider says that it knows no
    /// such thing.
    pub fn scopes(&self) -> &'static str {
        match &self.scopes_supported {
            Some(known) if !known.iter().any(|scope| scope == "offline_access") => "openid",
            _ => "openid offline_access",
        }
    }
}
