//! A folder of pictures as the worker and ImageMagick show them: what is refused here and shown there,
//! and what is shown otherwise (lying on its side, half empty, in other tones).

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use documents::{Refusal, RenditionRequest, Workshop};

use super::ink::Grey;
use super::{Pictures, list};

/// The kinds of file that the contract lets a family send.
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "jfif", "png", "apng", "webp"];
/// The longest side at which both are compared, in pixels.
const SIDE: u32 = 256;
/// Both are laid onto so many cells a side.
const CELLS: usize = 32;
/// The mean difference of the cells (0 none, 1 black for white) from which a picture is another.
const DIFFERS: f64 = 0.06;
/// By how much the sides' ratio may differ.
const RATIO: f64 = 0.05;

#[derive(Default)]
struct Tally {
    shown_there: usize,
    crashed: Vec<String>,
    refused: Vec<String>,
    differs: Vec<String>,
}

/// Compares every picture of a folder.
///
/// # Errors
/// If the folder cannot be read, or a report cannot be written.
pub async fn compare(
    workshop: &Workshop,
    folder: &Path,
    reports: Pictures<'_>,
) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| {
        let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        ENDINGS.contains(&ending.as_str())
    });
    files.sort();
    let mut tally = Tally::default();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let drawn = imagemagick(file, &scratch.path().join("picture.png"));
        let theirs = drawn.as_deref().and_then(Grey::read);
        tally.shown_there += usize::from(theirs.is_some());
        match workshop.render(std::fs::read(file)?, RenditionRequest::preview(SIDE)).await {
            Err(refusal) => {
                if matches!(refusal, Refusal::Crashed | Refusal::TimedOut) {
                    tally.crashed.push(format!("{name}: {refusal}"));
                }
                if theirs.is_some() {
                    tally.refused.push(format!("{name}: {refusal}"));
                }
            }
            Ok(shown) => {
                let Some((ours, theirs)) = Grey::read(&shown.bytes).zip(theirs) else { continue };
                if let Some(difference) = difference(&ours, &theirs) {
                    let told: Vec<String> =
                        shown.hints.iter().map(|hint| format!("{hint:?}")).collect();
                    tally.differs.push(format!("{name}: {difference}, told: {}", told.join(", ")));
                    reports.write(&name, &shown.bytes, drawn.as_deref())?;
                }
            }
        }
    }
    super::say(&format!("{} pictures, ImageMagick shows {}", files.len(), tally.shown_there));
    list("crashed or too slow", &tally.crashed, tally.shown_there);
    list("refused though ImageMagick shows it", &tally.refused, tally.shown_there);
    list("shown otherwise", &tally.differs, tally.shown_there);
    Ok(())
}

/// What is another, if anything.
fn difference(ours: &Grey, theirs: &Grey) -> Option<String> {
    let ratio = |grey: &Grey| grey.width as f64 / grey.height as f64;
    let sides = (ratio(ours) / ratio(theirs)).ln().abs();
    // Of a picture a few pixels high the ratio says nothing.
    if sides > RATIO && ours.width.min(ours.height) > 20 {
        return Some(format!(
            "{} x {} for {} x {}",
            ours.width, ours.height, theirs.width, theirs.height
        ));
    }
    let (ours, theirs) = (cells(ours), cells(theirs));
    let sum: f64 = ours.iter().zip(&theirs).map(|(one, other)| (one - other).abs()).sum();
    let mean = sum / (CELLS * CELLS) as f64 / 255.0;
    (mean > DIFFERS).then(|| format!("differs by {:.0} %", mean * 100.0))
}

/// The mean lightness of each cell (0 black to 255 white), row by row.
fn cells(picture: &Grey) -> Vec<f64> {
    let span = |at: usize, length: usize| {
        let from = at * length / CELLS;
        from..((at + 1) * length / CELLS).max(from + 1)
    };
    let mut cells = Vec::with_capacity(CELLS * CELLS);
    for row in 0..CELLS {
        for column in 0..CELLS {
            let (rows, columns) = (span(row, picture.height), span(column, picture.width));
            let count = rows.len() * columns.len();
            let sum: u64 = rows
                .flat_map(|y| columns.clone().map(move |x| picture.pixels[y * picture.width + x]))
                .map(u64::from)
                .sum();
            cells.push(sum as f64 / count as f64);
        }
    }
    cells
}

/// The first picture of a file, upright by its EXIF, on white.
fn imagemagick(file: &Path, into: &Path) -> Option<Vec<u8>> {
    let _ = std::fs::remove_file(into);
    let mut first = file.as_os_str().to_owned();
    first.push("[0]");
    let side = format!("{SIDE}x{SIDE}");
    let status = Command::new("timeout")
        .args(["30", "convert"])
        .arg(first)
        .args(["-auto-orient", "-background", "white", "-flatten", "-colorspace", "sRGB"])
        .args(["-resize", &side, "-depth", "8"])
        .arg(into)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok().filter(std::process::ExitStatus::success)?;
    std::fs::read(into).ok()
}
