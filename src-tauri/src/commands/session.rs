//! Commands: before and around the work.

use app::views::boot::{BootView, PortalRequest, PracticeRequest, ProbeView, SessionView};
use app::views::lock_out::LockOutView;
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn boot(desk: State<'_, Desk>) -> Result<BootView, ApiError> {
    desk.boot().await
}

#[tauri::command]
pub async fn start_practice(
    desk: State<'_, Desk>,
    request: PracticeRequest,
) -> Result<SessionView, ApiError> {
    desk.start_practice(request).await
}

#[tauri::command]
pub async fn probe_portal(
    desk: State<'_, Desk>,
    request: PortalRequest,
) -> Result<ProbeView, ApiError> {
    desk.probe_portal(request).await
}

#[tauri::command]
pub async fn sign_in(
    desk: State<'_, Desk>,
    request: PortalRequest,
) -> Result<SessionView, ApiError> {
    desk.sign_in(request).await
}

#[tauri::command]
pub async fn cancel_sign_in(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.cancel_sign_in().await
}

#[tauri::command]
pub async fn sign_out(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.sign_out().await
}

#[tauri::command]
pub async fn sign_in_again(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.sign_in_again().await
}

#[tauri::command]
pub async fn locked_out(desk: State<'_, Desk>) -> Result<Option<LockOutView>, ApiError> {
    desk.locked_out().await
}

#[tauri::command]
pub async fn open_again(desk: State<'_, Desk>) -> Result<SessionView, ApiError> {
    desk.open_again().await
}

#[tauri::command]
pub async fn begin_anew(desk: State<'_, Desk>) -> Result<SessionView, ApiError> {
    desk.begin_anew().await
}
