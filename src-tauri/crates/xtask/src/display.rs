//! Whether there is a display to open the window on.

use std::process::Command;

use crate::tools;

/// Whether a window opened now would be seen by somebody.
pub fn is_there() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("WAYLAND_DISPLAY") {
        return true;
    }
    // The variable may be left over from a display that is gone.
    set("DISPLAY")
        && (tools::find("xdpyinfo").is_none() || tools::succeeds(&mut Command::new("xdpyinfo")))
}
