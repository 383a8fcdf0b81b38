//! Commands: how similar cases were decided.

use app::views::look_alikes::LookAlikesView;
use app::{ApiError, Desk};
use domain::CaseRef;
use tauri::State;

#[tauri::command]
pub async fn look_alikes(
    desk: State<'_, Desk>,
    request: CaseRef,
) -> Result<LookAlikesView, ApiError> {
    desk.look_alikes(request).await
}
