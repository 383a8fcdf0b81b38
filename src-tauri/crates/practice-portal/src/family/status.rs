//! 服務項目狀態查詢 (操作二.8–9, 三.5–6): each case with its state, the reviewer's words in full, and
//! what to do next. Of a case that is not this family's there is nothing to see, not even that it is.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use domain::{
    Application, AttachmentId, Case, CaseId, CaseState, DecisionRecord, FamilyId, Inmate, Post,
};

use super::{
    answer::{Fault, Frame, Paged, nothing_here, ok},
    correction::{Correction, correction},
    field::Faults,
    sign_in::needed,
    visit::Visit,
    words,
};
use crate::{
    house::House,
    store::{self, Store},
};

pub(super) struct Row {
    id: CaseId,
    number: String,
    about: String,
    state: &'static str,
    mark: &'static str,
    sent: String,
    /// 審核未通過 opens what the reviewer wrote.
    answered: bool,
}

#[derive(Template)]
#[template(path = "status.html")]
struct List {
    frame: Frame,
    done: &'static str,
    applications: Vec<Row>,
    posts: Vec<Row>,
}

struct File {
    id: AttachmentId,
    name: String,
    kind: &'static str,
    is_picture: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
pub(super) struct CasePage {
    frame: Frame,
    row: Row,
    /// The reviewer's words exactly as previewed, and when they were decided on.
    message: Option<(String, String)>,
    title: String,
    body: String,
    facts: Vec<(&'static str, String)>,
    files: Vec<File>,
    pub(super) correction: Option<Correction>,
    apply_again: bool,
    may_withdraw: bool,
}

/// A family's own cases, the newest first.
fn cases(store: &Store, family: FamilyId) -> Result<Vec<Case>, Fault> {
    let applications = store::cases_of_family::<Application>(store.read(), family)?;
    let posts = store::cases_of_family::<Post>(store.read(), family)?;
    let mut all: Vec<Case> = applications.into_iter().map(Case::Application).collect();
    all.extend(posts.into_iter().map(Case::Post));
    all.sort_by_key(|case| std::cmp::Reverse(case.arrived_at()));
    Ok(all)
}

/// The case in the address, if it is this family's.
pub(super) fn own_case(store: &Store, family: FamilyId, id: &str) -> Result<Option<Case>, Fault> {
    let Ok(id) = id.parse() else { return Ok(None) };
    Ok(cases(store, family)?.into_iter().find(|case| case.reference().id == CaseId(id)))
}

fn row(store: &Store, case: &Case) -> Result<Row, Fault> {
    let about = match case {
        Case::Application(application) => {
            let inmate = store::entity::<Inmate>(store.read(), application.inmate_id.0)?;
            format!("家庭聯絡簿・呼號 {}", inmate.map(|inmate| inmate.number).unwrap_or_default())
        }
        Case::Post(post) => post.title.as_str().to_owned(),
    };
    Ok(Row {
        id: case.reference().id,
        number: case.number().to_owned(),
        about,
        state: words::state(case.state()),
        mark: words::mark(case.state()),
        sent: words::moment(case.arrived_at()),
        answered: matches!(case.state(), CaseState::Returned | CaseState::Rejected),
    })
}

pub(super) fn list(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let (mut applications, mut posts) = (Vec::new(), Vec::new());
    {
        let store = house.store();
        for case in cases(&store, account.family)? {
            let row = row(&store, &case)?;
            match case {
                Case::Application(_) => applications.push(row),
                Case::Post(_) => posts.push(row),
            }
        }
    }
    let done = match visit.query("done") {
        "applied" => "申請已送出。審核結果會寄到您的電子信箱，也可在這裡查詢。",
        "published" => "聯絡簿已送出審核。審核結果會寄到您的電子信箱，也可在這裡查詢。",
        "resent" => "修改後的內容已重新送出。",
        "withdrawn" => "案件已撤回。",
        "decided" => "這個案件的狀態剛剛改變，沒有再送出。請看最新的結果。",
        _ => "",
    };
    ok(&List {
        frame: Frame::new(visit, "服務項目狀態查詢", "status"), done, applications, posts
    })
}

pub(super) fn case(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let case = own_case(&house.store(), account.family, &visit.id)?;
    let Some(case) = case else { return nothing_here(house, visit) };
    ok(&case_page(house, visit, &case, &Faults::default())?)
}

/// The decision that a family may read: the one in force, unless the case was sent anew since.
fn message(store: &Store, case: &Case) -> Result<Option<(String, String)>, Fault> {
    let decided: Option<DecisionRecord> =
        store::decision_in_force(store.read(), case.reference().id)?;
    Ok(decided
        .filter(|record| record.resulting_revision == case.revision())
        .filter(|record| !record.decision.family_message.is_empty())
        .map(|record| {
            let at = words::moment(record.accepted_at);
            (record.decision.family_message.into_string(), at)
        }))
}

pub(super) fn case_page(
    house: &House,
    visit: &Visit,
    case: &Case,
    faults: &Faults,
) -> Result<CasePage, Fault> {
    let (row, message) = {
        let store = house.store();
        (row(&store, case)?, message(&store, case)?)
    };
    let files = case
        .attachments()
        .iter()
        .map(|file| File {
            id: file.id,
            name: file.file_name.as_str().to_owned(),
            kind: words::document(file.kind),
            is_picture: file.media_type.starts_with("image/"),
        })
        .collect();
    let (title, body, facts) = match case {
        Case::Application(application) => (
            String::new(),
            String::new(),
            vec![
                ("申請身分", words::route(application.route).to_owned()),
                ("您是收容人的", application.relation.as_str().to_owned()),
                ("說明", application.statement.as_str().to_owned()),
            ],
        ),
        Case::Post(post) => {
            (post.title.as_str().to_owned(), post.body.as_str().to_owned(), Vec::new())
        }
    };
    let state = case.state();
    Ok(CasePage {
        frame: Frame::new(visit, if title.is_empty() { "服務申請" } else { "聯絡簿" }, "status"),
        row,
        message,
        title,
        body,
        facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        files,
        correction: correction(house, visit, case, faults)?,
        apply_again: matches!(case, Case::Application(_)) && state == CaseState::Rejected,
        may_withdraw: state.is_open() || state == CaseState::Returned,
    })
}

/// A file of one's own case, as it was sent in.
pub(super) fn file(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let Ok(id) = visit.id.parse().map(AttachmentId) else { return nothing_here(house, visit) };
    let found = {
        let store = house.store();
        let own = cases(&store, account.family)?
            .iter()
            .any(|case| case.attachments().iter().any(|file| file.id == id));
        match store::attachment(store.read(), id)?.filter(|_| own) {
            Some(file) => {
                let bytes = store::read_bytes(store.read(), &file.sha256, 0, file.size)?;
                Some((file.media_type, bytes))
            }
            None => None,
        }
    };
    let Some((media_type, bytes)) = found else { return nothing_here(house, visit) };
    let known = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
    let media_type =
        known.into_iter().find(|known| *known == media_type).unwrap_or("application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Whatever it is, nothing in it runs.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CONTENT_DISPOSITION, "inline"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((StatusCode::OK, headers, bytes).into_response())
}
