//! `GET /attachments/{id}`: immutable bytes with their digest, whole or in one range.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::AttachmentId;
use uuid::Uuid;

use super::caller::Caller;
use crate::{
    house::House,
    problem::{Done, not_found},
    store,
};

/// RFC 9530.
const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// What a `Range` header asks of `size` bytes (RFC 9110, section 14.1.2).
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part { start: u64, end: u64 },
    Unsatisfiable,
}

/// One range of bytes is served; several, another unit or nonsense give the whole, as section 14.2
/// allows.
fn wanted(range: Option<&str>, size: u64) -> Wanted {
    let Some(spec) = range.and_then(|range| range.trim().strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    let Some((first, last)) = spec.split_once('-') else { return Wanted::Whole };
    let (first, last) = (first.trim(), last.trim());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return Wanted::Whole;
    }
    match (first.parse::<u64>().ok(), last.parse::<u64>().ok()) {
        (None, None) => Wanted::Whole,
        (None, Some(suffix)) if suffix == 0 || size == 0 => Wanted::Unsatisfiable,
        (None, Some(suffix)) => Wanted::Part { start: size.saturating_sub(suffix), end: size - 1 },
        (Some(start), Some(end)) if end < start => Wanted::Whole,
        (Some(start), _) if start >= size => Wanted::Unsatisfiable,
        (Some(start), end) => Wanted::Part { start, end: end.unwrap_or(u64::MAX).min(size - 1) },
    }
}

pub(super) async fn attachment(
    State(house): State<Arc<House>>,
    caller: Caller,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Done<Response> {
    caller.reader()?;
    let Path(id) = id.map_err(|_| not_found())?;
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let range = text(header::RANGE).map(str::to_owned);
    let if_range = text(header::IF_RANGE).map(str::to_owned);
    let (file, wanted, bytes) = house
        .work(move |store, _| {
            let connection = store.read();
            let file = store::attachment(connection, AttachmentId(id))?.ok_or_else(not_found)?;
            let etag = format!("\"{}\"", file.sha256);
            // Without a match the whole comes, so that two versions are never pieced together.
            let range = range.filter(|_| if_range.is_none_or(|tag| tag == etag));
            let wanted = wanted(range.as_deref(), file.size);
            let (start, length) = match wanted {
                Wanted::Whole => (0, file.size),
                Wanted::Part { start, end } => (start, end - start + 1),
                Wanted::Unsatisfiable => (0, 0),
            };
            let bytes = store::read_bytes(connection, &file.sha256, start, length)?;
            Ok((file, wanted, bytes))
        })
        .await?;

    let status = match wanted {
        Wanted::Whole => StatusCode::OK,
        Wanted::Part { .. } => StatusCode::PARTIAL_CONTENT,
        Wanted::Unsatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
    };
    let mut response = (status, Body::from(bytes)).into_response();
    let mut set = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    match wanted {
        Wanted::Whole => {}
        Wanted::Part { start, end } => {
            set(header::CONTENT_RANGE, format!("bytes {start}-{end}/{}", file.size));
        }
        Wanted::Unsatisfiable => set(header::CONTENT_RANGE, format!("bytes */{}", file.size)),
    }
    let digest = hex::decode(&file.sha256).unwrap_or_default();
    set(REPR_DIGEST, format!("sha-256=:{}:", STANDARD.encode(digest)));
    set(header::ETAG, format!("\"{}\"", file.sha256));
    set(header::CONTENT_TYPE, file.media_type);
    set(header::ACCEPT_RANGES, "bytes".to_owned());
    set(header::CACHE_CONTROL, "no-store".to_owned());
    set(header::CONTENT_DISPOSITION, "attachment".to_owned());
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};

    #[test]
    fn ranges_are_cut_to_the_file() {
        let check = |range: Option<&str>, expect: Wanted| assert_eq!(wanted(range, 100), expect);
        check(None, Wanted::Whole);
        check(Some("bytes=0-9"), Wanted::Part { start: 0, end: 9 });
        check(Some("bytes=90-"), Wanted::Part { start: 90, end: 99 });
        check(Some("bytes=90-900"), Wanted::Part { start: 90, end: 99 });
        check(Some("bytes=-10"), Wanted::Part { start: 90, end: 99 });
        check(Some("bytes=-900"), Wanted::Part { start: 0, end: 99 });
        check(Some("bytes=100-"), Wanted::Unsatisfiable);
        check(Some("bytes=-0"), Wanted::Unsatisfiable);
        check(Some("bytes=0-1,5-6"), Wanted::Whole);
        check(Some("bytes=9-1"), Wanted::Whole);
        check(Some("bytes=-"), Wanted::Whole);
        check(Some("lines=1-2"), Wanted::Whole);
        check(Some("bytes=+1-2"), Wanted::Whole);
    }
}
