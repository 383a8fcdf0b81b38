//! Print in Chinese, as offices hand it out: the file brings the few characters of its font that it
//! needs.

use std::path::Path;
use std::process::Command;

use domain::{CaseKind, DocumentKind, Verdict};
use image::imageops::{FilterType, resize};
use image::{GrayImage, ImageFormat};
use practice_portal::Upload;
use reports::{DecisionNotice, Identities, Maker, Typefaces, decision_notice};

use super::{handle, scene};

/// Small enough that one more or less grey pixel at an edge says nothing, and lines still show.
const COMPARED: (u32, u32) = (283, 400);

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_brings_its_chinese_font_is_drawn_as_another_program_draws_it() {
    let pdf = printed("王小明與林玉蘭的戶籍資料：父、母、配偶、長女。", "出生別次女，記事省略。");
    let other = printed("完全不同的一份文件，字數也不一樣多，而且長得多了許多。", "空。");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, &pdf).expect("written");
    let fonts = poppler("pdffonts", &[file.as_os_str()]);
    let fonts = String::from_utf8_lossy(&fonts).into_owned();
    let embedded = fonts.lines().filter(|line| line.contains("CID Type 0C")).collect::<Vec<_>>();
    assert!(!embedded.is_empty(), "{fonts}");
    assert!(embedded.iter().all(|line| line.contains("yes yes")), "{fonts}");

    let scene = scene().await;
    let upload = Upload {
        kind: DocumentKind::Relationship,
        media_type: "application/pdf".to_owned(),
        file_name: "謄本.pdf".to_owned(),
        bytes: pdf,
    };
    let case = scene.apply("王小明", vec![upload]).await;
    let view = scene.ready(case).await;
    let shown = scene.picture(handle(&view)).await.expect("a picture");
    let shown = small(&image::load_from_memory(&shown).expect("a picture").to_luma8());
    let same = drawn_by_poppler(folder.path(), &file);
    std::fs::write(&file, other).expect("written");
    let different = drawn_by_poppler(folder.path(), &file);

    let (near, far) = (distance(&shown, &same), distance(&shown, &different));
    assert!(near < 1.5, "drawn {near} grey levels from the other program's");
    assert!(far > 2.0 * near, "another text is only {far} away, this one {near}");
}

fn printed(title: &str, body: &str) -> Vec<u8> {
    let at = "2026-11-24T09:20:00Z".parse().expect("an instant");
    let notice = DecisionNotice {
        maker: Maker { facility: "臺中監獄".to_owned(), name: "李沛真".to_owned(), at },
        kind: CaseKind::Post,
        number: "簿115-2087".to_owned(),
        revision: 1,
        family: "林玉蘭".into(),
        national_id: None,
        relation: "配偶".into(),
        inmate_number: "3071".to_owned(),
        inmate: "王大明".into(),
        verdict: Verdict::Approve,
        reasons: Vec::new(),
        family_message: "已轉達。".into(),
        words: Some((title.into(), body.repeat(6).into())),
        policy_version: "112.12".to_owned(),
        decided_by: "李沛真".to_owned(),
        decided_at: at,
        accepted_at: Some(at),
        overturns: None,
        overturned_by: None,
        identities: Identities::Masked,
    };
    let faces = Typefaces::of_this_machine().expect("fonts-noto-cjk is not here");
    decision_notice(&notice, &faces).expect("a paper").bytes
}

fn drawn_by_poppler(folder: &Path, file: &Path) -> GrayImage {
    let picture = folder.join("page");
    let arguments = ["-singlefile", "-png", "-gray", "-scale-to", "1600"].map(std::ffi::OsStr::new);
    let places = [file.as_os_str(), picture.as_os_str()];
    poppler("pdftoppm", &[&arguments[..], &places[..]].concat());
    let bytes = std::fs::read(picture.with_extension("png")).expect("a picture");
    small(&image::load_from_memory_with_format(&bytes, ImageFormat::Png).expect("a PNG").to_luma8())
}

fn poppler(program: &str, arguments: &[&std::ffi::OsStr]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .expect("poppler is not here: `cargo xtask test` installs poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn small(page: &GrayImage) -> GrayImage {
    resize(page, COMPARED.0, COMPARED.1, FilterType::Triangle)
}

/// Mean difference of two pages in grey levels of 256.
fn distance(one: &GrayImage, other: &GrayImage) -> f64 {
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / f64::from(COMPARED.0 * COMPARED.1)
}
