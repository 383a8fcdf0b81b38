//! Tables on paper: the headings again on every page, and a row taller than a page goes on.

use super::press::{MARGIN, MEASURE, Press, Style};
use super::shaping::Weight;
use super::sheet::{Mark, SetLine};
use super::structure::{Kind, PartId};

const PADDING: f32 = 4.0;
const BODY: Style = Style { size: 9.5, leading: 1.4, ..Style::TEXT };
const HEAD: Style = Style { weight: Weight::Bold, ..BODY };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

#[derive(Debug, Clone)]
pub(crate) struct TableColumn {
    pub heading: String,
    /// Its share of the page's width.
    pub share: f32,
    pub align: Align,
}

impl Press<'_> {
    /// Rows one after the other, so that a report of many thousands needs no second copy.
    pub(crate) fn table(
        &mut self,
        columns: &[TableColumn],
        rows: impl Iterator<Item = Vec<String>>,
    ) {
        let shares: f32 = columns.iter().map(|column| column.share).sum();
        if columns.is_empty() || shares <= 0.0 {
            return;
        }
        let widths: Vec<f32> =
            columns.iter().map(|column| column.share / shares * MEASURE).collect();
        self.need(BODY.line_height() * 4.0);
        self.structure.open(Kind::Table);
        self.structure.open(Kind::Row);
        self.table_head(columns, &widths);
        self.structure.close();
        for row in rows {
            self.structure.open(Kind::Row);
            let parts: Vec<PartId> =
                columns.iter().map(|_| self.structure.add(Kind::Cell)).collect();
            let mut cells: Vec<std::vec::IntoIter<SetLine>> = widths
                .iter()
                .enumerate()
                .map(|(place, width)| {
                    let words = row.get(place).map_or("", String::as_str);
                    self.set(words, BODY.weight, (width - 2.0 * PADDING) / BODY.size).into_iter()
                })
                .collect();
            let mut lines = cells.iter().map(ExactSizeIterator::len).max().unwrap_or(1).max(1);
            loop {
                let height = lines as f32 * BODY.line_height() + 2.0 * PADDING;
                let fits_on_a_page =
                    height + HEAD.line_height() * 3.0 + 2.0 * PADDING <= Press::whole();
                if self.left() < height
                    && (fits_on_a_page || self.left() < BODY.line_height() * 6.0)
                {
                    self.new_page();
                    // It was read before.
                    self.structure.step_out();
                    self.table_head(columns, &widths);
                    self.structure.close();
                }
                let room = ((self.left() - 2.0 * PADDING) / BODY.line_height()).floor().max(1.0);
                let now = lines.min(room as usize);
                self.row_part(columns, &widths, (&mut cells, &parts), now);
                lines -= now;
                if lines == 0 {
                    break;
                }
            }
            self.structure.close();
        }
        self.structure.close();
    }

    fn table_head(&mut self, columns: &[TableColumn], widths: &[f32]) {
        let cells: Vec<Vec<SetLine>> = columns
            .iter()
            .zip(widths)
            .map(|(column, width)| {
                self.set(&column.heading, HEAD.weight, (width - 2.0 * PADDING) / HEAD.size)
            })
            .collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        let height = lines as f32 * HEAD.line_height() + 2.0 * PADDING;
        let (mut x, top) = (MARGIN, self.y());
        let area = Mark::Area { x, y: top, width: MEASURE, height, fill: Some(228), stroke: None };
        self.adorn(area);
        let is_read = self.structure.is_open();
        for ((column, width), lines) in columns.iter().zip(widths).zip(cells) {
            if is_read {
                self.structure.open(Kind::HeadCell);
            } else {
                self.structure.step_out();
            }
            self.cell(lines.into_iter(), HEAD, column.align, (x, top), *width, height);
            self.structure.close();
            x += width;
        }
        self.advance(height);
    }

    fn row_part(
        &mut self,
        columns: &[TableColumn],
        widths: &[f32],
        (cells, parts): (&mut [std::vec::IntoIter<SetLine>], &[PartId]),
        lines: usize,
    ) {
        let height = lines as f32 * BODY.line_height() + 2.0 * PADDING;
        let (mut x, top) = (MARGIN, self.y());
        for (((column, width), cell), part) in columns.iter().zip(widths).zip(cells).zip(parts) {
            self.structure.enter(*part);
            self.cell(cell.by_ref().take(lines), BODY, column.align, (x, top), *width, height);
            self.structure.close();
            x += width;
        }
        self.advance(height);
    }

    fn cell(
        &mut self,
        lines: impl Iterator<Item = SetLine>,
        style: Style,
        align: Align,
        (x, top): (f32, f32),
        width: f32,
        height: f32,
    ) {
        let area = Mark::Area { x, y: top, width, height, fill: None, stroke: Some(150) };
        let mut lines = lines.peekable();
        // An empty cell is a cell: its frame stands for it.
        if lines.peek().is_some_and(|line| !line.clusters.is_empty()) {
            self.adorn(area);
        } else {
            self.mark(self.structure.role(), area);
        }
        for (number, line) in lines.enumerate() {
            let from = match align {
                Align::Left => x + PADDING,
                Align::Right => x + width - PADDING - line.width * style.size,
            };
            let y = top + PADDING + number as f32 * style.line_height();
            self.put(line, style, from, y);
        }
    }
}
