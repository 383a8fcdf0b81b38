//! A list as a file in the person's folder for downloads.

use std::path::{Path, PathBuf};

use domain::FacilityList;

use crate::downloads;
use crate::downloads::ExportError;

/// `lexicon-1151124.tsv`
pub(super) fn write_new(
    folder: &Path,
    list: FacilityList,
    day: &str,
    content: &str,
) -> Result<PathBuf, ExportError> {
    let (stem, ending) = list.file_name().rsplit_once('.').unwrap_or((list.file_name(), "tsv"));
    // Spreadsheets take a text for Unicode only if it begins with a byte order mark.
    let mark = if ending == "tsv" { "\u{feff}" } else { "" };
    let bytes = format!("{mark}{content}");
    downloads::write_new(folder, &format!("{stem}-{day}"), ending, bytes.as_bytes())
}

#[cfg(test)]
mod tests {
    use domain::FacilityList;

    use super::write_new;

    #[test]
    fn an_export_never_writes_over_an_older_one() {
        let folder = tempfile::tempdir().expect("folder");
        let write = |words: &str| {
            write_new(folder.path(), FacilityList::Lexicon, "1151124", words)
                .map_err(|_| "not written")
                .expect("written")
        };
        let (first, second) = (write("一"), write("二"));
        assert_ne!(first, second);
        assert_eq!(std::fs::read_to_string(first).expect("there"), "\u{feff}一");
    }
}
