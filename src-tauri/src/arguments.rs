//! What the desk can be told on its command line.

use std::path::PathBuf;

use app::PracticeStart;
use clap::Parser;

use crate::console;
use crate::unopened::{self, Unopened};

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
    /// Try what this computer gives the desk (the documents' worker and its walls, keyring, fonts, the
    /// way out, clock, folder, browser) and say it; no window is opened. The report goes into FILE, or
    /// beside the desk's data, and names nobody. Ends with 0 if everything needed is there, else 1.
    #[arg(long, num_args = 0..=1, value_name = "FILE")]
    #[allow(clippy::option_option, reason = "absent, without a file, with one")]
    self_test: Option<Option<PathBuf>>,
}

pub struct Arguments {
    pub practice: PracticeStart,
    pub data_folder: Option<PathBuf>,
    pub verify_audit: Option<PathBuf>,
    pub self_test: Option<SelfTest>,
}

/// Where the report of the self-test goes; beside the desk's data where nothing is said.
pub struct SelfTest {
    pub file: Option<PathBuf>,
}

impl Arguments {
    pub fn read() -> Self {
        let line = CommandLine::try_parse().unwrap_or_else(|answer| {
            // `--help` and `--version` are answers too, and no failures.
            if console::find() {
                let _ = answer.print();
            } else if answer.use_stderr() {
                unopened::end_with(&Unopened::Arguments(answer.to_string()));
            }
            std::process::exit(answer.exit_code())
        });
        Self {
            practice: match line.practice {
                None => PracticeStart::WhenAsked,
                Some(address) if address.is_empty() => practice_inside(),
                Some(address) => PracticeStart::AtOnceWith(address),
            },
            data_folder: line.data_folder,
            verify_audit: line.verify_audit,
            self_test: line.self_test.map(|file| SelfTest { file }),
        }
    }
}

/// Straight to the portal inside, where this desk has one.
fn practice_inside() -> PracticeStart {
    if !cfg!(feature = "practice") {
        let why = "--practice: this desk was built without a portal to practise with";
        unopened::end_with(&Unopened::Arguments(why.to_owned()));
    }
    PracticeStart::AtOnce
}
