//! What the desk logs: to the standard error, and to the file in the data folder.
//!
//! `RUST_LOG` chooses among the desk's own crates. Others are heard from `warn` on, whatever it says:
//! at `trace` a client of HTTP tells headers and bodies, and a browser's parts what is on the page.

use std::io::{self, Write};
use std::path::Path;

use app::LogFile;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt, layer};

/// The crates of this house.
const OURS: [&str; 9] = [
    "notebook_desk",
    "app",
    "documents",
    "domain",
    "portal",
    "practice_portal",
    "reports",
    "store",
    "sync",
];
const USUAL: &str = "warn,sync=info,app=info";

static LOG: LogFile = LogFile::new();

/// From here on everything is logged; into the file once its folder is known.
pub fn begin() {
    let wanted = std::env::var(EnvFilter::DEFAULT_ENV).ok();
    let logging = tracing_subscriber::registry();
    #[cfg(windows)]
    let logging = logging.with(crate::event_log::layer());
    logging
        .with(fmt::layer().with_writer(io::stderr).with_filter(filter(wanted.as_deref())))
        .with(to_file(&LOG).with_filter(filter(wanted.as_deref())))
        .init();
}

/// The folder is known.
pub fn begin_file(data_folder: &Path) {
    if let Err(error) = LOG.begin(data_folder) {
        tracing::warn!(%error, "the log file could not be begun");
    }
}

fn to_file<S>(log: &'static LogFile) -> impl tracing_subscriber::Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fmt::layer().with_ansi(false).with_writer(move || Lines(log))
}

/// What `RUST_LOG` asks for, as far as it may have it; what cannot be read asks for nothing special.
fn filter<S: Subscriber>(wanted: Option<&str>) -> impl layer::Filter<S> + use<S> {
    let wanted = wanted.and_then(|wanted| EnvFilter::try_new(wanted).ok());
    wanted.unwrap_or_else(|| EnvFilter::new(USUAL)).and(filter_fn(may_be_heard))
}

fn may_be_heard(what: &Metadata<'_>) -> bool {
    let from = what.target().split("::").next().unwrap_or_default();
    *what.level() <= Level::WARN || OURS.contains(&from)
}

struct Lines(&'static LogFile);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TRIED: LogFile = LogFile::new();

    #[test]
    fn even_at_trace_others_are_heard_from_warnings_on_and_nobodys_words_are_in_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        TRIED.begin(folder.path()).expect("begun");
        let logging =
            tracing_subscriber::registry().with(to_file(&TRIED).with_filter(filter(Some("trace"))));
        tracing::subscriber::with_default(logging, || {
            tracing::trace!(target: "sync::pull", "ours at trace");
            tracing::info!(target: "app", cases = 3, "ours with 王小明 and A123456789");
            tracing::trace!(target: "hyper::proto", "authorization: Bearer abc");
            tracing::debug!(target: "reqwest::connect", "cookie");
            tracing::info!(target: "tao", "page");
            tracing::warn!(target: "hyper", "connection closed");
        });
        let text = std::fs::read_to_string(LogFile::path(folder.path())).expect("written");
        for heard in ["ours at trace", "cases=3", "connection closed"] {
            assert!(text.contains(heard), "{heard} in {text}");
        }
        for unheard in ["Bearer", "cookie", "page", "王小明", "A123456789"] {
            assert!(!text.contains(unheard), "{unheard} in {text}");
        }
    }

    #[test]
    fn a_wish_that_cannot_be_read_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        static OTHER: LogFile = LogFile::new();
        OTHER.begin(folder.path()).expect("begun");
        let logging =
            tracing_subscriber::registry().with(to_file(&OTHER).with_filter(filter(Some("=,=/["))));
        tracing::subscriber::with_default(logging, || tracing::info!(target: "app", "usual"));
        let text = std::fs::read_to_string(LogFile::path(folder.path())).expect("written");
        assert!(text.contains("usual"), "{text}");
    }
}
