//! The numbers beside the window's places.

use domain::CaseKind;

use crate::deciding::queue::places_of;
use crate::error::ApiError;
use crate::state::{Desk, Session};
use crate::supervision::escalations::open_escalations;
use crate::supervision::suspensions::open_cards;
use crate::views::boot::PlacesView;
use crate::views::queue::QueueGroup;

impl Desk {
    pub async fn places(&self) -> Result<PlacesView, ApiError> {
        let session = self.session().await?;
        places(&session).await
    }
}

/// The numbers beside the places.
pub(crate) async fn places(session: &Session) -> Result<PlacesView, ApiError> {
    let counts = session.read(store::queue::counts).await?;
    let status = session.status();
    let open = |kind: CaseKind| {
        let to_do = places_of(QueueGroup::Open);
        counts
            .iter()
            .filter(|count| count.kind == kind && to_do.contains(&count.place))
            .map(|count| count.cases)
            .sum()
    };
    Ok(PlacesView {
        applications: open(CaseKind::Application),
        posts: open(CaseKind::Post),
        escalations: open_escalations(session).await?,
        outbox: status.queued,
        conflicts: status.failed,
        suspensions: open_cards(session).await?,
    })
}
