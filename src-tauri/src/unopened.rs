//! What is said when the desk cannot open its window: why, what is safe, and what to do. On Windows in a
//! box of the system's own, since a program with windows has no other voice there; on the standard
//! error and in the log everywhere.

use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use app::LogFile;

#[cfg(windows)]
use crate::console;

/// Why there is no window.
#[derive(Debug)]
pub enum Unopened {
    /// The system does not say where this account keeps its data.
    NoFolder(String),
    /// Windows without the browser that the window is made of. On Linux the package depends on it.
    #[cfg_attr(not(windows), allow(dead_code, reason = "Windows alone comes without"))]
    NoBrowser,
    /// The system gives no window.
    NoWindow(String),
    /// The program's own fault: where in it.
    Fault(String),
    /// The command line cannot be read, in the words of its reader.
    Arguments(String),
}

impl Unopened {
    /// Why, and what to do, for whoever sits there.
    fn reason(&self) -> (&'static str, &'static str) {
        match self {
            Self::NoFolder(_) => (
                "找不到這個帳號存放資料的資料夾。",
                "請登出這台電腦再登入一次；仍然如此，請資訊人員檢查這個帳號的設定檔。",
            ),
            Self::NoBrowser => (
                "這台電腦沒有「Microsoft Edge WebView2 執行階段」，視窗無法顯示。",
                "請資訊人員安裝 WebView2 執行階段（沒有網路的電腦用離線安裝檔 \
                 MicrosoftEdgeWebView2RuntimeInstallerX64.exe），再開啟審核台。",
            ),
            Self::NoWindow(_) => (
                "系統沒有讓視窗開起來。",
                "請重新開機後再試一次；仍然如此，請把這段話交給資訊人員。",
            ),
            Self::Fault(_) => {
                ("程式開到一半停了下來。", "請再開一次；仍然如此，請把這段話交給資訊人員。")
            }
            Self::Arguments(_) => (
                "捷徑或命令列上的參數看不懂。",
                "請從「開始」功能表開啟審核台，或請資訊人員修正捷徑。",
            ),
        }
    }

    /// A code and the system's own words.
    fn technical(&self) -> (&'static str, &str) {
        match self {
            Self::NoFolder(why) => ("no-folder", why),
            Self::NoBrowser => ("no-webview2", ""),
            Self::NoWindow(why) => ("no-window", why),
            Self::Fault(place) => ("fault", place),
            Self::Arguments(why) => ("arguments", why),
        }
    }
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (why, what_to_do) = self.reason();
        let (code, words) = self.technical();
        write!(
            f,
            "審核台無法開啟。已經存下的資料都還在，沒有被動過。\n\n原因：{why}\n怎麼辦：{what_to_do}\n\n\
             給資訊人員：{code} {words}"
        )?;
        if let Some(folder) = LOGGED.get() {
            write!(f, "\n紀錄檔：{}", LogFile::path(folder).display())?;
        }
        Ok(())
    }
}

static LOGGED: OnceLock<PathBuf> = OnceLock::new();

/// From here on the log lies below this folder: it is named in what is said.
pub fn log_lies_below(folder: PathBuf) {
    let _ = LOGGED.set(folder);
}

/// Says it once, and ends the program.
pub fn end_with(why: &Unopened) -> ! {
    static SAID: AtomicBool = AtomicBool::new(false);

    let (code, words) = why.technical();
    tracing::error!(code, words, "the desk does not open");
    if !SAID.swap(true, Ordering::SeqCst) {
        show(&why.to_string());
    }
    // Not by unwinding: what has been opened by now has threads of its own, which would live on.
    std::process::exit(if matches!(why, Unopened::Arguments(_)) { 2 } else { 1 })
}

#[cfg(windows)]
fn show(words: &str) {
    use windows_sys::Win32::UI::WindowsAndMessaging::{
        MB_ICONERROR, MB_OK, MB_SETFOREGROUND, MessageBoxW,
    };

    if console::find() {
        eprintln!("{words}");
    }
    // Whoever runs the desk without anybody before the screen would wait for a click for ever.
    if std::env::var_os("NOTEBOOK_DESK_NO_BOX").is_some() {
        return;
    }
    let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
    let (words, title) = (wide(words), wide("雲端聯絡簿審核台"));
    // SAFETY: both texts live until the call is over and end with a zero; no window owns the box.
    unsafe {
        MessageBoxW(
            std::ptr::null_mut(),
            words.as_ptr(),
            title.as_ptr(),
            MB_OK | MB_ICONERROR | MB_SETFOREGROUND,
        );
    }
}

#[cfg(not(windows))]
fn show(words: &str) {
    eprintln!("{words}");
}

/// A fault on the window's own thread leaves nothing to click on: it is told and the program ends. What
/// a fault says may quote what it stumbled over, such as a family's words: only its place is told.
pub fn tell_faults() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| (at.file(), at.line()));
        match place {
            Some((file, line)) => tracing::error!(file, line, "a step was given up"),
            None => tracing::error!("a step was given up"),
        }
        if std::thread::current().name() == Some("main") {
            let place = place.map_or_else(String::new, |(file, line)| format!("{file}:{line}"));
            end_with(&Unopened::Fault(place));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_says_what_is_safe_what_to_do_and_what_it_staff_need() {
        let why = || "0x80070005".to_owned();
        for (unopened, code) in [
            (Unopened::NoFolder(why()), "no-folder 0x80070005"),
            (Unopened::NoBrowser, "no-webview2"),
            (Unopened::NoWindow(why()), "no-window 0x80070005"),
            (Unopened::Fault("src/window.rs:20".to_owned()), "fault src/window.rs:20"),
            (Unopened::Arguments(why()), "arguments 0x80070005"),
        ] {
            let said = unopened.to_string();
            for part in ["沒有被動過", "原因：", "怎麼辦：", "資訊人員", code] {
                assert!(said.contains(part), "{part} in {said}");
            }
        }
    }
}
