//! Characters that do not stand for themselves in an application: direction marks, invisible and
//! control characters anywhere, and letters of another alphabet in a name.

use super::facts::ApplicationFacts;
use crate::text::{disguises, mixed_word, shown_line};
use crate::{Finding, FindingLevel};

/// Says where they are; nothing where there are none.
pub(super) fn foreign(facts: &ApplicationFacts<'_>) -> Option<Finding> {
    let application = facts.application;
    let who = &application.applicant;
    let files = application.documents.iter().map(|file| ("檔名", file.file_name.as_str(), false));
    let fields = [
        ("姓名", who.name.as_str(), false),
        ("證號", who.national_id.as_str(), false),
        ("自述關係", application.relation.as_str(), false),
        ("申請人的說明", application.statement.as_str(), true),
        ("電話", who.phone.as_str(), false),
        ("電子郵件", who.email.as_str(), false),
        ("地址", who.address.as_str(), false),
    ];
    let mut told: Vec<String> = Vec::new();
    for (field, text, lines) in fields.into_iter().chain(files) {
        let kinds: Vec<&str> =
            disguises(text, lines).into_iter().map(|disguise| disguise.word()).collect();
        let line = format!("{field}裡有{}", kinds.join("、"));
        if !kinds.is_empty() && !told.contains(&line) {
            told.push(line);
        }
    }
    if let Some(word) = mixed_word(who.name.as_str()) {
        told.push(format!("姓名的「{}」混用了看起來一樣的不同字母", shown_line(word)));
    }
    if told.is_empty() {
        return None;
    }
    let sentence = format!(
        "{}。畫面上已用〔〕標出；可能是從別處複製時帶來的，也可能讓人看錯或對不到人，請和證件核對。",
        told.join("；")
    );
    let mut finding =
        Finding::new("application.characters", "文字", FindingLevel::Attention).sentence(sentence);
    finding.value = "有藏起來的字元".to_owned();
    Some(finding)
}
