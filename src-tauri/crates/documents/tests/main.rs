//! The workshop with real worker processes: what families upload, what attackers upload, and what a
//! worker in other hands may do.

mod confinement;
mod damaged;
mod fixtures;
mod hostile;
#[path = "../examples/measuring/ink.rs"]
mod ink;
mod ink_missing;
mod long;
mod marks;
mod more;
mod notes;
mod pdf_attention;
mod pdf_pages;
mod pictures;

use std::time::Duration;

use documents::{Limits, Refusal, Rendition, RenditionRequest, Workshop};

/// One worker of this crate's own, with time to spare for a busy machine.
fn workshop() -> Workshop {
    workshop_of(env!("CARGO_BIN_EXE_documents-worker"), Limits::default())
}

fn workshop_of(program: &str, limits: Limits) -> Workshop {
    let limits = Limits { workers: 1, ..limits };
    Workshop::start(program.into(), Vec::new(), limits)
}

fn patient() -> Limits {
    Limits { time: Duration::from_secs(60), ..Limits::default() }
}

async fn preview(bytes: Vec<u8>, box_px: u32) -> Result<Rendition, Refusal> {
    workshop_of(env!("CARGO_BIN_EXE_documents-worker"), patient())
        .render(bytes, RenditionRequest::preview(box_px))
        .await
}

/// The rendition as the window would show it.
fn pixels(rendition: &Rendition) -> image::RgbImage {
    let picture =
        image::load_from_memory(&rendition.bytes).expect("the rendition decodes").into_rgb8();
    assert_eq!(picture.dimensions(), (rendition.width, rendition.height));
    picture
}

/// Holds a pixel against a colour, with room for lossy coding.
fn close_to(found: &image::Rgb<u8>, wanted: [u8; 3], room: u8) -> bool {
    found.0.iter().zip(wanted).all(|(&found, wanted)| found.abs_diff(wanted) <= room)
}
