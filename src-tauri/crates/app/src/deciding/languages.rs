//! Which language besides Chinese a family seems to read, and in which this message can be sent.

use domain::identity::is_foreigners;
use domain::{Case, Composition, FamilyLanguage, Verdict};

use crate::case_file::CaseFile;
use crate::views::decide::{LanguageOptionView, ProposedLanguageView};

/// The languages in the order of the screen; none for an approval, which has no translation.
pub(crate) fn options(composition: &Composition<'_>) -> Vec<LanguageOptionView> {
    if composition.verdict == Verdict::Approve {
        return Vec::new();
    }
    let option = |language: FamilyLanguage| {
        let (untranslated, awaiting) = composition.unready(language);
        LanguageOptionView { language, word: language.word().to_owned(), untranslated, awaiting }
    };
    FamilyLanguage::ALL.map(option).to_vec()
}

/// What the case says of the family's language: the portal tells no nationality.
pub(crate) fn proposed(file: &CaseFile) -> Option<ProposedLanguageView> {
    let before = file
        .family_decisions
        .iter()
        .find_map(|one| FamilyLanguage::of_message(one.decision.family_message.as_str()));
    if let Some(language) = before {
        let why = format!("上次給這位家屬的話附了{}", language.word());
        return Some(ProposedLanguageView { language, why });
    }
    let (written, number) = match &file.case {
        Case::Application(own) => (
            [own.applicant.name.as_str(), own.relation.as_str(), own.statement.as_str()].concat(),
            Some(own.applicant.national_id.as_str()),
        ),
        Case::Post(post) => (
            [post.author_name.as_str(), post.title.as_str(), post.body.as_str()].concat(),
            file.family.as_ref().map(|family| family.applicant.national_id.as_str()),
        ),
    };
    if let Some(language) = FamilyLanguage::of_writing(&written) {
        let why = format!("家屬寫的字是{}", language.word());
        return Some(ProposedLanguageView { language, why });
    }
    number.is_some_and(is_foreigners).then(|| ProposedLanguageView {
        language: FamilyLanguage::En,
        why: "申請人持外僑居留證，還不知道讀哪一種文字".to_owned(),
    })
}

#[cfg(test)]
mod tests;
