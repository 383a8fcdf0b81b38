//! 稽核紀錄: reading the chain, and holding it against itself.

use store::audit::{Chain, Wanted};

use crate::desk::Desk;
use crate::error::ApiError;
use crate::views::audit::{AuditCheckView, AuditPage, AuditRequest, AuditRow, AuditSort};
use crate::words;

const LARGEST_PAGE: u32 = 200;
/// Cases that a name may mean.
const CASES_FOUND: u32 = 100;

impl Desk {
    pub async fn list_audit(&self, request: AuditRequest) -> Result<AuditPage, ApiError> {
        let session = self.session().await?;
        let limit = request.limit.clamp(1, LARGEST_PAGE);
        let (me, name) = (session.me.subject.clone(), session.me.display_name.clone());
        session
            .read(move |c| {
                let words = request.case.trim();
                let cases = match words {
                    "" => None,
                    words => Some(
                        store::search::find_cases(c, words, CASES_FOUND)?
                            .into_iter()
                            .map(|row| row.case.id)
                            .collect(),
                    ),
                };
                let wanted = Wanted { actions: request.sort.map(actions_of), cases };
                let mut rows = store::audit::page(c, &wanted, request.before, limit + 1)?;
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

/// Every action that is written down, what it is about, and its words on the screen.
const ACTIONS: &[(&str, AuditSort, &str)] = &[
    ("session.opened", AuditSort::SignIn, "登入"),
    ("session.closed", AuditSort::SignIn, "登出"),
    ("right.revoked", AuditSort::SignIn, "審核權限結束，刪除暫存文件"),
    ("case.viewed", AuditSort::Seen, "查看案件"),
    ("identity.revealed", AuditSort::Seen, "顯示完整證號"),
    ("tally.viewed", AuditSort::Seen, "查看退件紀錄"),
    ("sample.looked", AuditSort::Seen, "品質抽查複看"),
    ("decision.recorded", AuditSort::Decided, "決定"),
    ("decision.recalled", AuditSort::Decided, "收回決定"),
    ("decision.accepted", AuditSort::Decided, "入口網確認送達"),
    ("decision.parked", AuditSort::Decided, "送出未成，移到待處理衝突"),
    ("decision.closed", AuditSort::Decided, "決定未生效，已結案"),
    ("decision.sent_again", AuditSort::Decided, "入口網還原後，再送一次決定"),
    ("escalation.asked", AuditSort::Decided, "送主管"),
    ("escalation.accepted", AuditSort::Decided, "入口網收到送主管的問題"),
    ("escalation.parked", AuditSort::Decided, "送主管的問題沒有送到"),
    ("escalation.closed", AuditSort::Decided, "送主管的問題已結案"),
    ("escalation.settled", AuditSort::Decided, "主管答覆"),
    ("settlement.accepted", AuditSort::Decided, "入口網收到主管答覆"),
    ("settlement.parked", AuditSort::Decided, "主管答覆沒有送到"),
    ("settlement.closed", AuditSort::Decided, "主管答覆未生效，已結案"),
    ("suspension.ordered", AuditSort::Decided, "暫停使用"),
    ("suspension.declined", AuditSort::Decided, "決定不停用"),
    ("suspension.accepted", AuditSort::Decided, "入口網收到暫停使用"),
    ("suspension.parked", AuditSort::Decided, "暫停使用沒有送到"),
    ("suspension.closed", AuditSort::Decided, "暫停使用未生效，已結案"),
    ("suspension.lifted", AuditSort::Decided, "提前恢復使用"),
    ("lift.accepted", AuditSort::Decided, "入口網收到恢復使用"),
    ("lift.parked", AuditSort::Decided, "恢復使用沒有送到"),
    ("lift.closed", AuditSort::Decided, "恢復使用未生效，已結案"),
    ("tray.settled", AuditSort::Decided, "處理衝突"),
    ("sample.drawn", AuditSort::Decided, "抽出品質抽查"),
    ("delivery.marked", AuditSort::Decided, "登記送達"),
    ("delivery.unmarked", AuditSort::Decided, "取消送達登記"),
    ("document.cropped", AuditSort::TakenOut, "擷取文件到備註"),
    ("document.printed", AuditSort::TakenOut, "列印文件（附浮水印）"),
    ("report.exported", AuditSort::TakenOut, "匯出報表"),
    ("facility.exported", AuditSort::TakenOut, "匯出本機關用語"),
    ("facility.changed", AuditSort::Settings, "修改本機關用語"),
    ("facility.imported", AuditSort::Settings, "匯入本機關用語"),
    ("pack.taken", AuditSort::Settings, "帶走一班的案件"),
    ("pack.ended", AuditSort::Settings, "結束一班，放回案件"),
    ("desk.resync", AuditSort::Settings, "全部重新取件"),
    ("desk.set_aside", AuditSort::Settings, "資料庫損壞，移到一旁並重新取件"),
    ("portal.restored", AuditSort::Settings, "入口網由備份還原，已重送"),
    ("case.purged", AuditSort::Settings, "依規定刪除案件資料"),
];

fn actions_of(sort: AuditSort) -> Vec<&'static str> {
    ACTIONS.iter().filter(|(_, of, _)| *of == sort).map(|(action, ..)| *action).collect()
}

/// An entry in the words of the screen. An action without words shows as it is written.
fn what(action: &str, detail: &serde_json::Value) -> String {
    let verdict = detail
        .get("verdict")
        .and_then(|verdict| serde_json::from_value::<domain::Verdict>(verdict.clone()).ok())
        .map(words::verdict_word);
    let words = ACTIONS.iter().find(|(known, ..)| *known == action).map_or(action, |row| row.2);
    match (verdict, detail.get("list").and_then(serde_json::Value::as_str)) {
        (Some(verdict), _) => format!("{words}：{verdict}"),
        (None, Some(list)) => format!("{words}：{list}"),
        (None, None) => words.to_owned(),
    }
}
