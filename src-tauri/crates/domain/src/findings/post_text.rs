//! What the rules say of a post's words: length, lexicon, hidden characters, occasion.

use super::facts::{PostFacts, by_policy};
use crate::text::category_names;
use crate::text::{
    Hit, Lexicon, LexiconEntry, Obscured, Opinion, Severity, Strength, TextCount, TextScan,
};
use crate::{Finding, FindingLevel, MarkStrength, Policy, TextField, TextMark};

/// 「為限」: over the limit even without spaces it is too long; between the two counts a person
/// decides. An empty body is worth a look.
pub(super) fn length_level(policy: &Policy, scan: &TextScan) -> FindingLevel {
    let TextCount { all, without_space } = scan.body;
    if without_space > policy.body_limit {
        FindingLevel::Fail
    } else if all > policy.body_limit || without_space == 0 {
        FindingLevel::Attention
    } else {
        FindingLevel::Pass
    }
}

pub(super) fn length(facts: &PostFacts<'_>, scan: &TextScan, level: FindingLevel) -> Finding {
    let limit = facts.policy.body_limit;
    let TextCount { all, without_space } = scan.body;
    let new =
        Finding::new("post.length", "字數", level).clause("貳.三").basis(by_policy(facts.policy));
    if without_space == 0 {
        return new.value("內文是空白").sentence("內文沒有可見的文字，請看是否只傳了照片。");
    }
    let new = new.value(if all == without_space {
        format!("{all} 字，上限 {limit}")
    } else {
        format!("{without_space} 字（含空白 {all}），上限 {limit}")
    });
    match level {
        FindingLevel::Fail => new
            .sentence(format!("內文共 {without_space} 字，超過 {limit} 字為限的規定。"))
            .arithmetic(format!(
                "{without_space} － {limit} ＝ 超過 {} 字",
                without_space.saturating_sub(limit)
            ))
            .suggest("P02"),
        FindingLevel::Attention => new
            .sentence(format!(
                "含空白與換行 {all} 字、不含 {without_space} 字；上限 {limit} 字落在兩者之間，由您判斷。"
            ))
            .arithmetic(format!("{without_space} ≤ {limit} ＜ {all}"))
            .suggest("P02"),
        FindingLevel::Pass => new
            .sentence(format!("內文 {all} 字，沒有超過 {limit} 字。"))
            .arithmetic(format!("{all} ≤ {limit}")),
    }
}

/// The notice names no limit for titles; the facility's rules do.
pub(super) fn title_level(policy: &Policy, scan: &TextScan) -> FindingLevel {
    match scan.title.all {
        0 => FindingLevel::Attention,
        count if count > policy.title_limit => FindingLevel::Attention,
        _ => FindingLevel::Pass,
    }
}

pub(super) fn title(facts: &PostFacts<'_>, scan: &TextScan, level: FindingLevel) -> Finding {
    let limit = facts.policy.title_limit;
    let count = scan.title.all;
    let new =
        Finding::new("post.title", "標題", level).clause("操作三.3").basis(by_policy(facts.policy));
    match level {
        FindingLevel::Attention if count == 0 => {
            new.value("沒有標題").sentence("標題是空白的；通知沒有規定一定要有標題。")
        }
        FindingLevel::Attention | FindingLevel::Fail => new
            .value(format!("{count} 字，上限 {limit}"))
            .sentence(format!(
                "標題 {count} 字，超過本機關規則的 {limit} 字；通知本身沒有規定標題字數，不能當作計次的退件理由，由您判斷。"
            ))
            .arithmetic(format!("{count} ＞ {limit}")),
        FindingLevel::Pass => new
            .value(format!("{count} 字，上限 {limit}"))
            .sentence(format!("標題 {count} 字，沒有超過 {limit} 字。"))
            .arithmetic(format!("{count} ≤ {limit}")),
    }
}

/// Despair and violence: to a person at once, never as a rejection that counts.
pub(super) fn care(facts: &PostFacts<'_>, scan: &TextScan) -> Vec<Finding> {
    let lexicon = &facts.rules.lexicon;
    let mut findings = Vec::new();
    for category in ["SELFHARM", "VIOLENCE", "ESCAPE"] {
        let hits = of_category(lexicon, scan, |entry| entry.category == category);
        if hits.is_empty() {
            continue;
        }
        let strong =
            hits.iter().any(|(_, entry)| entry.strength == Strength::Strong) || hits.len() > 1;
        let (rule, label, sentence, clause, reason) = match category {
            "SELFHARM" => (
                "post.despair",
                "關懷優先",
                "文字裡有令人擔心的話，請馬上看、先關懷並評估；知道有自殺行為（含未遂）時，24 小時內通報。這不是退件，也不計次。",
                "自殺防治法 11",
                "P10",
            ),
            "VIOLENCE" => (
                "post.violence",
                "安全",
                "文字裡有威脅或受暴的話，請馬上看：若是寫信人受害，依規定於 24 小時內通報，不可退件計次；若是威脅他人，請轉主管。",
                "家暴法 50；兒少法 53",
                "P09",
            ),
            _ => (
                "post.security",
                "戒護",
                "文字裡有涉及戒護安全的話，請馬上轉主管。",
                "監獄行刑法 74 III",
                "P11",
            ),
        };
        let mut finding = Finding::new(rule, label, FindingLevel::Attention)
            .value(names(&hits))
            .sentence(sentence)
            .arithmetic(format!("{} 處", hits.len()))
            .clause(clause)
            .basis("詞彙表");
        finding.urgent = strong;
        if category == "VIOLENCE" {
            finding = finding.suggest("P10");
        }
        finding = finding.suggest(reason);
        finding.marks = marks_of(facts, scan, |entry| entry.category == category);
        findings.push(finding);
    }
    if scan.combined {
        let combines = |entry: &LexiconEntry| entry.combines();
        let hits = of_category(lexicon, scan, combines);
        let mut finding = Finding::new("post.combination", "合併出現", FindingLevel::Attention)
            .value(names(&hits))
            .sentence("案情、毒品或代號的詞合併出現，其中至少一個意思明確；請轉主管看。")
            .arithmetic(format!("{} 處，其中至少 1 處明確", hits.len()))
            .clause("貳.二；監獄行刑法 74 III")
            .basis("詞彙表");
        finding.urgent = true;
        for (_, entry) in &hits {
            if !entry.reason.is_empty() {
                finding = finding.suggest(&entry.reason);
            }
        }
        finding.marks = marks_of(facts, scan, combines);
        findings.push(finding);
    }
    findings
}

/// Everything else the lexicon has, on one chip.
pub(super) fn words(facts: &PostFacts<'_>, scan: &TextScan) -> Finding {
    let lexicon = &facts.rules.lexicon;
    let elsewhere = |entry: &LexiconEntry| {
        matches!(entry.category.as_str(), "SELFHARM" | "VIOLENCE" | "ESCAPE")
            || entry.is_obfuscation()
            || (scan.combined && entry.combines())
    };
    let new = |level| Finding::new("post.words", "詞彙", level).clause("貳.二").basis("詞彙表");
    let all = of_category(lexicon, scan, |entry| !elsewhere(entry));
    let weighing: Vec<(&Hit, &LexiconEntry)> =
        all.iter().filter(|(hit, _)| !scan.is_idle(lexicon, hit)).copied().collect();
    if weighing.is_empty() {
        let mut finding = new(FindingLevel::Pass);
        if all.is_empty() {
            finding = finding.value("沒有比中").sentence("詞彙沒有比中；仍請逐字讀。");
        } else {
            finding = finding
                .value(format!("{}（單獨出現不算）", names(&all)))
                .sentence("有日常也會用的詞，單獨出現不算；標示給您看，不需處理。");
        }
        finding.marks = marks_of(facts, scan, |entry| !elsewhere(entry));
        return finding;
    }
    let asked = weighing.iter().any(|(_, entry)| entry.severity == Severity::Block);
    let mut categories: Vec<&str> = Vec::new();
    for (_, entry) in &weighing {
        let name = category_names(&entry.category).0;
        if !categories.contains(&name) {
            categories.push(name);
        }
    }
    let level = if asked { FindingLevel::Fail } else { FindingLevel::Attention };
    let mut finding = new(level)
        .value(format!("{} 處：{}", weighing.len(), categories.join("、")))
        .sentence(if asked {
            "內文在請收容人或機關辦理公務事項，通知排除一般公務之聯繫；是否退件由您決定。"
        } else {
            "內文提到這些詞，只是提到不一定不行；請看上下文再判斷。"
        })
        .arithmetic(format!("{} 處", weighing.len()));
    let mut sorted = weighing;
    sorted.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.severity));
    for (_, entry) in &sorted {
        if !entry.reason.is_empty() {
            finding = finding.suggest(&entry.reason);
        }
    }
    finding.marks = marks_of(facts, scan, |entry| !elsewhere(entry));
    finding
}

/// The second opinion asks for a reading; what of is for the reader to see.
pub(super) fn reading(facts: &PostFacts<'_>, opinion: Opinion) -> Finding {
    let text = match opinion.field {
        TextField::Title => facts.post.title.as_str(),
        TextField::Body => facts.post.body.as_str(),
    };
    let stretch = text.get(opinion.start..opinion.end).unwrap_or_default();
    let mut finding = Finding::new("post.reading", "請讀一遍", FindingLevel::Attention)
        .value(format!("「{}」", stretch.trim()))
        .sentence("沒有詞彙比中，但寫法近似以往需要處理的貼文；請從頭讀一遍，沒有問題就照常通過。")
        .clause("貳.二")
        .basis("統計模型");
    finding.marks = marks_of_stretch(text, opinion);
    finding
}

fn marks_of_stretch(text: &str, opinion: Opinion) -> Vec<TextMark> {
    let mark =
        crate::text::whole_characters(text, opinion.start, opinion.end).map(|(start, end)| {
            TextMark {
                field: opinion.field,
                start,
                end,
                strength: MarkStrength::Mentioned,
                label: "請讀".to_owned(),
                note: "請讀一遍：這一段最近似以往需要處理的貼文".to_owned(),
                entry: "post.reading".to_owned(),
                concepts: Vec::new(),
            }
        });
    mark.into_iter().collect()
}

/// Characters that hide or disguise.
pub(super) fn hidden(facts: &PostFacts<'_>, scan: &TextScan) -> Option<Finding> {
    let lexicon = &facts.rules.lexicon;
    let hits = of_category(lexicon, scan, LexiconEntry::is_obfuscation);
    let disguised = scan
        .hits
        .iter()
        .filter(|hit| matches!(hit.obscured, Obscured::ZeroWidth | Obscured::SpacedOut))
        .count();
    if hits.is_empty() && disguised == 0 && !scan.unreadable {
        return None;
    }
    let sentence = if disguised > 0 {
        "需要留意的詞被不可見字元隔開或拆開書寫，已還原後標示。"
    } else if scan.unreadable {
        "有些字元無法顯示，看不出寫的是什麼；請看原文或請家屬重寫，不計次。"
    } else {
        "有不可見、全形或特殊字元，沒有藏住需要留意的詞；多半是複製貼上造成的。"
    };
    let mut finding = Finding::new("post.hidden", "隱字", FindingLevel::Attention)
        .value(if hits.is_empty() {
            "無法顯示或拆開的字".to_owned()
        } else {
            names(&hits)
        })
        .sentence(sentence)
        .arithmetic(format!("{} 處", hits.len().max(disguised).max(1)))
        .clause("監獄行刑法 74 III ③（參照）")
        .basis("詞彙表")
        .suggest("P13");
    finding.marks = marks_of(facts, scan, LexiconEntry::is_obfuscation);
    Some(finding)
}

/// A birthday, an exam, a bereavement: raises priority and nothing else.
pub(super) fn time_sensitive(facts: &PostFacts<'_>, scan: &TextScan) -> Option<Finding> {
    let lexicon = &facts.rules.lexicon;
    let mut found: Vec<(&Hit, &LexiconEntry)> = Vec::new();
    for hit in &scan.hits {
        if let Some(entry) = lexicon.entry(hit.entry)
            && entry.severity == Severity::Priority
        {
            found.push((hit, entry));
        }
    }
    let (_, first) = found.first()?;
    Some(
        Finding::new("post.time", "時效", FindingLevel::Pass)
            .value(names(&found))
            .sentence(format!(
                "提到{}，晚了就失去意義；排序往前，不影響判斷。",
                category_names(&first.category).0
            ))
            .clause("—")
            .basis("詞彙表"),
    )
}

fn of_category<'l>(
    lexicon: &'l Lexicon,
    scan: &'l TextScan,
    wanted: impl Fn(&LexiconEntry) -> bool,
) -> Vec<(&'l Hit, &'l LexiconEntry)> {
    scan.hits
        .iter()
        .filter_map(|hit| Some((hit, lexicon.entry(hit.entry)?)))
        .filter(|(_, entry)| entry.severity != Severity::Priority && wanted(entry))
        .collect()
}

fn marks_of(
    facts: &PostFacts<'_>,
    scan: &TextScan,
    wanted: impl Fn(&LexiconEntry) -> bool,
) -> Vec<crate::TextMark> {
    let lexicon = &facts.rules.lexicon;
    scan.marks(lexicon, facts.post.title.as_str(), facts.post.body.as_str(), wanted)
}

/// The lexicon's own words for what was hit, at most five.
fn names(hits: &[(&Hit, &LexiconEntry)]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (_, entry) in hits {
        if !names.contains(&entry.name()) {
            names.push(entry.name());
        }
    }
    let more = names.len() > 5;
    names.truncate(5);
    let mut text = names.join("、");
    if more {
        text.push_str(" 等");
    }
    text
}
