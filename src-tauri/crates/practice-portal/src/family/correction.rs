//! The form by which a family corrects what it sent in.

use domain::{Application, Case, CaseState, Post};

use super::{
    answer::Fault,
    apply::{document_field, kinds},
    field::{Faults, Field},
    publish::Count,
    quota,
    visit::Visit,
    words,
};
use crate::{clock::taipei_day, house::House};

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
pub(super) fn may_correct(case: &Case) -> bool {
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
