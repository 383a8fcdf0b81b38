//! Letters: what they say, the carrier that writes one for each change of state in the feed, and
//! the way to the mail server.

use std::{sync::Arc, time::Duration};

use domain::{CaseState, FamilyId, calendar::roc_long};
use lettre::{
    Message, SmtpTransport, Transport,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
    transport::smtp::authentication::Credentials,
};
use serde::Deserialize;

use super::words;
use crate::{
    Mail, Smtp,
    house::House,
    store::{self, KeptLetter, Letter, StoreResult},
};

const PAUSE: Duration = Duration::from_millis(400);
/// A mail server that says nothing for so long is tried again later.
const SERVER_PATIENCE: Duration = Duration::from_secs(10);
/// Lines of the feed that are read at once.
const AT_ONCE: u32 = 500;

fn letter(to: &str, subject: &str, lines: &[&str]) -> Letter {
    let mut body = lines.join("\n\n");
    body.push_str("\n\n電子家庭聯絡簿（練習入口，人物與案號都是虛構）\n");
    Letter { recipient: to.to_owned(), subject: subject.to_owned(), body }
}

/// 操作一.4: the link, good for ten minutes.
pub(super) fn verify(house: &House, to: &str, secret: &str) -> Letter {
    let link = format!("{}/family/verify?link={secret}", house.base_url);
    letter(
        to,
        "請驗證您的帳號",
        &[
            "請在 10 分鐘內點選這個網址，完成帳號驗證：",
            &link,
            "若不是您註冊的，請不要理會這封信。",
        ],
    )
}

/// To an address that is registered again: its owner alone learns that it was.
pub(super) fn has_account(house: &House, to: &str) -> Letter {
    let link = format!("{}/family/sign-in", house.base_url);
    letter(
        to,
        "您已經有帳號了",
        &["有人用這個信箱註冊，但它已經有帳號，資料沒有變動。", "要使用時請直接登入：", &link],
    )
}

/// A line of the feed, as far as a letter needs it.
#[derive(Deserialize)]
struct Change {
    kind: String,
    op: String,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    id: uuid::Uuid,
    #[serde(default)]
    number: String,
    state: Option<CaseState>,
    family_id: Option<FamilyId>,
    suspended_until: Option<chrono::NaiveDate>,
}

/// A change that concerns a family, in words. Neither the inmate nor the reviewer's words are in a
/// letter: they are read after signing in.
fn told(house: &House, change: &Change) -> Option<(FamilyId, String, Vec<String>)> {
    let data = change.data.as_ref()?;
    let link = format!("{}/family/status", house.base_url);
    match (change.kind.as_str(), change.op.as_str()) {
        ("application" | "post", "upsert" | "decided" | "withdrawn") => {
            let what = if change.kind == "post" { "聯絡簿" } else { "服務申請" };
            let state = words::state(data.state?);
            let subject = format!("{what} {}：{state}", data.number);
            let lines = vec![
                format!("您的{what} {} 目前狀態：{state}。", data.number),
                "詳細內容請登入後到「服務項目狀態查詢」查看：".to_owned(),
                link,
            ];
            Some((data.family_id?, subject, lines))
        }
        ("family", "suspended") => {
            let until = roc_long(data.suspended_until?);
            let lines = vec![
                format!("您的家庭聯絡簿使用權限暫停至 {until}。期滿後會自動恢復。"),
                "說明請登入後到「家庭聯絡簿」查看：".to_owned(),
                format!("{}/family/publish", house.base_url),
            ];
            Some((FamilyId(data.id), format!("使用權限暫停至 {until}"), lines))
        }
        ("family", "resumed") => {
            let lines = vec![
                "您的家庭聯絡簿使用權限已經恢復，可以再發佈了。".to_owned(),
                format!("{}/family/publish", house.base_url),
            ];
            Some((FamilyId(data.id), "使用權限已恢復".to_owned(), lines))
        }
        _ => None,
    }
}

/// Writes the letters for what the feed tells since the last time. A new database, or one gone back
/// to a copy, is begun at its end: nobody is written to about the past.
pub(crate) fn write_letters(house: &House) -> StoreResult<()> {
    loop {
        let (epoch, from, page) = {
            let store = house.store();
            let epoch = store::identity(store.read())?.epoch;
            let mut accounts = house.accounts();
            let bookmark = accounts.bookmark(epoch)?;
            let newest = store::newest_seq(store.read())?;
            let seq = match bookmark {
                Some(seq) if seq == newest => return Ok(()),
                // Without an account the feed, which may be long, is not read at all.
                Some(seq) if !accounts.has_no_accounts()? => seq,
                _ => return accounts.write_letters(&[], epoch, bookmark, newest, house.now()),
            };
            let page = store::page(store.read(), seq, AT_ONCE)?;
            (epoch, seq, page)
        };
        // A stretch that a test has made unreadable is not for families.
        let items: Vec<serde_json::Value> =
            serde_json::from_str(&format!("[{}]", page.items)).unwrap_or_default();
        let mut accounts = house.accounts();
        let mut letters = Vec::new();
        for item in items {
            let Ok(change) = serde_json::from_value::<Change>(item) else { continue };
            let Some((family, subject, lines)) = told(house, &change) else { continue };
            if let Some(account) = accounts.by_family(family)? {
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                letters.push(letter(account.applicant.email.as_str(), &subject, &lines));
            }
        }
        accounts.write_letters(&letters, epoch, Some(from), page.last_seq, house.now())?;
        if !page.has_more {
            return Ok(());
        }
    }
}

/// Writes and sends letters for as long as the portal serves.
pub(crate) async fn carry_letters(house: Arc<House>) {
    let transport = match &house.config.mail {
        Mail::Mailbox => None,
        Mail::Smtp(smtp) => match transport(smtp) {
            Ok(transport) => Some((transport, smtp.from.clone())),
            Err(error) => {
                tracing::error!(%error, "the mail server's name cannot be used");
                None
            }
        },
    };
    loop {
        let (house, transport) = (Arc::clone(&house), transport.clone());
        let round = tokio::task::spawn_blocking(move || -> StoreResult<()> {
            write_letters(&house)?;
            if let Some((transport, from)) = &transport {
                send(&house, transport, from)?;
            }
            Ok(())
        });
        match round.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "letters could not be written"),
            Err(_) => tracing::error!("a round of letters stopped"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn transport(smtp: &Smtp) -> Result<SmtpTransport, lettre::transport::smtp::Error> {
    let builder = if smtp.starttls {
        SmtpTransport::starttls_relay(&smtp.host)?
    } else {
        SmtpTransport::builder_dangerous(&smtp.host)
    };
    let builder = builder.port(smtp.port).timeout(Some(SERVER_PATIENCE));
    Ok(match &smtp.credentials {
        Some((name, password)) => {
            builder.credentials(Credentials::new(name.clone(), password.as_str().to_owned()))
        }
        None => builder,
    }
    .build())
}

/// Sends what is due. What fails waits and is sent again, unless the server refuses it for good (RFC
/// 5321, 4.2.1: 5yz); the others go all the same.
fn send(house: &House, transport: &SmtpTransport, from: &str) -> StoreResult<()> {
    let due = house.accounts().letters_due(house.now())?;
    for kept in due {
        let sent = match message(&kept, from) {
            Some(message) => {
                transport.send(&message).map(|_| ()).map_err(|error| error.is_permanent())
            }
            None => Err(true),
        };
        let accounts = house.accounts();
        match sent {
            Ok(()) => accounts.letter_sent(kept.seq, house.now())?,
            Err(permanent) => {
                tracing::warn!(letter = kept.seq, permanent, "a letter could not be sent");
                if permanent {
                    accounts.letter_refused(kept.seq)?;
                } else {
                    accounts.letter_failed(&kept, house.now())?;
                }
            }
        }
    }
    Ok(())
}

/// RFC 3834: nobody's absence note answers a letter that a program wrote.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn message(kept: &KeptLetter, from: &str) -> Option<Message> {
    Message::builder()
        .from(from.parse::<Mailbox>().ok()?)
        .to(kept.letter.recipient.parse::<Mailbox>().ok()?)
        .subject(&kept.letter.subject)
        .message_id(None)
        .header(MIME_VERSION_1_0)
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN)
        .body(kept.letter.body.clone())
        .ok()
}
