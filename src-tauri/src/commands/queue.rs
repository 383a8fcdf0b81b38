//! Commands: the places and the queue.

use app::views::boot;
use app::views::queue::{QueuePage, QueueRequest};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn places(desk: State<'_, Desk>) -> Result<boot::PlacesView, ApiError> {
    desk.places().await
}

#[tauri::command]
pub async fn list_cases(
    desk: State<'_, Desk>,
    request: QueueRequest,
) -> Result<QueuePage, ApiError> {
    desk.list_cases(request).await
}
