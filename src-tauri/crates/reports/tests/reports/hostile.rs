//! Words that are hard to set: none may be lost, cut or turned around, and none may stop a paper.

use reports::{Identities, TallyReport, Typefaces, suspension_dossier, tally_report};

use crate::fixtures::{day, dossier, maker, post, tally};
use crate::programs::text;

fn set(bodies: &[&str]) -> (reports::Paper, String) {
    let mut dossier = dossier(Identities::Masked);
    dossier.posts = bodies.iter().map(|body| post(1, body)).collect();
    let faces = Typefaces::of_this_machine().expect("a Chinese font");
    let paper = suspension_dossier(&dossier, &faces).expect("made");
    let text = text(&paper.bytes);
    (paper, text)
}

#[test]
fn rare_characters_and_emoji_are_kept_as_text_and_what_cannot_be_drawn_is_named() {
    let (paper, text) = set(&["𠀀𪛖堃喆犇，阿嬤😀想你\u{10fffd}和\u{10fffc}。"]);
    assert!(text.contains("𠀀"), "{text}");
    for kept in ["堃喆犇，阿嬤", "想你", "和"] {
        assert!(text.contains(kept), "{kept} is missing in\n{text}");
    }
    assert_eq!(&paper.missing[paper.missing.len() - 2..], ['\u{10fffc}', '\u{10fffd}']);
    assert!(text.contains("U+10FFFC、U+10FFFD") && text.contains("原文並未更動"));
}

#[test]
fn a_familys_own_lines_and_spaces_stay() {
    let (_, text) = set(&["一\r\n\r\n　　二  三\n四\u{2028}五"]);
    assert!(text.contains("一二三四五"), "{text}");
}

#[test]
fn endless_words_punctuation_and_marks_are_set_to_the_end() {
    let word = format!("{}末", "a".repeat(5_000));
    let signs = format!("{}末", "。".repeat(3_000));
    let marks = format!("e{}末", "\u{301}".repeat(400));
    let spaces = format!("{}末", " ".repeat(3_000));
    let (paper, text) = set(&[&word, &signs, &marks, &spaces]);
    assert!(text.matches('末').count() >= 4, "{} pages", paper.pages);
    assert_eq!(text.matches('a').count(), 5_000);
    assert_eq!(text.matches("。").count() - 3_000, set(&["", "", "", ""]).1.matches("。").count());
}

#[test]
fn marks_of_direction_and_control_characters_turn_nothing_around() {
    let (_, text) = set(&["甲\u{202e}乙丙\u{202c}丁\u{0}戊\u{7}己\u{fffe}庚\t辛"]);
    for kept in ["甲", "乙丙", "丁", "戊", "己", "庚", "辛"] {
        assert!(text.contains(kept), "{kept} is missing in\n{text}");
    }
    assert!(text.find("乙丙") < text.find("丁戊己"));
}

#[test]
fn a_cell_taller_than_a_page_goes_on_overleaf() {
    let mut table = tally(3);
    let long: String = (0..4_000).map(|number| format!("字{number}、")).collect();
    table.rows[1][0] = long.as_str().into();
    let report = TallyReport {
        maker: maker(),
        as_of: day(2026, 11, 24),
        policy_version: "112.12".to_owned(),
        remarks: Vec::new(),
        tables: vec![table],
        identities: Identities::Masked,
    };
    let faces = Typefaces::of_this_machine().expect("a Chinese font");
    let paper = tally_report(&report, &faces).expect("made");
    let text = text(&paper.bytes);
    assert!(paper.pages > 5);
    assert!(text.contains("字3999、") && text.contains("家屬00002"));
}

#[test]
fn an_empty_table_says_so() {
    let report = TallyReport {
        maker: maker(),
        as_of: day(2026, 11, 24),
        policy_version: "112.12".to_owned(),
        remarks: Vec::new(),
        tables: vec![tally(0)],
        identities: Identities::Masked,
    };
    let faces = Typefaces::of_this_machine().expect("a Chinese font");
    assert!(text(&tally_report(&report, &faces).expect("made").bytes).contains("沒有資料。"));
}
