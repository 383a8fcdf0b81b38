//! 服務申請: everything that the rules say of one application.

use chrono::{Datelike, NaiveDate};

use super::duplicate::duplicate;
use super::facts::{ApplicationFacts, by_policy};
use super::foreign::foreign;
use super::papers;
use crate::identity::{IdKind, normal_number, read_id, sex_of};
use crate::kinship::{KinClass, KinshipAction, KinshipAnswer, KinshipFlag};
use crate::{Finding, FindingLevel, KinshipReading, Route, StatusGate};

/// All findings on an application, in the order of the screen. Nothing here decides.
pub fn application_findings(facts: &ApplicationFacts<'_>) -> Vec<Finding> {
    let answer = facts.rules.kinship.resolve(facts.application.relation.as_str());
    let mut findings = Vec::with_capacity(10);
    findings.push(relation(facts, &answer));
    findings.push(quota(facts));
    findings.push(inmate_match(facts));
    findings.push(status(facts, &answer));
    findings.push(identity_number(facts));
    findings.extend(sex(facts));
    findings.push(papers::documents(facts));
    findings.extend(papers::document_ages(facts));
    findings.push(duplicate(facts));
    findings.extend(age(facts));
    findings.extend(foreign(facts));
    findings
}

fn relation(facts: &ApplicationFacts<'_>, answer: &KinshipAnswer) -> Finding {
    let policy = facts.policy;
    let new = |level| {
        Finding::new("application.relation", "關係", level).clause("壹.一").basis(by_policy(policy))
    };
    let arithmetic = answer
        .senses
        .iter()
        .map(|sense| sense.arithmetic.as_str())
        .collect::<Vec<_>>()
        .join("；或 ");
    let clause = answer
        .senses
        .first()
        .map_or("壹.一；民法 967–971".to_owned(), |sense| sense.clause.clone());
    let mut finding = match facts.application.route {
        Route::Project => project(new, answer),
        Route::Cohabiting => cohabiting(new, answer),
        Route::Kin => match answer.action {
            KinshipAction::Ok => new(FindingLevel::Pass),
            KinshipAction::DenyKin => new(FindingLevel::Fail).suggest("A20").suggest("A11"),
            KinshipAction::CohabitOnly => {
                new(FindingLevel::Attention).suggest("A11").suggest("A20")
            }
            KinshipAction::Project => new(FindingLevel::Attention).suggest("A12"),
            KinshipAction::Review => new(FindingLevel::Attention).suggest("A05").suggest("A06"),
            KinshipAction::Escalate => {
                let mut finding = new(FindingLevel::Attention);
                finding.urgent = true;
                finding
            }
        }
        .sentence(answer.sentence.clone())
        .clause(clause),
    };
    finding = finding.arithmetic(arithmetic);
    if finding.value.is_empty() {
        finding.value = in_short(answer);
    }
    if facts.application.route == Route::Kin && reading_matters(answer) {
        let says = match policy.kinship_reading {
            KinshipReading::A => "本機關採讀法 A（直系不限親等），在範圍內",
            KinshipReading::B => "本機關採讀法 B（直系以三親等為限），不在範圍內",
        };
        finding.sentence.push_str(&format!("{says}；條文有兩種讀法，請您判斷。"));
    }
    if answer.flags.contains(&KinshipFlag::Status) && finding.level == FindingLevel::Pass {
        finding.sentence.push_str("須看婚姻或收養是否存續。");
    }
    if !answer.note.is_empty() {
        finding.sentence.push_str(&format!("（{}）", answer.note));
    }
    finding
}

fn reading_matters(answer: &KinshipAnswer) -> bool {
    answer.senses.iter().any(|sense| sense.eligible_a != sense.eligible_b)
}

fn in_short(answer: &KinshipAnswer) -> String {
    if answer.senses.is_empty() {
        return match answer.action {
            KinshipAction::Review => "請人判斷".to_owned(),
            KinshipAction::Project => "機關（構）人員".to_owned(),
            KinshipAction::Escalate => "案件關係人".to_owned(),
            KinshipAction::CohabitOnly => "非親屬，看是否同住".to_owned(),
            _ => "非親屬".to_owned(),
        };
    }
    let parts: Vec<String> = answer
        .senses
        .iter()
        .map(|sense| match (sense.kinship.class, sense.kinship.degree) {
            (KinClass::Spouse, _) => "配偶".to_owned(),
            (class, Some(degree)) => {
                format!("{} {}親等", class.word(), crate::kinship::degree_word(degree))
            }
            (_, None) => "非親屬".to_owned(),
        })
        .collect();
    parts.join(" 或 ")
}

fn cohabiting(new: impl Fn(FindingLevel) -> Finding, answer: &KinshipAnswer) -> Finding {
    let household = answer.class == KinClass::Household
        || answer.action == KinshipAction::CohabitOnly
        || !answer.senses.is_empty();
    let finding = match answer.action {
        KinshipAction::Escalate => {
            let mut finding = new(FindingLevel::Attention).sentence(answer.sentence.clone());
            finding.urgent = true;
            finding
        }
        KinshipAction::Ok => {
            new(FindingLevel::Pass).sentence("以共居家屬申請；依親屬關係本來就符合，兩條路都可以。")
        }
        _ if household && answer.action != KinshipAction::Review => new(FindingLevel::Pass)
            .sentence("以共居家屬申請，不看親等；請看是否以永久共同生活為目的同居（同一戶籍，或載明同住期間的同居證明）。"),
        _ => new(FindingLevel::Attention).suggest("A11").sentence(
            "以共居家屬申請；請看是否以永久共同生活為目的，寄居、看護或租屋室友未必是家屬。",
        ),
    };
    finding.value("共居家屬").clause("壹.一；民法 1122、1123")
}

fn project(new: impl Fn(FindingLevel) -> Finding, answer: &KinshipAnswer) -> Finding {
    if answer.action == KinshipAction::Project {
        new(FindingLevel::Pass)
            .value("專案申請")
            .sentence("以專案申請；請看公文、服務證明、協助目的與期間，以及收容人是否知情同意。")
    } else {
        new(FindingLevel::Attention)
            .value("專案申請")
            .sentence("以專案申請，但看不出是哪個機關（構）的人員；請看公文與服務證明。")
            .suggest("A12")
    }
    .clause("壹.二")
}

fn quota(facts: &ApplicationFacts<'_>) -> Finding {
    let new = |level| {
        Finding::new("application.quota", "名額", level).clause("貳.一").dated(facts.data_date)
    };
    match facts.inmate.family_id {
        None => new(FindingLevel::Pass)
            .value("尚無家屬帳號")
            .sentence("這位收容人還沒有家屬開通，名額可用。")
            .arithmetic("0 ＋ 1 ＝ 1，限 1 位"),
        Some(family) if family == facts.application.family_id => new(FindingLevel::Attention)
            .value("同一位家屬已開通")
            .sentence("這位申請人已經是這位收容人的家屬，請看是否重複申請。")
            .suggest("A25"),
        Some(_) => new(FindingLevel::Fail)
            .value("已有一位家屬")
            .sentence(
                "這位收容人已有一位家屬開通，每人只能有一位；要改由他人使用，須原使用人先辦停用。",
            )
            .arithmetic("1 ＋ 1 ＝ 2，限 1 位")
            .suggest("A21"),
    }
}

fn inmate_match(facts: &ApplicationFacts<'_>) -> Finding {
    let new = |level| {
        Finding::new("application.inmate", "對象", level)
            .clause("操作二.3–4")
            .dated(facts.data_date)
    };
    if facts.inmate.id == facts.application.inmate_id {
        new(FindingLevel::Pass)
            .value(format!("呼號 {}", facts.inmate.number))
            .sentence(format!("申請對象是呼號 {}。", facts.inmate.number))
    } else {
        new(FindingLevel::Fail)
            .value("查無此收容人")
            .sentence("查不到申請的收容人，請家屬確認機關與呼號。")
            .suggest("A23")
    }
}

fn status(facts: &ApplicationFacts<'_>, answer: &KinshipAnswer) -> Finding {
    // 觀察勒戒條例 12: spouse and lineal blood relatives; all others need leave.
    let close = !answer.senses.is_empty()
        && answer
            .senses
            .iter()
            .all(|sense| matches!(sense.kinship.class, KinClass::Spouse | KinClass::LinealBlood));
    super::status_finding(
        "application.status",
        facts.inmate,
        facts.rules,
        facts.today,
        facts.data_date,
        "A22",
        if close && facts.application.route == Route::Kin {
            StatusGate::Open
        } else {
            StatusGate::Conditional
        },
    )
}

fn identity_number(facts: &ApplicationFacts<'_>) -> Finding {
    let number = facts.application.applicant.national_id.as_str();
    let reading = read_id(number);
    let new =
        |level| Finding::new("application.id_number", "證號", level).clause("操作二.6；戶籍法");
    let mut finding = match reading.fault {
        None => {
            let mut finding = new(FindingLevel::Pass)
                .value(format!("{}，檢查碼相符", reading.kind.word()))
                .sentence("證號格式與檢查碼都相符；仍請對照證件。");
            if reading.kind == IdKind::OldResident {
                finding.sentence.push_str("舊式統一證號用到 119.12.31 為止。");
                if facts.today > NaiveDate::from_ymd_opt(2030, 12, 31).unwrap_or(facts.today) {
                    finding.level = FindingLevel::Attention;
                    finding = finding.suggest("A10");
                }
            }
            finding
        }
        Some(fault) => new(FindingLevel::Attention)
            .value("請核對證號")
            .sentence(format!("{}。檢查碼不符不等於證件有問題，請對照證件影像。", fault.sentence()))
            .suggest("A03"),
    };
    if let Some(remark) = reading.notation.remark() {
        finding.sentence.push_str(&remark);
    }
    finding
}

/// The second character of the number against the word for the relation. Not judged where one of
/// the two says nothing: 配偶, 子女, a number that is none.
fn sex(facts: &ApplicationFacts<'_>) -> Option<Finding> {
    let application = facts.application;
    let number = application.applicant.national_id.as_str();
    let relation = application.relation.as_str().trim();
    let (by_number, by_relation) = (sex_of(number)?, crate::relation_sex(relation)?);
    let second = normal_number(number).chars().nth(1)?;
    let same = by_number == by_relation;
    let (number, word) = (by_number.word(), by_relation.word());
    let finding = if same {
        Finding::new("application.sex", "性別", FindingLevel::Pass)
            .value(format!("{word}，相符"))
            .sentence("證號第 2 碼的性別與所填關係相符；仍請對照證件。")
    } else {
        Finding::new("application.sex", "性別", FindingLevel::Attention)
            .value(format!("證號為{number}，關係為{word}"))
            .sentence(format!(
                "證號第 2 碼是{number}性，所填關係「{relation}」是{word}性，兩者不符。請對照證件與關係\
                 證明：可能證號打錯、關係填成收容人是申請人的什麼人，或用了別人的證號。"
            ))
            .suggest("A03")
    };
    Some(finding.clause("操作二.6；管理辦法 3").arithmetic(format!(
        "證號第 2 碼 {second}＝{number}；「{relation}」＝{word}；{number}{}{word}",
        if same { "＝" } else { "≠" }
    )))
}

fn age(facts: &ApplicationFacts<'_>) -> Option<Finding> {
    let born = facts.application.applicant.birth_date;
    let finding =
        Finding::new("application.age", "年齡", FindingLevel::Attention).clause("民法 12、13");
    if born > facts.today {
        return Some(
            finding
                .value("生日在今天之後")
                .sentence("出生日期晚於今天，請對照證件。")
                .suggest("A03"),
        );
    }
    let years = facts.today.years_since(born)?;
    if years < 18 {
        return Some(
            finding
                .value(format!("{years} 歲，未成年"))
                .sentence("申請人未滿 18 歲，不宜自行申請；請由法定代理人申請，或請您判斷。")
                .arithmetic(format!(
                    "{} － {} ＝ {years} 歲",
                    facts.today.year() - 1911,
                    born.year() - 1911
                )),
        );
    }
    (years > 110).then(|| {
        finding
            .value(format!("{years} 歲"))
            .sentence("依出生日期已超過 110 歲，請對照證件看是否打錯。")
            .suggest("A03")
    })
}
