//! The checklist of each document: those of the rules' checks that concern this applicant. All of
//! them have to pass before an application can be approved.

use domain::identity::{IdKind, read_id};
use domain::{
    Application, Attachment, Case, Checklist, DocumentCheck, DocumentKind, Path, Route, RuleBook,
    Step,
};

use crate::views::case::{CheckView, Level};

/// Of a national identity card, for everybody; a resident certificate has its own.
const CARD: &[&str] = &["D0101", "D0102", "D0103", "D0104", "D0105"];
const RESIDENT: &[&str] = &["D0101", "D0701", "D0702", "D0104"];
/// The parents' fields say something of children and siblings, the spouse's of spouses.
const CARD_PARENTS: &str = "D0106";
const CARD_SPOUSE: &str = "D0107";
/// A parent's own card does not name the child (戶籍法 51).
const CARD_OF_A_PARENT: &str = "D0109";
/// Of household papers, register and transcript alike.
const HOUSEHOLD: &[&str] = &["D0203", "D0302", "D0303", "D0304", "D0305"];
/// A marriage on the path has to last (民法 971).
const HOUSEHOLD_MARRIAGE: &str = "D0306";
/// 稱謂 is relative to the head of the household: what counts for cohabitation.
const HOUSEHOLD_HEAD: &str = "D0204";

/// The checks shown under one document. Two files of one kind, such as a card's two sides, share
/// one list, which stands under the first.
pub(crate) fn of(case: &Case, attachment: &Attachment, list: &Checklist) -> Vec<CheckView> {
    let Case::Application(application) = case else { return Vec::new() };
    let first = application.documents.iter().find(|other| other.kind == attachment.kind);
    if first.is_none_or(|first| first.id != attachment.id) {
        return Vec::new();
    }
    let chosen = chosen(application, attachment.kind, list);
    chosen.into_iter().map(|check| view(check, application)).collect()
}

/// The ids of all checks that an approval needs.
pub(crate) fn required(case: &Case, list: &Checklist) -> Vec<String> {
    let Case::Application(_) = case else { return Vec::new() };
    case.attachments().iter().flat_map(|file| of(case, file, list)).map(|check| check.id).collect()
}

fn chosen<'l>(
    application: &Application,
    kind: DocumentKind,
    list: &'l Checklist,
) -> Vec<&'l DocumentCheck> {
    let ids: Vec<&str> = match kind {
        DocumentKind::Identity => identity(application),
        DocumentKind::Relationship => relationship(application),
        _ => return list.of_kind(kind).collect(),
    };
    // Of the shipped checks those that concern this applicant; of the facility's own all.
    let shipped = ids.iter().filter_map(|id| list.checks().iter().find(|check| check.id == *id));
    let own = list.of_kind(kind).filter(|check| check.from_facility && check.id.starts_with('F'));
    shipped.chain(own).collect()
}

fn identity(application: &Application) -> Vec<&'static str> {
    let number = read_id(application.applicant.national_id.as_str());
    if matches!(number.kind, IdKind::Resident | IdKind::OldResident) {
        return RESIDENT.to_vec();
    }
    let mut ids = CARD.to_vec();
    match path(application).as_ref().map(Path::steps) {
        Some([Step::D, ..] | [Step::U, Step::D, ..]) => ids.push(CARD_PARENTS),
        Some([Step::S]) => ids.push(CARD_SPOUSE),
        Some([Step::U]) => ids.push(CARD_OF_A_PARENT),
        _ => {}
    }
    ids
}

fn relationship(application: &Application) -> Vec<&'static str> {
    let mut ids = HOUSEHOLD.to_vec();
    if path(application).is_some_and(|path| path.steps().contains(&Step::S)) {
        ids.push(HOUSEHOLD_MARRIAGE);
    }
    if application.route == Route::Cohabiting {
        ids.push(HOUSEHOLD_HEAD);
    }
    ids
}

/// The stated relation's path, where it has exactly one.
fn path(application: &Application) -> Option<Path> {
    let answer = RuleBook::shipped().kinship.resolve(application.relation.as_str());
    match answer.senses.as_slice() {
        [sense] => Some(sense.path.clone()),
        _ => None,
    }
}

fn view(check: &DocumentCheck, application: &Application) -> CheckView {
    CheckView {
        id: check.id.clone(),
        text: check.check.clone(),
        fail_reason: Some(check.reason.clone()).filter(|reason| !reason.is_empty()),
        auto: automatic(check, application),
    }
}

/// What the desk has found by itself. A wrong check digit is attention, never a rejection.
fn automatic(check: &DocumentCheck, application: &Application) -> Option<Level> {
    match check.id.as_str() {
        "D0103" | "D0701" => {
            let number = read_id(application.applicant.national_id.as_str());
            Some(if number.is_valid() { Level::Pass } else { Level::Attention })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{CARD, CARD_OF_A_PARENT, CARD_PARENTS, CARD_SPOUSE};
    use super::{HOUSEHOLD, HOUSEHOLD_HEAD, HOUSEHOLD_MARRIAGE, RESIDENT};
    use domain::RuleBook;

    #[test]
    fn every_check_named_here_is_in_the_rules() {
        let named = [CARD, RESIDENT, HOUSEHOLD].concat();
        let single =
            [CARD_PARENTS, CARD_SPOUSE, CARD_OF_A_PARENT, HOUSEHOLD_MARRIAGE, HOUSEHOLD_HEAD];
        let known = RuleBook::shipped().checklist.checks();
        for id in named.into_iter().chain(single) {
            assert!(known.iter().any(|check| check.id == id), "{id}");
        }
    }
}
