//! 帶走這一班的案件: claims a shift's cases and brings their documents in, completely.

use domain::CaseRef;
use store::documents::DocumentState;
use store::pack::{Missing, Progress};
use store::queue::QueueFilter;

use crate::deciding::checked::with_check;
use crate::deciding::claims::claims;
use crate::deciding::queue::{only, places_of, to_decide};
use crate::error::ApiError;
use crate::state::{Desk, Session};
use crate::views::pack::{MissingView, PackRequest, PackState, PackView, PackWeight};
use crate::words;

/// So many cases fill a long shift; more would only keep colleagues from them.
const MOST_CASES: u32 = 100;
/// So many cases with something missing are named.
const MISSING_SHOWN: usize = 50;

impl Desk {
    /// What would be taken along, before anybody is asked.
    pub async fn weigh_pack(&self, request: PackRequest) -> Result<PackWeight, ApiError> {
        let session = self.session().await?;
        let (cases, in_filter) = pack_candidates(&session, request).await?;
        let claims = claims(&session).await?;
        let (free, held): (Vec<CaseRef>, Vec<CaseRef>) = cases.into_iter().partition(|case| {
            claims.get(&case.id).is_none_or(|claim| claim.mine || !session.engine.is_certain(claim))
        });
        let weighed = free.clone();
        let (documents, bytes) = session.read(move |c| store::pack::weigh(c, &weighed)).await?;
        Ok(PackWeight {
            cases: count(free.len()),
            in_filter,
            documents,
            size: words::size(bytes),
            held: count(held.len()),
        })
    }

    /// Takes the cases along.
    pub async fn take_pack(&self, request: PackRequest) -> Result<PackView, ApiError> {
        let session = self.session().await?;
        let (cases, _) = pack_candidates(&session, request).await?;
        if cases.is_empty() {
            return Err(ApiError::refused("這個範圍裡沒有待審的案件，換一個篩選再試。"));
        }
        let taken = session.engine.take_pack(cases).await.map_err(|error| {
            tracing::info!(%error, "a pack could not be taken");
            ApiError::refused("現在連不到入口網，沒有認領任何案件。連上後再帶走。")
        })?;
        session
            .record(
                store::audit::Action::PackTaken,
                "desk".to_owned(),
                serde_json::json!({ "cases": taken.taken.len(), "held": taken.held.len() }),
            )
            .await?;
        let mut left = Vec::new();
        if !taken.held.is_empty() {
            left.push(format!("{} 件同仁正在處理", taken.held.len()));
        }
        if !taken.gone.is_empty() {
            left.push(format!("{} 件已經有決定或不在了", taken.gone.len()));
        }
        let mut view = pack_view(&session).await?;
        view.left_behind = (!left.is_empty()).then(|| format!("{}，沒有帶走。", left.join("，")));
        Ok(view)
    }

    pub async fn pack(&self) -> Result<PackView, ApiError> {
        let session = self.session().await?;
        pack_view(&session).await
    }

    /// The shift is over, or the taking was cancelled: the claims go back.
    pub async fn end_pack(&self) -> Result<PackView, ApiError> {
        let session = self.session().await?;
        session.engine.drop_pack().await.map_err(|error| {
            tracing::error!(%error, "a pack could not be ended");
            ApiError::failed("這台電腦的資料庫沒有回應，案件還認領著。請再試一次。")
        })?;
        session
            .record(store::audit::Action::PackEnded, "desk".to_owned(), serde_json::json!({}))
            .await?;
        pack_view(&session).await
    }
}

async fn pack_candidates(
    session: &Session,
    request: PackRequest,
) -> Result<(Vec<CaseRef>, u32), ApiError> {
    let filter = QueueFilter {
        kind: request.kind,
        places: places_of(request.group)
            .into_iter()
            .filter(|place| to_decide().contains(place))
            .collect(),
        inmate_number: request.inmate_number.filter(|number| !number.trim().is_empty()),
        words: Some(request.text).filter(|text| !text.trim().is_empty()),
        only: only(session, request.only),
    };
    if filter.places.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let most = request.most.clamp(1, MOST_CASES);
    if let Some(check) = request.check {
        let rows = with_check(session, filter, &check).await?;
        let cases = rows.iter().take(most as usize).map(|row| row.case).collect();
        return Ok((cases, count(rows.len())));
    }
    session
        .read(move |c| {
            let rows = store::queue::page(c, &filter, None, most)?;
            let total = store::queue::count(c, &filter)?;
            Ok((rows.into_iter().map(|row| row.case).collect(), total))
        })
        .await
}

async fn pack_view(session: &Session) -> Result<PackView, ApiError> {
    let now = session.now();
    let (progress, missing) =
        session.read(|c| Ok((store::pack::progress(c)?, store::pack::missing(c)?))).await?;
    let state = state(&progress);
    Ok(PackView {
        state,
        sentence: sentence(state, &progress),
        cases: progress.cases,
        documents: progress.documents,
        stored: progress.stored,
        percent: percent(&progress),
        size: words::size(progress.bytes),
        stored_size: words::size(progress.stored_bytes),
        since: progress.taken_at.map(|at| words::clock(at, now)),
        missing: by_case(missing),
        left_behind: None,
    })
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn state(progress: &Progress) -> PackState {
    if progress.cases == 0 {
        PackState::None
    } else if progress.is_complete() {
        PackState::Ready
    } else if progress.stored + progress.refused >= progress.documents {
        PackState::Incomplete
    } else {
        PackState::Fetching
    }
}

fn sentence(state: PackState, progress: &Progress) -> String {
    let cases = progress.cases;
    match state {
        PackState::None => "還沒有帶走案件。".to_owned(),
        PackState::Fetching => {
            let left = progress.documents - progress.stored - progress.refused;
            format!("{cases} 件已認領，還有 {left} 份文件在下載。")
        }
        PackState::Ready if progress.documents == 0 => {
            format!("{cases} 件已認領，沒有附檔，離線也能審核。")
        }
        PackState::Ready => {
            format!("{cases} 件已認領，{} 份文件都在這台電腦，離線也能審核。", progress.documents)
        }
        PackState::Incomplete => {
            format!("{cases} 件已認領，有 {} 份文件沒有取得。", progress.refused)
        }
    }
}

fn percent(progress: &Progress) -> u32 {
    if progress.bytes == 0 {
        return if progress.cases == 0 { 0 } else { 100 };
    }
    u32::try_from(progress.stored_bytes * 100 / progress.bytes).unwrap_or(100)
}

fn by_case(missing: Vec<Missing>) -> Vec<MissingView> {
    let mut views: Vec<MissingView> = Vec::new();
    for one in missing {
        let why = match one.state {
            DocumentState::Refused => "入口網給的檔案不對，沒有採用",
            _ if one.trouble.is_some() => "下載中斷，連上後會再試",
            _ => "等候下載",
        };
        match views.iter_mut().find(|view| view.case == one.case) {
            Some(view) => view.documents += 1,
            None => views.push(MissingView {
                case: one.case,
                number: one.number,
                who: domain::text::shown_line(one.name.as_str()),
                documents: 1,
                why: why.to_owned(),
            }),
        }
    }
    views.truncate(MISSING_SHOWN);
    views
}
