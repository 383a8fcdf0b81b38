//! 發佈家庭聯絡簿 (操作三.1–3): to whom and when, the words with their count, one photo.

use askama::Template;
use domain::{
    Attachment, AttachmentId, CaseId, CaseState, DocumentKind, InmateId, Post, text::count_text,
};
use serde::{Deserialize, Serialize};

use super::{
    answer::{Fault, Frame, Paged, go, ok, refused},
    apply::document_field,
    field::{Faults, Field},
    quota::{self, Recipient},
    sign_in::needed,
    upload,
    visit::Visit,
};
use crate::{
    Upload,
    acts::{self, NewPost},
    house::House,
    store::Account,
};

/// The name under which an unfinished post is kept.
const FORM: &str = "post";

#[derive(Default, Clone, Serialize, Deserialize)]
struct Words {
    recipient: String,
    title: String,
    body: String,
}

#[derive(Template)]
#[template(path = "publish.html")]
struct Overview {
    frame: Frame,
    recipients: Vec<Recipient>,
    has_draft: bool,
}

/// The count of a body, as the desk counts it.
pub(super) struct Count {
    pub all: u32,
    pub without_space: u32,
    pub limit: u32,
}

impl Count {
    pub(super) fn of(body: &str, limit: u32) -> Self {
        let count = count_text(body);
        Self { all: count.all, without_space: count.without_space, limit }
    }

    pub(super) fn is_over(&self) -> bool {
        self.without_space > self.limit
    }
}

#[derive(Template)]
#[template(path = "write.html")]
struct Write {
    frame: Frame,
    recipients: Vec<Recipient>,
    fields: Vec<Field>,
    count: Count,
    has_photo: bool,
    kept: bool,
}

pub(super) fn overview(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let recipients = recipients(house, visit, &account)?;
    let has_draft = house.accounts().kept_words::<Words>(account.id, FORM)?.is_some();
    let frame = Frame::new(visit, "發佈家庭聯絡簿", "publish");
    ok(&Overview { frame, recipients, has_draft })
}

fn recipients(house: &House, visit: &Visit, account: &Account) -> Result<Vec<Recipient>, Fault> {
    house.store().write(|tx| {
        // A suspension may have begun or ended since anybody asked.
        acts::turn_the_day(tx, visit.now)?;
        quota::recipients(tx, account.family, visit.now)
    })
}

pub(super) fn form(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let words = house.accounts().kept_words(account.id, FORM)?.unwrap_or_default();
    let kept = visit.query("done") == "kept";
    ok(&page(house, visit, &account, words, &Faults::default(), kept)?)
}

fn page(
    house: &House,
    visit: &Visit,
    account: &Account,
    words: Words,
    faults: &Faults,
    kept: bool,
) -> Result<Write, Fault> {
    let recipients = recipients(house, visit, account)?;
    let photo = house.accounts().kept_files(account.id, FORM)?.pop();
    let choices = recipients
        .iter()
        .map(|known| (known.inmate.id.to_string(), format!("呼號 {}", known.inmate.number)))
        .collect();
    let limit = recipients.first().map_or(0, |known| known.policy.body_limit);
    let title_limit = recipients.first().map_or(0, |known| known.policy.title_limit);
    let count = Count::of(&words.body, limit);
    let fields = vec![
        Field::new("choice", "recipient", "發佈對象")
            .choices(choices)
            .value(words.recipient)
            .fault(faults.of("recipient")),
        Field::new("text", "title", "標題")
            .hint(format!("{title_limit} 字以內"))
            .autocomplete("off")
            .value(words.title)
            .fault(faults.of("title")),
        Field::new("letter", "body", "內文").value(words.body).fault(faults.of("body")),
        document_field(
            DocumentKind::Photo,
            photo.as_ref().map(|file| file.file_name.as_str()).unwrap_or_default(),
        )
        .optional()
        .fault(faults.of("photo")),
    ];
    let frame = Frame::new(visit, "新增家庭聯絡簿", "publish");
    Ok(Write { frame, recipients, fields, count, has_photo: photo.is_some(), kept })
}

/// 確認, 計算字數 or 儲存草稿; whatever was typed is kept until it has been sent.
pub(super) fn send(house: &House, visit: &mut Visit) -> Paged {
    let words = Words {
        recipient: visit.line("recipient"),
        title: visit.line("title"),
        body: visit.lines("body"),
    };
    let Some(account) = visit.account.clone() else {
        if let Some(owner) = &visit.ended {
            house.accounts().keep_words(owner.id, FORM, &words)?;
        }
        return needed(visit);
    };
    house.accounts().keep_words(account.id, FORM, &words)?;
    let mut faults = Faults::default();
    keep_photo(house, visit, &account, FORM, &mut faults)?;
    if !faults.is_empty() {
        return refused(&page(house, visit, &account, words, &faults, false)?);
    }
    match visit.text("act") {
        "count" => return ok(&page(house, visit, &account, words, &faults, false)?),
        "keep" => return go("/family/publish/new?done=kept"),
        _ => {}
    }
    let photo = house.accounts().kept_files(account.id, FORM)?.pop();
    let inmate = InmateId(words.recipient.parse().unwrap_or_default());
    let draft = Post {
        id: CaseId(uuid::Uuid::nil()),
        revision: 1,
        number: String::new(),
        state: CaseState::Pending,
        submitted_at: visit.now,
        resubmitted_at: None,
        family_id: account.family,
        inmate_id: inmate,
        author_name: account.applicant.name.clone(),
        relation: domain::Private::default(),
        title: words.title.clone().into(),
        body: words.body.clone().into(),
        photos: photo.iter().map(|file| as_attachment(file, visit)).collect(),
    };
    let now = visit.now;
    // Asked and written in one transaction: of two posts sent at once one waits for the other.
    let faults = house.store().write(|tx| -> Result<Faults, Fault> {
        acts::turn_the_day(tx, now)?;
        let faults = quota::refusals(tx, &draft, now)?;
        if faults.is_empty() {
            let (title, body) = (draft.title.clone(), draft.body.clone());
            acts::publish(tx, now, NewPost { family: account.family, inmate, title, body, photo })?;
        }
        Ok(faults)
    })?;
    if !faults.is_empty() {
        return refused(&page(house, visit, &account, words, &faults, true)?);
    }
    house.accounts().drop_draft(account.id, FORM)?;
    go("/family/status?done=published")
}

/// Takes the photo of a form in, or takes the kept one away.
pub(super) fn keep_photo(
    house: &House,
    visit: &Visit,
    account: &Account,
    form: &str,
    faults: &mut Faults,
) -> Result<(), Fault> {
    if visit.text("without_photo") == "yes" {
        house.accounts().drop_file(account.id, form, DocumentKind::Photo)?;
    }
    let photos: Vec<_> = visit.files.iter().filter(|sent| sent.field == "photo").collect();
    match photos.as_slice() {
        [] => {}
        [photo] => match upload::take(photo, DocumentKind::Photo) {
            Ok(file) => house.accounts().keep_file(account.id, form, &file)?,
            Err(why) => faults.add("photo", why),
        },
        // 貳.三: 限 1 張
        more => faults.add("photo", format!("您選了 {} 張，每則限 1 張。", more.len())),
    }
    Ok(())
}

/// A kept photo as the rules look at it.
pub(super) fn as_attachment(file: &Upload, visit: &Visit) -> Attachment {
    Attachment {
        id: AttachmentId(uuid::Uuid::nil()),
        kind: file.kind,
        media_type: file.media_type.clone(),
        size_bytes: file.bytes.len() as u64,
        sha256: String::new(),
        file_name: file.file_name.clone().into(),
        uploaded_at: visit.now,
        since_revision: 1,
    }
}
