//! The press: sets paragraphs, pictures and lines for signatures one beneath the other, page by page.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::lines::broken;
use super::pdf;
use super::shaping::{Cluster, Shaped, Weight};
use super::sheet::{HEIGHT, Mark, SetLine, Sheet, WIDTH};
use super::structure::{Kind, Role, Structure};
use super::typefaces::Typefaces;
use crate::{Paper, ReportError, setting};

/// 20 mm.
pub(super) const MARGIN: f32 = 56.7;
/// Between the margins.
pub(super) const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
const TOP: f32 = MARGIN;
/// Beneath it stands the running foot.
const BOTTOM: f32 = HEIGHT - MARGIN - 14.0;

/// What stands at the foot of every page, beside the page's number.
pub(crate) struct Running {
    pub foot: String,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// In points.
    pub size: f32,
    pub weight: Weight,
    /// 0 is black.
    pub grey: u8,
    /// From line to line, in shares of the size.
    pub leading: f32,
    /// From the left margin, in points.
    pub indent: f32,
}

impl Style {
    pub(crate) const TEXT: Self =
        Self { size: 11.0, weight: Weight::Regular, grey: 0, leading: 1.6, indent: 0.0 };
    pub(crate) const SMALL: Self = Self { size: 9.0, grey: 70, leading: 1.5, ..Self::TEXT };
    pub(crate) const TITLE: Self =
        Self { size: 18.0, weight: Weight::Bold, leading: 1.5, ..Self::TEXT };
    pub(crate) const HEADING: Self =
        Self { size: 13.0, weight: Weight::Bold, leading: 1.5, ..Self::TEXT };

    pub(super) fn line_height(&self) -> f32 {
        self.size * self.leading
    }

    /// From the line's top; the ideographs' box stands in the middle of the leading.
    pub(super) fn baseline(&self) -> f32 {
        self.size * ((self.leading - 1.0) / 2.0 + 0.88)
    }
}

pub(crate) struct Press<'f> {
    faces: &'f Typefaces,
    sheets: Vec<Sheet>,
    /// The next line's top on the last page.
    y: f32,
    running: Running,
    missing: BTreeSet<char>,
    pub(super) structure: Structure,
}

impl<'f> Press<'f> {
    pub(crate) fn new(faces: &'f Typefaces, running: Running) -> Self {
        Self {
            faces,
            sheets: vec![Sheet::default()],
            y: TOP,
            running,
            missing: BTreeSet::new(),
            structure: Structure::default(),
        }
    }

    /// A new page, unless this one is still empty.
    pub(crate) fn new_page(&mut self) {
        if self.y > TOP {
            self.sheets.push(Sheet::default());
            self.y = TOP;
        }
    }

    /// A new page if less than this is left, in points.
    pub(crate) fn need(&mut self, height: f32) {
        if self.left() < height {
            self.new_page();
        }
    }

    /// What is left of the page, in points.
    pub(super) fn left(&self) -> f32 {
        BOTTOM - self.y
    }

    /// A whole empty page, in points.
    pub(super) fn whole() -> f32 {
        BOTTOM - TOP
    }

    pub(super) fn y(&self) -> f32 {
        self.y
    }

    pub(super) fn advance(&mut self, height: f32) {
        self.y += height;
    }

    /// A line across, a frame: it only adorns.
    pub(super) fn adorn(&mut self, mark: Mark) {
        self.mark(Role::Adornment, mark);
    }

    pub(super) fn mark(&mut self, role: Role, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push((role, mark));
        }
    }

    /// Room, which does not carry over to the next page.
    pub(crate) fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// A heading that stays with at least some lines of what follows.
    pub(crate) fn heading(&mut self, words: &str) {
        self.gap(10.0);
        self.need(Style::HEADING.line_height() + 60.0);
        self.part(Kind::Heading(words.to_owned()), words, Style::HEADING);
        self.gap(2.0);
    }

    /// A heading in a style of its own, where it stands.
    pub(crate) fn headed(&mut self, words: &str, style: Style) {
        self.part(Kind::Heading(words.to_owned()), words, style);
    }

    /// The paper's title.
    pub(crate) fn title(&mut self, words: &str) {
        self.part(Kind::Title(words.to_owned()), words, Style::TITLE);
    }

    /// Paragraphs, one a line of the text.
    pub(crate) fn words(&mut self, text: &str, style: Style) {
        self.part(Kind::Paragraph, text, style);
    }

    fn part(&mut self, kind: Kind, text: &str, style: Style) {
        self.structure.open(kind);
        for line in self.set(text, style.weight, (MEASURE - style.indent) / style.size) {
            self.line(line, style, MARGIN + style.indent);
        }
        self.structure.close();
    }

    /// Words of a family, or to one: exactly as they are, with a bar beside them.
    pub(crate) fn quoted(&mut self, text: &str, style: Style) {
        let inset = style.indent + 12.0;
        self.structure.open(Kind::Quote);
        self.structure.open(Kind::Paragraph);
        for line in self.set(text, style.weight, (MEASURE - inset) / style.size) {
            self.need(style.line_height());
            let (x, y) = (MARGIN + style.indent + 3.0, self.y);
            let to = (x, y + style.line_height());
            self.adorn(Mark::Rule { from: (x, y), to, thick: 2.0, grey: 170 });
            self.line(line, style, MARGIN + inset);
        }
        self.structure.close();
        self.structure.close();
    }

    /// A name and what it is, in a column beside it.
    pub(crate) fn fact(&mut self, name: &str, what: &str) {
        const COLUMN: f32 = 84.0;
        let style = Style::TEXT;
        let names = self.set(name, style.weight, COLUMN / style.size);
        let whats = self.set(what, style.weight, (MEASURE - COLUMN) / style.size);
        let mut names = names.into_iter();
        self.structure.open(Kind::Paragraph);
        let [of_name, of_what] =
            [Kind::Stretch, Kind::Stretch].map(|kind| self.structure.add(kind));
        for line in whats {
            self.need(style.line_height());
            if let Some(name) = names.next() {
                self.structure.enter(of_name);
                self.put(name, Style { grey: 90, ..style }, MARGIN, self.y);
                self.structure.close();
            }
            self.structure.enter(of_what);
            self.line(line, style, MARGIN + COLUMN);
            self.structure.close();
        }
        self.structure.close();
    }

    /// A picture as large as fits into the box and the page, never enlarged past twice its pixels, with
    /// what it shows for whoever does not see it. `false`: it cannot be printed.
    pub(crate) fn picture(
        &mut self,
        bytes: &[u8],
        shows: &str,
        (most_width, most_height): (f32, f32),
    ) -> bool {
        let Some(image) = pdf::image(bytes) else { return false };
        let (width, height) = (image.size().0 as f32, image.size().1 as f32);
        let scale = (most_width / width).min(most_height / height).min(2.0);
        let (width, height) = (width * scale, height * scale);
        self.need(height);
        let y = self.y;
        self.structure.open(Kind::Picture(shows.to_owned()));
        self.mark(self.structure.role(), Mark::Picture { x: MARGIN, y, width, height, image });
        self.structure.close();
        self.y += height;
        true
    }

    /// A line across the page.
    pub(crate) fn rule(&mut self) {
        self.need(8.0);
        let y = self.y + 4.0;
        let (from, to) = ((MARGIN, y), (MARGIN + MEASURE, y));
        self.adorn(Mark::Rule { from, to, thick: 0.6, grey: 120 });
        self.y += 8.0;
    }

    /// Lines to sign on, each with room for a date. They are never torn apart.
    pub(crate) fn signatures(&mut self, who: &[&str]) {
        const EACH: f32 = 40.0;
        self.need(EACH * who.len() as f32 + 10.0);
        for label in who {
            self.y += EACH - Style::TEXT.line_height();
            self.structure.open(Kind::Paragraph);
            let top = self.y;
            let under = top + Style::TEXT.line_height() - 2.0;
            for (words, x, line_to) in
                [(*label, 0.0, 300.0), ("日期：　　　年　　　月　　　日", 318.0, 0.0)]
            {
                let mut set = self.set(words, Weight::Regular, MEASURE / Style::TEXT.size);
                let Some(first) = (!set.is_empty()).then(|| set.remove(0)) else { continue };
                let end = MARGIN + x + first.width * Style::TEXT.size + 6.0;
                self.put(first, Style::TEXT, MARGIN + x, top);
                if line_to > 0.0 {
                    let (from, to) = ((end, under), (MARGIN + line_to, under));
                    self.adorn(Mark::Rule { from, to, thick: 0.6, grey: 0 });
                }
            }
            self.structure.close();
            self.y += Style::TEXT.line_height();
        }
    }

    /// The lines of a text, broken to `width` in shares of the size. An empty line is a line.
    pub(super) fn set(&mut self, text: &str, weight: Weight, width: f32) -> Vec<SetLine> {
        let mut lines = Vec::new();
        for paragraph in paragraphs(text) {
            let mut shaped = self.faces.shape(paragraph, weight);
            self.missing.extend(shaped.missing.iter());
            for range in broken(&shaped, width) {
                lines.push(taken(&mut shaped, range, weight));
            }
        }
        lines
    }

    /// A line at the next place, on a new page if this one is full.
    pub(super) fn line(&mut self, line: SetLine, style: Style, x: f32) {
        self.need(style.line_height());
        self.put(line, style, x, self.y);
        self.y += style.line_height();
    }

    pub(super) fn put(&mut self, line: SetLine, style: Style, x: f32, top: f32) {
        if line.clusters.is_empty() {
            return;
        }
        self.structure.found_at(self.sheets.len() - 1, top);
        let baseline = top + style.baseline();
        let mark = Mark::Line { x, baseline, size: style.size, grey: style.grey, line };
        self.mark(self.structure.role(), mark);
    }

    /// # Errors
    /// `Unwritten`
    pub(crate) fn finish(
        mut self,
        title: &str,
        made_at: DateTime<Utc>,
    ) -> Result<Paper, ReportError> {
        let missing: Vec<char> = std::mem::take(&mut self.missing).into_iter().collect();
        if !missing.is_empty() {
            self.gap(8.0);
            self.words(&missing_note(&missing), Style::SMALL);
        }
        self.feet();
        let (sheets, structure) = (self.sheets.as_slice(), &self.structure);
        let bytes =
            pdf::written(&pdf::Sheets { faces: self.faces, sheets, structure, title, made_at })?;
        Ok(Paper { bytes, pages: self.sheets.len(), missing })
    }

    /// The running foot, once the number of pages is known.
    fn feet(&mut self) {
        let style = setting::Style { leading: 1.0, ..Style::SMALL };
        let foot = std::mem::take(&mut self.running.foot);
        let count = self.sheets.len();
        let top = HEIGHT - MARGIN + 4.0;
        for page in 0..count {
            let number = format!("第 {} 頁，共 {count} 頁", page + 1);
            let mut marks = vec![Mark::Rule {
                from: (MARGIN, top - 5.0),
                to: (MARGIN + MEASURE, top - 5.0),
                thick: 0.4,
                grey: 150,
            }];
            let mut room = MEASURE;
            for (words, is_right) in [(number.as_str(), true), (foot.as_str(), false)] {
                let mut lines = self.set(words, style.weight, room / style.size);
                if lines.is_empty() {
                    continue;
                }
                let line = lines.remove(0);
                let width = line.width * style.size;
                room -= width + 12.0;
                let x = if is_right { MARGIN + MEASURE - width } else { MARGIN };
                let baseline = top + style.baseline();
                marks.push(Mark::Line { x, baseline, size: style.size, grey: style.grey, line });
            }
            self.sheets[page].marks.extend(marks.into_iter().map(|mark| (Role::Foot, mark)));
        }
    }
}

/// By every line end that Unicode knows, so that a family's own lines stay lines.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let ends = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
        match whole.find(ends) {
            None => rest = None,
            Some(at) => {
                let after = &whole[at..];
                let end = if after.starts_with("\r\n") {
                    2
                } else {
                    after.chars().next().map_or(1, char::len_utf8)
                };
                rest = Some(&after[end..]);
                return Some(&whole[..at]);
            }
        }
        Some(whole)
    })
}

/// One line out of its paragraph, with a text of its own.
fn taken(shaped: &mut Shaped, range: std::ops::Range<usize>, weight: Weight) -> SetLine {
    let clusters = &mut shaped.clusters[range];
    let (Some(first), Some(last)) = (clusters.first(), clusters.last()) else {
        return SetLine { text: String::new(), clusters: Vec::new(), weight, width: 0.0 };
    };
    let (start, end) = (first.range.start, last.range.end);
    let text = shaped.text[start..end].to_owned();
    let clusters: Vec<Cluster> = clusters
        .iter_mut()
        .map(|cluster| Cluster {
            range: cluster.range.start - start..cluster.range.end - start,
            face: cluster.face,
            advance: cluster.advance,
            glyphs: std::mem::take(&mut cluster.glyphs),
        })
        .collect();
    let width = clusters.iter().map(|cluster| cluster.advance).sum();
    SetLine { text, clusters, weight, width }
}

fn missing_note(missing: &[char]) -> String {
    let codes: Vec<String> =
        missing.iter().take(20).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let more = if missing.len() > 20 { " 等" } else { "" };
    format!(
        "※ 有 {} 個字，這台電腦沒有字型可印，紙上以〓代替，原文並未更動：{}{more}",
        missing.len(),
        codes.join("、"),
    )
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn a_familys_line_ends_are_kept_whatever_they_are_written_with() {
        let lines: Vec<&str> = paragraphs("一\n二\r\n三\r四\u{2028}五\n\n六\n").collect();
        assert_eq!(lines, ["一", "二", "三", "四", "五", "", "六", ""]);
    }
}
