//! A desktop session made for one command: virtual display, session bus, unlocked keyring, and
//! folders of its own. Nothing of the person's own session is touched, and nothing stays behind.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::step::{Failure, Outcome};
use crate::tools;

/// What runs in the background for the commands inside. The order of the fields is the order in
/// which they end: what needs the bus goes before the bus.
pub struct Session {
    _keyring: Background,
    bus: Bus,
    display: Background,
    display_name: String,
    folders: PrivateFolders,
}

impl Session {
    /// Starts all of it, which takes less than a second.
    pub fn start() -> Outcome<Self> {
        let folders = PrivateFolders::make()?;
        let (display, number) =
            Background::that_names_itself(
                "virtual display",
                Command::new("Xvfb")
                    .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
                    .args(["-nolisten", "tcp", "-noreset"]),
            )?;
        let bus = Bus::start(&folders)?;
        let keyring = unlocked_keyring(&folders, &bus)?;
        Ok(Self { _keyring: keyring, bus, display, display_name: format!(":{number}"), folders })
    }

    /// Makes the command run inside.
    pub fn enter(&mut self, command: &mut Command) -> Outcome<()> {
        self.display.lives("virtual display")?;
        command
            .env("DISPLAY", &self.display_name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("GDK_BACKEND", "x11")
            // The accessibility bridge would start daemons that outlive the window.
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        self.folders.put_into(command);
        Ok(())
    }
}

/// How long each of the background programs may take to get ready.
const PATIENCE: Duration = Duration::from_secs(20);

fn trouble(what: &str, how: &str) -> Failure {
    Failure::new(
        format!("The {what} for the window did not start: {how}"),
        "`cargo xtask setup` installs what is missing; then try again",
    )
}

/// A program in the background, which ends with this value.
struct Background(Child);

impl Background {
    /// Starts a program whose first line on standard output says how to reach it.
    fn that_names_itself(what: &str, command: &mut Command) -> Outcome<(Self, String)> {
        use std::io::{BufRead, BufReader};

        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| trouble(what, &error.to_string()))?;
        let (tell, told) = std::sync::mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                let mut line = String::new();
                let read = BufReader::new(stdout).read_line(&mut line);
                // Nobody listens any more once the time is up.
                let _ = tell.send(read.map(|_| line));
            });
        }
        let program = Self(child);
        match told.recv_timeout(PATIENCE) {
            Ok(Ok(line)) if !line.trim().is_empty() => Ok((program, line.trim().to_owned())),
            Ok(Ok(_)) => Err(trouble(what, "it ended at once")),
            Ok(Err(error)) => Err(trouble(what, &error.to_string())),
            Err(_) => Err(trouble(what, "it said nothing")),
        }
    }

    fn lives(&mut self, what: &str) -> Outcome<()> {
        match self.0.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(trouble(what, &status.to_string())),
            Err(error) => Err(trouble(what, &error.to_string())),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A session bus that nobody else is on.
struct Bus {
    _daemon: Background,
    address: String,
}

impl Bus {
    fn start(folders: &PrivateFolders) -> Outcome<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        folders.put_into(&mut daemon);
        let (daemon, address) = Background::that_names_itself("session bus", &mut daemon)?;
        Ok(Self { _daemon: daemon, address })
    }
}

/// A fresh keyring, open, with a password that is no secret.
fn unlocked_keyring(folders: &PrivateFolders, bus: &Bus) -> Outcome<Background> {
    let what = "keyring";
    let mut command = Command::new("gnome-keyring-daemon");
    command
        .args(["--foreground", "--unlock", "--components=secrets"])
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    folders.put_into(&mut command);
    let mut child = command.spawn().map_err(|error| trouble(what, &error.to_string()))?;
    let password = child.stdin.take();
    let mut keyring = Background(child);
    if let Some(mut password) = password {
        password.write_all(b"test").map_err(|error| trouble(what, &error.to_string()))?;
    }
    let began = Instant::now();
    while !answers(bus) {
        keyring.lives(what)?;
        if began.elapsed() > PATIENCE {
            return Err(trouble(what, "it does not answer on the bus"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(keyring)
}

fn answers(bus: &Bus) -> bool {
    tools::output_of(Command::new("dbus-send").env("DBUS_SESSION_BUS_ADDRESS", &bus.address).args(
        [
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ],
    ))
    .is_some_and(|answer| answer.contains("boolean true"))
}

/// The folders in which desktop programs keep things, all in one temporary place.
struct PrivateFolders {
    top: PathBuf,
}

impl PrivateFolders {
    const ALL: [(&'static str, &'static str); 5] = [
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_STATE_HOME", "state"),
    ];

    fn make() -> Outcome<Self> {
        // Not under target/: the path of a socket may have only some hundred bytes.
        let top = std::env::temp_dir().join(format!("notebook-desk-{}", std::process::id()));
        let made = Self { top };
        for (_, name) in Self::ALL {
            let folder = made.top.join(name);
            create_private(&folder).map_err(|error| {
                Failure::new(
                    format!("Could not make {}: {error}", folder.display()),
                    "make sure that the temporary folder is writable and has space",
                )
            })?;
        }
        Ok(made)
    }

    fn put_into(&self, command: &mut Command) {
        for (variable, name) in Self::ALL {
            command.env(variable, self.top.join(name));
        }
    }
}

impl Drop for PrivateFolders {
    fn drop(&mut self) {
        // A file left in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.top);
    }
}

/// A folder that only its owner may enter, as the runtime folder has to be.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
