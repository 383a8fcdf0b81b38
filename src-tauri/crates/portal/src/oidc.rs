//! The wire under OpenID Connect: small JSON answers and the token endpoint, through this crate's own
//! HTTP client, with its limits.

use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

use crate::error::is_transient_status;
use crate::retry_after::retry_after;
use crate::transport::{check_address, connect, from_reqwest, read_capped};
use crate::{ClientError, ClientOptions};

/// Discovery documents, keys and tokens are small.
const LARGEST: u64 = 1 << 20;

/// An OAuth error code is never longer.
const LONGEST_CODE: usize = 40;

#[derive(Clone)]
pub(crate) struct Wire {
    http: reqwest::Client,
    options: ClientOptions,
}

/// What the token endpoint gives (RFC 6749 §5.1, OpenID Connect Core 3.1.3.3).
#[derive(Deserialize)]
pub(crate) struct Given {
    pub access_token: Zeroizing<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<Zeroizing<String>>,
    #[serde(default)]
    pub id_token: Option<Zeroizing<String>>,
}

impl Given {
    /// How long the access token is good; unknown where it does not say.
    pub fn life(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    /// The new refresh token. An empty one is none.
    pub fn refresh_token(&self) -> Option<&Zeroizing<String>> {
        self.refresh_token.as_ref().filter(|token| !token.is_empty())
    }
}

/// Some services write the number in quotes; what is none counts as not said.
fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_u64().or(number.as_f64().map(|whole| whole as u64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// Why there are no tokens.
pub(crate) enum TokenError {
    /// The service said no, with the code of RFC 6749 §5.2, cleaned.
    Refused(String),
    Failed(ClientError),
}

/// The code as far as it can be one: nothing that somebody wrote freely reaches a log.
pub(crate) fn clean_code(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(LONGEST_CODE).collect()
}

/// Whether the desk may speak to this endpoint. Unlike a portal's address it may have a query of its
/// own (RFC 6749 §3.1, §3.2).
pub(crate) fn check_endpoint(endpoint: &Url) -> Result<(), ClientError> {
    let mut place = endpoint.clone();
    place.set_query(None);
    check_address(&place)
}

impl Wire {
    pub fn new(address: &Url, options: &ClientOptions) -> Result<Self, ClientError> {
        let mut place = address.clone();
        place.set_query(None);
        Ok(Self { http: connect(&place, options)?, options: options.clone() })
    }

    /// A document in JSON. `call` names it in an error.
    pub async fn document<T: DeserializeOwned>(
        &self,
        call: &'static str,
        address: &Url,
    ) -> Result<T, ClientError> {
        check_endpoint(address)?;
        let request = self.http.get(address.clone()).timeout(self.options.call_timeout);
        let response = request.send().await.map_err(from_reqwest)?;
        if !response.status().is_success() {
            return Err(status_of(&response));
        }
        let body = read_capped(response, LARGEST).await?;
        read(call, &body)
    }

    /// Asks the token endpoint.
    pub async fn tokens(&self, endpoint: &Url, form: &[(&str, &str)]) -> Result<Given, TokenError> {
        let (status, body) = self.post(endpoint, form).await.map_err(TokenError::Failed)?;
        if status.is_success() {
            return read("token", &body).map_err(TokenError::Failed);
        }
        #[derive(Deserialize)]
        struct Refusal {
            error: String,
        }
        let later = |status| ClientError::Status { status, retry_after: None };
        Err(match serde_json::from_slice::<Refusal>(&body).map(|no| clean_code(&no.error)) {
            // Authorization's codes, which some services use here too: nobody said no.
            Ok(code) if matches!(code.as_str(), "temporarily_unavailable" | "server_error") => {
                TokenError::Failed(later(503))
            }
            Ok(code) => TokenError::Refused(code),
            Err(_) => TokenError::Failed(later(status.as_u16())),
        })
    }

    /// What says "later" or leads elsewhere is an error; any other answer comes with its status.
    async fn post(
        &self,
        endpoint: &Url,
        form: &[(&str, &str)],
    ) -> Result<(StatusCode, Zeroizing<Vec<u8>>), ClientError> {
        check_endpoint(endpoint)?;
        let request = self.http.post(endpoint.clone()).timeout(self.options.call_timeout);
        let response = request.form(form).send().await.map_err(from_reqwest)?;
        let status = response.status();
        if is_transient_status(status.as_u16()) || status.is_redirection() {
            return Err(status_of(&response));
        }
        let body = read_capped(response, LARGEST).await?;
        Ok((status, Zeroizing::new(body.to_vec())))
    }

    /// Asks the provider to forget a refresh token (RFC 7009), and tells whether it did.
    pub async fn revoke(&self, endpoint: &Url, client_id: &str, refresh_token: &str) -> bool {
        let form = [
            ("client_id", client_id),
            ("token", refresh_token),
            ("token_type_hint", "refresh_token"),
        ];
        self.post(endpoint, &form).await.is_ok_and(|(status, _)| status.is_success())
    }

    /// A plain GET of a sign-in page, redirects not followed.
    pub async fn visit(&self, address: &Url) -> Result<Response, ClientError> {
        self.http.get(address.clone()).send().await.map_err(from_reqwest)
    }
}

fn status_of(response: &Response) -> ClientError {
    ClientError::Status {
        status: response.status().as_u16(),
        retry_after: retry_after(response.headers()),
    }
}

/// Keeps the place of an error and drops its text, which quotes what was read.
fn read<T: DeserializeOwned>(call: &'static str, body: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(body).map_err(|error| ClientError::Malformed {
        call,
        line: error.line(),
        column: error.column(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_as_services_write_them() {
        for (life, read) in [
            ("900", Some(900)),
            ("20.0", Some(20)),
            ("\"3600\"", Some(3600)),
            ("null", None),
            ("\"soon\"", None),
            ("-1", Some(0)),
        ] {
            let text = format!(
                r#"{{"access_token":"a","token_type":"bearer","expires_in":{life},"refresh_token":"","x":1}}"#
            );
            let given: Given = serde_json::from_str(&text).unwrap();
            assert_eq!(given.life(), read.map(Duration::from_secs), "{life}");
            assert!(given.refresh_token().is_none(), "an empty refresh token is none");
        }
    }

    #[test]
    fn of_a_code_only_what_can_be_one_is_kept() {
        assert_eq!(clean_code("invalid_grant"), "invalid_grant");
        assert_eq!(clean_code("陳怡君 <b>no</b> A123456789"), "bnob");
        assert_eq!(clean_code(&"a".repeat(999)).len(), LONGEST_CODE);
    }
}
