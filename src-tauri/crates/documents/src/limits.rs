//! What one file may cost: bytes, pixels, memory and time.

use std::time::Duration;

/// The largest file that is opened at all, in bytes. The notice's 10 MB (貳.三) is a rule of its
/// own; this cap only keeps the worker's work bounded.
pub const MAX_FILE_BYTES: usize = 25 * 1024 * 1024;

/// The longest side that a picture's header may claim, in pixels: long screenshots and panoramas
/// are long on one side alone, and what a picture costs goes by [`MAX_PIXELS`]. A JPEG can claim
/// 65,535, a WebP 16,384.
pub const MAX_SIDE_PX: u32 = 65_000;

/// The most pixels that a picture's header may claim. Phones that are sold as 64 megapixels make
/// 9248 × 6936 or 9280 × 6944, somewhat more than the name says.
pub const MAX_PIXELS: u64 = 64 << 20;

/// The longest side of a rendition that may be asked for, in pixels.
pub(crate) const MAX_BOX_PX: u32 = 4_096;

/// The largest rendition that the desk takes from a worker, in bytes.
pub(crate) const MAX_RENDITION_BYTES: usize = 48 * 1024 * 1024;

/// How many files one worker process handles before a fresh one takes its place, so that what a
/// file may have left behind in its memory does not stay.
pub(crate) const FILES_PER_WORKER: u32 = 64;

/// What a pool of workers may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many files are worked on at once; each has a process of its own.
    pub workers: usize,
    /// What one worker may allocate, in bytes.
    pub memory_bytes: u64,
    /// How long one file may take, from the request to the last byte of the answer.
    pub time: Duration,
}

impl Default for Limits {
    /// Two workers with 1 GiB each: a 64-megapixel PNG with 16 bits a channel needs 768 MiB.
    fn default() -> Self {
        Self { workers: 2, memory_bytes: 1024 * 1024 * 1024, time: Duration::from_secs(20) }
    }
}
