//! 親屬 (民法 967–971): from a path or from words to class, degree, eligibility and proofs.

mod action;
mod answer;
mod chain;
mod compose;
mod names;
mod owner;
mod path;
mod proofs;
mod remarks;
mod resolve;
mod rules;
mod spelling;
mod statement;
mod table;

pub use action::{KinshipAction, KinshipFlag};
pub use answer::{KinshipAnswer, KinshipSense};
pub use path::{KinClass, Kinship, Path, PathError, Step, degree_word};
pub use proofs::{PathNode, Proofs};
pub use table::KinshipTable;
