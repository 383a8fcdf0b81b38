//! How the desk stands with the portal: what the status bar and the health page say, both from here.
//! All is well only where every fact says so, and the screen decides nothing of it anew.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use documents::Refusal;
use documents::confinement::WallKind;
use domain::outbox::Stop;
use portal::NetworkKind;
use sync::{Link, StoreTrouble, SyncStatus, Witnessed};

use crate::session::certificate;
use crate::state::{Counted, Session};
use crate::views::boot::SyncState;

/// From then on what is on the screen may be old, whatever the last exchange was.
const OLD: TimeDelta = TimeDelta::minutes(10);

/// When the feed last came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pulled {
    Never,
    /// Within [`OLD`].
    Recently,
    LongAgo,
}

/// Everything that the words rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub link: Link,
    pub pulled: Pulled,
    /// Items of the feed that could not be read or taken in.
    pub set_aside: u32,
    /// What the portal has not acknowledged.
    pub unsent: u32,
    pub conflicts: u32,
    /// The last full snapshot lacked much that the portal has by its own number; another is due.
    pub doubted: bool,
    pub counted: Counted,
    /// The portal was told of another audit log than is here.
    pub log_differs: bool,
    /// The keyring did not take the renewed sign-in: it ends with the desk.
    pub unkept: bool,
    /// A wall around the documents' worker that this system has does not stand: no document is shown.
    pub failed_wall: Option<WallKind>,
    /// The version that the portal wants, once it has told.
    pub min_client: Option<String>,
    /// This computer's clock, and how far the portal was ahead of it when it last told.
    pub own_now: DateTime<Utc>,
    pub skew: Option<TimeDelta>,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub well: bool,
    /// Whether something on this computer keeps the work from going on until somebody acts.
    pub urgent: bool,
    pub state: SyncState,
    /// A word or two for the bar.
    pub label: &'static str,
    /// That all is well; or what is safe and what to do.
    pub sentence: Cow<'static, str>,
}

impl Standing {
    /// What the bar adds to its label: nothing as long as the work simply goes on.
    pub fn trouble(&self) -> Option<String> {
        let quiet = matches!(self.state, SyncState::Online | SyncState::Starting);
        (!quiet).then(|| self.sentence.clone().into_owned())
    }
}

/// When the feed came to its end, by this computer's clock. An instant in the future says nothing:
/// the clock has been set.
fn pulled(last_pull_at: Option<DateTime<Utc>>, own_now: DateTime<Utc>) -> Pulled {
    match last_pull_at {
        None => Pulled::Never,
        Some(at) if own_now.signed_duration_since(at).abs() <= OLD => Pulled::Recently,
        Some(_) => Pulled::LongAgo,
    }
}

fn facts(session: &Session, status: &SyncStatus, counted: Counted) -> Facts {
    let own_now = session.own_now();
    Facts {
        link: status.link,
        pulled: pulled(status.last_pull_at, own_now),
        set_aside: status.malformed,
        unsent: status.queued,
        conflicts: status.failed,
        doubted: status.is_snapshot_doubted(),
        counted,
        log_differs: status.witnessed == Witnessed::Differs,
        unkept: !session.is_kept(),
        failed_wall: session.workshop.failed_wall(),
        min_client: status.min_client.clone(),
        own_now,
        skew: status.skew,
    }
}

/// What the bar and the health page say.
pub(crate) fn of(session: &Session) -> Standing {
    standing(&facts(session, &session.status(), session.counted()))
}

/// What is said of these facts.
fn standing(facts: &Facts) -> Standing {
    let (state, label, sentence) = match facts.link {
        Link::Starting | Link::Online | Link::Offline { .. } if facts.failed_wall.is_some() => {
            unconfined(facts.failed_wall)
        }
        Link::Starting => starting(),
        Link::Online => online(facts),
        Link::Offline { kind, .. } => unreached(kind, facts),
        Link::Troubled { status, .. } => troubled(status),
        Link::Stopped(stop) => stopped(stop, facts.min_client.as_deref()),
        Link::StoreFailing { what, .. } => store_failing(what),
        Link::KeyringFailing { .. } => (
            SyncState::Troubled,
            "登入存不下來",
            "新的登入記錄存不進這台電腦，暫時不能和入口網往來。可以繼續審核，決定都存在這台電腦；請確認磁碟空間，再按「立即同步」，會接著送出。".into(),
        ),
        Link::Circling { .. } => (
            SyncState::Troubled,
            "取件沒有前進",
            "入口網一直給同一頁資料，這次取件先停下，會自動再試。已取得的案件都在，決定照常送出；若持續發生，請通知入口網的維護人員。".into(),
        ),
        Link::Interrupted { .. } => (
            SyncState::Troubled,
            "同步中斷",
            "審核台同步時有一個步驟中斷，會自動再試。資料和決定都在這台電腦；若持續發生，請到「健康狀態」把給資訊人員的文字交給他們。".into(),
        ),
    };
    let well = facts.link == Link::Online
        && facts.pulled == Pulled::Recently
        && (facts.set_aside, facts.unsent, facts.conflicts) == (0, 0, 0)
        && !facts.doubted
        && !facts.log_differs
        && !facts.unkept
        && facts.failed_wall.is_none()
        && facts.counted == Counted::Same;
    let urgent = facts.failed_wall.is_some()
        || matches!(facts.link, Link::StoreFailing { .. } | Link::KeyringFailing { .. });
    Standing { well, urgent, state, label, sentence }
}

type Said = (SyncState, &'static str, Cow<'static, str>);

fn starting() -> Said {
    (SyncState::Starting, "正在連線", "還在第一次同步，還不知道是否完整。".into())
}

/// No document is shown, whatever the line: the sentence that stands in each one's place.
fn unconfined(wall: Option<WallKind>) -> Said {
    let sentence = wall.map(|wall| Refusal::Unconfined { wall }.sentence()).unwrap_or_default();
    (SyncState::Attention, "文件沒有開啟", sentence.into())
}

/// The last exchange went well: what may be amiss all the same, the gravest first.
fn online(facts: &Facts) -> Said {
    let say = |state, label, sentence: &'static str| -> Said { (state, label, sentence.into()) };
    let amiss = |label, sentence| say(SyncState::Attention, label, sentence);
    let normal = |label, sentence| say(SyncState::Online, label, sentence);
    match facts {
        Facts { pulled: Pulled::Never, .. } => starting(),
        Facts { pulled: Pulled::LongAgo, .. } => amiss(
            "取件停了",
            "超過 10 分鐘沒有完成取件，畫面上的案件可能不是最新。資料都在，決定照常送出；請按「立即同步」，仍是如此時請通知資訊人員。",
        ),
        Facts { log_differs: true, .. } => amiss(
            "稽核紀錄不符",
            "連線正常，但這台電腦的稽核紀錄和入口網見證過的不同，可能被更動過。已送達的決定都在入口網，可以繼續審核；請到「稽核紀錄」按「檢查」，並通知資訊人員與政風單位。",
        ),
        Facts { set_aside: 1.., .. } => amiss(
            "有資料讀不懂",
            "連線正常，但有資料讀不懂或套用不了，已略過並列在「健康狀態」；其他案件不受影響。請通知資訊人員。",
        ),
        Facts { unkept: true, .. } => amiss(
            "登入沒有存下來",
            "連線正常，但更新過的登入沒有存進這台電腦，只留在記憶體。資料都在，可以照常工作；關閉審核台之後要重新登入。請確認磁碟空間；下一次更新登入時會再存一次。",
        ),
        Facts { conflicts: 1.., .. } => amiss(
            "有衝突待處理",
            "連線正常，但有決定入口網沒有接受，內容都在這裡。請到「待處理衝突」處理。",
        ),
        Facts { doubted: true, .. } => amiss(
            "取件不完整",
            "連線正常，但全部重新取件時少了很多案件，和入口網自己的件數不合，所以沒有收起任何一件。資料都在，會自動再取一次；若持續發生，請通知入口網的維護人員。",
        ),
        Facts { unsent: 1.., .. } => {
            normal("連線正常，還有待送", "連線正常，還有決定沒有送達，會自動送出。")
        }
        Facts { counted: Counted::Differ, .. } => amiss(
            "件數和入口網不同",
            "連線正常，但件數和入口網不同。資料都在。請先按「立即同步」；還是不同時到「健康狀態」按「全部重新取件」。",
        ),
        Facts { counted: Counted::Unknown, .. } => {
            normal("連線正常", "全部送達，但還沒問到入口網的件數，不知道是否相同。請稍後再看一次。")
        }
        Facts { counted: Counted::Same, .. } => {
            normal("連線正常", "連線正常，件數和入口網相同，全部送達。")
        }
    }
}

fn unreached(kind: NetworkKind, facts: &Facts) -> Said {
    match kind {
        NetworkKind::Certificate(fault) => (
            SyncState::Troubled,
            certificate::label(fault),
            certificate::explain(fault, facts.own_now, facts.skew).into(),
        ),
        NetworkKind::Tls => (
            SyncState::Troubled,
            "無法安全連線",
            "和入口網建立不了安全連線，所以沒有連線，什麼都沒有送出。可以繼續審核，決定都存在這台電腦。請通知資訊人員。".into(),
        ),
        NetworkKind::Proxy => (
            SyncState::Offline,
            "代理伺服器沒有放行",
            "機關的代理伺服器沒有放行。可以繼續審核，決定都存在這台電腦，放行後自動送出。請通知資訊人員。".into(),
        ),
        NetworkKind::Dns
        | NetworkKind::Refused
        | NetworkKind::Timeout
        | NetworkKind::Cut
        | NetworkKind::Unreachable => (
            SyncState::Offline,
            "目前離線",
            "目前離線，連不到入口網。您可以繼續審核，決定會存在這台電腦，連上後自動送出。".into(),
        ),
    }
}

fn troubled(status: Option<u16>) -> Said {
    let (label, sentence) = match status {
        Some(429) => ("入口網忙線", "入口網請我們稍候，會自動再試。資料都在。"),
        Some(_) => ("入口網故障", "入口網暫時故障，會自動再試。資料都在。"),
        None => (
            "回覆不正確",
            "收到的不是入口網的回覆，可能被網路登入頁攔下。請先開瀏覽器完成網路登入。資料都在。",
        ),
    };
    (SyncState::Troubled, label, sentence.into())
}

fn stopped(stop: Stop, min_client: Option<&str>) -> Said {
    match stop {
        Stop::SignedOut => (
            SyncState::SignInNeeded,
            "需要重新登入",
            "登入已過期，資料都在。請重新登入，會接著送出。".into(),
        ),
        Stop::ClientTooOld => (SyncState::Troubled, "審核台需要更新", too_old(min_client).into()),
        Stop::Revoked => (
            SyncState::Troubled,
            "權限已變更",
            "入口網說您目前沒有審核權限，已停止傳送。尚未送出的決定封存在這台電腦，請通知主管。"
                .into(),
        ),
        Stop::OtherPerson => (
            SyncState::SignInNeeded,
            "登入的是另一個人",
            "這台電腦的寄件匣屬於另一位同仁，沒有用您的身分送出任何東西。請由本人登入。".into(),
        ),
    }
}

/// The portal no longer serves this version: which one it is, which one is wanted, what is safe.
fn too_old(min_client: Option<&str>) -> String {
    let wanted = min_client.map(|version| format!("需要 {version} 版以上，")).unwrap_or_default();
    format!(
        "入口網不再接受這個版本：{wanted}這台是 {} 版。請通知資訊人員更新審核台；尚未送出的決定都存在這台電腦，更新後會自動送出。",
        env!("CARGO_PKG_VERSION")
    )
}

fn store_failing(what: StoreTrouble) -> Said {
    let (label, sentence) = match what {
        StoreTrouble::DiskFull => (
            "磁碟已滿",
            "磁碟已滿，新的案件存不進來；先前存下的資料和決定都在。請清出空間，會自動接著取件。",
        ),
        StoreTrouble::ReadOnly => (
            "資料夾無法寫入",
            "資料夾無法寫入，新的案件存不進來；先前存下的資料和決定都在。請通知資訊人員確認權限，會自動接著取件。",
        ),
        StoreTrouble::Damaged => (
            "資料庫有一處損壞",
            "這台電腦的資料庫有一處損壞。請重新啟動審核台：損壞的檔案會移到一旁，不會刪除，尚未送達的決定會救回。",
        ),
        StoreTrouble::Other => (
            "這台電腦的資料庫有狀況",
            "資料庫沒有回應，會自動再試；先前存下的都在。請確認磁碟空間；若持續發生，請通知資訊人員。",
        ),
    };
    (SyncState::Troubled, label, sentence.into())
}

#[cfg(test)]
mod tests;
