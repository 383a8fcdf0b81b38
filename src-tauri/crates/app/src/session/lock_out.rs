//! Somebody signed in and cannot work: why, what is safe, and the way on. Either it is tried again,
//! or the sealed database becomes an old file and a new one begins.

use std::path::Path;
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use portal::secrets::SecretError;
use store::aside::Unsent;

use crate::error::{ApiError, ErrorCode};
use crate::state::{Again, Desk, LockedOut, Opening};
use crate::views::lock_out::{LockOutCause, LockOutView};
use crate::words;

/// Keeps why the database is closed, for the page that tells it.
pub(crate) fn lock_out(
    desk: &Desk,
    cause: LockOutCause,
    signed_in: Option<portal::Session>,
    opening: Opening,
) -> ApiError {
    let unsent = store::aside::unsent(&opening.file);
    let again = Again::Open(Box::new((signed_in, opening)));
    keep_lock_out(desk, LockedOut { cause, again, unsent })
}

/// The keyring does not take the sign-in, or does not give it.
pub(crate) fn lock_out_of_keyring(desk: &Desk, error: SecretError, portal: &str) -> ApiError {
    let cause = cause_of_keyring(&error);
    let again = Again::SignIn(portal.to_owned());
    keep_lock_out(desk, LockedOut { cause, again, unsent: None })
}

/// Keeps it, and says it in a sentence.
pub(crate) fn keep_lock_out(desk: &Desk, locked_out: LockedOut) -> ApiError {
    let message = format!("{}。{}", title(locked_out.cause), safe(locked_out.cause));
    desk.keep_locked_out(locked_out);
    ApiError::new(ErrorCode::LockedOut, message)
}

impl Desk {
    /// Why nobody could sit down; nothing if that is over.
    pub async fn locked_out(&self) -> Result<Option<LockOutView>, ApiError> {
        let locked_out = self.locked_out.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(locked_out.as_ref().map(|locked_out| view(locked_out, self.own_now())))
    }
}

/// Which page tells of a keyring that fails.
pub(crate) fn cause_of_keyring(error: &SecretError) -> LockOutCause {
    match error {
        SecretError::NoStore => LockOutCause::KeyringMissing,
        SecretError::Locked | SecretError::Denied => LockOutCause::KeyringLocked,
        error => {
            tracing::error!(%error, "the keyring failed");
            LockOutCause::KeyringFailing
        }
    }
}

/// Whether giving the file up for now is a way on: not where making room, unlocking or updating
/// opens it again.
pub(crate) fn can_begin_anew(cause: LockOutCause) -> bool {
    matches!(
        cause,
        LockOutCause::KeyGone
            | LockOutCause::KeyFileGone
            | LockOutCause::KeyReplaced
            | LockOutCause::FileGone
            | LockOutCause::PinLost
            | LockOutCause::Unreadable
    )
}

const SAFE: &str = "這台電腦上的資料沒有被動過，已送達的決定都在入口網。";
const REST_SAFE: &str = "審核台留下來的檔案沒有被動過，已送達的決定都在入口網。";

fn safe(cause: LockOutCause) -> &'static str {
    if cause == LockOutCause::FileGone { REST_SAFE } else { SAFE }
}

fn title(cause: LockOutCause) -> &'static str {
    match cause {
        LockOutCause::KeyGone => "鑰匙圈裡找不到打開資料的鑰匙",
        LockOutCause::KeyFileGone => "資料庫旁的鑰匙檔不見了，或讀不懂",
        LockOutCause::KeyReplaced => "鑰匙圈裡的鑰匙打不開這台電腦上的資料",
        LockOutCause::FileGone => "這台電腦上的資料庫檔案不見了",
        LockOutCause::PinLost => "沒有 PIN，入口網也沒有能打開資料的備份",
        LockOutCause::KeyringMissing => "這台電腦沒有可用的鑰匙圈",
        LockOutCause::KeyringLocked => "鑰匙圈上鎖了",
        LockOutCause::KeyringFailing => "鑰匙圈沒有正常回應",
        LockOutCause::DiskFull => "磁碟已滿，打不開資料",
        LockOutCause::ReadOnly => "資料夾無法寫入，打不開資料",
        LockOutCause::InUse => "審核台已經在另一個視窗開啟",
        LockOutCause::Newer => "資料是較新版的審核台寫的",
        LockOutCause::Unreadable => "資料庫打不開",
    }
}

/// What to do first, and what if it does not help.
fn to_do(cause: LockOutCause) -> &'static str {
    match cause {
        LockOutCause::KeyGone => {
            "常見原因是系統管理員重設了 Windows 密碼、換了新的使用者設定檔，或資料庫旁的鑰匙檔（檔名以 .keys.json 結尾）換成了較早的副本。請先問資訊人員能不能還原鑰匙圈（服務名稱 notebook-desk）；還原後按「再試一次」。等不到時，可以重新開始。"
        }
        LockOutCause::KeyFileGone => {
            "鑰匙圈沒有問題；是資料庫旁檔名以 .keys.json 結尾的檔案被刪除、搬走或改壞了，沒有它就打不開資料。請資訊人員把這個檔案找回或從備份還原，放回原處後按「再試一次」。找不回時，可以重新開始，並通知政風單位。"
        }
        LockOutCause::KeyReplaced => {
            "鑰匙可能被換過，或檔案是從別的電腦複製來的。請先問資訊人員能不能還原原來的鑰匙圈（服務名稱 notebook-desk）；還原後按「再試一次」。等不到時，可以重新開始。"
        }
        LockOutCause::FileGone => {
            "檔案可能被刪除、搬走，或被防毒軟體隔離。請先請資訊人員找回或還原這個檔案，放回原處後按「再試一次」；不要自己刪除旁邊的檔案。找不回時，可以重新開始，並通知政風單位。"
        }
        LockOutCause::PinLost => {
            "入口網沒有保管這台電腦的備份。想起 PIN 時請按「再試一次」，可以再輸入；想不起來時，可以重新開始。"
        }
        LockOutCause::KeyringMissing => {
            "審核台把鑰匙放在作業系統的鑰匙圈，不會改用明文檔案。請把下面的文字交給資訊人員；鑰匙圈可以使用後按「再試一次」。"
        }
        LockOutCause::KeyringLocked => {
            "請輸入鑰匙圈密碼解鎖，再按「再試一次」，不必重新開啟審核台。"
        }
        LockOutCause::KeyringFailing => {
            "請稍候再按「再試一次」；若持續發生，請把下面的文字交給資訊人員。"
        }
        LockOutCause::DiskFull => {
            "請刪掉這台電腦上其他用不到的檔案（不要動審核台的資料夾），再按「再試一次」。"
        }
        LockOutCause::ReadOnly => {
            "請通知資訊人員確認資料夾的權限，或隨身碟、網路磁碟是否還連著；可以寫入後按「再試一次」。"
        }
        LockOutCause::InUse => "請使用那一個視窗，或關掉它再按「再試一次」。",
        LockOutCause::Newer => "請更新這台電腦的審核台，再開啟。",
        LockOutCause::Unreadable => {
            "可能是防毒軟體或備份正在讀取。請稍候按「再試一次」；若持續發生，請把下面的文字交給資訊人員，也可以重新開始。"
        }
    }
}

const SIGN_IN_FIRST: &str = "會先請您本人登入入口網。";
const BEGIN_ANEW: &str = "原來的檔案會加上今天的日期移到一旁，什麼都不刪；案件從入口網重新取回。沒有送達的決定留在舊檔裡，件數和日期會告訴入口網，讓主管知道；日後找回鑰匙仍可還原。";

fn unsent_sentence(unsent: Option<&Unsent>, now: DateTime<Utc>) -> String {
    let Some(unsent) = unsent else {
        return "這台電腦沒有記下還有幾件決定沒有送達，請核對最近的案件。".to_owned();
    };
    let at = words::clock(unsent.at, now);
    let oldest = unsent.oldest_at.map(|at| format!("，最早的是 {}", words::clock(at, now)));
    match unsent.unsent {
        0 => format!("{at} 最後一次記下時，決定都已送達。"),
        count => format!(
            "{at} 最後一次記下時，還有 {count} 件決定沒有送達{}。",
            oldest.unwrap_or_default()
        ),
    }
}

fn view(locked_out: &LockedOut, now: DateTime<Utc>) -> LockOutView {
    let LockedOut { cause, again, unsent } = locked_out;
    let file: Option<&Path> = match again {
        Again::Open(kept) => Some(&kept.1.file),
        Again::SignIn(_) => None,
    };
    let shown_whose = matches!(again, Again::Open(kept) if kept.0.is_some());
    let name = file.and_then(|file| file.file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    let unsent_told = file.map(|_| unsent_sentence(unsent.as_ref(), now));
    LockOutView {
        cause: *cause,
        title: title(*cause).to_owned(),
        safe: safe(*cause).to_owned(),
        unsent: unsent_told,
        to_do: to_do(*cause).to_owned(),
        begin_anew: can_begin_anew(*cause).then(|| {
            let first = if shown_whose { "" } else { SIGN_IN_FIRST };
            format!("{first}{BEGIN_ANEW}")
        }),
        for_it: format!(
            "雲端聯絡簿審核台 {}（{}）打不開資料：{}（{cause:?}）。資料檔 {}，位於使用者的應用程式資料夾；鑰匙在作業系統的鑰匙圈，服務名稱 notebook-desk。請勿刪除檔案或鑰匙圈的項目。",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            title(*cause),
            name.unwrap_or_else(|| "還沒有用到".to_owned()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ALL: [LockOutCause; 13] = [
        LockOutCause::KeyFileGone,
        LockOutCause::FileGone,
        LockOutCause::KeyGone,
        LockOutCause::PinLost,
        LockOutCause::KeyReplaced,
        LockOutCause::KeyringMissing,
        LockOutCause::KeyringLocked,
        LockOutCause::KeyringFailing,
        LockOutCause::DiskFull,
        LockOutCause::ReadOnly,
        LockOutCause::InUse,
        LockOutCause::Newer,
        LockOutCause::Unreadable,
    ];

    #[test]
    fn every_cause_has_a_page_of_its_own_with_something_to_do() {
        let titles: BTreeSet<&str> = ALL.into_iter().map(title).collect();
        assert_eq!(titles.len(), ALL.len());
        for cause in ALL {
            let again = Again::SignIn("https://portal.example/".to_owned());
            let page = view(&LockedOut { cause, again, unsent: None }, crate::testing::at(0));
            assert!(page.safe.contains("沒有被動過") && page.to_do.contains('請'), "{cause:?}");
            assert_eq!(page.begin_anew.is_some(), page.to_do.contains("可以重新開始"), "{cause:?}");
            let again = page.to_do.contains("再試一次") || cause == LockOutCause::Newer;
            assert!(again, "{cause:?}");
        }
    }

    #[test]
    fn what_lay_unsent_is_told_with_its_count_and_its_dates() {
        let at = |minutes: i64| {
            DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).expect("an instant")
        };
        let id = uuid::Uuid::from_u128(1);
        let unsent = |unsent| Unsent { id, unsent, oldest_at: Some(at(-3 * 24 * 60)), at: at(-10) };
        let said = unsent_sentence(Some(&unsent(3)), at(0));
        assert!(said.contains("3 件") && said.contains("最早的是 115."), "{said}");
        assert!(unsent_sentence(Some(&unsent(0)), at(0)).contains("都已送達"));
        assert!(unsent_sentence(None, at(0)).contains("沒有記下"));
    }
}
