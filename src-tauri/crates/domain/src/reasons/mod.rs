//! 理由: the catalogue of reasons, and the words that a family reads.

mod catalogue;
mod category;
mod language;
mod message;
mod translations;
mod wording;

pub(crate) use catalogue::COLUMNS as REASON_COLUMNS;
pub use catalogue::{
    ReasonCatalogue, ReasonCounts, ReasonEntry, ReasonScope, UnfilledSlots, reason_counts,
};
pub use category::ReasonCategory;
pub use language::FamilyLanguage;
pub use message::{Composition, FamilyMessage, LONGEST_MESSAGE, MessageError, TranslatedMessage};
pub(crate) use translations::COLUMNS as TRANSLATION_COLUMNS;
pub use translations::{Standing, Translation, Translations, lint_words, translation_row};
pub use wording::Wording;
pub(crate) use wording::sentences;
