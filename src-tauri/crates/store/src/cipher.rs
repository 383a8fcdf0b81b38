//! SQLCipher makes itself ready when a process first opens a database, and SQLite lets other
//! threads go on before that has ended: the extra initialisation runs after the library calls
//! itself initialised, outside its lock. A database that is given its key in that moment is told
//! that the key failed. So the first of us waits until a key is taken, and the others wait for it.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use rusqlite::Connection;

use crate::{Key, StoreError};

/// Ten milliseconds each: another thread of this process is about to be done.
const TRIES: u32 = 200;

static READY: Mutex<bool> = Mutex::new(false);

/// Returns as soon as databases can be given their keys; at once after the first time.
///
/// # Errors
/// SQLCipher takes no key at all: it is broken, or not what this program was linked with.
pub(crate) fn ready() -> Result<(), StoreError> {
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if *ready {
        return Ok(());
    }
    let mut tried = takes_a_key();
    for _ in 1..TRIES {
        if tried.is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
        tried = takes_a_key();
    }
    tried?;
    *ready = true;
    Ok(())
}

fn takes_a_key() -> Result<(), StoreError> {
    let nothing = Connection::open_in_memory()?;
    nothing.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    Ok(Key::from_bytes([0; 32]).give_to(&nothing)?)
}
