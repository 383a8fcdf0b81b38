//! One desk for each data folder: a second start raises the window of the first and ends.
//!
//! The first start holds a lock on a file of the folder and listens on the loopback interface. Where,
//! and the word that a caller has to say, stands in a file beside it that this account alone reads.
//! The only thing that can be asked for is the window.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const LOCK: &str = "desk.lock";
const ADDRESS: &str = "desk.address";
/// A first desk that is just closing lets go within this time.
const CLOSING: Duration = Duration::from_secs(6);
/// Nobody on this computer needs longer to answer.
const ANSWER: Duration = Duration::from_secs(2);
const RAISED: &[u8; 6] = b"raised";
const WORD_LENGTH: usize = 32;

/// What a start finds.
pub enum Start {
    First(FirstWindow),
    /// Another desk has this folder, and has been asked to come to the front.
    Raised,
}

/// Held as long as the desk is open.
pub struct FirstWindow {
    /// `None` where the folder could not be locked: the desk opens all the same, and the database's
    /// own lock still keeps two desks apart.
    _lock: Option<File>,
    open: Arc<AtomicBool>,
    door: Option<(TcpListener, [u8; WORD_LENGTH])>,
}

/// Finds out whether a desk with this data folder is open, and raises it if so.
pub fn begin(folder: &Path) -> Start {
    begin_within(folder, CLOSING)
}

fn begin_within(folder: &Path, patience: Duration) -> Start {
    let until = Instant::now() + patience;
    loop {
        match lock(folder) {
            Ok(Some(held)) => return Start::First(FirstWindow::new(folder, Some(held))),
            Ok(None) if ask(folder).is_ok() => return Start::Raised,
            // It is on its way in or out.
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) | Err(_) => return Start::First(FirstWindow::new(folder, None)),
        }
    }
}

/// The lock, or `None` if another desk has it.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    app::files::make_own_folder(folder)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Asks the first desk to come to the front.
fn ask(folder: &Path) -> io::Result<()> {
    let kept = fs::read_to_string(folder.join(ADDRESS))?;
    let (port, word) = kept.trim().split_once(' ').ok_or(io::ErrorKind::InvalidData)?;
    let port: u16 = port.parse().map_err(|_| io::ErrorKind::InvalidData)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut first = TcpStream::connect_timeout(&address, ANSWER)?;
    first.set_read_timeout(Some(ANSWER))?;
    first.write_all(word.as_bytes())?;
    let mut answer = [0; RAISED.len()];
    first.read_exact(&mut answer)?;
    if answer == *RAISED { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

impl FirstWindow {
    /// Without a door a later start finds the folder locked and is told so in the window.
    fn new(folder: &Path, lock: Option<File>) -> Self {
        let door = lock.as_ref().and_then(|_| open_door(&folder.join(ADDRESS)).ok());
        Self { _lock: lock, open: Arc::new(AtomicBool::new(true)), door }
    }

    /// From here on a later start raises the window by `raise`.
    pub fn listen(&mut self, raise: impl Fn() + Send + 'static) {
        let Some((listener, word)) = self.door.take() else { return };
        let open = self.open.clone();
        std::thread::spawn(move || {
            for caller in listener.incoming() {
                if !open.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut caller) = caller else { continue };
                if said(&mut caller).is_ok_and(|said| said == word) && open.load(Ordering::SeqCst) {
                    raise();
                    // Whether it still hears the answer is its own affair.
                    let _ = caller.write_all(RAISED);
                }
            }
        });
    }

    /// The window closes: whoever starts now is to wait for the lock and open one of their own.
    pub fn close(&self) {
        self.open.store(false, Ordering::SeqCst);
    }
}

fn said(caller: &mut TcpStream) -> io::Result<[u8; WORD_LENGTH]> {
    caller.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut word = [0; WORD_LENGTH];
    caller.read_exact(&mut word)?;
    Ok(word)
}

fn open_door(address: &Path) -> io::Result<(TcpListener, [u8; WORD_LENGTH])> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut drawn = [0; WORD_LENGTH];
    getrandom::fill(&mut drawn).map_err(|_| io::ErrorKind::Other)?;
    let word = drawn.map(|byte| b'a' + byte % 26);
    let text = format!("{} {}", listener.local_addr()?.port(), String::from_utf8_lossy(&word));
    // Nobody reads half of it, and no other account any of it.
    app::files::write(address, text.as_bytes())?;
    Ok((listener, word))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    const SOON: Duration = Duration::from_millis(200);

    fn first(folder: &Path) -> FirstWindow {
        match begin_within(folder, SOON) {
            Start::First(first) => first,
            Start::Raised => panic!("nobody else is here"),
        }
    }

    #[test]
    fn a_second_start_raises_the_first_window_and_another_folder_does_not() {
        let (folder, other) = (tempfile::tempdir(), tempfile::tempdir());
        let (folder, other) = (folder.expect("a folder"), other.expect("a folder"));
        let raised = Arc::new(AtomicU32::new(0));
        let mut window = first(folder.path());
        let count = raised.clone();
        window.listen(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        for times in 1..=3 {
            assert!(matches!(begin_within(folder.path(), SOON), Start::Raised));
            assert_eq!(raised.load(Ordering::SeqCst), times);
        }
        first(other.path());
        assert_eq!(raised.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn whoever_does_not_know_the_word_raises_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let raised = Arc::new(AtomicBool::new(false));
        let mut window = first(folder.path());
        let count = raised.clone();
        window.listen(move || count.store(true, Ordering::SeqCst));
        let address = folder.path().join(ADDRESS);
        let kept = fs::read_to_string(&address).expect("an address");
        let (port, _) = kept.split_once(' ').expect("port and word");
        for bad in [format!("{port} {}", "x".repeat(WORD_LENGTH)), format!("{port} x"), "?".into()]
        {
            fs::write(&address, &bad).expect("written");
            assert!(ask(folder.path()).is_err(), "{bad}");
        }
        assert!(!raised.load(Ordering::SeqCst));
        // And it still answers to who does.
        fs::write(&address, kept).expect("written");
        assert!(ask(folder.path()).is_ok() && raised.load(Ordering::SeqCst));
    }

    #[test]
    fn a_start_while_the_first_is_closing_waits_and_opens_a_window_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut window = first(folder.path());
        window.listen(|| panic!("it is closing"));
        window.close();
        let closing = std::thread::spawn(move || {
            std::thread::sleep(SOON);
            drop(window);
        });
        let start = begin_within(folder.path(), Duration::from_secs(20));
        assert!(matches!(start, Start::First(FirstWindow { _lock: Some(_), .. })));
        closing.join().expect("closed");
    }

    #[cfg(unix)]
    #[test]
    fn the_word_is_read_by_this_account_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let _window = first(folder.path());
        let mode = fs::metadata(folder.path().join(ADDRESS)).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
