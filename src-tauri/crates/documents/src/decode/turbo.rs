//! libjpeg-turbo, called so that what it has decoded is kept in spite of a warning.
//!
//! The safe wrapper takes every warning for a failure and cannot be told to stop at the first. Of a
//! damaged file both are wanted: all that can be decoded, and how far nothing was amiss.

use std::ffi::{CStr, c_int};

use turbojpeg::raw;

/// A progressive file with more scans than this is a bomb: each costs a pass over all pixels.
const MAX_SCANS: c_int = 100;

/// The pixels that the library is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Grey,
    Rgb,
    Cmyk,
}

impl Format {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    fn code(self) -> c_int {
        match self {
            Self::Grey => raw::TJPF_TJPF_GRAY,
            Self::Rgb => raw::TJPF_TJPF_RGB,
            Self::Cmyk => raw::TJPF_TJPF_CMYK,
        }
    }
}

/// What a file's header states.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub width: u32,
    pub height: u32,
    pub format: Format,
    /// Such a file cannot be scaled while it is decoded.
    pub lossless: bool,
    pub progressive: bool,
}

impl Header {
    /// The size at one part in so many, rounded up as the library does.
    pub(super) fn scaled(&self, divisor: u32) -> (u32, u32) {
        (self.width.div_ceil(divisor), self.height.div_ceil(divisor))
    }
}

/// What to do at the first sign of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    GoOn,
    Stop,
}

/// One JPEG's decoder.
pub(super) struct Turbo<'a> {
    handle: raw::tjhandle,
    bytes: &'a [u8],
}

impl<'a> Turbo<'a> {
    pub(super) fn new(bytes: &'a [u8], damage: Damage) -> Option<Self> {
        // SAFETY: takes a number; a null handle is looked for.
        let handle = unsafe { raw::tj3Init(raw::TJINIT_TJINIT_DECOMPRESS as c_int) };
        if handle.is_null() {
            return None;
        }
        let turbo = Self { handle, bytes };
        let stop = c_int::from(damage == Damage::Stop);
        let set = turbo.set(raw::TJPARAM_TJPARAM_SCANLIMIT, MAX_SCANS)
            && turbo.set(raw::TJPARAM_TJPARAM_STOPONWARNING, stop);
        set.then_some(turbo)
    }

    fn set(&self, parameter: raw::TJPARAM, value: c_int) -> bool {
        // SAFETY: the handle lives as long as `self`; the rest are numbers.
        unsafe { raw::tj3Set(self.handle, parameter as c_int, value) == 0 }
    }

    fn get(&self, parameter: raw::TJPARAM) -> c_int {
        // SAFETY: as in `set`.
        unsafe { raw::tj3Get(self.handle, parameter as c_int) }
    }

    /// Reads the header. Also with a warning it is there if it states a size.
    pub(super) fn header(&self) -> Option<Header> {
        // SAFETY: the bytes outlive the call, and their length is given.
        unsafe { raw::tj3DecompressHeader(self.handle, self.bytes.as_ptr(), self.length()?) };
        let side = |parameter| u32::try_from(self.get(parameter)).ok().filter(|side| *side > 0);
        let width = side(raw::TJPARAM_TJPARAM_JPEGWIDTH)?;
        let height = side(raw::TJPARAM_TJPARAM_JPEGHEIGHT)?;
        let colours = raw::TJCS::try_from(self.get(raw::TJPARAM_TJPARAM_COLORSPACE)).ok()?;
        let format = match colours {
            raw::TJCS_TJCS_GRAY => Format::Grey,
            raw::TJCS_TJCS_CMYK | raw::TJCS_TJCS_YCCK => Format::Cmyk,
            _ => Format::Rgb,
        };
        Some(Header {
            width,
            height,
            format,
            lossless: self.get(raw::TJPARAM_TJPARAM_LOSSLESS) != 0,
            progressive: self.get(raw::TJPARAM_TJPARAM_PROGRESSIVE) != 0,
        })
    }

    /// Decodes at one part in so many (1, 2, 4 or 8) into pixels of [`Header::scaled`].
    ///
    /// # Errors
    /// The library's words for its first warning, or for what it failed at; the rows that it has
    /// decoded are in `pixels` then as well.
    pub(super) fn decode(
        &self,
        header: &Header,
        divisor: u32,
        pixels: &mut [u8],
    ) -> Result<(), String> {
        let (width, height) = header.scaled(divisor);
        let pitch = width as usize * header.format.bytes();
        let (Ok(pitch_of_c), Ok(denom)) = (c_int::try_from(pitch), c_int::try_from(divisor)) else {
            return Err(String::new());
        };
        let Some(length) = self.length() else { return Err(String::new()) };
        if pixels.len() < pitch * height as usize {
            return Err(String::new());
        }
        let factor = raw::tjscalingfactor { num: 1, denom };
        // SAFETY: the handle lives as long as `self`; the factor is passed by value.
        if unsafe { raw::tj3SetScalingFactor(self.handle, factor) } != 0 {
            return Err(self.words());
        }
        // SAFETY: the size that the library writes follows from the header of these same bytes and
        // the factor that was just set; `pixels` was found large enough for it.
        let outcome = unsafe {
            raw::tj3Decompress8(
                self.handle,
                self.bytes.as_ptr(),
                length,
                pixels.as_mut_ptr(),
                pitch_of_c,
                header.format.code(),
            )
        };
        if outcome == 0 { Ok(()) } else { Err(self.words()) }
    }

    fn length(&self) -> Option<raw::size_t> {
        raw::size_t::try_from(self.bytes.len()).ok()
    }

    fn words(&self) -> String {
        // SAFETY: the library answers with a text of its own that ends with a zero; it is copied
        // before the next call.
        let words = unsafe { CStr::from_ptr(raw::tj3GetErrorStr(self.handle)) };
        words.to_string_lossy().into_owned()
    }
}

impl Drop for Turbo<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `tj3Init`, and not used again.
        unsafe { raw::tj3Destroy(self.handle) };
    }
}
