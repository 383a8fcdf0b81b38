//! LibreOffice opens the spreadsheets, and what it reads is what was put in.

use domain::calendar::{roc_short, taipei_clock, taipei_date};
use reports::{Cell, Column, ColumnKind, Identities, Table, csv, ods, xlsx};

use crate::fixtures::{tally, unmasked};
use crate::programs::{libreoffice, libreoffice_with};

/// Comma, double quotes, UTF-8, every cell as shown, all sheets.
const AS_CSV: &str =
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";

const WORDS: &[&str] = &[
    "=1+1",
    "=HYPERLINK(\"http://a.example\",\"點我\")",
    "+886912345678",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "＝1+1",
    "007",
    "1/2",
    "2026-11-23",
    "TRUE",
    "1e9",
    "想你 <b>&amp;</b> \"引號\" '單引'",
    "兩  個空格　全形",
    "第一行\n第二行",
    "𠀀𪛖👨‍👩‍👧",
    "{=1}",
    "_x0041_",
    "]]>",
];

fn hostile() -> Table {
    Table {
        title: "家屬原文".to_owned(),
        columns: vec![
            Column::new("序", ColumnKind::Number, 4.0),
            Column::new("內文", ColumnKind::Text, 30.0),
        ],
        rows: WORDS
            .iter()
            .enumerate()
            .map(|(number, words)| vec![Cell::Number(number as i64), (*words).into()])
            .collect(),
    }
}

/// RFC 4180.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut signs = csv.trim_start_matches('\u{feff}').chars().peekable();
    let mut is_quoted = false;
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                field.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            sign => field.push(sign),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

fn expected(table: &Table) -> Vec<Vec<String>> {
    let mut all = vec![
        [
            "家屬",
            "證號",
            "呼號",
            "次數",
            "最近退件",
            "最近退件（民國）",
            "最後決定",
            "最後決定（民國）",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for row in &table.rows {
        let mut line = Vec::new();
        for cell in row {
            match cell {
                Cell::Text(words) => line.push(words.clone()),
                Cell::IdNumber(number) => {
                    let number = number.as_str();
                    line.push(format!("{}***{}", &number[..4], &number[7..]));
                }
                Cell::Number(number) => line.push(number.to_string()),
                Cell::Day(day) => {
                    line.push(day.to_string());
                    line.push(roc_short(*day));
                }
                Cell::Instant(at) => {
                    let clock = (at.naive_utc() + chrono::Duration::hours(8)).to_string();
                    line.push(clock);
                    line.push(format!("{} {}", roc_short(taipei_date(*at)), taipei_clock(*at)));
                }
                Cell::Empty => line.push(String::new()),
            }
        }
        all.push(line);
    }
    all
}

#[test]
fn libreoffice_reads_the_same_numbers_and_days_back_from_every_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = tally(500);
    let tables = [table.clone(), hostile()];
    let put = |name: &str, bytes: Vec<u8>| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    put("a.ods", ods(&tables, &Identities::Masked).expect("made"));
    put("b.xlsx", xlsx(&tables, &Identities::Masked).expect("made"));
    libreoffice(folder.path(), &["a.ods", "b.xlsx"], AS_CSV);
    let expected = expected(&table);
    for file in ["a", "b"] {
        let read = |sheet: &str| {
            let path = folder.path().join(format!("{file}-{sheet}.csv"));
            rows(&std::fs::read_to_string(path).expect("converted"))
        };
        assert_eq!(read("退件次數（依家屬）"), expected, "{file}");
        let words: Vec<String> =
            read("家屬原文").into_iter().skip(1).map(|mut row| row.remove(1)).collect();
        assert_eq!(words, WORDS, "{file}");
    }
    let sum = |rows: &[Vec<String>]| -> i64 {
        rows.iter().skip(1).map(|row| row[3].parse::<i64>().expect("a number")).sum()
    };
    assert_eq!(sum(&expected), (0..500_i64).map(|number| number * 7 % 11).sum::<i64>());
}

#[test]
fn nothing_a_family_wrote_is_a_formula_and_days_are_real_days() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = [tally(20), hostile()];
    let put = |name: &str, bytes: Vec<u8>| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    put("a.ods", ods(&tables, &Identities::Masked).expect("made"));
    put("b.xlsx", xlsx(&tables, &Identities::Masked).expect("made"));
    libreoffice(folder.path(), &["a.ods", "b.xlsx"], "fods");
    for file in ["a.fods", "b.fods"] {
        let flat = std::fs::read_to_string(folder.path().join(file)).expect("converted");
        assert!(!flat.contains("table:formula"), "{file}: LibreOffice found a formula");
        assert!(flat.contains("=HYPERLINK("), "{file}: the words are still there");
        // Twenty days and twenty instants.
        assert_eq!(flat.matches("office:value-type=\"date\"").count(), 40, "{file}");
        assert!(flat.contains("office:date-value=\"2026-01-20\""), "{file}");
        assert!(flat.contains("office:date-value=\"2026-01-01T23:59:58\""), "{file}");
        assert_eq!(flat.matches("office:value-type=\"float\"").count(), 20 + WORDS.len(), "{file}");
    }
}

#[test]
fn a_csv_opened_by_libreoffice_keeps_its_chinese_and_reckons_with_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = hostile();
    let made = csv(&table, &Identities::Masked).expect("made");
    assert!(made.starts_with("\u{feff}".as_bytes()));
    std::fs::write(folder.path().join("c.csv"), &made).expect("written");
    // Without its dialog LibreOffice asks nobody and takes Latin 1; with it, and in Excel, the mark
    // at the beginning says what it is.
    let utf8 = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"];
    libreoffice_with(folder.path(), &["c.csv"], "fods", &utf8);
    let flat = std::fs::read_to_string(folder.path().join("c.fods")).expect("converted");
    assert!(!flat.contains("table:formula"));
    assert!(flat.contains("想你") && flat.contains("全形"));
    let read = rows(&String::from_utf8(made).expect("UTF-8"));
    for (row, words) in read.iter().skip(1).zip(WORDS) {
        let guarded = [format!("'{words}"), format!("\t{words}")];
        assert!(row[1] == *words || guarded.contains(&row[1]), "{row:?}");
    }
}

#[test]
fn a_csv_opened_by_libreoffice_keeps_zeros_units_and_roc_days_as_text_in_any_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = [
        "0091",
        "2E07",
        "3/4",
        "10-11",
        "115.11.23",
        "TRUE",
        "12%",
        "3月4日",
        "NT$300",
        "１２３",
        "12345678901234567890",
    ];
    let table = Table {
        title: "呼號".to_owned(),
        columns: vec![
            Column::new("呼號", ColumnKind::Text, 8.0),
            Column::new("次數", ColumnKind::Number, 4.0),
        ],
        rows: words.iter().map(|words| vec![(*words).into(), Cell::Number(7)]).collect(),
    };
    let made = csv(&table, &Identities::Masked).expect("made");
    std::fs::write(folder.path().join("c.csv"), made).expect("written");
    // English and Traditional Chinese, with special numbers looked for, as the dialog may be set.
    for language in ["1033", "1028"] {
        let filter =
            format!("--infilter=Text - txt - csv (StarCalc):44,34,76,1,,{language},false,true");
        libreoffice_with(folder.path(), &["c.csv"], "fods", &[&filter]);
        let flat = std::fs::read_to_string(folder.path().join("c.fods")).expect("converted");
        assert!(!flat.contains("table:formula"), "{language}");
        for kind in ["date", "time", "percentage", "currency", "boolean"] {
            assert!(!flat.contains(&format!("office:value-type=\"{kind}\"")), "{language} {kind}");
        }
        // The column of numbers, and nothing else.
        assert_eq!(flat.matches("office:value-type=\"float\"").count(), words.len(), "{language}");
        for words in words {
            let shown = [format!("{words}</text:p>"), format!("{words}<")];
            assert!(shown.iter().any(|shown| flat.contains(shown)), "{language} {words}");
        }
        libreoffice_with(folder.path(), &["c.csv"], "xlsx", &[&filter]);
        libreoffice(folder.path(), &["c.xlsx"], AS_CSV);
        let back = std::fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().contains("c-"))
            .expect("converted");
        let read = rows(&std::fs::read_to_string(&back).expect("converted"));
        let cells: Vec<&str> = read.iter().skip(1).map(|row| row[0].trim_start()).collect();
        assert_eq!(cells, words, "{language}");
        std::fs::remove_file(back).expect("removed");
    }
}

#[test]
fn identity_numbers_leave_masked_unless_somebody_says_why() {
    let table = tally(3);
    let masked = String::from_utf8(csv(&table, &Identities::Masked).expect("made")).expect("UTF-8");
    assert!(masked.contains("A100***002") && !masked.contains("A100000002"));
    let whole = String::from_utf8(csv(&table, &unmasked()).expect("made")).expect("UTF-8");
    assert!(whole.contains("A100000002"));
}

#[test]
fn ten_thousand_rows_are_no_trouble() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = tally(10_000);
    let file = ods(std::slice::from_ref(&table), &Identities::Masked).expect("made");
    std::fs::write(folder.path().join("a.ods"), file).expect("written");
    libreoffice(folder.path(), &["a.ods"], AS_CSV);
    let path = folder.path().join("a-退件次數（依家屬）.csv");
    assert_eq!(rows(&std::fs::read_to_string(path).expect("converted")), expected(&table));
    assert!(xlsx(&[table], &Identities::Masked).expect("made").len() > 100_000);
}
