//! The wire under OpenID Connect: lets the `openidconnect` crate speak through this crate's own
//! HTTP client, with its limits.

use std::future::Future;
use std::pin::Pin;

use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError, StandardErrorResponse,
};
use url::Url;

use crate::error::is_transient_status;
use crate::retry_after::retry_after;
use crate::transport::{check_address, connect, from_reqwest, read_capped};
use crate::{ClientError, ClientOptions};

/// Discovery documents, keys and tokens are small.
const LARGEST: u64 = 1 << 20;

#[derive(Clone)]
pub(crate) struct Wire {
    http: reqwest::Client,
    options: ClientOptions,
}

impl Wire {
    pub fn new(address: &Url, options: &ClientOptions) -> Result<Self, ClientError> {
        Ok(Self { http: connect(address, options)?, options: options.clone() })
    }

    /// Sends one request. What says "later" is an error here, since the crate above would take
    /// it for the provider's verdict.
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, ClientError> {
        let mut request =
            reqwest::Request::try_from(request).map_err(|_| ClientError::BadAddress)?;
        let mut place = request.url().clone();
        place.set_query(None);
        // A discovery document may name any endpoint: each is held to the same rule.
        check_address(&place)?;
        *request.timeout_mut() = Some(self.options.call_timeout);
        let response = self.http.execute(request).await.map_err(from_reqwest)?;
        let status = response.status();
        if is_transient_status(status.as_u16()) || status.is_redirection() {
            return Err(ClientError::Status {
                status: status.as_u16(),
                retry_after: retry_after(response.headers()),
            });
        }
        let headers = response.headers().clone();
        let body = read_capped(response, LARGEST).await?;
        let mut answer = HttpResponse::new(body.to_vec());
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }

    /// Asks the provider to forget a refresh token (RFC 7009), and tells whether it did. The crate
    /// above refuses to revoke over plain http, even on this machine, where practice happens.
    pub async fn revoke(&self, endpoint: &Url, client_id: &str, refresh_token: &str) -> bool {
        let form = [
            ("client_id", client_id),
            ("token", refresh_token),
            ("token_type_hint", "refresh_token"),
        ];
        if check_address(endpoint).is_err() {
            return false;
        }
        let request =
            self.http.post(endpoint.clone()).timeout(self.options.call_timeout).form(&form);
        request.send().await.is_ok_and(|answer| answer.status().is_success())
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = WireError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.exchange(request).await.map_err(WireError) })
    }
}

/// A [`ClientError`] on its way through the `openidconnect` crate.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct WireError(#[from] pub ClientError);

/// What a failed request for tokens means to a client. An OAuth error answer means that the
/// portal knows the grant no more: somebody has to sign in again.
pub(crate) fn token_error(
    error: RequestTokenError<WireError, StandardErrorResponse<CoreErrorResponseType>>,
) -> ClientError {
    match error {
        RequestTokenError::ServerResponse(_) => ClientError::Unauthorised,
        RequestTokenError::Request(error) => error.0,
        RequestTokenError::Parse(error, _) => {
            let inner = error.inner();
            ClientError::Malformed { call: "token", line: inner.line(), column: inner.column() }
        }
        RequestTokenError::Other(_) => ClientError::Malformed { call: "token", line: 0, column: 0 },
    }
}
