//! Setting type: fonts, lines, pages, and the PDF they become.

mod lines;
mod pdf;
mod press;
mod press_table;
mod shaping;
mod sheet;
mod structure;
mod typefaces;

pub(crate) use press::{Press, Running, Style};
pub(crate) use press_table::{Align, TableColumn};
pub(crate) use shaping::Weight;
pub use typefaces::{Typeface, Typefaces};
