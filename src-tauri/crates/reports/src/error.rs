//! Why there is no report, in words for the person who wanted it.

/// A report that was not made. Nothing half-made is handed out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// No font with Traditional Chinese on this machine.
    #[error("no Chinese font")]
    NoChineseFont,
    /// More rows than a spreadsheet takes.
    #[error("{rows} rows, at most {most}")]
    TooManyRows { rows: usize, most: usize },
    /// Unmasked identity numbers without a reason.
    #[error("no grounds for unmasked numbers")]
    NoGrounds,
    /// Nothing to put on paper.
    #[error("nothing to print")]
    Nothing,
    /// The library that writes the format refused; its words, which name no content.
    #[error("not written: {0}")]
    Unwritten(&'static str),
    /// What was to be read back is no spreadsheet of the desk.
    #[error("not a spreadsheet that can be read")]
    Unreadable,
}

impl ReportError {
    /// For the screen.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoChineseFont => "這台電腦找不到可用的中文字型，無法製作 PDF。Windows 請確認已安裝\
                                    「微軟正黑體」或「標楷體」；Linux 請安裝 fonts-noto-cjk。也可以改\
                                    匯出 .ods 或 .xlsx。"
                .to_owned(),
            Self::TooManyRows { rows, most } => format!(
                "資料有 {rows} 列，試算表一張最多 {most} 列。請縮小日期範圍，或改用 CSV 匯出。"
            ),
            Self::NoGrounds => "匯出完整證號，請先寫明理由；理由會記入稽核紀錄。".to_owned(),
            Self::Nothing => "沒有可以列印的資料。".to_owned(),
            Self::Unreadable => "這不是讀得懂的 .ods 檔。".to_owned(),
            Self::Unwritten(_) => "檔案沒有做成。請再試一次；若持續發生，請通知資訊人員。".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReportError;

    #[test]
    fn every_refusal_says_what_to_do() {
        for (error, says) in [
            (ReportError::NoChineseFont, "微軟正黑體"),
            (ReportError::TooManyRows { rows: 2_000_000, most: 1_048_575 }, "縮小日期範圍"),
            (ReportError::NoGrounds, "寫明理由"),
            (ReportError::Nothing, "沒有可以列印"),
            (ReportError::Unwritten("zip"), "請再試一次"),
            (ReportError::Unreadable, ".ods"),
        ] {
            assert!(error.sentence().contains(says), "{}", error.sentence());
        }
    }
}
