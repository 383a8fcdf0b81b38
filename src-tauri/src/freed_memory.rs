//! What is freed is wiped at once: after a lock and after a sign-out neither names nor keys lie about in
//! memory that nobody uses any more, whoever used it (the desk, SQLite, the toolkit of the window).
//!
//! On Linux the C library itself does it (tried: `cargo xtask bench lock` looks through the memory of the
//! desk). On Windows an allocator does it for what is Rust, and SQLCipher for what is SQLite
//! (`store`); written by the documentation and not measured on a real Windows yet.

/// Where glibc reads what it is to do, at the start of a program.
#[cfg(target_os = "linux")]
pub const TUNABLES: &str = "GLIBC_TUNABLES";

/// Freed memory is filled with a byte (`mallopt(3)`, `M_PERTURB`), and none is kept back unfilled for the
/// next call of a thread.
#[cfg(target_os = "linux")]
const WIPE: &str = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0";

/// The tunables with which freed memory is wiped, beside those that are set; nothing if they are there.
#[cfg(target_os = "linux")]
pub fn tunables(set: Option<&str>) -> Option<String> {
    match set.filter(|set| !set.is_empty()) {
        Some(set) if set.contains(WIPE) => None,
        // Of two values for one name the later holds.
        Some(set) => Some(format!("{set}:{WIPE}")),
        None => Some(WIPE.to_owned()),
    }
}

/// What was set before [`tunables`].
#[cfg(target_os = "linux")]
pub fn others(set: &str) -> &str {
    set.strip_suffix(WIPE).map_or(set, |others| others.trim_end_matches(':'))
}

#[cfg(windows)]
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{WIPE, others, tunables};

    #[test]
    fn they_are_set_once_and_take_nobody_elses_away() {
        assert_eq!(tunables(None).as_deref(), Some(WIPE));
        assert_eq!(tunables(Some("")).as_deref(), Some(WIPE));
        let both = tunables(Some("glibc.malloc.arena_max=1")).expect("to be set");
        assert_eq!(both, format!("glibc.malloc.arena_max=1:{WIPE}"));
        assert_eq!(tunables(Some(&both)), None);
        assert_eq!((others(&both), others(WIPE)), ("glibc.malloc.arena_max=1", ""));
        assert_eq!(others("glibc.malloc.check=3"), "glibc.malloc.check=3");
    }
}
