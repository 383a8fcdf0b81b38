//! Commands: settings and the audit log.

use app::views::audit;
use app::views::settings::{FoundationView, SettingsView};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn save_settings(
    desk: State<'_, Desk>,
    request: SettingsView,
) -> Result<SettingsView, ApiError> {
    desk.save_settings(request).await
}

#[tauri::command]
pub async fn foundation(desk: State<'_, Desk>) -> Result<FoundationView, ApiError> {
    desk.foundation().await
}

#[tauri::command]
pub async fn list_audit(
    desk: State<'_, Desk>,
    request: audit::AuditRequest,
) -> Result<audit::AuditPage, ApiError> {
    desk.list_audit(request).await
}

#[tauri::command]
pub async fn verify_audit(desk: State<'_, Desk>) -> Result<audit::AuditCheckView, ApiError> {
    desk.verify_audit().await
}
