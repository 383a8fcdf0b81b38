//! What every benchmark says its figures in.

use std::time::Duration;

/// The middle one.
///
/// # Panics
/// If there is none.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// So many hundredths of them took no longer than this.
///
/// # Panics
/// If there is none.
pub fn percentile(times: &mut [Duration], hundredths: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * hundredths / 100).min(times.len() - 1)]
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
