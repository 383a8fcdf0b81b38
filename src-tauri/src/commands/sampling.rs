//! Commands: second looks at a share of the decisions.

use app::views::sampling::{DrawRequest, SamplingView, SecondLookRequest, SecondLookView};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn sampling(desk: State<'_, Desk>) -> Result<SamplingView, ApiError> {
    desk.sampling().await
}

#[tauri::command]
pub async fn draw_sample(
    desk: State<'_, Desk>,
    request: DrawRequest,
) -> Result<SamplingView, ApiError> {
    desk.draw_sample(request).await
}

#[tauri::command]
pub async fn second_look(
    desk: State<'_, Desk>,
    request: SecondLookRequest,
) -> Result<SecondLookView, ApiError> {
    desk.second_look(request).await
}
