//! Ways to the desk: practice with one click, the portal by the system's browser.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use domain::Role;
use portal::secrets::{MemorySecrets, SecretError, SecretStore};
use portal::{Client, ClientError, ClientOptions, SignIn, SignInError};
use url::Url;

use crate::error::{ApiError, ErrorCode};
use crate::session::coming_and_going::note_failed_sign_in;
use crate::session::explain::{explain_portal, explain_sign_in};
use crate::session::known_portals::{self, KnownPortal};
use crate::session::leaving::leave_session;
use crate::session::lock_out::lock_out_of_keyring;
use crate::session::opening::{Entrance, open_session};
use crate::session::person::{as_known_now, fingerprint, person_at};
use crate::state::{
    Desk, Managed, Opening, PracticePlace, PracticePortal, PracticeStart, StartPracticePortal,
};
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
        leave_session(self).await;
        drop(self.take_locked_out());
        let keeps_data = self.keyring().await.state == KeyringState::Ready;
        let secrets: Arc<dyn SecretStore> =
            if keeps_data { self.secrets.clone() } else { Arc::new(MemorySecrets::new()) };
        let folder = practice_folder(&self.data_folder, keeps_data)?;
        let (base, inside) = match &self.practice {
            PracticeStart::AtOnceWith(address) => (parse_address(address)?, None),
            _ => {
                let place =
                    PracticePlace { folder: folder.clone(), keeps_data, now: self.own_now() };
                let portal = start_portal_inside(self.practice_portal.clone(), place).await?;
                (parse_address(&portal.address)?, Some(portal))
            }
        };
        let person = match request.role {
            Role::SocialWorker => "sw-01",
            Role::Supervisor => "sv-01",
        };
        let options = ClientOptions::default();
        let held = Arc::new(MemorySecrets::new());
        let signed_in = portal::sign_in_practice(&base, &options, person, held, UNTIL_OPEN).await;
        // Without a way to the portal the desk goes on with the sign-in kept in its database.
        let (signed_in, unreached) = match signed_in {
            Ok(session) => (Some(session), None),
            Err(SignInError::Portal(error)) if error.is_transient() => (None, Some(error)),
            Err(error) => return Err(explain_sign_in(&error, self.own_now())),
        };
        let opening = Opening {
            mode: DeskMode::Practice,
            base,
            options,
            file: folder.join(format!("{person}.sqlite")),
            database: format!("practice/{person}"),
            old_sign_in: format!("session/practice/{person}"),
            keeps_data,
            secrets,
            managed: self.managed.clone(),
            clock: self.clock.clone(),
            inside,
        };
        let entrance = Entrance { signed_in, ..Entrance::default() };
        let opened = open_session(self, entrance, opening).await;
        match (opened, unreached) {
            (Err(none), Some(error)) if none.code == ErrorCode::SignedOut => {
                Err(explain_sign_in(&SignInError::Portal(error), self.own_now()))
            }
            (opened, _) => opened,
        }
    }

    /// Asks what is behind an address, before anybody signs in there.
    ///
    /// # Errors
    /// `Refused` while somebody is signed in, and for what is no portal's address.
    pub async fn probe_portal(&self, request: PortalRequest) -> Result<ProbeView, ApiError> {
        self.nobody_here().await?;
        let base = parse_portal(&request.url)?;
        self.hold_to_managed(&base)?;
        let meta = match Client::anonymous(base, self.client_options()?) {
            Ok(client) => client.meta().await,
            Err(error) => Err(error),
        };
        Ok(match meta {
            Ok(_) => ProbeView { answers: true, sentence: "有回應".to_owned() },
            Err(error) => {
                ProbeView { answers: false, sentence: explain_portal(&error, self.own_now()) }
            }
        })
    }

    /// While somebody is signed in, no other portal is spoken to.
    async fn nobody_here(&self) -> Result<(), ApiError> {
        match self.session().await {
            Ok(session) if session.mode == DeskMode::Portal => {
                Err(ApiError::refused("已經登入了。要換入口網，請先登出。"))
            }
            _ => Ok(()),
        }
    }

    /// Where the administrators set a portal, no other is spoken to.
    ///
    /// # Errors
    /// `Refused` for another one, and for any while what they set is no address.
    pub(super) fn hold_to_managed(&self, base: &Url) -> Result<(), ApiError> {
        let unreadable = |place: &str| {
            ApiError::refused(format!(
                "這台電腦的管理設定（{place}）讀不懂，沒有連到任何入口網。請把這句話交給資訊人員。"
            ))
        };
        match &self.managed.portal {
            Managed::Free => Ok(()),
            Managed::Unreadable { place } => Err(unreadable(place)),
            Managed::Set(address) => match parse_portal(address) {
                Ok(set) if set == *base => Ok(()),
                Ok(set) => Err(ApiError::refused(format!(
                    "資訊人員把這台電腦設定為只連到 {set}，沒有連到您輸入的網址。"
                ))),
                Err(_) => Err(unreadable(address)),
            },
        }
    }

    /// Signs in at a portal by the system's browser: as whoever does, at a desk of their own. An earlier
    /// version kept a sign-in in the keyring: it is taken over once.
    ///
    /// # Errors
    /// `Refused` while somebody is signed in, and for what is no portal's address;
    /// `ConfirmPortal` before the first sign-in at a portal, with what is to be looked at.
    pub async fn sign_in(&self, request: PortalRequest) -> Result<SessionView, ApiError> {
        self.nobody_here().await?;
        let base = parse_portal(&request.url)?;
        self.hold_to_managed(&base)?;
        let keyring = self.keyring().await;
        if keyring.state != KeyringState::Ready {
            return Err(ApiError::new(ErrorCode::Keyring, keyring.sentence));
        }
        let options = self.client_options()?;
        leave_session(self).await;
        drop(self.take_locked_out());
        let place = fingerprint(base.as_str());
        let name = format!("session/{place}");
        let kept = portal::Session::resume(self.secrets.clone(), &name, &options).await;
        let (signed_in, proven) = match kept {
            Ok(Some(session)) => (as_known_now(session, &base, &options).await.0, false),
            Err(ClientError::Secrets(error)) if error != SecretError::Unreadable => {
                return Err(lock_out_of_keyring(self, error, base.as_str()));
            }
            _ => (self.sign_in_by_browser(&base, &options, request.confirmed).await?, true),
        };
        let _one = self.opening.lock().await;
        if self.session.read().await.is_some() || self.lock.is_set() {
            // Somebody sat down while the browser was waited for.
            if signed_in.sign_out().await.is_err() {
                tracing::warn!("a sign-in that came too late could not be ended at the portal");
            }
            return Err(ApiError::refused("等瀏覽器的時候，已經有人在這台審核台登入。"));
        }
        let folder = self.data_folder.join(&place);
        let person = person_at(&folder, &place, &signed_in.me);
        let opening = Opening {
            mode: DeskMode::Portal,
            base: base.clone(),
            options,
            file: folder.join(format!("{person}.sqlite")),
            database: format!("{place}/{person}"),
            old_sign_in: name,
            keeps_data: true,
            secrets: self.secrets.clone(),
            managed: self.managed.clone(),
            clock: self.clock.clone(),
            inside: None,
        };
        let signed_in = Some(signed_in);
        open_session(self, Entrance { signed_in, proven, ..Entrance::default() }, opening).await
    }

    /// By the system's browser. The sign-in is held in memory until the database is open.
    pub(crate) async fn sign_in_by_browser(
        &self,
        base: &Url,
        options: &ClientOptions,
        confirmed: bool,
    ) -> Result<portal::Session, ApiError> {
        let sign_in = SignIn::begin(base, options, None)
            .await
            .inspect_err(|error| note_failed_sign_in(self, error))
            .map_err(|e| explain_sign_in(&e, self.own_now()))?;
        let known = KnownPortal { address: base.to_string(), issuer: sign_in.issuer().to_owned() };
        let known_portals = self.known_portals().await;
        let confirmed = confirmed || self.managed.portal.set().is_some();
        if !confirmed && !known_portals.contains(&known) {
            let told = unknown_portal(&known, sign_in.portal_name(), &known_portals);
            return Err(ApiError::new(ErrorCode::ConfirmPortal, told));
        }
        if (self.open_browser)(sign_in.authorization_url().as_str()).is_err() {
            return Err(ApiError::failed("這台電腦沒有打開瀏覽器。請設定預設瀏覽器後再試一次。"));
        }
        let done = tokio::select! {
            done = sign_in.finish(Arc::new(MemorySecrets::new()), UNTIL_OPEN) => {
                done.inspect_err(|error| note_failed_sign_in(self, error)).map_err(|error| match error {
                    SignInError::Portal(ClientError::Secrets(error)) => {
                        lock_out_of_keyring(self, error, base.as_str())
                    }
                    error => explain_sign_in(&error, self.own_now()),
                })
            }
            () = self.cancel_sign_in.notified() => Err(ApiError::refused("已取消登入。")),
        };
        if done.is_ok() && !known_portals.contains(&known) {
            let secrets = self.secrets.clone();
            let kept = tokio::task::spawn_blocking(move || {
                known_portals::keep(secrets.as_ref(), known);
            });
            let _ = kept.await;
        }
        done
    }

    async fn known_portals(&self) -> Vec<KnownPortal> {
        let secrets = self.secrets.clone();
        let kept = tokio::task::spawn_blocking(move || known_portals::kept(secrets.as_ref()));
        kept.await.unwrap_or_default()
    }

    pub async fn cancel_sign_in(&self) -> Result<(), ApiError> {
        self.cancel_sign_in.notify_waiters();
        Ok(())
    }
}

/// Under which a sign-in is held in memory until the database that keeps it is open.
const UNTIL_OPEN: &str = "sign-in";

/// What is to be looked at before the first sign-in at a portal: a portal may call itself anything,
/// and send people to the very service that they know, to get at what that gives them.
fn unknown_portal(new: &KnownPortal, name: Option<&str>, known: &[KnownPortal]) -> String {
    let host = |address: &str| {
        let parsed: Option<Url> = address.parse().ok();
        let Some(url) = parsed else { return String::new() };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}{port}", url.host_str().unwrap_or_default())
    };
    let name: String = name.unwrap_or("沒有名稱").chars().take(40).collect();
    let mut told = format!(
        "第一次在這台電腦登入這個入口網，請和資訊人員給您的資料核對：主機 {}，自稱「{}」，由 {} 登入。",
        host(&new.address),
        domain::text::shown_line(&name),
        host(&new.issuer)
    );
    let others = known.iter().filter(|other| other.issuer == new.issuer);
    let others: Vec<String> = others.map(|other| host(&other.address)).collect();
    if !others.is_empty() {
        told.push_str(&format!(
            "小心：這台電腦用同一個登入服務登入的一直是 {}。不是資訊人員通知換了位址，就不要登入。",
            others.join("、")
        ));
    }
    told
}

const PORTAL_FAILED: &str =
    "練習用的入口網沒有啟動。請關閉後再開一次；若持續發生，請通知資訊人員。";

async fn start_portal_inside(
    portal: Option<StartPracticePortal>,
    place: PracticePlace,
) -> Result<PracticePortal, ApiError> {
    let Some(start) = portal else {
        return Err(ApiError::refused("這個版本沒有練習模式。請登入入口網。"));
    };
    // Drawing the sample papers takes a moment the first time.
    let started = tokio::task::spawn_blocking(move || start(&place)).await;
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
pub(crate) fn parse_address(text: &str) -> Result<Url, ApiError> {
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

/// The same for a portal: an origin and nothing behind it.
fn parse_portal(text: &str) -> Result<Url, ApiError> {
    let address = parse_address(text)?;
    if address.path() == "/" {
        Ok(address)
    } else {
        Err(ApiError::refused(
            "入口網位址只到主機名稱，後面不接其他文字，像 https://portal.example.gov.tw。",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_address, parse_portal, unknown_portal};
    use crate::session::known_portals::KnownPortal;

    #[test]
    fn a_portal_is_an_origin_and_nothing_behind_it() {
        assert!(parse_portal("portal.example.gov.tw").is_ok());
        assert!(parse_portal("https://portal.example.gov.tw:8443/").is_ok());
        for more in ["https://portal.example.gov.tw/notebook", "portal.example.gov.tw/a/../b"] {
            assert!(parse_portal(more).is_err(), "{more}");
        }
    }

    #[test]
    fn an_unknown_portal_is_told_by_its_host_and_not_by_what_it_calls_itself() {
        let of = |host: &str| KnownPortal {
            address: format!("https://{host}/"),
            issuer: "https://sso.example.gov.tw".to_owned(),
        };
        let (right, wrong) = (of("portal.example.gov.tw"), of("portal.example-gov.tw"));
        let told = unknown_portal(&wrong, Some("矯正署\u{202E}入口網"), &[right]);
        for words in ["主機 portal.example-gov.tw", "一直是 portal.example.gov.tw", "方向字元"]
        {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!unknown_portal(&wrong, None, &[]).contains("小心"));
        // Letters that look like others are told as what they are.
        let look_alike = of("p\u{43E}rtal.example.gov.tw");
        assert!(unknown_portal(&look_alike, None, &[]).contains("xn--"));
    }

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
}
