//! `doc://localhost/<handle>?page=0&box=1600&part=0,0,5000,5000`: renditions for the window, under random names,
//! never paths; nothing when nobody is signed in.

use app::{Desk, Part, RenditionView};
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
        let Wanted { page, longest_side, part } = parse_query(uri.query().unwrap_or_default());
        let rendition = desk.rendition(name, page, longest_side, part).await;
        responder.respond(respond(rendition));
    });
}

/// What of the document is asked for.
#[derive(Debug, PartialEq)]
struct Wanted {
    /// From 0.
    page: u32,
    /// In pixels.
    longest_side: u32,
    part: Option<Part>,
}

/// What cannot be read is the default: the whole first page.
fn parse_query(query: &str) -> Wanted {
    let mut wanted = Wanted { page: 0, longest_side: 1600, part: None };
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("page", value)) => wanted.page = value.parse().unwrap_or(wanted.page),
            Some(("box", value)) => {
                wanted.longest_side = value.parse().unwrap_or(wanted.longest_side);
            }
            Some(("part", value)) => wanted.part = parse_part(value),
            _ => {}
        }
    }
    wanted.longest_side = wanted.longest_side.clamp(64, 4096);
    wanted
}

/// Left, top, width and height in ten-thousandths of the page.
fn parse_part(text: &str) -> Option<Part> {
    let numbers: Vec<u16> = text.split(',').map_while(|number| number.parse().ok()).collect();
    let [left, top, width, height] = numbers[..] else { return None };
    let inside = width > 0
        && height > 0
        && u32::from(left) + u32::from(width) <= 10_000
        && u32::from(top) + u32::from(height) <= 10_000;
    inside.then_some(Part { left, top, width, height })
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
    use super::{Part, Wanted, parse_query, respond};

    #[test]
    fn an_odd_query_gets_the_first_page() {
        let whole = |page, longest_side| Wanted { page, longest_side, part: None };
        assert_eq!(parse_query("page=2&box=800"), whole(2, 800));
        assert_eq!(parse_query("page=-1&box=x&y"), whole(0, 1600));
        assert_eq!(parse_query("box=99999999999"), whole(0, 1600));
        assert_eq!(parse_query("box=100000"), whole(0, 4096));
    }

    #[test]
    fn a_part_lies_inside_the_page_or_is_the_whole_page() {
        let part = Some(Part { left: 100, top: 200, width: 5000, height: 2500 });
        assert_eq!(parse_query("part=100,200,5000,2500").part, part);
        for odd in ["0,0,0,100", "9000,0,2000,100", "1,2,3", "1,2,3,4,5", "-1,0,5,5", "a", ""] {
            assert_eq!(parse_query(&format!("part={odd}")).part, None, "{odd}");
        }
    }

    #[test]
    fn an_unknown_handle_answers_nothing_that_could_be_kept() {
        let response = respond(None);
        assert_eq!(response.status(), 404);
        assert!(response.body().is_empty());
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["content-security-policy"], super::POLICY);
    }
}
