//! The papers of one applicant: right, or wrong in the way that the case is about.

use chrono::{Datelike, Days, Months, NaiveDate};
use rand::RngExt;

use super::{Dice, kin::Kin, people::Someone, roc};
use crate::pictures::{Card, CardBack, Drawing, Finish, Household, Letter, Sheet, Wearing};

pub(super) fn card(dice: &mut Dice, who: &Someone, today: NaiveDate, finish: Finish) -> Drawing {
    let issued =
        (today - Months::new(dice.random_range(14..120))).max(who.birth + Months::new(14 * 12));
    let how = if dice.random_range(0..3) == 0 { "補發" } else { "換發" };
    Drawing::CardFront(
        Card {
            name: who.name.clone(),
            national_id: who.national_id.clone(),
            birth: roc(who.birth),
            issued: if who.resident {
                format!("{} 止", roc(today + Months::new(14)))
            } else {
                format!("{} {how}", roc(issued))
            },
            female: who.female,
            resident: who.resident,
            face: who.face(today),
        },
        finish,
    )
}

pub(super) fn card_back(dice: &mut Dice, who: &Someone, address: &str) -> Drawing {
    const PLACES: [&str; 6] =
        ["臺灣省雲林縣", "臺灣省嘉義縣", "臺灣省彰化縣", "臺灣省臺中縣", "臺灣省臺南縣", "臺北市"];
    Drawing::CardBack(CardBack {
        father: who.father.clone(),
        mother: who.mother.clone(),
        spouse: who.spouse.clone().unwrap_or_default(),
        birthplace: PLACES[dice.random_range(0..PLACES.len())].to_owned(),
        address: address.to_owned(),
        national_id: who.national_id.clone(),
    })
}

/// The household paper that shows how the two are related.
pub(super) fn household(
    dice: &mut Dice,
    kin: &Kin,
    sheet: Sheet,
    address: &str,
    issued: NaiveDate,
    notes_left_out: bool,
) -> Household {
    let mut entries = kin.entries.clone();
    if notes_left_out {
        for entry in &mut entries {
            entry.notes = vec!["（記事省略）".to_owned()];
        }
    }
    Household {
        sheet,
        number: format!("P0{:06}", dice.random_range(0..1_000_000)),
        address: address.to_owned(),
        issued: roc(issued),
        office: "範例戶政事務所".to_owned(),
        notes_left_out,
        entries,
    }
}

/// A day within the last `days`.
pub(super) fn lately(dice: &mut Dice, today: NaiveDate, days: u64) -> NaiveDate {
    today - Days::new(dice.random_range(3..days))
}

pub(super) fn portrait(who: &Someone, today: NaiveDate, wearing: Wearing) -> Drawing {
    Drawing::Portrait(who.face(today), wearing)
}

pub(super) fn cohabitation(kin: &Kin, address: &str, today: NaiveDate) -> Drawing {
    let since = today - Months::new(50);
    Drawing::Letter(Letter {
        title: "同居證明書".to_owned(),
        number: "範例里字第 1150000012 號".to_owned(),
        date: roc(today - Days::new(9)),
        lines: vec![
            format!("茲證明 {}（{}）", kin.applicant.name, kin.applicant.national_id),
            format!("與 {}（{}）", kin.inmate.name, kin.inmate.national_id),
            format!("自{}起，共同居住於", roc(since)),
            format!("{}，", address),
            format!("至{}止，有共同生活之事實。", roc(today - Months::new(7))),
            "特此證明。".to_owned(),
        ],
        signed: format!("範例里里長　{}", kin.applicant.father),
        seal: "範例里".to_owned(),
    })
}

pub(super) fn official(kin: &Kin, office: &str, today: NaiveDate) -> Drawing {
    Drawing::Letter(Letter {
        title: format!("{office}　函"),
        number: format!("範字第 {}0000731 號", today.year() - 1911),
        date: roc(today - Days::new(12)),
        lines: vec![
            "受文者：法務部矯正署雲林第二監獄".to_owned(),
            format!("主旨：為協助貴監收容人 {} 家庭支持與", kin.inmate.name),
            "　　　出監轉銜，請惠予同意專案使用電子家庭聯絡簿。".to_owned(),
            format!(
                "說明：一、本案承辦人 {}（{}）。",
                kin.applicant.name, kin.applicant.national_id
            ),
            "　　　二、期間自核准日起六個月。".to_owned(),
            "　　　三、已取得收容人知情同意。".to_owned(),
        ],
        signed: format!("承辦人　{}", kin.applicant.name),
        seal: "範例機關".to_owned(),
    })
}
