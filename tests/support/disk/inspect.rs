//! The desk opens what is on the disk, and is held to what it had acknowledged.

use std::path::Path;

use app::Desk;
use app::views::audit::AuditRequest;
use app::views::boot::PracticeRequest;
use app::views::exports::DeliveriesRequest;
use domain::FacilityList;
use domain::calendar::taipei_date;
use sha2::{Digest, Sha256};

use super::scene::Scene;
use super::use_case::{Ack, Ended, Place, UseCase};

/// Everything that is not as it was acknowledged; nothing if all is well. The desk has no line, so that
/// what is asked for is here and not at the portal; only where nobody had ever signed in it has one,
/// since the first time nobody can without.
pub(super) async fn inspect(
    scene: &Scene,
    use_case: UseCase,
    place: &Place,
    acks: &[Ack],
) -> Vec<String> {
    let mut place = place.clone();
    // The sign-in is kept in the database: where that was just being begun, or saved from a damaged
    // file, the portal is asked for it once more.
    place.portal = match use_case {
        UseCase::FirstStart | UseCase::BeginAnew => scene.address(),
        _ => super::use_case::NO_LINE.to_owned(),
    };
    let desk = place.desk(Path::new("no-documents-are-opened-here"));
    let mut wrong = Vec::new();
    match look(scene, use_case, &place, &desk, acks, &mut wrong).await {
        Ok(()) => {}
        Err(Ended::Refused(words)) => wrong.push(format!("locked out: {words}")),
        Err(Ended::Waited(what)) => wrong.push(format!("never came: {what}")),
    }
    desk.close();
    wrong
}

async fn look(
    scene: &Scene,
    use_case: UseCase,
    place: &Place,
    desk: &Desk,
    acks: &[Ack],
    wrong: &mut Vec<String>,
) -> Result<(), Ended> {
    let settings = desk.boot().await?.settings;
    let text_scale = acks.iter().rev().find_map(|ack| match ack {
        Ack::TextScale(scale) => Some(*scale),
        _ => None,
    });
    // One that was not acknowledged yet may be there as well.
    if text_scale.is_some_and(|scale| settings.text_scale < scale) {
        wrong.push(format!("the text's size is {}", settings.text_scale));
    }
    desk.start_practice(PracticeRequest { role: use_case.role() }).await?;
    let outbox = desk.list_outbox().await?;
    let waits = |id| {
        outbox.unsent.iter().any(|item| item.decision == id)
            || outbox.conflicts.iter().any(|item| item.decision == id)
    };
    let is_here = |id| waits(id) || outbox.sent_today.iter().any(|item| item.decision == id);
    let taken_back = |id| acks.contains(&Ack::TakenBack(id));
    let audit = desk.verify_audit().await?;
    if !audit.intact {
        wrong.push(format!("the audit log: {}", audit.sentence));
    }
    for ack in acks {
        let is_so = match ack {
            // It may have been taken back a moment before that was said.
            Ack::Decided(id) if taken_back(*id) || use_case == UseCase::Undo => true,
            // A damaged file gives up what can be read; the rest is told.
            Ack::Decided(id) => is_here(*id) || scene.has_arrived(*id),
            Ack::TakenBack(id) => !is_here(*id),
            Ack::Sent(id) => scene.has_arrived(*id),
            Ack::Answered(question) => {
                let questions = desk.list_escalations().await?;
                questions.settled.iter().any(|one| one.question == *question)
            }
            Ack::HandedOver(case) => {
                let units = desk.list_deliveries(these_days()).await?.units;
                units
                    .iter()
                    .flat_map(|unit| &unit.posts)
                    .any(|post| post.case.id == *case && post.handed.is_some())
            }
            Ack::Exported { path, sha256 } => {
                let file = path.file_name().unwrap_or_default();
                let bytes = std::fs::read(place.exports().join(file)).unwrap_or_default();
                hex::encode(Sha256::digest(bytes)) == *sha256
            }
            Ack::Imported(term) => {
                let words = desk.facility_words().await?;
                let lexicon = words.lists.iter().find(|one| one.list == FacilityList::Lexicon);
                lexicon.is_some_and(|list| format!("{list:?}").contains(term))
            }
            Ack::Printed => {
                let rows = desk.list_audit(AuditRequest::newest(50)).await?.rows;
                rows.iter().any(|row| row.what.contains("列印"))
            }
            // That everything is here was shown by whatever opened it.
            Ack::KeyChanged => true,
            Ack::TextScale(_) => true,
        };
        if !is_so {
            wrong.push(format!("not so any more: {ack:?}"));
        }
    }
    Ok(())
}

/// Yesterday to tomorrow, should midnight pass.
pub(super) fn these_days() -> DeliveriesRequest {
    let today = taipei_date(chrono::Utc::now());
    let day = |day: Option<chrono::NaiveDate>| day.unwrap_or(today).to_string();
    DeliveriesRequest { first_day: day(today.pred_opt()), last_day: day(today.succ_opt()) }
}
