//! What happens outside the desk: families correct and withdraw, inmates' statuses change, people
//! move away.

use chrono::{DateTime, Utc};
use domain::{
    Application, Attachment, Case, CaseState, DecisionRecord, DocumentKind, EscalationRecord,
    Family, Inmate, InmateId, InmateStatus, Post, Private,
};
use rusqlite::Transaction;

use super::{advance, put_case};
use crate::store::{self, Kind, Op, StoreResult};

/// The family withdraws; a case decided for good stays as it is.
pub(crate) fn withdraw(tx: &Transaction<'_>, case: &mut Case) -> StoreResult<()> {
    advance(case, CaseState::Withdrawn);
    put_case(tx, Op::Withdrawn, case)
}

/// The family sends corrected files: each replaces the case's files of its kind.
pub(crate) fn resubmit(
    tx: &Transaction<'_>,
    case: &mut Case,
    files: Vec<Attachment>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    advance(case, CaseState::Pending);
    let reference = case.reference();
    let (documents, resubmitted_at) = match case {
        Case::Application(a) => (&mut a.documents, &mut a.resubmitted_at),
        Case::Post(p) => (&mut p.photos, &mut p.resubmitted_at),
    };
    *resubmitted_at = Some(now);
    let replaced: Vec<DocumentKind> = files.iter().map(|file| file.kind).collect();
    documents.retain(|old| !replaced.contains(&old.kind));
    for file in files {
        store::add_attachment(tx, reference.id, &file)?;
        documents.push(file);
    }
    documents.sort_by_key(|file| file.kind);
    put_case(tx, Op::Upsert, case)
}

/// The family rewrites a post and publishes it again (操作三.6). `photos` replaces its pictures;
/// with `None` they stay.
pub(crate) fn replace_words(
    tx: &Transaction<'_>,
    mut post: Post,
    title: Private,
    body: Private,
    photos: Option<Vec<Attachment>>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    if let Some(photos) = photos {
        for file in &photos {
            store::add_attachment(tx, post.id, file)?;
        }
        post.photos = photos;
    }
    let mut case = Case::Post(Post { title, body, resubmitted_at: Some(now), ..post });
    advance(&mut case, CaseState::Pending);
    put_case(tx, Op::Upsert, &case)
}

/// An inmate's status changes. When it opens, the cases held for it are queued again.
pub(crate) fn change_status(
    tx: &Transaction<'_>,
    inmate: InmateId,
    status: InmateStatus,
) -> StoreResult<bool> {
    let Some(mut inmate) = store::entity::<Inmate>(tx, inmate.0)? else { return Ok(false) };
    let opens = status.code == "OPEN";
    inmate.status = status;
    inmate.revision += 1;
    store::put(tx, Op::Upsert, &inmate)?;
    if opens {
        let applications = store::cases_of_inmate::<Application>(tx, inmate.id)?;
        let posts = store::cases_of_inmate::<Post>(tx, inmate.id)?;
        let cases = applications
            .into_iter()
            .map(Case::Application)
            .chain(posts.into_iter().map(Case::Post));
        for mut case in cases.filter(|case| case.state() == CaseState::Held) {
            advance(&mut case, CaseState::Pending);
            put_case(tx, Op::Upsert, &case)?;
        }
    }
    Ok(true)
}

/// An inmate moves to another facility, and everything about them with them.
pub(crate) fn move_out(tx: &Transaction<'_>, inmate: InmateId) -> StoreResult<()> {
    let Some(left) = store::entity::<Inmate>(tx, inmate.0)? else { return Ok(()) };
    for application in store::cases_of_inmate::<Application>(tx, inmate)? {
        leave(tx, Kind::Application, application.id.0)?;
    }
    for post in store::cases_of_inmate::<Post>(tx, inmate)? {
        leave(tx, Kind::Post, post.id.0)?;
    }
    if let Some(family) = left.family_id {
        store::leave_scope(tx, Kind::Family, family.0)?;
    }
    store::leave_scope(tx, Kind::Inmate, inmate.0)
}

/// The inmate's leaving is taken back, and everything that left with them is here again as it was.
pub(crate) fn come_back(tx: &Transaction<'_>, inmate: InmateId) -> StoreResult<()> {
    store::return_to_scope::<Inmate>(tx, inmate.0)?;
    let Some(here) = store::entity::<Inmate>(tx, inmate.0)? else { return Ok(()) };
    if let Some(family) = here.family_id {
        store::return_to_scope::<Family>(tx, family.0)?;
    }
    store::return_to_scope::<Application>(tx, inmate.0)?;
    store::return_to_scope::<Post>(tx, inmate.0)?;
    let cases = store::cases_of_inmate::<Application>(tx, inmate)?.into_iter().map(|case| case.id);
    let posts = store::cases_of_inmate::<Post>(tx, inmate)?.into_iter().map(|case| case.id);
    for case in cases.chain(posts) {
        store::return_to_scope::<EscalationRecord>(tx, case.0)?;
    }
    Ok(())
}

fn leave(tx: &Transaction<'_>, kind: Kind, case: uuid::Uuid) -> StoreResult<()> {
    for record in store::entities::<EscalationRecord>(tx)? {
        if record.escalation.case.id.0 == case {
            store::leave_scope(tx, Kind::Escalation, record.id.0)?;
        }
    }
    store::leave_scope(tx, kind, case)
}

/// The case is erased, as 少年事件處理法 83-1 and 個資法 11 demand: words, files, decisions and
/// what staff asked about it.
pub(crate) fn purge_case(tx: &Transaction<'_>, case: &Case) -> StoreResult<()> {
    let id = case.reference().id;
    store::forget_attachments(tx, id)?;
    for record in store::entities::<DecisionRecord>(tx)? {
        if record.decision.case.id == id {
            store::purge(tx, Kind::Decision, record.id.0)?;
        }
    }
    for record in store::entities::<EscalationRecord>(tx)? {
        if record.escalation.case.id == id {
            store::purge(tx, Kind::Escalation, record.id.0)?;
        }
    }
    store::purge(tx, case.reference().kind.into(), id.0)
}
