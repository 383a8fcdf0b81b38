//! One step of a command: says what it does, shows that it is alive, and on failure what to do.

use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

pub type Outcome<T> = Result<T, Failure>;

/// Why a command stopped, in words that name the next thing to do.
#[derive(Debug)]
pub struct Failure {
    what: String,
    advice: String,
}

impl Failure {
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what: what.into(), advice: advice.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  What to do: {}", self.what, self.advice)
    }
}

/// How often a quiet step says that it is still at work.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// A step that runs one program and lets its output through.
pub struct Step<'a> {
    /// What happens, as the person reads it: "Building the desk".
    pub title: &'a str,
    /// What to do when it fails.
    pub advice: &'a str,
}

impl Step<'_> {
    /// Runs the program with its output passed through, and a line now and then while it is quiet.
    pub fn run(&self, command: &mut Command) -> Outcome<()> {
        let began = self.begin();
        let alive = SignOfLife::start(self.title, began);
        let status = command.status();
        drop(alive);
        match status {
            Ok(status) if status.success() => {
                self.end(began);
                Ok(())
            }
            Ok(status) => Err(self.failed(&format!("{} ({status})", shown(command)))),
            Err(error) => Err(self.failed(&format!("{}: {error}", shown(command)))),
        }
    }

    /// Runs the program with its output kept, which is shown in one piece when it fails. For steps
    /// that go on beside others.
    pub fn run_aside(&self, command: &mut Command) -> Outcome<()> {
        let began = Instant::now();
        let output = command.stdin(Stdio::null()).env("NO_COLOR", "1").output();
        match output {
            Ok(output) if output.status.success() => {
                say(&format!("✓ {} ({})", self.title, seconds(began)));
                for line in last_lines(&output.stdout, 6) {
                    say(&format!("    {line}"));
                }
                Ok(())
            }
            Ok(output) => {
                let mut told = format!("✗ {}: this is what it said\n", self.title);
                told.push_str(&String::from_utf8_lossy(&output.stdout));
                told.push_str(&String::from_utf8_lossy(&output.stderr));
                say(&told);
                Err(self.failed(&format!("{} ({})", shown(command), output.status)))
            }
            Err(error) => Err(self.failed(&format!("{}: {error}", shown(command)))),
        }
    }

    fn begin(&self) -> Instant {
        say(&format!("▸ {} …", self.title));
        Instant::now()
    }

    fn end(&self, began: Instant) {
        say(&format!("✓ {} ({})", self.title, seconds(began)));
    }

    fn failed(&self, how: &str) -> Failure {
        Failure::new(format!("{} failed: {how}", self.title), self.advice)
    }
}

/// Says one line, whole, whatever other threads say at the same time.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe at the other end is no reason to stop working.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints "still at work" while it lives.
struct SignOfLife {
    stop: Option<mpsc::Sender<()>>,
}

impl SignOfLife {
    fn start(title: &str, began: Instant) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let title = title.to_owned();
        std::thread::spawn(move || {
            while stopped.recv_timeout(SIGN_OF_LIFE) == Err(mpsc::RecvTimeoutError::Timeout) {
                say(&format!("    … {title}: {}", seconds(began)));
            }
        });
        Self { stop: Some(stop) }
    }
}

impl Drop for SignOfLife {
    fn drop(&mut self) {
        self.stop.take();
    }
}

fn seconds(began: Instant) -> String {
    let elapsed = began.elapsed().as_secs_f32();
    if elapsed < 60.0 {
        format!("{elapsed:.1} s")
    } else {
        let whole = began.elapsed().as_secs();
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn last_lines(bytes: &[u8], count: usize) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.iter().skip(lines.len().saturating_sub(count)).map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_names_the_command_and_what_to_do() {
        let step = Step { title: "Asking a compiler that is not there", advice: "install it" };
        let failure = step
            .run(&mut Command::new("no-such-program-anywhere"))
            .expect_err("there is no such program");
        let told = failure.to_string();
        assert!(told.contains("no-such-program-anywhere"), "{told}");
        assert!(told.contains("What to do: install it"), "{told}");
    }

    #[test]
    fn the_last_lines_leave_out_empty_ones() {
        let lines = last_lines(b"one\n\ntwo\nthree\n\n", 2);
        assert_eq!(lines, ["two", "three"]);
    }
}
