//! What the desk holds: before anybody signs in, and while somebody sits at it. State alone: what is
//! done with it stands in the folders of the use cases, which nothing here knows.

mod announced;
mod changes;
mod checked;
mod desk;
mod keyring;
mod lock;
mod locked_out;
mod managed;
mod opening;
pub(crate) mod own_settings;
mod own_words;
mod pictures;
mod pin_wanted;
mod practice;
mod preferences;
mod seen;
mod session;

pub(crate) use announced::Announced;
pub(crate) use desk::MOVED;
pub use desk::{Desk, DeskOptions, FindWayOut, OnCalled, OnChanged, OpenBrowser};
pub(crate) use lock::{Lock, Locked, WayBack};
pub(crate) use locked_out::{Again, LockedOut};
pub use managed::{Managed, ManagedLine, ManagedPolicy, Source, UpdateSource, Written, written_in};
pub(crate) use opening::Opening;
pub(crate) use own_words::{KEY as OWN_WORDS, OwnWords, refuse};
pub(crate) use pictures::{Inspection, Look, Named, Pictures};
pub use pictures::{Part, RenditionView};
pub(crate) use pin_wanted::PinWanted;
pub use practice::{PracticePlace, PracticePortal, PracticeStart, StartPracticePortal};
pub(crate) use preferences::FailedSignIns;
pub use preferences::WindowPlace;
pub(crate) use seen::Pages;
pub(crate) use session::{Counted, Means, Running, Session, blocking};
