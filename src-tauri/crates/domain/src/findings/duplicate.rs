//! 重複: the same person twice, by account or by identity number, over the whole facility.

use std::collections::BTreeSet;

use super::facts::ApplicationFacts;
use crate::calendar::roc_short;
use crate::identity::number_key;
use crate::text::search_fold;
use crate::{Application, CaseState, Family, FamilyId, Finding, FindingLevel, Private};

/// How many case numbers a sentence names; of more it tells how many there are.
const MOST_NAMED: usize = 5;

/// Applications still open by the same person or for the same inmate, then everything in the
/// facility that has the same identity number under another name or account.
pub(super) fn duplicate(facts: &ApplicationFacts<'_>) -> Finding {
    let mut finding = still_open(facts);
    for (place, remark) in same_number(facts).into_iter().enumerate() {
        if finding.level == FindingLevel::Pass {
            finding.level = FindingLevel::Attention;
            finding.value = remark.value;
            finding.sentence.clear();
        } else if place == 0 {
            finding.value = format!("{}；{}", finding.value, remark.value);
        }
        finding.sentence.push_str(&remark.sentence);
        if !remark.arithmetic.is_empty() {
            let parted = if finding.arithmetic.is_empty() { "" } else { "；" };
            finding.arithmetic.push_str(parted);
            finding.arithmetic.push_str(&remark.arithmetic);
        }
        if let Some(code) = remark.reason {
            finding = finding.suggest(code);
        }
    }
    finding
}

fn still_open(facts: &ApplicationFacts<'_>) -> Finding {
    let own = facts.application;
    let own_number = number_key(own.applicant.national_id.as_str());
    let others =
        || facts.other_open.iter().filter(|other| other.id != own.id && other.state.is_open());
    let same_person = |other: &&&Application| {
        other.family_id == own.family_id
            || (own_number.is_some()
                && number_key(other.applicant.national_id.as_str()) == own_number)
    };
    let new = |level| {
        Finding::new("application.duplicate", "重複", level)
            .clause("操作二.8")
            .dated(facts.data_date)
    };
    let same_inmate = |other: &&&Application| other.inmate_id == own.inmate_id;
    if let Some(same) = others().filter(same_person).find(same_inmate) {
        return new(FindingLevel::Fail)
            .value(format!("已有 {}", same.number))
            .sentence(format!(
                "同一位申請人對同一位收容人已有審核中的申請 {}，請併案。",
                same.number
            ))
            .suggest("A25");
    }
    if let Some(rival) = others().find(same_inmate) {
        return new(FindingLevel::Attention)
            .value(format!("另有 {}", rival.number))
            .sentence(format!(
                "另一位家屬也為同一位收容人申請（{}）；名額只有一位，請先後一起看。",
                rival.number
            ))
            .clause("貳.一")
            .arithmetic("2 件申請，限 1 位");
    }
    if let Some(second) = others().find(same_person) {
        return new(FindingLevel::Attention).value(format!("另有 {}", second.number)).sentence(
            format!(
                "同一位申請人另為其他收容人申請（{}）；通知沒有禁止，請看是否填錯對象。",
                second.number
            ),
        );
    }
    new(FindingLevel::Pass).value("沒有重複").sentence("沒有其他審核中的申請。")
}

struct Remark {
    value: String,
    sentence: String,
    arithmetic: String,
    reason: Option<&'static str>,
}

/// What is odd about a number that stands elsewhere too, the gravest first. The same person asking
/// for two inmates from one account is not odd.
fn same_number(facts: &ApplicationFacts<'_>) -> Vec<Remark> {
    let own = facts.application;
    let Some(number) = number_key(own.applicant.national_id.as_str()) else { return Vec::new() };
    let has_it = |other: &Private| number_key(other.as_str()).as_ref() == Some(&number);
    let applications: Vec<&Application> = facts
        .same_number
        .applications
        .iter()
        .filter(|other| other.id != own.id && other.state != CaseState::Withdrawn)
        .filter(|other| has_it(&other.applicant.national_id))
        .collect();
    let accounts: Vec<&Family> = facts
        .same_number
        .accounts
        .iter()
        .filter(|account| account.id != own.family_id && has_it(&account.applicant.national_id))
        .collect();
    let mut remarks = Vec::new();
    remarks.extend(suspended(facts, &accounts));
    remarks.extend(other_names(own, &applications, &accounts));
    remarks.extend(other_accounts(own, &applications, &accounts));
    remarks
}

fn suspended(facts: &ApplicationFacts<'_>, accounts: &[&Family]) -> Option<Remark> {
    let until = accounts
        .iter()
        .filter_map(|account| account.suspended_until)
        .filter(|until| *until >= facts.today)
        .max()?;
    Some(Remark {
        value: "同證號停用中".to_owned(),
        sentence: format!(
            "同一證號的另一個帳號停用到 {}，請看是否換帳號再申請（貳.四），由主管判斷。",
            roc_short(until)
        ),
        arithmetic: String::new(),
        reason: None,
    })
}

fn other_names(own: &Application, all: &[&Application], accounts: &[&Family]) -> Option<Remark> {
    let own_name = name_key(&own.applicant.name);
    let differs = |name: &Private| name_key(name) != own_name;
    let others: Vec<&Application> =
        all.iter().copied().filter(|other| differs(&other.applicant.name)).collect();
    let names: BTreeSet<String> = others
        .iter()
        .map(|other| &other.applicant.name)
        .chain(accounts.iter().map(|account| &account.applicant.name))
        .map(name_key)
        .filter(|name| *name != own_name)
        .collect();
    (!names.is_empty()).then(|| Remark {
        value: "同證號不同姓名".to_owned(),
        sentence: format!(
            "同一證號另有 {} 個姓名{}；一個證號只屬於一個人，請對照證件，若曾改名請看記事。",
            names.len(),
            named(&others)
        ),
        arithmetic: format!("1 個證號，{} 個姓名", names.len() + 1),
        reason: Some("A03"),
    })
}

fn other_accounts(own: &Application, all: &[&Application], accounts: &[&Family]) -> Option<Remark> {
    let others: Vec<&Application> =
        all.iter().copied().filter(|other| other.family_id != own.family_id).collect();
    let ids: BTreeSet<FamilyId> = others
        .iter()
        .map(|other| other.family_id)
        .chain(accounts.iter().map(|account| account.id))
        .collect();
    (!ids.is_empty()).then(|| Remark {
        value: "同證號另有帳號".to_owned(),
        sentence: format!(
            "同一證號另有 {} 個帳號{}，請看是否重複註冊，或有人用了別人的證號。",
            ids.len(),
            named(&others)
        ),
        arithmetic: format!("1 個證號，{} 個帳號", ids.len() + 1),
        reason: None,
    })
}

/// （申115-0002、申115-0003 等 7 件）
fn named(applications: &[&Application]) -> String {
    let numbers: Vec<&str> =
        applications.iter().take(MOST_NAMED).map(|other| other.number.as_str()).collect();
    match (applications.len(), numbers.join("、")) {
        (0, _) => String::new(),
        (all, numbers) if all > MOST_NAMED => format!("（{numbers} 等 {all} 件）"),
        (_, numbers) => format!("（{numbers}）"),
    }
}

/// A name without its spaces and spelling variants: 𠮷野 and 吉野 are one name.
fn name_key(name: &Private) -> String {
    search_fold(name.as_str()).chars().filter(|c| c.is_alphanumeric()).collect()
}
