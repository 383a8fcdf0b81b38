//! A worker's process, as the desk starts, watches and ends it.
//!
//! On Linux whoever starts a worker has little to do: it confines itself. On Windows the strongest wall,
//! an AppContainer, is one that only the starter can put up, and the desk holds the worker in a job that
//! ends with the desk.

#[cfg(not(windows))]
mod plain;
#[cfg(windows)]
mod windows;

use std::ffi::OsString;
use std::io;
use std::path::Path;

use tokio::process::{ChildStdin, ChildStdout};

#[cfg(not(windows))]
pub(crate) use plain::Process;
#[cfg(windows)]
pub(crate) use windows::Process;

/// What a worker is put into when it is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// An AppContainer without any capability, within a job.
    #[cfg(windows)]
    Container,
    /// The job alone, where no AppContainer can be had: on Windows it is told what is missing, under wine
    /// files are opened.
    #[cfg(windows)]
    Job,
    /// Nothing: the worker does all of it.
    #[cfg(not(windows))]
    Itself,
}

/// What is tried, strongest first.
#[cfg(windows)]
pub(crate) const HOLDS: &[Hold] = &[Hold::Container, Hold::Job];
#[cfg(not(windows))]
pub(crate) const HOLDS: &[Hold] = &[Hold::Itself];

/// A worker needs nothing of what the desk knows about its surroundings but where libraries are.
const SURROUNDINGS: [&str; 3] = ["LD_LIBRARY_PATH", "PATH", "SystemRoot"];

/// A process with its two pipes.
pub(crate) struct Started {
    pub process: Process,
    /// What the desk asks goes in here.
    pub asks: ChildStdin,
    /// What the worker answers comes out here.
    pub answers: ChildStdout,
}

/// Starts the program with these arguments, and with the two pipes for its standard streams.
///
/// # Errors
/// A program that is not there or not startable; on Windows a system that has no such hold.
pub(crate) fn start(
    program: &Path,
    args: &[OsString],
    hold: Hold,
    memory_bytes: u64,
) -> io::Result<Started> {
    #[cfg(windows)]
    return windows::start(program, args, hold, memory_bytes);
    #[cfg(not(windows))]
    {
        let Hold::Itself = hold;
        let _ = memory_bytes;
        plain::start(program, args)
    }
}

/// The part of the environment that a worker gets.
fn surroundings() -> impl Iterator<Item = (&'static str, OsString)> {
    SURROUNDINGS.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)))
}
