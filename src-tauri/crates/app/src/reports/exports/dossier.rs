//! 停用卷宗 (貳.四): what a suspension rests on, as it stood on the day it was ordered.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{SuspensionPeriod, roc_short, taipei_date};
use domain::{
    Case, Family, FamilyId, GivenReason, Inmate, Policy, Private, ReasonCatalogue, StrikeLedger,
    SuspensionId, SuspensionMode, SuspensionRecord,
};
use reports::{
    DossierPost, Identities, Lifted, Maker, PaperReason, RuleText, SuspensionDossier,
    SuspensionOrder,
};
use store::decisions::{Fate, StoredDecision};
use store::{Connection, StoreError};

use crate::deciding::strikes::record;
use crate::error::ApiError;
use crate::state::Session;

/// How far back a family's decisions are read.
const HISTORY: u32 = 5_000;
/// For words that were erased since (個資法 11).
const ERASED: &str = "（原文已依規定刪除）";

/// What the store has of it.
struct Papers {
    family: Option<Family>,
    inmate: Option<Inmate>,
    latest: Option<Case>,
    /// The one that the dossier is about.
    ordered: Option<SuspensionRecord>,
    /// Those before it.
    earlier: Vec<SuspensionRecord>,
    /// With their posts, oldest first.
    decisions: Vec<(StoredDecision, Option<Case>)>,
}

/// # Errors
/// `Gone` if neither the family nor the suspension is on this desk.
pub(super) async fn dossier(
    session: &Session,
    family: FamilyId,
    suspension: Option<SuspensionId>,
    maker: Maker,
    identities: Identities,
) -> Result<SuspensionDossier, ApiError> {
    let papers = session.read(move |c| papers(c, family, suspension)).await?;
    if suspension.is_some() != papers.ordered.is_some()
        || (papers.family.is_none() && papers.latest.is_none())
    {
        return Err(ApiError::gone());
    }
    let policy = papers
        .ordered
        .as_ref()
        .and_then(|record| session.policy(&record.suspension.policy_version))
        .unwrap_or_else(|| session.policy_today());
    let book = session.own_words.book();
    Ok(laid_out(papers, &policy, &book.reasons, session.today(), maker, identities))
}

fn papers(
    c: &Connection,
    family: FamilyId,
    suspension: Option<SuspensionId>,
) -> Result<Papers, StoreError> {
    let mut ordered = None;
    let mut earlier = Vec::new();
    for stored in store::suspensions::of_family(c, family)? {
        if Some(stored.record.id) == suspension {
            ordered = Some(stored.record);
        } else if stored.fate == Fate::Accepted {
            earlier.push(stored.record);
        }
    }
    if let Some(order) = &ordered {
        earlier.retain(|other| other.ordered_at < order.ordered_at);
    }
    let mut decisions = Vec::new();
    for stored in store::decisions::of_family(c, family, HISTORY)? {
        let is_in_time = ordered.as_ref().is_none_or(|order| accepted(&stored) <= order.ordered_at);
        if stored.fate == Fate::Accepted && is_in_time {
            let case = store::cases::get(c, stored.decision.case.id)?.map(|found| found.case);
            decisions.push((stored, case));
        }
    }
    decisions.sort_by_key(|(stored, _)| (accepted(stored), stored.id));
    let latest = store::cases::of_family(c, family)?.into_iter().next();
    let inmate = match &latest {
        Some(case) => store::people::inmate(c, case.inmate_id())?,
        None => None,
    };
    let family = store::people::family(c, family)?;
    Ok(Papers { family, inmate, latest, ordered, earlier, decisions })
}

fn accepted(stored: &StoredDecision) -> DateTime<Utc> {
    stored.accepted_at.unwrap_or(stored.decision.decided_at)
}

fn laid_out(
    papers: Papers,
    policy: &Policy,
    catalogue: &ReasonCatalogue,
    today: NaiveDate,
    maker: Maker,
    identities: Identities,
) -> SuspensionDossier {
    let day = papers.ordered.as_ref().map_or(today, |order| taipei_date(order.ordered_at));
    let records: Vec<_> = papers.decisions.iter().map(|(stored, _)| record(stored)).collect();
    let ledger = StrikeLedger::new(&records, &papers.earlier, policy, day);
    let posts = ledger
        .entries
        .iter()
        .filter_map(|entry| {
            let found = papers.decisions.iter().find(|(stored, _)| stored.id == entry.decision)?;
            Some(post(found, entry.not_counted, catalogue))
        })
        .collect();
    let (author, relation) = names(papers.latest.as_ref());
    let (inmate_number, inmate) = papers
        .inmate
        .map_or_else(|| (String::new(), Private::default()), |one| (one.number, one.name));
    let (family, national_id) = papers.family.map_or_else(
        || (author, Private::default()),
        |family| (family.applicant.name, family.applicant.national_id),
    );
    let order = papers.ordered.map(|record| order(record, policy));
    SuspensionDossier {
        maker,
        family,
        national_id,
        relation,
        inmate_number,
        inmate,
        count: ledger.count,
        threshold: ledger.threshold,
        rule: ledger.rule,
        policy_version: ledger.policy_version,
        rule_texts: rule_texts(policy.suspension_mode),
        posts,
        order,
        identities,
    }
}

/// The applicant or author, and what they are to the inmate.
pub(super) fn names(case: Option<&Case>) -> (Private, Private) {
    match case {
        Some(Case::Application(one)) => (one.applicant.name.clone(), one.relation.clone()),
        Some(Case::Post(one)) => (one.author_name.clone(), one.relation.clone()),
        None => Default::default(),
    }
}

pub(super) fn reasons(given: &[GivenReason], catalogue: &ReasonCatalogue) -> Vec<PaperReason> {
    given
        .iter()
        .map(|given| {
            let entry = catalogue.entry(&given.code);
            PaperReason {
                code: given.code.clone(),
                label: entry.map_or_else(String::new, |entry| entry.label.clone()),
                clause: entry.map_or_else(String::new, |entry| entry.clause.clone()),
                counts: given.counts,
            }
        })
        .collect()
}

fn post(
    (stored, case): &(StoredDecision, Option<Case>),
    not_counted: Option<domain::NotCounted>,
    catalogue: &ReasonCatalogue,
) -> DossierPost {
    let decided_at = accepted(stored);
    let (number, submitted_at, title, body, photos) = match case {
        Some(Case::Post(post)) => (
            post.number.clone(),
            post.resubmitted_at.unwrap_or(post.submitted_at),
            post.title.clone(),
            post.body.clone(),
            post.photos.len(),
        ),
        _ => (String::new(), decided_at, Private::default(), Private::from(ERASED), 0),
    };
    DossierPost {
        number,
        submitted_at,
        title,
        body,
        photos,
        decided_by: stored.by.display_name.clone(),
        decided_at,
        reasons: reasons(&stored.decision.reasons, catalogue),
        family_message: stored.decision.family_message.clone(),
        policy_version: stored.decision.policy_version.clone(),
        not_counted,
    }
}

fn order(record: SuspensionRecord, policy: &Policy) -> SuspensionOrder {
    let suspension = record.suspension;
    let arithmetic = arithmetic(
        suspension.first_day,
        suspension.last_day,
        taipei_date(record.ordered_at),
        policy.suspension_mode,
    );
    SuspensionOrder {
        first_day: suspension.first_day,
        last_day: suspension.last_day,
        arithmetic,
        ordered_by: record.ordered_by.display_name,
        ordered_at: record.ordered_at,
        grounds: suspension.grounds,
        family_message: suspension.family_message,
        lifted: record.lifted_at.map(|at| Lifted {
            by: record.lifted_by.map_or_else(String::new, |by| by.display_name),
            at,
            grounds: record.lift_grounds,
        }),
    }
}

/// The sum that the supervisor confirmed. The order does not name its law: it is the one that leads
/// from the day of the order to its days, the policy's own first.
fn arithmetic(
    first: NaiveDate,
    last: NaiveDate,
    ordered: NaiveDate,
    mode: SuspensionMode,
) -> String {
    SuspensionPeriod::both(ordered, mode)
        .into_iter()
        .find(|period| (period.first_day, period.last_day) == (first, last))
        .map_or_else(
            || format!("{} 起至 {}，由主管指定", roc_short(first), roc_short(last)),
            |period| period.arithmetic(),
        )
}

/// Word for word.
fn rule_texts(mode: SuspensionMode) -> Vec<RuleText> {
    let texts = match mode {
        SuspensionMode::Apa48vFirstDayCounted => [NOTICE, APA_48, CIVIL_121],
        SuspensionMode::CivilFirstDayExcluded => [NOTICE, CIVIL_120, CIVIL_121],
    };
    texts
        .into_iter()
        .map(|(source, text)| RuleText { source: source.to_owned(), text: text.to_owned() })
        .collect()
}

const NOTICE: (&str, &str) = (
    "電子家庭聯絡簿公告 貳.四",
    "家屬不依規定使用，內容經審查退件累計 3 次以上，機關得暫停收容人家屬使用權限一個月。",
);
const APA_48: (&str, &str) = (
    "行政程序法第 48 條第 5 項",
    "期間涉及人民之處罰或其他不利行政處分者，其始日不計時刻以一日論；其末日為星期日、國定假日或\
     其他休息日者，照計。但依第二項、第四項規定計算，對人民有利者，不在此限。",
);
const CIVIL_120: (&str, &str) =
    ("民法第 120 條第 2 項", "以日、星期、月或年定期間者，其始日不算入。");
const CIVIL_121: (&str, &str) = (
    "民法第 121 條第 2 項",
    "期間不以星期、月或年之始日起算者，以最後之星期、月或年與起算日相當日之前一日，為期間之末日。\
     但以月或年定期間，於最後之月，無相當日者，以其月之末日，為期間之末日。",
);

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::SuspensionMode::{Apa48vFirstDayCounted, CivilFirstDayExcluded};

    use super::arithmetic;

    #[test]
    fn the_paper_shows_the_sum_that_leads_to_its_days() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a real date");
        let sum = |first, last, mode| arithmetic(first, last, day(11, 24), mode);
        assert!(sum(day(11, 24), day(12, 23), Apa48vFirstDayCounted).contains("48 V"));
        assert!(sum(day(11, 25), day(12, 24), Apa48vFirstDayCounted).contains("民法 120"));
        assert!(sum(day(11, 25), day(12, 24), CivilFirstDayExcluded).contains("民法 120"));
        assert!(sum(day(11, 26), day(12, 5), CivilFirstDayExcluded).contains("由主管指定"));
    }
}
