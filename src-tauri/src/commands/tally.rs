//! Commands: the rejections, counted.

use app::views::statistics::ChartsView;
use app::views::tally::{LedgerRequest, LedgerView, TallyComparisonView, TallyRequest, TallyView};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn tally(desk: State<'_, Desk>, request: TallyRequest) -> Result<TallyView, ApiError> {
    desk.tally(request).await
}

#[tauri::command]
pub async fn tally_ledger(
    desk: State<'_, Desk>,
    request: LedgerRequest,
) -> Result<LedgerView, ApiError> {
    desk.tally_ledger(request).await
}

#[tauri::command]
pub async fn compare_tally(desk: State<'_, Desk>) -> Result<TallyComparisonView, ApiError> {
    desk.compare_tally().await
}

#[tauri::command]
pub async fn charts(desk: State<'_, Desk>) -> Result<ChartsView, ApiError> {
    desk.charts().await
}
