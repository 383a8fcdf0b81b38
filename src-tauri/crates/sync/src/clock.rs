//! The desk's clocks, which tests replace.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// What time it is on this PC. The portal orders by its own clock.
pub trait Clock: Send + Sync + 'static {
    /// The PC's time, as it is set.
    fn now(&self) -> DateTime<Utc>;

    /// Time that only ever goes on, whatever somebody sets the PC's clock to: leases are measured
    /// by it. It may stand still while the PC sleeps; a lease that looks longer than it is costs
    /// nothing, since the portal compares fences and not times.
    fn monotonic(&self) -> Duration {
        static STARTED: OnceLock<Instant> = OnceLock::new();
        STARTED.get_or_init(Instant::now).elapsed()
    }

    /// A number from 0 to 1 for the jitter of waits.
    fn jitter(&self) -> f64 {
        let mut bytes = [0; 4];
        match getrandom::fill(&mut bytes) {
            Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
            // Waits without jitter still work.
            Err(_) => 1.0,
        }
    }
}

/// The PC's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
