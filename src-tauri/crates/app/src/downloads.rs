//! A new file in the person's folder for downloads.

use std::path::{Path, PathBuf};

use crate::error::ApiError;

/// Never over a file that is there: `… (2).ods`. Nothing in a name leads out of the folder.
pub(crate) fn write_new(
    folder: &Path,
    stem: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<PathBuf, ExportError> {
    store::files::make_folder(folder)?;
    let stem: String = stem
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    for number in 1..1_000 {
        let name = match number {
            1 => format!("{stem}.{ending}"),
            _ => format!("{stem} ({number}).{ending}"),
        };
        let path = folder.join(name);
        match store::files::write_new(&path, bytes) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
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
                tracing::warn!(%kind, "a file could not be exported");
                Self::failed(
                    "檔案沒有寫成：存放匯出檔案的資料夾無法寫入。請確認磁碟空間與權限後再試一次。",
                )
            }
            ExportError::Crowded => {
                Self::failed("存放匯出檔案的資料夾裡同名的檔案太多了，請先整理。")
            }
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
    use super::write_new;

    #[test]
    fn an_export_stays_in_its_folder_and_never_writes_over_an_older_one() {
        let folder = tempfile::tempdir().expect("folder");
        let write = |words: &str| {
            write_new(folder.path(), "../退件/統計", "csv", words.as_bytes())
                .map_err(|_| "not written")
                .expect("written")
        };
        let (first, second) = (write("一"), write("二"));
        assert_eq!(first, folder.path().join(".._退件_統計.csv"));
        assert_eq!(second, folder.path().join(".._退件_統計 (2).csv"));
        assert_eq!(std::fs::read_to_string(first).expect("there"), "一");
    }
}
