//! Downloads that were cut and can go on where they ended: so many and so many bytes at most. What
//! is dropped is wiped, and its download begins anew.

use domain::AttachmentId;
use portal::PartialAttachment;

/// So many are kept.
const MOST: usize = 8;
/// So many bytes of all of them together: one of the largest that the client takes.
const MOST_BYTES: usize = 64 << 20;

/// Oldest first.
#[derive(Default)]
pub(crate) struct Partials(Vec<(AttachmentId, PartialAttachment)>);

impl Partials {
    /// What has come of this one; nothing if it was never begun, or dropped.
    pub fn take(&mut self, id: AttachmentId) -> PartialAttachment {
        match self.0.iter().position(|(known, _)| *known == id) {
            Some(at) => self.0.remove(at).1,
            None => PartialAttachment::default(),
        }
    }

    /// Keeps it for the next try, and drops the oldest of the others until all fit.
    pub fn keep(&mut self, id: AttachmentId, partial: PartialAttachment) {
        // Whatever was kept of it is older.
        drop(self.take(id));
        if partial.is_empty() {
            return;
        }
        self.0.push((id, partial));
        while self.0.len() > MOST || self.bytes() > MOST_BYTES {
            self.0.remove(0);
        }
    }

    /// All of them: nobody may see them any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|(_, partial)| partial.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> AttachmentId {
        AttachmentId(Uuid::from_u128(number))
    }

    fn of(bytes: usize) -> PartialAttachment {
        PartialAttachment::begun(vec![7; bytes])
    }

    #[test]
    fn a_hundred_cut_downloads_keep_no_more_than_the_last_few() {
        let mut partials = Partials::default();
        for number in 0..100 {
            partials.keep(id(number), of(10));
        }
        assert_eq!((partials.0.len(), partials.bytes()), (MOST, 10 * MOST));
        assert!(partials.take(id(0)).is_empty(), "the oldest begins anew");
        assert_eq!(partials.take(id(99)).len(), 10);
        assert!(partials.take(id(99)).is_empty(), "taken once");
    }

    #[test]
    fn large_ones_push_the_oldest_out_and_one_beyond_all_bounds_is_not_kept() {
        let mut partials = Partials::default();
        partials.keep(id(1), of(MOST_BYTES / 2));
        partials.keep(id(2), of(MOST_BYTES / 2));
        partials.keep(id(1), of(MOST_BYTES / 2));
        assert_eq!(partials.bytes(), MOST_BYTES, "the same one twice is one");
        partials.keep(id(3), of(1));
        assert!(partials.take(id(2)).is_empty() && !partials.take(id(1)).is_empty());
        partials.keep(id(4), of(MOST_BYTES + 1));
        assert_eq!(partials.bytes(), 0);
        partials.keep(id(5), of(1));
        partials.clear();
        assert!(partials.take(id(5)).is_empty());
    }
}
