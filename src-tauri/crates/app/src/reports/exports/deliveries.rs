//! 送達: which approved posts are to be handed to whom, the sheets for it, and the marks.

use domain::text::shown_line;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use documents::RenditionRequest;
use domain::calendar::{taipei_clock, taipei_date};
use domain::{CaseKind, CaseRef};
use reports::{DeliveryPhoto, DeliveryPost, DeliverySheets, DeliveryUnit, Handed, Maker, Photo};
use store::deliveries::{ApprovedPost, Handover};

use crate::documents::render::render;
use crate::error::ApiError;
use crate::state::{Desk, Session};
use crate::views::exports::{
    DeliveriesRequest, DeliveriesView, DeliveryRow, DeliveryUnitView, MarkDeliveredRequest,
    MarkedDeliveredView,
};
use crate::words;

/// What one round of a facility hands over, many times.
const MOST: u32 = 500;
/// The longest side of a printed photo, in pixels: half a page at some 200 dots an inch.
const PHOTO: u32 = 1600;

impl Desk {
    /// The approved posts of these days, by housing unit.
    ///
    /// # Errors
    /// `Refused` if the days are none.
    pub async fn list_deliveries(
        &self,
        request: DeliveriesRequest,
    ) -> Result<DeliveriesView, ApiError> {
        let session = self.session().await?;
        let (posts, more) = approved(&session, &request).await?;
        let units = by_unit(posts)
            .into_iter()
            .map(|(name, posts)| DeliveryUnitView { name, posts: posts.iter().map(row).collect() })
            .collect();
        Ok(DeliveriesView { units, more })
    }

    /// Notes on this desk that posts were handed over, or takes such marks back; one audit entry
    /// each.
    pub async fn mark_delivered(
        &self,
        request: MarkDeliveredRequest,
    ) -> Result<MarkedDeliveredView, ApiError> {
        let session = self.session().await?;
        if request.posts.len() > MOST as usize {
            return Err(ApiError::refused(format!("一次最多登記 {MOST} 則。")));
        }
        let (by, now) = (session.staff(), session.own_now());
        let changed = session
            .write(move |tx| {
                let mut changed = 0;
                for case in request.posts {
                    let is_new = if request.handed {
                        store::deliveries::mark(tx, case, &by, now)?
                    } else {
                        store::deliveries::unmark(tx, case, &by, now)?
                    };
                    changed += u32::from(is_new);
                }
                Ok::<_, store::StoreError>(changed)
            })
            .await?;
        Ok(MarkedDeliveredView { changed })
    }
}

async fn approved(
    session: &Session,
    request: &DeliveriesRequest,
) -> Result<(Vec<ApprovedPost>, bool), ApiError> {
    let (first, last) = (day(&request.first_day)?, day(&request.last_day)?);
    let until = last.checked_add_days(Days::new(1)).filter(|until| *until > first);
    let until = until.ok_or_else(|| ApiError::refused("迄日在起日之前，請重新選擇。"))?;
    let (from, until) = (midnight(first), midnight(until));
    let mut posts =
        session.read(move |c| store::deliveries::approved(c, from, until, MOST + 1)).await?;
    let more = posts.len() > MOST as usize;
    posts.truncate(MOST as usize);
    Ok((posts, more))
}

/// # Errors
/// `Refused` if the days are none, or hold more than one print takes.
pub(super) async fn delivery_sheets(
    session: &Arc<Session>,
    days: &DeliveriesRequest,
    unit: Option<&str>,
    only_open: bool,
    maker: Maker,
) -> Result<DeliverySheets, ApiError> {
    let (posts, more) = approved(session, days).await?;
    if more {
        return Err(ApiError::refused(format!("這段期間超過 {MOST} 則，請縮短日期，分次列印。")));
    }
    let mut units = Vec::new();
    for (name, posts) in by_unit(posts) {
        if unit.is_some_and(|unit| unit != name) {
            continue;
        }
        let mut sheets = Vec::new();
        for post in posts.into_iter().filter(|post| !(only_open && post.handed.is_some())) {
            sheets.push(sheet(session, post).await);
        }
        units.push(DeliveryUnit { name, posts: sheets });
    }
    Ok(DeliverySheets { maker, units })
}

/// One inmate's page. A photo that is not here, or that the worker refuses, costs the page
/// nothing but the photo.
async fn sheet(session: &Arc<Session>, approved: ApprovedPost) -> DeliveryPost {
    let mut photos = Vec::new();
    for photo in &approved.post.photos {
        let rendered = render(session, photo.id, RenditionRequest::preview(PHOTO)).await;
        photos.push(match rendered {
            Ok(Ok(rendition)) => DeliveryPhoto::Here(Photo(rendition.bytes)),
            Ok(Err(_)) | Err(_) => DeliveryPhoto::Absent,
        });
    }
    let (inmate_number, inmate) =
        approved.inmate.map_or_else(Default::default, |inmate| (inmate.number, inmate.name));
    DeliveryPost {
        number: approved.post.number,
        inmate_number,
        inmate,
        author: approved.post.author_name,
        relation: approved.post.relation,
        title: approved.post.title,
        body: approved.post.body,
        approved_on: taipei_date(approved.accepted_at),
        photos,
        handed: approved.handed.map(|handed| Handed { at: handed.at, by: handed.by.display_name }),
    }
}

/// By the unit's name, those without one last; within a unit by the inmate's number.
fn by_unit(posts: Vec<ApprovedPost>) -> Vec<(String, Vec<ApprovedPost>)> {
    let mut units: BTreeMap<(bool, String), Vec<ApprovedPost>> = BTreeMap::new();
    for post in posts {
        let name = post.inmate.as_ref().map_or("", |inmate| inmate.housing_unit.trim()).to_owned();
        units.entry((name.is_empty(), name)).or_default().push(post);
    }
    units
        .into_iter()
        .map(|((_, name), mut posts)| {
            posts.sort_by_key(|post| {
                let number = post.inmate.as_ref().map(|inmate| inmate.number.clone());
                (number, post.accepted_at)
            });
            (name, posts)
        })
        .collect()
}

fn row(approved: &ApprovedPost) -> DeliveryRow {
    let inmate = approved.inmate.as_ref();
    DeliveryRow {
        case: CaseRef { kind: CaseKind::Post, id: approved.post.id },
        number: approved.post.number.clone(),
        inmate_number: inmate.map_or_else(String::new, |inmate| inmate.number.clone()),
        inmate_name: inmate.map_or_else(String::new, |inmate| shown_line(inmate.name.as_str())),
        author: shown_line(approved.post.author_name.as_str()),
        title: shown_line(approved.post.title.as_str()),
        approved_on: words::day(approved.accepted_at),
        photos: u32::try_from(approved.post.photos.len()).unwrap_or(u32::MAX),
        handed: approved.handed.as_ref().map(handed),
    }
}

/// 115.11.24 14:20 李沛真
fn handed(handover: &Handover) -> String {
    let at = handover.at;
    format!("{} {} {}", words::day(at), taipei_clock(at), handover.by.display_name)
}

fn day(text: &str) -> Result<NaiveDate, ApiError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| (1900..=9000).contains(&chrono::Datelike::year(day)))
        .ok_or_else(|| ApiError::refused("日期不對，請重新選擇。"))
}

/// The instant at which a day begins in Asia/Taipei.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(8)
}
