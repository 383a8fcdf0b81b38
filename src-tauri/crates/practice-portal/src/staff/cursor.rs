//! The opaque cursor of the change feed: a place in one epoch with the mark of what stands there,
//! and a check that the portal made it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bytes of the check.
const CHECK: usize = 4;

/// Bytes of the place: epoch, number, mark.
const PLACE: usize = 16 + 8 + 8;

pub(super) fn write(epoch: Uuid, seq: i64, mark: i64) -> String {
    let mut bytes = Vec::with_capacity(PLACE + CHECK);
    bytes.extend_from_slice(epoch.as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&mark.to_be_bytes());
    let check = Sha256::digest(&bytes);
    bytes.extend_from_slice(&check[..CHECK]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The place's number and mark, if the cursor is one of this epoch.
pub(super) fn read(cursor: &str, epoch: Uuid) -> Option<(i64, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (place, check) = bytes.split_at_checked(PLACE)?;
    if check != &Sha256::digest(place)[..CHECK] || &place[..16] != epoch.as_bytes() {
        return None;
    }
    let seq = i64::from_be_bytes(place[16..24].try_into().ok()?);
    let mark = i64::from_be_bytes(place[24..].try_into().ok()?);
    (seq >= 0).then_some((seq, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_holds_in_its_own_epoch_alone() {
        let epoch = Uuid::from_u128(7);
        let cursor = write(epoch, 42, -7);
        assert_eq!(read(&cursor, epoch), Some((42, -7)));
        assert_eq!(read(&cursor, Uuid::from_u128(8)), None);
        assert_eq!(read(&cursor[1..], epoch), None);
        assert_eq!(read("", epoch), None);
        assert_eq!(read("42", epoch), None);
        assert_eq!(read("不是", epoch), None);
    }
}
