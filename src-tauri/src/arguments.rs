//! What the desk can be told on its command line.

use std::path::PathBuf;

use app::PracticeStart;
use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "notebook-desk", version, about = "雲端聯絡簿審核台")]
struct CommandLine {
    /// Go straight to practice. With an address: to the practice portal that answers there
    /// (this computer alone) instead of the one inside the desk.
    #[arg(long, num_args = 0..=1, default_missing_value = "", value_name = "ADDRESS")]
    practice: Option<String>,
    /// Keep everything in this folder instead of the account's own.
    #[arg(long, value_name = "FOLDER")]
    data_folder: Option<PathBuf>,
    /// Check an exported 查詢紀錄 (.ods, or the CSV of its chain) and say what was found; no window
    /// is opened. Ends with 0 if nothing was done to it, 1 if something was, 2 if it cannot be read.
    #[arg(long, value_name = "FILE")]
    verify_audit: Option<PathBuf>,
}

pub struct Arguments {
    pub practice: PracticeStart,
    pub data_folder: Option<PathBuf>,
    pub verify_audit: Option<PathBuf>,
}

impl Arguments {
    pub fn read() -> Self {
        let line = CommandLine::parse();
        Self {
            practice: match line.practice {
                None => PracticeStart::WhenAsked,
                Some(address) if address.is_empty() => PracticeStart::AtOnce,
                Some(address) => PracticeStart::AtOnceWith(address),
            },
            data_folder: line.data_folder,
            verify_audit: line.verify_audit,
        }
    }
}
