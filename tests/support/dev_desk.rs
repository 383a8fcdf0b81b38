//! The desk in practice, without its window, for a browser on this computer: `cargo xtask dev`. The page
//! comes from Vite, which passes `/desk/…` on to here.

use std::sync::Arc;

use app::{Desk, DeskOptions, ManagedPolicy, PracticeStart, SystemClock};
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use portal::secrets::MemorySecrets;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::watch;

/// Where Vite looks for it (`ui/vite.config.ts`).
const PORT: u16 = 5174;

struct House {
    desk: Desk,
    /// Everything that the window was told, in order.
    told: watch::Receiver<Vec<Value>>,
}

fn main() -> std::io::Result<()> {
    documents::run_worker_if_asked();
    tokio::runtime::Runtime::new()?.block_on(serve())
}

async fn serve() -> std::io::Result<()> {
    portal::choose_cipher_provider();
    let data = tempfile::tempdir()?;
    let (tell, told) = watch::channel(Vec::new());
    let desk = Desk::new(DeskOptions {
        data_folder: data.path().to_owned(),
        secrets: Arc::new(MemorySecrets::new()),
        practice: PracticeStart::AtOnce,
        worker: std::env::current_exe()?,
        managed: ManagedPolicy::default(),
        open_browser: Arc::new(|_| Err(())),
        on_changed: Arc::new(move |change| {
            let change = serde_json::to_value(&change).expect("a change is plain data");
            tell.send_modify(|told| told.push(change));
        }),
        clock: Arc::new(SystemClock),
    });
    let desk = desk.practising_with(support::desk::practice_portal());
    let router = Router::new()
        .route("/desk/call/{name}", post(call))
        .route("/desk/changed", get(changed))
        .route("/desk/doc/{handle}", get(rendition))
        .with_state(Arc::new(House { desk, told }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", PORT)).await?;
    axum::serve(listener, router).await
}

async fn call(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    Json(request): Json<Value>,
) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    match house.desk.call(&name, request).await {
        Ok(answer) => (json, answer).into_response(),
        Err(refused) => (StatusCode::UNPROCESSABLE_ENTITY, Json(refused)).into_response(),
    }
}

#[derive(Deserialize)]
struct Since {
    /// How many changes the window has heard of.
    heard: usize,
}

/// Answers with what the window has not heard of, as soon as there is something.
async fn changed(State(house): State<Arc<House>>, Query(since): Query<Since>) -> Json<Vec<Value>> {
    let mut told = house.told.clone();
    // It ends with the desk, and then nobody listens.
    let news = told.wait_for(|told| told.len() > since.heard).await;
    Json(news.map(|told| told[since.heard..].to_vec()).unwrap_or_default())
}

async fn rendition(
    State(house): State<Arc<House>>,
    Path(handle): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match house.desk.rendition_asked_for(&handle, &query.unwrap_or_default()).await {
        Some(it) => ([(header::CONTENT_TYPE, it.media_type)], it.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
