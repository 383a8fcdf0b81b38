//! What a picture looks like from afar: enough to find the same paper in another application,
//! too little to know a face by.

use serde::{Deserialize, Serialize};

/// Fields that may differ between two copies of one picture, of the 64 of the coarse hash. The
/// store's look-up relies on it being less than [`Likeness::CHUNKS`].
const COARSE_ROOM: u32 = 6;

/// The same for the 256 fields of the fine hash. Two cards of one make agree in most of the coarse
/// fields; names, numbers and faces tell them apart here.
const FINE_ROOM: u32 = 10;

/// From one field of a part to the next; odd, so that every field is in one part.
const SPREAD: usize = 37;

/// Two difference hashes of a whole upright page: whether each field is clearly lighter than its
/// right-hand neighbour, of 8 × 8 fields and of 16 × 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Likeness {
    /// The 8 × 8 fields, a bit each: 1 where the field is the lighter.
    pub coarse: u64,
    /// The 16 × 16 fields in the same way, 64 to a number.
    pub fine: [u64; 4],
}

impl Likeness {
    /// Into so many chunks the coarse hash is cut for looking up.
    pub const CHUNKS: usize = 8;

    /// Whether the two may be copies of one picture: scaled, saved again, a little brighter. A hint
    /// for a person to look, never more.
    pub fn is_near(&self, other: &Self) -> bool {
        (self.coarse ^ other.coarse).count_ones() <= COARSE_ROOM
            && self.fine_distance(other) <= FINE_ROOM
    }

    /// How many of the 256 fine fields differ.
    pub fn fine_distance(&self, other: &Self) -> u32 {
        self.fine.iter().zip(&other.fine).map(|(one, two)| (one ^ two).count_ones()).sum()
    }

    /// The coarse hash in eight parts. Two hashes that differ in fewer than eight fields have at
    /// least one part in common, so that a look-up by parts misses nothing that is near. Each part
    /// has fields from all over the page: a margin, which all papers have, fills none by itself.
    pub fn chunks(&self) -> [u8; Self::CHUNKS] {
        std::array::from_fn(|place| {
            (0..8).fold(0, |chunk, bit| {
                let field = (place * 8 + bit) * SPREAD % 64;
                (chunk << 1) | (self.coarse >> field & 1) as u8
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_near_shares_a_part() {
        const { assert!((COARSE_ROOM as usize) < Likeness::CHUNKS) };
        let one = Likeness { coarse: 0x0123_4567_89AB_CDEF, fine: [7; 4] };
        for start in 0..64 {
            // Six fields, as unlike as near things get, a part's width apart and side by side.
            for step in [1, 5, 37] {
                let differs = (0..6).fold(0, |mask: u64, n| mask | 1 << ((start + n * step) % 64));
                let other = Likeness { coarse: one.coarse ^ differs, ..one };
                assert!(one.is_near(&other));
                assert!(one.chunks().iter().zip(other.chunks()).any(|(a, b)| *a == b));
            }
        }
        let parts = Likeness { coarse: u64::MAX, fine: [0; 4] }.chunks();
        assert_eq!(parts, [255; 8], "every field is in a part");
    }

    #[test]
    fn two_cards_of_one_make_are_told_apart_by_the_fine_fields() {
        let one = Likeness { coarse: 5, fine: [0; 4] };
        let other = Likeness { coarse: 5, fine: [0x3FFF, 0, 0, 0] };
        assert_eq!(one.fine_distance(&other), 14);
        assert!(!one.is_near(&other));
    }
}
