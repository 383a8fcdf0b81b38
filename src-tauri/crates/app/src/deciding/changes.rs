//! What changed in a case between the revision that somebody saw and the one that is there now.

use domain::text::{shown, shown_line};
use domain::{Application, Attachment, Case, Post};

use crate::views::outbox::ChangeView;
use crate::words;
use crate::words::document_word;

/// Texts and documents that differ, in the order in which they stand on the screen.
pub(crate) fn between(seen: &Case, now: &Case) -> Vec<ChangeView> {
    let mut changes = Vec::new();
    match (seen, now) {
        (Case::Post(old), Case::Post(new)) => post(old, new, &mut changes),
        (Case::Application(old), Case::Application(new)) => application(old, new, &mut changes),
        // A case never changes its kind.
        _ => {}
    }
    documents(seen.attachments(), now.attachments(), &mut changes);
    changes
}

fn post(old: &Post, new: &Post, changes: &mut Vec<ChangeView>) {
    text("標題", old.title.as_str(), new.title.as_str(), changes);
    text("內文", old.body.as_str(), new.body.as_str(), changes);
}

fn application(old: &Application, new: &Application, changes: &mut Vec<ChangeView>) {
    text("自述關係", old.relation.as_str(), new.relation.as_str(), changes);
    text("申請人的說明", old.statement.as_str(), new.statement.as_str(), changes);
    let (was, is) = (&old.applicant, &new.applicant);
    text("姓名", was.name.as_str(), is.name.as_str(), changes);
    let masked = |id: &str| words::masked_id(id);
    if was.national_id.as_str() != is.national_id.as_str() {
        let (was, is) = (masked(was.national_id.as_str()), masked(is.national_id.as_str()));
        changes.push(change("證號", Some(was), Some(is)));
    }
    text("電話", was.phone.as_str(), is.phone.as_str(), changes);
    text("地址", was.address.as_str(), is.address.as_str(), changes);
}

fn text(what: &str, old: &str, new: &str, changes: &mut Vec<ChangeView>) {
    if old != new {
        changes.push(change(what, Some(shown(old)), Some(shown(new))));
    }
}

fn documents(old: &[Attachment], new: &[Attachment], changes: &mut Vec<ChangeView>) {
    let gone = old.iter().filter(|one| !new.iter().any(|other| other.sha256 == one.sha256));
    let mut come: Vec<&Attachment> =
        new.iter().filter(|one| !old.iter().any(|other| other.sha256 == one.sha256)).collect();
    for before in gone {
        // A paper of the same kind has most likely taken its place.
        let after = come.iter().position(|one| one.kind == before.kind).map(|at| come.remove(at));
        changes.push(change(document_word(before.kind), Some(file(before)), after.map(file)));
    }
    for after in come {
        changes.push(change(document_word(after.kind), None, Some(file(after))));
    }
}

fn file(attachment: &Attachment) -> String {
    format!(
        "{}（{}）",
        shown_line(attachment.file_name.as_str()),
        words::size(attachment.size_bytes)
    )
}

fn change(what: &str, before: Option<String>, after: Option<String>) -> ChangeView {
    ChangeView { what: what.to_owned(), before, after }
}
