//! A scan as a PDF file: one JPEG to a page, as office scanners make it.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

/// A page's JPEG with its size in pixels.
pub(super) struct Page {
    pub jpeg: Vec<u8>,
    pub width: i32,
    pub height: i32,
}

/// A4 in points.
const A4: (f32, f32) = (595.0, 842.0);

pub(super) fn scan(pages: &[Page]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let page_ref = |index: usize, part: i32| Ref::new(3 + index as i32 * 3 + part);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids((0..pages.len()).map(|index| page_ref(index, 0)))
        .count(pages.len() as i32);
    for (index, page) in pages.iter().enumerate() {
        let (id, image, content) = (page_ref(index, 0), page_ref(index, 1), page_ref(index, 2));
        let name = Name(b"Scan");
        let mut leaf = pdf.page(id);
        leaf.media_box(Rect::new(0.0, 0.0, A4.0, A4.1)).parent(tree).contents(content);
        leaf.resources().x_objects().pair(name, image);
        leaf.finish();
        let mut object = pdf.image_xobject(image, &page.jpeg);
        object.filter(Filter::DctDecode);
        object.width(page.width).height(page.height);
        object.color_space().device_rgb();
        object.bits_per_component(8);
        object.finish();
        let mut drawn = Content::new();
        drawn.save_state();
        drawn.transform([A4.0, 0.0, 0.0, A4.1, 0.0, 0.0]);
        drawn.x_object(name);
        drawn.restore_state();
        pdf.stream(content, &drawn.finish());
    }
    pdf.finish()
}
