//! Commands: questions to the supervisor.

use app::views::decide::DecideRequest;
use app::views::escalations::{EscalateRequest, EscalationsView, SettleEscalationRequest};
use app::{ApiError, Desk};
use domain::EscalationId;
use tauri::State;

#[tauri::command]
pub async fn list_escalations(desk: State<'_, Desk>) -> Result<EscalationsView, ApiError> {
    desk.list_escalations().await
}

#[tauri::command]
pub async fn escalate(
    desk: State<'_, Desk>,
    request: EscalateRequest,
) -> Result<EscalationId, ApiError> {
    desk.escalate(request).await
}

#[tauri::command]
pub async fn propose_decision(
    desk: State<'_, Desk>,
    request: DecideRequest,
) -> Result<EscalationId, ApiError> {
    desk.propose_decision(request).await
}

#[tauri::command]
pub async fn settle_escalation(
    desk: State<'_, Desk>,
    request: SettleEscalationRequest,
) -> Result<(), ApiError> {
    desk.settle_escalation(request).await
}
