//! The supervisor's tables, from the counts that the store keeps.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::calendar::roc_year;
use domain::{Case, FamilyId, Private, ReasonCatalogue};
use reports::{Cell, Column, ColumnKind, Table};
use store::decisions::StoredDecision;
use store::tally::{self, By, CountRow, Of};
use store::{Connection, StoreError};

use crate::error::ApiError;
use crate::labels::reason_label;
use crate::state::Session;
use crate::supervision::tally::settle_tally;

/// More families, inmates or rejections than a facility has in many years.
const MOST: u32 = 1_000_000;

/// 退件統計: by family, inmate, reason, unit and month.
pub(super) async fn tally_tables(session: &Session) -> Result<Vec<Table>, ApiError> {
    let today = session.today();
    settle_tally(session).await?;
    let book = session.own_words.book();
    session
        .read(move |c| {
            Ok(vec![
                families(c, today)?,
                inmates(c)?,
                reasons(c, &book.reasons)?,
                counts(
                    "依審核單位",
                    "審核單位",
                    tally::by(c, By::Unit, None, MOST)?,
                    |key| {
                        if key.is_empty() { "（未載明）".to_owned() } else { key.to_owned() }
                    },
                ),
                counts("依月份", "月份（民國）", tally::months(c, None)?, month),
            ])
        })
        .await
}

/// 退件明細: each rejection that counts or counted.
pub(super) async fn strike_tables(session: &Session) -> Result<Vec<Table>, ApiError> {
    let book = session.own_words.book();
    session
        .read(move |c| {
            let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
            let last = NaiveDate::from_ymd_opt(9999, 1, 1).unwrap_or_default();
            let strikes = tally::ledger(c, &Of::Everybody, first, last, MOST)?;
            Ok(vec![strike_table(c, &strikes, &book.reasons)?])
        })
        .await
}

/// 停用紀錄, newest first.
pub(super) async fn suspension_tables(session: &Session) -> Result<Vec<Table>, ApiError> {
    session
        .read(|c| {
            let mut people = People::new(c);
            let mut rows = Vec::new();
            for stored in store::suspensions::list(c, MOST)? {
                let record = stored.record;
                let who = people.of(record.suspension.family_id)?;
                rows.push(vec![
                    who.name.clone(),
                    who.id_number.clone(),
                    Cell::Day(record.suspension.first_day),
                    Cell::Day(record.suspension.last_day),
                    Cell::Number(
                        i64::try_from(record.suspension.strikes.len()).unwrap_or(i64::MAX),
                    ),
                    (&record.suspension.grounds).into(),
                    record.ordered_by.display_name.into(),
                    Cell::Instant(record.ordered_at),
                    record.lifted_at.map_or(Cell::Empty, Cell::Instant),
                    record.lifted_by.map_or(Cell::Empty, |by| by.display_name.into()),
                    (&record.lift_grounds).into(),
                    fate_word(stored.fate).into(),
                ]);
            }
            Ok(vec![Table {
                title: "停用紀錄".to_owned(),
                columns: vec![
                    text("家屬", 8.0),
                    text("證號", 8.0),
                    Column::new("起日", ColumnKind::Day, 7.0),
                    Column::new("末日", ColumnKind::Day, 7.0),
                    Column::new("所依退件", ColumnKind::Number, 5.0),
                    text("理由", 24.0),
                    text("決定人", 8.0),
                    Column::new("決定時間", ColumnKind::Instant, 11.0),
                    Column::new("提前恢復", ColumnKind::Instant, 11.0),
                    text("恢復決定人", 8.0),
                    text("恢復理由", 24.0),
                    text("送達", 6.0),
                ],
                rows,
            }])
        })
        .await
}

fn families(c: &Connection, today: NaiveDate) -> Result<Table, StoreError> {
    let mut people = People::new(c);
    let mut rows = Vec::new();
    for row in tally::families(c, 1, MOST)? {
        let until = store::people::family(c, row.family)?
            .and_then(|family| family.suspended_until)
            .filter(|until| *until >= today);
        let id_number = people.of(row.family)?.id_number.clone();
        rows.push(vec![
            (&row.name).into(),
            id_number,
            (&row.relation).into(),
            row.inmate_number.into(),
            Cell::Number(row.strikes.into()),
            Cell::Number(row.dropped.into()),
            row.last_at.map_or(Cell::Empty, |at| Cell::Day(domain::calendar::taipei_date(at))),
            row.last_reason.unwrap_or_default().into(),
            until.map_or(Cell::Empty, Cell::Day),
        ]);
    }
    Ok(Table {
        title: "依家屬".to_owned(),
        columns: vec![
            text("家屬", 8.0),
            text("證號", 8.0),
            text("關係", 6.0),
            text("呼號", 5.0),
            Column::new("次數", ColumnKind::Number, 4.0),
            Column::new("已改判", ColumnKind::Number, 5.0),
            Column::new("最近退件", ColumnKind::Day, 7.0),
            text("理由", 9.0),
            Column::new("停用至", ColumnKind::Day, 7.0),
        ],
        rows,
    })
}

fn inmates(c: &Connection) -> Result<Table, StoreError> {
    let mut rows = Vec::new();
    for row in tally::by(c, By::Inmate, None, MOST)? {
        let id = uuid::Uuid::try_parse(&row.key).ok().map(domain::InmateId);
        let inmate = match id {
            Some(id) => store::people::inmate(c, id)?,
            None => None,
        };
        let (number, name, unit) = inmate.map_or_else(
            || (String::new(), Private::from("（資料已不在這台電腦）"), String::new()),
            |inmate| (inmate.number, inmate.name, inmate.housing_unit),
        );
        rows.push(vec![
            number.into(),
            (&name).into(),
            unit.into(),
            Cell::Number(row.strikes.into()),
            Cell::Number(row.dropped.into()),
        ]);
    }
    Ok(Table {
        title: "依收容人".to_owned(),
        columns: vec![
            text("呼號", 5.0),
            text("收容人", 10.0),
            text("教區／舍房", 8.0),
            Column::new("次數", ColumnKind::Number, 4.0),
            Column::new("已改判", ColumnKind::Number, 5.0),
        ],
        rows,
    })
}

/// A rejection with two counting reasons stands under both.
fn reasons(c: &Connection, catalogue: &ReasonCatalogue) -> Result<Table, StoreError> {
    let rows = tally::by(c, By::Reason, None, MOST)?;
    Ok(counts("依理由", "理由（一件有兩個理由的，兩處都算）", rows, |code| {
        reason_label(code, catalogue)
    }))
}

fn counts(
    title: &str,
    heading: &str,
    rows: Vec<CountRow>,
    label: impl Fn(&str) -> String,
) -> Table {
    Table {
        title: title.to_owned(),
        columns: vec![
            text(heading, 20.0),
            Column::new("次數", ColumnKind::Number, 4.0),
            Column::new("已改判", ColumnKind::Number, 5.0),
        ],
        rows: rows
            .into_iter()
            .map(|row| {
                vec![
                    label(&row.key).into(),
                    Cell::Number(row.strikes.into()),
                    Cell::Number(row.dropped.into()),
                ]
            })
            .collect(),
    }
}

/// 202611 as 115 年 11 月.
fn month(key: &str) -> String {
    let number: i32 = key.parse().unwrap_or_default();
    let first = NaiveDate::from_ymd_opt(number / 100, number.unsigned_abs() % 100, 1);
    first.map_or_else(
        || key.to_owned(),
        |first| format!("{} 年 {} 月", roc_year(first), number % 100),
    )
}

fn strike_table(
    c: &Connection,
    strikes: &[StoredDecision],
    catalogue: &ReasonCatalogue,
) -> Result<Table, StoreError> {
    let mut people = People::new(c);
    let mut rows = Vec::new();
    for strike in strikes {
        let case = store::cases::get(c, strike.decision.case.id)?.map(|stored| stored.case);
        let (number, title, body) = match &case {
            Some(Case::Post(post)) => {
                (post.number.clone(), (&post.title).into(), (&post.body).into())
            }
            _ => (String::new(), Cell::Empty, Cell::Empty),
        };
        let reasons = &strike.decision.reasons;
        let codes: Vec<&str> = reasons.iter().map(|given| given.code.as_str()).collect();
        let clauses: Vec<&str> = codes
            .iter()
            .filter_map(|code| catalogue.entry(code))
            .map(|entry| entry.clause.as_str())
            .collect();
        let who = people.of(strike.family_id)?;
        rows.push(vec![
            number.into(),
            strike.accepted_at.map_or(Cell::Empty, Cell::Instant),
            who.name.clone(),
            who.id_number.clone(),
            title,
            body,
            codes.join("、").into(),
            clauses.join("、").into(),
            (&strike.decision.family_message).into(),
            strike.decision.policy_version.clone().into(),
            strike.by.display_name.clone().into(),
            strike.unit.clone().into(),
            if strike.overturned_by.is_some() { "已改判，不列入" } else { "計次" }.into(),
        ]);
    }
    Ok(Table {
        title: "退件明細".to_owned(),
        columns: vec![
            text("案號", 7.0),
            Column::new("退件時間", ColumnKind::Instant, 11.0),
            text("家屬", 8.0),
            text("證號", 8.0),
            text("標題", 12.0),
            text("內文", 30.0),
            text("理由", 6.0),
            text("依據", 6.0),
            text("給家屬的說明", 30.0),
            text("審核規則", 5.0),
            text("審核人", 8.0),
            text("審核單位", 8.0),
            text("計次", 8.0),
        ],
        rows,
    })
}

fn text(heading: &str, width: f32) -> Column {
    Column::new(heading, ColumnKind::Text, width)
}

fn fate_word(fate: store::decisions::Fate) -> &'static str {
    use store::decisions::Fate;
    match fate {
        Fate::Unsent => "待送出",
        Fate::Accepted => "已送達",
        Fate::Parked => "待處理衝突",
        Fate::Closed => "未生效",
        Fate::Recalled => "已收回",
    }
}

/// The families of a table, each looked up once.
struct People<'c> {
    connection: &'c Connection,
    known: HashMap<FamilyId, Person>,
}

struct Person {
    name: Cell,
    id_number: Cell,
}

impl<'c> People<'c> {
    fn new(connection: &'c Connection) -> Self {
        Self { connection, known: HashMap::new() }
    }

    fn of(&mut self, id: FamilyId) -> Result<&Person, StoreError> {
        if !self.known.contains_key(&id) {
            let family = store::people::family(self.connection, id)?;
            let person = family.map_or_else(
                || Person {
                    name: "（資料已不在這台電腦）".into(), id_number: Cell::Empty
                },
                |family| Person {
                    name: (&family.applicant.name).into(),
                    id_number: Cell::IdNumber(family.applicant.national_id),
                },
            );
            self.known.insert(id, person);
        }
        Ok(&self.known[&id])
    }
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn months_are_read_in_roc_years() {
        assert_eq!(month("202611"), "115 年 11 月");
        assert_eq!(month("?"), "?");
    }
}
