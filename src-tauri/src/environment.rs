//! What libraries read from the environment that the program was started in: the program takes its own
//! place once, with all of it.

/// Goes on in an environment in which freed memory is wiped, and in which the window is drawn in the way
/// that suits the computer. The first thing that is done, before there is another thread.
#[cfg(target_os = "linux")]
pub fn choose() {
    use std::os::unix::process::CommandExt as _;

    use crate::{freed_memory, graphics};

    let tunables = std::env::var(freed_memory::TUNABLES).ok();
    let wiping = freed_memory::tunables(tunables.as_deref());
    let drawing = graphics::choice();
    if wiping.is_none() && drawing.is_none() {
        // For this program alone: whatever it starts is as fast as ever.
        let others = tunables.as_deref().map(freed_memory::others).unwrap_or_default();
        // SAFETY: no other thread has been started yet that could read the environment.
        unsafe { std::env::set_var(freed_memory::TUNABLES, others) };
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut anew = std::process::Command::new(program);
    anew.args(std::env::args_os().skip(1));
    anew.envs(wiping.map(|value| (freed_memory::TUNABLES, value)));
    anew.envs(drawing);
    // Slower then, with names in freed memory, and otherwise the same.
    eprintln!("the desk's environment could not be chosen: {}", anew.exec());
}

#[cfg(not(target_os = "linux"))]
pub fn choose() {}
