//! The queue and 查詢, page by page.

use chrono::{DateTime, Utc};
use domain::calendar::OfficeCalendar;
use domain::text::shown_line;
use domain::{CaseKind, CaseRef, CaseState, Priority};
use store::places::Place;
use store::queue::{Only, QueueFilter, QueueKey};

use crate::deciding::claims::{claim_view, claims};
use crate::deciding::{checked, due};
use crate::error::ApiError;
use crate::state::{Desk, Session};
use crate::views::case::ClaimView;
use crate::views::queue::{
    DueBand, DueView, QueueGroup, QueueMark, QueueOnly, QueuePage, QueueRequest, QueueRow,
};

/// 查詢 answers with so many rows at most: whoever finds more has to say more.
const MOST_FOUND: u32 = 200;

impl Desk {
    pub async fn list_cases(&self, request: QueueRequest) -> Result<QueuePage, ApiError> {
        let session = self.session().await?;
        let now = session.now();
        let due_days = session.policy_today().due_working_days;
        let rules = session.own_words.book();
        let claims = claims(&session).await?;
        let view = |row: store::queue::QueueRow| {
            let claim = claims.get(&row.case.id).map(|claim| claim_view(&session, claim, now));
            view(row, claim, now, (due_days, &rules.office_calendar))
        };
        let limit = request.limit.clamp(1, MOST_FOUND);
        let Some(kind) = request.kind else {
            let text = request.text;
            let rows =
                session.read(move |c| store::search::find_cases(c, &text, MOST_FOUND)).await?;
            let rows: Vec<_> = rows.into_iter().map(view).collect();
            return Ok(QueuePage { total: rows.len() as u32, rows, next: None });
        };
        let mut filter = QueueFilter {
            kind,
            places: places_of(request.group),
            inmate_number: request.inmate_number.filter(|number| !number.trim().is_empty()),
            words: Some(request.text).filter(|text| !text.trim().is_empty()),
            only: only(&session, request.only),
        };
        if let Some(check) = request.check {
            filter.places.retain(|place| to_decide().contains(place));
            // Those that a check stops are few: told on one page.
            let rows = checked::with_check(&session, filter, &check).await?;
            let total = rows.len() as u32;
            return Ok(QueuePage { rows: rows.into_iter().map(view).collect(), next: None, total });
        }
        let after = match request.after {
            Some(key) => Some(
                serde_json::from_str::<QueueKey>(&key)
                    .map_err(|_| ApiError::failed("清單的頁碼不對，請重新整理。"))?,
            ),
            None => None,
        };
        let (rows, total) = session
            .read(move |c| {
                // One more than asked tells whether there is a next page.
                let rows = store::queue::page(c, &filter, after.as_ref(), limit + 1)?;
                Ok((rows, store::queue::count(c, &filter)?))
            })
            .await?;
        let more = rows.len() > limit as usize;
        let shown = &rows[..rows.len().min(limit as usize)];
        let next = match shown.last() {
            Some(last) if more => serde_json::to_string(&last.key()).ok(),
            _ => None,
        };
        let rows = shown.iter().cloned().map(view).collect();
        Ok(QueuePage { rows, next, total })
    }
}

/// The places whose cases a person decides.
pub(crate) fn to_decide() -> Vec<Place> {
    vec![Place::Waiting, Place::Resubmitted, Place::Held, Place::Escalated]
}

pub(crate) fn places_of(group: QueueGroup) -> Vec<Place> {
    match group {
        QueueGroup::Open => vec![Place::Waiting, Place::Resubmitted, Place::Escalated],
        QueueGroup::Resubmitted => vec![Place::Resubmitted],
        QueueGroup::Held => vec![Place::Held],
        QueueGroup::All => vec![
            Place::Waiting,
            Place::Resubmitted,
            Place::Escalated,
            Place::Held,
            Place::Decided,
            Place::Tray,
            Place::Closed,
        ],
    }
}

/// What narrows the queue, as of now.
pub(crate) fn only(session: &Session, only: QueueOnly) -> Only {
    match only {
        QueueOnly::All => Only::All,
        QueueOnly::Mine => Only::Mine(session.now()),
        QueueOnly::Pressing => {
            let days = session.policy_today().due_working_days;
            let calendar = &session.own_words.book().office_calendar;
            Only::Pressing(due::due_now(session.now(), days, calendar))
        }
    }
}

fn view(
    row: store::queue::QueueRow,
    claim: Option<ClaimView>,
    now: DateTime<Utc>,
    (due_days, calendar): (u32, &OfficeCalendar),
) -> QueueRow {
    let mark = match row.place {
        Place::Decided | Place::Tray => QueueMark::Decided,
        Place::Closed => QueueMark::Closed,
        Place::Held => QueueMark::Held,
        _ if row.priority() == Priority::Urgent => QueueMark::Urgent,
        _ if claim.as_ref().is_some_and(|claim| !claim.mine && !claim.stale) => QueueMark::Claimed,
        Place::Resubmitted => QueueMark::Resubmitted,
        Place::Waiting | Place::Escalated => QueueMark::New,
    };
    let unnumbered = |band| DueView { band, day: String::new(), caveat: None };
    let due = match mark {
        QueueMark::Decided | QueueMark::Closed => unnumbered(DueBand::Done),
        QueueMark::Held => unnumbered(DueBand::NotCounted),
        QueueMark::Urgent => unnumbered(DueBand::First),
        _ => {
            let due = due::due(row.arrived_at, now, due_days, calendar);
            match row.priority() {
                Priority::TimeSensitive => DueView { band: DueBand::Timely, ..due },
                Priority::Urgent | Priority::Normal => due,
            }
        }
    };
    let inmate = row.inmate.as_ref();
    QueueRow {
        case: row.case,
        number: row.number,
        revision: row.revision,
        who: shown_line(row.name.as_str()),
        title: (row.case.kind == CaseKind::Post).then(|| shown_line(row.title.as_str())),
        relation: shown_line(row.relation.as_str()),
        inmate_number: inmate.map(|inmate| inmate.number.clone()).unwrap_or_default(),
        inmate_name: inmate.map(|inmate| shown_line(inmate.name.as_str())).unwrap_or_default(),
        juvenile: inmate.is_some_and(|inmate| inmate.juvenile),
        mark,
        claim,
        age_days: due::age_days(row.arrived_at, now),
        due,
        pending: row.pending.map(|pending| pending.verdict),
        state: if row.pending.is_some() { CaseState::Pending } else { row.state },
    }
}

/// The case that the queue shows after this one, while this one is still in it.
pub(crate) async fn next_after(
    session: &Session,
    case: CaseRef,
) -> Result<Option<CaseRef>, ApiError> {
    Ok(following(session, case, 1).await?.first().map(|row| row.case))
}

pub(crate) async fn following(
    session: &Session,
    case: CaseRef,
    count: u32,
) -> Result<Vec<store::queue::QueueRow>, ApiError> {
    session
        .read(move |c| {
            let filter = QueueFilter {
                places: vec![Place::Waiting, Place::Resubmitted, Place::Escalated],
                ..QueueFilter::all(case.kind)
            };
            let key = store::queue::row(c, case.id)?.map(|row| row.key());
            let mut rows = store::queue::page(c, &filter, key.as_ref(), count)?;
            if rows.is_empty() {
                // At the end of the queue: back to its head.
                rows = store::queue::page(c, &filter, None, count + 1)?;
                rows.retain(|row| row.case != case);
            }
            Ok(rows)
        })
        .await
}
