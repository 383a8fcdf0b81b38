//! A documents' worker that has accidents: what a file ends with says which. Confined like the real
//! one; any other file is shown as a grey page, so that scenarios of slow and broken papers need no
//! file that is slow or breaks something on every machine.

use std::io::Cursor;

use documents::worker::{ARGUMENT, Costs, serve};
use documents::{MediaType, Refusal, Rendition, RenditionRequest};

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.any(|argument| argument == ARGUMENT) {
        let costs = Costs::from_arguments(arguments);
        serve(costs, work)
    }
}

fn work(bytes: &[u8], request: &RenditionRequest) -> Result<Rendition, Refusal> {
    let ends_with = |words: &str| bytes.ends_with(words.as_bytes());
    let pages = if ends_with("of two") || ends_with("second page aborts") { 2 } else { 1 };
    if ends_with("never answers") {
        loop {
            std::hint::spin_loop();
        }
    }
    if ends_with("first page aborts") || (ends_with("second page aborts") && request.page == 1) {
        std::process::abort();
    }
    if request.page >= pages {
        return Err(Refusal::NoSuchPage { page: request.page, pages });
    }
    let side = request.box_px;
    let mut jpeg = Vec::new();
    let grey = image::RgbImage::from_pixel(side, side, image::Rgb([200, 200, 200]));
    grey.write_to(&mut Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
        .map_err(|_| Refusal::Damaged)?;
    Ok(Rendition {
        media_type: MediaType::Jpeg,
        bytes: jpeg,
        width: side,
        height: side,
        pages,
        source_width: side,
        source_height: side,
        hints: Vec::new(),
        likeness: None,
        codes: Vec::new(),
        made_on: None,
    })
}
