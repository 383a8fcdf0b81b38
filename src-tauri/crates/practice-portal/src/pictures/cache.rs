//! Draws many pictures at once on all cores, and each of them once in the life of a process, or
//! once for good where a folder is given.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use sha2::{Digest, Sha256};

use super::{Drawing, Picture, paint::paint};
use crate::{Error, Result};

/// Raised whenever a picture comes out otherwise than before.
const EDITION: &str = "1";

static DRAWN: LazyLock<Mutex<HashMap<String, Picture>>> = LazyLock::new(Mutex::default);

/// What a drawing is kept under.
fn key(drawing: &Drawing) -> Result<String> {
    let text = serde_json::to_string(drawing).map_err(|error| Error::Picture(error.to_string()))?;
    Ok(hex::encode(Sha256::digest(format!("{EDITION}{text}"))))
}

/// The pictures of `drawings`, in their order.
pub(crate) fn draw_all(drawings: &[Drawing], folder: Option<&Path>) -> Result<Vec<Picture>> {
    let keys: Vec<String> = drawings.iter().map(key).collect::<Result<_>>()?;
    let missing: Vec<usize> = {
        let drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = std::collections::HashSet::new();
        (0..drawings.len())
            .filter(|index| !drawn.contains_key(&keys[*index]) && seen.insert(&keys[*index]))
            .collect()
    };
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(missing.len());
    let outcome: Result<Vec<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    while let Some(index) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let picture = fetch_or_paint(&drawings[*index], &keys[*index], folder)?;
                        DRAWN
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(keys[*index].clone(), picture);
                    }
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Error::Picture("panic".to_owned()))))
            .collect()
    });
    outcome?;
    let drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    keys.iter()
        .map(|key| drawn.get(key).cloned().ok_or_else(|| Error::Picture("lost".to_owned())))
        .collect()
}

fn fetch_or_paint(drawing: &Drawing, key: &str, folder: Option<&Path>) -> Result<Picture> {
    let file = folder.map(|folder| folder.join(key));
    let kept =
        file.as_ref().and_then(|file| std::fs::read(file).ok()).filter(|kept| !kept.is_empty());
    let bytes = match kept {
        Some(bytes) => bytes,
        None => {
            let bytes = paint(drawing)?;
            if let (Some(folder), Some(file)) = (folder, file) {
                // A folder that cannot be written only makes the next start slower.
                let part = file.with_extension("part");
                let kept = std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::write(&part, &bytes))
                    .and_then(|()| std::fs::rename(&part, &file));
                if let Err(error) = kept {
                    tracing::debug!(%error, "a sample picture was not kept");
                }
            }
            bytes
        }
    };
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Picture { bytes: Arc::from(bytes), sha256 })
}
