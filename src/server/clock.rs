//! The clock: the one place where the server reads the time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::model::Time;

/// Wall-clock time that never goes back, even when the machine's does.
pub struct Clock {
    start: Instant,
    epoch: u64,
}

impl Clock {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { start: Instant::now(), epoch: u64::try_from(since.as_millis()).unwrap_or_default() }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Time {
        Time(self.epoch) + self.start.elapsed()
    }

    /// The moment at which `time` comes.
    #[must_use]
    pub fn instant(&self, time: Time) -> Instant {
        self.start + Duration::from_millis(time.0.saturating_sub(self.epoch))
    }
}
