//! Commands: one case.

use app::views::case::{CaseView, PageRequest, PageSeenRequest, ReasonView, SaveDraftRequest};
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
pub async fn page_seen(desk: State<'_, Desk>, request: PageSeenRequest) -> Result<(), ApiError> {
    desk.page_seen(request).await
}

#[tauri::command]
pub async fn show_again(desk: State<'_, Desk>, request: PageRequest) -> Result<(), ApiError> {
    desk.show_again(request).await
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
