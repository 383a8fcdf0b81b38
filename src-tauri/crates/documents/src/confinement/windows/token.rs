//! What a worker may do by its token: whether it is in an AppContainer, and if not, at least no
//! privileges and low integrity.

use std::ffi::c_void;
use std::io;
use std::mem::size_of;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr::null_mut;

use windows_sys::Win32::Security::TOKEN_INFORMATION_CLASS;
use windows_sys::Win32::Security::{
    AdjustTokenPrivileges, CreateWellKnownSid, GetTokenInformation, LUID_AND_ATTRIBUTES,
    SE_PRIVILEGE_REMOVED, SECURITY_MAX_SID_SIZE, SID_AND_ATTRIBUTES, SetTokenInformation,
    TOKEN_ADJUST_DEFAULT, TOKEN_ADJUST_PRIVILEGES, TOKEN_GROUPS, TOKEN_MANDATORY_LABEL,
    TOKEN_PRIVILEGES, TOKEN_QUERY, TokenCapabilities, TokenIntegrityLevel, TokenIsAppContainer,
    TokenPrivileges, WinLowLabelSid,
};
use windows_sys::Win32::System::SystemServices::SE_GROUP_INTEGRITY;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

pub(super) struct Token(OwnedHandle);

impl Token {
    pub(super) fn own() -> io::Result<Self> {
        let rights = TOKEN_ADJUST_DEFAULT | TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY;
        let mut token = null_mut();
        // SAFETY: the pointer is to a live handle, which is only written and then nobody else's.
        unsafe {
            if OpenProcessToken(GetCurrentProcess(), rights, &raw mut token) == 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(Self(OwnedHandle::from_raw_handle(token)))
        }
    }

    /// Whether this is an AppContainer's that was given no capability: then Windows lets it neither onto
    /// the network nor at the account's files.
    pub(super) fn is_empty_container(&self) -> bool {
        let is_container = self.read(TokenIsAppContainer).is_ok_and(|answer| {
            // A 32-bit number in the first bytes.
            answer.first().is_some_and(|first| first & u64::from(u32::MAX) != 0)
        });
        is_container
            && self.read(TokenCapabilities).is_ok_and(|groups| {
                // SAFETY: what Windows wrote there begins with the count.
                unsafe { (*groups.as_ptr().cast::<TOKEN_GROUPS>()).GroupCount == 0 }
            })
    }

    /// Removes every privilege for good.
    pub(super) fn drop_privileges(&self) -> io::Result<()> {
        let mut room = self.read(TokenPrivileges)?;
        let head = room.as_mut_ptr().cast::<TOKEN_PRIVILEGES>();
        // SAFETY: Windows says how many entries it has written into the room.
        unsafe {
            let first = (&raw mut (*head).Privileges).cast::<LUID_AND_ATTRIBUTES>();
            for place in 0..(*head).PrivilegeCount as usize {
                (*first.add(place)).Attributes = SE_PRIVILEGE_REMOVED;
            }
            let handle = self.0.as_raw_handle();
            if AdjustTokenPrivileges(handle, 0, head, 0, null_mut(), null_mut()) == 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    }

    /// From here on nothing of the account's can be written, and no other process of it opened.
    pub(super) fn lower_integrity(&self) -> io::Result<()> {
        let mut sid = [0_u64; (SECURITY_MAX_SID_SIZE as usize).div_ceil(size_of::<u64>())];
        let mut bytes = SECURITY_MAX_SID_SIZE;
        // SAFETY: the room is as large as any SID, and the label only points to it.
        let lowered = unsafe {
            let sid = sid.as_mut_ptr().cast::<c_void>();
            CreateWellKnownSid(WinLowLabelSid, null_mut(), sid, &raw mut bytes) != 0 && {
                let label = TOKEN_MANDATORY_LABEL {
                    Label: SID_AND_ATTRIBUTES { Sid: sid, Attributes: SE_GROUP_INTEGRITY as u32 },
                };
                SetTokenInformation(
                    self.0.as_raw_handle(),
                    TokenIntegrityLevel,
                    (&raw const label).cast::<c_void>(),
                    size_of::<TOKEN_MANDATORY_LABEL>() as u32 + bytes,
                ) != 0
            }
        };
        if lowered { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// What the token says, aligned for any of its structures, and never shorter than the longest of
    /// their heads.
    fn read(&self, what: TOKEN_INFORMATION_CLASS) -> io::Result<Vec<u64>> {
        let handle = self.0.as_raw_handle();
        let mut bytes = 0;
        // SAFETY: asked with no room first, which tells the size.
        unsafe { GetTokenInformation(handle, what, null_mut(), 0, &raw mut bytes) };
        let least = size_of::<TOKEN_GROUPS>().max(size_of::<TOKEN_PRIVILEGES>());
        let mut room = vec![0_u64; (bytes as usize).max(least).div_ceil(size_of::<u64>())];
        // SAFETY: the room is at least as large as was asked for.
        let read = unsafe {
            GetTokenInformation(handle, what, room.as_mut_ptr().cast(), bytes, &raw mut bytes)
        };
        if read == 0 { Err(io::Error::last_os_error()) } else { Ok(room) }
    }
}
