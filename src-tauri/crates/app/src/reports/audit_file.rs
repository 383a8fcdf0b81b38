//! `--verify-audit`: an exported 查詢紀錄 held against itself, without a desk.

use std::path::Path;

use reports::{Sheet, read_csv, read_ods};
use store::chain::{Entry, Place, Witness, examine};

use crate::reports::access::{CHAIN, COMPARED, HEADS, LISTED, compared, read_chain, read_heads};
use crate::reports::audit_check::fault_words;

/// No export of a month is nearly as large.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// What an export was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedExport {
    /// Whether it is as the desk wrote it.
    pub intact: bool,
    /// For whoever checks it; several lines.
    pub sentence: String,
}

/// Checks an export of 查詢紀錄: `.ods`, or the CSV of its chain.
///
/// # Errors
/// What the person is told where there is nothing to check.
pub fn verify_audit_file(path: &Path) -> Result<CheckedExport, String> {
    let sheets = read(path)?;
    let rows = |name: &str| sheets.iter().find(|sheet| sheet.name == name).map(|sheet| &sheet.rows);
    let (after, entries) = rows(CHAIN).and_then(|rows| read_chain(rows)).ok_or(
        "這個檔案裡沒有讀得懂的稽核鏈。請用審核台匯出的查詢紀錄（.ods，或 CSV 的「稽核鏈」）。",
    )?;
    let witnesses = match rows(HEADS) {
        None => Vec::new(),
        Some(rows) => read_heads(rows).ok_or("檔案裡的入口網見證讀不懂。")?,
    };
    let mut checked = check(after, &entries, &witnesses, rows(LISTED).map(Vec::as_slice));
    let odd = if is_csv(path) { Vec::new() } else { unlike_an_export(&sheets) };
    checked.intact &= odd.is_empty();
    checked.sentence = [odd, vec![checked.sentence]].concat().join("\n");
    Ok(checked)
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// What somebody who opens the file would not see, or would see beside what the desk wrote.
fn unlike_an_export(sheets: &[Sheet]) -> Vec<String> {
    let mut odd = Vec::new();
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    for name in [LISTED, CHAIN] {
        match names.iter().filter(|other| **other == name).count() {
            0 => odd.push(format!("少了「{name}」工作表，或被改了名稱。")),
            1 => {}
            _ => odd.push(format!("有不只一個「{name}」工作表。")),
        }
    }
    for sheet in sheets {
        if ![LISTED, CHAIN, HEADS].contains(&sheet.name.as_str()) {
            odd.push(format!(
                "「{}」不是審核台寫的工作表。",
                domain::text::shown_line(&sheet.name)
            ));
        } else if sheet.hidden {
            odd.push(format!("「{}」有隱藏的內容，打開檔案的人看不到。", sheet.name));
        }
    }
    odd
}

fn read(path: &Path) -> Result<Vec<Sheet>, String> {
    let unread = |_| "檔案讀不到。".to_owned();
    if std::fs::metadata(path).map_err(unread)?.len() > MOST_BYTES {
        return Err("檔案太大，不是一個月的查詢紀錄。".to_owned());
    }
    let bytes = std::fs::read(path).map_err(unread)?;
    if is_csv(path) {
        let text = String::from_utf8(bytes).map_err(|_| "這不是審核台匯出的 CSV。")?;
        return Ok(vec![Sheet { name: CHAIN.to_owned(), rows: read_csv(&text), hidden: false }]);
    }
    read_ods(&bytes).map_err(|error| error.sentence())
}

fn check(
    after: Place,
    entries: &[Entry],
    witnesses: &[Witness],
    listed: Option<&[Vec<String>]>,
) -> CheckedExport {
    // What was told of later entries says nothing of these.
    let end = entries.last().map_or(after, |entry| Place { seq: entry.seq, hash: entry.hash });
    let witnesses: Vec<Witness> =
        witnesses.iter().copied().filter(|witness| witness.entries <= end.seq).collect();
    let examined = examine(after, entries, None, &witnesses);
    let mut lines = vec![match examined.fault {
        Some(fault) => fault_words(fault),
        None => format!(
            "稽核鏈：第 {} 到第 {} 筆，共 {} 筆，首尾相接，沒有被更動。",
            after.seq.saturating_add(1),
            end.seq,
            examined.rows
        ),
    }];
    let other = listed.and_then(|rows| differing(entries, rows));
    lines.extend(listed.is_some().then(|| {
        "「人員」和「案號」由匯出的電腦填寫，稽核鏈裡是「帳號」和「對象」：有疑問時請以後者向入口網查對。"
            .to_owned()
    }));
    lines.extend(other.as_ref().map(|seq| format!("「{LISTED}」的第 {seq} 筆和稽核鏈不同。")));
    lines.push(match examined.witnessed {
        0 => "檔案裡沒有入口網見證到這些紀錄。".to_owned(),
        seen => format!("檔案所附的入口網見證到第 {seen} 筆。"),
    });
    lines.push(format!(
        "請向入口網核對（GET /audit-heads）：第 {} 筆 {}",
        end.seq,
        hex::encode(end.hash)
    ));
    CheckedExport {
        intact: examined.fault.is_none() && other.is_none(),
        sentence: lines.join("\n"),
    }
}

/// The first entry of which the readable sheet tells something else than the chain.
fn differing(entries: &[Entry], rows: &[Vec<String>]) -> Option<String> {
    let (headings, rows) = rows.split_first()?;
    let places = COMPARED.map(|name| headings.iter().position(|heading| heading == name));
    let expected: Vec<[String; 7]> = entries.iter().filter_map(compared).collect();
    for (row, expected) in rows.iter().zip(&expected) {
        let told = places.map(|place| place.and_then(|place| row.get(place)));
        let same = told
            .iter()
            .zip(expected)
            .all(|(told, expected)| told.map_or("", String::as_str) == expected.as_str());
        if !same {
            return Some(expected[0].clone());
        }
    }
    if let Some(row) = of_two_names(headings, rows) {
        return row.first().cloned();
    }
    let (more, fewer) = (rows.get(expected.len()), expected.get(rows.len()));
    let first = |row: &Vec<String>| row.first().cloned().unwrap_or_default();
    more.map(first).or_else(|| fewer.map(|row| row[0].clone()))
}

/// A row that gives an account another name than an earlier one, or a case another number.
fn of_two_names<'a>(headings: &[String], rows: &'a [Vec<String>]) -> Option<&'a Vec<String>> {
    let place = |name: &str| headings.iter().position(|heading| heading == name);
    for (key, name) in [("帳號", "人員"), ("對象", "案號")] {
        let (Some(key), Some(name)) = (place(key), place(name)) else { continue };
        let mut known = std::collections::HashMap::new();
        for row in rows {
            let (Some(key), Some(name)) = (row.get(key), row.get(name)) else { continue };
            if known.insert(key, name).is_some_and(|before| before != name) {
                return Some(row);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use reports::{Identities, ods};
    use store::audit::Action;

    use super::*;
    use crate::reports::exports::access_tables_of;
    use crate::testing::{Seat, at};

    /// A log of some looks, as an export of it is read back.
    async fn exported() -> Vec<Sheet> {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        for number in 0..6 {
            let (action, detail) = match number % 3 {
                0 => (Action::SessionOpened, serde_json::json!({})),
                1 => (Action::CaseViewed, serde_json::json!({ "revision": 1 })),
                _ => (
                    Action::IdentityRevealed,
                    serde_json::json!({ "purpose": "compare_documents" }),
                ),
            };
            seat.session.record(action, format!("case:{number}"), detail).await.expect("noted");
            seat.clock.pass(60);
        }
        assert!(at(600) < seat.session.own_now());
        let tables = access_tables_of(&seat.session, "2026-11").await.expect("made");
        let file = ods(&tables, &Identities::Masked).expect("written");
        read_ods(&file).expect("read back")
    }

    fn checked(sheets: &[Sheet]) -> CheckedExport {
        let rows = |name: &str| {
            sheets.iter().find(|sheet| sheet.name == name).map(|sheet| sheet.rows.as_slice())
        };
        let (after, entries) = read_chain(rows(CHAIN).expect("a chain")).expect("read");
        check(after, &entries, &[], rows(LISTED))
    }

    #[tokio::test]
    async fn an_export_is_checked_without_a_desk_and_what_was_done_to_it_is_named() {
        let sheets = exported().await;
        let whole = checked(&sheets);
        assert!(whole.intact, "{}", whole.sentence);
        assert!(whole.sentence.contains("第 1 到第 6 筆，共 6 筆，首尾相接"), "{}", whole.sentence);
        assert_eq!(sheets[0].rows.len(), 5, "the headings, two looks and two numbers");
        type Edit = fn(&mut Vec<Sheet>);
        let edits: [(Edit, &str); 7] = [
            (|s| s[1].rows[3][5] = "{\"revision\":2}".to_owned(), "第 2 筆被改過"),
            (|s| drop(s[1].rows.remove(4)), "第 3 筆的位置少了紀錄"),
            (
                |s| {
                    let headings = &s[0].rows[0];
                    let time = headings.iter().position(|name| name == "時間（民國）");
                    s[0].rows[1][time.expect("there")] = "115.01.01 00:00:00".to_owned();
                },
                "「查詢紀錄」的第 2 筆",
            ),
            (
                |s| {
                    let purpose =
                        s[0].rows[0].iter().position(|name| name == "目的").expect("there");
                    s[0].rows[2][purpose] = "回覆公文或調查".to_owned();
                },
                "「查詢紀錄」的第 3 筆",
            ),
            (
                |s| {
                    let time = s[0].rows[0].iter().position(|name| name == "時間").expect("there");
                    s[0].rows[1][time] = "2026-11-30 08:00:01".to_owned();
                },
                "「查詢紀錄」的第 2 筆",
            ),
            (|s| drop(s[0].rows.remove(3)), "「查詢紀錄」的第 5 筆"),
            (|s| s[0].rows.truncate(4), "「查詢紀錄」的第 6 筆"),
        ];
        for (edit, told) in edits {
            let mut edited = sheets.clone();
            edit(&mut edited);
            let checked = checked(&edited);
            assert!(
                !checked.intact && checked.sentence.contains(told),
                "{told}: {}",
                checked.sentence
            );
        }
    }

    #[tokio::test]
    async fn what_nobody_would_see_or_the_desk_did_not_write_is_named() {
        let sheets = exported().await;
        assert_eq!(unlike_an_export(&sheets), Vec::<String>::new());
        type Edit = fn(&mut Vec<Sheet>);
        let edits: [(Edit, &str); 4] = [
            (|s| s[0].name.push(' '), "少了「查詢紀錄」"),
            (|s| s[0].hidden = true, "隱藏的內容"),
            (|s| s.insert(0, Sheet { name: "查詢紀錄".to_owned(), ..s[0].clone() }), "不只一個"),
            (|s| s[1].name = "紀錄".to_owned(), "少了「稽核鏈」"),
        ];
        for (edit, told) in edits {
            let mut edited = sheets.clone();
            edit(&mut edited);
            let odd = unlike_an_export(&edited).join("\n");
            assert!(odd.contains(told), "{told}: {odd}");
        }
    }

    #[test]
    fn whatever_a_file_says_is_answered_and_takes_nothing_down() {
        let extremes = [i64::MIN, -1, 0, 1, i64::MAX];
        for (seq, at) in extremes.into_iter().flat_map(|seq| extremes.map(|at| (seq, at))) {
            let entry = Entry {
                seq,
                at,
                actor: String::new(),
                action: "case.viewed".to_owned(),
                subject: String::new(),
                detail: "{".to_owned(),
                hash: [7; 32],
            };
            for after in extremes {
                let after = Place { seq: after, hash: [0; 32] };
                let entries = [entry.clone(), entry.clone()];
                let witness = Witness { entries: seq, head: [9; 32] };
                assert!(!check(after, &entries, &[witness], Some(&[])).intact);
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in
            [("a.ods", &b"PK"[..]), ("b.csv", b"\xff"), ("c.csv", "序號\r\n".as_bytes())]
        {
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).expect("written");
            assert!(verify_audit_file(&file).is_err(), "{name}");
        }
        assert!(verify_audit_file(&folder.path().join("missing.ods")).is_err());
    }
}
