//! Poppler reads the papers: the Chinese is text, every page has its number and its headings.

use domain::{CaseKind, Verdict};
use reports::{
    DecisionNotice, DeliveryPhoto, DeliverySheets, DeliveryUnit, Handed, Identities, Lifted, Paper,
    PaperReason, Photo, ReportError, TallyReport, Typefaces, decision_notice, delivery_sheets,
    suspension_dossier, tally_report,
};

use crate::fixtures::{at, day, delivery, dossier, maker, tally, unmasked};
use crate::programs::{page_text, poppler, text};

fn faces() -> Typefaces {
    Typefaces::of_this_machine().expect("a Chinese font")
}

/// Leaves the paper where a person can look at it, if asked to by the environment.
fn keep(name: &str, paper: &Paper) {
    if let Some(folder) = std::env::var_os("REPORTS_KEPT_IN") {
        std::fs::write(std::path::Path::new(&folder).join(name), &paper.bytes).expect("kept");
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_dossier_holds_all_that_a_suspension_rests_on() {
    let dossier = dossier(Identities::Masked);
    let paper = suspension_dossier(&dossier, &faces()).expect("made");
    keep("dossier.pdf", &paper);
    let text = text(&paper.bytes);
    for expected in [
        "停用卷宗",
        "林玉蘭（配偶）",
        "2087王大明",
        "民國115年11月24日至115年12月23日，首尾都算，共30日",
        "內容經審查退件累計3次以上者，得暫停其使用本服務1個月。",
        "三次均涉案情，已兩次說明仍再犯。",
        "已改判，不列入",
        "承辦社工師：",
        "機關首長：",
        "日期：年月日",
        "P01談論案情（貳.二），計次",
        "陳怡君",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    for post in &dossier.posts {
        assert!(text.contains(&words(post.body.as_str())) && text.contains(&post.number));
    }
    for page in 1..=paper.pages {
        let foot = format!("第{page}頁，共{}頁", paper.pages);
        assert!(page_text(&paper.bytes, page).contains(&foot), "{foot}");
    }
    assert!(paper.pages >= 2 && paper.missing.is_empty());
}

#[test]
fn a_dossier_masks_the_identity_number_unless_a_reason_stands_beside_it() {
    let masked = suspension_dossier(&dossier(Identities::Masked), &faces()).expect("made");
    let masked = text(&masked.bytes);
    assert!(masked.contains("A223***781") && !masked.contains("A223456781"));
    let whole = text(&suspension_dossier(&dossier(unmasked()), &faces()).expect("made").bytes);
    assert!(whole.contains("A223456781") && whole.contains("證號未遮蔽，理由：移送地檢署"));
}

#[test]
fn a_dossier_without_an_order_is_a_proposal_and_one_lifted_says_so() {
    let mut open = dossier(Identities::Masked);
    let mut order = open.order.take();
    let proposal = text(&suspension_dossier(&open, &faces()).expect("made").bytes);
    assert!(proposal.contains("停用建議卷宗") && proposal.contains("不會自動停用"));
    if let Some(order) = &mut order {
        order.lifted = Some(Lifted {
            by: "張國華".to_owned(),
            at: at("2026-12-01T02:00:00Z"),
            grounds: "家屬已了解規定。".into(),
        });
    }
    open.order = order;
    let lifted = text(&suspension_dossier(&open, &faces()).expect("made").bytes);
    assert!(lifted.contains("提前恢復張國華，115.12.0110:00"));
    assert!(lifted.contains("家屬已了解規定。"));
}

#[test]
fn a_tally_of_ten_thousand_rows_repeats_its_headings_and_loses_no_row() {
    let table = tally(10_000);
    let report = TallyReport {
        maker: maker(),
        as_of: day(2026, 11, 24),
        policy_version: "112.12".to_owned(),
        remarks: vec!["累計自開始使用起，不設歸零；與入口網的統計一致。".to_owned()],
        tables: vec![table],
        identities: Identities::Masked,
    };
    let paper = tally_report(&report, &faces()).expect("made");
    keep("tally.pdf", &paper);
    let text = text(&paper.bytes);
    assert_eq!(text.matches("家屬證號呼號次數最近退件最後決定").count(), paper.pages);
    assert_eq!(text.matches(&format!("頁，共{}頁", paper.pages)).count(), paper.pages);
    for number in 0..10_000 {
        assert!(text.contains(&format!("家屬{number:05}")), "row {number} is lost");
    }
    assert!(text.contains("證號已部分遮蔽。") && !text.contains("A100000002"));
    assert!(paper.bytes.len() < 12_000_000, "{} bytes", paper.bytes.len());
}

#[test]
fn every_inmate_gets_a_page_that_names_nobody_else() {
    let mut third = delivery(2201, "陳志豪", "想你。");
    third.handed = Some(Handed { at: at("2026-11-24T06:20:00Z"), by: "李沛真".to_owned() });
    third.photos = vec![DeliveryPhoto::Absent];
    let sheets = DeliverySheets {
        maker: maker(),
        units: vec![
            DeliveryUnit {
                name: "平二舍".to_owned(),
                posts: vec![
                    delivery(
                        2087,
                        "王大明",
                        "阿明，天氣冷了，記得多穿一件。\n女兒會走路了！我們都在等你回家。",
                    ),
                    delivery(2101, "林建宏", "爸爸：我考上了。"),
                ],
            },
            DeliveryUnit { name: "空的".to_owned(), posts: Vec::new() },
            DeliveryUnit { name: " ".to_owned(), posts: vec![third] },
        ],
    };
    let paper = delivery_sheets(&sheets, &faces()).expect("made");
    keep("delivery.pdf", &paper);
    // A list and two posts, a list and one.
    assert_eq!(paper.pages, 5);
    let page = |number| page_text(&paper.bytes, number);
    assert!(page(1).contains("平二舍送達清單") && page(1).contains("王大明"));
    assert!(page(1).contains("林建宏") && page(1).contains("共2則"));
    let first = page(2);
    assert!(first.contains("2087王大明收") && first.contains("女兒會走路了！我們都在等你回家。"));
    assert!(first.contains("收容人簽名：") && first.contains("□已交付"));
    assert!(!first.contains("林建宏") && !first.contains("李沛真") && !first.contains("陳志豪"));
    assert!(page(4).contains("未載明教區／舍房送達清單") && page(4).contains("李沛真"));
    assert!(page(5).contains("☑已於115.11.24交付") && page(5).contains("沒有可列印的檔案"));
    let images = poppler("pdfimages", &paper.bytes, &["-list"], &[]);
    assert_eq!(images.lines().filter(|line| line.contains("jpeg")).count(), 2, "{images}");
}

#[test]
fn a_photo_that_is_none_does_not_cost_the_sheet() {
    let mut post = delivery(2087, "王大明", "想你");
    post.photos = vec![
        DeliveryPhoto::Here(Photo(Vec::new())),
        DeliveryPhoto::Here(Photo(vec![0xff, 0xd8, 0])),
    ];
    let units = vec![DeliveryUnit { name: "平二舍".to_owned(), posts: vec![post] }];
    let sheets = DeliverySheets { maker: maker(), units };
    let paper = delivery_sheets(&sheets, &faces()).expect("made");
    assert_eq!(page_text(&paper.bytes, 2).matches("沒有可列印的檔案").count(), 2);
    let nothing = DeliverySheets { maker: maker(), units: Vec::new() };
    assert_eq!(delivery_sheets(&nothing, &faces()).err(), Some(ReportError::Nothing));
}

#[test]
fn a_decision_notice_tells_what_was_decided_and_what_the_family_read() {
    let notice = DecisionNotice {
        maker: maker(),
        kind: CaseKind::Post,
        number: "簿115-2087".to_owned(),
        revision: 2,
        family: "林玉蘭".into(),
        national_id: Some("A223456781".into()),
        relation: "配偶".into(),
        inmate_number: "2087".to_owned(),
        inmate: "王大明".into(),
        verdict: Verdict::Reject,
        reasons: vec![PaperReason {
            code: "P01".to_owned(),
            label: "談論案情".to_owned(),
            clause: "貳.二".to_owned(),
            counts: true,
        }],
        family_message: "您的聯絡簿提到案件內容，請修改後重新發佈。\n修改後可以馬上再發。".into(),
        words: Some(("開庭".into(), "律師說下次開庭要你說那天你在家。".into())),
        policy_version: "112.12".to_owned(),
        decided_by: "陳怡君".to_owned(),
        decided_at: at("2026-11-23T08:48:00Z"),
        accepted_at: Some(at("2026-11-23T08:48:12Z")),
        overturns: None,
        overturned_by: Some("張國華，115.11.24 10:00".to_owned()),
        identities: Identities::Masked,
    };
    let paper = decision_notice(&notice, &faces()).expect("made");
    keep("notice.pdf", &paper);
    let text = text(&paper.bytes);
    for expected in [
        "審核決定紀錄",
        "簿115-2087（聯絡簿，第2版）",
        "退件",
        "律師說下次開庭要你說那天你在家。",
        "修改後可以馬上再發。",
        "已改判張國華",
        "A223***781",
        "第1頁，共1頁",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
}
