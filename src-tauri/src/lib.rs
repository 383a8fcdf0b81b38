//! The composition root: one window, its commands, the document protocol, the keyring. No rule of
//! the notebook lives here.

mod arguments;
mod commands;
mod document_protocol;
mod events;
mod first_window;
mod graphics;
mod keychain;
mod logging;
mod managed;
mod memory_dumps;
mod system_lock;
mod verify_audit;
mod web_view;
mod window;

use std::sync::Arc;

use app::{Desk, DeskOptions};
use tauri::Manager;

/// A panic's own message may quote what it stumbled over, such as a family's words: only its place is
/// told.
fn tell_panics_without_words() {
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(at) => tracing::error!(file = at.file(), line = at.line(), "a step was given up"),
        None => tracing::error!("a step was given up"),
    }));
}

/// Runs the desk until its window is closed.
pub fn run() {
    let arguments = arguments::Arguments::read();
    if let Some(file) = &arguments.verify_audit {
        std::process::exit(verify_audit::run(file));
    }
    graphics::choose();
    logging::begin();
    tell_panics_without_words();
    memory_dumps::exclude();

    let built = commands::register(tauri::Builder::default())
        .register_asynchronous_uri_scheme_protocol("doc", document_protocol::answer)
        .setup(move |shell| {
            let data_folder = match arguments.data_folder {
                Some(folder) => folder,
                None => shell.path().app_local_data_dir()?,
            };
            let mut first = match first_window::begin(&data_folder) {
                first_window::Start::First(first) => first,
                // Nothing is open here yet that would have to be closed.
                first_window::Start::Raised => std::process::exit(0),
            };
            logging::begin_file(&data_folder);
            let handle = shell.handle().clone();
            let desk = Desk::new(DeskOptions {
                data_folder,
                secrets: Arc::new(keychain::Keychain::default()),
                practice: arguments.practice,
                worker: std::env::current_exe()?,
                managed_portal: managed::portal(),
                open_browser: Arc::new(|url| open::that_detached(url).map_err(|_| ())),
                on_changed: Arc::new(move |change| events::tell(&handle, &change)),
                clock: Arc::new(app::SystemClock),
            });
            shell.manage(desk);
            window::open(shell.handle())?;
            let handle = shell.handle().clone();
            first.listen(move || window::raise(&handle));
            shell.manage(first);
            system_lock::listen(shell.handle());
            // Beside the window's processes, which are on their way by now.
            let handle = shell.handle().clone();
            tauri::async_runtime::spawn(async move {
                handle.state::<Desk>().open_ahead().await;
            });
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(shell) => shell.run(|handle, event| {
            if let tauri::RunEvent::Exit = event {
                if let Some(first) = handle.try_state::<first_window::FirstWindow>() {
                    first.close();
                }
                let desk = handle.state::<Desk>();
                tauri::async_runtime::block_on(desk.farewell());
                desk.close();
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::exit(1);
        }
    }
}
