//! Commands: how the desk stands with the portal.

use app::views::health::HealthView;
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn health(desk: State<'_, Desk>) -> Result<HealthView, ApiError> {
    desk.health().await
}

#[tauri::command]
pub async fn resync(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.resync().await
}

#[tauri::command]
pub async fn dismiss_notice(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.dismiss_notice().await
}
