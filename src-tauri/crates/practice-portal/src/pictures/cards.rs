//! Cards that stand for identity cards without being like enough to pass for one.

use super::{
    Card, CardBack, Wearing, face,
    svg::{Ink, Svg},
};

const WIDTH: u32 = 1600;
const HEIGHT: u32 = 1010;
const LABEL: &str = "#6a5f58";
const INK: &str = "#221f1b";

/// A card on a table, all four corners in the picture, never quite in the same place. It lies
/// straight, because straight edges on whole pixels are drawn in a tenth of the time of leaning ones.
fn on_table(svg: &mut Svg, number: &str, from: &str, middle: &str, to: &str) {
    let place = number.bytes().map(u32::from).sum::<u32>();
    let (right, down) = ((place % 23) as f32 - 11.0, (place % 17) as f32 - 8.0);
    svg.rect(0.0, 0.0, WIDTH as f32, HEIGHT as f32, r##"fill="#c2aa88""##);
    for row in 0..4 {
        let y = 24.0 + row as f32 * 308.0;
        svg.path(
            &format!("M0 {y}q400 {} 800 6t800-8", 14 + row * 3),
            r##"fill="none" stroke="#b49c7a" stroke-width="5""##,
        );
    }
    svg.open(&format!(r#"transform="translate({right} {down})""#));
    svg.rect(70.0, 72.0, 1470.0, 890.0, r##"rx="44" fill="#9c845f""##);
    // Rounded ends in plain colours, the change of tint between them.
    let half = 735.0;
    svg.rect(60.0, 58.0, half, 890.0, &format!(r#"rx="44" fill="{from}""#));
    svg.rect(60.0 + half, 58.0, half, 890.0, &format!(r#"rx="44" fill="{to}""#));
    svg.bands([104.0, 58.0, 690.0, 890.0], true, 30, (from, middle));
    svg.bands([794.0, 58.0, 690.0, 890.0], true, 30, (middle, to));
}

fn waves(svg: &mut Svg, stroke: &str, from: f32) {
    svg.open(&format!(r#"fill="none" stroke="{stroke}" stroke-opacity=".3" stroke-width="3""#));
    for line in 0..5 {
        let y = from + line as f32 * 60.0;
        svg.path(&format!("M62 {y}q180-120 360 0t360 0 360 0 386 0"), "");
    }
    svg.close();
}

/// The front: name, number, dates, face.
pub(super) fn front(card: &Card) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let (title, tint) =
        if card.resident { ("外僑居留證", "#2f5573") } else { ("國民身分證", "#8d3b4a") };
    if card.resident {
        on_table(&mut svg, &card.national_id, "#dfeaf2", "#e9f0ea", "#d6e4ea");
    } else {
        on_table(&mut svg, &card.national_id, "#f6e3e6", "#f1efe3", "#dcebe4");
    }
    waves(&mut svg, tint, 560.0);
    // A flower that no authority uses.
    svg.open(&format!(r#"transform="translate(1010 250)" fill="{tint}" fill-opacity=".1""#));
    for turn in 0..8 {
        svg.raw(&format!(
            r#"<ellipse rx="34" ry="96" cy="-92" transform="rotate({})"/>"#,
            turn * 45
        ));
    }
    svg.close();
    svg.text(130.0, 176.0, Ink::new(74.0, tint).bold().spaced(14.0), title);
    svg.text(590.0, 172.0, Ink::new(42.0, tint), "（範例樣張，非真實證件）");
    let label = Ink::new(42.0, LABEL);
    for (y, words) in [
        (326.0, "姓名"),
        (484.0, "出生日期"),
        (598.0, "性別"),
        (712.0, if card.resident { "有效期限" } else { "發證日期" }),
    ] {
        svg.text(130.0, y, label, words);
    }
    let name_size = if card.name.chars().count() > 3 { 78.0 } else { 88.0 };
    svg.text(330.0, 338.0, Ink::new(name_size, INK).bold().spaced(22.0), &card.name);
    let value = Ink::new(54.0, INK);
    svg.text(380.0, 488.0, value, &card.birth);
    svg.text(380.0, 602.0, value, if card.female { "女" } else { "男" });
    svg.text(380.0, 716.0, value, &card.issued);
    svg.text(130.0, 880.0, Ink::new(76.0, "#a1312a").bold().spaced(7.0), &card.national_id);
    svg.rect(1112.0, 262.0, 348.0, 452.0, r##"rx="12" fill="#dfe5e6""##);
    svg.raw(
        r#"<clipPath id="p"><rect x="1112" y="262" width="348" height="452" rx="12"/></clipPath>"#,
    );
    svg.open(r#"clip-path="url(#p)""#).open(r#"transform="translate(1112 262) scale(1.16)""#);
    face::draw(&mut svg, card.face, Wearing::Nothing);
    svg.close().close();
    barcode(&mut svg, 1112.0, 790.0, 348.0, 74.0, &card.national_id);
    svg.watermark(760.0, 520.0, 250.0, "#a1312a", 0.12);
    svg.close();
    svg.finish()
}

/// The back: parents, spouse, birthplace, address.
pub(super) fn back(card: &CardBack) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    on_table(&mut svg, &card.father, "#eef0e6", "#f3f1e6", "#e3ebe2");
    waves(&mut svg, "#6f9482", 130.0);
    svg.path(
        "M130 270h1330M130 424h1330M130 578h1330M130 732h1330M795 146v278M130 146h1330",
        r##"fill="none" stroke="#a9b39c" stroke-width="4""##,
    );
    let label = Ink::new(42.0, LABEL);
    for (x, y, words) in [
        (150.0, 226.0, "父"),
        (830.0, 226.0, "母"),
        (150.0, 366.0, "配偶"),
        (830.0, 366.0, "役別"),
        (150.0, 520.0, "出生地"),
        (150.0, 674.0, "住址"),
    ] {
        svg.text(x, y, label, words);
    }
    let name = Ink::new(66.0, INK).bold().spaced(14.0);
    svg.text(300.0, 234.0, name, &card.father).text(960.0, 234.0, name, &card.mother);
    if card.spouse.is_empty() {
        svg.text(300.0, 368.0, Ink::new(48.0, "#8b8578"), "（空白）");
    } else {
        svg.text(300.0, 374.0, name, &card.spouse);
    }
    svg.text(330.0, 522.0, Ink::new(52.0, INK), &card.birthplace);
    svg.text(330.0, 676.0, Ink::new(50.0, INK), &card.address);
    barcode(&mut svg, 150.0, 790.0, 620.0, 84.0, &card.national_id);
    svg.text(1460.0, 860.0, Ink::new(38.0, "#557765").end(), "範例樣張，非真實證件");
    svg.watermark(800.0, 500.0, 250.0, "#27664a", 0.11);
    svg.close();
    svg.finish()
}

/// Bars that no reader reads.
fn barcode(svg: &mut Svg, x: f32, y: f32, width: f32, height: f32, seed: &str) {
    let mut state = seed.bytes().fold(17u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
    let mut at = x;
    svg.open(r##"fill="#55564b""##);
    while at < x + width - 16.0 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let bar = 3.0 + ((state >> 24) % 4) as f32 * 3.0;
        svg.rect(at, y, bar, height, "");
        at += bar + 4.0 + ((state >> 16) % 3) as f32 * 3.0;
    }
    svg.close();
}
