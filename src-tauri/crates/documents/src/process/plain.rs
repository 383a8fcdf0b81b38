//! A process as any system has it.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::{Started, surroundings};

/// Dropping it ends the process.
pub(crate) struct Process(Child);

pub(super) fn start(program: &Path, args: &[OsString]) -> io::Result<Started> {
    let mut child = Command::new(program)
        .args(args)
        .env_clear()
        .envs(surroundings())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let missing = || io::Error::other("the worker has no pipe");
    let asks = child.stdin.take().ok_or_else(missing)?;
    let answers = child.stdout.take().ok_or_else(missing)?;
    Ok(Started { process: Process(child), asks, answers })
}

impl Process {
    pub(crate) fn id(&self) -> Option<u32> {
        self.0.id()
    }

    pub(crate) fn lives(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Ends the process and takes its exit, so that none is left behind.
    pub(crate) async fn end(mut self) -> io::Result<()> {
        self.0.kill().await
    }
}
