//! 同一張照片: how this facility ruled on the photo of an open post when it came in before, with
//! another post, of this family or of another, or with an earlier revision of this one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::facts::PostFacts;
use super::photo_precedent::{PhotoPrecedent, word};
use crate::calendar::roc_short;
use crate::{AttachmentId, CaseId, Finding, FindingLevel, Post, RuleBook, Verdict};

/// Reasons that say nothing of a picture: length, interval, words that nobody understands,
/// recipient, status, suspension. Whoever was turned away for one of these alone had no ruling on
/// the photo; 未到可發佈日期 keeps the whole post for the family to send again as it is.
const NOT_OF_A_PICTURE: [&str; 6] = ["P02", "P03", "P13", "P15", "P16", "P17"];

impl PhotoPrecedent {
    /// Whether it says anything about the photo of this post. The same post is no precedent of
    /// itself, unless an earlier revision of it was turned away.
    fn speaks_of(&self, post: &Post) -> bool {
        let turned_away = matches!(self.verdict, Verdict::Return | Verdict::Reject);
        let of_the_picture = self.reasons.is_empty() || self.pictures_reasons().next().is_some();
        let earlier = self.case != post.id || (turned_away && self.revision < post.revision);
        let ruled = self.verdict == Verdict::Approve || (turned_away && of_the_picture);
        earlier && ruled && post.photos.iter().any(|photo| photo.id == self.photo)
    }

    fn pictures_reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().map(String::as_str).filter(|code| !NOT_OF_A_PICTURE.contains(code))
    }
}

/// What there is about the photos of an open post: turned away before let through, and among
/// these the same bytes before a picture that looks the same, then the latest first. Of another
/// post only the last ruling with the photo on it counts, which may have let through what was
/// turned away before. A post that is decided has none: what was ruled afterwards is not held
/// against it.
pub fn photo_precedents<'a>(
    post: &Post,
    precedents: &'a [PhotoPrecedent],
) -> Vec<&'a PhotoPrecedent> {
    if !post.state.is_open() {
        return Vec::new();
    }
    let mut found: Vec<&PhotoPrecedent> =
        precedents.iter().filter(|precedent| precedent.speaks_of(post)).collect();
    let mut last: BTreeMap<(AttachmentId, CaseId), u64> = BTreeMap::new();
    for one in &found {
        let revision = last.entry((one.photo, one.case)).or_default();
        *revision = one.revision.max(*revision);
    }
    found.retain(|one| {
        one.case == post.id || last.get(&(one.photo, one.case)) == Some(&one.revision)
    });
    found.sort_by_key(|one| {
        let let_through = one.verdict == Verdict::Approve;
        (let_through, !one.same_bytes, Reverse(one.decided_on), one.case, one.revision)
    });
    // Two photos of one post that look like this one are still one ruling.
    let mut told = BTreeSet::new();
    found.retain(|one| told.insert((one.photo, one.case, one.revision)));
    found
}

pub(super) fn level(facts: &PostFacts<'_>) -> FindingLevel {
    match photo_precedents(facts.post, facts.photo_precedents).first() {
        Some(gravest) if gravest.verdict != Verdict::Approve => FindingLevel::Attention,
        _ => FindingLevel::Pass,
    }
}

/// Nothing is said of a photo that nobody has ruled on, and no family is named: whose the other
/// post was does not matter for this one.
pub(super) fn photo_again(facts: &PostFacts<'_>, level: FindingLevel) -> Option<Finding> {
    let found = photo_precedents(facts.post, facts.photo_precedents);
    let gravest = found.first()?;
    let mut finding = Finding::new("post.photo_again", "同一張照片", level)
        .value(gravest.words())
        .sentence(sentence(facts, gravest))
        .clause("貳.二")
        .dated(facts.data_date);
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for one in &found {
        *verdicts.entry(one.verdict).or_default() += 1;
    }
    if found.len() > 1 {
        let counted: Vec<String> = verdicts
            .into_iter()
            .rev()
            .map(|(verdict, times)| format!("{} {times} 次", word(verdict)))
            .collect();
        finding = finding.arithmetic(format!("先前 {} 次：{}", found.len(), counted.join("、")));
    }
    if gravest.verdict != Verdict::Approve {
        // Only what the catalogue has today, for a post.
        for code in gravest.pictures_reasons().filter(|code| known(facts.rules, code)) {
            finding = finding.suggest(code);
        }
    }
    Some(finding)
}

fn known(rules: &RuleBook, code: &str) -> bool {
    rules.reasons.entry(code).is_some_and(|entry| entry.scope.covers(crate::CaseKind::Post))
}

fn sentence(facts: &PostFacts<'_>, one: &PhotoPrecedent) -> String {
    let same = if one.same_bytes {
        "同一個照片檔案"
    } else {
        "看起來相同的照片（可能縮放或重存過，請自己比對）"
    };
    let post = facts.post;
    let whose = if one.case == post.id {
        format!("這一則的第 {} 版", one.revision)
    } else if one.family_id == post.family_id {
        "這位家屬先前的聯絡簿".to_owned()
    } else {
        "另一位家屬的聯絡簿".to_owned()
    };
    let reasons: Vec<String> = one
        .reasons
        .iter()
        .map(|code| match facts.rules.reasons.entry(code) {
            Some(entry) => format!("{code} {}", entry.label),
            None => code.clone(),
        })
        .collect();
    let reasons =
        if reasons.is_empty() { String::new() } else { format!("（{}）", reasons.join("、")) };
    let day = roc_short(one.decided_on);
    let verdict = word(one.verdict);
    let end = if one.verdict == Verdict::Approve {
        "這一次仍請過目。"
    } else {
        "這一次由您判斷，理由可能不在照片。"
    };
    format!("{same}，{whose}在 {day} {verdict}{reasons}。{end}")
}
