//! Scanned pages to measure with: A4 at 300 dpi, coded as scanners code them, each the one picture of
//! a PDF.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use pdf_writer::writers::ImageXObject;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref};

const WIDTH: usize = 2480;
const HEIGHT: usize = 3508;

/// How a scan is coded.
#[derive(Debug, Clone, Copy)]
pub enum Coding {
    Jpeg,
    Jpeg2000,
    Group4,
}

impl Coding {
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Jpeg2000, Self::Group4];

    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "A4 colour 300 dpi, JPEG",
            Self::Jpeg2000 => "A4 colour 300 dpi, JPEG 2000",
            Self::Group4 => "A4 one bit 300 dpi, G4",
        }
    }
}

/// The page as a PDF.
///
/// # Errors
/// ImageMagick is not there, or cannot write such pictures.
pub fn page(coding: Coding, folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let paper = folder.join("paper.ppm");
    std::fs::write(&paper, drawn())?;
    let convert = |arguments: &[&str], into: &str| -> Result<Vec<u8>, Box<dyn Error>> {
        let into = folder.join(into);
        let status = Command::new("convert").arg(&paper).args(arguments).arg(&into).status()?;
        if status.success() { Ok(std::fs::read(into)?) } else { Err("ImageMagick cannot".into()) }
    };
    Ok(match coding {
        Coding::Jpeg => of_one_picture(&convert(&["-quality", "85"], "scan.jpg")?, |image| {
            image.filter(Filter::DctDecode);
            image.bits_per_component(8).color_space().device_rgb();
        }),
        Coding::Jpeg2000 => of_one_picture(&convert(&["-quality", "40"], "scan.jp2")?, |image| {
            image.filter(Filter::JpxDecode);
        }),
        Coding::Group4 => {
            let rows = format!("tiff:rows-per-strip={HEIGHT}");
            let one_bit = ["-monochrome", "-compress", "Group4", "-define", &rows];
            let file = convert(&one_bit, "scan.tif")?;
            let (strip, white_is_zero) = strip_of(&file).ok_or("no strip in the TIFF")?;
            of_one_picture(strip, |image| {
                image.filter(Filter::CcittFaxDecode);
                image.bits_per_component(1).color_space().device_gray();
                let mut fax = image.decode_parms();
                fax.k(-1).columns(WIDTH as i32).rows(HEIGHT as i32).black_is_1(!white_is_zero);
            })
        }
    })
}

/// Paper with grain, and lines of something like print: neither empty nor as smooth as a drawing.
fn drawn() -> Vec<u8> {
    let mut picture = format!("P6\n{WIDTH} {HEIGHT}\n255\n").into_bytes();
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let grain = (random & 15) as u8;
            let in_text = (300..2200).contains(&x) && (300..3200).contains(&y) && y % 70 < 40;
            // A word's letters: strokes up and across, by the place alone.
            let letter = (x / 34) * 7 + (y / 70) * 13;
            let (column, row) = (x % 34, y % 70);
            let stroke =
                column < 5 || (row < 5 && letter % 3 > 0) || (column / 5 + row / 8) == letter % 9;
            let ink = in_text && letter % 11 > 1 && column < 26 && stroke;
            let [r, g, b] = if ink { [30, 28, 40] } else { [236, 232, 222] };
            picture.extend([r + grain, g + grain, b + grain]);
        }
    }
    picture
}

fn of_one_picture(data: &[u8], describe: impl FnOnce(&mut ImageXObject<'_>)) -> Vec<u8> {
    let [catalogue, tree, leaf, content, picture] =
        std::array::from_fn(|index| Ref::new(index as i32 + 1));
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    pdf.pages(tree).kids([leaf]).count(1);
    let mut page = pdf.page(leaf);
    page.parent(tree).media_box(Rect::new(0.0, 0.0, 595.2, 841.92)).contents(content);
    page.resources().x_objects().pair(Name(b"I"), picture);
    page.finish();
    pdf.stream(content, b"q 595.2 0 0 841.92 0 0 cm /I Do Q");
    let mut image = pdf.image_xobject(picture, data);
    image.width(WIDTH as i32).height(HEIGHT as i32);
    describe(&mut image);
    image.finish();
    pdf.finish()
}

/// The only strip of a TIFF, and whether its white is 0 (tags 273, 279 and 262).
fn strip_of(file: &[u8]) -> Option<(&[u8], bool)> {
    let little = file.starts_with(b"II");
    let number = |at: usize, bytes: usize| -> Option<usize> {
        let digits = file.get(at..at + bytes)?;
        let join = |sum: usize, digit: &u8| sum << 8 | usize::from(*digit);
        Some(if little { digits.iter().rev().fold(0, join) } else { digits.iter().fold(0, join) })
    };
    let directory = number(4, 4)?;
    let value = |tag: usize| {
        (0..number(directory, 2)?).map(|index| directory + 2 + 12 * index).find_map(|entry| {
            let bytes = if number(entry + 2, 2)? == 3 { 2 } else { 4 };
            (number(entry, 2)? == tag).then(|| number(entry + 8, bytes))?
        })
    };
    let start = value(273)?;
    Some((file.get(start..start + value(279)?)?, value(262)? == 0))
}
