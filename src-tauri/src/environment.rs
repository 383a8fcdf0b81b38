//! What libraries read from the environment that the program was started in: the program takes its own
//! place once, with all of it.

/// Goes on in an environment in which freed memory is wiped, and in which the window is drawn in the way
/// that suits the computer. The first thing that is done, before there is another thread. Answers why it
/// could not be so, if it could not: the desk is slower then, has names in freed memory, and is the same
/// otherwise.
#[cfg(target_os = "linux")]
pub fn choose() -> Option<String> {
    use std::os::unix::process::CommandExt as _;

    use crate::{freed_memory, graphics};

    /// Set in the one that took the place: it does not take it again, whatever the system keeps from it.
    const CHOSEN: &str = "NOTEBOOK_DESK_ENVIRONMENT";

    let tunables = std::env::var(freed_memory::TUNABLES).ok();
    let wiping = freed_memory::tunables(tunables.as_deref());
    let drawing = graphics::choice();
    if std::env::var_os(CHOSEN).is_some() {
        // For this program alone: whatever it starts is as fast as ever.
        let others = tunables.as_deref().map(freed_memory::others).unwrap_or_default();
        // SAFETY: no other thread has been started yet that could read the environment.
        unsafe {
            std::env::remove_var(CHOSEN);
            std::env::set_var(freed_memory::TUNABLES, others);
        }
        return wiping
            .map(|_| "the system keeps the C library's tunables from the desk".to_owned());
    }
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(error.to_string()),
    };
    let mut anew = std::process::Command::new(program);
    anew.args(std::env::args_os().skip(1)).env(CHOSEN, "1");
    anew.envs(wiping.map(|value| (freed_memory::TUNABLES, value)));
    anew.envs(drawing);
    Some(anew.exec().to_string())
}

#[cfg(not(target_os = "linux"))]
pub fn choose() -> Option<String> {
    None
}
