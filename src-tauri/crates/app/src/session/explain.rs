//! What a failed sign-in or a failed call means to the person.

use chrono::{DateTime, Utc};
use portal::{ClientError, NetworkKind, SignInError};

use crate::error::ApiError;
use crate::session::certificate;

pub(crate) fn explain_sign_in(error: &SignInError, own_now: DateTime<Utc>) -> ApiError {
    tracing::warn!(%error, "sign-in failed");
    let message = match error {
        SignInError::Portal(error) => explain_portal(error, own_now),
        SignInError::Declined { code } | SignInError::TokenRefused { code } => declined(code),
        SignInError::TimedOut => "等了五分鐘，瀏覽器那邊沒有完成登入。請再試一次。".to_owned(),
        SignInError::NoLoopback => {
            "這台電腦沒有可用的連接埠接收登入結果。請通知資訊人員。".to_owned()
        }
        SignInError::Discovery
        | SignInError::ForeignEndpoint { .. }
        | SignInError::IdToken
        | SignInError::AnotherPerson => {
            "入口網的登入回覆不正確，為了安全沒有接受。請通知資訊人員。".to_owned()
        }
        SignInError::AnotherIssuer => {
            "登入的回覆來自別的地方，為了安全沒有接受，也沒有送出任何東西。請再試一次；若又發生，請通知資訊人員。".to_owned()
        }
        SignInError::NotAskedAnew => {
            "登入服務沒有重新詢問密碼，無法確定坐在這裡的是誰，所以沒有接受。請先在瀏覽器登出前一位同仁的帳號，再試一次。".to_owned()
        }
        SignInError::NotPractice => "這個位址不是練習用的入口網。".to_owned(),
    };
    ApiError::failed(message)
}

/// Who said no, and what to do about it: the person, a service that is busy, or one that is set up
/// wrongly (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core 3.1.2.6).
fn declined(code: &str) -> String {
    match code {
        "access_denied" => {
            "這次登入在瀏覽器那邊取消了，或您的帳號沒有審核權限。要登入請再試一次。".to_owned()
        }
        "temporarily_unavailable" | "server_error" => {
            "登入服務暫時忙不過來，請過幾分鐘再試一次。".to_owned()
        }
        "invalid_grant"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => "這次登入沒有在時間內完成，請再試一次。".to_owned(),
        code => format!(
            "入口網的登入服務設定不對，誰都登入不了，再試也沒有用。請把代碼「{code}」交給資訊人員。"
        ),
    }
}

/// What a failed call means to the person, without the words of any answer.
pub(crate) fn explain_portal(error: &ClientError, own_now: DateTime<Utc>) -> String {
    match error {
        ClientError::Network { kind: NetworkKind::Certificate(fault) } => {
            return certificate::explain(*fault, own_now, None);
        }
        ClientError::Network { kind: NetworkKind::Dns } => {
            "找不到這個位址。請檢查有沒有打錯，或網路是否連上。"
        }
        ClientError::Network { kind: NetworkKind::Tls } => {
            "對方不能建立安全連線，所以什麼都沒有送出。請核對位址，或通知資訊人員。"
        }
        ClientError::Network { kind: NetworkKind::Proxy } => {
            "機關的代理伺服器沒有放行。請通知資訊人員。"
        }
        ClientError::Network { .. } => "連不到入口網。請檢查網路，或稍後再試。",
        ClientError::Unauthorised => "登入已過期，請重新登入。",
        ClientError::NotJson { .. } => {
            "收到的不是入口網的回覆，可能被網路登入頁攔下。請先開瀏覽器完成網路登入。"
        }
        ClientError::Malformed { .. } | ClientError::TooLarge { .. } => {
            "入口網的回覆不完整或格式不對，沒有採用。"
        }
        ClientError::DigestMismatch => "檔案在傳送中受損或被更動，沒有採用。",
        ClientError::Secrets(_) => "鑰匙圈沒有回應，登入狀態無法保存。",
        ClientError::BadAddress => "入口網位址必須以 https:// 開頭。",
        ClientError::Problem { status, .. } | ClientError::Status { status, .. } => match status {
            403 => "入口網不允許這個動作。",
            429 => "入口網忙線，請稍候。",
            500.. => "入口網暫時故障。",
            _ => "入口網沒有接受這個請求。",
        },
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_person_a_busy_service_and_a_wrong_setting_are_told_apart() {
        let told = |code: &str| declined(code);
        let four = ["access_denied", "server_error", "invalid_grant", "unauthorized_client"];
        assert_eq!(four.map(told).into_iter().collect::<BTreeSet<_>>().len(), 4);
        for code in ["invalid_client", "invalid_scope", "unsupported_response_type"] {
            assert!(told(code).contains(code), "{code} is told to whoever can mend it");
        }
        assert!(!told("access_denied").contains("access_denied"));
    }
}
