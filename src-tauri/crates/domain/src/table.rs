//! Reads the tab-separated files of `schema/rules/` and of a facility, and names line and column of
//! whatever is wrong with one.

use thiserror::Error;

/// What is wrong with a rules file, and where. Lines and columns count from 1; a column counts
/// characters, as an editor does.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file} 第 {line} 行第 {column} 字：{problem}")]
pub struct TableError {
    /// The file's name, without a path.
    pub file: String,
    /// From 1; comments and the header are lines too.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, in words for whoever edits the file; may repeat the cell.
    pub problem: String,
}

/// A whole file, its header already matched against the columns asked for.
pub(crate) struct Table<'a> {
    file: String,
    columns: Vec<usize>,
    rows: Vec<Row<'a>>,
}

pub(crate) struct Row<'a> {
    line: usize,
    cells: Vec<&'a str>,
}

/// One cell with its place, so that a complaint about it can say where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'t> {
    pub text: &'t str,
    file: &'t str,
    line: usize,
    column: usize,
}

impl<'t> Cell<'t> {
    pub fn error(&self, problem: impl Into<String>) -> TableError {
        TableError {
            file: self.file.to_owned(),
            line: self.line,
            column: self.column,
            problem: problem.into(),
        }
    }

    /// The cell's text; an empty one is an error.
    pub fn required(&self, what: &str) -> Result<&'t str, TableError> {
        if self.text.is_empty() {
            Err(self.error(format!("{what}不可空白")))
        } else {
            Ok(self.text)
        }
    }
}

impl<'a> Table<'a> {
    /// Reads `source`. Columns may stand in any order; unknown ones are an error, since a misspelt
    /// heading would otherwise silently switch a rule off. Lines that are empty or start with `#`
    /// are comments.
    pub fn read(file: &str, source: &'a str, wanted: &[&str]) -> Result<Self, TableError> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let error = |line: usize, column: usize, problem: String| TableError {
            file: file.to_owned(),
            line,
            column,
            problem,
        };
        let mut lines = source
            .split('\n')
            .enumerate()
            .map(|(at, line)| (at + 1, line.strip_suffix('\r').unwrap_or(line)))
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let (header_line, header) =
            lines.next().ok_or_else(|| error(1, 1, "檔案是空的，至少要有標題列".to_owned()))?;
        let headings: Vec<&str> = header.split('\t').collect();
        let mut column = 1;
        for heading in &headings {
            if !wanted.contains(heading) {
                return Err(error(
                    header_line,
                    column,
                    format!("不認得的欄位「{heading}」，可用的有：{}", wanted.join("、")),
                ));
            }
            column += heading.chars().count() + 1;
        }
        let mut columns = Vec::with_capacity(wanted.len());
        for name in wanted {
            let at = headings
                .iter()
                .position(|heading| heading == name)
                .ok_or_else(|| error(header_line, 1, format!("缺少欄位「{name}」")))?;
            columns.push(at);
        }
        let mut rows = Vec::new();
        for (line, text) in lines {
            let cells: Vec<&str> = text.split('\t').collect();
            if cells.len() > headings.len() {
                let before = &cells[..headings.len()];
                let column = 1 + before.iter().map(|cell| cell.chars().count() + 1).sum::<usize>();
                return Err(error(line, column, format!("多了欄位：應有 {} 欄", headings.len())));
            }
            rows.push(Row { line, cells });
        }
        Ok(Self { file: file.to_owned(), columns, rows })
    }

    pub fn rows(&self) -> impl Iterator<Item = Vec<Cell<'_>>> {
        self.rows.iter().map(|row| {
            self.columns
                .iter()
                .map(|&at| Cell {
                    text: row.cells.get(at).copied().unwrap_or("").trim(),
                    file: &self.file,
                    line: row.line,
                    column: 1 + row
                        .cells
                        .iter()
                        .take(at)
                        .map(|cell| cell.chars().count() + 1)
                        .sum::<usize>(),
                })
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn problem(source: &str) -> (usize, usize, String) {
        let error = Table::read("詞彙.tsv", source, &["id", "term"])
            .map(|_| ())
            .expect_err("the file is bad");
        (error.line, error.column, error.problem)
    }

    #[test]
    fn a_misspelt_heading_is_named_with_its_place() {
        let (line, column, text) = problem("id\ttrem\nL1\t假釋\n");
        assert_eq!((line, column), (1, 4));
        assert!(text.contains("trem"));
    }

    #[test]
    fn an_empty_file_and_a_row_too_long_are_refused() {
        assert_eq!(problem("").0, 1);
        let (line, column, _) = problem("id\tterm\n\nL1\t假釋\t多\n");
        assert_eq!((line, column), (3, 7));
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
        let table = Table::read("詞彙.tsv", "\u{feff}term\tid\r\n假釋\tL1\r\n", &["id", "term"])
            .map_err(|e| e.to_string())
            .expect("the file is good");
        let rows: Vec<Vec<&str>> =
            table.rows().map(|row| row.iter().map(|cell| cell.text).collect()).collect();
        assert_eq!(rows, [["L1", "假釋"]]);
    }
}
