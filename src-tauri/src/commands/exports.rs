//! Commands: spreadsheets, papers, and posts on their way to the inmates.

use app::views::exports::{
    DeliveriesRequest, DeliveriesView, MarkDeliveredRequest, MarkedDeliveredView, ReportRequest,
    ReportView,
};
use app::{ApiError, Desk};
use tauri::State;

#[tauri::command]
pub async fn export_report(
    desk: State<'_, Desk>,
    request: ReportRequest,
) -> Result<ReportView, ApiError> {
    desk.export_report(request).await
}

#[tauri::command]
pub async fn list_deliveries(
    desk: State<'_, Desk>,
    request: DeliveriesRequest,
) -> Result<DeliveriesView, ApiError> {
    desk.list_deliveries(request).await
}

#[tauri::command]
pub async fn mark_delivered(
    desk: State<'_, Desk>,
    request: MarkDeliveredRequest,
) -> Result<MarkedDeliveredView, ApiError> {
    desk.mark_delivered(request).await
}
