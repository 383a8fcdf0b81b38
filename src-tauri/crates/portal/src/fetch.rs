//! A small file at an address that is no portal.

use bytes::Bytes;
use url::Url;

use crate::transport::{connect, from_reqwest, read_capped};
use crate::{ClientError, ClientOptions};

/// Fetches a file of at most `limit` bytes. No token is sent, and no redirect followed.
///
/// # Errors
/// [`ClientError::BadAddress`] for one that the desk does not speak to, [`ClientError::Status`] for any
/// answer but 200, and those of the way there.
pub async fn fetch(
    address: &Url,
    options: &ClientOptions,
    limit: u64,
) -> Result<Bytes, ClientError> {
    let asked = connect(address, options)?.get(address.clone()).timeout(options.call_timeout);
    let response = asked.send().await.map_err(from_reqwest)?;
    match response.status().as_u16() {
        200 => read_capped(response, limit).await,
        status => Err(ClientError::Status { status, retry_after: None }),
    }
}
