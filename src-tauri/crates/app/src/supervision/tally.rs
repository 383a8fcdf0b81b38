//! 退件統計: the counts that the store keeps up to date, and the portal's own beside them.

use domain::text::shown_line;
use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::calendar::{roc_short, taipei_date};
use domain::{FamilyId, InmateId, ReasonCatalogue, ReasonCategory};
use portal::wire::FamilyRejections;
use serde::{Deserialize, Serialize};
use store::tally::{By, CountRow, FamilyRow};
use store::{Connection, StoreError};

use crate::error::ApiError;
use crate::labels::reason_label;
use crate::state::{Desk, Session};
use crate::supervision::suspended::{is_waived, running_suspension};
use crate::views::tally::{
    ComparisonState, TallyBy, TallyComparisonView, TallyDifferenceView, TallyRequest, TallyRow,
    TallySpan, TallyView,
};
use crate::words;

/// More rows than this nobody reads; the numbers above them are of all.
const MOST_ROWS: u32 = 500;
/// The last comparison with the portal, as it is kept.
const COMPARED: &str = "tally.compared";

/// What the portal answered when it was last asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Compared {
    at: DateTime<Utc>,
    here: u32,
    there: u32,
    differences: Vec<(FamilyId, u32, u32)>,
}

impl Desk {
    /// One count of the rejections, as it stands at this moment.
    pub async fn tally(&self, request: TallyRequest) -> Result<TallyView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        settle_tally(&session).await?;
        let (now, policy) = (session.now(), session.policy_today());
        let rules = session.own_words.book();
        session
            .read(move |c| {
                let today = taipei_date(now);
                let threshold = policy.strike_threshold.max(1);
                let groups = store::tally::groups(c, threshold)?;
                let from = first_month(request.span, today);
                let (total, dropped) = store::tally::total(c, from)?;
                let mut rows = rows(c, &request, from, today, threshold, &rules.reasons)?;
                let more = rows.len() > MOST_ROWS as usize;
                rows.truncate(MOST_ROWS as usize);
                Ok(TallyView {
                    threshold,
                    rule: match policy.strike_window_days {
                        Some(days) => format!("累計最近 {days} 日，且自上次停用結束起"),
                        None => "累計自上次停用結束起，不設歸零".to_owned(),
                    },
                    policy_version: policy.version.clone(),
                    total,
                    dropped,
                    at_threshold: groups.at_threshold,
                    one_short: groups.one_short,
                    fewer: groups.fewer,
                    rows,
                    more,
                    compared: kept_comparison(c, now)?,
                })
            })
            .await
    }

    /// Asks the portal for its own count and holds it against this desk's.
    pub async fn compare_tally(&self) -> Result<TallyComparisonView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        settle_tally(&session).await?;
        let now = session.now();
        let theirs = match session.client.rejection_stats().await {
            Ok(stats) => stats.families,
            Err(error) => {
                tracing::warn!(%error, "the portal's own tally could not be had");
                let kept = session.read(move |c| kept_comparison(c, now)).await?;
                return Ok(TallyComparisonView {
                    state: ComparisonState::Unknown,
                    sentence: "入口網目前沒有回覆，無法核對；顯示的是本機的數字。".to_owned(),
                    ..kept
                });
            }
        };
        session.write(move |tx| hold_against(tx, &theirs, now)).await
    }
}

/// Compares family by family, and keeps what came of it.
fn hold_against(
    tx: &store::Transaction<'_>,
    theirs: &[FamilyRejections],
    now: DateTime<Utc>,
) -> Result<TallyComparisonView, StoreError> {
    let mut both: BTreeMap<FamilyId, (u32, u32)> = BTreeMap::new();
    for (family, strikes) in store::tally::counts(tx)? {
        both.entry(family).or_default().0 = strikes;
    }
    for family in theirs {
        both.entry(family.family_id).or_default().1 = family.strikes;
    }
    let compared = Compared {
        at: now,
        here: both.values().map(|(here, _)| here).sum(),
        there: both.values().map(|(_, there)| there).sum(),
        differences: both
            .iter()
            .filter(|(_, (here, there))| here != there)
            .map(|(family, (here, there))| (*family, *here, *there))
            .collect(),
    };
    store::settings::put(tx, COMPARED, &compared)?;
    kept_comparison(tx, now)
}

/// Brings to today what moves with the calendar and the policy. Mostly there is nothing to do.
pub(crate) async fn settle_tally(session: &Session) -> Result<(), ApiError> {
    let (policy, today) = (session.policy_today(), taipei_date(session.now()));
    let asked = policy.clone();
    if session.read(move |c| store::tally::is_due(c, &asked, today)).await? {
        session.write(move |tx| store::tally::settle(tx, &policy, today)).await?;
    }
    Ok(())
}

/// The first month of a span, as the store names it; `None`: from the beginning.
pub(crate) fn first_month(span: TallySpan, today: NaiveDate) -> Option<i64> {
    let back = match span {
        TallySpan::Month => 0,
        TallySpan::HalfYear => 5,
        TallySpan::Year => 11,
        TallySpan::All => return None,
    };
    Some(store::tally::month_number(today.checked_sub_months(Months::new(back)).unwrap_or(today)))
}

fn rows(
    c: &Connection,
    request: &TallyRequest,
    from: Option<i64>,
    today: NaiveDate,
    threshold: u32,
    catalogue: &ReasonCatalogue,
) -> Result<Vec<TallyRow>, StoreError> {
    let most = MOST_ROWS + 1;
    Ok(match request.by {
        TallyBy::Family => {
            let mut rows = Vec::new();
            for row in store::tally::families(c, request.at_least, most)? {
                rows.push(family_row(c, row, today, threshold, catalogue)?);
            }
            rows
        }
        TallyBy::Inmate => {
            let mut rows = Vec::new();
            for row in store::tally::by(c, By::Inmate, from, most)? {
                let inmate = match row.key.parse::<uuid::Uuid>() {
                    Ok(id) => store::people::inmate(c, InmateId(id))?,
                    Err(_) => None,
                };
                let (label, detail) = match inmate {
                    Some(inmate) => {
                        (shown_line(inmate.name.as_str()), format!("呼號 {}", inmate.number))
                    }
                    None => ("（已不在本機關）".to_owned(), String::new()),
                };
                rows.push(count_row(row, label, detail));
            }
            rows
        }
        TallyBy::Reason => store::tally::by(c, By::Reason, from, most)?
            .into_iter()
            .map(|row| {
                let entry = catalogue.entry(&row.key);
                let label = reason_label(&row.key, catalogue);
                let detail = entry.map(|entry| entry.clause.clone()).unwrap_or_default();
                count_row(row, label, detail)
            })
            .collect(),
        TallyBy::Category => categories(store::tally::by(c, By::LeadReason, from, u32::MAX)?),
        TallyBy::Unit => store::tally::by(c, By::Unit, from, most)?
            .into_iter()
            .map(|row| {
                let label = match row.key.as_str() {
                    "" => "（入口網沒有告知單位）".to_owned(),
                    unit => unit.to_owned(),
                };
                count_row(row, label, String::new())
            })
            .collect(),
        TallyBy::Month => store::tally::months(c, from)?
            .into_iter()
            .map(|row| {
                let label = month_label(&row.key);
                count_row(row, label, String::new())
            })
            .collect(),
    })
}

fn categories(leads: Vec<CountRow>) -> Vec<TallyRow> {
    let mut by_category: BTreeMap<ReasonCategory, (u32, u32)> = BTreeMap::new();
    for row in leads {
        let entry = by_category.entry(ReasonCategory::of(&row.key)).or_default();
        *entry = (entry.0 + row.strikes, entry.1 + row.dropped);
    }
    let mut rows: Vec<TallyRow> = by_category
        .into_iter()
        .map(|(category, (strikes, dropped))| {
            let row = CountRow { key: category.key().to_owned(), strikes, dropped };
            count_row(row, category.label().to_owned(), "依第一個計次理由".to_owned())
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.count, row.dropped)));
    rows
}

fn count_row(row: CountRow, label: String, detail: String) -> TallyRow {
    TallyRow {
        key: row.key,
        label,
        detail,
        count: row.strikes,
        dropped: row.dropped,
        last_on: None,
        last_reason: None,
        standing: None,
    }
}

/// `115 年 11 月` of 202611.
fn month_label(key: &str) -> String {
    month_of(key).map_or_else(|| key.to_owned(), words::month)
}

/// The first day of 202611.
pub(crate) fn month_of(key: &str) -> Option<NaiveDate> {
    let number = key.parse::<i32>().ok().filter(|number| *number >= 197_001)?;
    NaiveDate::from_ymd_opt(number / 100, u32::try_from(number % 100).ok()?, 1)
}

fn family_row(
    c: &Connection,
    row: FamilyRow,
    today: NaiveDate,
    threshold: u32,
    catalogue: &ReasonCatalogue,
) -> Result<TallyRow, StoreError> {
    let standing = standing(c, &row, today, threshold)?;
    Ok(TallyRow {
        key: row.family.to_string(),
        label: family_name(&row),
        detail: family_detail(&row),
        count: row.strikes,
        dropped: row.dropped,
        last_on: row.last_at.map(words::day),
        last_reason: row.last_reason.map(|codes| {
            let labels: Vec<_> =
                codes.split('、').map(|code| reason_label(code, catalogue)).collect();
            labels.join("、")
        }),
        standing,
    })
}

pub(crate) fn family_name(row: &FamilyRow) -> String {
    match row.name.as_str() {
        "" => "（家屬資料已不在這裡）".to_owned(),
        name => shown_line(name),
    }
}

/// `呼號 3071・女兒`
pub(crate) fn family_detail(row: &FamilyRow) -> String {
    let number = Some(row.inmate_number.as_str()).filter(|number| !number.is_empty());
    let relation = Some(row.relation.as_str()).filter(|relation| !relation.is_empty());
    let parts: Vec<String> = number
        .map(|number| format!("呼號 {number}"))
        .into_iter()
        .chain(relation.map(shown_line))
        .collect();
    parts.join("・")
}

/// What there is to know of a family besides its number.
fn standing(
    c: &Connection,
    row: &FamilyRow,
    today: NaiveDate,
    threshold: u32,
) -> Result<Option<String>, StoreError> {
    if let Some(running) = running_suspension(c, row.family, today)? {
        return Ok(Some(format!("停用至 {}", roc_short(running.suspension.last_day))));
    }
    if row.strikes >= threshold {
        let waived = is_waived(c, row)?;
        return Ok(Some(if waived { "已決定不停用" } else { "待您決定" }.to_owned()));
    }
    Ok((row.dropped > 0).then(|| format!("另 {} 次已改判", row.dropped)))
}

pub(crate) fn kept_comparison(
    c: &Connection,
    now: DateTime<Utc>,
) -> Result<TallyComparisonView, StoreError> {
    let Some(kept) = store::settings::get::<Compared>(c, COMPARED)? else {
        return Ok(TallyComparisonView {
            state: ComparisonState::Unknown,
            sentence: "還沒有和入口網核對過。".to_owned(),
            at: None,
            differences: Vec::new(),
        });
    };
    let mut differences = Vec::new();
    for (family, here, there) in &kept.differences {
        let row = store::tally::family(c, *family)?;
        differences.push(TallyDifferenceView {
            key: family.to_string(),
            label: row.as_ref().map_or_else(|| "（這台沒有這位家屬）".to_owned(), family_name),
            detail: row.as_ref().map(family_detail).unwrap_or_default(),
            here: *here,
            there: *there,
        });
    }
    let (state, sentence) = if differences.is_empty() {
        (ComparisonState::Same, format!("與入口網相符：各 {} 次。", kept.here))
    } else {
        (
            ComparisonState::Different,
            format!(
                "與入口網不同：本機 {} 次、入口網 {} 次，{} 戶不一樣。可能有決定還在路上；取件後再核對一次。",
                kept.here,
                kept.there,
                differences.len()
            ),
        )
    };
    let at = Some(words::clock(kept.at, now));
    Ok(TallyComparisonView { state, sentence, at, differences })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use store::tally::CountRow;

    use super::{categories, first_month, hold_against, month_label, month_of};
    use crate::views::tally::{ComparisonState, TallySpan};

    #[test]
    fn a_difference_with_the_portal_is_shown_and_not_hidden() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = crate::testing::at(0);
        let key = store::Key::from_bytes([1; 32]);
        let store = store::Store::open(&folder.path().join("desk.sqlite"), &key, now);
        let store = store.expect("a store");
        let held = |theirs: &[portal::wire::FamilyRejections]| {
            store.write(|tx| hold_against(tx, theirs, now)).expect("compared")
        };
        assert_eq!(held(&[]).state, ComparisonState::Same);
        let family_id = domain::FamilyId(uuid::Uuid::from_u128(9));
        let theirs = portal::wire::FamilyRejections { family_id, strikes: 2, last_on: None };
        let different = held(&[theirs]);
        assert_eq!(different.state, ComparisonState::Different);
        assert!(different.sentence.contains("本機 0 次、入口網 2 次"), "{}", different.sentence);
        let shown = &different.differences[0];
        assert_eq!((shown.here, shown.there, shown.key.as_str()), (0, 2, &*family_id.to_string()));
    }

    #[test]
    fn a_span_is_counted_back_over_the_new_year() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).expect("a day");
        for (span, month) in [
            (TallySpan::Month, Some(202_603)),
            (TallySpan::HalfYear, Some(202_510)),
            (TallySpan::Year, Some(202_504)),
            (TallySpan::All, None),
        ] {
            assert_eq!(first_month(span, today), month, "{span:?}");
        }
        assert_eq!(month_label("202611"), "115 年 11 月");
        assert_eq!(month_of("1"), None);
    }

    #[test]
    fn every_strike_is_in_one_category() {
        let row = |key: &str, strikes| CountRow { key: key.to_owned(), strikes, dropped: 0 };
        let rows = categories(vec![row("P01", 14), row("P06", 9), row("P12", 4), row("F02", 1)]);
        let shown: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.count)).collect();
        assert_eq!(shown, [("purpose", 23), ("dealings", 4), ("other", 1)]);
    }
}
