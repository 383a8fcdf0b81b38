//! Documents: hostile bytes in, findings and safe renditions out.
//!
//! Nothing that a family uploaded is decoded in the desk's own process. The desk starts its own
//! program again with a hidden argument ([`worker::ARGUMENT`]); that process gives up files,
//! network and new processes ([`confinement`]), and only then reads the first byte. A crash, a bomb
//! or a hang costs one [`Refusal`] with a plain sentence, never the desk.
//!
//! The order of the work on one file: byte cap → magic bytes → header dimensions → decode →
//! upright → metadata dropped → rendition encoded anew.
//!
//! - [`Workshop`] is the desk's side: a small pool of workers.
//! - [`run_worker_if_asked`] is called first thing in `main` of every program that is a worker too.

#![warn(missing_docs)]

mod argument;
mod attempt;
mod bytes;
mod codes;
pub mod confinement;
mod contents;
mod decode;
mod digest;
mod edges;
mod encode;
mod hint;
mod hints;
mod kind;
mod lettering;
mod limits;
mod notes;
mod process;
mod raster;
mod received;
mod refusal;
mod rendition;
mod structure;
mod upright;
mod wire;
pub mod worker;
mod workshop;
mod xmp;

pub use attempt::{Attempt, Found};
pub use contents::{Besides, NotDrawn};
pub use decode::chinese_font;
pub use digest::{DigestMismatch, sha256_hex, verify_digest};
pub use hint::Hint;
pub use kind::{ContentKind, LooksLike};
pub use limits::{Limits, MAX_FILE_BYTES, MAX_PIXELS, MAX_SIDE_PX};
pub use refusal::Refusal;
pub use rendition::{Crop, MediaType, Rendition, RenditionRequest};
pub use worker::run_worker_if_asked;
pub use workshop::Workshop;
