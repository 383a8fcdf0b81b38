//! The kit as a page to read and to print: one file, without a script and without anything from elsewhere.

use std::collections::BTreeMap;

use super::results::Verdict;
use super::{Found, Present, on_systems, sbom};
use crate::package::acceptance::{Control, Peer, State, System};
use crate::package::place;

const STYLE: &str = include_str!("page.css");
const LEVELS: [&str; 3] = ["普", "中", "高"];

pub fn written(found: &Found) -> String {
    let mut page = Page(String::new());
    page.put("<!doctype html>\n<html lang=\"zh-Hant-TW\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.put("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.put(&format!("<title>雲端聯絡簿審核台 {} 資訊安全驗收資料</title>\n", place::VERSION));
    page.put(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    page.put("<h1>雲端聯絡簿審核台　資訊安全驗收資料</h1>\n");
    page.put("<p class=\"under\">Notebook Desk：審核「愛在雲端～電子家庭聯絡簿」申請與貼文的桌面程式</p>\n");
    head(&mut page, found);
    summary(&mut page, found);
    controls(&mut page, found);
    network(&mut page, found);
    data(&mut page, found);
    bundled(&mut page, found);
    licences(&mut page, found);
    untried(&mut page, found);
    parts(&mut page, found);
    page.put("</body>\n</html>\n");
    page.0
}

/// What this kit is of, for the page and the spreadsheet.
pub fn about(found: &Found) -> Vec<(String, String)> {
    let fact = |what: &str, words: String| (what.to_owned(), words);
    let results = match &found.results {
        None => "未隨附測試結果：本文件只列出測試的名稱，不表示它們通過。".to_owned(),
        Some(results) => {
            let files = results.files.iter().map(|(name, sum)| format!("{name}（SHA-256 {sum}）"));
            format!(
                "已隨附：本文件所列的測試都通過；結果檔共 {} 項通過、{} 項未通過、{} 項未執行。結果檔：{}。\
                 結果檔是否出自這個版本，由提供者負責。",
                results.count(Verdict::Passed),
                results.count(Verdict::Failed),
                results.count(Verdict::NotRun),
                files.collect::<Vec<_>>().join("、")
            )
        }
    };
    vec![
        fact("產品", "雲端聯絡簿審核台（Notebook Desk）".to_owned()),
        fact("版本", place::VERSION.to_owned()),
        fact("原始碼", format!("git {}（{}）", found.commit, found.day)),
        fact("測試結果", results),
        fact(
            "物料清單",
            System::ALL
                .map(|system| {
                    format!("notebook-desk-{}-{}.cdx.json", place::VERSION, system.name())
                })
                .join("、")
                + "（CycloneDX 1.6，可供 VANS 使用）",
        ),
        fact(
            "產生方式",
            "cargo xtask package kit，由原始碼的表（schema/acceptance）、建置的相依圖與測試結果產生；\
             所列的測試有一項不存在或未通過，就不產生。"
                .to_owned(),
        ),
    ]
}

pub fn direction(peer: &Peer) -> &'static str {
    if peer.listens { "聽候" } else { "向外" }
}

pub fn system(system: System) -> &'static str {
    match system {
        System::Linux => "Linux",
        System::Windows => "Windows",
    }
}

pub fn version(part: &Present) -> &str {
    if part.row.is_platform { "依電腦" } else { &part.version }
}

pub fn origin(part: &Present) -> &'static str {
    if part.row.is_platform { "平台" } else { "內含" }
}

/// What a test's run said; nothing without results.
pub fn verdict(found: &Found, test: &str) -> Option<&'static str> {
    found.results.as_ref()?;
    Some(match found.verdict(test) {
        Some(Verdict::Passed) => "通過",
        Some(Verdict::Failed) => "未通過",
        Some(Verdict::NotRun) => "未執行",
        None => "不在結果中",
    })
}

struct Page(String);

impl Page {
    fn put(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn heading(&mut self, words: &str) {
        self.put(&format!("<h2>{}</h2>\n", escaped(words)));
    }

    fn paragraph(&mut self, words: &str) {
        self.put(&format!("<p>{}</p>\n", escaped(words)));
    }

    fn begin_table(&mut self, class: &str, headings: &[&str]) {
        self.put(&format!("<table class=\"{class}\">\n<thead><tr>"));
        for heading in headings {
            self.put(&format!("<th scope=\"col\">{}</th>", escaped(heading)));
        }
        self.put("</tr></thead>\n<tbody>\n");
    }

    fn end_table(&mut self) {
        self.put("</tbody>\n</table>\n");
    }

    /// Of cells that are HTML already.
    fn row(&mut self, cells: &[String]) {
        self.put("<tr>");
        for cell in cells {
            self.put(&format!("<td>{cell}</td>"));
        }
        self.put("</tr>\n");
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn head(page: &mut Page, found: &Found) {
    page.put("<table class=\"facts\">\n<tbody>\n");
    for (what, words) in about(found) {
        page.put(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
            escaped(&what),
            escaped(&words)
        ));
    }
    page.end_table();
}

fn summary(page: &mut Page, found: &Found) {
    page.heading("一、附表十達成情形摘要");
    page.paragraph(
        "各項條文由誰負責、審核台達成了沒有，件數依 110 年版的等級（普、中、高各計其項次，不含較低等級）。",
    );
    let mut headings = vec!["等級"];
    headings.extend(State::ALL.map(State::words));
    headings.push("合計");
    page.begin_table("facts", &headings);
    let number = |count: usize| format!("<span class=\"number\">{count}</span>");
    for level in LEVELS {
        let of = |state: State| {
            let matches = |one: &&Control| one.level == level && one.state == state;
            found.controls.iter().filter(matches).count()
        };
        let counts = State::ALL.map(of);
        let mut cells = vec![level.to_owned()];
        cells.extend(counts.map(number));
        cells.push(number(counts.iter().sum()));
        page.row(&cells);
    }
    page.end_table();
    page.put("<ul>\n");
    for (state, words) in [
        (State::Desk, "程式已做到，並有列名的測試。"),
        (State::Part, "程式做到其中一部分，說明欄寫明其餘屬誰或還缺什麼。"),
        (State::House, "屬機關的管理、環境或契約，程式做不到。"),
        (State::Portal, "屬入口網或其登入服務；審核台依契約配合。"),
    ] {
        page.put(&format!(
            "<li><span class=\"state {}\">{}</span>：{words}</li>\n",
            class(state),
            state.words()
        ));
    }
    page.put("</ul>\n");
}

fn class(state: State) -> &'static str {
    match state {
        State::Desk => "desk",
        State::Part => "part",
        State::House => "house",
        State::Portal => "portal",
    }
}

fn controls(page: &mut Page, found: &Found) {
    page.heading("二、資通安全責任等級分級辦法附表十（資通系統防護基準）逐項說明");
    page.put(
        "<p class=\"notice\">條文為 110 年 8 月 23 日修正發布之附表十（行政院院臺護字第 1100182012 號令）。\
         虛線下為後來的修正（80 點），只在與前者不同時列出。兩者都取自公開的轉錄，未能與公報的附件核對；\
         請以現行法規為準，見「七、尚未驗證的事項」。</p>\n",
    );
    let mut area = "";
    for one in &found.controls {
        if one.area != area {
            if !area.is_empty() {
                page.end_table();
            }
            area = &one.area;
            page.put(&format!("<h3>{}</h3>\n", escaped(area)));
            page.begin_table("controls", &["項次", "措施內容", "條文", "達成", "說明與測試"]);
        }
        page.row(&[
            number_cell(one),
            escaped(&one.measure),
            text_cell(one),
            format!("<span class=\"state {}\">{}</span>", class(one.state), one.state.words()),
            format!("{}{}", escaped(&one.how), tests(found, &one.tests)),
        ]);
    }
    page.end_table();
}

fn number_cell(one: &Control) -> String {
    match (one.line.is_empty(), one.later.is_empty()) {
        (false, _) => format!("<span class=\"tight\">{}</span>", escaped(&one.line)),
        (true, _) => format!("<span class=\"tight\">後修 {}</span>", escaped(&one.later)),
    }
}

fn text_cell(one: &Control) -> String {
    let words = |level: &str, text: &str| {
        format!("<span class=\"level\">{}</span> {}", escaped(level), escaped(text))
    };
    let mut cell = String::new();
    if !one.text.is_empty() {
        cell.push_str(&words(&one.level, &one.text));
    }
    let later = |what: &str| format!("<div class=\"later\">{what}</div>");
    if one.later_text.is_empty() {
        cell.push_str(&later("後修版無此項"));
    } else if one.text.is_empty() {
        cell.push_str(&words(&one.later_level, &one.later_text));
        cell.push_str(&later("只見於後修版"));
    } else if one.later_text != one.text {
        cell.push_str(&later(&format!(
            "後修 {}：{}",
            escaped(&one.later),
            words(&one.later_level, &one.later_text)
        )));
    } else if one.later_level != one.level {
        cell.push_str(&later(&format!(
            "後修 {}：改列 <span class=\"level\">{}</span>",
            escaped(&one.later),
            escaped(&one.later_level)
        )));
    }
    cell
}

fn tests(found: &Found, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let mut list = String::from("<ul class=\"tests\">");
    for name in names {
        let result = match (verdict(found, name), found.verdict(name)) {
            (Some(words), Some(Verdict::Passed)) => {
                format!(" <span class=\"passed\">✓ {words}</span>")
            }
            (Some(words), _) => format!(" <span class=\"failed\">✗ {words}</span>"),
            (None, _) => String::new(),
        };
        list.push_str(&format!("<li>{}{result}</li>", escaped(name)));
    }
    list + "</ul>"
}

fn network(page: &mut Page, found: &Found) {
    page.heading("三、連線與埠");
    page.paragraph(
        "審核台不安裝服務，不在網路介面上聽候；聽候的埠都在本機迴路（127.0.0.1），由系統分配。沒有自動更新，也不回傳使用情形。",
    );
    page.begin_table("", &["方向", "對象", "位址", "埠", "協定", "何時"]);
    for one in &found.network {
        page.row(&[
            format!("<span class=\"tight\">{}</span>", direction(one)),
            escaped(&one.peer),
            escaped(&one.address),
            escaped(&one.port),
            format!("{}{}", escaped(&one.protocol), tests(found, &one.tests)),
            escaped(&one.when),
        ]);
    }
    page.end_table();
}

fn data(page: &mut Page, found: &Found) {
    page.heading("四、資料存放與保存期限");
    page.paragraph(
        "data 指帳號自己的資料夾：Windows 為 %LOCALAPPDATA%\\tw.notebookdesk.desk，Linux 為 ~/.local/share/tw.notebookdesk.desk。期限是審核規則的預設值，由入口網下達。",
    );
    page.begin_table("", &["資料", "所在", "形式", "保存期限"]);
    for one in &found.data {
        page.row(&[
            escaped(&one.what),
            escaped(&one.place),
            escaped(&one.form),
            format!("{}{}", escaped(&one.kept), tests(found, &one.tests)),
        ]);
    }
    page.end_table();
}

fn bundled(page: &mut Page, found: &Found) {
    page.heading("五、內含的 C 程式庫與平台元件");
    let count =
        |of: &super::OfSystem| of.crates.parts.values().filter(|part| !part.is_ours).count();
    let counts: Vec<String> =
        found.systems.iter().map(|of| format!("{} {} 個", system(of.system), count(of))).collect();
    page.paragraph(&format!(
        "另有 Rust 套件（{}）與視窗內的 npm 套件 {} 個，列於附錄。內含者隨本程式更新；平台元件由電腦的管理者更新。",
        counts.join("、"),
        found.pages.len()
    ));
    page.begin_table("", &["系統", "元件", "版本", "來源", "授權", "CPE／purl", "用途"]);
    for of in &found.systems {
        for part in &of.bundled {
            let names = [part.row.cpe(&part.version), part.row.purl(&part.version)];
            let names: Vec<String> = names
                .into_iter()
                .flatten()
                .map(|name| format!("<code>{}</code>", escaped(&name)))
                .collect();
            page.row(&[
                system(of.system).to_owned(),
                escaped(&part.row.name),
                format!("<span class=\"tight\">{}</span>", escaped(version(part))),
                format!("<span class=\"tight\">{}</span>", origin(part)),
                escaped(&part.row.licence),
                names.join("<br>"),
                escaped(&part.row.what),
            ]);
        }
    }
    page.end_table();
}

fn licences(page: &mut Page, found: &Found) {
    page.heading("六、授權");
    page.paragraph(
        "審核台本身：MIT OR Apache-2.0。各部分的授權原文隨安裝檔附上（licences-of-parts.txt、LICENSES.txt）。下表為 Rust 與 npm 套件的件數。",
    );
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let crates = on_systems(found).into_iter().map(|(part, _)| part);
    for part in crates.chain(&found.pages) {
        *counts.entry(sbom::expression(&part.licence)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    page.begin_table("facts", &["授權（SPDX）", "件數"]);
    for (licence, count) in counts {
        page.row(&[escaped(&licence), format!("<span class=\"number\">{count}</span>")]);
    }
    page.end_table();
}

fn untried(page: &mut Page, found: &Found) {
    page.heading("七、尚未驗證的事項");
    page.begin_table("facts", &["事項", "情形"]);
    for (what, why) in &found.untried {
        page.row(&[format!("<span class=\"tight\">{}</span>", escaped(what)), escaped(why)]);
    }
    page.end_table();
}

fn parts(page: &mut Page, found: &Found) {
    page.heading("附錄、套件清單");
    page.begin_table("", &["種類", "套件", "版本", "授權", "系統"]);
    let both = System::ALL.map(system).join("、");
    let row = |kind: &str, part: &crate::package::parts::Part, on: &str| {
        vec![
            kind.to_owned(),
            escaped(&part.name),
            escaped(&part.version),
            escaped(&sbom::expression(&part.licence)),
            on.to_owned(),
        ]
    };
    for part in &found.pages {
        page.row(&row("npm", part, &both));
    }
    for (part, systems) in on_systems(found) {
        let on: Vec<&str> = systems.into_iter().map(system).collect();
        page.row(&row("Rust", part, &on.join("、")));
    }
    page.end_table();
}
