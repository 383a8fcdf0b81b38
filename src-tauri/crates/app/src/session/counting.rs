//! The numbers of cases here held against the portal's own: when somebody looks at the health page,
//! and now and then, so that the bar knows.

use std::sync::Arc;
use std::time::Duration;

use domain::{CaseKind, CaseState};
use portal::wire::CaseStats;
use store::cases::StateCount;
use sync::Link;

use crate::state::{Counted, Session};
use crate::views::health::CountView;

/// How often the portal is asked by the desk itself, and how often as long as the numbers are not
/// known to be the same; the contract allows no more.
const EVERY: Duration = Duration::from_secs(600);
const EVERY_UNTIL_SAME: Duration = Duration::from_secs(60);
/// How often it is looked whether the portal may be asked.
const LOOK_EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn ask_for_counts(session: &Session) -> Option<CaseStats> {
    match session.client.case_stats().await {
        Ok(stats) => Some(stats),
        Err(error) => {
            tracing::info!(%error, "the portal's numbers could not be asked for");
            None
        }
    }
}

/// Whether the numbers can be the same at all: everything is in, and everything is out.
fn is_settled(session: &Session) -> bool {
    let status = session.status();
    status.link == Link::Online
        && status.last_pull_at.is_some()
        && !status.pulling
        && status.all_sent()
}

async fn count_once(session: &Session) -> Counted {
    let there = ask_for_counts(session).await;
    match session.read(store::cases::count_by_state).await {
        Ok(here) => compare(&here, there.as_ref()),
        Err(_) => Counted::Unknown,
    }
}

/// A case that comes in between two numbers makes them differ for a moment: only what differs
/// again after another pull is told.
async fn hold_counts_against_the_portal(session: &Session) -> Counted {
    match count_once(session).await {
        Counted::Differ if session.engine.pull_once().await.is_ok() => count_once(session).await,
        Counted::Differ => Counted::Unknown,
        counted => counted,
    }
}

/// Holds the numbers here against the portal's once everything is in and out, and now and then.
pub(crate) async fn keep_counted(session: Arc<Session>) {
    loop {
        while !is_settled(&session) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let counted = hold_counts_against_the_portal(&session).await;
        // What was decided meanwhile is the difference.
        if is_settled(&session) && session.set_counted(counted) {
            session.tell_window(false);
        }
        let same = session.counted() == Counted::Same;
        tokio::time::sleep(if same { EVERY } else { EVERY_UNTIL_SAME }).await;
    }
}

pub(crate) fn compare(here: &[StateCount], there: Option<&CaseStats>) -> Counted {
    let differ = |row: &CountView| row.there != Some(row.here);
    match there {
        None => Counted::Unknown,
        Some(_) if counts(here, there).iter().any(differ) => Counted::Differ,
        Some(_) => Counted::Same,
    }
}

/// Every kind and state that either side has.
pub(crate) fn counts(here: &[StateCount], there: Option<&CaseStats>) -> Vec<CountView> {
    let mut rows = Vec::new();
    for kind in [CaseKind::Application, CaseKind::Post] {
        for state in CaseState::ALL {
            let ours = here
                .iter()
                .find(|count| count.kind == kind && count.state == state)
                .map_or(0, |count| count.cases);
            let theirs = there.map(|stats| {
                stats
                    .counts
                    .iter()
                    .find(|count| count.kind == kind && count.state == state)
                    .map_or(0, |count| count.cases)
            });
            if ours > 0 || theirs.is_some_and(|theirs| theirs > 0) {
                rows.push(CountView { kind, state, here: ours, there: theirs });
            }
        }
    }
    rows
}
