//! Commands: deciding.

use app::views::decide::{DecideRequest, DecisionPreview, DecisionRequest, RecordedView};
use app::{ApiError, Desk};
use domain::CaseRef;
use tauri::State;

#[tauri::command]
pub async fn preview_decision(
    desk: State<'_, Desk>,
    request: DecideRequest,
) -> Result<DecisionPreview, ApiError> {
    desk.preview_decision(request).await
}

#[tauri::command]
pub async fn record_decision(
    desk: State<'_, Desk>,
    request: DecideRequest,
) -> Result<RecordedView, ApiError> {
    desk.record_decision(request).await
}

#[tauri::command]
pub async fn undo_decision(
    desk: State<'_, Desk>,
    request: DecisionRequest,
) -> Result<CaseRef, ApiError> {
    desk.undo_decision(request).await
}
