//! The browser below the window has ways of its own for what is on a page: a menu that saves and
//! copies a paper without the desk's mark, dragging into another program, files of its own, and a
//! crash that leaves the memory on the disk. Each is tried here.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use practice_portal::Portal;
use support::hands::{LEFT, Mouse, RIGHT};
use support::popups;
use support::window::{Launch, Window};

use crate::window::{approvable_application, open_case, portal_at};

/// What opens opens within this time.
const SOON: Duration = Duration::from_millis(1200);

const NOTHING: Vec<&str> = Vec::new();
const PICTURE: &str = "[data-testid=picture]";

/// A window of the same browser with nothing closed, and a picture in it: what is tried has to work
/// there.
async fn bare_window() -> Window {
    let desk = std::env::var_os("NOTEBOOK_DESK_BIN").map(PathBuf::from).unwrap_or_default();
    let bare = desk.with_file_name("examples").join("bare_window");
    assert!(bare.is_file(), "the example bare_window is built with the tests");
    let window = Launch::desk([]).program(&bare).open().await;
    let draw = "const canvas = document.createElement('canvas'); canvas.width = canvas.height = 300; \
                const picture = document.createElement('img'); picture.dataset.testid = 'picture'; \
                picture.src = canvas.toDataURL(); document.body.prepend(picture); return true;";
    window.script(draw, Vec::new()).await;
    window.pictures_shown().await;
    window
}

/// Where the middle of an element is, in the window's pixels.
async fn middle(window: &Window, selector: &str) -> (i16, i16) {
    let script = "const at = document.querySelector(arguments[0]).getBoundingClientRect(); \
                  return [at.left + Math.min(at.width, innerWidth - at.left) / 2, \
                  at.top + Math.min(at.height, innerHeight - at.top) / 2];";
    let place = window.script(script, vec![selector.into()]).await;
    let [x, y]: [f64; 2] = serde_json::from_value(place).expect("a place");
    (x as i16, y as i16)
}

/// Presses the right button on something. Answers what opened.
async fn right_click(window: &Window, selector: &str) -> Vec<&'static str> {
    let process = window.process().expect("it runs");
    let (x, y) = middle(window, selector).await;
    let press = [Mouse::To(x, y), Mouse::Down(RIGHT), Mouse::Up(RIGHT)];
    support::hands::mouse(process, &press).await;
    tokio::time::sleep(SOON).await;
    popups::shown()
}

/// Pulls a picture sideways. Answers what hangs on the mouse while the button is down.
async fn drag(window: &Window, selector: &str) -> Vec<&'static str> {
    let process = window.process().expect("it runs");
    let (x, y) = middle(window, selector).await;
    let pull =
        [Mouse::To(x, y), Mouse::Down(LEFT), Mouse::To(x + 15, y), Mouse::To(x + 40, y + 10)];
    support::hands::mouse(process, &pull).await;
    support::hands::mouse(process, &[Mouse::To(x + 70, y + 20), Mouse::To(x + 80, y + 30)]).await;
    tokio::time::sleep(SOON).await;
    let hanging = popups::shown();
    support::hands::mouse(process, &[Mouse::Up(LEFT)]).await;
    hanging
}

fn at_home(launch: Launch, home: &Path) -> Launch {
    let place = |name: &str| home.join(name).display().to_string();
    launch
        .env("XDG_DATA_HOME", &place("data"))
        .env("XDG_CACHE_HOME", &place("cache"))
        .env("XDG_STATE_HOME", &place("state"))
        .downloads(&home.join("downloads"))
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

/// Who applied, as the portal has it, in the forms in which a browser would keep it; and how the
/// pictures begin that a page can show.
fn canaries(portal: &Portal) -> Vec<(&'static str, Vec<u8>)> {
    let applications = portal.hand().applications().expect("the portal's own list");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut planted = vec![
        ("a JPEG picture", b"\xFF\xD8\xFF\xE0\x00\x10JFIF".to_vec()),
        ("a PNG picture", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("a WebP picture", b"WEBPVP8".to_vec()),
    ];
    for application in applications {
        let who = &application.applicant;
        for (what, text) in [
            ("a name", who.name.as_str()),
            ("an identity number", who.national_id.as_str()),
            ("a telephone number", who.phone.as_str()),
            ("an address", who.address.as_str()),
        ] {
            planted.push((what, text.as_bytes().to_vec()));
            planted.push((what, wide(text)));
        }
    }
    planted
}

/// What of the canaries lies in these files.
fn found(canaries: &[(&'static str, Vec<u8>)], files: &[PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let bytes = std::fs::read(file).unwrap_or_default();
        for (what, canary) in canaries {
            if bytes.windows(canary.len()).any(|window| window == canary) {
                found.push(format!("{what} in {}", file.display()));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_click_and_a_drag_on_a_paper_find_nothing_offered() {
    // The attack itself, where nothing is closed: without it the rest would say nothing.
    let bare = bare_window().await;
    assert!(
        drag(&bare, PICTURE).await.contains(&"DND"),
        "a bare page lets a picture be pulled out"
    );
    drop(bare);
    let bare = bare_window().await;
    let opened = right_click(&bare, PICTURE).await;
    assert!(opened.contains(&"POPUP_MENU"), "a bare page opens the browser's menu: {opened:?}");
    drop(bare);

    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let data = folder.path().join("desk");
    let launch = Launch::practice_with(&data, &portal.base_url());
    let window = at_home(launch, folder.path()).open().await;
    window.find("queue-row").await;
    open_case(&window, &approvable_application(&portal).to_string()).await;
    window.papers_shown(3).await;
    let paper = "[data-testid=document]:not([inert] *) img";
    assert_eq!(right_click(&window, paper).await, NOTHING, "no menu on a paper");
    assert_eq!(drag(&window, paper).await, NOTHING, "no paper is pulled out");
    assert_eq!(right_click(&window, "[data-testid=case-title]").await, NOTHING, "nor on words");
    window.close().await;

    // What the browser keeps of it all, even where it is driven and may keep things.
    let files: Vec<PathBuf> = ["data", "cache", "state"]
        .iter()
        .flat_map(|at| files_below(&folder.path().join(at)))
        .collect();
    assert_eq!(found(&canaries(&portal), &files), Vec::<String>::new());
    assert_eq!(files_below(&folder.path().join("downloads")), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_as_people_start_it_leaves_nothing_in_the_browsers_folders() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let data = folder.path().join("desk");
    let launch = at_home(Launch::practice_with(&data, &portal.base_url()), folder.path());
    let seen = async |process: u32| {
        support::hands::press_until(process, "j", async || {
            !portal.hand().claims().expect("the portal's own list").is_empty()
        })
        .await;
        // The papers of the open case are fetched and drawn.
        tokio::time::sleep(Duration::from_secs(4)).await;
    };
    assert!(launch.until_closed(seen).await.success());
    let files: Vec<PathBuf> = ["data", "cache", "state"]
        .iter()
        .flat_map(|at| files_below(&folder.path().join(at)))
        .collect();
    assert_eq!(found(&canaries(&portal), &files), Vec::<String>::new());
    // What is there was drawn for no page: the salts of folders that stay empty.
    let kept =
        |file: &&PathBuf| !["salt", "hsts-storage.sqlite"].iter().any(|name| file.ends_with(name));
    let of_the_browser: Vec<&PathBuf> = files
        .iter()
        .filter(|file| file.to_string_lossy().contains("notebookdesk"))
        .filter(kept)
        .collect();
    assert_eq!(of_the_browser, Vec::<&PathBuf>::new(), "a private window keeps nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_leaves_no_dump_of_the_desk_where_another_program_leaves_one() {
    // The whole session may dump cores, as far as its own limit goes.
    let shell = |then: &str| format!("ulimit -c unlimited 2>/dev/null; {then}");
    let crash = |process: u32| {
        let sent =
            std::process::Command::new("kill").args(["-ABRT", &process.to_string()]).status();
        assert!(sent.expect("sent").success());
    };
    let folder = tempfile::tempdir().expect("folder");
    let other = std::process::Command::new("bash")
        .args(["-c", &shell("exec sleep 60")])
        .current_dir(folder.path())
        .spawn();
    let mut other = other.expect("a program");
    tokio::time::sleep(Duration::from_millis(300)).await;
    crash(other.id());
    let measure = other.wait().expect("its end is told");
    if !measure.core_dumped() {
        eprintln!("this system dumps no cores at all; the desk is held to its limits alone");
    }

    let portal = portal_at(folder.path(), 0).await;
    let data = folder.path().join("desk").display().to_string();
    let desk = std::env::var("NOTEBOOK_DESK_BIN").unwrap_or_default();
    let start =
        shell(&format!("exec '{desk}' --practice={} --data-folder '{data}'", portal.base_url()));
    let launch = Launch::desk(["-c", start.as_str()]).program(Path::new("/bin/bash"));
    let mut limits = String::new();
    let ended = launch
        .until_closed(async |process| {
            while portal.hand().claims().is_err() || support::hands::window_of(process).is_none() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            limits =
                std::fs::read_to_string(format!("/proc/{process}/limits")).expect("its limits");
            crash(process);
        })
        .await;
    assert_eq!(ended.signal(), Some(6), "it crashed: {ended}");
    assert!(!ended.core_dumped(), "and left nothing behind");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("told");
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"], "{core}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_everything_logged_that_can_be_the_log_file_holds_nobodys_words() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let data = folder.path().join("desk");
    let launch = Launch::practice_with(&data, &portal.base_url()).env("RUST_LOG", "trace");
    let launch = at_home(launch, folder.path());
    let seen = async |process: u32| {
        support::hands::press_until(process, "j", async || {
            !portal.hand().claims().expect("the portal's own list").is_empty()
        })
        .await;
    };
    assert!(launch.until_closed(seen).await.success());
    let files = files_below(&data.join("logs"));
    let text: String =
        files.iter().map(|file| std::fs::read_to_string(file).expect("a log")).collect();
    assert!(!text.is_empty(), "it was written");
    assert!(text.is_ascii() || text.chars().all(|c| c.is_ascii() || c == '…'), "no Chinese");
    for foreign in [" TRACE hyper", " DEBUG hyper", " TRACE reqwest", " DEBUG reqwest", "Bearer ey"]
    {
        assert!(!text.contains(foreign), "{foreign}");
    }
    assert_eq!(found(&canaries(&portal), &files_below(&data)), Vec::<String>::new());
}
