//! What a PDF says of itself beside its pages: attached files, layers that are switched off, and a
//! form of the XFA kind. Looked at once, before anything is drawn.
//!
//! All work is bounded, and what was seen is not entered again: a file may well point at itself.

use std::collections::HashSet;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Stream};
use hayro::hayro_syntax::page::Page;

use crate::contents::Besides;
use crate::hint::Hint;

/// No honest file has more entries than this in the trees that are walked here.
const MAX_NODES: usize = 4_096;
/// How many pages are asked for attachments and form fields.
const MAX_PAGES: usize = 200;
/// How many annotations of a page are looked at.
pub(super) const MAX_ANNOTATIONS: usize = 4_096;

/// The root of the document's objects (ISO 32000-2, 7.7.2).
pub(super) fn catalogue(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default()
}

/// What the file holds besides its pages, each kind once.
pub(super) fn holds_more(pdf: &Pdf, catalogue: &Dict<'_>) -> Vec<Hint> {
    let attachments = attachments(pdf, catalogue);
    let portfolio = catalogue.get::<Dict<'_>>("Collection").is_some();
    let layers = layers_off(catalogue);
    [
        (portfolio, Besides::Portfolio, attachments),
        (attachments > 0, Besides::Attachments, attachments),
        (layers > 0, Besides::HiddenLayers, layers),
    ]
    .into_iter()
    .filter(|(found, ..)| *found)
    .map(|(_, what, count)| Hint::HoldsMore { what, count })
    .collect()
}

/// Whether the form is drawn by a description of its own (XFA, ISO 32000-1, 12.7.8), which only few
/// programs can: its pages then say "please wait". An XFA form whose fields lie on the pages as well
/// is drawn like any other.
pub(super) fn is_dynamic_form(pdf: &Pdf, catalogue: &Dict<'_>) -> bool {
    let Some(form) = catalogue.get::<Dict<'_>>("AcroForm") else {
        return false;
    };
    if !has_xfa(&form) {
        return false;
    }
    let says_so = |dict: &Dict<'_>| dict.get::<bool>("NeedsRendering").unwrap_or(false);
    says_so(catalogue) || says_so(&form) || !has_widgets(pdf)
}

fn has_xfa(form: &Dict<'_>) -> bool {
    match form.get::<Object<'_>>("XFA") {
        Some(Object::Array(parts)) => parts.raw_iter().next().is_some(),
        Some(Object::Stream(_) | Object::String(_)) => true,
        _ => false,
    }
}

fn has_widgets(pdf: &Pdf) -> bool {
    pdf.pages()
        .iter()
        .take(MAX_PAGES)
        .any(|page| annotations(page.raw()).any(|annotation| is_of(&annotation, b"Widget")))
}

/// Whether a page's own numbers are such that programs draw different things of it: a box without
/// an area, of which hayro draws nothing, or a mask by opacity that names the ground it lies on
/// (ISO 32000-2, 11.6.5.2, keeps that for masks by brightness; some programs heed it all the same).
pub(super) fn is_drawn_variously(page: &Page<'_>) -> bool {
    let extent = page.intersected_crop_box();
    if extent.width() <= 0.0 || extent.height() <= 0.0 {
        return true;
    }
    let states = &page.resources().ext_g_states;
    states.keys().take(MAX_NODES).any(|name| {
        let state = states.get::<Dict<'_>>(name);
        let mask = state.and_then(|state| state.get::<Dict<'_>>("SMask"));
        mask.is_some_and(|mask| {
            mask.contains_key("BC")
                && mask.get::<Name<'_>>("S").is_some_and(|kind| *kind == *b"Alpha")
        })
    })
}

/// A page's annotations.
pub(super) fn annotations<'a>(page: &Dict<'a>) -> impl Iterator<Item = Dict<'a>> + use<'a> {
    let list = page.get::<Array<'a>>("Annots");
    list.into_iter().flat_map(|list| list.iter::<Object<'a>>().take(MAX_ANNOTATIONS)).filter_map(
        |object| match object {
            Object::Dict(annotation) => Some(annotation),
            _ => None,
        },
    )
}

/// Whether an annotation is of this kind.
pub(super) fn is_of(annotation: &Dict<'_>, subtype: &[u8]) -> bool {
    annotation.get::<Name<'_>>("Subtype").is_some_and(|name| *name == *subtype)
}

/// Counts the file specifications that embed a file, each once: the name tree's, those of
/// annotations and the associated files (7.11.4, 12.5.6.15, 14.13).
fn attachments(pdf: &Pdf, catalogue: &Dict<'_>) -> u32 {
    let mut found = Found::default();
    if let Some(tree) =
        catalogue.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        found.tree(tree);
    }
    found.associated(catalogue);
    for page in pdf.pages().iter().take(MAX_PAGES) {
        found.associated(page.raw());
        for annotation in annotations(page.raw()) {
            found.associated(&annotation);
            if is_of(&annotation, b"FileAttachment")
                && let Some(file) = annotation.get::<Dict<'_>>("FS")
            {
                found.file(&file);
            }
        }
    }
    u32::try_from(found.files.len()).unwrap_or(u32::MAX)
}

/// The place of a dictionary's text in memory: the same for every way that leads to it.
fn place(dict: &Dict<'_>) -> usize {
    dict.data().as_ptr() as usize
}

#[derive(Default)]
struct Found {
    /// The embedded files, by the place of their stream's or their specification's dictionary.
    files: HashSet<usize>,
    nodes: HashSet<usize>,
}

impl Found {
    fn file(&mut self, specification: &Dict<'_>) {
        if self.files.len() >= MAX_NODES {
            return;
        }
        let Some(embedded) = specification.get::<Dict<'_>>("EF") else {
            return;
        };
        // One file may be named by two specifications, the name tree's and an annotation's.
        let stream = ["UF", "F", "Unix", "Mac", "DOS"]
            .into_iter()
            .find_map(|key| embedded.get::<Stream<'_>>(key));
        match stream {
            Some(stream) => self.files.insert(place(stream.dict())),
            // What the specification names is not there to be counted, but was meant to be.
            None => !embedded.is_empty() && self.files.insert(place(specification)),
        };
    }

    fn associated(&mut self, owner: &Dict<'_>) {
        match owner.get::<Object<'_>>("AF") {
            Some(Object::Array(files)) => {
                for file in files.iter::<Object<'_>>().take(MAX_NODES) {
                    if let Object::Dict(file) = file {
                        self.file(&file);
                    }
                }
            }
            Some(Object::Dict(file)) => self.file(&file),
            _ => {}
        }
    }

    fn tree(&mut self, root: Dict<'_>) {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            if self.nodes.len() >= MAX_NODES || !self.nodes.insert(place(&node)) {
                continue;
            }
            if let Some(names) = node.get::<Array<'_>>("Names") {
                // Names and values in turn; what is not a dictionary is no specification.
                for value in names.iter::<Object<'_>>().take(2 * MAX_NODES) {
                    if let Object::Dict(file) = value {
                        self.file(&file);
                    }
                }
            }
            if let Some(kids) = node.get::<Array<'_>>("Kids") {
                for kid in kids.iter::<Object<'_>>().take(MAX_NODES) {
                    if let Object::Dict(kid) = kid {
                        waiting.push(kid);
                    }
                }
            }
        }
    }
}

/// Counts the optional-content groups that the default configuration switches off (8.11.4.3).
fn layers_off(catalogue: &Dict<'_>) -> u32 {
    let Some(properties) = catalogue.get::<Dict<'_>>("OCProperties") else {
        return 0;
    };
    let groups = |dict: &Dict<'_>, key: &str| -> Vec<ObjRef> {
        dict.get::<Array<'_>>(key).map_or_else(Vec::new, |list| {
            list.raw_iter().take(MAX_NODES).filter_map(|item| item.as_obj_ref()).collect()
        })
    };
    let all: HashSet<ObjRef> = groups(&properties, "OCGs").into_iter().collect();
    let configuration = properties.get::<Dict<'_>>("D").unwrap_or_default();
    let base_off =
        configuration.get::<Name<'_>>("BaseState").is_some_and(|state| *state == *b"OFF");
    let mut off = if base_off { all.clone() } else { HashSet::new() };
    for group in groups(&configuration, "ON") {
        off.remove(&group);
    }
    off.extend(groups(&configuration, "OFF").into_iter().filter(|group| all.contains(group)));
    u32::try_from(off.len()).unwrap_or(u32::MAX)
}
