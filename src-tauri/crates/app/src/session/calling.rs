//! Calling somebody who looks elsewhere: an urgent case has come in, an act could not be sent, or nothing
//! is sent any more until a person acts. What waited already when they sat down calls nobody: they see it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::CaseRef;
use domain::calendar::taipei_time;
use sync::Link;

use crate::error::ApiError;
use crate::state::{OnCalled, Session, own_settings};
use crate::views::calling::{Call, CallTo, Calling};

/// What happens meanwhile is called for together.
const BREATH: Duration = Duration::from_secs(1);

/// And at least so often it is looked.
const SILENCE: Duration = Duration::from_secs(60);

/// More urgent cases than this are as many as this.
const MOST: u32 = 500;

/// What cannot wait long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pressing {
    /// Urgent cases that wait for us, the oldest first.
    urgent: Vec<CaseRef>,
    /// Acts that could not be sent and wait for a person, conflicts among them.
    tray: u32,
    /// What is not sent until a person acts: the sign-in has run out, say, or the disk is full.
    stuck: u32,
}

impl Pressing {
    /// For the task bar.
    fn waiting(&self) -> u32 {
        self.urgent.len() as u32 + self.tray + u32::from(self.stuck > 0)
    }
}

/// Tells what waits until the session ends, and then that nothing does.
pub(crate) async fn keep_calling(session: Arc<Session>, on_called: OnCalled) {
    let _cleared = Cleared(on_called.clone());
    let mut status = session.engine.status();
    let mut events = session.engine.events();
    let at_first = status.borrow().last_pull_at;
    let (mut known, mut has_pulled) = (None::<Pressing>, false);
    loop {
        let pulled = session.status().last_pull_at != at_first;
        match look(&session).await {
            Ok(now) => {
                // Urgent cases that are here once the feed has come to its end have not come in: they
                // were there.
                let before = known.map(|before| match has_pulled {
                    true => before,
                    false => Pressing { urgent: now.urgent.clone(), ..before },
                });
                let call = before.and_then(|before| call(&before, &now));
                on_called(Calling {
                    waiting: now.waiting(),
                    call: unless_quiet(&session, call).await,
                });
                (known, has_pulled) = (Some(now), pulled);
            }
            Err(error) => tracing::warn!(code = ?error.code, "what waits could not be read"),
        }
        tokio::time::sleep(BREATH).await;
        tokio::select! {
            () = tokio::time::sleep(SILENCE) => {}
            changed = status.changed() => if changed.is_err() { return },
            // What was missed is read anew.
            _ = events.recv() => {}
        }
    }
}

/// The session is over, and nothing of it stands on the task bar.
struct Cleared(OnCalled);

impl Drop for Cleared {
    fn drop(&mut self) {
        (self.0)(Calling::default());
    }
}

async fn look(session: &Session) -> Result<Pressing, ApiError> {
    let urgent = session.read(|c| store::queue::urgent(c, MOST)).await?;
    let status = session.status();
    // Those that wait for the end of a suspension go by themselves.
    let unsent = status.queued.saturating_sub(status.awaiting_resumption);
    let stuck = if needs_somebody(status.link) { unsent } else { 0 };
    Ok(Pressing { urgent, tray: status.failed, stuck })
}

/// Whether nothing is sent until a person acts.
fn needs_somebody(link: Link) -> bool {
    matches!(link, Link::Stopped(_) | Link::StoreFailing { .. } | Link::KeyringFailing { .. })
}

/// A call that the person wants to hear now. Where their wish cannot be read, they are called.
async fn unless_quiet(session: &Session, call: Option<Call>) -> Option<Call> {
    let call = call?;
    let calls = session.read(own_settings::read).await.map(|own| own.calls).unwrap_or_default();
    (!calls.keeps_quiet(taipei_time(session.own_now()))).then_some(call)
}

/// What is new of what cannot wait, if anything is.
fn call(known: &Pressing, now: &Pressing) -> Option<Call> {
    let before: BTreeSet<&CaseRef> = known.urgent.iter().collect();
    let mut come = now.urgent.iter().filter(|case| !before.contains(case));
    let first = come.next().copied();
    let come = usize::from(first.is_some()) + come.count();
    let failed = now.tray.saturating_sub(known.tray);
    let stuck = if known.stuck == 0 { now.stuck } else { 0 };
    let to = match first {
        Some(case) => CallTo::Case { case },
        None if failed > 0 => CallTo::Conflicts,
        None if stuck > 0 => CallTo::Outbox,
        None => return None,
    };
    let said = [
        (come > 0).then(|| format!("新到 {come} 件急的案件")),
        (failed > 0).then(|| format!("{failed} 件沒有送成，等您處理")),
        (stuck > 0).then(|| format!("{stuck} 件送不出去，請看同步列")),
    ];
    let sentence = said.into_iter().flatten().collect::<Vec<_>>().join("；");
    Some(Call { sentence: format!("{sentence}。"), to })
}

#[cfg(test)]
mod tests {
    use domain::{CaseId, CaseKind, CaseRef};
    use uuid::Uuid;

    use super::{Pressing, call};
    use crate::views::calling::CallTo;

    fn case(number: u128) -> CaseRef {
        CaseRef { kind: CaseKind::Post, id: CaseId(Uuid::from_u128(number)) }
    }

    fn pressing(urgent: &[u128], tray: u32, stuck: u32) -> Pressing {
        Pressing { urgent: urgent.iter().map(|number| case(*number)).collect(), tray, stuck }
    }

    #[test]
    fn only_a_line_that_waits_for_somebody_holds_up_what_is_unsent() {
        use domain::outbox::Stop;
        use sync::{Link, StoreTrouble};
        let since = chrono::DateTime::UNIX_EPOCH;
        for stop in [Stop::SignedOut, Stop::Revoked, Stop::ClientTooOld] {
            assert!(super::needs_somebody(Link::Stopped(stop)), "{stop:?}");
        }
        let what = StoreTrouble::DiskFull;
        assert!(super::needs_somebody(Link::StoreFailing { since, what }));
        for link in [Link::Starting, Link::Online, Link::Troubled { since, status: Some(503) }] {
            assert!(!super::needs_somebody(link), "{link:?}");
        }
    }

    #[test]
    fn only_what_is_new_calls_and_what_leads_somewhere_comes_first() {
        let none = None::<(&str, CallTo)>;
        let to = |number| CallTo::Case { case: case(number) };
        for (known, now, called) in [
            (pressing(&[], 0, 0), pressing(&[], 0, 0), none),
            (pressing(&[], 0, 0), pressing(&[7], 0, 0), Some(("新到 1 件急的案件。", to(7)))),
            // One is decided, another has come: as many as before.
            (pressing(&[1], 0, 0), pressing(&[2, 3], 0, 0), Some(("新到 2 件急的案件。", to(2)))),
            (pressing(&[1, 2], 3, 4), pressing(&[2], 2, 4), none),
            (
                pressing(&[], 1, 0),
                pressing(&[], 3, 0),
                Some(("2 件沒有送成，等您處理。", CallTo::Conflicts)),
            ),
            (
                pressing(&[], 0, 0),
                pressing(&[], 0, 5),
                Some(("5 件送不出去，請看同步列。", CallTo::Outbox)),
            ),
            // Still stuck, and one more: told once.
            (pressing(&[], 0, 5), pressing(&[], 0, 6), none),
            (
                pressing(&[], 0, 0),
                pressing(&[9], 1, 2),
                Some((
                    "新到 1 件急的案件；1 件沒有送成，等您處理；2 件送不出去，請看同步列。",
                    to(9),
                )),
            ),
        ] {
            let said = call(&known, &now);
            let said = said.as_ref().map(|call| (call.sentence.as_str(), call.to));
            assert_eq!(said, called, "{known:?} → {now:?}");
        }
    }
}
