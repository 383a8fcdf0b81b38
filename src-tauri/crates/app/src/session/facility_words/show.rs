//! The facility's own words as the screen shows them.

use domain::text::category_names;
use domain::{DocumentKind, FacilityList, FamilyLanguage, Role, RuleBook, Standing};

use crate::state::Session;
use crate::views::facility::{
    ChoiceView, DocumentChoiceView, FacilityListView, FacilityRowView, FacilityWordsView,
    LanguageWordsView, TranslationStanding, TranslationView, WordingView,
};
use crate::words;

/// What a facility's own term may be about, in the screen's order.
const CATEGORIES: [&str; 11] = [
    "OFFICIAL",
    "OFFICIAL_REQ",
    "CONTACT",
    "CASE",
    "DRUG",
    "CONTRABAND",
    "GANG_CODE",
    "MONEY",
    "ESCAPE",
    "SELFHARM",
    "VIOLENCE",
];

const DOCUMENTS: [DocumentKind; 5] = [
    DocumentKind::Identity,
    DocumentKind::Relationship,
    DocumentKind::Portrait,
    DocumentKind::Cohabitation,
    DocumentKind::OfficialLetter,
];

pub(super) fn view(session: &Session) -> FacilityWordsView {
    let (lists, book, trouble) = session.own_words.all();
    let shipped = RuleBook::shipped();
    FacilityWordsView {
        trouble,
        lists: FacilityList::ALL
            .map(|list| FacilityListView {
                list,
                title: list.word().to_owned(),
                file_name: list.file_name().to_owned(),
                shipped: count(match list {
                    FacilityList::Lexicon => shipped.lexicon.entries().len(),
                    FacilityList::Reasons => shipped.reasons.entries().len(),
                    FacilityList::Wording => shipped.wording.sentences().count(),
                    FacilityList::Translations => {
                        shipped.translations.names().count() * FamilyLanguage::ALL.len()
                    }
                    FacilityList::Checklist => shipped.checklist.checks().len(),
                    FacilityList::OfficeCalendar => shipped.office_calendar.days().count(),
                }),
                rows: lists.rows(list).iter().map(|row| row_view(list, row, shipped)).collect(),
            })
            .to_vec(),
        categories: CATEGORIES
            .map(|id| ChoiceView { id: id.to_owned(), label: category_names(id).0.to_owned() })
            .to_vec(),
        reasons: book
            .reasons
            .entries()
            .iter()
            .map(|entry| WordingView {
                id: entry.code.clone(),
                label: format!("{} {}", entry.code, entry.label),
                text: entry.message.clone(),
                own: entry.from_facility,
            })
            .collect(),
        sentences: book
            .wording
            .sentences()
            .map(|(key, sentence)| WordingView {
                id: key.to_owned(),
                label: sentence_name(key),
                text: sentence.to_owned(),
                own: lists.rows(FacilityList::Wording).iter().any(|row| row[0] == key),
            })
            .collect(),
        translations: FamilyLanguage::ALL.map(|language| language_words(&book, language)).to_vec(),
        may_adopt: session.me().role == Role::Supervisor,
        documents: DOCUMENTS
            .map(|kind| DocumentChoiceView { kind, label: words::document_word(kind).to_owned() })
            .to_vec(),
    }
}

fn language_words(book: &RuleBook, language: FamilyLanguage) -> LanguageWordsView {
    let text = |(name, chinese): (&str, &str)| {
        let entry = book.translations.entry(name, language);
        TranslationView {
            name: name.to_owned(),
            label: name_label(book, name),
            chinese: chinese.to_owned(),
            words: entry.map_or(String::new(), |entry| entry.words.clone()),
            standing: match entry.map(|entry| entry.standing) {
                Some(Standing::Adopted) => TranslationStanding::Adopted,
                Some(Standing::Awaiting) => TranslationStanding::Awaiting,
                Some(Standing::Outdated) => TranslationStanding::Outdated,
                None => TranslationStanding::Missing,
            },
            adopted_on: entry.map_or(String::new(), |entry| entry.adopted_on.clone()),
            own: entry.is_some_and(|entry| entry.own),
        }
    };
    LanguageWordsView {
        language,
        word: language.word().to_owned(),
        texts: book.translations.names().map(text).collect(),
    }
}

/// `P01 屬一般公務聯繫`, or what a sentence is for.
fn name_label(book: &RuleBook, name: &str) -> String {
    match book.reasons.entry(name) {
        Some(entry) => format!("{} {}", entry.code, entry.label),
        None => sentence_name(name),
    }
}

fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}

fn row_view(list: FacilityList, row: &[String], shipped: &RuleBook) -> FacilityRowView {
    let cell = |column: &str| {
        let at = list.columns().iter().position(|known| *known == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    };
    let (words, detail) = match list {
        FacilityList::Lexicon => (cell("term").to_owned(), term_detail(&cell)),
        FacilityList::Reasons => {
            let over = shipped.reasons.entry(cell("code")).is_some();
            let detail = if over { "改寫" } else { "新增" };
            (cell("message").to_owned(), format!("{detail}・{}", cell("label")))
        }
        FacilityList::Wording => (cell("sentence").to_owned(), sentence_name(cell("key"))),
        FacilityList::Translations => {
            let (name, language) = cell("name").rsplit_once('.').unwrap_or((cell("name"), ""));
            let language = FamilyLanguage::of_code(language).map_or("", FamilyLanguage::word);
            let adopted = match cell("adopted") {
                "" => "須經機關核定".to_owned(),
                day => format!("{day} 核定"),
            };
            (
                cell("words").to_owned(),
                format!("{language}・{}・{adopted}", name_label(shipped, name)),
            )
        }
        FacilityList::Checklist => (cell("check").to_owned(), cell("document").to_owned()),
        FacilityList::OfficeCalendar => {
            let worked = if cell("day") == "work" { "上班" } else { "放假" };
            (cell("name").to_owned(), worked.to_owned())
        }
    };
    FacilityRowView { name: row.first().cloned().unwrap_or_default(), words, detail }
}

fn term_detail<'r>(cell: &dyn Fn(&str) -> &'r str) -> String {
    let severity = match cell("severity") {
        "allow" => "放行",
        "priority" => "有時效",
        "flag" => "請人看",
        "block" => "公務請求",
        "escalate" => "馬上請人看",
        "off" => return "停用隨附的詞".to_owned(),
        other => other,
    };
    let weak = if cell("strength") == "weak" { "・單獨出現不算" } else { "" };
    let about = match cell("category") {
        "ALLOW" => "",
        category => category_names(category).0,
    };
    [about, severity].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("・")
        + weak
}

/// `message.approve_post` in the words of the screen.
fn sentence_name(key: &str) -> String {
    let (section, rest) = key.split_once('.').unwrap_or(("", key));
    let section = match section {
        "heading" => "標題",
        "message" => "內文",
        "photo" => "照片",
        "next_step" => "下一步",
        "translation" => "譯文",
        other => other,
    };
    let rest = match rest {
        "approve_application" => "申請通過",
        "approve_post" => "聯絡簿通過",
        "return_application" => "申請補件",
        "return_post" => "聯絡簿補件",
        "reject_application" => "申請退件",
        "reject_post" => "聯絡簿退件",
        "hold_application" => "申請暫緩",
        "hold_post" => "聯絡簿暫緩",
        "kept" => "照片沒有問題",
        "text_kept" => "文字沒有問題",
        "note" => "以中文為準",
        "addition" => "補充說明沒有譯文",
        other => other,
    };
    format!("{section}：{rest}")
}
