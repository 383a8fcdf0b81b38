//! The composition root: one window, its commands, the document protocol, the keyring. No rule of
//! the notebook lives here.

mod arguments;
mod calling;
mod commands;
mod console;
mod data_folder;
mod document_protocol;
mod environment;
#[cfg(any(windows, test))]
mod event_log;
mod events;
mod first_window;
mod freed_memory;
#[cfg(target_os = "linux")]
mod graphics;
mod keychain;
mod logging;
mod managed;
mod memory_dumps;
#[cfg(feature = "practice")]
mod practice;
mod self_test;
mod system_lock;
mod unopened;
mod verify_audit;
mod way_out;
mod web_view;
mod window;
mod window_place;

use std::sync::Arc;

use app::{Desk, DeskOptions};
use tauri::{AppHandle, Manager, WindowEvent};

use crate::unopened::Unopened;

/// Runs the desk until its window is closed.
pub fn run() {
    let arguments = arguments::Arguments::read();
    if let Some(file) = &arguments.verify_audit {
        std::process::exit(verify_audit::run(file));
    }
    let Some(data_folder) = data_folder::choose(arguments.data_folder) else {
        unopened::end_with(&Unopened::NoFolder("no local folder of the account".to_owned()));
    };
    if let Some(self_test) = arguments.self_test {
        std::process::exit(self_test::run(&data_folder, self_test.file));
    }
    let unchosen = environment::choose();
    logging::begin();
    if let Some(why) = unchosen {
        tracing::error!(why, "freed memory is not wiped");
    }
    unopened::tell_faults();
    memory_dumps::exclude();

    let built = commands::register(tauri::Builder::default())
        .register_asynchronous_uri_scheme_protocol("doc", document_protocol::answer)
        .setup(move |shell| {
            let mut first = match first_window::begin(&data_folder) {
                first_window::Start::First(first) => first,
                // Nothing is open here yet that would have to be closed.
                first_window::Start::Raised => std::process::exit(0),
            };
            logging::begin_file(&data_folder);
            unopened::log_lies_below(data_folder.clone());
            let handle = shell.handle().clone();
            let desk = Desk::new(DeskOptions {
                data_folder,
                secrets: Arc::new(keychain::Keychain::default()),
                practice: arguments.practice,
                worker: std::env::current_exe()?,
                managed: managed::policy(),
                open_browser: Arc::new(|url| open::that_detached(url).map_err(|_| ())),
                on_changed: Arc::new(move |change| events::tell(&handle, &change)),
                clock: Arc::new(app::SystemClock),
            });
            let desk = desk.going_out_by(Arc::new(way_out::of_the_system));
            let desk = desk.calling_by(calling::begin(shell.handle()));
            #[cfg(feature = "practice")]
            let desk = desk.practising_with(practice::portal());
            shell.manage(desk);
            open_window(shell.handle());
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
        Ok(shell) => shell.run(|handle, event| match event {
            tauri::RunEvent::WindowEvent { event: WindowEvent::CloseRequested { .. }, .. } => {
                window::is_being_closed(handle);
            }
            tauri::RunEvent::Exit => {
                end_at_the_latest();
                if let Some(first) = handle.try_state::<first_window::FirstWindow>() {
                    first.close();
                }
                let desk = handle.state::<Desk>();
                tauri::async_runtime::block_on(desk.farewell());
                desk.close();
            }
            _ => {}
        }),
        Err(error) => unopened::end_with(&Unopened::NoWindow(error.to_string())),
    }
}

/// Opens the window, or says why it does not open and ends the program.
fn open_window(handle: &AppHandle) {
    // Tauri's own box for this is in English and sends people to a page that they cannot reach.
    #[cfg(windows)]
    if tauri::webview_version().is_err() {
        unopened::end_with(&Unopened::NoBrowser);
    }
    if let Err(error) = window::open(handle) {
        unopened::end_with(&Unopened::NoWindow(error.to_string()));
    }
}

/// The window is gone: whatever is waited for after that, the program ends. What is unsent lies on the
/// disk by then.
fn end_at_the_latest() {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(90);
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        tracing::error!("the desk did not close in time and was ended");
        std::process::exit(1);
    });
}
