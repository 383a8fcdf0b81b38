//! Who the applicants are to the inmates, and the household papers that show it.

use chrono::{Datelike, Months, NaiveDate};
use domain::Route;
use rand::RngExt;

use super::{
    Dice,
    people::{Registry, Someone},
    roc,
};
use crate::pictures::Entry;

/// An applicant, an inmate, and what the household papers say of both.
pub(super) struct Kin {
    pub applicant: Someone,
    pub inmate: Someone,
    pub relation: &'static str,
    pub route: Route,
    pub entries: Vec<Entry>,
    pub juvenile: bool,
}

/// Relations as applicants write them, with how often they come up; the rare ones are the ones that
/// have to be looked up.
pub(super) const RELATIONS: [(&str, u32); 34] = [
    ("妻", 14),
    ("母", 12),
    ("父", 7),
    ("女兒", 7),
    ("兒子", 5),
    ("姊", 5),
    ("妹", 5),
    ("兄", 4),
    ("弟", 3),
    ("祖母", 3),
    ("外婆", 2),
    ("阿嬤", 2),
    ("夫", 2),
    ("外籍配偶", 3),
    ("少年之母", 3),
    ("少年之父", 2),
    ("外甥女", 2),
    ("姪子", 2),
    ("舅舅", 2),
    ("姑姑", 2),
    ("阿姨", 2),
    ("伯母", 2),
    ("姨丈", 1),
    ("姊夫", 1),
    ("弟媳", 1),
    ("岳母", 1),
    ("連襟", 1),
    ("繼父", 1),
    ("表哥", 1),
    ("乾媽", 1),
    ("同居人", 2),
    ("前妻", 1),
    ("里長", 1),
    ("社工", 1),
];

fn entry(title: &str, who: &Someone, notes: Vec<String>) -> Entry {
    Entry {
        title: title.to_owned(),
        name: who.name.clone(),
        national_id: who.national_id.clone(),
        birth: roc(who.birth),
        father: who.father.clone(),
        mother: who.mother.clone(),
        spouse: who.spouse.clone().unwrap_or_default(),
        notes,
    }
}

/// As notes write a date, without spaces.
fn noted(day: NaiveDate) -> String {
    roc(day).replace(' ', "")
}

fn born(who: &Someone) -> String {
    format!("{}出生，父{}、母{}。", noted(who.birth), who.father, who.mother)
}

fn married(dice: &mut Dice, a: &mut Someone, b: &mut Someone) -> String {
    a.spouse = Some(b.name.clone());
    b.spouse = Some(a.name.clone());
    let youngest = a.birth.max(b.birth);
    let day = youngest + Months::new(dice.random_range(23 * 12..27 * 12));
    let registered = day + chrono::Days::new(dice.random_range(1..9));
    format!("{}與{}結婚，{}申登。", noted(day), b.name, noted(registered))
}

/// The elder relative's children, by the younger one's age.
fn title_for_child(who: &Someone) -> &'static str {
    if who.female { "長女" } else { "長子" }
}

/// Makes two people who are to each other what `relation` says, and the papers that show it.
pub(super) fn relate(registry: &mut Registry, dice: &mut Dice, relation: &'static str) -> Kin {
    let inmate_age = dice.random_range(27..52);
    let female_inmate = matches!(relation, "夫" | "妯娌");
    let mut kin = match relation {
        "少年之母" | "少年之父" => {
            let age = dice.random_range(16..18);
            let inmate = registry.someone(dice, false, age, None);
            Kin { juvenile: true, ..parent(registry, dice, inmate, relation == "少年之母") }
        }
        _ => {
            let inmate = registry.someone(dice, female_inmate, inmate_age, None);
            adult_kin(registry, dice, inmate, inmate_age, relation)
        }
    };
    kin.relation = match relation {
        "少年之母" => "母",
        "少年之父" => "父",
        "外籍配偶" => "妻",
        other => other,
    };
    kin
}

fn kin(applicant: Someone, inmate: Someone, entries: Vec<Entry>) -> Kin {
    Kin { applicant, inmate, relation: "", route: Route::Kin, entries, juvenile: false }
}

fn adult_kin(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    match relation {
        "妻" | "夫" | "外籍配偶" => spouse(registry, dice, inmate, age, relation),
        "母" | "父" => parent(registry, dice, inmate, relation == "母"),
        "女兒" | "兒子" => child(registry, dice, inmate, age, relation == "女兒"),
        "姊" | "妹" | "兄" | "弟" => sibling(registry, dice, inmate, age, relation),
        "祖母" | "外婆" | "阿嬤" => {
            grandmother(registry, dice, inmate, age, relation == "外婆")
        }
        "外甥女" | "姪子" => siblings_child(registry, dice, inmate, age, relation),
        "舅舅" | "姑姑" | "阿姨" => parents_sibling(registry, dice, inmate, age, relation),
        "伯母" | "姨丈" => parents_siblings_spouse(registry, dice, inmate, age, relation),
        "姊夫" | "弟媳" => siblings_spouse(registry, dice, inmate, age, relation == "姊夫"),
        "岳母" | "連襟" => wifes_side(registry, dice, inmate, age, relation == "岳母"),
        "繼父" => stepfather(registry, dice, inmate, age),
        "表哥" => cousin(registry, dice, inmate, age),
        "前妻" => divorced(registry, dice, inmate, age),
        _ => unrelated(registry, dice, inmate, age, relation),
    }
}

fn spouse(
    registry: &mut Registry,
    dice: &mut Dice,
    mut inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let years = age - dice.random_range(0..5);
    let mut applicant = match relation {
        "外籍配偶" => registry.newcomer(dice, years),
        other => registry.someone(dice, other == "妻", years, None),
    };
    let wedding = married(dice, &mut inmate, &mut applicant);
    let title = if applicant.female { "妻" } else { "夫" };
    let entries = vec![
        entry("戶長", &inmate, vec![born(&inmate), wedding.clone()]),
        entry(title, &applicant, vec![wedding.replace(&applicant.name, &inmate.name)]),
    ];
    kin(applicant, inmate, entries)
}

fn parent(registry: &mut Registry, dice: &mut Dice, mut inmate: Someone, mother: bool) -> Kin {
    let years = registry.today().year() - inmate.birth.year() + dice.random_range(22..32);
    let surname = (!mother).then(|| inmate.surname());
    let mut applicant = registry.someone(dice, mother, years, surname.as_deref());
    if mother {
        applicant.spouse = Some(inmate.father.clone());
        inmate.mother = applicant.name.clone();
    } else {
        applicant.spouse = Some(inmate.mother.clone());
        inmate.father = applicant.name.clone();
    }
    let entries = vec![
        entry("戶長", &applicant, vec![born(&applicant)]),
        entry("長子", &inmate, vec![born(&inmate)]),
    ];
    kin(applicant, inmate, entries)
}

fn child(registry: &mut Registry, dice: &mut Dice, inmate: Someone, age: i32, girl: bool) -> Kin {
    // Whoever applies has an account of their own, so the child is grown up and the inmate older.
    let years = dice.random_range(19..26);
    let inmate = if age < years + 21 {
        let parents_age = years + dice.random_range(22..30);
        registry.someone(dice, inmate.female, parents_age, None)
    } else {
        inmate
    };
    let mut applicant = registry.someone(dice, girl, years, Some(&inmate.surname()));
    applicant.father = inmate.name.clone();
    let mut mother = registry.someone(dice, true, years + 24, None);
    applicant.mother = mother.name.clone();
    mother.spouse = Some(inmate.name.clone());
    let inmate = Someone { spouse: Some(mother.name.clone()), ..inmate };
    let entries = vec![
        entry("戶長", &mother, vec![born(&mother)]),
        entry(title_for_child(&applicant), &applicant, vec![born(&applicant)]),
    ];
    kin(applicant, inmate, entries)
}

fn same_parents(of: &Someone, who: &mut Someone) {
    who.father = of.father.clone();
    who.mother = of.mother.clone();
}

fn sibling(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let gap = dice.random_range(2..7);
    let older = matches!(relation, "姊" | "兄");
    let years = if older { age + gap } else { age - gap };
    let female = matches!(relation, "姊" | "妹");
    let mut applicant = registry.someone(dice, female, years, Some(&inmate.surname()));
    same_parents(&inmate, &mut applicant);
    let mut father = registry.someone(dice, false, age + 30, Some(&inmate.surname()));
    father.name = inmate.father.clone();
    father.spouse = Some(inmate.mother.clone());
    let brother = if older && !female { "次子" } else { "長子" };
    let title = match (female, older) {
        (true, _) => "長女",
        (false, true) => "長子",
        (false, false) => "次子",
    };
    let entries = vec![
        entry("戶長", &father, vec![born(&father)]),
        entry(brother, &inmate, vec![born(&inmate)]),
        entry(title, &applicant, vec![born(&applicant)]),
    ];
    kin(applicant, inmate, entries)
}

fn grandmother(
    registry: &mut Registry,
    dice: &mut Dice,
    mut inmate: Someone,
    age: i32,
    maternal: bool,
) -> Kin {
    let age = age.min(33);
    if registry.today().year() - inmate.birth.year() > age {
        inmate = registry.someone(dice, inmate.female, age, None);
    }
    let grandmothers_age = age + dice.random_range(45..50);
    let mut applicant = registry.someone(dice, true, grandmothers_age, None);
    let surname = (!maternal).then(|| inmate.surname());
    let mut middle = registry.someone(dice, maternal, age + 24, surname.as_deref());
    middle.mother = applicant.name.clone();
    applicant.spouse = Some(middle.father.clone());
    if maternal {
        inmate.mother = middle.name.clone();
        middle.spouse = Some(inmate.father.clone());
    } else {
        inmate.father = middle.name.clone();
        middle.spouse = Some(inmate.mother.clone());
    }
    let grandchild = if maternal { "外孫" } else { "孫" };
    let entries = vec![
        entry("戶長", &applicant, vec![born(&applicant)]),
        entry(title_for_child(&middle), &middle, vec![born(&middle)]),
        entry(grandchild, &inmate, vec![born(&inmate)]),
    ];
    kin(applicant, inmate, entries)
}

fn siblings_child(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let years = dice.random_range(20..25);
    let inmate = if age < years + 14 {
        registry.someone(dice, inmate.female, years + 18, None)
    } else {
        inmate
    };
    let sister = relation == "外甥女";
    let mut middle = registry.someone(dice, sister, years + 25, Some(&inmate.surname()));
    same_parents(&inmate, &mut middle);
    let mut applicant = if sister {
        registry.someone(dice, true, years, None)
    } else {
        registry.someone(dice, false, years, Some(&inmate.surname()))
    };
    if sister {
        applicant.mother = middle.name.clone();
        middle.spouse = Some(applicant.father.clone());
    } else {
        applicant.father = middle.name.clone();
        middle.spouse = Some(applicant.mother.clone());
    }
    let entries = vec![
        entry("戶長", &middle, vec![born(&middle)]),
        entry(title_for_child(&applicant), &applicant, vec![born(&applicant)]),
    ];
    kin(applicant, inmate, entries)
}

fn parents_sibling(
    registry: &mut Registry,
    dice: &mut Dice,
    mut inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let paternal = relation == "姑姑";
    let female = relation != "舅舅";
    let surname = paternal.then(|| inmate.surname());
    let mut parent = registry.someone(dice, !paternal, age + 26, surname.as_deref());
    let years = age + dice.random_range(20..30);
    let mut applicant = registry.someone(dice, female, years, Some(&parent.surname()));
    same_parents(&parent, &mut applicant);
    if paternal {
        inmate.father = parent.name.clone();
        parent.spouse = Some(inmate.mother.clone());
    } else {
        inmate.mother = parent.name.clone();
        parent.spouse = Some(inmate.father.clone());
    }
    let title = if female { "妹" } else { "弟" };
    let entries = vec![
        entry("戶長", &parent, vec![born(&parent)]),
        entry("長子", &inmate, vec![born(&inmate)]),
        entry(title, &applicant, vec![born(&applicant)]),
    ];
    kin(applicant, inmate, entries)
}

fn parents_siblings_spouse(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let mut base = parents_sibling(
        registry,
        dice,
        inmate,
        age,
        if relation == "伯母" { "姑姑" } else { "阿姨" },
    );
    let aunt = relation == "姨丈";
    let mut sibling = if aunt {
        base.applicant
    } else {
        let mut uncle = registry.someone(dice, false, age + 29, Some(&base.inmate.surname()));
        same_parents(&base.applicant, &mut uncle);
        uncle
    };
    let mut applicant = registry.someone(dice, !aunt, age + 27, None);
    let wedding = married(dice, &mut sibling, &mut applicant);
    base.entries.pop();
    base.entries.push(entry(if aunt { "妹" } else { "兄" }, &sibling, vec![wedding]));
    kin(applicant, base.inmate, base.entries)
}

fn siblings_spouse(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    sisters: bool,
) -> Kin {
    let base = sibling(registry, dice, inmate, age, if sisters { "姊" } else { "弟" });
    let (mut middle, inmate) = (base.applicant, base.inmate);
    let mut applicant = registry.someone(dice, !sisters, age + if sisters { 5 } else { -3 }, None);
    let wedding = married(dice, &mut middle, &mut applicant);
    let mut entries = base.entries;
    entries.pop();
    entries.push(entry(title_for_child(&middle), &middle, vec![born(&middle), wedding]));
    kin(applicant, inmate, entries)
}

fn wifes_side(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    mother: bool,
) -> Kin {
    let base = spouse(registry, dice, inmate, age, "妻");
    let (mut wife, inmate, mut entries) = (base.applicant, base.inmate, base.entries);
    let applicant = if mother {
        let mut applicant = registry.someone(dice, true, age + 24, None);
        wife.mother = applicant.name.clone();
        applicant.spouse = Some(wife.father.clone());
        applicant
    } else {
        let mut sister = registry.someone(dice, true, age + 2, Some(&wife.surname()));
        same_parents(&wife, &mut sister);
        let mut applicant = registry.someone(dice, false, age + 4, None);
        let wedding = married(dice, &mut sister, &mut applicant);
        entries.push(entry("妻姊", &sister, vec![born(&sister), wedding]));
        applicant
    };
    if let Some(row) = entries.get_mut(1) {
        row.mother.clone_from(&wife.mother);
    }
    kin(applicant, inmate, entries)
}

fn stepfather(registry: &mut Registry, dice: &mut Dice, mut inmate: Someone, age: i32) -> Kin {
    let mut mother = registry.someone(dice, true, age + 24, None);
    inmate.mother = mother.name.clone();
    let mut applicant = registry.someone(dice, false, age + 27, None);
    let wedding = married(dice, &mut applicant, &mut mother);
    let entries = vec![
        entry("戶長", &applicant, vec![born(&applicant), wedding.clone()]),
        entry("妻", &mother, vec![wedding.replace(&mother.name, &applicant.name)]),
        entry("妻之子", &inmate, vec![born(&inmate)]),
    ];
    kin(applicant, inmate, entries)
}

fn cousin(registry: &mut Registry, dice: &mut Dice, inmate: Someone, age: i32) -> Kin {
    let base = parents_sibling(registry, dice, inmate, age, "舅舅");
    let uncle = base.applicant;
    let mut applicant = registry.someone(dice, false, age + 3, Some(&uncle.surname()));
    applicant.father = uncle.name.clone();
    let mut entries = base.entries;
    entries.push(entry("姪", &applicant, vec![born(&applicant)]));
    kin(applicant, base.inmate, entries)
}

fn divorced(registry: &mut Registry, dice: &mut Dice, inmate: Someone, age: i32) -> Kin {
    let base = spouse(registry, dice, inmate, age, "妻");
    let (mut applicant, mut inmate, mut entries) = (base.applicant, base.inmate, base.entries);
    applicant.spouse = None;
    inmate.spouse = None;
    entries.remove(0);
    let parted: NaiveDate = registry.today() - Months::new(dice.random_range(8..60));
    for row in &mut entries {
        row.title = "戶長".to_owned();
        row.spouse = String::new();
        row.notes.push(format!("{}與{}兩願離婚，同日申登。", noted(parted), inmate.name));
    }
    kin(applicant, inmate, entries)
}

/// Nobody to each other on paper: a foster mother by word, a partner, an official.
fn unrelated(
    registry: &mut Registry,
    dice: &mut Dice,
    inmate: Someone,
    age: i32,
    relation: &str,
) -> Kin {
    let (female, years, route) = match relation {
        "同居人" => (true, age - 2, Route::Cohabiting),
        "里長" => (false, 58, Route::Project),
        "社工" => (true, 34, Route::Project),
        _ => (true, age + 22, Route::Kin),
    };
    let applicant = registry.someone(dice, female, years, None);
    let entries = vec![entry("戶長", &applicant, vec![born(&applicant)])];
    Kin { route, ..kin(applicant, inmate, entries) }
}
