//! What a program puts on the display above its window: menus, and what is dragged under the mouse.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// The kinds (EWMH, `_NET_WM_WINDOW_TYPE`) of what is to be seen on the display beside windows and
/// the small words that explain a button: `POPUP_MENU`, `DROPDOWN_MENU`, `DND`.
///
/// # Panics
/// The display cannot be reached.
pub fn shown() -> Vec<&'static str> {
    look().expect("the display answers")
}

fn look() -> Result<Vec<&'static str>, Box<dyn std::error::Error>> {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    let atom = |name: &str| -> Result<u32, Box<dyn std::error::Error>> {
        Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let kind = atom("_NET_WM_WINDOW_TYPE")?;
    let mut wanted = Vec::new();
    for name in ["POPUP_MENU", "DROPDOWN_MENU", "MENU", "DND"] {
        wanted.push((atom(&format!("_NET_WM_WINDOW_TYPE_{name}"))?, name));
    }
    let mut found = Vec::new();
    for window in display.query_tree(root)?.reply()?.children {
        // One that is gone meanwhile is shown no more.
        if !is_mapped(&display, window) {
            continue;
        }
        let answer = display.get_property(false, window, kind, AtomEnum::ATOM, 0, 8)?.reply();
        let Ok(answer) = answer else { continue };
        let kinds: Vec<u32> = answer.value32().map(Iterator::collect).unwrap_or_default();
        found.extend(wanted.iter().filter(|(one, _)| kinds.contains(one)).map(|(_, name)| *name));
    }
    Ok(found)
}

fn is_mapped(display: &RustConnection, window: Window) -> bool {
    display
        .get_window_attributes(window)
        .ok()
        .and_then(|asked| asked.reply().ok())
        .is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE)
}
