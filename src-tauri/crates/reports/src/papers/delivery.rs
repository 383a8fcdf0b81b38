//! 送達單: approved posts for handing to inmates, one page each in large type, in the order of the
//! housing units; before each unit a list for who carries them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Private;
use domain::calendar::{roc_long, roc_short};

use super::{Maker, Paper, Photo, stamp};
use crate::setting::{Align, Press, Running, Style, TableColumn, Weight};
use crate::{ReportError, Typefaces};

pub struct DeliverySheets {
    pub maker: Maker,
    pub units: Vec<DeliveryUnit>,
}

pub struct DeliveryUnit {
    /// 教區／舍房; empty where the portal names none.
    pub name: String,
    pub posts: Vec<DeliveryPost>,
}

pub struct DeliveryPost {
    /// 案號
    pub number: String,
    pub inmate_number: String,
    pub inmate: Private,
    pub author: Private,
    pub relation: Private,
    pub title: Private,
    pub body: Private,
    /// Asia/Taipei.
    pub approved_on: NaiveDate,
    pub photos: Vec<DeliveryPhoto>,
    pub handed: Option<Handed>,
}

/// A photo, or why it cannot be on the paper.
pub enum DeliveryPhoto {
    Here(Photo),
    /// It is not on this desk, or cannot be shown.
    Absent,
}

/// Marked as delivered.
#[derive(Debug, Clone)]
pub struct Handed {
    pub at: DateTime<Utc>,
    pub by: String,
}

/// An inmate's page names no member of staff, no identity number and no other inmate.
///
/// # Errors
/// `Nothing` without a post; `Unwritten`.
pub fn delivery_sheets(sheets: &DeliverySheets, faces: &Typefaces) -> Result<Paper, ReportError> {
    const TITLE: &str = "聯絡簿送達單";
    if sheets.units.iter().all(|unit| unit.posts.is_empty()) {
        return Err(ReportError::Nothing);
    }
    let foot = format!("{}　{TITLE}　{}", sheets.maker.facility, stamp(sheets.maker.at));
    let mut press = Press::new(faces, Running { foot });
    for unit in sheets.units.iter().filter(|unit| !unit.posts.is_empty()) {
        list(&mut press, &sheets.maker, unit);
        for post in &unit.posts {
            page(&mut press, &sheets.maker.facility, unit_name(unit), post);
        }
    }
    press.finish(TITLE, sheets.maker.at)
}

fn unit_name(unit: &DeliveryUnit) -> &str {
    if unit.name.trim().is_empty() { "未載明教區／舍房" } else { unit.name.as_str() }
}

fn list(press: &mut Press<'_>, maker: &Maker, unit: &DeliveryUnit) {
    press.new_page();
    press.title(&format!("{}　送達清單", unit_name(unit)));
    let made = format!(
        "{}，共 {} 則，製單 {}　{}",
        maker.facility,
        unit.posts.len(),
        stamp(maker.at),
        maker.name
    );
    press.words(&made, Style::TEXT);
    press.gap(6.0);
    let columns: Vec<TableColumn> = [
        ("呼號", 6.0),
        ("收容人", 8.0),
        ("案號", 9.0),
        ("照片", 4.0),
        ("送達", 14.0),
        ("收容人簽收", 12.0),
    ]
    .into_iter()
    .map(|(heading, share)| TableColumn { heading: heading.to_owned(), share, align: Align::Left })
    .collect();
    let rows = unit.posts.iter().map(|post| {
        vec![
            post.inmate_number.clone(),
            post.inmate.as_str().to_owned(),
            post.number.clone(),
            if post.photos.is_empty() { "無".to_owned() } else { post.photos.len().to_string() },
            post.handed.as_ref().map_or_else(
                || "□　　月　　日".to_owned(),
                |handed| format!("☑ {} {}", stamp(handed.at), handed.by),
            ),
            "\n".to_owned(),
        ]
    });
    press.table(&columns, rows);
    press.gap(12.0);
    press.signatures(&["送達人員：", "主　　管："]);
}

fn page(press: &mut Press<'_>, facility: &str, unit: &str, post: &DeliveryPost) {
    const NAME: Style = Style { size: 20.0, weight: Weight::Bold, leading: 1.5, ..Style::TEXT };
    const LARGE: Style = Style { size: 18.0, leading: 1.65, ..Style::TEXT };
    press.new_page();
    press.words(&format!("{facility}　{unit}"), Style::TEXT);
    press.headed(&format!("{}　{}　收", post.inmate_number, post.inmate.as_str()), NAME);
    press.words(
        &format!(
            "{}（{}）寄來　　{}　　民國 {} 審核通過",
            post.author.as_str(),
            post.relation.as_str(),
            post.number,
            roc_long(post.approved_on)
        ),
        Style::TEXT,
    );
    press.rule();
    press.gap(8.0);
    press.words(post.title.as_str(), NAME);
    press.gap(6.0);
    press.words(post.body.as_str(), LARGE);
    for photo in &post.photos {
        press.gap(12.0);
        let is_printed = match photo {
            DeliveryPhoto::Here(photo) => press.picture(&photo.0, "家屬附的照片", (480.0, 300.0)),
            DeliveryPhoto::Absent => false,
        };
        if !is_printed {
            press.words(
                "（這則有照片，但這台電腦上沒有可列印的檔案；請向承辦人查詢。）",
                Style::TEXT,
            );
        }
    }
    press.gap(14.0);
    match &post.handed {
        Some(handed) => {
            let on = domain::calendar::taipei_date(handed.at);
            press.words(&format!("☑ 已於 {} 交付（已登記）", roc_short(on)), Style::TEXT);
        }
        None => press.words("□ 已交付", Style::TEXT),
    }
    press.signatures(&["收容人簽名："]);
}
