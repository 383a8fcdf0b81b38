//! The same paper in another application of this facility: found by its bytes or by its looks, shown
//! as a hint with the way there. What the photos of posts look like is kept here as well.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ::documents::{Refusal, RenditionRequest};
use domain::{AttachmentId, Case, Likeness};
use store::StoreError;
use sync::SyncEvent;
use tokio::sync::broadcast::error::RecvError;

use crate::documents::render::render;
use crate::state::Session;
use crate::views::papers::TwinView;
use crate::words;

/// What is found about each document of a case.
pub(crate) type Twins = HashMap<AttachmentId, Vec<TwinView>>;

/// Enough to see light and dark; a photograph is decoded at an eighth for it.
const SMALL: u32 = 256;
/// Between two files that nobody waits for: whoever sits at the desk comes first.
const BREATH: Duration = Duration::from_millis(80);

/// The other applications that have a document of this one, or one that looks like it. A
/// failing database hides a hint and no more.
pub(crate) async fn twins(session: &Session, case: &Case) -> Twins {
    let Case::Application(application) = case else { return Twins::new() };
    let mine = (application.applicant.name.clone(), application.applicant.national_id.clone());
    let documents: Vec<AttachmentId> =
        application.documents.iter().map(|document| document.id).collect();
    let found = session.read(move |c| {
        let mut twins = Twins::new();
        for document in documents {
            let mut views = Vec::new();
            for twin in store::likenesses::twins(c, document)? {
                let Some(other) = store::cases::get(c, twin.case)? else { continue };
                let Case::Application(other) = other.case else { continue };
                let label = other
                    .documents
                    .iter()
                    .find(|paper| paper.id == twin.document)
                    .map_or("文件", |paper| words::document_word(paper.kind));
                let who = (other.applicant.name.clone(), other.applicant.national_id.clone());
                views.push(TwinView {
                    case: domain::CaseRef { kind: domain::CaseKind::Application, id: twin.case },
                    sentence: format!("{} {}的{label}", other.number, who.0.as_str()),
                    same_bytes: twin.same_bytes,
                    same_person: who == mine,
                });
            }
            twins.insert(document, views);
        }
        Ok(twins)
    });
    found.await.unwrap_or_default()
}

/// Remembers what a document looks like.
pub(crate) async fn note_likeness(
    session: &Session,
    document: AttachmentId,
    likeness: Option<Likeness>,
) {
    let noted = session
        .write::<_, StoreError>(move |tx| store::likenesses::put(tx, document, likeness))
        .await;
    if noted.is_err() {
        tracing::warn!("what a document looks like could not be kept");
    }
}

/// Looks at every document once, in the background, those of applications first, so that a paper or
/// a photo is recognised also if nobody at this desk has opened the case that it came with before.
pub(crate) async fn look_at_all(session: Arc<Session>) {
    let mut events = session.engine.events();
    loop {
        while let Some(document) = next(&session).await {
            let request = RenditionRequest::preview(SMALL);
            match render(&session, document, request).await {
                // The desk's own fault, told elsewhere: another time.
                Ok(Err(Refusal::NoWorker | Refusal::Unconfined { .. })) => return,
                Ok(Ok(rendition)) => note_likeness(&session, document, rendition.likeness).await,
                // What cannot be shown looks like nothing.
                Ok(Err(_)) => note_likeness(&session, document, None).await,
                // Erased meanwhile, or damaged and wanted again.
                Err(_) => break,
            }
            tokio::time::sleep(BREATH).await;
        }
        loop {
            match events.recv().await {
                Ok(SyncEvent::DocumentStored { .. }) | Err(RecvError::Lagged(_)) => break,
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

async fn next(session: &Session) -> Option<AttachmentId> {
    session.read(|c| store::likenesses::unlooked(c, 1)).await.ok()?.first().copied()
}
