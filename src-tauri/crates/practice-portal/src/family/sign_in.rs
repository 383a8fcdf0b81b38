//! The first page, signing in and out. Whoever fails learns nothing about who has an account.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use askama::Template;
use domain::calendar::taipei_clock;

use super::{
    answer::{Fault, Frame, Paged, go, ok, refused},
    visit::{Visit, set_cookie},
};
use crate::{house::House, random, store::Attempt};

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    frame: Frame,
    facility: String,
    mailbox: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    email: String,
    fault: String,
    done: &'static str,
    next: String,
}

pub(super) fn welcome(house: &House, visit: &mut Visit) -> Paged {
    let frame = Frame::new(visit, "電子家庭聯絡簿", "welcome");
    let facility = house.config.world.facility.clone();
    ok(&Welcome { frame, facility, mailbox: house.config.mail == crate::Mail::Mailbox })
}

/// A place of ours to go on to after signing in; nobody is sent elsewhere.
fn next(visit: &Visit) -> String {
    let asked = match visit.text("next") {
        "" => visit.query("next"),
        typed => typed,
    };
    let ours = asked
        .strip_prefix("/family/")
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphanumeric() || "/-".contains(c)));
    if ours { asked.to_owned() } else { "/family".to_owned() }
}

fn page(visit: &Visit, fault: impl Into<String>) -> SignInPage {
    SignInPage {
        frame: Frame::new(visit, "登入", "sign-in"),
        email: visit.line("email"),
        fault: fault.into(),
        done: match visit.query("done") {
            "verified" => "帳號驗證完成，現在可以登入了。",
            "ended" => "為了安全，登入已經結束，請再登入一次。您填的文字已保留。",
            "left" => "您已登出。",
            "needed" => "請先登入。",
            _ => "",
        },
        next: next(visit),
    }
}

pub(super) fn form(_: &House, visit: &mut Visit) -> Paged {
    ok(&page(visit, ""))
}

/// Where a page that needs an account sends whoever has none.
pub(super) fn needed(visit: &Visit) -> Paged {
    let why = if visit.ended.is_some() { "ended" } else { "needed" };
    go(&format!("/family/sign-in?done={why}&next={}", visit.address))
}

pub(super) fn sign_in(house: &House, visit: &mut Visit) -> Paged {
    // Written alike for an unknown address, a wrong password, and one that is no address.
    const WRONG: &str = "電子信箱或密碼不正確。";
    let email = mail_address(&visit.code("email")).unwrap_or_default();
    if let Attempt::Locked(until) = house.accounts().attempt(&email, visit.now)? {
        return refused(&page(visit, locked(until)));
    }
    let account = house.accounts().by_email(&email)?;
    // Without an account a hash is computed all the same: the answer takes as long.
    let known = match &account {
        Some(found) => found.password.as_str(),
        None => nobodys_hash(),
    };
    let right = verifies(visit.text("password"), known);
    let Some(account) = account.filter(|_| right) else {
        let until = house.accounts().locked_until(&email, visit.now)?;
        return refused(&page(visit, until.map_or_else(|| WRONG.to_owned(), locked)));
    };
    if !account.verified {
        // Only who knows the password reads this.
        return refused(&page(visit, "這個帳號還沒驗證。請到信箱點選驗證信中的網址，或重寄一封。"));
    }
    // A new secret with every sign-in: one that was planted before is worth nothing after.
    let secret = random::token();
    house.accounts().begin_visit(account.id, &email, &secret, visit.now)?;
    let mut response = go(&next(visit))?;
    set_cookie(&mut response, &secret);
    Ok(response)
}

fn locked(until: chrono::DateTime<chrono::Utc>) -> String {
    format!("登入失敗 5 次，請在 {} 以後再試（暫停 15 分鐘）。", taipei_clock(until))
}

pub(super) fn leave(_: &House, _: &mut Visit) -> Paged {
    go("/family")
}

pub(super) fn sign_out(house: &House, visit: &mut Visit) -> Paged {
    house.accounts().end_visit(visit.cookie.as_str())?;
    let mut response = go("/family/sign-in?done=left")?;
    set_cookie(&mut response, &random::token());
    Ok(response)
}

/// An address in the form in which accounts are kept, if it is one.
pub(super) fn mail_address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let whole = text.len() <= 254 && text.rsplit('@').next().is_some_and(|host| host.contains('.'));
    (whole && text.parse::<lettre::Address>().is_ok()).then_some(text)
}

/// Argon2id with the crate's defaults, which are those of OWASP (19 MiB, two passes).
pub(super) fn hash_password(password: &str) -> Result<String, Fault> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).map_err(|_| Fault::Password)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|_| Fault::Password)?.to_string())
}

fn verifies(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash that no password was made for.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(&random::token()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{hash_password, mail_address, verifies};

    #[test]
    fn passwords_are_kept_as_argon2id_with_a_salt_each() {
        let hash = hash_password("阿嬤的 12 顆粽子").expect("it can be hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hash_password("阿嬤的 12 顆粽子").expect("it can be hashed"));
        assert!(verifies("阿嬤的 12 顆粽子", &hash));
        assert!(!verifies("阿嬤的 11 顆粽子", &hash) && !verifies("", ""));
    }

    #[test]
    fn addresses_are_kept_in_one_form() {
        assert_eq!(mail_address(" Mei@Example.TW ").as_deref(), Some("mei@example.tw"));
        for bad in ["", "mei", "mei@", "@x.tw", "a@b", "a b@c.tw", "a@c.tw\r\nbcc:x@y.tw"] {
            assert_eq!(mail_address(bad), None, "{bad}");
        }
    }
}
