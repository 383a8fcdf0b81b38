//! What a window manager does and sees: the close button, and the title. Ending a WebDriver session would
//! kill the desk before it could say farewell, and the virtual display has no window manager whose button
//! could be pressed; so the desk's window is asked here as one asks it (ICCCM 4.2.8.1, WM_DELETE_WINDOW).

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, InputFocus, Window,
};
use x11rb::rust_connection::RustConnection;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// Asks every window of this process to close. Answers how many there were.
///
/// # Errors
/// The display cannot be reached.
pub fn close(process: u32) -> Answer<usize> {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    let atom = |name: &str| -> Answer<u32> {
        Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let (pid, protocols, delete) =
        (atom("_NET_WM_PID")?, atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    let mut pressed = 0;
    for window in display.query_tree(root)?.reply()?.children {
        if belongs_to(&display, window, pid, process)
            && understands(&display, window, protocols, delete)
        {
            let ask = ClientMessageEvent::new(
                32,
                window,
                protocols,
                [delete, x11rb::CURRENT_TIME, 0, 0, 0],
            );
            display.send_event(false, window, EventMask::NO_EVENT, ask)?;
            pressed += 1;
        }
    }
    display.flush()?;
    // The answer to one more question comes after the windows have been asked.
    display.get_input_focus()?.reply()?;
    Ok(pressed)
}

fn belongs_to(display: &RustConnection, window: Window, pid: u32, process: u32) -> bool {
    numbers(display, window, pid, AtomEnum::CARDINAL).contains(&process)
}

fn understands(display: &RustConnection, window: Window, protocols: u32, delete: u32) -> bool {
    numbers(display, window, protocols, AtomEnum::ATOM).contains(&delete)
}

/// A property of 32-bit numbers; none if the window is gone or has no such property.
fn numbers(display: &RustConnection, window: Window, property: u32, kind: AtomEnum) -> Vec<u32> {
    let answer = display.get_property(false, window, property, kind, 0, 32);
    let Some(answer) = answer.ok().and_then(|asked| asked.reply().ok()) else {
        return Vec::new();
    };
    answer.value32().map(Iterator::collect).unwrap_or_default()
}

/// No window has the keyboard any more: whoever sits here looks elsewhere.
///
/// # Errors
/// The display cannot be reached.
pub fn look_elsewhere() -> Answer<()> {
    let (display, _) = RustConnection::connect(None)?;
    let nobody = x11rb::NONE;
    display.set_input_focus(InputFocus::NONE, nobody, x11rb::CURRENT_TIME)?.check()?;
    Ok(())
}

/// What stands above every window of this process, and on the task bar (EWMH, `_NET_WM_NAME`).
///
/// # Errors
/// The display cannot be reached.
pub fn titles(process: u32) -> Answer<Vec<String>> {
    let (display, screen) = RustConnection::connect(None)?;
    let atom = |name: &str| -> Answer<u32> {
        Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let (pid, name, text) = (atom("_NET_WM_PID")?, atom("_NET_WM_NAME")?, atom("UTF8_STRING")?);
    let windows = display.query_tree(display.setup().roots[screen].root)?.reply()?.children;
    let own = windows.into_iter().filter(|window| belongs_to(&display, *window, pid, process));
    let title = |window| {
        let asked = display.get_property(false, window, name, text, 0, 256).ok()?.reply().ok()?;
        String::from_utf8(asked.value).ok()
    };
    Ok(own.filter_map(title).collect())
}
