//! The bridge to the window: WebKitWebDriver, the desk that it starts, and the web processes of the
//! desk. They are one process group, which ends with this value.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long the bridge may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

static COUNT: AtomicU32 = AtomicU32::new(0);

pub struct Driver {
    bridge: Child,
    address: String,
    log: PathBuf,
    name: String,
}

impl Driver {
    /// Starts the bridge with these variables in the environment of the desk-to-be.
    ///
    /// # Panics
    /// When it cannot be started, with what to do.
    pub async fn start(environment: &[(String, String)]) -> Self {
        // Between choosing a free port and listening on it somebody else may take it.
        for _ in 0..3 {
            if let Some(driver) = Self::attempt(environment).await {
                return driver;
            }
        }
        panic!("WebKitWebDriver did not start; `cargo xtask setup` installs it");
    }

    async fn attempt(environment: &[(String, String)]) -> Option<Self> {
        let port = free_port();
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = target().join("window-failures");
        std::fs::create_dir_all(&folder).expect("the folder for logs can be made");
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log).expect("the log can be made");
        let errors = output.try_clone().expect("the log can be written twice");
        let bridge = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            // What makes a window of Tauri let itself be driven.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "WebKitWebDriver could not be started ({error}); `cargo xtask setup` installs it"
                )
            });
        let mut driver = Self { bridge, address: format!("http://127.0.0.1:{port}"), log, name };
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if listens(port).await {
                return Some(driver);
            }
            if !matches!(driver.bridge.try_wait(), Ok(None)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where a picture of a failure goes.
    pub fn failure_picture(&self) -> PathBuf {
        self.log.with_file_name(format!("{}.png", self.name))
    }

    /// The last lines that the desk and the bridge wrote.
    pub fn end_of_log(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// The process of this program within the bridge's group.
    pub fn process_of(&self, program: &Path) -> Option<u32> {
        let program = program.canonicalize().ok()?;
        self.processes().into_iter().find(|process| runs(*process).is_some_and(|it| it == program))
    }

    /// The web view's own processes within the bridge's group: of pages, and of what they fetch.
    pub fn web_processes(&self) -> Vec<u32> {
        let of_webkit = |program: PathBuf| {
            let name = program.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| ["WebKitWebProcess", "WebKitNetworkProcess"].contains(&&*name))
        };
        let all = self.processes().into_iter();
        all.filter(|process| runs(*process).is_some_and(of_webkit)).collect()
    }

    fn processes(&self) -> Vec<u32> {
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|process| group_of(*process) == Some(self.bridge.id()))
            .collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        signal("-KILL", &format!("-{}", self.bridge.id()));
        // It was ended a moment ago; waiting only takes it off the process table.
        let _ = self.bridge.wait();
        if !std::thread::panicking() {
            let _ = std::fs::remove_file(&self.log);
        }
    }
}

/// Starts a program and ends it, and everything that it started, after this long; `last` is done
/// right before.
pub async fn live_for(
    program: &Path,
    arguments: &[String],
    environment: &[(String, String)],
    begun: impl Future<Output = ()>,
    life: Duration,
    last: impl FnOnce(),
) {
    let mut desk = alone(program, arguments, environment);
    // One that never begins is ended all the same.
    let _ = tokio::time::timeout(PATIENCE, begun).await;
    tokio::time::sleep(life).await;
    last();
    signal("-KILL", &format!("-{}", desk.id()));
    let ended = desk.wait().expect("its end is told");
    assert!(ended.code().is_none(), "it was alive until it was killed, not {ended}");
}

/// Starts a program and presses the close button of its windows once `begun`, which is told its
/// process, is done. Answers how it ended.
pub async fn until_closed(
    program: &Path,
    arguments: &[String],
    environment: &[(String, String)],
    begun: impl AsyncFnOnce(u32),
) -> ExitStatus {
    let mut desk = alone(program, arguments, environment);
    tokio::time::timeout(PATIENCE, begun(desk.id())).await.expect("it begins");
    let asked = Instant::now();
    let mut pressed = 0;
    loop {
        if let Some(ended) = desk.try_wait().expect("its end is told") {
            return ended;
        }
        if pressed == 0 {
            // Its window may still be on its way.
            pressed = crate::window_manager::close(desk.id()).expect("the display answers");
        }
        if asked.elapsed() > PATIENCE {
            signal("-KILL", &format!("-{}", desk.id()));
            panic!("the window is closed and the program goes on");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A program that nobody drives, at the head of a group of its own.
fn alone(program: &Path, arguments: &[String], environment: &[(String, String)]) -> Child {
    Command::new(program)
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("the program starts")
}

/// Ends one process without asking it.
pub fn kill_now(process: u32) {
    signal("-KILL", &process.to_string());
}

fn signal(which: &str, whom: &str) {
    // The group may be gone already.
    let _ = Command::new("kill")
        .args([which, "--", whom])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// The process group, from the field after the name, its state and its parent.
fn runs(process: u32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok()
}

fn group_of(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in parentheses and may itself hold spaces and parentheses.
    let after_name = &stat[stat.rfind(')')? + 1..];
    after_name.split_whitespace().nth(2)?.parse().ok()
}

async fn listens(port: u16) -> bool {
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

/// Cargo's target folder, two above the program that runs: `target/debug/deps/scenarios-…`.
fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running program has a path");
    program
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| name == "debug" || name == "release"))
        .and_then(Path::parent)
        .map_or_else(std::env::temp_dir, Path::to_path_buf)
}
