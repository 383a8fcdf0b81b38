//! Correcting and sending again (操作二.9, 三.6): what was right is kept, what is changed replaces it.
//! And taking a case back.

use domain::{Application, Case, CaseState, Post};

use super::{
    answer::{Fault, Frame, Paged, Plain, go, nothing_here, ok, refused},
    apply::kinds,
    correction::may_correct,
    field::Faults,
    publish::{as_attachment, keep_photo},
    quota,
    sign_in::needed,
    status::{case_page, own_case},
    upload,
    visit::Visit,
    words,
};
use crate::{Upload, acts, house::House, store::Account};

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
