//! Commands: a shift's cases, taken along.

use app::views::pack::{PackRequest, PackView, PackWeight};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn weigh_pack(
    desk: State<'_, Desk>,
    request: PackRequest,
) -> Result<PackWeight, ApiError> {
    desk.weigh_pack(request).await
}

#[tauri::command]
pub async fn take_pack(desk: State<'_, Desk>, request: PackRequest) -> Result<PackView, ApiError> {
    desk.take_pack(request).await
}

#[tauri::command]
pub async fn pack(desk: State<'_, Desk>) -> Result<PackView, ApiError> {
    desk.pack().await
}

#[tauri::command]
pub async fn end_pack(desk: State<'_, Desk>) -> Result<PackView, ApiError> {
    desk.end_pack().await
}
