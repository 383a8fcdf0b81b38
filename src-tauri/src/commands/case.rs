//! Commands: one case.

use app::views::case::{CaseView, ReasonView, SaveDraftRequest};
use app::views::kinship::{KinshipAnswerView, KinshipRequest};
use app::{ApiError, Desk};
use domain::CaseRef;
use tauri::State;

#[tauri::command]
pub async fn open_case(desk: State<'_, Desk>, request: CaseRef) -> Result<CaseView, ApiError> {
    desk.open_case(request).await
}

#[tauri::command]
pub async fn case_ahead(
    desk: State<'_, Desk>,
    request: CaseRef,
) -> Result<Option<CaseView>, ApiError> {
    desk.case_ahead(request).await
}

#[tauri::command]
pub async fn leave_case(desk: State<'_, Desk>, request: CaseRef) -> Result<(), ApiError> {
    desk.leave_case(request).await
}

#[tauri::command]
pub async fn reasons(desk: State<'_, Desk>) -> Result<Vec<ReasonView>, ApiError> {
    desk.reasons().await
}

#[tauri::command]
pub async fn save_draft(desk: State<'_, Desk>, request: SaveDraftRequest) -> Result<(), ApiError> {
    desk.save_draft(request).await
}

#[tauri::command]
pub async fn reveal_identity(desk: State<'_, Desk>, request: CaseRef) -> Result<String, ApiError> {
    desk.reveal_identity(request).await
}

#[tauri::command]
pub async fn calculate_kinship(
    desk: State<'_, Desk>,
    request: KinshipRequest,
) -> Result<KinshipAnswerView, ApiError> {
    desk.calculate_kinship(request).await
}
