//! Invented people and posts for the papers.

use chrono::{DateTime, NaiveDate, Utc};
use domain::NotCounted;
use reports::{
    Cell, Column, ColumnKind, DeliveryPhoto, DeliveryPost, DossierPost, Grounds, Identities, Maker,
    PaperReason, Photo, RuleText, SuspensionDossier, SuspensionOrder, Table,
};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real date")
}

pub fn maker() -> Maker {
    Maker {
        facility: "雲林第二監獄".to_owned(),
        name: "李沛真".to_owned(),
        at: at("2026-11-24T09:20:00Z"),
    }
}

pub fn unmasked() -> Identities {
    Identities::Unmasked(Grounds::new("移送地檢署").expect("said"))
}

pub fn post(number: u32, body: &str) -> DossierPost {
    DossierPost {
        number: format!("簿115-{number}"),
        submitted_at: at("2026-08-20T02:00:00Z"),
        title: "給阿明".into(),
        body: body.into(),
        photos: 1,
        decided_by: "陳怡君".to_owned(),
        decided_at: at("2026-08-21T06:30:00Z"),
        reasons: vec![PaperReason {
            code: "P01".to_owned(),
            label: "談論案情".to_owned(),
            clause: "貳.二".to_owned(),
            counts: true,
        }],
        family_message: "您的聯絡簿提到案件內容，請修改後重新發佈。".into(),
        policy_version: "112.12".to_owned(),
        not_counted: None,
    }
}

pub fn dossier(identities: Identities) -> SuspensionDossier {
    let mut overturned = post(2088, "爸爸，今天我們去看了阿公。");
    overturned.not_counted = Some(NotCounted::Overturned);
    SuspensionDossier {
        maker: maker(),
        family: "林玉蘭".into(),
        national_id: "A223456781".into(),
        relation: "配偶".into(),
        inmate_number: "2087".to_owned(),
        inmate: "王大明".into(),
        count: 3,
        threshold: 3,
        rule: "累計自開始使用起，不設歸零".to_owned(),
        policy_version: "112.12".to_owned(),
        rule_texts: vec![RuleText {
            source: "公告 貳.四".to_owned(),
            text: "內容經審查退件累計3次以上者，得暫停其使用本服務1個月。".to_owned(),
        }],
        posts: vec![
            post(2087, "律師說下次開庭要你說那天你在家，你記得跟他說一樣的話。"),
            overturned,
            post(2101, "那筆錢我已經先交給他了，\n　　你不要擔心。「一切都好」！"),
            post(2119, "記得跟阿德說，不要再講了……什麼都不要講。"),
        ],
        order: Some(SuspensionOrder {
            first_day: day(2026, 11, 24),
            last_day: day(2026, 12, 23),
            arithmetic: "115.11.24 起一個月（首日計入，行政程序法 48 V）至 115.12.23，共 30 日"
                .to_owned(),
            ordered_by: "張國華".to_owned(),
            ordered_at: at("2026-11-24T03:00:00Z"),
            grounds: "三次均涉案情，已兩次說明仍再犯。".into(),
            family_message: "您的聯絡簿因內容經審查退件累計 3 次，暫停使用一個月。".into(),
            lifted: None,
        }),
        identities,
    }
}

pub fn delivery(number: u32, inmate: &str, body: &str) -> DeliveryPost {
    DeliveryPost {
        number: format!("簿115-{number}"),
        inmate_number: number.to_string(),
        inmate: inmate.into(),
        author: "林玉蘭".into(),
        relation: "配偶".into(),
        title: "天氣冷了".into(),
        body: body.into(),
        approved_on: day(2026, 11, 23),
        photos: vec![DeliveryPhoto::Here(photo())],
        handed: None,
    }
}

/// A JPEG with something to see on it.
pub fn photo() -> Photo {
    let mut picture = image::RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8])
    });
    for x in 200..440 {
        for y in 140..340 {
            picture.put_pixel(x, y, image::Rgb([240, 240, 230]));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("encoded");
    Photo(bytes.into_inner())
}

/// A tally of so many families, in numbers that a recount can check.
pub fn tally(rows: u32) -> Table {
    Table {
        title: "退件次數（依家屬）".to_owned(),
        columns: vec![
            Column::new("家屬", ColumnKind::Text, 10.0),
            Column::new("證號", ColumnKind::Text, 9.0),
            Column::new("呼號", ColumnKind::Text, 6.0),
            Column::new("次數", ColumnKind::Number, 5.0),
            Column::new("最近退件", ColumnKind::Day, 9.0),
            Column::new("最後決定", ColumnKind::Instant, 12.0),
        ],
        rows: (0..rows)
            .map(|number| {
                vec![
                    Cell::Text(format!("家屬{number:05}")),
                    Cell::IdNumber(format!("A1{:08}", number).as_str().into()),
                    Cell::Text(format!("{:04}", number % 10_000)),
                    Cell::Number(i64::from(number * 7 % 11)),
                    Cell::Day(day(2026, 1, 1) + chrono::Days::new(u64::from(number % 300))),
                    Cell::Instant(
                        at("2026-01-01T15:59:58Z") + chrono::Duration::hours(i64::from(number)),
                    ),
                ]
            })
            .collect(),
    }
}
