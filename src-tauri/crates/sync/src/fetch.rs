//! Fetching documents: applications' first, a few at once, stored only if they are what the case
//! announced.

use domain::outbox::{Stop, backoff};
use domain::{Attachment, CaseId};
use portal::ClientError;
use store::documents::{self, Document, DocumentTrouble, PutDocumentError};
use store::{StoreError, cases};
use tokio::task::JoinSet;

use crate::engine::{is_revoked, stop_of};
use crate::mishaps::Round;
use crate::{Engine, SyncError, SyncEvent};

/// So many are chosen at once: few, so that a case that somebody opens meanwhile comes next.
const BATCH: u32 = 8;

/// What one round of downloads did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Documents that were as announced, and can now be shown.
    pub stored: usize,
    /// Not what was announced, or not given: never shown.
    pub refused: usize,
    /// To be tried again later.
    pub delayed: usize,
}

enum End {
    Stored,
    Refused,
    Delayed,
}

impl Engine {
    /// Fetches the documents that are wanted now.
    ///
    /// # Errors
    /// See [`SyncError`]; what has been stored stays.
    pub async fn fetch_documents_once(self: &std::sync::Arc<Self>) -> Result<Fetched, SyncError> {
        let _one = self.fetching.lock().await;
        let end = self.fetch_wanted().await;
        self.note_mishap(Round::Documents, &end);
        self.note_end(Round::Documents, &end).await;
        self.refresh_status().await?;
        end
    }

    /// Somebody has opened this case: its documents come before all others.
    ///
    /// # Errors
    /// A failing database.
    pub async fn fetch_first(&self, case: CaseId) -> Result<(), SyncError> {
        self.write(move |tx| documents::hasten(tx, case)).await?;
        self.wake_fetch.notify_one();
        Ok(())
    }

    async fn fetch_wanted(self: &std::sync::Arc<Self>) -> Result<Fetched, SyncError> {
        let mut fetched = Fetched::default();
        let mut flights: JoinSet<Result<End, SyncError>> = JoinSet::new();
        let mut failed = None;
        loop {
            let now = self.now();
            let batch = if failed.is_none() {
                self.read(move |c| documents::wanted(c, now, BATCH)).await?
            } else {
                Vec::new()
            };
            if batch.is_empty() {
                break;
            }
            self.ready().await?;
            let mut waiting = batch.into_iter();
            loop {
                while failed.is_none() && flights.len() < self.settings.parallel_documents {
                    let Some(document) = waiting.next() else { break };
                    let engine = std::sync::Arc::clone(self);
                    flights.spawn(async move { engine.fetch(document).await });
                }
                match flights.join_next().await {
                    None => break,
                    Some(Ok(Ok(End::Stored))) => fetched.stored += 1,
                    Some(Ok(Ok(End::Refused))) => fetched.refused += 1,
                    Some(Ok(Ok(End::Delayed))) => fetched.delayed += 1,
                    Some(Ok(Err(error))) => failed = Some(error),
                    Some(Err(_)) => failed = Some(SyncError::Interrupted),
                }
            }
        }
        match failed {
            Some(error) => Err(error),
            None => Ok(fetched),
        }
    }

    async fn fetch(&self, document: Document) -> Result<End, SyncError> {
        let Some(attachment) = self.attachment_of(&document).await? else {
            // Its case has moved on without it.
            self.write(move |tx| documents::forget(tx, document.id)).await?;
            return Ok(End::Delayed);
        };
        let mut partial = self.partials().take(document.id);
        match self.client().attachment(&attachment, &mut partial).await {
            Ok(bytes) => self.keep(document, bytes).await,
            Err(error) => {
                self.partials().keep(document.id, partial);
                self.note_failure(document, error).await
            }
        }
    }

    async fn attachment_of(&self, document: &Document) -> Result<Option<Attachment>, SyncError> {
        let (case, id) = (document.case, document.id);
        self.read(move |c| {
            let stored = cases::get(c, case)?;
            Ok(stored.and_then(|stored| {
                stored.case.attachments().iter().find(|one| one.id == id).cloned()
            }))
        })
        .await
    }

    async fn keep(&self, document: Document, bytes: Vec<u8>) -> Result<End, SyncError> {
        let now = self.now();
        let (id, case) = (document.id, document.case);
        let put = self
            .on_store(move |store| Ok::<_, StoreError>(store.put_document(id, &bytes, now)))
            .await?;
        match put {
            Ok(()) => {
                self.tell(SyncEvent::DocumentStored { case });
                Ok(End::Stored)
            }
            Err(PutDocumentError::NotWanted) => Ok(End::Delayed),
            Err(PutDocumentError::Mismatch(_)) => {
                self.tell(SyncEvent::DocumentRefused { case });
                Ok(End::Refused)
            }
            Err(PutDocumentError::Store(error)) => Err(error.into()),
        }
    }

    /// Whether nothing more is to be expected at all, rather than this document not be given.
    async fn is_over(&self, error: &ClientError) -> bool {
        match stop_of(error) {
            Some(Stop::Revoked) => is_revoked(&self.client()).await,
            stop => stop.is_some(),
        }
    }

    async fn note_failure(&self, document: Document, error: ClientError) -> Result<End, SyncError> {
        let id = document.id;
        let over = self.is_over(&error).await;
        let refuse = match &error {
            ClientError::DigestMismatch | ClientError::TooLarge { .. } => {
                Some(DocumentTrouble::DigestMismatch)
            }
            error if !over && !error.is_transient() => {
                Some(DocumentTrouble::NotGiven { status: error.status().unwrap_or_default() })
            }
            _ => None,
        };
        if let Some(trouble) = refuse {
            self.write(move |tx| documents::refuse(tx, id, &trouble)).await?;
            self.tell(SyncEvent::DocumentRefused { case: document.case });
            return Ok(End::Refused);
        }
        if !over {
            let number = document.attempts.saturating_add(1);
            let wait = backoff(number, self.jitter()).max(error.retry_after().unwrap_or_default());
            let at = self.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
            let trouble = DocumentTrouble::NotReached;
            self.write(move |tx| documents::postpone(tx, id, at, &trouble)).await?;
        }
        Err(error.into())
    }
}
