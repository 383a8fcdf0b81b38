//! 帳號申請 (操作一): the notice and the consent, the applicant's data, the letter with its link.

use askama::Template;
use chrono::{Duration, NaiveDate};
use domain::{
    Applicant,
    calendar::{parse_roc, roc_short},
    identity::{IdFault, normal_number, read_id},
};

use super::{
    answer::{Fault, Frame, Paged, Plain, go, html, ok, refused},
    field::{Faults, Field},
    letters,
    sign_in::{hash_password, mail_address},
    visit::Visit,
};
use crate::{clock::taipei_day, house::House, random, store::Link};

/// Letters with a link to one address within an hour.
const MOST_LETTERS: i64 = 5;
const SHORTEST_PASSWORD: usize = 12;
const LONGEST_PASSWORD: usize = 128;
const PASSWORD_RULES: &str = "至少 12 個字元，要有英文字母和數字；不可含電子信箱帳號、姓名或證號。";
/// Beginnings that everybody tries first.
const TOO_COMMON: [&str; 8] =
    ["password", "123456", "qwerty", "abc123", "iloveyou", "111111", "000000", "asdfgh"];

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent {
    frame: Frame,
    facility: String,
    fault: bool,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Form {
    frame: Frame,
    lead: Vec<String>,
    fields: Vec<Field>,
    action: &'static str,
    send: &'static str,
    /// Hidden fields: name and value.
    carried: Vec<(&'static str, String)>,
    aside: Option<(&'static str, &'static str)>,
}

fn consent_page(house: &House, visit: &Visit, fault: bool) -> Consent {
    let facility = house.config.world.facility.clone();
    Consent { frame: Frame::new(visit, "註冊：個人資料告知", ""), facility, fault }
}

pub(super) fn consent(house: &House, visit: &mut Visit) -> Paged {
    ok(&consent_page(house, visit, false))
}

/// 操作一.2: on without consent there is no way.
pub(super) fn agreed(house: &House, visit: &mut Visit) -> Paged {
    if visit.text("consent") == "yes" {
        ok(&account_form(visit, &Faults::default()))
    } else {
        refused(&consent_page(house, visit, true))
    }
}

/// The form's own address, typed or loaded again, begins at the notice.
pub(super) fn form(_: &House, _: &mut Visit) -> Paged {
    go("/family/register")
}

fn account_form(visit: &Visit, faults: &Faults) -> Form {
    let field = |kind, name, label| {
        // A password is never sent back.
        let value = if kind == "password" { String::new() } else { visit.line(name) };
        Field::new(kind, name, label).value(value).fault(faults.of(name))
    };
    let mut fields = vec![
        field("text", "name", "姓名").autocomplete("name").hint("與身分證明文件相同"),
        field("text", "national_id", "身分證字號或統一證號").autocomplete("off"),
        field("text", "birth", "出生日期").autocomplete("bday").hint("民國年，例如 75.03.09"),
        field("tel", "phone", "聯絡電話").autocomplete("tel"),
        field("email", "email", "電子信箱")
            .autocomplete("email")
            .hint("以後用它登入，審核結果也寄到這裡"),
        field("text", "address", "通訊地址").autocomplete("street-address").optional(),
        field("password", "password", "密碼").autocomplete("new-password").hint(PASSWORD_RULES),
        field("password", "again", "再輸入一次密碼").autocomplete("new-password"),
    ];
    if !faults.of("id_checked").is_empty() {
        let tick = field("tick", "id_checked", "我對照過證件，號碼沒有打錯");
        fields.insert(2, tick);
    }
    Form {
        frame: Frame::new(visit, "註冊帳號", ""),
        lead: vec!["填好後請再看一次資料是否正確，再按「註冊」。".to_owned()],
        fields,
        action: "/family/register/account",
        send: "註冊",
        carried: vec![("consent", "yes".to_owned())],
        aside: None,
    }
}

/// What was typed, or what is wrong with it.
fn read_applicant(visit: &Visit, today: NaiveDate) -> Result<(Applicant, String), Faults> {
    let mut faults = Faults::default();
    let name = visit.line("name");
    if !(1..=50).contains(&name.chars().count()) {
        faults.add("name", "請填姓名，50 個字以內。");
    }
    let id = normal_number(&visit.code("national_id"));
    match read_id(&id).fault {
        // The checksum alone never refuses anybody: some true numbers fail it.
        Some(IdFault::Checksum) if visit.text("id_checked") == "yes" => {}
        Some(IdFault::Checksum) => {
            faults.add("national_id", format!("{}。", IdFault::Checksum.sentence()));
            faults.add("id_checked", "若確實無誤，請勾選後再按「註冊」。");
        }
        Some(fault) => faults.add("national_id", format!("{}。", fault.sentence())),
        None => {}
    }
    let birth_date = match parse_roc(&visit.line("birth")) {
        Ok(date) if date <= today && today.years_since(date).is_some_and(|age| age <= 120) => {
            Some(date)
        }
        Ok(date) if date > today => {
            faults.add("birth", format!("{} 還沒到，請看年份是否打錯。", roc_short(date)));
            None
        }
        Ok(_) => {
            faults.add("birth", "這個日期太早，請用民國年，例如 75.03.09。");
            None
        }
        Err(_) => {
            faults.add("birth", "看不懂這個日期，請用民國年月日，例如 75.03.09。");
            None
        }
    };
    let phone = visit.code("phone");
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let allowed = phone.chars().all(|c| c.is_ascii_digit() || "+-()# ".contains(c));
    if !(8..=20).contains(&digits) || !allowed {
        faults.add("phone", "請填電話號碼，例如 0912-000-000 或 05-000-0000#12。");
    }
    let email = mail_address(&visit.code("email"));
    if email.is_none() {
        faults.add("email", "請填電子信箱，例如 name@example.com。");
    }
    let address = visit.line("address");
    if address.chars().count() > 200 {
        faults.add("address", "地址請在 200 個字以內。");
    }
    let email = email.unwrap_or_default();
    if let Some(fault) = password_fault(visit.text("password"), &[&email, &name, &id]) {
        faults.add("password", fault);
    } else if visit.text("password") != visit.text("again") {
        faults.add("again", "兩次輸入的密碼不同，請再輸入一次。");
    }
    match birth_date {
        Some(birth_date) if faults.is_empty() => Ok((
            Applicant {
                name: name.into(),
                national_id: id.into(),
                birth_date,
                phone: phone.into(),
                email: email.clone().into(),
                address: address.into(),
            },
            email,
        )),
        _ => Err(faults),
    }
}

fn password_fault(password: &str, own: &[&str]) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Some(format!("密碼有 {length} 個字元，至少要 {SHORTEST_PASSWORD} 個。"));
    }
    if length > LONGEST_PASSWORD {
        return Some(format!("密碼太長，請在 {LONGEST_PASSWORD} 個字元以內。"));
    }
    let has = |wanted: fn(&char) -> bool| password.chars().any(|c| wanted(&c));
    if !has(|c| c.is_alphabetic()) || !has(char::is_ascii_digit) {
        return Some("密碼要有英文字母，也要有數字。".to_owned());
    }
    let lower = password.to_lowercase();
    if TOO_COMMON.iter().any(|common| lower.contains(common)) {
        return Some("這個密碼太常見，容易被猜到，請換一個。".to_owned());
    }
    let contains = own
        .iter()
        .map(|own| own.split('@').next().unwrap_or_default().to_lowercase())
        .any(|own| own.chars().count() >= 2 && lower.contains(&own));
    contains.then(|| "密碼不可含電子信箱帳號、姓名或證號。".to_owned())
}

/// 操作一.3. The answer is the same whether or not the address has an account already; the letter
/// tells its owner which.
pub(super) fn register(house: &House, visit: &mut Visit) -> Paged {
    if visit.text("consent") != "yes" {
        return refused(&consent_page(house, visit, true));
    }
    let (applicant, email) = match read_applicant(visit, taipei_day(visit.now)) {
        Ok(read) => read,
        Err(faults) => return refused(&account_form(visit, &faults)),
    };
    // Hashed in both cases, so that the answer takes as long.
    let password = hash_password(visit.text("password"))?;
    let mut accounts = house.accounts();
    if accounts.may(&email, "letter", MOST_LETTERS, Duration::hours(1), visit.now)? {
        match accounts.register(&email, &password, &applicant, visit.now)? {
            Some(account) => {
                let secret = random::token();
                accounts.keep_link(account, &secret, visit.now)?;
                let letter = letters::verify(house, &email, &secret);
                accounts.write_letter(&letter, visit.now)?;
            }
            None => accounts.write_letter(&letters::has_account(house, &email), visit.now)?,
        }
    }
    sent(house, visit)
}

fn sent(house: &House, visit: &Visit) -> Paged {
    let mailbox = house.config.mail == crate::Mail::Mailbox;
    let on = if mailbox {
        ("/family/mailbox", "打開練習信箱")
    } else {
        ("/family/verify/again", "沒收到信")
    };
    ok(&Plain {
        frame: Frame::new(visit, "請到信箱收信", ""),
        sentences: vec![
            "驗證信已寄出。請在 10 分鐘內到您的電子信箱，點選信中的網址完成驗證。".to_owned(),
            "找不到信時，請看看垃圾信件匣。".to_owned(),
        ],
        on: Some(on),
    })
}

fn secret_of(visit: &Visit) -> &str {
    let typed = visit.text("link");
    if typed.is_empty() { visit.query("link") } else { typed }
}

/// The page behind the link of a letter (操作一.5). Looking at it uses nothing up: mail scanners look
/// at links too.
pub(super) fn link(house: &House, visit: &mut Visit) -> Paged {
    let link = house.accounts().link(secret_of(visit), visit.now)?;
    link_page(visit, link)
}

fn link_page(visit: &Visit, link: Link) -> Paged {
    let secret = secret_of(visit).to_owned();
    let form = |title, lead: &str, action, send, aside| Form {
        frame: Frame::new(visit, title, ""),
        lead: vec![lead.to_owned()],
        fields: Vec::new(),
        action,
        send,
        carried: vec![("link", secret.clone())],
        aside,
    };
    match link {
        Link::Good(_) => ok(&form(
            "完成帳號驗證",
            "按下面的按鈕，您的帳號就可以使用了。",
            "/family/verify",
            "完成驗證",
            None,
        )),
        Link::Expired(_) => html(
            axum::http::StatusCode::GONE,
            &form(
                "這個連結已經過期",
                "驗證連結只有 10 分鐘有效。按下面的按鈕，會寄一封新的到同一個信箱。",
                "/family/verify/again",
                "寄一封新的驗證信",
                None,
            ),
        ),
        Link::Used(_) => html(
            axum::http::StatusCode::GONE,
            &form(
                "這個連結已經用過了",
                "帳號若已驗證，直接登入即可；登不進去時，可以再寄一封驗證信。",
                "/family/verify/again",
                "寄一封新的驗證信",
                Some(("/family/sign-in", "前往登入")),
            ),
        ),
        Link::Unknown => {
            let frame = Frame::new(visit, "這個連結不能用", "");
            let sentences = vec!["請確認網址是否完整，或重新索取一封驗證信。".to_owned()];
            let on = Some(("/family/verify/again", "重寄驗證信"));
            html(axum::http::StatusCode::NOT_FOUND, &Plain { frame, sentences, on })
        }
    }
}

pub(super) fn verify(house: &House, visit: &mut Visit) -> Paged {
    let secret = secret_of(visit).to_owned();
    if house.accounts().verify(&secret, visit.now)? {
        return go("/family/sign-in?done=verified");
    }
    link(house, visit)
}

pub(super) fn ask_again(_: &House, visit: &mut Visit) -> Paged {
    ok(&again_form(visit, &Faults::default()))
}

fn again_form(visit: &Visit, faults: &Faults) -> Form {
    Form {
        frame: Frame::new(visit, "重寄驗證信", ""),
        lead: vec!["輸入註冊時的電子信箱，我們會再寄一封，10 分鐘內有效。".to_owned()],
        fields: vec![
            Field::new("email", "email", "電子信箱")
                .autocomplete("email")
                .value(visit.line("email"))
                .fault(faults.of("email")),
        ],
        action: "/family/verify/again",
        send: "重寄驗證信",
        carried: Vec::new(),
        aside: None,
    }
}

/// A new link, for an old one or an address. The answer is the same for every address.
pub(super) fn again(house: &House, visit: &mut Visit) -> Paged {
    let secret = visit.text("link").to_owned();
    let email = if secret.is_empty() {
        let Some(email) = mail_address(&visit.code("email")) else {
            let mut faults = Faults::default();
            faults.add("email", "請填電子信箱，例如 name@example.com。");
            return refused(&again_form(visit, &faults));
        };
        email
    } else {
        let link = house.accounts().link(&secret, visit.now)?;
        match link {
            Link::Good(id) | Link::Expired(id) | Link::Used(id) => {
                let account = house.accounts().by_id(id)?;
                account.map(|found| found.applicant.email.into_string()).unwrap_or_default()
            }
            Link::Unknown => String::new(),
        }
    };
    send_link(house, visit, &email)?;
    sent(house, visit)
}

fn send_link(house: &House, visit: &Visit, email: &str) -> Result<(), Fault> {
    let mut accounts = house.accounts();
    if email.is_empty()
        || !accounts.may(email, "letter", MOST_LETTERS, Duration::hours(1), visit.now)?
    {
        return Ok(());
    }
    let letter = match accounts.by_email(email)? {
        Some(account) if account.verified => letters::has_account(house, email),
        Some(account) => {
            let secret = random::token();
            accounts.keep_link(account.id, &secret, visit.now)?;
            letters::verify(house, email, &secret)
        }
        None => return Ok(()),
    };
    accounts.write_letter(&letter, visit.now)?;
    Ok(())
}
