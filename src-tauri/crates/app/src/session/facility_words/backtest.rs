//! What a change of the facility's own terms would have marked, and what not any more, in the posts
//! that are on this desk: those that the person at it finds under 查詢, and no others.

use std::collections::HashMap;

use domain::calendar::taipei_date;
use domain::text::{Backtest, Change, Difference};
use domain::{CaseState, FacilityList, FacilityLists, ReasonCatalogue, TextField, Verdict};
use store::post_texts::{self, Kept};
use store::{Connection, StoreError};

use super::change::changed;
use super::imported;
use crate::error::ApiError;
use crate::labels::reason_label;
use crate::state::{Desk, Session, blocking, refuse};
use crate::views::facility::{
    BacktestCountView, BacktestRowView, BacktestView, FacilityTrialRequest, ReasonCountView,
};
use crate::words;

/// So many posts are listed, and of so many rejected ones the reasons are counted: the latest.
const MOST_SHOWN: usize = 200;
const MOST_READ: usize = 500;
/// Characters on either side of what is marked.
const AROUND: usize = 12;

impl Desk {
    /// What the posts on this desk would look like after a change or a file, of which nothing is
    /// kept.
    ///
    /// # Errors
    /// What the change or the file itself would be refused with.
    pub async fn try_facility_words(
        &self,
        request: FacilityTrialRequest,
    ) -> Result<BacktestView, ApiError> {
        let session = self.session().await?;
        let (list, next) = candidate(&session, request)?;
        if list != FacilityList::Lexicon {
            // Wording and checks mark nothing.
            return Ok(BacktestView::default());
        }
        let in_force = session.own_words.book();
        let (store, me) = (session.store.clone(), session.clone());
        blocking(move || {
            let candidate = next.rule_book().map_err(refuse)?;
            let backtest = Backtest::new(&in_force.lexicon, &candidate.lexicon);
            if backtest.is_idle() {
                return Ok(BacktestView::default());
            }
            let sifted = post_texts::sift(&store, |title, body| backtest.of(title, body))?;
            let view = me.store.read(|c| view(c, &in_force.reasons, &sifted.kept))?;
            Ok::<_, ApiError>(BacktestView { looked_at: sifted.looked_at, ..view })
        })
        .await
    }
}

/// The lists as they would be.
fn candidate(
    session: &Session,
    request: FacilityTrialRequest,
) -> Result<(FacilityList, FacilityLists), ApiError> {
    let lists = session.own_words.lists();
    match request {
        FacilityTrialRequest::Change { change } => {
            let (list, _, next) =
                changed(&lists, &session.own_words.book(), change, taipei_date(session.now()))?;
            Ok((list, next))
        }
        FacilityTrialRequest::Import { file } => Ok((file.list, imported(&lists, &file)?)),
    }
}

fn view(
    c: &Connection,
    reasons: &ReasonCatalogue,
    kept: &[Kept<Difference>],
) -> Result<BacktestView, StoreError> {
    let sent = post_texts::on_their_way(c)?;
    let of = |change: Change| kept.iter().filter(move |post| post.found.change == change);
    let mut rows = Vec::new();
    for post in kept.iter().filter(|post| post.found.change != Change::Further).take(MOST_SHOWN) {
        rows.extend(row_view(c, reasons, &sent, post)?);
    }
    Ok(BacktestView {
        looked_at: 0,
        newly: count(c, reasons, &sent, of(Change::Newly))?,
        no_longer: count(c, reasons, &sent, of(Change::NoLonger))?,
        further: number(of(Change::Further).count()),
        rows,
    })
}

/// Where a post stands, our decision on its way taken as taken.
fn stands(sent: &HashMap<i64, Verdict>, post: &Kept<Difference>) -> CaseState {
    match sent.get(&post.seq) {
        Some(Verdict::Approve) => CaseState::Approved,
        Some(Verdict::Return) => CaseState::Returned,
        Some(Verdict::Reject) => CaseState::Rejected,
        Some(Verdict::Hold) => CaseState::Held,
        None => post.state,
    }
}

fn count<'k>(
    c: &Connection,
    catalogue: &ReasonCatalogue,
    sent: &HashMap<i64, Verdict>,
    posts: impl Iterator<Item = &'k Kept<Difference>>,
) -> Result<BacktestCountView, StoreError> {
    let mut view = BacktestCountView::default();
    let mut reasons: HashMap<String, u32> = HashMap::new();
    for post in posts {
        view.posts += 1;
        match stands(sent, post) {
            CaseState::Approved => view.approved += 1,
            CaseState::Rejected => {
                view.rejected += 1;
                if (view.rejected as usize) <= MOST_READ {
                    view.reasons_of += 1;
                    for code in post_texts::reasons(c, post.seq)? {
                        *reasons.entry(code).or_default() += 1;
                    }
                }
            }
            CaseState::Pending | CaseState::Held => view.open += 1,
            CaseState::Returned | CaseState::Withdrawn => view.other += 1,
        }
    }
    let mut reasons: Vec<(String, u32)> = reasons.into_iter().collect();
    reasons.sort_by(|(a, more), (b, less)| (less, a).cmp(&(more, b)));
    view.reasons = reasons
        .into_iter()
        .map(|(code, posts)| ReasonCountView { label: reason_label(&code, catalogue), posts })
        .collect();
    Ok(view)
}

/// `None` for a post that has gone, or was written anew, since it was looked at.
fn row_view(
    c: &Connection,
    catalogue: &ReasonCatalogue,
    sent: &HashMap<i64, Verdict>,
    post: &Kept<Difference>,
) -> Result<Option<BacktestRowView>, StoreError> {
    let (Some(row), Some((title, body))) =
        (post_texts::row(c, post.seq)?, post_texts::words(c, post.seq)?)
    else {
        return Ok(None);
    };
    let text = if post.found.field == TextField::Title { &title } else { &body };
    let Some((before, marked, after)) = around(text, post.found.start, post.found.end) else {
        return Ok(None);
    };
    let state = stands(sent, post);
    let decided = match state {
        CaseState::Rejected | CaseState::Returned | CaseState::Held => {
            let codes = post_texts::reasons(c, post.seq)?;
            codes.iter().map(|code| reason_label(code, catalogue)).collect()
        }
        CaseState::Pending | CaseState::Approved | CaseState::Withdrawn => Vec::new(),
    };
    Ok(Some(BacktestRowView {
        case: row.case,
        number: row.number,
        day: words::day(post.arrived_at),
        title,
        newly: post.found.change == Change::Newly,
        before,
        marked,
        after,
        state,
        on_its_way: sent.contains_key(&post.seq),
        reasons: decided,
    }))
}

/// A stretch and a little of what stands on either side of it.
fn around(text: &str, start: usize, end: usize) -> Option<(String, String, String)> {
    let (before, marked, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    // A cut falls on whole characters too.
    let (from, _) = domain::text::whole_characters(text, from, end)?;
    let (_, to) = domain::text::whole_characters(text, start, end + to)?;
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let open = if from > 0 { "…" } else { "" };
    let close = if to < text.len() { "…" } else { "" };
    Some((
        format!("{open}{}", line(text.get(from..start)?)),
        line(marked),
        format!("{}{close}", line(text.get(end..to)?)),
    ))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
