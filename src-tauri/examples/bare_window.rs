//! A window of the same toolkit that paints one heading and nothing else: the floor that the desk's
//! start is measured against.

fn main() {
    let built = tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            tauri::http::Response::builder()
                .header("content-type", "text/html")
                .body(b"<!doctype html><title>bare</title><h1 data-testid=painted>1</h1>".to_vec())
                .unwrap_or_default()
        })
        .setup(|shell| {
            let address = "bare://localhost/".parse()?;
            tauri::WebviewWindowBuilder::new(
                shell,
                "bare",
                tauri::WebviewUrl::CustomProtocol(address),
            )
            .inner_size(1440.0, 900.0)
            .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = built {
        eprintln!("the bare window could not be opened: {error}");
        std::process::exit(1);
    }
}
