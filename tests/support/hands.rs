//! Keys and the mouse as the display itself hands them to a window (XTEST): for one that nobody
//! drives, and for what a driver's own mouse does not do, such as opening a menu of the browser.

use std::time::Duration;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, InputFocus,
    KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// The window of this process that is on the screen.
pub fn window_of(process: u32) -> Option<Window> {
    let (display, screen) = RustConnection::connect(None).ok()?;
    find(&display, display.setup().roots[screen].root, process).ok().flatten()
}

/// Presses a letter in the window of this process again and again until it is so.
///
/// # Panics
/// The display cannot be reached, or its keyboard lacks the letter.
pub async fn press_until(process: u32, letter: &str, mut is_so: impl AsyncFnMut() -> bool) {
    while !is_so().await {
        press(process, letter).expect("the display answers");
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

/// A window that is there is found within this time.
const PATIENCE: Duration = Duration::from_secs(30);

/// The left and the right button of a mouse, as the display counts them.
pub const LEFT: u8 = 1;
pub const RIGHT: u8 = 3;

/// What a mouse does.
#[derive(Debug, Clone, Copy)]
pub enum Mouse {
    /// Goes to a place in the window, in its pixels.
    To(i16, i16),
    Down(u8),
    Up(u8),
}

/// Does this with the mouse in the window of this process, at a person's pace.
///
/// # Panics
/// The display cannot be reached, or there is no such window.
pub async fn mouse(process: u32, steps: &[Mouse]) {
    let (display, screen) = RustConnection::connect(None).expect("the display answers");
    let root = display.setup().roots[screen].root;
    // The tree of windows may change while it is looked through.
    let began = std::time::Instant::now();
    let window = loop {
        if let Some(window) = find(&display, root, process).ok().flatten() {
            break window;
        }
        assert!(began.elapsed() < PATIENCE, "the process has no window");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let corner = display.translate_coordinates(window, root, 0, 0).ok();
    let corner = corner.and_then(|asked| asked.reply().ok()).expect("the window is somewhere");
    for step in steps {
        let (event, detail, x, y) = match *step {
            Mouse::To(x, y) => (MOTION_NOTIFY_EVENT, 0, corner.dst_x + x, corner.dst_y + y),
            Mouse::Down(button) => (BUTTON_PRESS_EVENT, button, 0, 0),
            Mouse::Up(button) => (BUTTON_RELEASE_EVENT, button, 0, 0),
        };
        let moved = display.xtest_fake_input(event, detail, x11rb::CURRENT_TIME, root, x, y, 0);
        moved.expect("the display answers").check().expect("the mouse obeys");
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
}

fn find(display: &RustConnection, root: Window, process: u32) -> Answer<Option<Window>> {
    let pid = display.intern_atom(false, b"_NET_WM_PID")?.reply()?.atom;
    for window in display.query_tree(root)?.reply()?.children {
        let (Ok(attributes), Ok(owner)) = (
            display.get_window_attributes(window)?.reply(),
            display.get_property(false, window, pid, AtomEnum::CARDINAL, 0, 1)?.reply(),
        ) else {
            continue;
        };
        let mine = owner.value32().is_some_and(|mut pids| pids.any(|pid| pid == process));
        if mine && attributes.map_state == MapState::VIEWABLE {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

fn press(process: u32, letter: &str) -> Answer<()> {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    // Its window may still be on its way.
    let Some(window) = find(&display, root, process)? else { return Ok(()) };
    // There is no window manager that would give it the keyboard.
    display.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?;
    let wanted = letter.chars().next().map(u32::from).ok_or("a letter")?;
    let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
    let mapping = display.get_keyboard_mapping(first, last - first + 1)?.reply()?;
    let width = usize::from(mapping.keysyms_per_keycode).max(1);
    let row = mapping.keysyms.chunks(width).position(|symbols| symbols.first() == Some(&wanted));
    let key = first + u8::try_from(row.ok_or("no key has the letter")?)?;
    for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
        display.xtest_fake_input(event, key, x11rb::CURRENT_TIME, root, 0, 0, 0)?;
    }
    display.flush()?;
    // The answer to one more question comes after the keys.
    display.get_input_focus()?.reply()?;
    Ok(())
}
