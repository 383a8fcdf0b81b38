//! What a worker must not be able to do, tried by the worker itself, as code smuggled in by a hostile
//! file would: so that it is seen, on the very computer, whether its walls stand.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::argument::NOTHING;

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attempt {
    /// Looking into a folder of the account.
    ReadFolder,
    /// Making something there.
    WriteFolder,
    /// Calling a port of this computer.
    Connect,
    /// Starting another program.
    StartProgram,
    /// Writing into the account's part of the registry.
    #[cfg(windows)]
    WriteRegistry,
}

impl Attempt {
    /// All that this system has.
    pub const ALL: &[Self] = &[
        Self::ReadFolder,
        Self::WriteFolder,
        Self::Connect,
        Self::StartProgram,
        #[cfg(windows)]
        Self::WriteRegistry,
    ];

    /// What is tried, for whoever looks after the computer.
    pub fn words(self) -> &'static str {
        match self {
            Self::ReadFolder => "讀取帳號的資料夾",
            Self::WriteFolder => "在帳號的資料夾寫入",
            Self::Connect => "連線",
            Self::StartProgram => "啟動其他程式",
            #[cfg(windows)]
            Self::WriteRegistry => "寫入登錄檔",
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The system refused, and the worker lives.
    Refused,
    /// The system ended the worker.
    Ended,
    /// It went through: there is no wall.
    WentThrough,
}

/// What is tried on: handed over by the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ground {
    /// A folder that the account reads and writes.
    pub folder: PathBuf,
    /// A port of this computer at which the desk listens.
    pub port: u16,
    /// A program that ends at once with the argument [`NOTHING`].
    pub program: PathBuf,
}

impl Attempt {
    /// Tries it. What goes through is undone.
    ///
    /// # Errors
    /// The system's refusal.
    pub(crate) fn make(self, ground: &Ground) -> io::Result<()> {
        const PATIENCE: Duration = Duration::from_secs(3);
        match self {
            Self::ReadFolder => fs::read_dir(&ground.folder).map(drop),
            Self::WriteFolder => {
                let made = ground.folder.join("made-by-a-worker");
                fs::create_dir(&made)?;
                // That it could be made is what counts.
                let _ = fs::remove_dir(&made);
                Ok(())
            }
            Self::Connect => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, ground.port));
                TcpStream::connect_timeout(&address, PATIENCE).map(drop)
            }
            Self::StartProgram => {
                // The standard streams are inherited: opening others would be refused first.
                let mut child = Command::new(&ground.program).arg(NOTHING).spawn()?;
                let _ = child.kill();
                let _ = child.wait();
                Ok(())
            }
            #[cfg(windows)]
            Self::WriteRegistry => crate::confinement::write_registry(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without walls everything goes through: what the workers' trials show is the walls.
    #[test]
    fn without_walls_an_attempt_goes_through_and_leaves_nothing() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let folder = tempfile::tempdir().expect("a folder");
        let port = listener.local_addr().expect("an address").port();
        let folder_of = |folder: std::path::PathBuf| Ground {
            folder,
            port,
            program: std::env::current_exe().expect("a program"),
        };
        let ground = folder_of(folder.path().to_owned());
        for attempt in
            [Attempt::ReadFolder, Attempt::WriteFolder, Attempt::Connect, Attempt::StartProgram]
        {
            attempt.make(&ground).unwrap_or_else(|error| panic!("{attempt:?}: {error}"));
        }
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
        listener.accept().expect("was called");
        let nowhere = folder_of(folder.path().join("missing"));
        assert!(Attempt::ReadFolder.make(&nowhere).is_err());
    }
}
