//! The worker's side: confine, then answer one file after the other until the pipe ends.

use std::ffi::OsString;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::exit;

pub use crate::argument::ARGUMENT;
use crate::argument::NOTHING;
use crate::confinement::{close_inherited_files, confine, end_after};
use crate::decode::{Decoder, page_count};
use crate::limits::{Limits, MAX_FILE_BYTES};
use crate::refusal::Refusal;
use crate::rendition::{Rendition, RenditionRequest};
use crate::wire::{Answer, Job, RenditionHeader, read_frame, write_frame};

/// The whole of the process's stack where a thread has to be made for it.
#[cfg(not(target_os = "linux"))]
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Exit codes, for whoever looks at a worker that did not start.
#[cfg(not(target_os = "linux"))]
const NO_THREAD: i32 = 70;
const PIPE_BROKE: i32 = 74;

/// Becomes a worker if this process was started as one, and then does not return. Called first
/// thing in `main`, before any thread, window or file.
pub fn run_worker_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|argument| argument == NOTHING) {
        exit(0);
    }
    let mut arguments = std::env::args_os().skip(1);
    if arguments.any(|argument| argument == ARGUMENT) {
        let costs = Costs::from_arguments(arguments);
        close_inherited_files();
        let decoder = Decoder::new(costs.memory_bytes);
        serve(costs, move |bytes, request| decoder.rendition(bytes, request))
    }
}

/// What one file may cost a worker, as the desk says it on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// Memory that the worker may allocate, in bytes.
    pub memory_bytes: u64,
    /// Time for one file, in seconds; the worker ends itself after it.
    pub seconds: u32,
}

impl Costs {
    /// The arguments that say so.
    pub(crate) fn arguments(limits: &Limits) -> [String; 3] {
        [
            ARGUMENT.to_owned(),
            limits.memory_bytes.to_string(),
            limits.time.as_secs().max(1).to_string(),
        ]
    }

    /// Reads the two numbers after [`ARGUMENT`]; what is missing or not a number is the default's.
    pub fn from_arguments(arguments: impl Iterator<Item = OsString>) -> Self {
        let mut numbers = arguments.map(|argument| argument.to_str()?.parse::<u64>().ok());
        let default = Limits::default();
        let mut next = |otherwise| numbers.next().flatten().unwrap_or(otherwise);
        Self {
            memory_bytes: next(default.memory_bytes),
            seconds: u32::try_from(next(default.time.as_secs())).unwrap_or(u32::MAX),
        }
    }
}

/// Confines this process, says so, and then hands every file to `work`, until the desk closes the
/// pipe. `work` must have opened already whatever it needs.
///
/// The desk's programs come here by [`run_worker_if_asked`]. Tests of the confinement bring work of
/// their own, in a program of their own, so that no such work is in the desk's program.
pub fn serve<W>(costs: Costs, work: W) -> !
where
    W: Fn(&[u8], &RenditionRequest) -> Result<Rendition, Refusal> + Send + 'static,
{
    #[cfg(target_os = "linux")]
    serve_here(costs, &work);
    // Elsewhere the main thread's stack is what the program's header says: too little.
    #[cfg(not(target_os = "linux"))]
    {
        let thread = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn(move || serve_here(costs, &work));
        let _ = thread.map(std::thread::JoinHandle::join);
        exit(NO_THREAD)
    }
}

/// What is done with one file.
type Work = dyn Fn(&[u8], &RenditionRequest) -> Result<Rendition, Refusal>;

fn serve_here(costs: Costs, work: &Work) -> ! {
    // A panic's message could quote the file, and its backtrace opens files.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok((mut asks, mut answers)) = pipes() else { exit(PIPE_BROKE) };
    let confinement = confine(costs.memory_bytes);
    if write_frame(&mut answers, &Answer::Ready(confinement), &[]).is_err() {
        exit(PIPE_BROKE)
    }
    let mut bytes = Vec::new();
    loop {
        let job: Job = match read_frame(&mut asks, &mut bytes, MAX_FILE_BYTES) {
            Ok(Some(job)) => job,
            Ok(None) => exit(0),
            Err(_) => exit(PIPE_BROKE),
        };
        end_after(costs.seconds.saturating_add(2));
        let (answer, body) = answer(&bytes, &job, work);
        if write_frame(&mut answers, &answer, &body).is_err() {
            exit(PIPE_BROKE)
        }
        end_after(0);
    }
}

fn answer(bytes: &[u8], job: &Job, work: &Work) -> (Answer, Vec<u8>) {
    let answered = catch_unwind(AssertUnwindSafe(|| match job {
        Job::Render(request) => work(bytes, request).map(answer_with),
        Job::CountPages => page_count(bytes).map(|pages| (Answer::Pages(pages), Vec::new())),
        Job::Try(attempt, ground) => {
            Ok((Answer::Tried { refused: attempt.make(ground).is_err() }, Vec::new()))
        }
    }));
    let refused = |refusal, spent| (Answer::Refused { refusal, spent }, Vec::new());
    match answered {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => refused(refusal, false),
        Err(_) => refused(Refusal::Damaged, true),
    }
}

fn answer_with(rendition: Rendition) -> (Answer, Vec<u8>) {
    let header = RenditionHeader {
        media_type: rendition.media_type,
        width: rendition.width,
        height: rendition.height,
        pages: rendition.pages,
        source_width: rendition.source_width,
        source_height: rendition.source_height,
        hints: rendition.hints,
        likeness: rendition.likeness,
        codes: rendition.codes,
        made_on: rendition.made_on,
    };
    (Answer::Rendition(header), rendition.bytes)
}

/// The standard streams without the buffers of `std::io`, which cost a copy of every picture.
fn pipes() -> std::io::Result<(File, File)> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        Ok((
            std::io::stdin().as_fd().try_clone_to_owned()?.into(),
            std::io::stdout().as_fd().try_clone_to_owned()?.into(),
        ))
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsHandle as _;
        Ok((
            std::io::stdin().as_handle().try_clone_to_owned()?.into(),
            std::io::stdout().as_handle().try_clone_to_owned()?.into(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_costs_come_back_from_the_command_line() {
        let limits = Limits::default();
        let arguments = Costs::arguments(&limits);
        assert_eq!(arguments[0], ARGUMENT);
        let costs = Costs::from_arguments(arguments[1..].iter().map(OsString::from));
        assert_eq!(costs.memory_bytes, limits.memory_bytes);
        assert_eq!(u64::from(costs.seconds), limits.time.as_secs());
    }

    #[test]
    fn without_numbers_the_default_costs_hold() {
        let costs = Costs::from_arguments(std::iter::once(OsString::from("much")));
        assert_eq!(costs.memory_bytes, Limits::default().memory_bytes);
    }
}
