//! Ways to the desk: practice with one click, the portal by the system's browser.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use chrono::Utc;
use domain::Role;
use portal::secrets::{MemorySecrets, SecretError, SecretStore};
use portal::{Client, ClientError, ClientOptions, SignIn, SignInError};
use practice_portal::{Config, Database, Portal};
use sha2::{Digest, Sha256};
use url::Url;

use crate::error::{ApiError, ErrorCode};
use crate::session::coming_and_going::Ending;
use crate::session::opening::Opening;
use crate::state::desk::{Desk, PracticeStart};
use crate::state::session::Session;
use crate::views::boot::{
    DeskMode, KeyringState, PortalRequest, PracticeRequest, ProbeView, SessionView,
};

impl Desk {
    /// A desk that goes straight to practice opens it while the window still loads. Where that
    /// fails, the window's own [`Desk::start_practice`] tries again and tells why.
    pub async fn open_ahead(&self) {
        if self.practice == PracticeStart::WhenAsked {
            return;
        }
        let _one = self.opening.lock().await;
        if self.session.read().await.is_some() {
            // The window was faster.
            return;
        }
        let request = PracticeRequest { role: Role::SocialWorker };
        if let Ok(view) = self.open_practice(request).await {
            *self.opened_ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
        }
    }

    /// Opens the desk in practice: with the portal inside, or with the one named at start.
    pub async fn start_practice(&self, request: PracticeRequest) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        match self.take_opened_ahead() {
            Some(view) if view.role == request.role => Ok(view),
            _ => self.open_practice(request).await,
        }
    }

    async fn open_practice(&self, request: PracticeRequest) -> Result<SessionView, ApiError> {
        self.leave_session().await;
        drop(self.take_locked_out());
        let keeps_data = self.keyring().await.state == KeyringState::Ready;
        let secrets: Arc<dyn SecretStore> =
            if keeps_data { self.secrets.clone() } else { Arc::new(MemorySecrets::new()) };
        let folder = practice_folder(&self.data_folder, keeps_data)?;
        let (base, inside) = match &self.practice {
            PracticeStart::AtOnceWith(address) => (parse_address(address)?, None),
            _ => {
                let portal = start_portal_inside(&folder, keeps_data).await?;
                (parse_address(&portal.base_url())?, Some(portal))
            }
        };
        let person = match request.role {
            Role::SocialWorker => "sw-01",
            Role::Supervisor => "sv-01",
        };
        let options = ClientOptions::default();
        let name = format!("session/practice/{person}");
        let signed_in =
            portal::sign_in_practice(&base, &options, person, secrets.clone(), &name).await;
        let signed_in = match signed_in {
            Ok(session) => session,
            // Without a way to the portal the desk goes on with the session kept here.
            Err(SignInError::Portal(error)) if error.is_transient() => {
                match portal::Session::resume(secrets.clone(), &name, &options).await {
                    Ok(Some(session)) => session,
                    _ => return Err(explain_sign_in(&SignInError::Portal(error))),
                }
            }
            Err(error) => return Err(explain_sign_in(&error)),
        };
        let opening = Opening {
            mode: DeskMode::Practice,
            base,
            options,
            file: folder.join(format!("{person}.sqlite")),
            key_name: format!("database/practice/{person}"),
            keeps_data,
            secrets,
            inside,
        };
        self.open_session(signed_in, opening).await
    }

    /// Asks what is behind an address, before anybody signs in there.
    pub async fn probe_portal(&self, request: PortalRequest) -> Result<ProbeView, ApiError> {
        let base = parse_address(&request.url)?;
        let meta = match Client::anonymous(base, ClientOptions::default()) {
            Ok(client) => client.meta().await,
            Err(error) => Err(error),
        };
        Ok(match meta {
            Ok(_) => ProbeView { answers: true, sentence: "有回應".to_owned() },
            Err(error) => ProbeView { answers: false, sentence: explain_portal(&error) },
        })
    }

    /// Signs in at a portal: with the session kept here, else by the system's browser.
    pub async fn sign_in(&self, request: PortalRequest) -> Result<SessionView, ApiError> {
        let base = parse_address(&request.url)?;
        let keyring = self.keyring().await;
        if keyring.state != KeyringState::Ready {
            return Err(ApiError::new(ErrorCode::Keyring, keyring.sentence));
        }
        self.leave_session().await;
        drop(self.take_locked_out());
        let options = ClientOptions::default();
        let place = fingerprint(base.as_str());
        let name = format!("session/{place}");
        let kept = portal::Session::resume(self.secrets.clone(), &name, &options).await;
        let signed_in = match kept {
            Ok(Some(session)) => session,
            Err(ClientError::Secrets(error)) if error != SecretError::Unreadable => {
                return Err(self.lock_out_of_keyring(error, base.as_str()));
            }
            _ => self.sign_in_by_browser(&base, &options, &name).await?,
        };
        let person = fingerprint(&signed_in.me.subject);
        let opening = Opening {
            mode: DeskMode::Portal,
            base: base.clone(),
            options,
            file: self.data_folder.join(&place).join(format!("{person}.sqlite")),
            key_name: format!("database/{place}/{person}"),
            keeps_data: true,
            secrets: self.secrets.clone(),
            inside: None,
        };
        self.open_session(signed_in, opening).await
    }

    async fn sign_in_by_browser(
        &self,
        base: &Url,
        options: &ClientOptions,
        name: &str,
    ) -> Result<portal::Session, ApiError> {
        let sign_in = SignIn::begin(base, options, None).await.map_err(|e| explain_sign_in(&e))?;
        if (self.open_browser)(sign_in.authorization_url().as_str()).is_err() {
            return Err(ApiError::failed("這台電腦沒有打開瀏覽器。請設定預設瀏覽器後再試一次。"));
        }
        tokio::select! {
            done = sign_in.finish(self.secrets.clone(), name) => {
                done.inspect_err(|error| self.note_failed_sign_in(error)).map_err(|error| match error {
                    SignInError::Portal(ClientError::Secrets(error)) => {
                        self.lock_out_of_keyring(error, base.as_str())
                    }
                    error => explain_sign_in(&error),
                })
            }
            () = self.cancel_sign_in.notified() => Err(ApiError::refused("已取消登入。")),
        }
    }

    pub async fn cancel_sign_in(&self) -> Result<(), ApiError> {
        self.cancel_sign_in.notify_waiters();
        Ok(())
    }

    /// Ends the session here and at the portal. What is unsent stays, sealed, for the next time
    /// that the same person signs in.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.take_opened_ahead();
        let session = self.session.write().await.take();
        if let Some(session) = session {
            session.give_claims_back(true).await;
            session.tell_remainder().await;
            let _inside = session.stop(Ending::SignedOut);
            if session.tokens_end().await.is_err() {
                return Err(ApiError::new(
                    ErrorCode::Keyring,
                    "已登出，但鑰匙圈沒有刪掉登入紀錄。請通知資訊人員。",
                ));
            }
        }
        Ok(())
    }

    /// 重新登入: the session at the portal has run out. Its tokens are forgotten, so that the browser
    /// asks anew; the shift's pack and everything unsent stay for the same person's next sign-in.
    pub async fn sign_in_again(&self) -> Result<(), ApiError> {
        self.take_opened_ahead();
        let Some(session) = self.session.write().await.take() else { return Ok(()) };
        session.give_claims_back(false).await;
        let _inside = session.stop(Ending::ToSignInAgain);
        session.tokens_end().await.map_err(|error| {
            tracing::error!(%error, "the kept session could not be deleted");
            ApiError::new(
                ErrorCode::Keyring,
                "鑰匙圈沒有刪掉過期的登入紀錄，可能無法重新登入。請通知資訊人員。",
            )
        })
    }

    pub(crate) async fn leave_session(&self) {
        self.take_opened_ahead();
        if let Some(session) = self.session.write().await.take() {
            session.give_claims_back(false).await;
            session.stop(Ending::Replaced);
        }
    }

    pub(crate) async fn open_session(
        &self,
        signed_in: portal::Session,
        opening: Opening,
    ) -> Result<SessionView, ApiError> {
        // Held from before the database is open, so that the end of the program finds it.
        let mut slot = self.session.write().await;
        let address = opening.base.to_string();
        let session = Session::open(self, signed_in, opening).await?;
        let view = session.view();
        *slot = Some(session);
        self.remember_portal(view.mode, address);
        Ok(view)
    }

    pub(crate) fn remember_portal(&self, mode: DeskMode, address: String) {
        if mode == DeskMode::Portal
            && self.preferences.change(|kept| kept.portal = Some(address)).is_err()
        {
            tracing::warn!("the portal's address could not be remembered");
        }
    }
}

const PORTAL_FAILED: &str =
    "練習用的入口網沒有啟動。請關閉後再開一次；若持續發生，請通知資訊人員。";

async fn start_portal_inside(folder: &Path, keeps_data: bool) -> Result<Portal, ApiError> {
    let database =
        if keeps_data { Database::File(folder.join("portal.sqlite")) } else { Database::Memory };
    let config = Config {
        database,
        world: practice_portal::World::at(Utc::now()),
        picture_cache: Some(folder.join("pictures")),
        ..Config::default()
    };
    // Drawing the sample papers takes a moment the first time.
    let started = tokio::task::spawn_blocking(move || Portal::start(config)).await;
    let started = started.map_err(|_| ApiError::failed(PORTAL_FAILED))?;
    started.map_err(|error| {
        tracing::error!(%error, "the practice portal did not start");
        ApiError::failed(PORTAL_FAILED)
    })
}

/// Where practice keeps its things; a fresh place each time if nothing may be kept.
fn practice_folder(data_folder: &Path, keeps_data: bool) -> Result<PathBuf, ApiError> {
    let unkept = data_folder.join("practice-unkept");
    let folder = if keeps_data {
        data_folder.join("practice")
    } else {
        // The keys of what an earlier run left there are gone: nobody can read it any more.
        let _ = std::fs::remove_dir_all(&unkept);
        unkept
    };
    store::files::make_folder(&folder).map_err(|error| {
        tracing::error!(kind = %error.kind(), "the data folder cannot be written to");
        ApiError::failed("資料夾無法寫入。請確認磁碟空間與權限後再試一次。")
    })?;
    Ok(folder)
}

/// A portal's address as a person types it: `https://` may be left out.
fn parse_address(text: &str) -> Result<Url, ApiError> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let address = whole.parse::<Url>().ok().filter(|url| url.has_host());
    match address {
        Some(url) if portal::check_address(&url).is_ok() => Ok(url),
        Some(_) => Err(ApiError::refused("入口網位址必須以 https:// 開頭。")),
        None => Err(ApiError::refused(
            "看不懂這個位址。請輸入像 https://portal.example.gov.tw 這樣的網址。",
        )),
    }
}

/// A short name for a place or a person that gives neither away in a file's name.
fn fingerprint(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

fn explain_sign_in(error: &SignInError) -> ApiError {
    tracing::warn!(%error, "sign-in failed");
    let message = match error {
        SignInError::Portal(error) => explain_portal(error),
        SignInError::Declined { .. } => {
            "入口網沒有同意這次登入。請確認您的帳號有審核權限。".to_owned()
        }
        SignInError::TimedOut => "等了五分鐘，瀏覽器那邊沒有完成登入。請再試一次。".to_owned(),
        SignInError::NoLoopback => {
            "這台電腦沒有可用的連接埠接收登入結果。請通知資訊人員。".to_owned()
        }
        SignInError::Discovery | SignInError::IdToken | SignInError::AnotherPerson => {
            "入口網的登入回覆不正確，為了安全沒有接受。請通知資訊人員。".to_owned()
        }
        SignInError::NotPractice => "這個位址不是練習用的入口網。".to_owned(),
    };
    ApiError::failed(message)
}

/// What a failed call means to the person, without the words of any answer.
pub(crate) fn explain_portal(error: &portal::ClientError) -> String {
    use portal::NetworkKind;
    match error {
        ClientError::Network { kind: NetworkKind::Certificate(fault) } => {
            return crate::session::certificate::explain(*fault, Utc::now(), None);
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
    use super::{fingerprint, parse_address};

    #[test]
    fn addresses_are_taken_as_people_type_them() {
        for (typed, taken) in [
            ("portal.example.gov.tw", Some("https://portal.example.gov.tw/")),
            (
                " https://portal.example.gov.tw/notebook ",
                Some("https://portal.example.gov.tw/notebook"),
            ),
            ("http://127.0.0.1:7080", Some("http://127.0.0.1:7080/")),
            ("http://portal.example.gov.tw", None),
            ("ftp://portal.example.gov.tw", None),
            ("入口網 在這裡", None),
            ("", None),
        ] {
            let parsed = parse_address(typed).ok().map(|url| url.to_string());
            assert_eq!(parsed.as_deref(), taken, "{typed}");
        }
    }

    #[test]
    fn two_people_never_share_a_file() {
        assert_ne!(fingerprint("sw-01"), fingerprint("sw-02"));
        assert_eq!(fingerprint("sw-01").len(), 16);
    }
}
