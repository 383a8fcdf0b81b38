//! 服務項目申請 (操作二.2–7): ask for the inmate, upload the documents, confirm.

use askama::Template;
use chrono::Duration;
use domain::{
    Application, CaseState, DocumentKind, Inmate, InmateId, KinshipAction, KinshipTable, Private,
    Route, documents_needed,
};
use serde::{Deserialize, Serialize};

use super::{
    answer::{Fault, Frame, Paged, go, ok, refused},
    facilities,
    field::{Faults, Field},
    sign_in::needed,
    upload,
    visit::Visit,
    words,
};
use crate::{
    acts::{self, NewApplication},
    house::House,
    store::{self, Account, Store},
};

/// The name under which an unfinished application is kept.
const FORM: &str = "apply";
/// 查詢 in a day, per account: whoever does not know the 呼號 does not find it by trying.
const MOST_QUERIES: i64 = 10;
/// The relations that are offered; any other is written out.
const RELATIONS: [&str; 18] = [
    "配偶",
    "父親",
    "母親",
    "兒子",
    "女兒",
    "哥哥",
    "弟弟",
    "姊姊",
    "妹妹",
    "祖父",
    "祖母",
    "外祖父",
    "外祖母",
    "孫子",
    "孫女",
    "公公",
    "婆婆",
    "同居人",
];

/// What has been chosen so far. The inmate is the one that 查詢 found, never one named by the form
/// that is confirmed.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Words {
    facility: String,
    number: String,
    relation: String,
    route: String,
    statement: String,
    found: Option<Found>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Found {
    inmate: InmateId,
    number: String,
    surname: String,
}

#[derive(Template)]
#[template(path = "apply.html")]
struct Page {
    frame: Frame,
    query: Vec<Field>,
    found: Option<Found>,
    relation: String,
    route: &'static str,
    /// What the rules say of the relation, before anybody has looked at a document.
    kinship: String,
    fields: Vec<Field>,
    fault: String,
    answered: String,
}

pub(super) fn route_of(text: &str) -> Option<Route> {
    words::ROUTES.iter().find(|(_, name, _)| *name == text).map(|(route, _, _)| *route)
}

/// The kinds that a route asks for, the first of each choice.
pub(super) fn kinds(route: Route) -> Vec<DocumentKind> {
    documents_needed(route).iter().filter_map(|(_, kinds)| kinds.first().copied()).collect()
}

fn page(
    house: &House,
    visit: &Visit,
    account: &Account,
    words: Words,
    faults: &Faults,
) -> Result<Page, Fault> {
    let kept = house.accounts().kept_files(account.id, FORM)?;
    let choices = |all: Vec<&str>| {
        all.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect::<Vec<_>>()
    };
    let facility = if words.facility.is_empty() {
        house.config.world.facility.clone()
    } else {
        words.facility.clone()
    };
    let listed = RELATIONS.contains(&words.relation.as_str()) || words.relation.is_empty();
    let mut relations = vec![(String::new(), "請選擇".to_owned())];
    relations.extend(choices(RELATIONS.to_vec()));
    relations.push(("other".to_owned(), "其他（請在下一格填寫）".to_owned()));
    let routes =
        words::ROUTES.iter().map(|(_, name, text)| ((*name).to_owned(), (*text).to_owned()));
    let query = vec![
        Field::new("choice", "facility", "收容人所在矯正機關")
            .choices(choices(facilities::names().collect()))
            .value(facility)
            .fault(faults.of("facility")),
        Field::new("text", "number", "收容人呼號")
            .value(words.number.clone())
            .autocomplete("off")
            .fault(faults.of("number")),
        Field::new("choice", "relation", "您是收容人的")
            .choices(relations)
            .value(if listed { words.relation.clone() } else { "other".to_owned() })
            .fault(faults.of("relation")),
        Field::new("text", "relation_other", "其他關係")
            .value(if listed { String::new() } else { words.relation.clone() })
            .hint("選「其他」時填寫，例如：三嬸、社工師")
            .autocomplete("off")
            .optional()
            .fault(faults.of("relation_other")),
        Field::new("choice", "route", "申請身分")
            .choices(routes.collect())
            .value(words.route.clone())
            .fault(faults.of("route")),
    ];
    let route = route_of(&words.route).unwrap_or(Route::Kin);
    let mut fields: Vec<Field> = kinds(route)
        .into_iter()
        .map(|kind| {
            let have = kept.iter().find(|file| file.kind == kind);
            document_field(kind, have.map(|file| file.file_name.as_str()).unwrap_or_default())
                .fault(faults.of(words::field(kind)))
        })
        .collect();
    fields.push(
        Field::new("area", "statement", "說明")
            .value(words.statement.clone())
            .hint("關係複雜，或以專案申請時，請在這裡說明；500 字以內")
            .optional()
            .fault(faults.of("statement")),
    );
    fields.push(
        Field::new("tick", "notebook", "家庭聯絡簿")
            .hint("申請服務項目")
            .value(if visit.text("notebook") == "yes" { "yes" } else { "" })
            .fault(faults.of("notebook")),
    );
    let relation = words.relation.clone();
    Ok(Page {
        frame: Frame::new(visit, "服務項目申請", "apply"),
        query,
        kinship: if words.found.is_some() { kinship(route, &relation) } else { String::new() },
        found: words.found,
        relation,
        route: words::route(route),
        fields,
        fault: String::new(),
        answered: String::new(),
    })
}

pub(super) fn document_field(kind: DocumentKind, kept: &str) -> Field {
    let picture = matches!(kind, DocumentKind::Portrait | DocumentKind::Photo);
    let formats = match kind {
        DocumentKind::Photo => "JPG 或 PNG，10 MB 以內",
        DocumentKind::Portrait => "JPG 或 PNG，20 MB 以內",
        _ => "JPG、PNG 或 PDF，20 MB 以內",
    };
    let hint = match words::document_hint(kind) {
        "" => formats.to_owned(),
        hint => format!("{hint}。{formats}"),
    };
    Field {
        accept: if picture {
            "image/jpeg,image/png"
        } else {
            "image/jpeg,image/png,application/pdf"
        },
        ..Field::new("file", words::field(kind), words::document(kind)).hint(hint).kept(kept)
    }
}

/// 壹.一 by the desk's own rules, as guidance: it informs, and a person decides.
fn kinship(route: Route, relation: &str) -> String {
    let words = match route {
        Route::Project => return "專案申請由機關個別審核（壹.二）。".to_owned(),
        Route::Cohabiting => return "共居家屬請附同一戶籍或同居的證明（壹.一）。".to_owned(),
        Route::Kin => match KinshipTable::shipped().resolve(relation).action {
            KinshipAction::Ok => "這個關係在可申請的範圍內，仍須審核文件（壹.一）。",
            KinshipAction::DenyKin => {
                "依壹.一，這個關係看來不在親屬的申請範圍內。若與收容人同住，請改選「共居家屬」。"
            }
            KinshipAction::CohabitOnly => "這個關係要以「共居家屬」申請（壹.一）。",
            KinshipAction::Project => "這個關係要以「專案」申請（壹.二）。",
            KinshipAction::Review | KinshipAction::Escalate => "這個關係會由專人審核。",
        },
    };
    words.to_owned()
}

pub(super) fn show(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let mut words: Words = house.accounts().kept_words(account.id, FORM)?.unwrap_or_default();
    if visit.query("again") == "yes" {
        words.found = None;
    }
    ok(&page(house, visit, &account, words, &Faults::default())?)
}

/// 查詢 (操作二.3–4): 呼號 and surname, and nothing else that the facility knows. Whether the number
/// is another facility's, was never given or belongs to somebody who has left is one answer.
pub(super) fn find(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let mut faults = Faults::default();
    let relation = match visit.text("relation") {
        "other" => visit.line("relation_other"),
        _ => visit.line("relation"),
    };
    let mut words = Words {
        facility: visit.line("facility"),
        number: visit.code("number").to_ascii_uppercase().replace(' ', ""),
        relation,
        route: visit.line("route"),
        statement: String::new(),
        found: None,
    };
    if words.relation.is_empty() {
        let at = if visit.text("relation") == "other" { "relation_other" } else { "relation" };
        faults.add(at, "請選擇或填寫您和收容人的關係。");
    } else if words.relation.chars().count() > 30 {
        faults.add("relation_other", "關係請在 30 個字以內。");
    }
    if !facilities::names().any(|name| name == words.facility) {
        faults.add("facility", "請從清單選擇矯正機關。");
    }
    let number_fits = (1..=12).contains(&words.number.chars().count())
        && words.number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !number_fits {
        faults.add("number", "呼號是數字或英文字母，請確認後再填。");
    }
    if route_of(&words.route).is_none() {
        faults.add("route", "請選擇申請身分。");
    }
    if !faults.is_empty() {
        return refused(&page(house, visit, &account, words, &faults)?);
    }
    let who = account.id.to_string();
    let may = house.accounts().may(&who, "query", MOST_QUERIES, Duration::days(1), visit.now)?;
    if !may {
        let mut page = page(house, visit, &account, words, &faults)?;
        page.fault = format!("一天最多查詢 {MOST_QUERIES} 次，請明天再試，或向機關確認呼號。");
        return refused(&page);
    }
    words.found = inmate(&house.store(), &words)?;
    house.accounts().keep_words(account.id, FORM, &words)?;
    if words.found.is_some() {
        return go("/family/apply");
    }
    let mut page = page(house, visit, &account, words, &faults)?;
    page.answered = "查無資料。請確認機關與呼號，或向機關詢問。".to_owned();
    ok(&page)
}

fn inmate(store: &Store, words: &Words) -> Result<Option<Found>, Fault> {
    let here = store::identity(store.read())?.facility;
    let found = store::inmate_by_number(store.read(), &words.number)?;
    // The lookup is made for another facility too, so that it takes as long.
    Ok(found.filter(|_| here == words.facility).map(|inmate: Inmate| Found {
        inmate: inmate.id,
        number: inmate.number,
        surname: surname(inmate.name.as_str()),
    }))
}

/// The surname alone, with a circle for what follows.
fn surname(name: &str) -> String {
    const DOUBLE: [&str; 14] = [
        "歐陽", "司馬", "上官", "諸葛", "司徒", "夏侯", "尉遲", "皇甫", "公孫", "慕容", "張簡",
        "范姜", "東方", "令狐",
    ];
    let double = DOUBLE.iter().find(|double| name.starts_with(**double) && name != **double);
    let first = name.chars().next().map(String::from).unwrap_or_default();
    format!("{}○○", double.map_or(first, |double| (*double).to_owned()))
}

/// 確認 (操作二.7).
pub(super) fn send(house: &House, visit: &mut Visit) -> Paged {
    let Some(account) = visit.account.clone() else { return needed(visit) };
    let Some(mut words) = house.accounts().kept_words::<Words>(account.id, FORM)? else {
        return go("/family/apply");
    };
    let (Some(found), Some(route)) = (words.found.clone(), route_of(&words.route)) else {
        return go("/family/apply");
    };
    words.statement = visit.lines("statement");
    let mut faults = Faults::default();
    for kind in kinds(route) {
        let name = words::field(kind);
        for sent in visit.files.iter().filter(|sent| sent.field == name) {
            match upload::take(sent, kind) {
                Ok(file) => house.accounts().keep_file(account.id, FORM, &file)?,
                Err(why) => faults.add(name, why),
            }
        }
    }
    let files = house.accounts().kept_files(account.id, FORM)?;
    for kind in kinds(route) {
        if !files.iter().any(|file| file.kind == kind) {
            faults.add(words::field(kind), format!("請上傳{}。", words::document(kind)));
        }
    }
    if words.statement.chars().count() > 500 {
        faults.add("statement", "說明請在 500 個字以內。");
    }
    if visit.text("notebook") != "yes" {
        faults.add("notebook", "請勾選「家庭聯絡簿」。");
    }
    house.accounts().keep_words(account.id, FORM, &words)?;
    if !faults.is_empty() {
        return refused(&page(house, visit, &account, words, &faults)?);
    }
    let new = NewApplication {
        family: account.family,
        inmate: found.inmate,
        applicant: account.applicant.clone(),
        route,
        relation: words.relation.clone().into(),
        statement: Private::new(words.statement.clone()),
        files: files.into_iter().filter(|file| kinds(route).contains(&file.kind)).collect(),
    };
    let now = visit.now;
    // Looked up and written in one transaction, so that a form sent twice is one application.
    let refusal = house.store().write(|tx| -> Result<Option<String>, Fault> {
        let earlier = store::cases_of_family::<Application>(tx, account.family)?
            .into_iter()
            .filter(|earlier| earlier.inmate_id == found.inmate)
            .find(|earlier| !matches!(earlier.state, CaseState::Rejected | CaseState::Withdrawn));
        if let Some(earlier) = earlier {
            let number = &earlier.number;
            return Ok(Some(match earlier.state {
                CaseState::Approved => {
                    format!("您對這位收容人的申請（{number}）已經通過，不需再申請。")
                }
                CaseState::Returned => {
                    format!("申請 {number} 等您補正，請到「服務項目狀態查詢」修改後重送。")
                }
                _ => format!("您已有一件審核中的申請（{number}），請等候結果，不需再送。"),
            }));
        }
        acts::apply(tx, now, new)?;
        Ok(None)
    })?;
    if let Some(refusal) = refusal {
        let mut page = page(house, visit, &account, words, &faults)?;
        page.fault = refusal;
        return refused(&page);
    }
    house.accounts().drop_draft(account.id, FORM)?;
    go("/family/status?done=applied")
}

#[cfg(test)]
mod tests {
    use super::surname;

    #[test]
    fn no_more_than_the_surname_is_shown() {
        for (name, shown) in
            [("王小明", "王○○"), ("歐陽菲", "歐陽○○"), ("張簡", "張○○"), ("", "○○")]
        {
            assert_eq!(surname(name), shown);
        }
    }
}
