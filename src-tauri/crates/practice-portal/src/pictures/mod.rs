//! The sample documents, drawn by code: every one says 範例 on its face and shows nobody.

mod cache;
mod cards;
mod exif;
mod face;
mod household;
mod kinds;
mod letter;
mod paint;
mod pdf;
mod scenes;
mod svg;

pub(crate) use cache::draw_all;
pub(crate) use kinds::{
    Age, Card, CardBack, Drawing, Entry, Face, Finish, Household, Letter, Picture, Scene, Sheet,
    Wearing,
};
