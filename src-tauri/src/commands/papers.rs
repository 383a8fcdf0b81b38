//! Commands: crops in the note, documents on paper.

use app::views::papers::{CropView, DropCropRequest, KeepCropRequest, PrintRequest, PrintView};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn keep_crop(
    desk: State<'_, Desk>,
    request: KeepCropRequest,
) -> Result<Vec<CropView>, ApiError> {
    desk.keep_crop(request).await
}

#[tauri::command]
pub async fn drop_crop(
    desk: State<'_, Desk>,
    request: DropCropRequest,
) -> Result<Vec<CropView>, ApiError> {
    desk.drop_crop(request).await
}

#[tauri::command]
pub async fn print_document(
    desk: State<'_, Desk>,
    request: PrintRequest,
) -> Result<PrintView, ApiError> {
    desk.print_document(request).await
}

#[tauri::command]
pub async fn print_done(desk: State<'_, Desk>) -> Result<(), ApiError> {
    desk.print_done().await
}
