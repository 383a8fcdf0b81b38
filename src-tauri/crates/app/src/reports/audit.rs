//! 稽核紀錄: reading the log.

use store::audit::{Action, Wanted};

use crate::error::ApiError;
use crate::state::Desk;
use crate::views::audit::{AuditPage, AuditRequest, AuditRow, AuditSort};
use crate::views::case::RevealPurpose;
use crate::words;

const LARGEST_PAGE: u32 = 200;
/// Cases that a name may mean.
const CASES_FOUND: u32 = 100;

impl Desk {
    pub async fn list_audit(&self, request: AuditRequest) -> Result<AuditPage, ApiError> {
        let session = self.session().await?;
        let limit = request.limit.clamp(1, LARGEST_PAGE);
        let (me, name) = (session.me().subject.clone(), session.me().display_name.clone());
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
}

fn stamp(at: chrono::DateTime<chrono::Utc>) -> String {
    format!("{} {}", words::day(at), domain::calendar::taipei_clock(at))
}

pub(crate) fn case_id(subject: &str) -> Option<domain::CaseId> {
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

/// What each action is about, and its words on the screen.
pub(crate) fn words_of(action: Action) -> (AuditSort, &'static str) {
    match action {
        Action::SessionOpened => (AuditSort::SignIn, "登入"),
        Action::SessionClosed => (AuditSort::SignIn, "登出"),
        Action::RightRevoked => (AuditSort::SignIn, "審核權限結束，刪除暫存文件"),
        Action::SignInFailed => (AuditSort::SignIn, "登入沒有成功"),
        Action::RoleChanged => (AuditSort::SignIn, "角色改變"),
        Action::KeyMade => (AuditSort::SignIn, "產生資料庫金鑰"),
        Action::PinChanged => (AuditSort::SignIn, "變更 PIN"),
        Action::KeyChanged => (AuditSort::SignIn, "更換資料庫金鑰"),
        Action::CaseViewed => (AuditSort::Seen, "查看案件"),
        Action::IdentityRevealed => (AuditSort::Seen, "顯示完整證號"),
        Action::TallyViewed => (AuditSort::Seen, "查看退件紀錄"),
        Action::SampleLooked => (AuditSort::Seen, "品質抽查複看"),
        Action::DecisionRecorded => (AuditSort::Decided, "決定"),
        Action::DecisionRecalled => (AuditSort::Decided, "收回決定"),
        Action::DecisionAccepted => (AuditSort::Decided, "入口網確認送達"),
        Action::DecisionParked => (AuditSort::Decided, "送出未成，移到待處理衝突"),
        Action::DecisionClosed => (AuditSort::Decided, "決定未生效，已結案"),
        Action::DecisionSentAgain => (AuditSort::Decided, "入口網還原後，再送一次決定"),
        Action::EscalationAsked => (AuditSort::Decided, "送主管"),
        Action::EscalationAccepted => (AuditSort::Decided, "入口網收到送主管的問題"),
        Action::EscalationParked => (AuditSort::Decided, "送主管的問題沒有送到"),
        Action::EscalationClosed => (AuditSort::Decided, "送主管的問題已結案"),
        Action::EscalationSettled => (AuditSort::Decided, "主管答覆"),
        Action::SettlementAccepted => (AuditSort::Decided, "入口網收到主管答覆"),
        Action::SettlementParked => (AuditSort::Decided, "主管答覆沒有送到"),
        Action::SettlementClosed => (AuditSort::Decided, "主管答覆未生效，已結案"),
        Action::SuspensionOrdered => (AuditSort::Decided, "暫停使用"),
        Action::SuspensionDeclined => (AuditSort::Decided, "決定不停用"),
        Action::SuspensionAccepted => (AuditSort::Decided, "入口網收到暫停使用"),
        Action::SuspensionParked => (AuditSort::Decided, "暫停使用沒有送到"),
        Action::SuspensionClosed => (AuditSort::Decided, "暫停使用未生效，已結案"),
        Action::SuspensionLifted => (AuditSort::Decided, "提前恢復使用"),
        Action::LiftAccepted => (AuditSort::Decided, "入口網收到恢復使用"),
        Action::LiftParked => (AuditSort::Decided, "恢復使用沒有送到"),
        Action::LiftClosed => (AuditSort::Decided, "恢復使用未生效，已結案"),
        Action::TraySettled => (AuditSort::Decided, "處理衝突"),
        Action::SampleDrawn => (AuditSort::Decided, "抽出品質抽查"),
        Action::DeliveryMarked => (AuditSort::Decided, "登記送達"),
        Action::DeliveryUnmarked => (AuditSort::Decided, "取消送達登記"),
        Action::DocumentCropped => (AuditSort::TakenOut, "擷取文件到備註"),
        Action::DocumentPrinted => (AuditSort::TakenOut, "列印文件（附浮水印）"),
        Action::ReportExported => (AuditSort::TakenOut, "匯出報表"),
        Action::FacilityExported => (AuditSort::TakenOut, "匯出本機關用語"),
        Action::FacilityChanged => (AuditSort::Settings, "修改本機關用語"),
        Action::FacilityImported => (AuditSort::Settings, "匯入本機關用語"),
        Action::PackTaken => (AuditSort::Settings, "帶走一班的案件"),
        Action::PackEnded => (AuditSort::Settings, "結束一班，放回案件"),
        Action::DeskResync => (AuditSort::Settings, "全部重新取件"),
        Action::DeskSetAside => (AuditSort::Settings, "資料庫損壞，移到一旁並重新取件"),
        Action::PortalRestored => (AuditSort::Settings, "入口網由備份還原，已重送"),
        Action::CasePurged => (AuditSort::Settings, "依規定刪除案件資料"),
        Action::ActSetAside => (AuditSort::Settings, "待送出的動作讀不懂，另外保存"),
        Action::RetentionApplied => (AuditSort::Settings, "依保存期限刪除文件"),
        Action::WordsErased => (AuditSort::Settings, "依保存期限刪除文字"),
        Action::AuditFaultNoted => (AuditSort::Settings, "註記稽核紀錄不符"),
        Action::CopyErased => (AuditSort::Settings, "刪除資料庫的舊備份"),
    }
}

fn actions_of(sort: AuditSort) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| words_of(*action).0 == sort).collect()
}

/// An entry in the words of the screen. One of another version shows as it is written.
pub(crate) fn what(action: &str, detail: &serde_json::Value) -> String {
    let verdict = detail
        .get("verdict")
        .and_then(|verdict| serde_json::from_value::<domain::Verdict>(verdict.clone()).ok())
        .map(words::verdict_word);
    let words = Action::read(action).map_or(action, |known| words_of(known).1);
    let purpose = detail
        .get("purpose")
        .and_then(|purpose| serde_json::from_value::<RevealPurpose>(purpose.clone()).ok());
    if let Some(purpose) = purpose {
        return format!("{words}：{}", purpose.words());
    }
    match (verdict, detail.get("list").and_then(serde_json::Value::as_str)) {
        (Some(verdict), _) => format!("{words}：{verdict}"),
        (None, Some(list)) => format!("{words}：{list}"),
        (None, None) => words.to_owned(),
    }
}
