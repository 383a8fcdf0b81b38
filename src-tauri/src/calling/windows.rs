//! Toasts, and a dot over the program's button on the task bar. Written by the documentation; not tried on
//! a real Windows yet.

use std::sync::{Arc, Mutex, PoisonError};

use app::views::calling::{Call, CallTo};
use tauri::image::Image;
use tauri_winrt_notification::Toast;

use crate::window;

/// What the installers enter under `Software\Classes\AppUserModelId`.
const PROGRAM: &str = "NotebookDesk.Desk";
/// Pixels of the dot's side.
const SIDE: u32 = 16;

/// What shows a call, or forgets where the last one leads; `answered` is told where the one that was
/// pressed leads.
pub fn notifier(
    answered: impl Fn(CallTo) + Send + Sync + 'static,
) -> impl Fn(Option<Call>) + Send + Sync {
    let (answered, leads) = (Arc::new(answered), Arc::new(Mutex::new(None::<CallTo>)));
    move |call| {
        let to = call.as_ref().map(|call| call.to);
        *leads.lock().unwrap_or_else(PoisonError::into_inner) = to;
        let Some(call) = call else { return };
        let (answered, leads) = (answered.clone(), leads.clone());
        let toast = Toast::new(PROGRAM).title(window::TITLE).text1(&call.sentence);
        let shown = toast.on_activated(move |_| {
            let to = *leads.lock().unwrap_or_else(PoisonError::into_inner);
            to.into_iter().for_each(|to| answered(to));
            Ok(())
        });
        if let Err(error) = shown.show() {
            tracing::info!(%error, "a notification could not be shown");
        }
    }
}

/// A dot in the colour of what is urgent.
pub fn dot() -> Image<'static> {
    const COLOUR: [u8; 4] = [0xB3, 0x26, 0x1E, 0xFF];
    let centre = f64::from(SIDE - 1) / 2.0;
    let pixel = |at: u32| {
        let (x, y) = (f64::from(at % SIDE) - centre, f64::from(at / SIDE) - centre);
        if x.hypot(y) <= f64::from(SIDE) / 2.0 { COLOUR } else { [0; 4] }
    };
    Image::new_owned((0..SIDE * SIDE).flat_map(pixel).collect(), SIDE, SIDE)
}
