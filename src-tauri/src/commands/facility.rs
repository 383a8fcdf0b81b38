//! Commands: the facility's own words.

use app::views::facility::{
    ExportedView, FacilityChangeRequest, FacilityExportRequest, FacilityImportRequest,
    FacilityWordsView,
};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn facility_words(desk: State<'_, Desk>) -> Result<FacilityWordsView, ApiError> {
    desk.facility_words().await
}

#[tauri::command]
pub async fn change_facility_words(
    desk: State<'_, Desk>,
    request: FacilityChangeRequest,
) -> Result<FacilityWordsView, ApiError> {
    desk.change_facility_words(request).await
}

#[tauri::command]
pub async fn import_facility_words(
    desk: State<'_, Desk>,
    request: FacilityImportRequest,
) -> Result<FacilityWordsView, ApiError> {
    desk.import_facility_words(request).await
}

#[tauri::command]
pub async fn export_facility_words(
    desk: State<'_, Desk>,
    request: FacilityExportRequest,
) -> Result<ExportedView, ApiError> {
    desk.export_facility_words(request).await
}
