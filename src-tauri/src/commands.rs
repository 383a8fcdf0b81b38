//! The one command of the window. What it may ask for is the table of `app`, which says no to
//! anything else.

use app::{ApiError, Desk};
use serde_json::Value;
use tauri::ipc::Response;
use tauri::{Builder, State, Wry};

pub fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.invoke_handler(tauri::generate_handler![call])
}

/// Asks the desk; the answer is JSON already.
#[tauri::command]
async fn call(desk: State<'_, Desk>, name: String, request: Value) -> Result<Response, ApiError> {
    desk.call(&name, request).await.map(Response::new)
}
