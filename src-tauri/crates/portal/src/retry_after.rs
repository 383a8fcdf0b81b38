//! `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// A longer wish is cut to this, so that one bad header cannot silence the desk for good.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to wait. A date is held against the answer's own `Date`, if it has one, so that a
/// wrong clock on this PC does not matter.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse::<u64>() {
        Duration::from_secs(seconds)
    } else {
        let until = http_date(text)?;
        let now = headers
            .get(DATE)
            .and_then(|date| http_date(date.to_str().ok()?))
            .unwrap_or_else(|| DateTime::<Utc>::from(SystemTime::now()));
        // A date in the past means at once.
        (until - now).to_std().unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

/// The three forms that RFC 9110 §5.6.7 makes a recipient take.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(retry: &str, date: Option<&str>, expect: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        assert_eq!(retry_after(&headers), expect.map(Duration::from_secs), "{retry}");
    }

    #[test]
    fn seconds_and_dates_are_both_understood() {
        let date = Some("Mon, 23 Nov 2026 06:00:00 GMT");
        check("120", None, Some(120));
        check(" 0 ", None, Some(0));
        check("Mon, 23 Nov 2026 06:01:30 GMT", date, Some(90));
        check("Mon, 23 Nov 2026 05:00:00 GMT", date, Some(0));
        check("Monday, 23-Nov-26 06:00:30 GMT", date, Some(30));
        check("Mon Nov 23 06:00:45 2026", date, Some(45));
    }

    #[test]
    fn nonsense_is_no_wish_and_a_century_is_a_day() {
        check("soon", None, None);
        check("-5", None, None);
        check("99999999999", None, Some(86_400));
        check("Sat, 23 Nov 2126 06:01:30 GMT", Some("Mon, 23 Nov 2026 06:00:00 GMT"), Some(86_400));
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
