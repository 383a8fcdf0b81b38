//! What families bring in: applications and posts, with their files. The families' pages and a
//! test's hand both come through here.

use chrono::{DateTime, Datelike, Utc};
use domain::{
    Applicant, Application, Attachment, AttachmentId, Case, CaseId, CaseRef, CaseState, Family,
    FamilyId, InmateId, Post, Private, Route,
};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use crate::{
    Upload,
    clock::taipei_day,
    random,
    store::{self, Kind, Op, StoreResult},
};

/// An application as a family sends it in.
pub(crate) struct NewApplication {
    pub family: FamilyId,
    pub inmate: InmateId,
    pub applicant: Applicant,
    pub route: Route,
    pub relation: Private,
    pub statement: Private,
    pub files: Vec<Upload>,
}

/// A post as a family publishes it.
pub(crate) struct NewPost {
    pub family: FamilyId,
    pub inmate: InmateId,
    pub title: Private,
    pub body: Private,
    pub photo: Option<Upload>,
}

/// 服務項目申請 (操作二.3–7). A family that the facility does not know yet becomes known with it.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    new: NewApplication,
) -> StoreResult<CaseRef> {
    if store::entity::<Family>(tx, new.family.0)?.is_none() {
        let family = Family {
            id: new.family,
            revision: 1,
            applicant: new.applicant.clone(),
            last_published_on: None,
            suspended_until: None,
            registered_at: now,
        };
        store::put(tx, Op::Upsert, &family)?;
    }
    let id = CaseId(random::uuid_v7(now));
    let number = store::next_number(tx, Kind::Application)?;
    let application = Application {
        id,
        revision: 1,
        number: format!("申{}-{number:04}", roc_year(now)),
        state: CaseState::Pending,
        submitted_at: now,
        resubmitted_at: None,
        family_id: new.family,
        inmate_id: new.inmate,
        applicant: new.applicant,
        route: new.route,
        relation: new.relation,
        statement: new.statement,
        documents: keep_files(tx, now, 1, new.files)?,
    };
    for file in &application.documents {
        store::add_attachment(tx, id, file)?;
    }
    store::put(tx, Op::Upsert, &application)?;
    Ok(Case::Application(application).reference())
}

/// 發佈家庭聯絡簿 (操作三.3).
pub(crate) fn publish(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    new: NewPost,
) -> StoreResult<CaseRef> {
    let author = store::entity::<Family>(tx, new.family.0)?
        .map(|family| family.applicant.name)
        .unwrap_or_default();
    let relation = store::cases_of_inmate::<Application>(tx, new.inmate)?
        .into_iter()
        .rfind(|application| application.family_id == new.family)
        .map(|application| application.relation)
        .unwrap_or_else(|| "家屬".into());
    let id = CaseId(random::uuid_v7(now));
    let number = store::next_number(tx, Kind::Post)?;
    let post = Post {
        id,
        revision: 1,
        number: format!("簿{}-{number:04}", roc_year(now)),
        state: CaseState::Pending,
        submitted_at: now,
        resubmitted_at: None,
        family_id: new.family,
        inmate_id: new.inmate,
        author_name: author,
        relation,
        title: new.title,
        body: new.body,
        photos: keep_files(tx, now, 1, new.photo.into_iter().collect())?,
    };
    for file in &post.photos {
        store::add_attachment(tx, id, file)?;
    }
    store::put(tx, Op::Upsert, &post)?;
    Ok(Case::Post(post).reference())
}

/// Stores the bytes and says what the feed will say of them.
pub(crate) fn keep_files(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    revision: u64,
    files: Vec<Upload>,
) -> StoreResult<Vec<Attachment>> {
    files
        .into_iter()
        .map(|file| {
            let sha256 = hex::encode(Sha256::digest(&file.bytes));
            store::add_picture(tx, &sha256, &file.bytes)?;
            Ok(Attachment {
                id: AttachmentId(random::uuid_v7(now)),
                kind: file.kind,
                media_type: file.media_type,
                size_bytes: file.bytes.len() as u64,
                sha256,
                file_name: file.file_name.into(),
                uploaded_at: now,
                since_revision: revision,
            })
        })
        .collect()
}

fn roc_year(at: DateTime<Utc>) -> i32 {
    taipei_day(at).year() - 1911
}
