//! Draws what a page leaves to its reader to draw: [`Mark`]s, as a page of our own that is laid over
//! it.

use pdf_writer::types::LineCapStyle;
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::strokes::{Align, Mark, Point, Style};
use crate::lettering::{borrowed_font, measure, utf16};

/// Between the edge of a field and its text, in points.
const MARGIN: f32 = 2.0;
/// From one line to the next, in sizes of the text.
const LEADING: f32 = 1.25;
/// The size of text in lines that does not say one.
const USUAL_SIZE: f32 = 11.0;
/// How far a quarter of a circle's curve reaches, in radii.
const ROUND: f32 = 0.552_28;

/// A page of this extent, in the coordinates of the page beneath, with the marks on it.
pub(super) fn page_of(marks: &[Mark], [x0, y0, x1, y1]: [f32; 4]) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_cap(LineCapStyle::RoundCap);
    for mark in marks {
        match mark {
            Mark::Words { within, text, style } => words(&mut content, *within, text, *style),
            Mark::Strokes { lines, colour, width, closed } => {
                set_stroke(&mut content, *colour, *width);
                for line in lines {
                    trace(&mut content, line);
                    if *closed {
                        content.close_path();
                    }
                    content.stroke();
                }
            }
            Mark::Ellipse { within, colour, width } => {
                set_stroke(&mut content, *colour, *width);
                ellipse(&mut content, *within);
            }
            Mark::Shade { quads, colour: [r, g, b] } => {
                content.save_state();
                content.set_parameters(Name(b"Clear"));
                content.set_fill_rgb(*r, *g, *b);
                for [upper_left, upper_right, lower_left, lower_right] in quads {
                    trace(&mut content, &[*upper_left, *upper_right, *lower_right, *lower_left]);
                    content.close_path();
                    content.fill_nonzero();
                }
                content.restore_state();
            }
        }
    }
    let content = content.finish();
    let [catalogue, tree, page, drawing, font, descendant, descriptor, clear] =
        std::array::from_fn(|index| Ref::new(index as i32 + 1));
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.parent(tree).media_box(Rect::new(x0, y0, x1, y1)).contents(drawing);
    let mut resources = leaf.resources();
    resources.fonts().pair(Name(b"Hei"), font);
    resources.ext_g_states().pair(Name(b"Clear"), clear);
    resources.finish();
    leaf.finish();
    pdf.ext_graphics(clear).non_stroking_alpha(0.35);
    pdf.stream(drawing, &content);
    borrowed_font(&mut pdf, [font, descendant, descriptor]);
    pdf.finish()
}

fn set_stroke(content: &mut Content, [r, g, b]: [f32; 3], width: f32) {
    content.set_stroke_rgb(r, g, b);
    content.set_line_width(width);
}

fn trace(content: &mut Content, line: &[Point]) {
    let mut points = line.iter();
    let Some((x, y)) = points.next() else {
        return;
    };
    content.move_to(*x, *y);
    if line.len() == 1 {
        // A dot: the pen was only put down.
        content.line_to(*x + 0.01, *y);
    }
    for (x, y) in points {
        content.line_to(*x, *y);
    }
}

fn ellipse(content: &mut Content, [x0, y0, x1, y1]: [f32; 4]) {
    let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
    let (a, b) = ((x1 - x0) / 2.0, (y1 - y0) / 2.0);
    let (p, q) = (a * ROUND, b * ROUND);
    content.move_to(x1, y);
    content.cubic_to(x1, y + q, x + p, y1, x, y1);
    content.cubic_to(x - p, y1, x0, y + q, x0, y);
    content.cubic_to(x0, y - q, x - p, y0, x, y0);
    content.cubic_to(x + p, y0, x1, y - q, x1, y);
    content.close_path();
    content.stroke();
}

fn words(content: &mut Content, [x0, y0, x1, y1]: [f32; 4], text: &str, style: Style) {
    let (width, height) = (x1 - x0 - 2.0 * MARGIN, y1 - y0);
    let given: Vec<&str> = text.lines().map(str::trim_end).collect();
    let in_lines = style.lines || given.len() > 1;
    let (size, lines) = if in_lines {
        let mut size = if style.size > 0.0 { style.size } else { USUAL_SIZE };
        let mut lines = wrapped(&given, width / size);
        // What a size of its own does not ask for is made to fit.
        while style.size == 0.0 && size > 4.0 && lines.len() as f32 * size * LEADING > height {
            size -= 1.0;
            lines = wrapped(&given, width / size);
        }
        (size, lines)
    } else {
        let fits = (height * 0.7).min(width / measure(text).max(0.5)).clamp(2.0, 72.0);
        (if style.size > 0.0 { style.size } else { fits }, vec![text.to_owned()])
    };
    let first = if in_lines { y1 - MARGIN - size * 0.85 } else { (y0 + y1) / 2.0 - size * 0.32 };
    let [r, g, b] = style.colour;
    content.begin_text();
    content.set_font(Name(b"Hei"), 1.0);
    content.set_fill_rgb(r, g, b);
    for (index, line) in lines.iter().enumerate() {
        let spare = (x1 - x0) - measure(line) * size;
        let x = match style.align {
            Align::Left => x0 + MARGIN,
            Align::Middle => x0 + spare / 2.0,
            Align::Right => x0 + spare - MARGIN,
        };
        let y = first - index as f32 * size * LEADING;
        content.set_text_matrix([size, 0.0, 0.0, size, x, y]);
        content.show(Str(&utf16(line)));
    }
    content.end_text();
}

/// Lines of at most so many widths of a Chinese character.
fn wrapped(given: &[&str], width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in given {
        let mut line = String::new();
        for char in paragraph.chars() {
            let mut next = line.clone();
            next.push(char);
            if measure(&next) > width && !line.is_empty() {
                // Latin words are not cut where there is a blank to break at.
                let kept = match line.rfind(' ') {
                    Some(blank) if char.is_ascii_alphanumeric() && blank > 0 => blank + 1,
                    _ => line.len(),
                };
                let rest = line.split_off(kept);
                lines.push(std::mem::take(&mut line));
                line = rest;
                line.push(char);
            } else {
                line = next;
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_chinese_characters_and_between_latin_words() {
        assert_eq!(wrapped(&["一二三四五"], 2.0), ["一二", "三四", "五"]);
        assert_eq!(wrapped(&["one two six"], 4.0), ["one two ", "six"]);
        assert_eq!(wrapped(&["", "x"], 4.0), ["", "x"]);
    }
}
