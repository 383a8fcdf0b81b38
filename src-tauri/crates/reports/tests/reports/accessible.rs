//! Poppler reads the structure of the papers: PDF/UA-1, headings, tables and pictures in the order to be
//! read, and nothing that stands on every page among them.

use reports::{
    DeliveryPhoto, DeliverySheets, DeliveryUnit, Identities, Paper, TallyReport, Typefaces,
    delivery_sheets, suspension_dossier, tally_report,
};

use crate::fixtures::{day, delivery, dossier, maker, photo, post, tally};
use crate::programs::{poppler, text};

fn faces() -> Typefaces {
    Typefaces::of_this_machine().expect("a Chinese font")
}

/// The structure with its text: an element a line, indented below the one around it.
fn structure(paper: &Paper) -> String {
    let facts = poppler("pdfinfo", &paper.bytes, &[], &[]);
    assert!(facts.contains("Tagged:          yes"), "{facts}");
    poppler("pdfinfo", &paper.bytes, &["-struct-text"], &[])
}

fn claims_ua(paper: &Paper) -> bool {
    let facts = poppler("pdfinfo", &paper.bytes, &["-meta"], &[]);
    facts.contains("pdfuaid:part")
}

/// How often an element of this kind stands there.
fn count(structure: &str, kind: &str) -> usize {
    let first = |line: &str| {
        line.split_whitespace().next().map(|word| word.trim_end_matches(':').to_owned())
    };
    structure.lines().filter(|line| first(line).as_deref() == Some(kind)).count()
}

#[test]
fn a_dossier_says_what_its_parts_are_and_in_which_order() {
    let dossier = dossier(Identities::Masked);
    let paper = suspension_dossier(&dossier, &faces()).expect("made");
    assert!(claims_ua(&paper));
    let structure = structure(&paper);
    assert_eq!(count(&structure, "H1"), 1, "{structure}");
    assert!(count(&structure, "H2") >= 4 + dossier.posts.len(), "{structure}");
    assert!(count(&structure, "BlockQuote") > dossier.posts.len(), "{structure}");
    let flat: String = structure.split_whitespace().collect();
    let place = |words: &str| flat.find(words).unwrap_or_else(|| panic!("{words}\n{structure}"));
    let order = ["停用卷宗", "林玉蘭", "所依規定", "退件一覽", "核章", "承辦社工師："].map(place);
    assert!(order.is_sorted(), "{order:?}");
    assert!(!flat.contains("頁，共"), "the foot of a page is read nowhere: {structure}");
}

#[test]
fn a_tables_head_is_read_once_and_every_row_has_all_its_cells() {
    let table = tally(120);
    let (columns, rows) = (table.columns.len(), table.rows.len());
    let report = TallyReport {
        maker: maker(),
        as_of: day(2026, 11, 24),
        policy_version: "112.12".to_owned(),
        remarks: Vec::new(),
        tables: vec![table],
        identities: Identities::Masked,
    };
    let paper = tally_report(&report, &faces()).expect("made");
    assert!(claims_ua(&paper) && paper.pages > 1);
    let structure = structure(&paper);
    assert_eq!(count(&structure, "Table"), 1);
    assert_eq!((count(&structure, "TR"), count(&structure, "TH")), (rows + 1, columns));
    assert_eq!(count(&structure, "TD"), rows * columns, "empty ones too");
}

#[test]
fn a_picture_is_a_figure_that_says_what_it_shows() {
    let mut post = delivery(2087, "王大明", "妹妹會騎車了。");
    post.photos = vec![DeliveryPhoto::Here(photo())];
    let sheets = DeliverySheets {
        maker: maker(),
        units: vec![DeliveryUnit { name: "仁舍".to_owned(), posts: vec![post] }],
    };
    let paper = delivery_sheets(&sheets, &faces()).expect("made");
    assert!(claims_ua(&paper));
    let structure = poppler("pdfinfo", &paper.bytes, &["-struct"], &[]);
    // One without words for what it shows would not be PDF/UA.
    assert_eq!(count(&structure, "Figure"), 1, "{structure}");
}

#[test]
fn words_that_the_standard_forbids_are_printed_without_its_name() {
    let mut dossier = dossier(Identities::Masked);
    dossier.posts = vec![post(1, "甲\u{fffe}\u{feff}乙\u{10fffd}\u{e000}丙\u{fff9}")];
    let paper = suspension_dossier(&dossier, &faces()).expect("made all the same");
    assert!(!claims_ua(&paper));
    assert!(structure(&paper).contains("BlockQuote"), "tagged all the same");
    let text = text(&paper.bytes);
    assert!(text.contains('甲') && text.contains('丙'), "{text}");
}
