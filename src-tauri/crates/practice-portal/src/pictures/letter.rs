//! Letters on paper: a proof of cohabitation, an authority's request.

use super::{
    Letter,
    svg::{Ink, Svg},
};

pub(super) fn letter(letter: &Letter) -> String {
    let mut svg = Svg::new(1240, 1754);
    svg.rect(0.0, 0.0, 1240.0, 1754.0, r##"fill="#ded9cf""##);
    svg.open(r#"transform="rotate(-0.35 620 877)""#);
    svg.rect(24.0, 20.0, 1194.0, 1712.0, r##"fill="#fefdfa""##);
    svg.path("M24 1010h1194", r##"stroke="#000" stroke-opacity=".05" stroke-width="6""##);
    let ink = "#23201c";
    svg.text(620.0, 220.0, Ink::new(68.0, ink).bold().serif().middle().spaced(16.0), &letter.title);
    svg.text(620.0, 290.0, Ink::new(30.0, "#6b6457").middle(), "（範例樣張，非真實文件）");
    svg.text(
        120.0,
        390.0,
        Ink::new(34.0, "#4b463e").serif(),
        &format!("發文字號：{}", letter.number),
    );
    svg.text(120.0, 444.0, Ink::new(34.0, "#4b463e").serif(), &format!("中華{}", letter.date));
    for (line, words) in letter.lines.iter().enumerate() {
        svg.text(120.0, 590.0 + line as f32 * 92.0, Ink::new(41.0, ink).serif(), words);
    }
    svg.text(620.0, 1290.0, Ink::new(48.0, ink).serif().spaced(4.0), &letter.signed);
    let seal: String = letter.seal.chars().chain("印".chars()).take(4).collect();
    svg.seal(800.0, 1350.0, 230.0, &seal);
    svg.watermark(600.0, 880.0, 330.0, "#2c4a7c", 0.07);
    svg.close();
    svg.finish()
}
