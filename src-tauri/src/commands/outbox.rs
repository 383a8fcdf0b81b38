//! Commands: what is on its way.

use app::views::boot;
use app::views::outbox::{OutboxView, SettleTrayRequest};
use app::views::reversal::ReversalRequest;
use app::{ApiError, Desk};
use domain::CaseRef;
use tauri::State;

#[tauri::command]
pub async fn sync_status(desk: State<'_, Desk>) -> Result<boot::SyncView, ApiError> {
    desk.sync_status().await
}

#[tauri::command]
pub async fn sync_now(desk: State<'_, Desk>) -> Result<boot::SyncView, ApiError> {
    desk.sync_now().await
}

#[tauri::command]
pub async fn list_outbox(desk: State<'_, Desk>) -> Result<OutboxView, ApiError> {
    desk.list_outbox().await
}

#[tauri::command]
pub async fn settle_conflict(
    desk: State<'_, Desk>,
    request: SettleTrayRequest,
) -> Result<Option<CaseRef>, ApiError> {
    desk.settle_conflict(request).await
}

#[tauri::command]
pub async fn ask_reversal(desk: State<'_, Desk>, request: ReversalRequest) -> Result<(), ApiError> {
    desk.ask_reversal(request).await
}
