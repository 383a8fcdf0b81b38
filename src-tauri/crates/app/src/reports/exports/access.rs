//! 查詢紀錄 of a month: who looked at which case, when, which number was shown and why, with the chain by
//! which it is checked.
//!
//! A desk's log holds what its own person did, and no other desk can read it: everybody may export
//! theirs, for the supervisor who asks.

use std::collections::HashMap;

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::calendar::roc_year;
use domain::{Case, CaseId};
use reports::{AccessReport, Cell, Column, ColumnKind, Maker, Table};
use store::audit::Action;
use store::chain::{Entry, Place};
use store::{Connection, StoreError};

use crate::error::ApiError;
use crate::reports::access::{LISTED, chain_table, compared, heads_table, instant};
use crate::reports::audit::case_id;
use crate::state::Session;

/// Asia/Taipei.
const OFFSET: TimeDelta = TimeDelta::hours(8);

/// A month, `2026-11`.
#[derive(Clone, Copy)]
pub(super) struct Month(NaiveDate);

impl Month {
    pub(super) fn read(text: &str) -> Result<Self, ApiError> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(Self)
            .map_err(|_| ApiError::refused("請選一個月份。"))
    }

    fn instants(self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let begins = |day: NaiveDate| (day.and_time(NaiveTime::MIN) - OFFSET).and_utc();
        Some((begins(self.0), begins(self.0.checked_add_months(Months::new(1))?)))
    }

    /// 115 年 11 月
    fn words(self) -> String {
        format!("{} 年 {} 月", roc_year(self.0), self.0.format("%-m"))
    }
}

/// What was written in the month, and the entry before it.
struct Part {
    after: Place,
    entries: Vec<Entry>,
    listed: Table,
}

async fn part(session: &Session, month: Month) -> Result<Part, ApiError> {
    let Some((from, until)) = month.instants() else {
        return Err(ApiError::refused("請選一個月份。"));
    };
    let name = session.me().display_name.clone();
    let me = session.me().subject.clone();
    session
        .read(move |c| {
            let (after, entries) = store::audit::part(c, from, until)?;
            let who = |actor: &str| match actor {
                actor if actor == me => name.clone(),
                actor => actor.to_owned(),
            };
            let listed = listed(c, &entries, who)?;
            Ok(Part { after, entries, listed })
        })
        .await
}

/// The record with its chain, and what the portal bears witness to, where it can be asked.
pub(super) async fn access_tables(session: &Session, month: Month) -> Result<Vec<Table>, ApiError> {
    let Part { after, entries, listed } = part(session, month).await?;
    let mut tables = vec![listed, chain_table(after, &entries)];
    match session.engine.witnesses().await {
        Ok(Some(heads)) => tables.push(heads_table(&heads)),
        Ok(None) => {}
        Err(error) => tracing::info!(%error, "the witness could not be asked for an export"),
    }
    Ok(tables)
}

/// The record on paper, and by which entries and hash it is found in the spreadsheet.
pub(super) async fn access_paper(
    session: &Session,
    month: Month,
    maker: Maker,
) -> Result<AccessReport, ApiError> {
    let Part { after, entries, listed } = part(session, month).await?;
    let end = entries.last().map_or(after, |entry| Place { seq: entry.seq, hash: entry.hash });
    let remarks = vec![
        "只有這台審核台的紀錄；每個人的紀錄在自己的審核台。".to_owned(),
        format!(
            "稽核紀錄第 {} 到第 {} 筆，最後一筆的雜湊 {}。逐筆查驗請用同月份的 .ods。",
            after.seq + 1,
            end.seq,
            hex::encode(end.hash)
        ),
    ];
    Ok(AccessReport { maker, month: month.words(), remarks, table: on_paper(listed) })
}

fn listed(
    c: &Connection,
    entries: &[Entry],
    who: impl Fn(&str) -> String,
) -> Result<Table, StoreError> {
    let mut cases: HashMap<CaseId, Option<Case>> = HashMap::new();
    let mut rows = Vec::new();
    for entry in entries {
        let Some([seq, _, _, actor, what, purpose, subject]) = compared(entry) else { continue };
        let case = match case_id(&entry.subject) {
            None => None,
            Some(id) => {
                if let std::collections::hash_map::Entry::Vacant(vacant) = cases.entry(id) {
                    vacant.insert(store::cases::get(c, id)?.map(|stored| stored.case));
                }
                cases.get(&id).and_then(Option::as_ref)
            }
        };
        let shown = entry.action == Action::IdentityRevealed.text();
        let number = match case.filter(|_| shown) {
            Some(Case::Application(application)) => {
                Cell::IdNumber(application.applicant.national_id.clone())
            }
            Some(Case::Post(post)) => store::people::family(c, post.family_id)?
                .map_or(Cell::Empty, |family| Cell::IdNumber(family.applicant.national_id)),
            None => Cell::Empty,
        };
        rows.push(vec![
            seq.into(),
            Cell::Instant(instant(entry)),
            who(&actor).into(),
            case.map_or(Cell::Empty, |case| case.number().into()),
            what.into(),
            number,
            purpose.into(),
            actor.into(),
            subject.into(),
        ]);
    }
    let text = |heading, width| Column::new(heading, ColumnKind::Text, width);
    Ok(Table {
        title: LISTED.to_owned(),
        columns: vec![
            text("序號", 4.0),
            Column::new("時間", ColumnKind::Instant, 11.0),
            text("人員", 6.0),
            text("案號", 8.0),
            text("做了什麼", 12.0),
            text("呈現的證號", 8.0),
            text("目的", 8.0),
            text("帳號", 8.0),
            text("對象", 16.0),
        ],
        rows,
    })
}

/// Without what only a check needs.
fn on_paper(listed: Table) -> Table {
    const KEPT: usize = 7;
    let rows = listed.rows.into_iter().map(|mut row| {
        row.truncate(KEPT);
        row
    });
    Table { title: listed.title, rows: rows.collect(), columns: listed.columns[..KEPT].to_vec() }
}
