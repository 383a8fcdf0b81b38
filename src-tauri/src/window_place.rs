//! Where the window opens: where it was closed, if a screen is still there.

use app::{Desk, WindowPlace};
use tauri::{AppHandle, Manager, Monitor, WebviewWindow};

/// What it opens at where nothing is known, in logical pixels.
const AT_FIRST: (f64, f64) = (1440.0, 900.0);
/// Smaller than this it is of no use, in logical pixels.
pub const LEAST: (f64, f64) = (880.0, 500.0);

/// A screen, in the pixels of all screens together.
#[derive(Debug, Clone, Copy)]
struct Screen {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    /// Pixels to a logical pixel.
    scale: f64,
}

/// Where to open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opening {
    /// In logical pixels.
    pub size: (f64, f64),
    /// In the pixels of all screens together; nothing: wherever the system puts it.
    pub position: Option<(i32, i32)>,
    pub maximized: bool,
}

/// Where the window opens now.
pub fn opening(handle: &AppHandle) -> Opening {
    let screens = handle.available_monitors().unwrap_or_default();
    let screens: Vec<Screen> = screens.iter().map(screen).collect();
    fit(handle.state::<Desk>().window_place(), &screens)
}

/// Keeps where it is now, for the next time.
pub fn keep(window: &WebviewWindow) {
    // In the task bar it is nowhere.
    if window.is_minimized().unwrap_or(false) {
        return;
    }
    let (Ok(position), Ok(size)) = (window.outer_position(), window.inner_size()) else { return };
    let maximized = window.is_maximized().unwrap_or(false);
    let desk = window.state::<Desk>();
    let now = WindowPlace {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximized,
    };
    // What fills a screen tells nothing of where it goes back to.
    let place = match desk.window_place().filter(|_| maximized) {
        Some(before) => WindowPlace { maximized, ..before },
        None => now,
    };
    desk.keep_window_place(place);
}

fn screen(monitor: &Monitor) -> Screen {
    let (position, size) = (monitor.position(), monitor.size());
    let scale = monitor.scale_factor();
    Screen { x: position.x, y: position.y, width: size.width, height: size.height, scale }
}

/// No larger than its screen, and never where no screen shows its upper edge, by which it is moved.
fn fit(place: Option<WindowPlace>, screens: &[Screen]) -> Opening {
    let first = Opening { size: AT_FIRST, position: None, maximized: false };
    let Some(place) = place else { return first };
    let middle = place.x.saturating_add(i32::try_from(place.width / 2).unwrap_or(0));
    let shows = |screen: &&Screen| {
        let within = |at: i32, from: i32, length: u32| {
            at >= from && i64::from(at) < i64::from(from) + i64::from(length)
        };
        within(middle, screen.x, screen.width)
            && within(place.y.saturating_add(1), screen.y, screen.height)
    };
    let Some(on) = screens.iter().find(shows).filter(|screen| screen.scale > 0.0) else {
        return Opening { maximized: place.maximized, ..first };
    };
    let logical = |pixels: f64| pixels / on.scale;
    let side = |pixels: u32, most: u32, least: f64| {
        logical(f64::from(pixels.min(most))).max(least.min(logical(f64::from(most))))
    };
    Opening {
        size: (side(place.width, on.width, LEAST.0), side(place.height, on.height, LEAST.1)),
        position: Some((place.x, place.y)),
        maximized: place.maximized,
    }
}

#[cfg(test)]
mod tests {
    use app::WindowPlace;

    use super::{Opening, Screen, fit};

    const LEFT: Screen = Screen { x: 0, y: 0, width: 1366, height: 768, scale: 1.0 };
    const RIGHT: Screen = Screen { x: 1366, y: 0, width: 3840, height: 2160, scale: 2.0 };

    fn place(x: i32, y: i32, width: u32, height: u32) -> Option<WindowPlace> {
        Some(WindowPlace { x, y, width, height, maximized: false })
    }

    fn at(x: i32, y: i32, width: f64, height: f64) -> Opening {
        Opening { size: (width, height), position: Some((x, y)), maximized: false }
    }

    #[test]
    fn it_opens_where_it_was_closed_and_never_where_nobody_can_reach_it() {
        let first = Opening { size: (1440.0, 900.0), position: None, maximized: false };
        let both = [LEFT, RIGHT];
        for (place, screens, opening) in [
            (None, &both[..], first),
            (place(10, 20, 1200, 700), &both, at(10, 20, 1200.0, 700.0)),
            (place(1400, 100, 2880, 1800), &both, at(1400, 100, 1440.0, 900.0)),
            // The second screen is gone.
            (place(1400, 100, 2880, 1800), &both[..1], first),
            // Larger than the screen that is left, smaller than can be worked with.
            (place(0, 0, 2000, 1500), &both[..1], at(0, 0, 1366.0, 768.0)),
            (place(0, 0, 5, 5), &both[..1], at(0, 0, 880.0, 500.0)),
            // Above every screen, beside them, on none, and numbers that mean nothing.
            (place(10, -400, 1200, 700), &both, first),
            (place(-9000, 0, 1200, 700), &both, first),
            (place(10, 20, 1200, 700), &[], first),
            (place(i32::MAX, i32::MAX, u32::MAX, u32::MAX), &both, first),
            (place(i32::MIN, i32::MIN, 0, 0), &both, first),
            (place(0, 0, 1000, 600), &[Screen { scale: 0.0, ..LEFT }], first),
        ] {
            assert_eq!(fit(place, screens), opening, "{place:?}");
        }
        let filling = WindowPlace { maximized: true, ..place(10, 20, 1200, 700).expect("a place") };
        assert!(fit(Some(filling), &both).maximized);
        assert_eq!(fit(Some(filling), &[]), Opening { maximized: true, ..first });
    }
}
