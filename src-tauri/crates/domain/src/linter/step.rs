//! Whether a text tells a family what they can do next.
//!
//! All texts here are folded.

use super::words::{has, list};

/// One concrete next step: something to mend, whom to ask, when to come back. A courtesy is none, and
/// the 請 of 申請 is none.
pub(super) fn has_step(text: &str) -> bool {
    let mut rest = text.to_owned();
    for word in list("courtesy") {
        rest = rest.replace(word.as_str(), "　");
    }
    has(&rest, "step")
}

/// Whether a text says that something is wrong.
pub(super) fn tells_trouble(text: &str) -> bool {
    has(text, "trouble")
}
