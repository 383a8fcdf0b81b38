//! What the house announces of a newer version.

use chrono::NaiveDate;

/// What came of the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Announced {
    /// Nobody has looked yet.
    #[default]
    NotYet,
    /// No source is set: nobody looks.
    NotSet,
    /// The source or the key is wanting, or cannot be read.
    HalfSet,
    /// The manifest or its signature could not be read.
    Unreached,
    /// It does not bear the house's signature.
    WrongSignature,
    /// It bears it, and does not say what a manifest says.
    Malformed,
    /// It speaks of another program.
    OtherProduct,
    /// It speaks of a version before this one.
    Older {
        /// `major.minor.patch`
        version: String,
    },
    /// This is the version.
    Same,
    /// There is a newer one.
    Newer {
        /// `major.minor.patch`
        version: String,
        /// The day from which it is there.
        since: NaiveDate,
        /// Where IT gets it.
        place: String,
    },
}
