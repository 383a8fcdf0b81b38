//! Correcting and sending again (操作二.9, 三.6): what was right is kept, what is changed replaces it.
//! And taking a case back.

use domain::{Application, Case, CaseState, Post};

use super::{
    answer::{Fault, Frame, Paged, Plain, go, nothing_here, ok, refused},
    apply::{document_field, kinds},
    field::{Faults, Field},
    publish::{Count, as_attachment, keep_photo},
    quota,
    sign_in::needed,
    status::{case_page, own_case},
    upload,
    visit::Visit,
    words,
};
use crate::{Upload, acts, clock::taipei_day, house::House, store::Account};

/// The form below a case that its family may correct.
pub(super) struct Correction {
    pub fields: Vec<Field>,
    /// The revision that was looked at: a decision that came in meanwhile is not written over.
    pub revision: u64,
    pub count: Option<Count>,
    pub may_drop_photo: bool,
    pub send: &'static str,
}

/// An application is corrected when it was returned; a post also after it was rejected, for its
/// slot was not used up.
fn may_correct(case: &Case) -> bool {
    match case {
        Case::Application(_) => case.state() == CaseState::Returned,
        Case::Post(_) => matches!(case.state(), CaseState::Returned | CaseState::Rejected),
    }
}

pub(super) fn correction(
    house: &House,
    visit: &Visit,
    case: &Case,
    faults: &Faults,
) -> Result<Option<Correction>, Fault> {
    let Some(account) = visit.account.as_ref().filter(|_| may_correct(case)) else {
        return Ok(None);
    };
    let form = case.reference().id.to_string();
    let kept = house.accounts().kept_files(account.id, &form)?;
    let typed: Option<(String, String)> = house.accounts().kept_words(account.id, &form)?;
    let name_of = |kind| kept.iter().find(|file| file.kind == kind).map(|file| &file.file_name);
    Ok(Some(match case {
        Case::Application(application) => application_form(application, typed, &name_of, faults),
        Case::Post(post) => {
            let limit =
                quota::policy_today(house.store().read(), taipei_day(visit.now))?.body_limit;
            post_form(post, typed, &name_of, limit, faults)
        }
    }))
}

type Kept<'a> = dyn Fn(domain::DocumentKind) -> Option<&'a String> + 'a;

fn application_form(
    application: &Application,
    typed: Option<(String, String)>,
    name_of: &Kept<'_>,
    faults: &Faults,
) -> Correction {
    let (relation, statement) = typed.unwrap_or_else(|| {
        let words = (application.relation.as_str(), application.statement.as_str());
        (words.0.to_owned(), words.1.to_owned())
    });
    let mut fields = vec![
        Field::new("text", "relation", "您是收容人的")
            .value(relation)
            .autocomplete("off")
            .fault(faults.of("relation")),
    ];
    for kind in kinds(application.route) {
        let kept = name_of(kind).map(String::as_str).unwrap_or_default();
        let mut field = document_field(kind, kept).optional().fault(faults.of(words::field(kind)));
        if application.documents.iter().any(|file| file.kind == kind) {
            field.hint = format!("不換就沿用原來的檔案。{}", field.hint);
        }
        fields.push(field);
    }
    fields.push(
        Field::new("area", "statement", "說明")
            .value(statement)
            .hint("500 字以內")
            .optional()
            .fault(faults.of("statement")),
    );
    Correction {
        fields,
        revision: application.revision,
        count: None,
        may_drop_photo: false,
        send: "補正後重新送出",
    }
}

fn post_form(
    post: &Post,
    typed: Option<(String, String)>,
    name_of: &Kept<'_>,
    limit: u32,
    faults: &Faults,
) -> Correction {
    let (title, body) =
        typed.unwrap_or_else(|| (post.title.as_str().to_owned(), post.body.as_str().to_owned()));
    let count = Count::of(&body, limit);
    let kept = name_of(domain::DocumentKind::Photo).map(String::as_str).unwrap_or_default();
    let mut photo =
        document_field(domain::DocumentKind::Photo, kept).optional().fault(faults.of("photo"));
    if !post.photos.is_empty() {
        photo.hint = format!("不換就沿用原來的照片。{}", photo.hint);
    }
    let mut fields = vec![
        Field::new("text", "title", "標題")
            .value(title)
            .autocomplete("off")
            .fault(faults.of("title")),
        Field::new("letter", "body", "內文").value(body).fault(faults.of("body")),
        photo,
    ];
    let other = faults.of("recipient");
    if !other.is_empty() {
        // Not a field of this form: told above it.
        fields.insert(0, Field::new("note", "recipient", "現在不能送出").fault(other));
    }
    Correction {
        fields,
        revision: post.revision,
        count: Some(count),
        may_drop_photo: !post.photos.is_empty() || !kept.is_empty(),
        send: "修正後重新發佈",
    }
}

/// What the form said of a case.
enum Corrected {
    /// Relation, statement and the files that are replaced.
    Application(String, String, Vec<Upload>),
    /// Title, body, and the photo: `None` keeps the old one.
    Post(String, String, Option<Option<Upload>>),
}

/// How sending again ended.
enum Ended {
    Sent,
    Refused(Faults),
    /// Decided, withdrawn or sent already in another tab.
    Overtaken,
}

pub(super) fn send(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let case = own_case(&house.store(), account.family, &visit.id)?;
    let Some(case) = case else { return nothing_here(house, visit) };
    if !may_correct(&case) || visit.text("revision") != case.revision().to_string() {
        return go("/family/status?done=decided");
    }
    let form = case.reference().id.to_string();
    let mut faults = Faults::default();
    let corrected = match &case {
        Case::Application(application) => {
            read_application(house, visit, &account, application, &form, &mut faults)?
        }
        Case::Post(_) => read_post(house, visit, &account, &form, &mut faults)?,
    };
    if !faults.is_empty() {
        return refused(&case_page(house, visit, &case, &faults)?);
    }
    if visit.text("act") == "count" {
        return ok(&case_page(house, visit, &case, &faults)?);
    }
    let (reference, revision, now) = (case.reference(), case.revision(), visit.now);
    let mut store = house.store();
    let ended = store.write(|tx| -> Result<Ended, Fault> {
        acts::turn_the_day(tx, now)?;
        let present = acts::case(tx, reference)?.filter(|present| present.revision() == revision);
        match (present, corrected) {
            (
                Some(Case::Application(mut application)),
                Corrected::Application(relation, statement, files),
            ) => {
                application.relation = relation.into();
                application.statement = statement.into();
                let files = acts::keep_files(tx, now, revision + 1, files)?;
                acts::resubmit(tx, &mut Case::Application(application), files, now)?;
                Ok(Ended::Sent)
            }
            (Some(Case::Post(post)), Corrected::Post(title, body, photo)) => {
                let mut draft =
                    Post { title: title.clone().into(), body: body.clone().into(), ..post.clone() };
                if let Some(photo) = &photo {
                    draft.photos = photo.iter().map(|file| as_attachment(file, visit)).collect();
                }
                let faults = quota::refusals(tx, &draft, now)?;
                if !faults.is_empty() {
                    return Ok(Ended::Refused(faults));
                }
                let photos = match photo {
                    Some(photo) => {
                        Some(acts::keep_files(tx, now, revision + 1, photo.into_iter().collect())?)
                    }
                    None => None,
                };
                acts::replace_words(tx, post, title.into(), body.into(), photos, now)?;
                Ok(Ended::Sent)
            }
            _ => Ok(Ended::Overtaken),
        }
    })?;
    drop(store);
    match ended {
        Ended::Sent => {
            house.accounts().drop_draft(account.id, &form)?;
            go("/family/status?done=resent")
        }
        Ended::Refused(faults) => refused(&case_page(house, visit, &case, &faults)?),
        Ended::Overtaken => go("/family/status?done=decided"),
    }
}

fn read_application(
    house: &House,
    visit: &Visit,
    account: &Account,
    application: &Application,
    form: &str,
    faults: &mut Faults,
) -> Result<Corrected, Fault> {
    let (relation, statement) = (visit.line("relation"), visit.lines("statement"));
    house.accounts().keep_words(account.id, form, &(&relation, &statement))?;
    if !(1..=30).contains(&relation.chars().count()) {
        faults.add("relation", "請填您和收容人的關係，30 個字以內。");
    }
    if statement.chars().count() > 500 {
        faults.add("statement", "說明請在 500 個字以內。");
    }
    for kind in kinds(application.route) {
        for sent in visit.files.iter().filter(|sent| sent.field == words::field(kind)) {
            match upload::take(sent, kind) {
                Ok(file) => house.accounts().keep_file(account.id, form, &file)?,
                Err(why) => faults.add(words::field(kind), why),
            }
        }
    }
    let files = house.accounts().kept_files(account.id, form)?;
    for kind in kinds(application.route) {
        let there = files.iter().any(|file| file.kind == kind)
            || application.documents.iter().any(|file| file.kind == kind);
        if !there {
            faults.add(words::field(kind), format!("請上傳{}。", words::document(kind)));
        }
    }
    Ok(Corrected::Application(relation, statement, files))
}

fn read_post(
    house: &House,
    visit: &Visit,
    account: &Account,
    form: &str,
    faults: &mut Faults,
) -> Result<Corrected, Fault> {
    let (title, body) = (visit.line("title"), visit.lines("body"));
    house.accounts().keep_words(account.id, form, &(&title, &body))?;
    keep_photo(house, visit, account, form, faults)?;
    let photo = house.accounts().kept_files(account.id, form)?.pop();
    let photo = match (photo, visit.text("without_photo") == "yes") {
        (Some(photo), _) => Some(Some(photo)),
        (None, true) => Some(None),
        (None, false) => None,
    };
    Ok(Corrected::Post(title, body, photo))
}

/// The address of taking back, loaded again, shows the case.
pub(super) fn ask_withdraw(_: &House, visit: &mut Visit) -> Paged {
    go(&format!("/family/status/{}", visit.id))
}

pub(super) fn withdraw(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let case = own_case(&house.store(), account.family, &visit.id)?;
    let Some(case) = case else { return nothing_here(house, visit) };
    if visit.text("sure") != "yes" {
        let frame = Frame::new(visit, "還沒撤回", "status");
        let sentences = vec!["要撤回時，請先勾選「確定撤回」。".to_owned()];
        return refused(&Plain {
            frame, sentences, on: Some(("/family/status", "回狀態查詢"))
        });
    }
    let reference = case.reference();
    let done = house.store().write(|tx| -> Result<bool, Fault> {
        match acts::case(tx, reference)? {
            Some(mut case) if case.state().is_open() || case.state() == CaseState::Returned => {
                acts::withdraw(tx, &mut case)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    })?;
    go(if done { "/family/status?done=withdrawn" } else { "/family/status?done=decided" })
}
