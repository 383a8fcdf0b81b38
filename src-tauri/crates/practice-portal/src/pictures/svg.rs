//! The few pieces that every drawing is put together from.

use std::fmt::Write;

/// An SVG under construction.
pub(super) struct Svg {
    body: String,
    width: u32,
    height: u32,
}

/// How a line of text stands.
#[derive(Clone, Copy)]
pub(super) struct Ink<'a> {
    pub size: f32,
    pub bold: bool,
    pub serif: bool,
    pub fill: &'a str,
    /// Extra space between characters.
    pub spacing: f32,
    pub anchor: &'a str,
}

impl<'a> Ink<'a> {
    pub(super) const fn new(size: f32, fill: &'a str) -> Self {
        Self { size, bold: false, serif: false, fill, spacing: 0.0, anchor: "start" }
    }
    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    pub(super) const fn serif(self) -> Self {
        Self { serif: true, ..self }
    }
    pub(super) const fn spaced(self, spacing: f32) -> Self {
        Self { spacing, ..self }
    }
    pub(super) const fn middle(self) -> Self {
        Self { anchor: "middle", ..self }
    }
    pub(super) const fn end(self) -> Self {
        Self { anchor: "end", ..self }
    }
}

impl Svg {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { body: String::with_capacity(8192), width, height }
    }

    /// Markup as it is.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.body.push_str(markup);
        self
    }

    pub(super) fn text(&mut self, x: f32, y: f32, ink: Ink<'_>, words: &str) -> &mut Self {
        let Ink { size, fill, spacing, anchor, .. } = ink;
        let weight = if ink.bold { 700 } else { 400 };
        let family = if ink.serif { "serif" } else { "sans-serif" };
        // Writing to a String does not fail.
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{fill}" letter-spacing="{spacing}" text-anchor="{anchor}">{}</text>"#,
            escape(words)
        );
        self
    }

    pub(super) fn rect(
        &mut self,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        more: &str,
    ) -> &mut Self {
        let _ = write!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {more}/>"#
        );
        self
    }

    /// A gradient of many plain bands from `from` to `to`, over `count` bands: drawn in a fraction of
    /// the time that a gradient of the SVG kind takes, and as smooth to the eye.
    pub(super) fn bands(
        &mut self,
        [x, y, width, height]: [f32; 4],
        across: bool,
        count: u32,
        (from, to): (&str, &str),
    ) -> &mut Self {
        let (from, to) = (colour(from), colour(to));
        let part = if across { width / count as f32 } else { height / count as f32 };
        for index in 0..count {
            let share = index as f32 / (count.max(2) - 1) as f32;
            let mix = |channel: usize| {
                (from[channel] as f32 + (to[channel] as f32 - from[channel] as f32) * share).round()
                    as u8
            };
            let fill = format!(r##"fill="#{:02x}{:02x}{:02x}""##, mix(0), mix(1), mix(2));
            let at = part * index as f32;
            // Each band reaches a little under the next, so that no seam shows.
            let reach = if index + 1 == count { part } else { part + 1.0 };
            if across {
                self.rect(x + at, y, reach, height, &fill);
            } else {
                self.rect(x, y + at, width, reach, &fill);
            }
        }
        self
    }

    pub(super) fn path(&mut self, d: &str, more: &str) -> &mut Self {
        let _ = write!(self.body, r#"<path d="{d}" {more}/>"#);
        self
    }

    pub(super) fn circle(&mut self, x: f32, y: f32, r: f32, more: &str) -> &mut Self {
        let _ = write!(self.body, r#"<circle cx="{x}" cy="{y}" r="{r}" {more}/>"#);
        self
    }

    pub(super) fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, more: &str) -> &mut Self {
        let _ = write!(self.body, r#"<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" {more}/>"#);
        self
    }

    /// Opens a group; close it with [`Svg::close`].
    pub(super) fn open(&mut self, attributes: &str) -> &mut Self {
        let _ = write!(self.body, "<g {attributes}>");
        self
    }

    pub(super) fn close(&mut self) -> &mut Self {
        self.body.push_str("</g>");
        self
    }

    /// 範例 across the middle, so that no drawing passes for a paper.
    pub(super) fn watermark(
        &mut self,
        x: f32,
        y: f32,
        size: f32,
        fill: &str,
        opacity: f32,
    ) -> &mut Self {
        self.open(&format!(r#"transform="rotate(-22 {x} {y})" fill-opacity="{opacity}""#));
        let ink = Ink::new(size, fill).bold().middle().spaced(size * 0.35);
        self.text(x + size * 0.17, y + size * 0.36, ink, "範例").close()
    }

    /// A square red seal with up to four characters, read in columns from the right.
    pub(super) fn seal(&mut self, x: f32, y: f32, side: f32, words: &str) -> &mut Self {
        let red = "#a8322b";
        self.open(r#"opacity="0.86""#);
        self.rect(
            x,
            y,
            side,
            side,
            &format!(
                r#"rx="{}" fill="none" stroke="{red}" stroke-width="{}""#,
                side * 0.05,
                side * 0.045
            ),
        );
        let size = side * 0.36;
        for (index, character) in words.chars().take(4).enumerate() {
            let column = if index < 2 { 0.72 } else { 0.28 };
            let row = if index % 2 == 0 { 0.44 } else { 0.86 };
            let ink = Ink::new(size, red).bold().serif().middle();
            self.text(x + side * column, y + side * row, ink, &character.to_string());
        }
        self.close()
    }

    pub(super) fn finish(&self) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}</svg>"#,
            self.width, self.height, self.body
        )
    }
}

/// `#rrggbb`
fn colour(text: &str) -> [u8; 3] {
    let value = u32::from_str_radix(text.trim_start_matches('#'), 16).unwrap_or_default();
    [(value >> 16) as u8, (value >> 8) as u8, value as u8]
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Cuts a text into lines of at most `width` characters.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(width.max(1)).map(|line| line.iter().collect()).collect()
}
