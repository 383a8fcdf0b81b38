//! The terminal services tell a window of ours that is never shown (`WM_WTSSESSION_CHANGE`,
//! `WM_POWERBROADCAST`). Written by the documentation; not tried on a real Windows yet.

use std::cell::RefCell;

use app::views::lock::LockCause;
use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::RemoteDesktop::{
    NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, GetMessageW, MSG, PBT_APMSUSPEND,
    RegisterClassW, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, WNDCLASSW, WTS_CONSOLE_DISCONNECT,
    WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK, WTS_SESSION_LOGOFF,
};

/// Who is told.
type LockUp = Box<dyn Fn(LockCause)>;

thread_local! {
    /// What the window of this thread tells.
    static TOLD: RefCell<Option<LockUp>> = const { RefCell::new(None) };
}

pub fn listen(lock_up: impl Fn(LockCause) + Send + 'static) {
    std::thread::spawn(move || {
        TOLD.with(|told| *told.borrow_mut() = Some(Box::new(lock_up)));
        if !pump() {
            tracing::warn!("Windows does not tell when the session is locked");
        }
    });
}

/// Opens the window and takes its messages until the program ends. False if it could not.
fn pump() -> bool {
    let class: Vec<u16> = "notebook-desk-system-lock\0".encode_utf16().collect();
    // SAFETY: the class name outlives both calls that read it, every pointer is to a value on this
    // stack or null where the documentation allows null, and the window lives as long as its thread.
    unsafe {
        let instance = GetModuleHandleW(std::ptr::null());
        let mut described: WNDCLASSW = std::mem::zeroed();
        described.lpfnWndProc = Some(heard);
        described.hInstance = instance;
        described.lpszClassName = class.as_ptr();
        if RegisterClassW(&described) == 0 {
            return false;
        }
        // Not a message-only window: those do not hear of power.
        let window = CreateWindowExW(
            0,
            class.as_ptr(),
            class.as_ptr(),
            0,
            0,
            0,
            0,
            0,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            instance,
            std::ptr::null(),
        );
        if window.is_null() || WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION) == 0
        {
            return false;
        }
        let mut message: MSG = std::mem::zeroed();
        while GetMessageW(&mut message, std::ptr::null_mut(), 0, 0) > 0 {
            DispatchMessageW(&message);
        }
    }
    true
}

/// What Windows tells the window.
unsafe extern "system" fn heard(window: HWND, message: u32, what: WPARAM, more: LPARAM) -> LRESULT {
    let cause = match (message, u32::try_from(what).unwrap_or_default()) {
        (
            WM_WTSSESSION_CHANGE,
            WTS_SESSION_LOCK | WTS_SESSION_LOGOFF | WTS_CONSOLE_DISCONNECT | WTS_REMOTE_DISCONNECT,
        ) => Some(LockCause::System),
        (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(LockCause::Sleep),
        _ => None,
    };
    if let Some(cause) = cause {
        TOLD.with(|told| {
            if let Some(told) = &*told.borrow() {
                told(cause);
            }
        });
    }
    // SAFETY: the arguments are those that Windows gave.
    unsafe { DefWindowProcW(window, message, what, more) }
}
