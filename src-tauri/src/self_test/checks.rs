//! What is tried: the documents' worker and its walls, the keyring, fonts, the way out, the clock, the
//! data folder, the browser below the window, what is managed. Nothing here names a person, an account
//! or a folder of one.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use app::{Managed, ManagedLine, ManagedPolicy};
use documents::confinement::Wall;
use documents::{Found, Limits, Workshop};
use portal::Proxy;
use portal::secrets::{SecretError, SecretStore};

use super::report::{Line, State};
use crate::{keychain, way_out};

/// In the order in which they are told.
pub async fn all(data_folder: &Path) -> Vec<Line> {
    let mut lines = vec![system(), browser(), data_folder_rights(data_folder)];
    lines.extend(documents(data_folder).await);
    lines.push(keyring(Arc::new(keychain::Keychain::default())).await);
    let policy = crate::managed::policy();
    let way_out = proxy(&policy.proxy);
    lines.extend([document_font(), paper_font(), way_out, clock(SystemTime::now())]);
    lines.extend(managed(&policy));
    lines
}

fn system() -> Line {
    Line::good("作業系統", system_words())
}

#[cfg(windows)]
fn system_words() -> String {
    const KEY: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    let read =
        |name| windows_registry::LOCAL_MACHINE.open(KEY).and_then(|key| key.get_string(name)).ok();
    let (release, build) = (read("DisplayVersion"), read("CurrentBuild"));
    format!("Windows {} 組建 {}", release.unwrap_or_default(), build.unwrap_or_default())
}

#[cfg(not(windows))]
fn system_words() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{}，核心 {}", name.unwrap_or("Linux").trim_matches('"'), kernel.trim())
}

fn browser() -> Line {
    const NAME: &str = if cfg!(windows) { "WebView2" } else { "WebKitGTK" };
    match tauri::webview_version() {
        Ok(version) => Line::good(NAME, version),
        Err(_) => Line::bad(NAME, "沒有安裝，審核台的視窗無法顯示。請安裝 WebView2 執行階段。"),
    }
}

fn data_folder_rights(folder: &Path) -> Line {
    const NAME: &str = "資料夾";
    let tried = || -> std::io::Result<bool> {
        app::files::make_own_folder(folder)?;
        let file = folder.join("self-test.tried");
        app::files::write(&file, b"tried")?;
        let read = std::fs::read(&file)?;
        app::files::delete(&file)?;
        Ok(read == b"tried" && is_closed_to_others(folder)?)
    };
    match tried() {
        Ok(true) => Line::good(NAME, "可以寫入、讀回、刪除；其他帳號不能讀。"),
        Ok(false) => Line::bad(NAME, "其他帳號讀得到，或寫入的內容讀回來不同。請檢查磁碟與權限。"),
        Err(error) => {
            Line::bad(NAME, format!("不能寫入（{:?}）。請檢查磁碟空間與權限。", error.kind()))
        }
    }
}

#[cfg(unix)]
fn is_closed_to_others(folder: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::metadata(folder)?.permissions().mode() & 0o077 == 0)
}

/// Below a person's own folder it is closed by Windows.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere the folder is asked")]
fn is_closed_to_others(_folder: &Path) -> std::io::Result<bool> {
    Ok(true)
}

/// The worker says what holds it in, and then tries what it must not be able to do.
async fn documents(folder: &Path) -> Vec<Line> {
    const NAME: &str = "文件程式";
    let Ok(program) = std::env::current_exe() else {
        return vec![Line::bad(NAME, "找不到審核台自己的程式。")];
    };
    let workshop = Workshop::start(program, Vec::new(), Limits::default());
    let mut lines = Vec::new();
    match workshop.confinement().await {
        Ok(confinement) => lines.extend(confinement.walls().map(|(kind, wall)| {
            let state = match wall {
                Wall::Stands => State::Good,
                Wall::Partly | Wall::Absent => State::Attention,
                Wall::Failed => State::Bad,
            };
            Line::new(NAME, state, format!("{}：{}", kind.name(), kind.words(wall)))
        })),
        Err(refusal) => return vec![Line::bad(NAME, refusal.sentence())],
    }
    match workshop.try_walls(folder).await {
        Err(refusal) => lines.push(Line::bad("隔離", refusal.sentence())),
        Ok(found) => lines.extend(found.into_iter().map(|(attempt, found)| {
            let what = attempt.words();
            match found {
                Found::Refused => Line::good("隔離", format!("{what}：被系統拒絕。")),
                Found::Ended => Line::good("隔離", format!("{what}：程式當場被系統結束。")),
                Found::WentThrough => {
                    Line::bad("隔離", format!("{what}：沒有被擋下。惡意檔案可能做到同樣的事。"))
                }
            }
        })),
    }
    lines
}

/// Whether a secret can be kept, read and deleted.
async fn keyring(secrets: Arc<dyn SecretStore>) -> Line {
    const NAME: &str = "鑰匙圈";
    /// A locked one asks the person, of whom there may be none here.
    const PATIENCE: Duration = Duration::from_secs(15);

    let tried = tokio::task::spawn_blocking(move || round_trip(secrets.as_ref()));
    let words = match tokio::time::timeout(PATIENCE, tried).await {
        Ok(Ok(Ok(()))) => return Line::good(NAME, "可以存放、讀回、刪除。"),
        Ok(Ok(Err(SecretError::NoStore))) => {
            "這個工作階段沒有。Windows 請檢查「認證管理員」；Linux 請安裝並啟動 gnome-keyring 等。"
        }
        Ok(Ok(Err(SecretError::Locked))) | Err(_) => "上鎖了。請先解鎖，再檢測一次。",
        Ok(Ok(Err(SecretError::Denied))) => "系統拒絕存取。",
        Ok(_) => "存進去的讀不回來。",
    };
    Line::bad(NAME, words)
}

fn round_trip(secrets: &dyn SecretStore) -> Result<(), SecretError> {
    const KEPT: &str = "self-test-command";
    let mut written = [0_u8; 32];
    getrandom::fill(&mut written).map_err(|_| SecretError::Failed)?;
    secrets.set(KEPT, &written)?;
    let read = secrets.get(KEPT)?;
    secrets.delete(KEPT)?;
    let is_same = read.is_some_and(|read| read.as_slice() == written);
    if is_same { Ok(()) } else { Err(SecretError::Unreadable) }
}

fn document_font() -> Line {
    const NAME: &str = "中文字型（文件與浮水印）";
    match documents::chinese_font() {
        Some(path) => {
            let file = path.file_name().unwrap_or_default();
            Line::good(NAME, file.to_string_lossy())
        }
        None => Line::bad(NAME, NO_FONT),
    }
}

fn paper_font() -> Line {
    const NAME: &str = "中文字型（列印與匯出）";
    if app::papers_have_a_font() { Line::good(NAME, "有。") } else { Line::bad(NAME, NO_FONT) }
}

const NO_FONT: &str =
    "找不到。Windows 請安裝微軟正黑體（msjh.ttc）；Debian 請安裝 fonts-noto-cjk。";

/// Which way leads out, by what the system says; never with a name or a password that stands there.
fn proxy(managed: &Managed<Proxy>) -> Line {
    const NAME: &str = "Proxy";
    if !matches!(managed, Managed::Free | Managed::Set(Proxy::System)) {
        return Line::good(NAME, "由機關設定，見下面。");
    }
    if way_out::is_in_the_environment() {
        return Line::good(NAME, "由環境變數設定。");
    }
    if way_out::of_the_system().is_some() {
        return Line::good(NAME, "由系統為每個位址決定。");
    }
    Line::good(
        NAME,
        if is_set_in_the_system() {
            "由系統設定。"
        } else {
            "沒有設定，直接連線。"
        },
    )
}

#[cfg(windows)]
const INTERNET_SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";

#[cfg(windows)]
fn is_set_in_the_system() -> bool {
    windows_registry::CURRENT_USER
        .open(INTERNET_SETTINGS)
        .and_then(|key| key.get_u32("ProxyEnable"))
        .is_ok_and(|enabled| enabled != 0)
}

/// Elsewhere the client asks the environment alone.
#[cfg(not(windows))]
const fn is_set_in_the_system() -> bool {
    false
}

fn clock(now: SystemTime) -> Line {
    const NAME: &str = "時鐘";
    /// 2026-01-01: nothing of this desk is older.
    const OLDEST: Duration = Duration::from_secs(1_767_225_600);
    /// Twenty years later.
    const NEWEST: Duration = Duration::from_secs(1_767_225_600 + 20 * 365 * 86_400);
    match now.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) if since >= OLDEST && since < NEWEST => {
            Line::good(NAME, "日期合理。與入口網相差多少，登入後由審核台自己比對。")
        }
        _ => Line::bad(NAME, "日期不對。請校正這台電腦的時間，否則登入與期限都會出錯。"),
    }
}

fn managed(policy: &ManagedPolicy) -> Vec<Line> {
    const NAME: &str = "機關設定";
    let lines = policy.lines();
    if lines.is_empty() {
        return vec![Line::good(NAME, "沒有設定。")];
    }
    let line = |line: &ManagedLine| {
        let state = if line.is_readable { State::Good } else { State::Bad };
        Line::new(NAME, state, format!("{}：{}", line.name, line.words))
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use portal::secrets::{MemorySecrets, Secret};

    use super::*;

    struct Without;

    impl SecretStore for Without {
        fn get(&self, _: &str) -> Result<Option<Secret>, SecretError> {
            Err(SecretError::NoStore)
        }
        fn set(&self, _: &str, _: &[u8]) -> Result<(), SecretError> {
            Err(SecretError::NoStore)
        }
        fn delete(&self, _: &str) -> Result<(), SecretError> {
            Err(SecretError::NoStore)
        }
    }

    #[tokio::test]
    async fn a_keyring_that_keeps_is_good_and_leaves_nothing_and_none_is_bad() {
        let secrets = Arc::new(MemorySecrets::default());
        assert_eq!(keyring(secrets.clone()).await.state, State::Good);
        assert_eq!(secrets.get("self-test-command"), Ok(None));
        let without = keyring(Arc::new(Without)).await;
        assert_eq!(without.state, State::Bad);
        assert!(without.words.contains("沒有"), "{}", without.words);
    }

    #[test]
    fn a_clock_that_lost_its_battery_is_bad() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        for (seconds, state) in
            [(1_262_304_000, State::Bad), (1_795_000_000, State::Good), (4_102_444_800, State::Bad)]
        {
            assert_eq!(clock(at(seconds)).state, state, "{seconds}");
        }
        assert_eq!(clock(SystemTime::UNIX_EPOCH - Duration::from_secs(1)).state, State::Bad);
    }

    #[test]
    fn the_data_folder_is_tried_and_nothing_is_left_in_it() {
        let above = tempfile::tempdir().expect("a folder");
        let folder = above.path().join("desk");
        assert_eq!(data_folder_rights(&folder).state, State::Good);
        assert_eq!(std::fs::read_dir(&folder).expect("made").count(), 0);
        let file = above.path().join("a-file");
        std::fs::write(&file, b"in the way").expect("written");
        assert_eq!(data_folder_rights(&file).state, State::Bad);
    }

    #[test]
    fn what_is_managed_is_named_and_what_cannot_be_read_is_bad() {
        let none = managed(&ManagedPolicy::default());
        assert_eq!((none.len(), none[0].state), (1, State::Good));
        let policy = ManagedPolicy {
            portal: Managed::Set("https://enotebook.example.gov.tw".to_owned()),
            pin: Managed::Unreadable { place: "/etc/notebook-desk/policy.json".to_owned() },
            ..ManagedPolicy::default()
        };
        let lines = managed(&policy);
        let states: Vec<State> = lines.iter().map(|line| line.state).collect();
        assert_eq!(states, [State::Good, State::Bad]);
        assert!(lines[0].words.contains("enotebook.example.gov.tw"));
        assert!(lines[1].words.contains("/etc/notebook-desk/policy.json"));
    }
}
