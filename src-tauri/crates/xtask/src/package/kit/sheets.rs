//! The kit as a spreadsheet, written by the one writer of the house: crate `reports`, which this program
//! does not hold, so that it builds within a minute. Its example `sheets` takes the cells and gives the file.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Found, on_systems, page, sbom};
use crate::package::acceptance::System;
use crate::step::{Failure, Outcome, Step};
use crate::workspace;

pub fn written(found: &Found) -> Outcome<Vec<u8>> {
    Step {
        title: "Building the writer of spreadsheets",
        advice: "the compiler's message above names the file",
    }
    .run(workspace::cargo().args(["build", "--workspace", "--example", "sheets"]))?;
    let program = workspace::target()
        .join("debug/examples")
        .join(format!("sheets{}", std::env::consts::EXE_SUFFIX));
    let failed = |why: String| {
        Failure::new(format!("The spreadsheet was not written: {why}"), "look at the line above")
    };
    let mut writer = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let cells = tables(found).to_string();
    if let Some(mut into) = writer.stdin.take() {
        into.write_all(cells.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    let done = writer.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if !done.status.success() {
        return Err(failed(done.status.to_string()));
    }
    Ok(done.stdout)
}

fn tables(found: &Found) -> Value {
    json!([
        about(found),
        controls(found),
        network(found),
        data(found),
        bundled(found),
        parts(found)
    ])
}

fn table(title: &str, columns: &[(&str, f32)], rows: Vec<Vec<String>>) -> Value {
    let columns: Vec<Value> = columns
        .iter()
        .map(|(heading, width)| json!({ "heading": heading, "width": width }))
        .collect();
    json!({ "title": title, "columns": columns, "rows": rows })
}

fn about(found: &Found) -> Value {
    let mut rows = page::about(found);
    rows.extend(found.untried.iter().map(|(what, why)| (format!("尚未驗證：{what}"), why.clone())));
    let rows = rows.into_iter().map(|(what, words)| vec![what, words]).collect();
    table("說明", &[("項目", 12.0), ("內容", 46.0)], rows)
}

fn controls(found: &Found) -> Value {
    let columns = [
        ("110 年版項次", 6.0),
        ("後修版點次", 5.0),
        ("構面", 8.0),
        ("措施內容", 10.0),
        ("110 年版等級", 4.0),
        ("後修版等級", 4.0),
        ("110 年版條文", 30.0),
        ("後修版條文", 30.0),
        ("達成", 8.0),
        ("說明", 36.0),
        ("測試", 30.0),
    ];
    let rows = found
        .controls
        .iter()
        .map(|one| {
            vec![
                one.line.clone(),
                one.later.clone(),
                one.area.clone(),
                one.measure.clone(),
                one.level.clone(),
                one.later_level.clone(),
                one.text.clone(),
                one.later_text.clone(),
                one.state.words().to_owned(),
                one.how.clone(),
                tests(found, &one.tests),
            ]
        })
        .collect();
    table("附表十", &columns, rows)
}

fn network(found: &Found) -> Value {
    let columns = [
        ("方向", 4.0),
        ("對象", 12.0),
        ("位址", 16.0),
        ("埠", 8.0),
        ("協定", 22.0),
        ("何時", 20.0),
        ("測試", 30.0),
    ];
    let rows = found
        .network
        .iter()
        .map(|one| {
            vec![
                page::direction(one).to_owned(),
                one.peer.clone(),
                one.address.clone(),
                one.port.clone(),
                one.protocol.clone(),
                one.when.clone(),
                tests(found, &one.tests),
            ]
        })
        .collect();
    table("連線與埠", &columns, rows)
}

fn data(found: &Found) -> Value {
    let columns =
        [("資料", 16.0), ("所在", 20.0), ("形式", 22.0), ("保存期限", 26.0), ("測試", 30.0)];
    let rows = found
        .data
        .iter()
        .map(|one| {
            vec![
                one.what.clone(),
                one.place.clone(),
                one.form.clone(),
                one.kept.clone(),
                tests(found, &one.tests),
            ]
        })
        .collect();
    table("資料與期限", &columns, rows)
}

fn bundled(found: &Found) -> Value {
    let columns = [
        ("系統", 6.0),
        ("元件", 16.0),
        ("版本", 8.0),
        ("來源", 8.0),
        ("授權", 16.0),
        ("purl", 24.0),
        ("CPE", 32.0),
        ("用途", 24.0),
    ];
    let mut rows = Vec::new();
    for of in &found.systems {
        for part in &of.bundled {
            rows.push(vec![
                page::system(of.system).to_owned(),
                part.row.name.clone(),
                page::version(part).to_owned(),
                page::origin(part).to_owned(),
                part.row.licence.clone(),
                part.row.purl(&part.version).unwrap_or_default(),
                part.row.cpe(&part.version).unwrap_or_default(),
                part.row.what.clone(),
            ]);
        }
    }
    table("內含與平台元件", &columns, rows)
}

fn parts(found: &Found) -> Value {
    let columns = [("種類", 5.0), ("套件", 16.0), ("版本", 8.0), ("授權", 20.0), ("系統", 8.0)];
    let both = System::ALL.map(page::system).join("、");
    let mut rows: Vec<Vec<String>> = found
        .pages
        .iter()
        .map(|part| {
            let licence = sbom::expression(&part.licence);
            vec!["npm".to_owned(), part.name.clone(), part.version.clone(), licence, both.clone()]
        })
        .collect();
    rows.extend(on_systems(found).into_iter().map(|(part, systems)| {
        let on: Vec<&str> = systems.into_iter().map(page::system).collect();
        vec![
            "Rust".to_owned(),
            part.name.clone(),
            part.version.clone(),
            sbom::expression(&part.licence),
            on.join("、"),
        ]
    }));
    table("套件", &columns, rows)
}

/// One a line, with what its run said.
fn tests(found: &Found, names: &[String]) -> String {
    let line = |name: &String| match page::verdict(found, name) {
        Some(words) => format!("{name}：{words}"),
        None => name.clone(),
    };
    names.iter().map(line).collect::<Vec<_>>().join("\n")
}
