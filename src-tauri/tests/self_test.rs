//! `--self-test` of the real program, without a window and without a keyring.

use std::path::Path;
use std::process::{Command, Output};

fn self_test(folder: &Path, file: Option<&Path>) -> Output {
    let mut desk = Command::new(env!("CARGO_BIN_EXE_notebook-desk"));
    desk.arg("--data-folder").arg(folder).arg("--self-test");
    desk.args(file)
        // No window is wanted, and no keyring of whoever runs the tests.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env("XDG_RUNTIME_DIR", folder);
    desk.output().expect("the desk starts")
}

#[test]
fn it_tries_every_wall_writes_a_report_that_names_nobody_and_fails_for_what_is_missing() {
    let above = tempfile::tempdir().expect("a folder");
    let folder = above.path().join("王小明");
    let output = self_test(&folder, None);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = std::fs::read_to_string(folder.join("self-test.txt")).expect("the report");
    assert!(said.starts_with(&report), "{said}");

    for wall in ["讀取帳號的資料夾", "在帳號的資料夾寫入", "連線", "啟動其他程式"]
    {
        assert!(report.contains(&format!("［正常］隔離：{wall}")), "{wall} in {report}");
    }
    for name in ["資料夾", "中文字型（列印與匯出）", "Proxy", "時鐘", "機關設定"]
    {
        assert!(report.contains(&format!("［正常］{name}：")), "{name} in {report}");
    }
    // What is missing is told, and is what it fails for.
    assert!(report.contains("［異常］鑰匙圈："), "{report}");
    assert_eq!(report.matches("［異常］").count(), 1, "{report}");
    assert_eq!(output.status.code(), Some(1));

    let home = std::env::var("HOME").unwrap_or_else(|_| "/no-home".to_owned());
    let account = std::env::var("USER").unwrap_or_else(|_| "no-account".to_owned());
    for somebody in ["王小明", above.path().to_str().expect("a path"), &home, &account] {
        assert!(!report.contains(somebody), "{somebody} in {report}");
    }
}

#[test]
fn a_report_goes_where_it_is_wanted_and_a_place_that_is_not_there_is_a_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = folder.path().join("for-it.txt");
    self_test(folder.path(), Some(&wanted));
    assert!(std::fs::read_to_string(&wanted).expect("the report").contains("自我檢測"));
    let nowhere = folder.path().join("missing").join("for-it.txt");
    let output = self_test(folder.path(), Some(&nowhere));
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("報告沒有存成"));
}
