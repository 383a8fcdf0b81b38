//! Windows' event log (Application, source "Notebook Desk"): that something was written down in the audit
//! log, for whoever watches over many computers. Kind and number of the entry alone: no person, no case.

use std::fmt::Write as _;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Where entries of the audit log are told.
const AUDIT: &str = "store::audit";

/// Tells each entry of the audit log in a line.
struct Entries<Tell>(Tell);

/// A layer of the log that hears of the audit log alone.
fn entries<S>(tell: impl Fn(&str) + 'static + Send + Sync) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Entries(tell).with_filter(filter_fn(is_of_audit))
}

fn is_of_audit(what: &Metadata<'_>) -> bool {
    what.target() == AUDIT && *what.level() == Level::INFO
}

impl<S: Subscriber, Tell: Fn(&str) + 'static> Layer<S> for Entries<Tell> {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut line = Line::default();
        event.record(&mut line);
        if let (Some(seq), action) = (line.seq, line.action) {
            (self.0)(&format!("Audit entry {seq}: {action}"));
        }
    }
}

#[derive(Default)]
struct Line {
    seq: Option<i64>,
    action: String,
}

impl Visit for Line {
    fn record_i64(&mut self, field: &Field, value: i64) {
        if field.name() == "seq" {
            self.seq = Some(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "action" {
            value.clone_into(&mut self.action);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "action" {
            self.action.clear();
            let _ = write!(self.action, "{value:?}");
        }
    }
}

/// The layer that writes them into the system's log.
#[cfg(windows)]
pub(crate) fn layer<S>() -> Option<impl Layer<S>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let source = system::Source::find()?;
    Some(entries(move |line| source.tell(line)))
}

#[cfg(windows)]
mod system {
    use std::ptr::{null, null_mut};

    use windows_sys::Win32::Foundation::HANDLE;
    use windows_sys::Win32::System::EventLog::{
        EVENTLOG_INFORMATION_TYPE, RegisterEventSourceW, ReportEventW,
    };

    /// The name that the installer gave to the source, with a file that has a message of one place.
    const SOURCE: &str = "Notebook Desk";
    /// Of that message: `%1`.
    const EVENT: u32 = 1;

    pub(super) struct Source(HANDLE);

    // SAFETY: the system takes a source's handle from any thread.
    unsafe impl Send for Source {}
    // SAFETY: as above; nothing of it is changed here.
    unsafe impl Sync for Source {}

    fn wide(text: &str) -> Vec<u16> {
        text.encode_utf16().chain([0]).collect()
    }

    impl Source {
        pub(super) fn find() -> Option<Self> {
            // SAFETY: the text ends with a zero.
            let handle = unsafe { RegisterEventSourceW(null(), wide(SOURCE).as_ptr()) };
            (!handle.is_null()).then_some(Self(handle))
        }

        pub(super) fn tell(&self, line: &str) {
            let text = wide(line);
            let texts = [text.as_ptr()];
            // SAFETY: the handle lives as long as the program; one text that ends with a zero, no data.
            unsafe {
                ReportEventW(
                    self.0,
                    EVENTLOG_INFORMATION_TYPE,
                    0,
                    EVENT,
                    null_mut(),
                    1,
                    0,
                    texts.as_ptr(),
                    null(),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn an_entry_of_the_audit_log_is_told_by_kind_and_number_and_nothing_else_is() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let lines = told.clone();
        let tell = move |line: &str| lines.lock().expect("no panic").push(line.to_owned());
        let logging = tracing_subscriber::registry().with(entries(tell));
        tracing::subscriber::with_default(logging, || {
            tracing::info!(target: AUDIT, seq = 1_i64, action = "case.viewed", "written down");
            tracing::debug!(target: AUDIT, seq = 2_i64, action = "case.viewed", "another");
            tracing::info!(target: "app", seq = 2_i64, action = "王小明", "another");
        });
        assert_eq!(*told.lock().expect("no panic"), ["Audit entry 1: case.viewed"]);
    }
}
