//! Files that another program holds for a moment. On Windows a scanner or a backup opens what has just
//! been written, and until it has let go the file is neither renamed nor deleted.

use std::io;
use std::time::Duration;

/// `ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`: the first is what replacing
/// a held file answers.
const HELD: [i32; 3] = [5, 32, 33];

/// How long is waited after each try: about five seconds in all.
const WAITS: [Duration; 9] = {
    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }
    [ms(10), ms(30), ms(60), ms(100), ms(200), ms(400), ms(800), ms(1_600), ms(1_800)]
};

/// Does it, and does it again while another program holds the file. Elsewhere than on Windows nothing
/// is held in this way: there it is done once.
///
/// # Errors
/// As `act`; that the file is held, when it still is after about five seconds.
pub(crate) fn wait_while_held<T>(act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let waits: &[Duration] = if cfg!(windows) { &WAITS } else { &[] };
    again_while_held(waits, std::thread::sleep, act)
}

/// Whether another program holds the file that could not be touched.
pub(crate) fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && says_held(error)
}

fn says_held(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| HELD.contains(&code))
}

fn again_while_held<T>(
    waits: &[Duration],
    sleep: impl Fn(Duration),
    mut act: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for wait in waits {
        match act() {
            Err(error) if says_held(&error) => sleep(*wait),
            done => return done,
        }
    }
    act()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// What comes of it when the file is held for so many tries, how often was tried, and how long was
    /// waited.
    fn tried(held_for: usize, code: i32) -> (io::Result<usize>, usize, Duration) {
        let waited = RefCell::new(Duration::ZERO);
        let mut tries = 0;
        let done = again_while_held(
            &WAITS,
            |wait| *waited.borrow_mut() += wait,
            || {
                tries += 1;
                if tries > held_for { Ok(tries) } else { Err(io::Error::from_raw_os_error(code)) }
            },
        );
        (done, tries, waited.into_inner())
    }

    #[test]
    fn a_scanner_that_lets_go_in_time_is_waited_for() {
        for code in HELD {
            let (done, tries, waited) = tried(4, code);
            assert_eq!((done.expect("done"), tries), (5, 5), "{code}");
            assert_eq!(waited, Duration::from_millis(200), "{code}");
        }
    }

    #[test]
    fn one_that_does_not_is_told_after_five_seconds() {
        let (done, tries, waited) = tried(usize::MAX, 32);
        assert_eq!(done.expect_err("held").raw_os_error(), Some(32));
        assert_eq!((tries, waited), (WAITS.len() + 1, Duration::from_secs(5)));
    }

    #[test]
    fn any_other_failure_is_told_at_once() {
        let (done, tries, waited) = tried(usize::MAX, 112);
        assert_eq!(done.expect_err("a full disk").raw_os_error(), Some(112));
        assert_eq!((tries, waited), (1, Duration::ZERO));
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_another_program_reads_is_replaced_once_it_is_closed() {
        use std::os::windows::fs::OpenOptionsExt as _;
        const NOBODY_ELSE: u32 = 0;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("preferences.json");
        crate::files::write(&path, b"old").expect("written");
        let held = std::fs::File::options().read(true).share_mode(NOBODY_ELSE).open(&path);
        let held = held.expect("opened as a scanner does");
        let scanner = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            drop(held);
        });
        crate::files::write(&path, b"new").expect("written when the scanner has let go");
        scanner.join().expect("closed");
        assert_eq!(std::fs::read(&path).expect("read"), b"new");
    }
}
