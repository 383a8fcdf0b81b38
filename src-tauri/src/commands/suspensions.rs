//! Commands: suspending a family.

use app::views::suspensions::{
    DeclineSuspensionRequest, LiftSuspensionRequest, SuspendRequest, SuspensionsView,
};
use app::{ApiError, Desk};
use domain::SuspensionId;
use tauri::State;

#[tauri::command]
pub async fn list_suspensions(desk: State<'_, Desk>) -> Result<SuspensionsView, ApiError> {
    desk.list_suspensions().await
}

#[tauri::command]
pub async fn suspend(
    desk: State<'_, Desk>,
    request: SuspendRequest,
) -> Result<SuspensionId, ApiError> {
    desk.suspend(request).await
}

#[tauri::command]
pub async fn decline_suspension(
    desk: State<'_, Desk>,
    request: DeclineSuspensionRequest,
) -> Result<(), ApiError> {
    desk.decline_suspension(request).await
}

#[tauri::command]
pub async fn lift_suspension(
    desk: State<'_, Desk>,
    request: LiftSuspensionRequest,
) -> Result<(), ApiError> {
    desk.lift_suspension(request).await
}
