//! A list as a file in the person's folder for downloads.

use std::io::Write;
use std::path::{Path, PathBuf};

use domain::FacilityList;

use crate::error::ApiError;

/// Never over a file that is there: `… (2).tsv`.
pub(super) fn write_new(
    folder: &Path,
    list: FacilityList,
    day: &str,
    content: &str,
) -> Result<PathBuf, ExportError> {
    std::fs::create_dir_all(folder)?;
    let (stem, ending) = list.file_name().rsplit_once('.').unwrap_or((list.file_name(), "tsv"));
    for number in 1..1_000 {
        let name = match number {
            1 => format!("{stem}-{day}.{ending}"),
            _ => format!("{stem}-{day} ({number}).{ending}"),
        };
        let path = folder.join(name);
        let mut file = match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error.into()),
        };
        // Spreadsheets take a text for Unicode only if it begins with a byte order mark.
        let mark = if ending == "tsv" { "\u{feff}" } else { "" };
        file.write_all(mark.as_bytes())?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        return Ok(path);
    }
    Err(ExportError::Crowded)
}

pub(crate) enum ExportError {
    Io(std::io::ErrorKind),
    Crowded,
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Io(kind) => {
                tracing::warn!(%kind, "a list could not be exported");
                Self::failed("檔案沒有寫成：下載資料夾無法寫入。請確認磁碟空間與權限後再試一次。")
            }
            ExportError::Crowded => Self::failed("下載資料夾裡同名的檔案太多了，請先整理。"),
        }
    }
}

/// Where exported files go: the person's folder for downloads, or one beside the desk's data.
pub(crate) fn default_exports(data_folder: &Path) -> PathBuf {
    directories::UserDirs::new()
        .and_then(|folders| folders.download_dir().map(Path::to_owned))
        .unwrap_or_else(|| data_folder.join("exports"))
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
