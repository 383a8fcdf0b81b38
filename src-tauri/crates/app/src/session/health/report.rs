//! 「複製給資訊人員」: the state of this desk without anybody in it. Built from counts, codes and
//! instants alone; nothing that a person wrote or is called can get in.

use std::fmt::Write as _;

use domain::{CaseKind, CaseState};

use super::{Health, cursor_words, epoch_words, managed_words, mishap_sentence, skipped_sentence};
use crate::session::counting::counts;
use crate::session::update;
use crate::words;

pub(crate) fn for_it(health: &Health) -> String {
    let Health { status, position, now, .. } = health;
    let mut text = String::from("雲端聯絡簿審核台　健康狀態\n");
    let mut line = |label: &str, value: &str| {
        // Writing into a `String` does not fail.
        let _ = writeln!(text, "{label}：{value}");
    };
    let instant = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or("還沒有".to_owned(), |at| at.to_rfc3339())
    };
    line("版本", env!("CARGO_PKG_VERSION"));
    line("作業系統", std::env::consts::OS);
    line("入口網", &health.portal);
    line("產生時間", &now.to_rfc3339());
    line("新版本", &update::words(&health.announced).0);
    line("資訊人員的設定", &managed_words(&health.managed));
    line("連線", &format!("{:?}", status.link));
    line("取件位置", &cursor_words(position));
    line("入口網編號", &epoch_words(position));
    line("上次取件", &instant(status.last_pull_at));
    line("上次送達", &instant(status.last_ack_at));
    let numbers = [
        ("尚未送達", status.queued),
        ("傳送中", status.sending),
        ("等家屬恢復", status.awaiting_resumption),
        ("待處理衝突", status.failed),
        ("等待下載的文件", status.documents_wanted),
        ("讀不懂的資料", status.malformed),
    ];
    for (label, number) in numbers {
        line(label, &number.to_string());
    }
    line(
        "時鐘差（秒，入口網減本機）",
        &status.skew.map_or(0, |skew| skew.num_seconds()).to_string(),
    );
    for row in counts(&health.counts, health.there.as_ref()) {
        let there = row.there.map_or("—".to_owned(), |there| there.to_string());
        let label = format!("{} {}", kind_word(row.kind), state_word(row.state));
        line(&label, &format!("這裡 {}，入口網 {there}", row.here));
    }
    for row in &health.mishaps {
        let at = words::clock(row.last_at, *now);
        line("問題", &format!("{}，{} 次，最近 {at}", mishap_sentence(row), row.times));
    }
    for notice in &health.notices {
        line("略過", &skipped_sentence(notice));
    }
    text
}

fn kind_word(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Application => "服務申請",
        CaseKind::Post => "聯絡簿",
    }
}

fn state_word(state: CaseState) -> &'static str {
    match state {
        CaseState::Pending => "待審",
        CaseState::Held => "暫緩",
        CaseState::Approved => "已通過",
        CaseState::Returned => "已補件",
        CaseState::Rejected => "已退件",
        CaseState::Withdrawn => "家屬撤回",
    }
}
