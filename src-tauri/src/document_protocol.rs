//! `doc://localhost/<handle>?page=0&box=1600&part=0,0,5000,5000`: renditions for the window, under random names,
//! never paths; nothing when nobody is signed in.

use app::{Desk, RenditionView};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

/// Pictures are for looking at alone: no script, no embedding, no keeping.
const POLICY: &str = "default-src 'none'; sandbox";

pub fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let handle = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let desk = handle.state::<Desk>();
        let uri = request.uri();
        let name = uri.path().trim_start_matches('/');
        let rendition = desk.rendition_asked_for(name, uri.query().unwrap_or_default()).await;
        responder.respond(respond(rendition));
    });
}

fn respond(rendition: Option<RenditionView>) -> Response<Vec<u8>> {
    let (status, media_type, bytes) = match rendition {
        Some(rendition) => (StatusCode::OK, rendition.media_type, rendition.bytes),
        None => (StatusCode::NOT_FOUND, "text/plain", Vec::new()),
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, media_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::respond;

    #[test]
    fn an_unknown_handle_answers_nothing_that_could_be_kept() {
        let response = respond(None);
        assert_eq!(response.status(), 404);
        assert!(response.body().is_empty());
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["content-security-policy"], super::POLICY);
    }
}
