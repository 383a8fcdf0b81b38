//! 理由: the catalogue of reasons, and the words that a family reads.

mod catalogue;
mod category;
mod message;
mod wording;

pub(crate) use catalogue::COLUMNS as REASON_COLUMNS;
pub use catalogue::{
    ReasonCatalogue, ReasonCounts, ReasonEntry, ReasonScope, UnfilledSlots, reason_counts,
};
pub use category::ReasonCategory;
pub use message::{Composition, FamilyMessage, MessageError};
pub use wording::Wording;
pub(crate) use wording::sentences;
