//! 稽核紀錄: reading the chain, and holding it against itself.

use store::audit::Chain;

use crate::desk::Desk;
use crate::error::ApiError;
use crate::views::audit::{AuditCheckView, AuditPage, AuditRequest, AuditRow};
use crate::words;

const LARGEST_PAGE: u32 = 200;

impl Desk {
    pub async fn list_audit(&self, request: AuditRequest) -> Result<AuditPage, ApiError> {
        let session = self.session().await?;
        let limit = request.limit.clamp(1, LARGEST_PAGE);
        let (me, name) = (session.me.subject.clone(), session.me.display_name.clone());
        session
            .read(move |c| {
                let mut rows = store::audit::page(c, None, request.before, limit + 1)?;
                let more = rows.len() > limit as usize;
                rows.truncate(limit as usize);
                let rows = rows
                    .into_iter()
                    .map(|row| {
                        let case_number = match case_id(&row.subject) {
                            Some(id) => store::cases::get(c, id)?
                                .map(|stored| stored.case.number().to_owned()),
                            None => None,
                        };
                        Ok(AuditRow {
                            seq: row.seq,
                            at: stamp(row.at),
                            who: who(&row.actor, &me, &name),
                            what: what(&row.action, &row.detail),
                            case_number,
                        })
                    })
                    .collect::<Result<Vec<_>, store::StoreError>>()?;
                Ok(AuditPage { rows, more })
            })
            .await
    }

    pub async fn verify_audit(&self) -> Result<AuditCheckView, ApiError> {
        let session = self.session().await?;
        let chain = session.read(store::audit::verify).await?;
        Ok(match chain {
            Chain::Whole { rows } => AuditCheckView {
                intact: true,
                entries: i64::try_from(rows).unwrap_or(i64::MAX),
                sentence: format!("{rows} 筆紀錄首尾相接，沒有被更動。"),
            },
            Chain::Broken { seq } => AuditCheckView {
                intact: false,
                entries: seq,
                sentence: format!(
                    "第 {seq} 筆紀錄和前一筆接不上，可能被更動過。請通知資訊人員與政風單位。"
                ),
            },
            Chain::Cut { last } => AuditCheckView {
                intact: false,
                entries: last,
                sentence: format!("第 {last} 筆之後的紀錄不見了。請通知資訊人員與政風單位。"),
            },
        })
    }
}

fn stamp(at: chrono::DateTime<chrono::Utc>) -> String {
    format!("{} {}", words::day(at), domain::calendar::taipei_clock(at))
}

fn case_id(subject: &str) -> Option<domain::CaseId> {
    subject.strip_prefix("case:")?.parse().ok()
}

fn who(actor: &str, me: &str, name: &str) -> String {
    if actor == me {
        name.to_owned()
    } else if actor == store::audit::DESK {
        "審核台".to_owned()
    } else {
        actor.to_owned()
    }
}

/// The actions in the words of the screen. An action without words shows as it is written.
fn what(action: &str, detail: &serde_json::Value) -> String {
    let verdict = detail
        .get("verdict")
        .and_then(|verdict| serde_json::from_value::<domain::Verdict>(verdict.clone()).ok())
        .map(words::verdict_word);
    let words = match action {
        "session.opened" => "登入",
        "session.closed" => "登出",
        "case.viewed" => "查看案件",
        "identity.revealed" => "顯示完整證號",
        "document.cropped" => "擷取文件到備註",
        "document.printed" => "列印文件（附浮水印）",
        "decision.recorded" => "決定",
        "decision.recalled" => "收回決定",
        "decision.acknowledged" => "入口網確認送達",
        "decision.parked" => "送出未成，移到待處理衝突",
        "decision.closed" => "決定未生效，已結案",
        "escalation.asked" => "送主管",
        "escalation.settled" => "主管答覆",
        "suspension.ordered" => "暫停使用",
        "suspension.declined" => "決定不停用",
        "suspension.lifted" => "提前恢復使用",
        "sample.drawn" => "抽出品質抽查",
        "sample.looked" => "品質抽查複看",
        "tally.viewed" => "查看退件紀錄",
        "tray.settled" => "處理衝突",
        "pack.taken" => "帶走一班的案件",
        "pack.ended" => "結束一班，放回案件",
        "desk.resync" => "全部重新取件",
        "portal.restored" => "入口網由備份還原，已重送",
        "right.revoked" => "審核權限結束，刪除暫存文件",
        "case.purged" => "依規定刪除案件資料",
        "facility.changed" => "修改本機關用語",
        "facility.imported" => "匯入本機關用語",
        "facility.exported" => "匯出本機關用語",
        "report.exported" => "匯出報表",
        "delivery.marked" => "登記送達",
        "delivery.unmarked" => "取消送達登記",
        other => other,
    };
    match (verdict, detail.get("list").and_then(serde_json::Value::as_str)) {
        (Some(verdict), _) => format!("{words}：{verdict}"),
        (None, Some(list)) => format!("{words}：{list}"),
        (None, None) => words.to_owned(),
    }
}
