//! Pages to PDF. Fonts are cut down to the glyphs in use, and every glyph says which characters it
//! stands for, so that the text can be searched, copied and read aloud.

use krilla::color::luma;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime as PdfTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Data, Document, SerializeSettings};

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};

use super::shaping::{Cluster, Weight};
use super::sheet::{HEIGHT, Mark, SetLine, Sheet, WIDTH};
use super::structure::{Role, Structure};
use super::typefaces::Typefaces;
use crate::ReportError;

const LANGUAGE: &str = "zh-Hant-TW";

/// A paper that is set.
pub(super) struct Sheets<'a> {
    pub faces: &'a Typefaces,
    pub sheets: &'a [Sheet],
    pub structure: &'a Structure,
    pub title: &'a str,
    pub made_at: DateTime<Utc>,
}

/// By PDF/UA-1. What a family wrote may hold what the standard forbids, such as a character without a
/// meaning of its own: such a paper says the same and does not claim the standard.
pub(super) fn written(paper: &Sheets<'_>) -> Result<Vec<u8>, ReportError> {
    let accessible = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| ReportError::Unwritten("pdf"))?;
    written_by(paper, accessible).or_else(|refused| {
        tracing::warn!("a paper does not follow PDF/UA-1");
        written_by(paper, Configuration::default()).map_err(|_| refused)
    })
}

fn written_by(paper: &Sheets<'_>, configuration: Configuration) -> Result<Vec<u8>, ReportError> {
    let refused = || ReportError::Unwritten("pdf");
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let Sheets { faces, structure, .. } = paper;
    let mut drawn = vec![Vec::new(); structure.count()];
    for sheet in paper.sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(refused)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for together in sheet.marks.chunk_by(|(one, _), (next, _)| one == next) {
            let Some((role, _)) = together.first() else { continue };
            let identifier = begin(&mut surface, *role);
            for (_, mark) in together {
                draw(&mut surface, faces, mark);
            }
            surface.end_tagged();
            if let Role::Part(part) = role {
                drawn[*part].push(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(structure.tree(&mut drawn).with_lang(Some(LANGUAGE.to_owned())));
    document.set_outline(structure.outline());
    let Sheets { title, made_at, .. } = *paper;
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(LANGUAGE.to_owned())
            .creator("Notebook Desk".to_owned())
            .creation_date(pdf_time(made_at)),
    );
    // The library's own words may name a glyph's text.
    document.finish().map_err(|_| refused())
}

fn begin(surface: &mut Surface<'_>, role: Role) -> Identifier {
    surface.start_tagged(match role {
        Role::Part(_) => ContentTag::Other,
        Role::Adornment => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        Role::Foot => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
    })
}

/// A JPEG or PNG, if it is one that can be printed.
pub(super) fn image(bytes: &[u8]) -> Option<Image> {
    let data = Data::from(bytes.to_vec());
    let image = match bytes {
        [0xff, 0xd8, ..] => Image::from_jpeg(data, true),
        _ => Image::from_png(data, true),
    };
    image.ok().filter(|image| image.size().0 > 0 && image.size().1 > 0)
}

fn pdf_time(at: DateTime<Utc>) -> PdfTime {
    PdfTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn draw(surface: &mut Surface<'_>, faces: &Typefaces, mark: &Mark) {
    match mark {
        Mark::Line { x, baseline, size, grey, line } => {
            draw_line(surface, faces, (*x, *baseline), *size, *grey, line);
        }
        Mark::Rule { from, to, thick, grey } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(*grey, *thick)));
                surface.draw_path(&path);
            }
        }
        Mark::Area { x, y, width, height, fill: paint, stroke: edge } => {
            let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { return };
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            if let Some(path) = path.finish() {
                surface.set_fill(paint.map(fill));
                surface.set_stroke(edge.map(|grey| stroke(grey, 0.6)));
                surface.draw_path(&path);
            }
        }
        Mark::Picture { x, y, width, height, image } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

/// Runs of one font each.
fn draw_line(
    surface: &mut Surface<'_>,
    faces: &Typefaces,
    (mut x, baseline): (f32, f32),
    size: f32,
    grey: u8,
    line: &SetLine,
) {
    let mut place = 0;
    while place < line.clusters.len() {
        let face = line.clusters[place].face;
        let run = line.clusters[place..].iter().take_while(|cluster| cluster.face == face).count();
        let run = &line.clusters[place..place + run];
        let glyphs: Vec<KrillaGlyph> =
            run.iter().flat_map(|cluster| glyphs_of(cluster, &line.text)).collect();
        surface.set_fill(Some(fill(grey)));
        let is_thickened = line.weight == Weight::Bold && Some(face) != faces.bold;
        surface.set_stroke(is_thickened.then(|| stroke(grey, size * 0.03)));
        let font = faces.faces[face].font.clone();
        surface.draw_glyphs(Point::from_xy(x, baseline), &glyphs, font, &line.text, size, false);
        x += run.iter().map(|cluster| cluster.advance).sum::<f32>() * size;
        place += run.len();
    }
}

/// A grapheme's glyphs stand for all of it together. A pile of marks on one letter would be longer
/// than a PDF's table of characters takes: there each glyph stands for its share.
fn glyphs_of<'a>(cluster: &'a Cluster, text: &'a str) -> impl Iterator<Item = KrillaGlyph> + 'a {
    const MOST: usize = 32;
    let mut bounds: Vec<usize> = text[cluster.range.clone()]
        .char_indices()
        .map(|(at, _)| cluster.range.start + at)
        .collect();
    bounds.push(cluster.range.end);
    let (chars, glyphs) = (bounds.len() - 1, cluster.glyphs.len());
    cluster.glyphs.iter().enumerate().map(move |(place, glyph)| {
        let range = if chars <= MOST {
            cluster.range.clone()
        } else {
            bounds[place * chars / glyphs]..bounds[(place + 1) * chars / glyphs]
        };
        let id = GlyphId::new(glyph.id);
        KrillaGlyph::new(id, glyph.advance, glyph.x, glyph.y, 0.0, range, None)
    })
}

fn fill(grey: u8) -> Fill {
    Fill {
        paint: luma::Color::new(grey).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

fn stroke(grey: u8, width: f32) -> Stroke {
    Stroke { paint: luma::Color::new(grey).into(), width, ..Stroke::default() }
}
