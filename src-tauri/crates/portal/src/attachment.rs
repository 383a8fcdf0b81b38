//! Fetching an uploaded file: resumed where it broke off, and never handed out unless its bytes
//! are those that the case announced (`src-tauri/ARCHITECTURE.md`, "A document").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Attachment;
use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_RANGE, RANGE,
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::client::Client;
use crate::transport::from_reqwest;
use crate::{ClientError, NetworkKind};

/// What has come of one file so far. Keep it between attempts, and a cut download goes on where
/// it ended; throw it away, and it starts anew.
#[derive(Default)]
pub struct PartialAttachment {
    /// Wiped when they are thrown away: they are a family's paper.
    bytes: Zeroizing<Vec<u8>>,
    digest: Sha256,
    etag: Option<HeaderValue>,
}

impl PartialAttachment {
    /// Nothing has come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One of which these bytes have come, without the validator that it could go on with.
    pub fn begun(bytes: Vec<u8>) -> Self {
        let digest = Sha256::new_with_prefix(&bytes);
        Self { bytes: Zeroizing::new(bytes), digest, etag: None }
    }

    /// Bytes that have come so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has come yet, so that the whole file is asked for.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl std::fmt::Debug for PartialAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PartialAttachment({} bytes)", self.bytes.len())
    }
}

impl Client {
    /// `GET /attachments/{id}`: the bytes, whole and verified against the size and the SHA-256
    /// of the case's own row and, where the portal sends one, its `Repr-Digest` (RFC 9530).
    ///
    /// # Errors
    /// [`ClientError::DigestMismatch`] for altered bytes; `partial` is empty again then.
    /// [`ClientError::TooLarge`] before anything is sent, if the row is beyond this client's limit.
    /// After a network error `partial` holds what came.
    pub async fn attachment(
        &self,
        wanted: &Attachment,
        partial: &mut PartialAttachment,
    ) -> Result<Vec<u8>, ClientError> {
        let limit = self.options().max_attachment_bytes;
        if wanted.size_bytes > limit {
            return Err(ClientError::TooLarge { limit });
        }
        if partial.etag.is_none() || partial.bytes.len() as u64 >= wanted.size_bytes {
            // Without the strong validator of the first part, a second part might be of another file.
            *partial = PartialAttachment::default();
        }
        let path = ["attachments", &wanted.id.to_string()];
        let mut call = self.get("attachment", &path);
        call.timeout = None;
        call.headers = self.range_headers(partial);
        let response = match self.send(call).await {
            Err(
                ClientError::Status { status: 416, .. } | ClientError::Problem { status: 416, .. },
            ) => {
                *partial = PartialAttachment::default();
                return Err(ClientError::network(NetworkKind::Cut));
            }
            other => other?,
        };
        let headers = response.headers();
        let resumed = response.status() == StatusCode::PARTIAL_CONTENT;
        if resumed && range_start(headers) != Some(partial.bytes.len() as u64) {
            *partial = PartialAttachment::default();
            return Err(ClientError::DigestMismatch);
        }
        if !resumed {
            *partial = PartialAttachment { etag: strong_etag(headers), ..Default::default() };
        }
        if repr_digest(headers).is_some_and(|digest| hex::encode(digest) != wanted.sha256) {
            *partial = PartialAttachment::default();
            return Err(ClientError::DigestMismatch);
        }
        receive(response, wanted.size_bytes, partial).await?;
        let PartialAttachment { mut bytes, digest, .. } = std::mem::take(partial);
        let matches = bytes.len() as u64 == wanted.size_bytes
            && hex::encode(digest.finalize()) == wanted.sha256;
        if matches { Ok(std::mem::take(&mut *bytes)) } else { Err(ClientError::DigestMismatch) }
    }

    fn range_headers(&self, partial: &PartialAttachment) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        // A range counts stored bytes; a compressing intermediary would break that.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(etag) = partial.etag.as_ref().filter(|_| !partial.is_empty()) {
            let range = format!("bytes={}-", partial.bytes.len());
            if let Ok(range) = HeaderValue::from_str(&range) {
                headers.insert(RANGE, range);
                headers.insert(IF_RANGE, etag.clone());
            }
        }
        headers
    }
}

async fn receive(
    mut response: reqwest::Response,
    size: u64,
    partial: &mut PartialAttachment,
) -> Result<(), ClientError> {
    while let Some(chunk) = response.chunk().await.map_err(from_reqwest)? {
        if (partial.bytes.len() + chunk.len()) as u64 > size {
            *partial = PartialAttachment::default();
            return Err(ClientError::DigestMismatch);
        }
        append(&mut partial.bytes, &chunk);
        partial.digest.update(&chunk);
    }
    if (partial.bytes.len() as u64) < size && partial.etag.is_some() {
        // An answer of no announced length ended early: as good as cut, and it can go on.
        return Err(ClientError::network(NetworkKind::Cut));
    }
    Ok(())
}

/// Without leaving a copy behind where the bytes outgrow their place.
fn append(bytes: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    let wanted = bytes.len() + chunk.len();
    if wanted > bytes.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(wanted.max(2 * bytes.capacity())));
        larger.extend_from_slice(bytes);
        *bytes = larger;
    }
    bytes.extend_from_slice(chunk);
}

fn strong_etag(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get(ETAG).filter(|etag| etag.as_bytes().starts_with(b"\"")).cloned()
}

/// The first byte's position of `Content-Range: bytes 100-199/200`.
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    text.strip_prefix("bytes ")?.split_once('-')?.0.trim().parse().ok()
}

/// The SHA-256 of `Repr-Digest: sha-256=:…:` (RFC 9530 §3). Other algorithms are passed over.
fn repr_digest(headers: &HeaderMap) -> Option<Vec<u8>> {
    let text = headers.get("repr-digest")?.to_str().ok()?;
    text.split(',').find_map(|entry| {
        let encoded = entry.trim().strip_prefix("sha-256=:")?.strip_suffix(':')?;
        STANDARD.decode(encoded).ok()
    })
}
