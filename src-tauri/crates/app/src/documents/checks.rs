//! The checklist of each document: those of the rules' checks that concern this applicant and the
//! paper that the reviewer says it is. All of them have to pass before an application can be
//! approved.

use domain::calendar::parse_roc;
use domain::identity::{read_id, sex_contradicts};
use domain::{
    Application, Attachment, Case, CheckSubject, DocumentCheck, DocumentDate, DocumentKind, Paper,
    RelationPaper,
};

use crate::case_file::CaseFile;
use crate::views::case::{CheckDateView, CheckView, DraftView, Level};

/// The checks that ask for a day on the paper, and what it is the day of.
const DATED: [(&str, Paper, &str); 4] = [
    ("D0205", Paper::Register, "請領日期"),
    ("D0303", Paper::Transcript, "核發日期"),
    ("D0702", Paper::Permit, "有效期限"),
    ("D0703", Paper::Permit, "有效期限"),
];

/// The checks shown under one document. Two files of one kind, such as a card's two sides, share
/// one list, which stands under the first.
pub(crate) fn of(file: &CaseFile, attachment: &Attachment) -> Vec<CheckView> {
    let Case::Application(application) = &file.case else { return Vec::new() };
    if !is_first(application, attachment) {
        return Vec::new();
    }
    let chosen = chosen(file, application, attachment.kind);
    chosen.into_iter().map(|check| view(check, application, sheet(file))).collect()
}

/// Which paper this relationship proof is taken for: as the reviewer chose, or by the relation.
pub(crate) fn paper(file: &CaseFile, attachment: &Attachment) -> Option<RelationPaper> {
    let Case::Application(application) = &file.case else { return None };
    (attachment.kind == DocumentKind::Relationship && is_first(application, attachment))
        .then(|| subject(file, application).paper)
}

/// The ids of all checks that an approval needs.
pub(crate) fn required(file: &CaseFile) -> Vec<String> {
    let Case::Application(_) = &file.case else { return Vec::new() };
    file.case.attachments().iter().flat_map(|one| of(file, one)).map(|check| check.id).collect()
}

/// The days that the reviewer has read from the documents, those that could be read.
pub(crate) fn dates(file: &CaseFile) -> Vec<DocumentDate> {
    let (Case::Application(application), Some(sheet)) = (&file.case, sheet(file)) else {
        return Vec::new();
    };
    let mut dates: Vec<DocumentDate> = Vec::new();
    for attachment in application.documents.iter().filter(|one| is_first(application, one)) {
        for check in chosen(file, application, attachment.kind) {
            let asked = DATED.iter().find(|(id, ..)| *id == check.id);
            let typed = sheet.dates.get(&check.id).map(|typed| parse_roc(typed));
            if let (Some((_, paper, _)), Some(Ok(date))) = (asked, typed) {
                dates.push(DocumentDate { attachment: attachment.id, paper: *paper, date });
            }
        }
    }
    dates
}

fn is_first(application: &Application, attachment: &Attachment) -> bool {
    let first = application.documents.iter().find(|other| other.kind == attachment.kind);
    first.is_some_and(|first| first.id == attachment.id)
}

/// The sheet begun on the documents as they are now.
fn sheet(file: &CaseFile) -> Option<&DraftView> {
    let draft = file.draft.as_ref()?;
    (draft.revision == file.case.revision()).then_some(&draft.sheet)
}

fn subject(file: &CaseFile, application: &Application) -> CheckSubject {
    let paper = sheet(file).and_then(|sheet| sheet.paper);
    CheckSubject::new(application, file.rules.kinship, paper)
}

fn chosen<'f>(
    file: &'f CaseFile,
    application: &Application,
    kind: DocumentKind,
) -> Vec<&'f DocumentCheck> {
    let subject = subject(file, application);
    file.rules.checklist.of_kind(kind).filter(|check| check.concerns(&subject)).collect()
}

fn view(check: &DocumentCheck, application: &Application, sheet: Option<&DraftView>) -> CheckView {
    CheckView {
        id: check.id.clone(),
        text: check.check.clone(),
        fail_reason: Some(check.reason.clone()).filter(|reason| !reason.is_empty()),
        auto: automatic(check, application),
        date: DATED.iter().find(|(id, ..)| *id == check.id).map(|(_, _, label)| {
            let typed = sheet.and_then(|sheet| sheet.dates.get(&check.id));
            let unreadable = typed
                .filter(|typed| !typed.trim().is_empty())
                .and_then(|typed| parse_roc(typed).err());
            CheckDateView {
                label: (*label).to_owned(),
                error: unreadable.map(|error| format!("{error}；請寫成 115.11.03 這樣。")),
            }
        }),
    }
}

/// What the desk has found by itself. A wrong check digit, or a number whose second character is of
/// the other sex than the stated relation, is attention, never a rejection.
fn automatic(check: &DocumentCheck, application: &Application) -> Option<Level> {
    match check.id.as_str() {
        "D0103" | "D0701" => {
            let number = application.applicant.national_id.as_str();
            let holds = read_id(number).is_valid()
                && !sex_contradicts(number, application.relation.as_str());
            Some(if holds { Level::Pass } else { Level::Attention })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::DATED;
    use domain::RuleBook;

    #[test]
    fn every_check_named_here_is_in_the_rules() {
        let known = RuleBook::shipped().checklist.checks();
        for (id, ..) in DATED {
            assert!(known.iter().any(|check| check.id == id), "{id}");
        }
    }
}
