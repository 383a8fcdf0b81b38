//! The sample people: who they are, where they live, what they look like on paper.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};
use rand::{RngExt, SeedableRng};

use super::{Dice, identity::identity_number, names};
use crate::pictures::{Age, Face};

/// Somebody in the sample world. Parents and spouse are names, as on an identity card.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub name: String,
    pub female: bool,
    pub birth: NaiveDate,
    pub national_id: String,
    pub father: String,
    pub mother: String,
    pub spouse: Option<String>,
    pub resident: bool,
}

impl Someone {
    pub(super) fn surname(&self) -> String {
        self.name.chars().next().map(String::from).unwrap_or_default()
    }

    /// The face on their card and their portrait: always the same for the same person.
    pub(super) fn face(&self, today: NaiveDate) -> Face {
        let seed = self.national_id.bytes().fold(7u64, |sum, byte| sum * 31 + u64::from(byte));
        let mut dice = Dice::seed_from_u64(seed);
        let years = today.year() - self.birth.year();
        Face {
            female: self.female,
            age: match years {
                ..=24 => Age::Young,
                25..=57 => Age::Grown,
                _ => Age::Old,
            },
            hair: dice.random_range(0..4),
            skin: dice.random_range(0..3),
            clothes: dice.random_range(0..6),
            glasses: dice.random_range(0..10) < if years > 50 { 4 } else { 2 },
        }
    }
}

/// Makes people, no two alike.
pub(super) struct Registry {
    taken_numbers: HashSet<String>,
    taken_names: HashSet<String>,
    today: NaiveDate,
}

impl Registry {
    pub(super) fn new(today: NaiveDate) -> Self {
        Self { taken_numbers: HashSet::new(), taken_names: HashSet::new(), today }
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.today
    }

    /// A new person of about `age` years; `surname` `None` draws one.
    pub(super) fn someone(
        &mut self,
        dice: &mut Dice,
        female: bool,
        age: i32,
        surname: Option<&str>,
    ) -> Someone {
        let birth = self.birth(dice, age);
        let surname = surname.unwrap_or_else(|| names::surname(dice)).to_owned();
        let name = self.fresh_name(dice, |dice| {
            format!("{surname}{}", names::given_name(dice, female, birth.year()))
        });
        let father = self.relative_name(dice, false, birth.year() - 28, &surname);
        let other = names::surname(dice).to_owned();
        let mother = self.relative_name(dice, true, birth.year() - 25, &other);
        Someone {
            name,
            female,
            birth,
            national_id: identity_number(dice, &mut self.taken_numbers, female, false),
            father,
            mother,
            spouse: None,
            resident: false,
        }
    }

    /// A woman who came from abroad to marry, with a 統一證號.
    pub(super) fn newcomer(&mut self, dice: &mut Dice, age: i32) -> Someone {
        let mut someone = self.someone(dice, true, age, None);
        someone.name = self.fresh_name(dice, names::name_from_abroad);
        someone.national_id = identity_number(dice, &mut self.taken_numbers, true, true);
        someone.father = "－".to_owned();
        someone.mother = "－".to_owned();
        someone.resident = true;
        someone
    }

    /// A name for somebody who appears on paper alone.
    pub(super) fn relative_name(
        &mut self,
        dice: &mut Dice,
        female: bool,
        birth_year: i32,
        surname: &str,
    ) -> String {
        let surname = surname.to_owned();
        self.fresh_name(dice, |dice| {
            format!("{surname}{}", names::given_name(dice, female, birth_year))
        })
    }

    fn birth(&self, dice: &mut Dice, age: i32) -> NaiveDate {
        let year = self.today.year() - age;
        let day = dice.random_range(0..360);
        NaiveDate::from_yo_opt(year, 1)
            .and_then(|new_year| new_year.checked_add_days(Days::new(day)))
            .filter(|birth| *birth < self.today)
            .unwrap_or(self.today)
    }

    /// In a small world no name comes twice; a large one runs out of them and repeats some, as life
    /// does.
    fn fresh_name(&mut self, dice: &mut Dice, mut make: impl FnMut(&mut Dice) -> String) -> String {
        let mut name = make(dice);
        for _ in 0..20 {
            if !self.taken_names.contains(&name) {
                break;
            }
            name = make(dice);
        }
        self.taken_names.insert(name.clone());
        name
    }
}

/// An address that exists nowhere.
pub(super) fn address(dice: &mut Dice) -> String {
    const TOWNS: [&str; 16] = [
        "雲林縣虎尾鎮",
        "雲林縣斗六市",
        "雲林縣西螺鎮",
        "雲林縣北港鎮",
        "嘉義縣民雄鄉",
        "嘉義市東區",
        "彰化縣員林市",
        "彰化縣鹿港鎮",
        "臺中市大里區",
        "臺中市豐原區",
        "臺南市新營區",
        "高雄市鳳山區",
        "新北市三重區",
        "桃園市中壢區",
        "南投縣草屯鎮",
        "屏東縣潮州鎮",
    ];
    const ROADS: [&str; 4] = ["範例路", "範例一街", "樣張路", "範例巷"];
    format!(
        "{}範例里{}鄰{}{}號",
        TOWNS[dice.random_range(0..TOWNS.len())],
        dice.random_range(1..25),
        ROADS[dice.random_range(0..ROADS.len())],
        dice.random_range(1..200)
    )
}
