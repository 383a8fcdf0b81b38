//! PDFs that hold more than is shown, or show less than they hold: each is told, and what can be
//! drawn is drawn.

use documents::{Besides, Hint, NotDrawn, Refusal, Rendition};

use crate::fixtures::pdfs::{with_borrowed_chinese_font, with_pages};
use crate::fixtures::pictures::{Jpeg, quarters};
use crate::fixtures::plain::OnePage;
use crate::{pixels, preview, workshop};

async fn shown(bytes: Vec<u8>) -> Rendition {
    preview(bytes, 800).await.expect("shown")
}

async fn hints(bytes: Vec<u8>) -> Vec<Hint> {
    shown(bytes).await.hints
}

fn holds(what: Besides, count: u32) -> Hint {
    Hint::HoldsMore { what, count }
}

fn lacks(what: NotDrawn) -> Hint {
    Hint::PageIncomplete { what }
}

/// How many pixels of a part of the page (in points, from the lower left) are not white.
fn ink(rendition: &Rendition, [x0, y0, x1, y1]: [u32; 4]) -> usize {
    let picture = pixels(rendition);
    let scale = rendition.height as f32 / rendition.source_height as f32;
    let at = |points: u32| (points as f32 * scale) as u32;
    let top = |points: u32| rendition.height - at(points);
    let rows = top(y1)..top(y0);
    rows.flat_map(|y| (at(x0)..at(x1)).map(move |x| (x, y)))
        .filter(|(x, y)| picture.get_pixel(*x, *y).0.iter().any(|channel| *channel < 200))
        .count()
}

#[tokio::test]
async fn a_plain_pdf_gets_no_hint() {
    assert_eq!(hints(with_pages(2)).await, []);
    assert_eq!(hints(include_bytes!("fixtures/cases/s01_leading_newline.pdf").to_vec()).await, []);
    let labelled = OnePage {
        catalogue: "/Names << /Dests << /Names [] >> >> /OCProperties << /OCGs [5 0 R] /D << \
                    /Order [5 0 R] /ON [5 0 R] >> >> /AcroForm << /Fields [] >>",
        page: "/Annots [<< /Subtype /Link /Rect [0 0 99 99] >> << /Subtype /Popup /Rect [0 0 9 9] \
               >>]",
        more: &[("<< /Type /OCG /Name (Text) >>", None)],
        ..OnePage::EMPTY
    };
    assert_eq!(hints(labelled.written()).await, []);
}

#[tokio::test]
async fn attached_files_are_counted_each_once() {
    let more: &[(&str, Option<&[u8]>)] = &[
        ("<< /Kids [6 0 R 5 0 R] >>", None),
        ("<< /Names [(a) 7 0 R (b) << /F (b) /EF << /F 9 0 R >> >> (c) 7 0 R] >>", None),
        ("<< /Type /Filespec /F (a) /EF << /F 8 0 R >> >>", None),
        ("<< /Type /EmbeddedFile >>", Some(b"a")),
        ("<< /Type /EmbeddedFile >>", Some(b"b")),
        ("<< /Type /EmbeddedFile >>", Some(b"c")),
    ];
    let names = "/Names << /EmbeddedFiles 5 0 R >>";
    let tree = OnePage { catalogue: names, more, ..OnePage::EMPTY };
    assert_eq!(hints(tree.written()).await, [holds(Besides::Attachments, 2)]);

    let pinned = OnePage {
        page: "/Annots [<< /Subtype /FileAttachment /Rect [9 9 30 30] /FS << /F (c) /EF << /F 10 0 \
               R >> >> >>] /AF [7 0 R]",
        ..tree
    };
    assert_eq!(hints(pinned.written()).await, [holds(Besides::Attachments, 3)]);

    let associated = OnePage { catalogue: "/AF [7 0 R]", more, ..OnePage::EMPTY };
    assert_eq!(hints(associated.written()).await, [holds(Besides::Attachments, 1)]);

    let catalogue = &format!("{names} /Collection << /View /T >>");
    let portfolio = OnePage { catalogue, more, ..OnePage::EMPTY };
    assert_eq!(
        hints(portfolio.written()).await,
        [holds(Besides::Portfolio, 2), holds(Besides::Attachments, 2)]
    );
}

#[tokio::test]
async fn layers_that_are_off_are_counted() {
    let layers = |configuration: &str| {
        let catalogue = format!("/OCProperties << /OCGs [5 0 R 6 0 R] /D << {configuration} >> >>");
        let layer = ("<< /Type /OCG /Name (Layer) >>", None);
        OnePage { catalogue: &catalogue, more: &[layer, layer], ..OnePage::EMPTY }.written()
    };
    assert_eq!(hints(layers("/OFF [6 0 R 6 0 R]")).await, [holds(Besides::HiddenLayers, 1)]);
    assert_eq!(hints(layers("/BaseState /OFF")).await, [holds(Besides::HiddenLayers, 2)]);
    let but_one = "/BaseState /OFF /ON [5 0 R]";
    assert_eq!(hints(layers(but_one)).await, [holds(Besides::HiddenLayers, 1)]);
    assert_eq!(hints(layers("/BaseState /ON")).await, []);
}

#[tokio::test]
async fn notes_and_stamps_without_an_appearance_are_told_and_drawn() {
    let free = shown(include_bytes!("fixtures/cases/a01_freetext_no_ap.pdf").to_vec()).await;
    assert_eq!(free.hints, [lacks(NotDrawn::Annotations)]);
    assert!(ink(&free, [72, 400, 400, 440]) > 200);
    let stamp = shown(include_bytes!("fixtures/cases/a04_stamp_no_ap.pdf").to_vec()).await;
    assert_eq!(stamp.hints, [lacks(NotDrawn::Annotations)]);
    assert!(ink(&stamp, [300, 400, 500, 480]) > 400);
}

fn annotated(annotation: &str) -> Vec<u8> {
    let page = &format!("/Annots [<< /Rect [100 400 300 450] {annotation} >>]");
    let more: &[(&str, Option<&[u8]>)] = &[
        ("<< /Subtype /Form /BBox [0 0 200 50] >>", Some(b"0 0 200 50 re f")),
        ("<< /Subtype /Form /BBox [0 0 200 50] >>", Some(b"% nothing")),
        ("<< /Subtype /Form /BBox [0 0 0 0] >>", Some(b"0 0 200 50 re f")),
    ];
    OnePage { page, more, ..OnePage::EMPTY }.written()
}

#[tokio::test]
async fn every_kind_of_note_without_an_appearance_is_told_and_drawn() {
    let kinds = [
        "/Subtype /Ink /InkList [[110 410 200 440 290 410] [150 420]] /C [1 0 0] /BS << /W 3 >>",
        "/Subtype /FreeText /Contents <FEFF738B5C0F660E> /DA (/F 24 Tf 0 0 1 rg) /Q 1",
        "/Subtype /Stamp",
        "/Subtype /Square /C [0 0 1] /IC [1 1 0]",
        "/Subtype /Circle /C [0 0 1] /BE << /S /C >>",
        "/Subtype /Line /L [110 410 290 440] /LE [/None /OpenArrow]",
        "/Subtype /Text /Contents (Please look)",
        "/Subtype /Ink /InkList [[110 410 200 440 290 410]] /AP << /N 6 0 R >>",
        "/Subtype /Ink /InkList [[110 410 200 440 290 410]] /AP << /N 7 0 R >>",
        "/Subtype /Ink /InkList [[110 410 200 440 290 410]] /AP << /D 5 0 R >>",
    ];
    for kind in kinds {
        let page = shown(annotated(kind)).await;
        assert_eq!(page.hints, [lacks(NotDrawn::Annotations)], "{kind}");
        assert!(ink(&page, [98, 398, 302, 452]) > 50, "{kind}");
    }
}

#[tokio::test]
async fn lines_that_are_all_there_is_to_a_note_are_drawn_and_need_no_hint() {
    let kinds = [
        "/Subtype /Square /C [0 0 1]",
        "/Subtype /Circle /C [0 0 1]",
        "/Subtype /Line /L [110 410 290 440] /LE [/None /None]",
        "/Subtype /Polygon /Vertices [110 410 290 440 200 400]",
        "/Subtype /PolyLine /Vertices [110 410 290 440 200 400]",
        "/Subtype /Highlight /QuadPoints [100 450 300 450 100 400 300 400]",
        "/Subtype /Highlight",
        "/Subtype /Underline /QuadPoints [100 450 300 450 100 402 300 402]",
        "/Subtype /StrikeOut /QuadPoints [100 450 300 450 100 400 300 400]",
        "/Subtype /Squiggly",
    ];
    for kind in kinds {
        let page = shown(annotated(kind)).await;
        assert_eq!(page.hints, [], "{kind}");
        assert!(ink(&page, [98, 398, 302, 452]) > 50, "{kind}");
    }
}

#[tokio::test]
async fn a_note_whose_place_is_a_point_is_told_and_drawn() {
    let rich = "/Rect [100 400 100 400] /Subtype /Text /RC (<p>Please look</p>)";
    let page = OnePage { page: &format!("/Annots [<< {rich} >>]"), ..OnePage::EMPTY };
    let page = shown(page.written()).await;
    assert_eq!(page.hints, [lacks(NotDrawn::Annotations)]);
    assert!(ink(&page, [90, 370, 130, 410]) > 20);
    let tags_alone = annotated("/Subtype /Text /RC (<p></p>)");
    assert_eq!(hints(tags_alone).await, []);
}

#[tokio::test]
async fn the_frame_of_a_link_is_drawn_without_a_hint() {
    let frame = [98, 398, 302, 452];
    for border in [
        "/Border [0 0 2] /C [1 0 0]",
        "/Border [0 0 1 [3 2]]",
        "/BS << /W 2 /S /D /D [4] >>",
        "/BS << /S /U >>",
    ] {
        let page = shown(annotated(&format!("/Subtype /Link {border}"))).await;
        assert_eq!(page.hints, [], "{border}");
        assert!(ink(&page, frame) > 50, "{border}");
    }
    for none in ["", "/Border [0 0 0]", "/Border [0 0 1] /C []", "/BS << /W 0 >>"] {
        let page = shown(annotated(&format!("/Subtype /Link {none}"))).await;
        assert_eq!(ink(&page, frame), 0, "{none}");
    }
    // A frame as wide as this would hide what the link is on.
    let wide = shown(annotated("/Subtype /Link /Border [0 0 112]")).await;
    assert_eq!(ink(&wide, [110, 410, 290, 440]), 0);
}

#[tokio::test]
async fn the_frame_of_an_empty_field_is_drawn_without_a_hint() {
    let page = shown(form("", "/V () /MK << /BC [1 0 0] >> /BS << /W 2 /S /S >>")).await;
    assert_eq!(page.hints, []);
    assert!(ink(&page, [98, 398, 302, 432]) > 100);
    let own = shown(form("", "/V () /AP << /N 7 0 R >> /MK << /BC [1 0 0] >>")).await;
    assert_eq!(ink(&own, [98, 398, 302, 432]), 0, "its appearance says that there is none");
}

#[tokio::test]
async fn text_is_seen_through_a_marker_that_was_laid_over_it() {
    let marked = |kind: &str| {
        let page =
            format!("/Annots [<< /Subtype /{kind} /Rect [100 400 300 450] /AP << /N 5 0 R >> >>]");
        let more: &[(&str, Option<&[u8]>)] =
            &[("<< /Subtype /Form /BBox [0 0 200 50] >>", Some(b"1 1 0 rg 0 0 200 50 re f"))];
        let content = b"150 410 100 30 re f";
        OnePage { page: &page, content, more, ..OnePage::EMPTY }.written()
    };
    let dark_at_middle = |page: &Rendition| {
        let picture = pixels(page);
        picture.get_pixel(picture.width() / 3, picture.height() * 375 / 800).0
    };
    let page = shown(marked("Highlight")).await;
    assert!(dark_at_middle(&page).iter().all(|channel| *channel < 60), "the text");
    // A stamp does hide what it is put on.
    let page = shown(marked("Stamp")).await;
    assert!(dark_at_middle(&page)[0] > 200);
}

#[tokio::test]
async fn a_page_that_programs_draw_in_different_ways_is_told() {
    let no_area = OnePage { page: "/MediaBox [0 0 0 0] /CropBox [0 0 0 0]", ..OnePage::EMPTY };
    assert_eq!(hints(no_area.written()).await, [lacks(NotDrawn::Other)]);
    let masked = |kind: &str| {
        let page = format!(
            "/Resources << /ExtGState << /M << /SMask << /S /{kind} /G 5 0 R /BC [1] >> >> >> >>"
        );
        let more: &[(&str, Option<&[u8]>)] = &[(
            "<< /Subtype /Form /BBox [0 0 99 99] /Group << /S /Transparency /CS /DeviceGray >> >>",
            Some(b"1 g 0 0 99 99 re f"),
        )];
        let content = b"/M gs 0 0 300 300 re f";
        OnePage { page: &page, content, more, ..OnePage::EMPTY }.written()
    };
    assert_eq!(hints(masked("Alpha")).await, [lacks(NotDrawn::Other)]);
    assert_eq!(hints(masked("Luminosity")).await, []);
}

/// A Latin font that the file names and does not bring, with its characters under numbers: the ones
/// that the borrowed font does not have are not left out.
#[tokio::test]
async fn a_letter_that_a_borrowed_latin_font_does_not_have_is_a_box_and_told() {
    let text = |letter: &str| {
        let to_unicode = format!("1 beginbfchar <0241> <{letter}> endbfchar");
        let more: &[(&str, Option<&[u8]>)] = &[("<< >>", Some(to_unicode.as_bytes()))];
        let page = "/Resources << /Font << /T << /Type /Font /Subtype /Type0 /BaseFont \
                    /TimesNewRoman /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts [<< \
                    /Type /Font /Subtype /CIDFontType2 /BaseFont /TimesNewRoman /CIDSystemInfo << \
                    /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 700 >>] >> >> >>";
        let content = b"BT /T 60 Tf 40 500 Td <02410241> Tj ET";
        OnePage { page, content, more, ..OnePage::EMPTY }.written()
    };
    let known = shown(text("0041")).await;
    assert_eq!(known.hints, []);
    let unknown = shown(text("0104")).await;
    assert_eq!(unknown.hints, [lacks(NotDrawn::Glyphs)]);
    assert!(ink(&unknown, [40, 490, 120, 555]) > 200);
}

#[tokio::test]
async fn notes_that_are_drawn_or_hidden_or_empty_get_no_hint() {
    let kinds = [
        "/Subtype /Stamp /AP << /N 5 0 R >>",
        "/Subtype /Highlight /AP << /N 5 0 R >>",
        "/Subtype /Stamp /F 2",
        "/Subtype /Ink /InkList [[110 410 200 440]] /F 32",
        "/Subtype /Ink /InkList []",
        "/Subtype /FreeText /Contents ()",
        "/Subtype /Link /A << /S /URI >>",
    ];
    for kind in kinds {
        assert_eq!(hints(annotated(kind)).await, [], "{kind}");
    }
}

fn form(form: &str, widget: &str) -> Vec<u8> {
    let catalogue = &format!("/AcroForm << /Fields [5 0 R] /DA (/Helv 0 Tf 0 g) {form} >>");
    let font = "/Resources << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica \
                >> >> >>";
    let appearance = format!("<< /Subtype /Form /BBox [0 0 200 30] {font} >>");
    let kid = format!("<< /Subtype /Widget /Rect [100 400 300 430] /Parent 10 0 R {widget} >>");
    let more: &[(&str, Option<&[u8]>)] = &[
        (&kid, None),
        (&appearance, Some(b"/Tx BMC BT /Helv 12 Tf 2 9 Td (CHEN) Tj ET EMC")),
        (&appearance, Some(b"/Tx BMC EMC")),
        (&appearance, Some(b"0.9 g 0 0 200 30 re f")),
        (&appearance, Some(b"BT /Helv 12 Tf 2 9 Td (WANG) Tj ET")),
        ("<< /FT /Tx /T (name) /V (CHEN) /Kids [5 0 R] >>", None),
    ];
    OnePage { catalogue, page: "/Annots [5 0 R]", more, ..OnePage::EMPTY }.written()
}

#[tokio::test]
async fn a_filled_form_without_appearances_is_told_and_drawn() {
    let filled = include_bytes!("fixtures/cases/f02_form_need_appearances.pdf");
    let page = shown(filled.to_vec()).await;
    assert_eq!(page.hints, [lacks(NotDrawn::Fields)]);
    assert!(ink(&page, [72, 500, 300, 530]) > 200, "the name");
    assert!(ink(&page, [72, 450, 92, 470]) > 10, "the tick");
    for (all, widget) in [
        ("", ""),
        ("/NeedAppearances true", ""),
        ("", "/AP << /N 7 0 R >>"),
        ("", "/AP << /N 8 0 R >>"),
        ("", "/FT /Ch /V [(A) (B)]"),
        ("", "/V <FEFF738B5C0F660E> /Ff 4096"),
    ] {
        let page = shown(form(all, widget)).await;
        assert_eq!(page.hints, [lacks(NotDrawn::Fields)], "{all} {widget}");
        assert!(ink(&page, [100, 400, 300, 430]) > 20, "{all} {widget}");
    }
}

#[tokio::test]
async fn a_form_whose_appearance_is_of_an_older_value_is_told() {
    let old = form("/NeedAppearances true", "/AP << /N 9 0 R >>");
    assert_eq!(hints(old).await, [lacks(NotDrawn::Fields)]);
}

#[tokio::test]
async fn a_form_with_appearances_or_without_values_gets_no_hint() {
    for (all, widget) in [
        ("", "/AP << /N 6 0 R >>"),
        ("/NeedAppearances true", "/AP << /N 6 0 R >>"),
        ("", "/V ()"),
        ("", "/F 2"),
        ("", "/FT /Btn /V /Off"),
        ("", "/FT /Btn /V /Off /AS /Off /AP << /N << /Yes 8 0 R >> >>"),
        ("", "/FT /Btn /V /Yes /AS /Yes /AP << /N << /Yes 8 0 R >> >>"),
        ("", "/FT /Btn /V /Other /AS /Off /AP << /N << /This 8 0 R >> >>"),
        ("", "/FT /Btn /Ff 65536"),
        ("", "/FT /Sig /V << >>"),
    ] {
        assert_eq!(hints(form(all, widget)).await, [], "{all} {widget}");
    }
}

#[tokio::test]
async fn a_box_that_is_on_and_drawn_as_off_is_told() {
    for widget in [
        "/FT /Btn /V /Yes /AS /Yes",
        "/FT /Btn /V /Yes",
        "/FT /Btn /V /Yes /AS /Off /AP << /N << /Yes 8 0 R >> >>",
        "/FT /Btn /V /Yes /AS /Yes /AP << /N << /On 8 0 R >> >>",
    ] {
        assert_eq!(hints(form("", widget)).await, [lacks(NotDrawn::Fields)], "{widget}");
    }
}

#[tokio::test]
async fn a_form_that_only_says_please_wait_is_told() {
    let waiting = include_bytes!("fixtures/cases/f04_xfa_please_wait.pdf");
    assert_eq!(hints(waiting.to_vec()).await, [lacks(NotDrawn::Xfa)]);
    let unsaid = OnePage {
        catalogue: "/AcroForm << /Fields [] /XFA [(template) 5 0 R] >>",
        more: &[("<< >>", Some(b"<xdp/>"))],
        ..OnePage::EMPTY
    };
    assert_eq!(hints(unsaid.written()).await, [lacks(NotDrawn::Xfa)]);
    // Its fields lie on the page as well.
    let drawn = form("/XFA [(template) 6 0 R]", "/AP << /N 6 0 R >>");
    assert_eq!(hints(drawn).await, []);
}

#[tokio::test]
async fn a_character_without_a_glyph_is_a_box_and_told() {
    let rare = shown(include_bytes!("fixtures/cases/t02_cns1_unicns_utf16.pdf").to_vec()).await;
    assert_eq!(rare.hints, [lacks(NotDrawn::Glyphs)]);
    let common = shown(with_borrowed_chinese_font("王小明")).await;
    assert_eq!(common.hints, []);
    // A character that came after the encoding, of two halves: it takes one place, not four.
    let own = shown(with_borrowed_chinese_font("王\u{2CEB1}明")).await;
    assert_eq!(own.hints, [lacks(NotDrawn::Glyphs)]);
    assert!(ink(&own, [100, 490, 160, 550]) > 200);
    assert_eq!(ink(&own, [160, 480, 222, 570]), ink(&common, [160, 480, 222, 570]));
}

/// 王, then a code of Big5's area for self-made characters, then 明.
#[tokio::test]
async fn what_follows_a_self_made_character_of_big5_is_still_itself() {
    let text = |codes: &str| {
        let page = "/Resources << /Font << /M << /Type /Font /Subtype /Type0 /BaseFont /MingLiU \
                    /Encoding /ETen-B5-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 \
                    /BaseFont /MingLiU /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) \
                    /Supplement 0 >> /DW 1000 >>] >> >> >>";
        let content = format!("BT /M 60 Tf 40 500 Td <{codes}> Tj ET");
        OnePage { page, content: content.as_bytes(), ..OnePage::EMPTY }.written()
    };
    let common = shown(text("A4FDA470A9FA")).await;
    let own = shown(text("A4FDFA41A9FA")).await;
    assert_eq!(common.hints, []);
    assert_eq!(own.hints, [lacks(NotDrawn::Glyphs)]);
    assert_eq!(ink(&own, [160, 480, 222, 570]), ink(&common, [160, 480, 222, 570]));
    assert_eq!(ink(&own, [225, 480, 590, 570]), 0);
}

fn with_picture(dict: &str, data: &[u8], content: &[u8]) -> Vec<u8> {
    let picture = format!("<< /Type /XObject /Subtype /Image /Width 40 /Height 40 {dict} >>");
    let page = "/Resources << /XObject << /I 5 0 R /Gone 77 0 R >> >>";
    OnePage { page, content, more: &[(&picture, Some(data))], ..OnePage::EMPTY }.written()
}

#[tokio::test]
async fn a_picture_that_nobody_can_decode_is_told() {
    let scan = include_bytes!("fixtures/cases/i12_unknown_filter.pdf");
    assert_eq!(hints(scan.to_vec()).await, [lacks(NotDrawn::Pictures)]);
    let grey = "/ColorSpace /DeviceGray /BitsPerComponent 8";
    let paint = b"q 500 0 0 500 50 50 cm /I Do Q";
    let jpeg = Jpeg::default().of(&quarters(40, 40));
    let cases: [(&str, &[u8], &[u8]); 8] = [
        ("/Filter [/ASCIIHexDecode /FooDecode]", b"00>", paint),
        ("/Filter /DCTDecode /ColorSpace /DeviceRGB", b"no picture", paint),
        ("/Filter /DCTDecode /ColorSpace /DeviceRGB", &jpeg[..jpeg.len() / 2], paint),
        ("/Filter /JPXDecode", b"no picture", paint),
        ("/Filter /FlateDecode", b"no picture", paint),
        ("", b"too short", paint),
        ("", b"", paint),
        ("", &[0; 1_600], b"q 500 0 0 500 50 50 cm /Gone Do Q"),
    ];
    for (dict, data, content) in cases {
        let dict =
            if dict.contains("ColorSpace") { dict.to_owned() } else { format!("{grey} {dict}") };
        let found = hints(with_picture(&dict, data, content)).await;
        assert_eq!(found, [lacks(NotDrawn::Pictures)], "{dict}");
    }
    let inline = b"q 99 0 0 99 9 9 cm BI /W 4 /H 4 /CS /G /BPC 8 /F /Foo ID xxxx EI Q";
    let inline = OnePage { content: inline, ..OnePage::EMPTY };
    assert_eq!(hints(inline.written()).await, [lacks(NotDrawn::Pictures)]);
}

#[tokio::test]
async fn a_picture_that_is_whole_or_not_painted_gets_no_hint() {
    let grey = "/ColorSpace /DeviceGray /BitsPerComponent 8";
    let paint = b"q 500 0 0 500 50 50 cm /I Do Q";
    assert_eq!(hints(with_picture(grey, &[99; 1_600], paint)).await, []);
    assert_eq!(hints(with_picture(&format!("{grey} /Filter /Foo"), b"", b"")).await, []);
    let jpeg = Jpeg::default().of(&quarters(40, 40));
    let colour = "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8";
    assert_eq!(hints(with_picture(colour, &jpeg, paint)).await, []);
    let packed = "/Filter [/FlateDecode /DCTDecode] /ColorSpace /DeviceRGB /BitsPerComponent 8";
    let [whole, half] = [&jpeg[..], &jpeg[..jpeg.len() / 2]].map(fdeflate::compress_to_vec);
    assert_eq!(hints(with_picture(packed, &whole, paint)).await, []);
    let found = hints(with_picture(packed, &half, paint)).await;
    assert_eq!(found, [lacks(NotDrawn::Pictures)], "half of one, packed once more");
}

#[tokio::test]
async fn pages_are_counted_without_drawing_them() {
    let workshop = workshop();
    let two = include_bytes!("fixtures/cases/y08_two_pages_8000.pdf");
    assert_eq!(workshop.count_pages(two.to_vec()).await, Ok(2));
    assert_eq!(workshop.count_pages(with_pages(7)).await, Ok(7));
    let jpeg = Jpeg::default().of(&quarters(40, 40));
    assert_eq!(workshop.count_pages(jpeg).await, Ok(1));
    assert_eq!(workshop.count_pages(b"%PDF-1.7 and no more".to_vec()).await, Err(Refusal::Damaged));
    let other = workshop.count_pages(b"PK\x03\x04 a letter".to_vec()).await;
    assert!(matches!(other, Err(Refusal::WrongType { .. })), "{other:?}");
}
