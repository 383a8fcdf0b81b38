//! 健康狀態: cursor, epoch, counts here and there, the last errors in plain words; and starting over
//! from a full snapshot when somebody asks for it.

mod report;

use chrono::{DateTime, Utc};
use domain::Role;
use portal::NetworkKind;
use portal::wire::{CaseStats, RemainderRecord};
use store::cases::StateCount;
use store::feed::{Notice, NoticeKind, Position};
use sync::{AbsenceNotice, Mishap, MishapRow, RestoredNotice, Round, SyncStatus, Witnessed};

use crate::error::ApiError;
use crate::log_file::LogFile;
use crate::session::counting::{ask_for_counts, compare, counts};
use crate::session::standing::{self, Standing};
use crate::session::{certificate, log_anchor, set_aside, update};
use crate::state::{Announced, Desk, ManagedLine, Session};
use crate::views::health::{FactView, HealthView, MishapView, RemainderView};
use crate::words;

/// What the page is made of.
pub(crate) struct Health {
    pub now: DateTime<Utc>,
    pub portal: String,
    pub status: SyncStatus,
    pub position: Position,
    pub counts: Vec<StateCount>,
    pub there: Option<CaseStats>,
    pub mishaps: Vec<MishapRow>,
    pub notices: Vec<Notice>,
    pub managed: Vec<ManagedLine>,
    pub announced: Announced,
}

impl Desk {
    pub async fn health(&self) -> Result<HealthView, ApiError> {
        let session = self.session().await?;
        let health = read_health(&session).await?;
        let restored = session.read(sync::restored).await?;
        let remainders = match session.me().role {
            Role::Supervisor => session.client.remainders().await.map(|all| all.remainders),
            Role::SocialWorker => Ok(Vec::new()),
        };
        let log_file = LogFile::path(&self.data_folder).display().to_string();
        let remainders = remainders.unwrap_or_default();
        Ok(HealthView { log_file, ..view(&health, &standing::of(&session), restored, remainders) })
    }

    /// Takes everything from the portal anew. Nothing unsent is touched.
    pub async fn resync(&self) -> Result<(), ApiError> {
        let session = self.session().await?;
        session
            .record(store::audit::Action::DeskResync, "desk".to_owned(), serde_json::json!({}))
            .await?;
        session.engine.resync().await.map_err(|error| {
            tracing::error!(%error, "the snapshot could not be started");
            ApiError::failed("這台電腦的資料庫沒有回應，沒有重新取件。請再試一次。")
        })?;
        session.tell_window(false);
        Ok(())
    }

    /// Opens the folder in which the log lies, in the system's own window for files.
    pub async fn show_log(&self) -> Result<(), ApiError> {
        self.session().await?;
        let file = LogFile::path(&self.data_folder);
        let folder = file.parent().unwrap_or(&self.data_folder).display().to_string();
        (self.open_browser)(&folder)
            .map_err(|()| ApiError::failed(format!("資料夾打不開，請自行開啟：{folder}")))
    }

    /// The person has read what had happened to the portal, or to this computer's database.
    pub async fn dismiss_notice(&self) -> Result<(), ApiError> {
        let session = self.session().await?;
        session
            .write(|tx| {
                sync::mark_restored_seen(tx)?;
                sync::mark_absence_seen(tx)?;
                log_anchor::mark_seen(tx)?;
                set_aside::mark_seen(tx)
            })
            .await?;
        session.tell_window(false);
        Ok(())
    }
}

async fn read_health(session: &Session) -> Result<Health, ApiError> {
    let there = ask_for_counts(session).await;
    let (position, counts, notices) = session
        .read(|c| {
            Ok((
                store::feed::position(c)?,
                store::cases::count_by_state(c)?,
                store::feed::notices(c)?,
            ))
        })
        .await?;
    session.set_counted(compare(&counts, there.as_ref()));
    Ok(Health {
        now: session.now(),
        portal: session.base.to_string(),
        status: session.status(),
        position,
        counts,
        there,
        mishaps: session.engine.mishaps(),
        notices,
        managed: session.managed().lines(),
        announced: session.announced(),
    })
}

/// What happened to this computer's database or to the portal, until the person has read it.
pub(crate) async fn unread_notice(session: &Session) -> Option<String> {
    let read = session.read(|c| {
        let own = set_aside::unread(c)?.or(log_anchor::unread(c)?);
        Ok((own, sync::restored(c)?, sync::absence(c)?))
    });
    let (own, restored, absence) = read.await.ok()?;
    let restored = restored.filter(|notice| !notice.seen);
    let absence = absence.filter(|notice| !notice.seen);
    own.or_else(|| restored.map(|notice| restored_sentence(&notice, session.now())))
        .or_else(|| absence.map(|notice| absence_sentence(&notice)))
}

fn view(
    health: &Health,
    standing: &Standing,
    restored: Option<RestoredNotice>,
    remainders: Vec<RemainderRecord>,
) -> HealthView {
    let now = health.now;
    let counts = counts(&health.counts, health.there.as_ref());
    HealthView {
        sentence: standing.sentence.clone().into_owned(),
        well: standing.well,
        facts: facts(health),
        counts,
        counted_at: health.there.as_ref().map(|stats| words::clock(stats.as_of, now)),
        mishaps: health
            .mishaps
            .iter()
            .map(|row| MishapView {
                at: words::clock(row.last_at, now),
                sentence: mishap_sentence(row),
                times: row.times,
            })
            .collect(),
        skipped: health.notices.iter().map(skipped_sentence).collect(),
        remainders: remainders.iter().map(|record| remainder_view(record, now)).collect(),
        restored: restored.map(|notice| restored_sentence(&notice, now)),
        for_it: report::for_it(health),
        log_file: String::new(),
    }
}

fn facts(health: &Health) -> Vec<FactView> {
    let Health { status, position, now, .. } = health;
    let fact = |label: &str, value: String, attention: bool| FactView {
        label: label.to_owned(),
        value,
        attention,
    };
    let clock =
        |at: Option<DateTime<Utc>>| at.map_or("還沒有".into(), |at| words::clock(at, *now));
    let skew = status.skew.map_or(0, |skew| skew.num_seconds());
    let (announced, look_at_it) = update::words(&health.announced);
    vec![
        fact("取件位置", cursor_words(position), position.restarting),
        fact("入口網編號", epoch_words(position), false),
        fact("上次取件", clock(status.last_pull_at), status.last_pull_at.is_none()),
        fact("上次送達", clock(status.last_ack_at), false),
        fact("尚未送達", format!("{} 件", status.queued), false),
        fact("待處理衝突", format!("{} 件", status.failed), status.failed > 0),
        fact("等待下載的文件", format!("{} 份", status.documents_wanted), false),
        fact("讀不懂的資料", format!("{} 筆", status.malformed), status.malformed > 0),
        fact("暫時收起的案件", format!("{} 件", status.put_away), false),
        fact("全部重新取件", absence_words(status), status.is_snapshot_doubted()),
        fact("核對送達紀錄", compared_words(status, *now), false),
        fact(
            "稽核紀錄的見證",
            witnessed_words(status, *now),
            status.witnessed == Witnessed::Differs,
        ),
        fact("時鐘差", clock_words(skew), skew.abs() > 300),
        fact("新版本", announced, look_at_it),
        fact(
            "資訊人員的設定",
            managed_words(&health.managed),
            health.managed.iter().any(|line| !line.is_readable),
        ),
    ]
}

/// How many settings the administrators made, and each that cannot be read.
pub(super) fn managed_words(lines: &[ManagedLine]) -> String {
    let set = lines.iter().filter(|line| line.is_readable).count();
    let amiss = lines.iter().filter(|line| !line.is_readable);
    let mut words =
        if set == 0 { "沒有".to_owned() } else { format!("{set} 項，見「設定」") };
    for line in amiss {
        words.push_str(&format!("；{}：{}", line.name, line.words));
    }
    words
}

/// How the last full snapshot that lacked much ended.
fn absence_words(status: &SyncStatus) -> String {
    match &status.absence {
        None => "完整".to_owned(),
        Some(notice) if notice.again => {
            format!("少了 {} 件，沒有移除，會再取一次", notice.missing)
        }
        Some(notice) if notice.kept => "曾經少了案件，後來取完整了".to_owned(),
        Some(notice) => format!("曾有 {} 件移出", notice.missing),
    }
}

/// When the acknowledged acts were last held against the portal, or what of that is not possible.
fn compared_words(status: &SyncStatus, now: DateTime<Utc>) -> String {
    let asked = status.features.iter().any(|feature| feature == portal::wire::MISSING_ACTS);
    match status.compared_at {
        None => "還沒有".to_owned(),
        Some(at) if asked => words::clock(at, now),
        Some(_) => "入口網不提供；只在入口網換編號時核對審核決定，請示、答覆、暫停與恢復沒有核對"
            .to_owned(),
    }
}

/// What the portal bears witness to of the audit log.
fn witnessed_words(status: &SyncStatus, now: DateTime<Utc>) -> String {
    match status.witnessed {
        Witnessed::Unasked => "還沒有".to_owned(),
        Witnessed::NotOffered => "入口網不提供；紀錄只有這台電腦為憑".to_owned(),
        Witnessed::UpTo { entries, told_at } => {
            format!("到第 {entries} 筆，{}", words::clock(told_at, now))
        }
        Witnessed::Differs => "和這台電腦的不同，請到「稽核紀錄」檢查".to_owned(),
    }
}

fn cursor_words(position: &Position) -> String {
    match (&position.cursor, position.restarting) {
        (None, _) => "從頭取件中".to_owned(),
        (Some(cursor), true) => format!("全部重新取件中（{}）", shortened(cursor)),
        (Some(cursor), false) => shortened(cursor),
    }
}

fn epoch_words(position: &Position) -> String {
    position.epoch.map_or("還沒有".to_owned(), |epoch| shortened(&epoch.to_string()))
}

/// Enough to compare two of them.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 12 {
        return text.to_owned();
    }
    let end: String = text.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    format!("…{end}")
}

/// The engine says how far the portal is ahead of this computer, in seconds.
fn clock_words(ahead: i64) -> String {
    match ahead {
        0 => "相同".to_owned(),
        ahead if ahead > 0 => format!("這台電腦慢 {ahead} 秒"),
        ahead => format!("這台電腦快 {} 秒", -ahead),
    }
}

fn mishap_sentence(row: &MishapRow) -> String {
    let doing = match row.round {
        Round::Pull => "取件時",
        Round::Push => "送出時",
        Round::Documents => "下載文件時",
        Round::Claims => "認領時",
        Round::Witness => "通報稽核紀錄時",
    };
    let what = match row.what {
        Mishap::Network(NetworkKind::Dns) => "找不到入口網的位址".to_owned(),
        Mishap::Network(NetworkKind::Tls) => "無法建立安全連線".to_owned(),
        Mishap::Network(NetworkKind::Certificate(fault)) => {
            format!("無法安全連線（{}）", certificate::label(fault))
        }
        Mishap::Network(NetworkKind::Proxy) => "代理伺服器沒有放行".to_owned(),
        Mishap::Network(NetworkKind::Timeout) => "入口網太久沒有回應".to_owned(),
        Mishap::Network(_) => "連線中斷或連不到入口網".to_owned(),
        Mishap::Status(429) => "入口網請我們稍候（429）".to_owned(),
        Mishap::Status(status @ 500..) => format!("入口網故障（{status}）"),
        Mishap::Status(status) => format!("入口網沒有接受（{status}）"),
        Mishap::NotTheContract => "收到的不是入口網的回覆".to_owned(),
        Mishap::FeedCircles => "入口網一直給同一頁資料".to_owned(),
        Mishap::Interrupted => "審核台的一個步驟中斷".to_owned(),
        Mishap::SignedOut => "登入已過期".to_owned(),
        Mishap::Store => "這台電腦的資料庫沒有回應".to_owned(),
        Mishap::Keyring => "這台電腦的鑰匙圈沒有回應".to_owned(),
    };
    format!("{doing}{what}")
}

fn skipped_sentence(notice: &Notice) -> String {
    let Notice { kind, op, .. } = notice;
    match notice.what {
        NoticeKind::UnknownKind => {
            format!("入口網有這個版本不認得的資料（{kind}），已略過；更新審核台後會自動補上。")
        }
        NoticeKind::UnknownOp => {
            format!(
                "入口網有這個版本不認得的動作（{kind}／{op}），已略過；更新審核台後會自動補上。"
            )
        }
        NoticeKind::NotApplied => format!(
            "入口網有一筆資料（{kind}，編號 {}）套用時出錯（{}），已略過，其他案件不受影響；內容變更或審核台更新後會再試。請通知資訊人員。",
            shown_id(notice),
            notice.detail
        ),
        NoticeKind::NotJudged => format!(
            "有一件案件（{kind}，編號 {}）無法自動檢查，已排在最前面，請人看。",
            shown_id(notice)
        ),
        NoticeKind::ActUnread => format!(
            "這台電腦有一筆還沒送達的{}（編號 {}）讀不懂，已原樣另外保存，沒有送出；其他的照常送出。審核台更新後會再試；案件若還待審，請重新決定，並通知資訊人員。",
            act_word(kind),
            shown_id(notice)
        ),
        NoticeKind::Malformed => {
            format!("入口網有一筆讀不懂的資料（{kind}），已記下並略過。請通知資訊人員。")
        }
    }
}

fn act_word(kind: &str) -> &'static str {
    match kind {
        "decision" => "決定",
        "escalation" => "送主管的提問",
        "settlement" => "主管的答覆",
        "suspension" => "暫停使用",
        "lift" => "提前恢復",
        _ => "動作",
    }
}

/// Enough to find it by on the portal.
fn shown_id(notice: &Notice) -> String {
    notice.id.map_or_else(|| "不明".to_owned(), |id| id.to_string())
}

fn remainder_view(record: &RemainderRecord, now: DateTime<Utc>) -> RemainderView {
    let told = words::clock(record.told_at, now);
    let sentence = match record.remainder.oldest_at {
        Some(oldest) => format!("最早 {} 決定，{told} 通報", words::clock(oldest, now)),
        None => format!("{told} 通報"),
    };
    RemainderView {
        who: record.person.display_name.clone(),
        unsent: record.remainder.unsent,
        sentence,
    }
}

fn restored_sentence(notice: &RestoredNotice, now: DateTime<Utc>) -> String {
    let to = notice
        .to
        .map_or_else(|| "較早的備份".to_owned(), |to| format!("{} 的備份", words::clock(to, now)));
    let again = match (notice.sent_again, notice.other_acts) {
        (0, 0) => "這台審核台沒有需要重送的決定".to_owned(),
        (count, 0) => format!("在那之後送達的 {count} 件決定已自動重送"),
        (0, others) => format!("在那之後送達的 {others} 件請示或停用已自動重送"),
        (count, others) => {
            format!("在那之後送達的 {count} 件決定和 {others} 件請示或停用已自動重送")
        }
    };
    format!("入口網由{to}還原，{again}；沒有遺失，也不會重複。")
}

/// What a full snapshot lacked, by whose numbers, and what became of it.
fn absence_sentence(notice: &AbsenceNotice) -> String {
    let AbsenceNotice { here, missing, .. } = notice;
    let left = here.saturating_sub(*missing);
    let told = match notice.portal {
        Some(told) => format!("入口網自己說有 {told} 件"),
        None => "入口網沒有提供件數".to_owned(),
    };
    let what = match notice.kept {
        true => "所以這台電腦的案件都沒有移除，稍後會再取一次。",
        false => "少的案件已移出畫面，連同備註、草稿和決定保留 7 天，入口網再給時就會完整恢復。",
    };
    format!("全部重新取件時，這台電腦的 {here} 件案件只取到 {left} 件；{told}，{what}")
}
