//! 戶籍謄本 and 戶口名簿: one table for each person, with notes where the relation is told.

use super::{
    Entry, Household, Sheet,
    svg::{Ink, Svg, lines},
};

const WIDTH: u32 = 1240;
const HEIGHT: u32 = 1754;
const INK: &str = "#23201c";
const LABEL: &str = "#6b6457";
const LEFT: f32 = 90.0;
const RIGHT: f32 = 1150.0;
/// Characters of a note's line.
const NOTE_WIDTH: usize = 34;

/// Entries that fit on one page.
pub(super) const PER_PAGE: usize = 3;

/// Page `page` (from 1) of `pages`, with its entries.
pub(super) fn sheet(paper: &Household, entries: &[Entry], page: usize, pages: usize) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let (title, tint, wash) = match paper.sheet {
        Sheet::Transcript => ("戶籍謄本", "#dfeadd", "#fffdf8"),
        Sheet::Register => ("戶口名簿", "#f3e1dc", "#fffaf7"),
    };
    svg.rect(0.0, 0.0, WIDTH as f32, HEIGHT as f32, r##"fill="#e4e0d8""##);
    let lean = paper.number.bytes().map(u32::from).sum::<u32>() % 7;
    svg.open(&format!(r#"transform="rotate({} 620 877)""#, (lean as f32 - 3.0) * 0.09));
    svg.rect(20.0, 18.0, 1200.0, 1720.0, &format!(r#"fill="{wash}""#));
    for line in 0..9 {
        // Slanting bands, cut at the edges of the sheet.
        let y = 250.0 + line as f32 * 240.0;
        let slope = -250.0 / 1240.0;
        let at = |x: f32| y + x * slope;
        if at(1220.0) > 30.0 && at(20.0) < 1726.0 {
            svg.path(
                &format!(
                    "M20 {}L1220 {}V{}L20 {}z",
                    at(20.0),
                    at(1220.0),
                    at(1220.0) + 20.0,
                    at(20.0) + 20.0
                ),
                &format!(r#"fill="{tint}""#),
            );
        }
    }

    svg.text(620.0, 124.0, Ink::new(62.0, INK).bold().serif().middle().spaced(24.0), title);
    let kind = match (paper.sheet, paper.notes_left_out) {
        (Sheet::Transcript, false) => "全戶・現戶・含詳細記事（範例樣張，非真實文件）",
        (Sheet::Transcript, true) => "全戶・現戶・省略記事（範例樣張，非真實文件）",
        (Sheet::Register, false) => "含詳細記事（範例樣張，非真實文件）",
        (Sheet::Register, true) => "省略記事（範例樣張，非真實文件）",
    };
    svg.text(620.0, 176.0, Ink::new(29.0, LABEL).middle(), kind);
    let small = Ink::new(29.0, "#4b463e");
    svg.text(LEFT, 240.0, small, &format!("戶號 {}", paper.number));
    svg.text(
        RIGHT,
        240.0,
        small.end(),
        &format!("核發 {}　第 {page} 頁／共 {pages} 頁", paper.issued),
    );
    svg.text(LEFT, 284.0, small, &format!("地址 {}", paper.address));

    // A long household leaves less room for notes to come.
    let least_notes = if entries.len() > PER_PAGE { 1 } else { 2 };
    let mut y = 316.0;
    for entry in entries {
        y = person(&mut svg, entry, y, least_notes) + 22.0;
    }
    if y < 1380.0 {
        svg.text(620.0, y + 44.0, Ink::new(30.0, "#8d8676").middle().spaced(8.0), "（以下空白）");
    }
    svg.text(
        LEFT,
        1600.0,
        small,
        match paper.sheet {
            Sheet::Transcript => "本謄本與戶籍登記資料相符。",
            Sheet::Register => "本名簿記載與戶籍登記資料相符，請妥為保管。",
        },
    );
    svg.text(LEFT, 1648.0, small, &format!("{}　主任　範　例（章）", paper.office));
    svg.seal(965.0, 1500.0, 176.0, "範例關防");
    svg.watermark(600.0, 880.0, 330.0, "#2c4a7c", 0.075);
    svg.close();
    svg.finish()
}

/// One person's table from `top`; returns where it ends.
fn person(svg: &mut Svg, entry: &Entry, top: f32, least_notes: usize) -> f32 {
    let notes: Vec<String> = entry.notes.iter().flat_map(|note| lines(note, NOTE_WIDTH)).collect();
    let row = 62.0;
    let notes_height = 40.0 + notes.len().max(least_notes) as f32 * 44.0;
    let bottom = top + row * 3.0 + notes_height;
    let (a, b, c) = (LEFT + 130.0, 580.0, 720.0);
    svg.path(
        &format!(
            "M{LEFT} {top}H{RIGHT}V{bottom}H{LEFT}ZM{LEFT} {}H{RIGHT}M{LEFT} {}H{RIGHT}M{LEFT} {}H{RIGHT}M{a} {top}V{bottom}M{b} {top}V{}M{c} {top}V{}",
            top + row,
            top + row * 2.0,
            top + row * 3.0,
            top + row * 3.0,
            top + row * 3.0
        ),
        r##"fill="none" stroke="#8d8676" stroke-width="2.6""##,
    );
    let label = Ink::new(30.0, LABEL);
    let value = Ink::new(36.0, INK).bold();
    let spouse = if entry.spouse.is_empty() { "—" } else { &entry.spouse };
    for (line, [(name, words), (other, more)]) in [
        [("稱謂", entry.title.as_str()), ("姓名", entry.name.as_str())],
        [("統一編號", entry.national_id.as_str()), ("出生", entry.birth.as_str())],
        [("父／母", ""), ("配偶", spouse)],
    ]
    .into_iter()
    .enumerate()
    {
        let y = top + row * line as f32 + 43.0;
        svg.text(
            LEFT + 12.0,
            y,
            if name.chars().count() > 3 { Ink::new(26.0, LABEL) } else { label },
            name,
        );
        svg.text(a + 18.0, y, value, words);
        svg.text(b + 18.0, y, label, other);
        svg.text(
            c + 18.0,
            y,
            if more.chars().count() > 12 { Ink::new(32.0, INK) } else { value },
            more,
        );
    }
    svg.text(
        a + 18.0,
        top + row * 2.0 + 43.0,
        value,
        &format!("{}／{}", entry.father, entry.mother),
    );
    svg.text(LEFT + 12.0, top + row * 3.0 + 52.0, label, "記事");
    for (line, words) in notes.iter().enumerate() {
        let y = top + row * 3.0 + 52.0 + line as f32 * 44.0;
        svg.text(a + 18.0, y, Ink::new(27.0, "#38332c"), words);
    }
    bottom
}
