//! What is behind a count: every rejected post with its reasons, its words, its clause, its rules,
//! its reviewer and its day.

use domain::text::shown_line;
use std::collections::HashMap;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use domain::calendar::taipei_date;
use domain::{
    DecisionId, DecisionRecord, FamilyId, InmateId, NotCounted, Policy, ReasonCatalogue,
    ReasonCategory, StrikeLedger,
};
use store::decisions::{Fate, StoredDecision};
use store::tally::Of;
use store::{Connection, StoreError};

use crate::deciding::strikes::record;
use crate::error::ApiError;
use crate::labels::{person, reason_label, reason_labels_of};
use crate::state::Desk;
use crate::supervision::tally::{family_detail, family_name, first_month, month_of, settle_tally};
use crate::texts::excerpt;
use crate::views::tally::{LedgerEntryView, LedgerRequest, LedgerView, TallyBy};
use crate::words;

/// Of a longer ledger the latest are shown.
const MOST_ENTRIES: u32 = 500;
/// Characters of the family's words in a row.
const EXCERPT: usize = 60;

/// What the entries are read with.
pub(crate) struct Reading<'a> {
    pub c: &'a Connection,
    pub catalogue: &'a ReasonCatalogue,
    /// The person who looks.
    pub me: &'a str,
}

impl Desk {
    /// The posts behind one count. Looking at a family's or an inmate's leaves a trace.
    pub async fn tally_ledger(&self, request: LedgerRequest) -> Result<LedgerView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        settle_tally(&session).await?;
        let key = ledger_of(&request, taipei_date(session.now()))?;
        if let (TallyBy::Family, Key::Family(family)) = (request.by, &key) {
            let subject = format!("family:{family}");
            session
                .record(store::audit::Action::TallyViewed, subject, serde_json::json!({}))
                .await?;
        } else if let Key::Some(Of::Inmate(inmate), ..) = &key {
            let subject = format!("inmate:{inmate}");
            session
                .record(store::audit::Action::TallyViewed, subject, serde_json::json!({}))
                .await?;
        }
        let (now, policy) = (session.now(), session.policy_today());
        let rules = session.own_words.book();
        let me = session.me().subject.clone();
        session
            .read(move |c| {
                let reading = Reading { c, catalogue: &rules.reasons, me: &me };
                match key {
                    Key::Family(family) => family_view(&reading, family, &policy, now),
                    Key::Some(of, from, until, title) => {
                        some_view(&reading, &of, (from, until), title)
                    }
                }
            })
            .await
    }
}

enum Key {
    Family(FamilyId),
    /// Whose, from when, until before when, and the title where the store need not be asked.
    Some(Of, NaiveDate, NaiveDate, Option<String>),
}

fn ledger_of(request: &LedgerRequest, today: NaiveDate) -> Result<Key, ApiError> {
    let unknown = || ApiError::refused("沒有這一筆統計，請重新整理。");
    let from = first_month(request.span, today)
        .and_then(|month| month_of(&month.to_string()))
        .unwrap_or(NaiveDate::from_ymd_opt(1970, 1, 2).unwrap_or_default());
    let until = today.checked_add_days(chrono::Days::new(2)).unwrap_or(today);
    let key = request.key.as_str();
    Ok(match request.by {
        TallyBy::Family => Key::Family(key.parse().map_err(|_| unknown())?),
        TallyBy::Inmate => {
            let id: uuid::Uuid = key.parse().map_err(|_| unknown())?;
            Key::Some(Of::Inmate(InmateId(id)), from, until, None)
        }
        TallyBy::Reason => Key::Some(Of::Reasons(vec![key.to_owned()]), from, until, None),
        TallyBy::Category => {
            let category = ReasonCategory::ALL
                .into_iter()
                .find(|category| category.key() == key)
                .ok_or_else(unknown)?;
            Key::Some(Of::Category(category), from, until, Some(category.label().to_owned()))
        }
        TallyBy::Unit => Key::Some(Of::Unit(key.to_owned()), from, until, Some(key.to_owned())),
        TallyBy::Month => {
            let first = month_of(key).ok_or_else(unknown)?;
            let next = first.checked_add_months(Months::new(1)).ok_or_else(unknown)?;
            let title = words::month(first);
            Key::Some(Of::Everybody, first, next, Some(title))
        }
    })
}

fn some_view(
    reading: &Reading<'_>,
    of: &Of,
    (from, until): (NaiveDate, NaiveDate),
    title: Option<String>,
) -> Result<LedgerView, StoreError> {
    let mut found = store::tally::ledger(reading.c, of, from, until, MOST_ENTRIES)?;
    found.reverse();
    let title = match (title, of) {
        (Some(title), _) => title,
        (None, Of::Inmate(inmate)) => match store::people::inmate(reading.c, *inmate)? {
            Some(inmate) => format!("{} 呼號 {}", shown_line(inmate.name.as_str()), inmate.number),
            None => "（已不在本機關）".to_owned(),
        },
        (None, Of::Reasons(codes)) => {
            codes.iter().map(|code| reason_label(code, reading.catalogue)).collect()
        }
        (None, _) => String::new(),
    };
    let mut entries = Vec::new();
    let mut nth = 0;
    for one in &found {
        let counts = one.overturned_by.is_none();
        nth += u32::from(counts);
        let why_not = (!counts).then_some(NotCounted::Overturned);
        entries.push(entry(reading, one, counts.then_some(nth), why_not)?);
    }
    Ok(LedgerView {
        title,
        detail: "含已改判、不列入的；累計另依各家屬的起算日".to_owned(),
        count: nth,
        entries,
        remark: None,
    })
}

fn family_view(
    reading: &Reading<'_>,
    family: FamilyId,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<LedgerView, StoreError> {
    let row = store::tally::family(reading.c, family)?;
    let (ledger, entries) = family_ledger(reading, family, policy, taipei_date(now))?;
    let approved = store::tally::approved_posts(reading.c, family, now - TimeDelta::days(365))?;
    Ok(LedgerView {
        title: row.as_ref().map(family_name).unwrap_or_default(),
        detail: row.as_ref().map(family_detail).unwrap_or_default(),
        count: ledger.count,
        entries,
        remark: Some(format!("這一年通過 {approved} 則。{}。", ledger.rule)),
    })
}

/// The ledger of a family by the rule of 貳.四, with its rows for the screen, oldest first.
pub(crate) fn family_ledger(
    reading: &Reading<'_>,
    family: FamilyId,
    policy: &Policy,
    today: NaiveDate,
) -> Result<(StrikeLedger, Vec<LedgerEntryView>), StoreError> {
    let decisions: HashMap<DecisionId, StoredDecision> =
        store::decisions::of_family(reading.c, family, 2 * MOST_ENTRIES)?
            .into_iter()
            .filter(|one| one.fate == Fate::Accepted)
            .map(|one| (one.id, one))
            .collect();
    let records: Vec<DecisionRecord> = decisions.values().map(record).collect();
    let suspensions: Vec<_> = store::suspensions::of_family(reading.c, family)?
        .into_iter()
        .filter(|stored| stored.fate == Fate::Accepted)
        .map(|stored| stored.record)
        .collect();
    let ledger = StrikeLedger::new(&records, &suspensions, policy, today);
    let mut entries = Vec::new();
    let mut nth = 0;
    for one in &ledger.entries {
        let Some(stored) = decisions.get(&one.decision) else { continue };
        nth += u32::from(one.not_counted.is_none());
        let place = one.not_counted.is_none().then_some(nth);
        entries.push(entry(reading, stored, place, one.not_counted)?);
    }
    Ok((ledger, entries))
}

fn entry(
    reading: &Reading<'_>,
    stored: &StoredDecision,
    nth: Option<u32>,
    why_not: Option<NotCounted>,
) -> Result<LedgerEntryView, StoreError> {
    let Reading { c, catalogue, me } = reading;
    let decision = &stored.decision;
    let case = store::cases::get(c, decision.case.id)?.map(|stored| stored.case);
    let inmate = match &case {
        Some(case) => store::people::inmate(c, case.inmate_id())?,
        None => None,
    };
    let (title, of) = match &case {
        Some(domain::Case::Post(post)) => {
            let number = inmate.map(|inmate| format!("・呼號 {}", inmate.number));
            let of =
                format!("{}{}", shown_line(post.author_name.as_str()), number.unwrap_or_default());
            (shown_line(post.title.as_str()), of)
        }
        _ => (String::new(), String::new()),
    };
    let mut clauses: Vec<&str> = Vec::new();
    for given in &decision.reasons {
        if let Some(entry) = catalogue.entry(&given.code)
            && !clauses.contains(&entry.clause.as_str())
        {
            clauses.push(&entry.clause);
        }
    }
    let why_not = match (why_not, stored.overturned_by) {
        (Some(NotCounted::Overturned), Some(anew)) => match store::decisions::get(c, anew)? {
            Some(anew) => Some(format!(
                "{} 改判{}，不列入",
                words::day(anew.accepted_at.unwrap_or(anew.decision.decided_at)),
                words::verdict_word(anew.decision.verdict)
            )),
            None => Some(NotCounted::Overturned.sentence().to_owned()),
        },
        (why, _) => why.map(|why| why.sentence().to_owned()),
    };
    Ok(LedgerEntryView {
        decision: stored.id,
        case: decision.case,
        number: case.as_ref().map(|case| case.number().to_owned()).unwrap_or_default(),
        day: words::day(stored.accepted_at.unwrap_or(decision.decided_at)),
        nth,
        reasons: reason_labels_of(catalogue, decision),
        clause: clauses.join("；"),
        policy_version: decision.policy_version.clone(),
        who: person(&stored.by, me),
        unit: stored.unit.clone(),
        of,
        excerpt: case
            .as_ref()
            .map(|case| {
                let words = excerpt(case, EXCERPT);
                if title.is_empty() { words } else { format!("{title}｜{words}") }
            })
            .unwrap_or_default(),
        overturned: stored.overturned_by.is_some(),
        why_not,
    })
}
