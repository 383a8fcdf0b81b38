//! strace, and what it tells: the calls that change files below one folder, in their order.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::use_case::{Ack, Place, UseCase, arguments};

/// A use case that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(180);
/// Every call that changes a file or a folder, and those that tell of which file it is.
const CHANGING: &str = "openat,open,creat,close,lseek,write,pwrite64,writev,pwritev,pwritev2,\
                        ftruncate,truncate,fallocate,copy_file_range,sendfile,fsync,fdatasync,\
                        rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat";

/// How a use case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Done,
    /// The desk refused, in these words.
    Refused(String),
    /// It did not come to an end, panicked, or was killed.
    Broken(String),
}

/// A run under strace.
pub(super) struct Run {
    pub end: End,
    pub acks: Vec<Ack>,
    /// strace's lines, each call on one.
    pub calls: Vec<Call>,
}

/// One call as strace writes it, without its thread.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub thread: u32,
    pub name: String,
    pub arguments: String,
    pub answer: String,
}

impl Call {
    pub(super) fn has_failed(&self) -> bool {
        self.answer.starts_with('-')
    }

    pub(super) fn is_injected(&self) -> bool {
        self.answer.contains("(INJECTED)")
    }

    /// The paths that it names: those beside file descriptors and those in quotes.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for (open, close) in [('<', '>'), ('"', '"')] {
            let mut rest = self.arguments.as_str();
            while let Some((_, from)) = rest.split_once(open) {
                let Some((inside, after)) = from.split_once(close) else { break };
                let text = String::from_utf8_lossy(&unescape(inside)).into_owned();
                if text.starts_with('/') {
                    found.push(text.into());
                }
                rest = after;
            }
        }
        found
    }
}

/// Runs a use case with every call told.
pub(super) fn record(program: &OsStr, use_case: UseCase, place: &Place) -> Run {
    run(program, use_case, place, &["-s", "1048576", "-e", &format!("trace={CHANGING}")])
}

/// Runs a use case in which the n-th call of this name fails, in each thread.
pub(super) fn fail(
    program: &OsStr,
    use_case: UseCase,
    place: &Place,
    call: &str,
    n: u32,
    error: &str,
) -> Run {
    let inject = format!("inject={call}:error={error}:when={n}");
    run(
        program,
        use_case,
        place,
        &["-s", "300", "-e", &format!("trace={call},write"), "-e", &inject],
    )
}

fn run(program: &OsStr, use_case: UseCase, place: &Place, options: &[&str]) -> Run {
    let told = place.folder.with_extension("strace");
    let mut command = Command::new("strace");
    command
        .args(["-f", "--seccomp-bpf", "-y", "-xx", "-qq", "-o"])
        .arg(&told)
        .args(options)
        .arg(program)
        .args(arguments(use_case, place))
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().expect("strace is installed");
    let (output, late) = wait(child);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let acks = said
        .lines()
        .filter_map(|line| line.strip_prefix("ACK "))
        .map(|json| serde_json::from_str(json).expect("an acknowledgement"))
        .collect();
    let last = said.lines().last().unwrap_or_default();
    let end = if late {
        End::Broken("it hangs".to_owned())
    } else if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let words: String = words.chars().take(600).collect();
        End::Broken(format!("{}: {words}", output.status))
    } else if last.starts_with("DONE") {
        End::Done
    } else if let Some(sentence) = last.strip_prefix("REFUSED ") {
        End::Refused(sentence.to_owned())
    } else {
        End::Broken(last.to_owned())
    };
    let calls = parse(&std::fs::read_to_string(&told).expect("strace has written"));
    let _ = std::fs::remove_file(told);
    Run { end, acks, calls }
}

/// Waits, but not for ever.
fn wait(child: std::process::Child) -> (std::process::Output, bool) {
    let id = child.id();
    let (done, over) = std::sync::mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let output = child.wait_with_output().expect("waited");
        let _ = done.send(());
        output
    });
    let began = Instant::now();
    let late = over.recv_timeout(LONGEST).is_err();
    if late {
        let _ = Command::new("pkill").args(["-KILL", "-P", &id.to_string()]).status();
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
        assert!(began.elapsed() < 2 * LONGEST, "it cannot be killed");
    }
    (waiter.join().expect("no panic"), late)
}

/// Joins what strace has to break in two where threads call at once. A call stands where it ended.
fn parse(told: &str) -> Vec<Call> {
    let mut begun: HashMap<u32, String> = HashMap::new();
    let mut calls = Vec::new();
    for line in told.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Ok(thread) = thread.parse::<u32>() else { continue };
        let rest = rest.trim_start();
        if let Some(beginning) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, beginning.to_owned());
            continue;
        }
        let whole = match rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            Some((_, ending)) => begun.remove(&thread).unwrap_or_default() + ending,
            None => rest.to_owned(),
        };
        let Some((call, answer)) = whole.rsplit_once(" = ") else { continue };
        let Some((name, arguments)) = call.split_once('(') else { continue };
        let arguments = arguments.trim_end();
        calls.push(Call {
            thread,
            name: name.to_owned(),
            arguments: arguments.strip_suffix(')').unwrap_or(arguments).to_owned(),
            answer: answer.to_owned(),
        });
    }
    calls
}

/// `\x2f\x74` as the bytes that it stands for.
pub(super) fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let escaped = rest.strip_prefix("\\x").and_then(|hex| hex.get(..2));
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[4..];
            }
            None => {
                let mut utf8 = [0; 4];
                bytes.extend_from_slice(first.encode_utf8(&mut utf8).as_bytes());
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    bytes
}
