//! Opening the sealed files of this computer. One that cannot be read just now (too many files are
//! open, a virus scanner holds it, the drive is away) stays as it is, is told of, and is tried again.

use std::sync::Arc;
use std::time::Duration;

use domain::AttachmentId;
use store::documents::OpenDocumentError;
use store::{Store, StoreError};
use zeroize::Zeroizing;

use crate::error::ApiError;
use crate::state::Session;

/// Between the first tries: a scanner mostly lets go in this time.
pub(crate) const AT_ONCE: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// Between the tries behind the window's back, and how many there are.
const LATER: Duration = Duration::from_secs(10);
const LATER_TRIES: u32 = 30;

/// Opens a file, again after a moment where it could not be read.
pub(crate) async fn patiently<T: Send + 'static>(
    waits: [Duration; 2],
    open: impl Fn() -> Result<T, OpenDocumentError> + Send + Sync + 'static,
) -> Result<T, OpenDocumentError> {
    let open = Arc::new(open);
    let mut waits = waits.into_iter();
    loop {
        let once = Arc::clone(&open);
        let opened = tokio::task::spawn_blocking(move || once()).await;
        // A try that broke off says nothing about the file.
        let opened = opened.unwrap_or(Err(StoreError::Busy.into()));
        match (&opened, waits.next()) {
            (Err(OpenDocumentError::NotNow(_)), Some(wait)) => tokio::time::sleep(wait).await,
            _ => return opened,
        }
    }
}

/// What the person is told of a file that cannot be read just now, with the system's code for it.
pub(crate) fn sentence(code: Option<i32>) -> String {
    let code = code.map_or_else(String::new, |code| format!("（系統代碼 {code}）"));
    format!(
        "檔案在這台電腦上，但現在讀不出來{code}，可能暫時被其他程式占用。檔案沒有被刪除，會自動再試；一直如此時請通知資訊人員。"
    )
}

/// The bytes of a stored document.
///
/// # Errors
/// `Gone` if it is not here, `Failed` if it cannot be read just now: then it is tried again
/// from time to time, and the window is told when it could be read.
pub(crate) async fn unsealed(
    session: &Arc<Session>,
    document: AttachmentId,
) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let error = match open_patiently(session, document).await {
        Ok(bytes) => return Ok(bytes),
        Err(error) => error,
    };
    tracing::warn!(%error, "a document could not be opened");
    Err(match error {
        OpenDocumentError::NotHere | OpenDocumentError::Damaged | OpenDocumentError::Absent => {
            ApiError::gone()
        }
        OpenDocumentError::Store(error) => error.into(),
        OpenDocumentError::NotNow(error) => {
            let code = error.raw_os_error();
            if session.pictures.note_unread(document, code) {
                tokio::spawn(try_later(Arc::downgrade(session), document));
            }
            ApiError::failed(sentence(code))
        }
    })
}

async fn open_patiently(
    session: &Session,
    document: AttachmentId,
) -> Result<Zeroizing<Vec<u8>>, OpenDocumentError> {
    let store: Arc<Store> = session.store.clone();
    let opened = patiently(AT_ONCE, move || store.open_document(document)).await;
    if !matches!(opened, Err(OpenDocumentError::NotNow(_))) {
        session.pictures.note_read(document);
    }
    opened
}

/// Until it can be read, or the session is over.
async fn try_later(session: std::sync::Weak<Session>, document: AttachmentId) {
    for _ in 0..LATER_TRIES {
        tokio::time::sleep(LATER).await;
        let Some(session) = session.upgrade() else { return };
        let opened = open_patiently(&session, document).await;
        if !matches!(opened, Err(OpenDocumentError::NotNow(_))) {
            session.tell_window(true);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const NONE: [Duration; 2] = [Duration::ZERO; 2];

    #[tokio::test]
    async fn a_file_that_is_held_for_a_moment_opens_at_the_next_try() {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = tries.clone();
        let opened = patiently(NONE, move || match counted.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => Err(OpenDocumentError::NotNow(io::Error::from_raw_os_error(24))),
            _ => Ok("whole"),
        });
        assert_eq!(opened.await.expect("opened"), "whole");
        assert_eq!(tries.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn what_is_damaged_is_not_tried_twice() {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = tries.clone();
        let opened = patiently(NONE, move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Err::<(), _>(OpenDocumentError::Damaged)
        });
        assert!(matches!(opened.await, Err(OpenDocumentError::Damaged)));
        assert_eq!(tries.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn the_cause_is_told_without_a_path() {
        let told = sentence(Some(24));
        assert!(told.contains("（系統代碼 24）") && told.contains("沒有被刪除"));
        let error = OpenDocumentError::NotNow(io::Error::from_raw_os_error(24));
        assert!(!error.to_string().contains('/'));
    }
}
