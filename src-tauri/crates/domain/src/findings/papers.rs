//! An application's documents: complete, of the right kind, not too old.

use chrono::Months;

use super::facts::{ApplicationFacts, DocumentDate, Paper, by_policy};
use crate::calendar::{roc_long, roc_short};
use crate::{Attachment, DocumentKind, Finding, FindingLevel, Route};

/// Which documents each route needs (操作二.6), by name; of an inner list one is enough.
pub fn documents_needed(route: Route) -> &'static [(&'static str, &'static [DocumentKind])] {
    match route {
        Route::Kin => &[
            ("身分證明文件", &[DocumentKind::Identity]),
            ("關係證明文件", &[DocumentKind::Relationship]),
            ("正面清晰照片", &[DocumentKind::Portrait]),
        ],
        Route::Cohabiting => &[
            ("身分證明文件", &[DocumentKind::Identity]),
            ("戶口名簿或同居證明", &[DocumentKind::Cohabitation, DocumentKind::Relationship]),
            ("正面清晰照片", &[DocumentKind::Portrait]),
        ],
        Route::Project => &[
            ("正式公文或機構函", &[DocumentKind::OfficialLetter]),
            ("身分證明文件", &[DocumentKind::Identity]),
        ],
    }
}

pub(super) fn documents(facts: &ApplicationFacts<'_>) -> Finding {
    let uploaded = &facts.application.documents;
    let needed = documents_needed(facts.application.route);
    let missing: Vec<&str> = needed
        .iter()
        .filter(|(_, kinds)| !uploaded.iter().any(|file| kinds.contains(&file.kind)))
        .map(|(name, _)| *name)
        .collect();
    let odd = uploaded.iter().filter(|file| !is_readable(file)).count();
    let new = |level| {
        let clause = if facts.application.route == Route::Project {
            "壹.二；操作二.6"
        } else {
            "操作二.6"
        };
        Finding::new("application.documents", "文件", level).clause(clause)
    };
    let arithmetic = format!("需要 {} 種，已有 {} 種", needed.len(), needed.len() - missing.len());
    if !missing.is_empty() {
        let reason = if facts.application.route == Route::Project { "A12" } else { "A01" };
        return new(FindingLevel::Fail)
            .value(format!("缺 {}", missing.join("、")))
            .sentence(format!("還缺{}；請補件，不計次。", missing.join("、")))
            .arithmetic(arithmetic)
            .suggest(reason);
    }
    if odd > 0 {
        return new(FindingLevel::Attention)
            .value(format!("{odd} 份格式要看"))
            .sentence(format!("文件都有，但 {odd} 份的種類或格式不是常見的影像或 PDF，請打開看。"))
            .arithmetic(arithmetic)
            .suggest("A13");
    }
    new(FindingLevel::Pass)
        .value(format!("{} 種齊全", needed.len()))
        .sentence("需要的文件都有；內容請逐份看過。")
        .arithmetic(arithmetic)
}

fn is_readable(file: &Attachment) -> bool {
    let media = file.media_type.to_ascii_lowercase();
    let image = matches!(
        media.as_str(),
        "image/jpeg" | "image/jpg" | "image/png" | "image/webp" | "image/heic" | "image/heif"
    );
    match file.kind {
        DocumentKind::Portrait => image,
        DocumentKind::Photo | DocumentKind::Other => false,
        _ => image || media == "application/pdf",
    }
}

pub(super) fn document_ages(facts: &ApplicationFacts<'_>) -> Vec<Finding> {
    let policy = facts.policy;
    let mut findings: Vec<Finding> =
        facts.document_dates.iter().map(|read| document_age(facts, read)).collect();
    let asks = facts.application.documents.iter().any(|file| {
        matches!(file.kind, DocumentKind::Relationship)
            && !facts.document_dates.iter().any(|read| read.attachment == file.id)
    });
    if asks {
        let months = policy.transcript_max_age_months;
        let from = facts.today.checked_sub_months(Months::new(months)).unwrap_or(facts.today);
        findings.push(
            Finding::new("application.document_age", "謄本", FindingLevel::Attention)
                .value(format!("請看核發日期，{} 起為 {months} 個月內", roc_short(from)))
                .sentence(format!(
                    "戶籍謄本的核發日期在 {} 以後才在 {months} 個月內；戶口名簿是 {} 個月，資料有異動者以新的為準。",
                    roc_long(from),
                    policy.register_max_age_months
                ))
                .arithmetic(format!("{} － {months} 個月 ＝ {}", roc_short(facts.today), roc_short(from)))
                .clause("操作二.6（機關自訂）")
                .basis(by_policy(policy)),
        );
    }
    findings
}

fn document_age(facts: &ApplicationFacts<'_>, read: &DocumentDate) -> Finding {
    let (label, months) = match read.paper {
        Paper::Transcript => ("謄本", facts.policy.transcript_max_age_months),
        Paper::Register => ("戶口名簿", facts.policy.register_max_age_months),
        Paper::Permit => ("居留證／護照", 0),
    };
    let new = |level| {
        Finding::new("application.document_age", label, level)
            .clause("操作二.6（機關自訂）")
            .basis(by_policy(facts.policy))
            .dated(Some(read.date))
    };
    if read.paper == Paper::Permit {
        return if read.date < facts.today {
            new(FindingLevel::Fail)
                .value(format!("已於 {} 到期", roc_short(read.date)))
                .sentence(format!("證件已於 {}到期，請家屬更換後補件。", roc_long(read.date)))
                .arithmetic(format!("{} ＜ {}", roc_short(read.date), roc_short(facts.today)))
                .suggest("A10")
        } else {
            new(FindingLevel::Pass)
                .value(format!("有效至 {}", roc_short(read.date)))
                .sentence("證件仍在效期內。")
                .arithmetic(format!("{} ≥ {}", roc_short(read.date), roc_short(facts.today)))
        };
    }
    let days = (facts.today - read.date).num_days();
    let last = read.date.checked_add_months(Months::new(months)).unwrap_or(read.date);
    let arithmetic = format!("{} ＋ {months} 個月 ＝ {}", roc_short(read.date), roc_short(last));
    if days < 0 {
        new(FindingLevel::Attention)
            .value("核發日期在今天之後")
            .sentence("核發日期晚於今天，請看是否讀錯。")
            .suggest("A03")
    } else if facts.today <= last {
        new(FindingLevel::Pass)
            .value(format!("{days} 日內"))
            .sentence(format!("{} 核發，在 {months} 個月內。", roc_long(read.date)))
    } else {
        new(FindingLevel::Fail)
            .value(format!("{} 核發，已逾 {months} 個月", roc_short(read.date)))
            .sentence(format!(
                "{} 核發，超過本機關要求的 {months} 個月；效期是機關自訂，由您判斷。",
                roc_long(read.date)
            ))
            .suggest("A08")
    }
    .arithmetic(arithmetic)
}
