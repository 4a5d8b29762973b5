//! Two people who answer each other: how long a line takes from one to the other.

use std::time::{Duration, Instant};

use super::load::Load;

impl Load<'_> {
    /// Lets two people answer each other for a while; how long each line took, sorted.
    ///
    /// # Errors
    /// When a line is lost, doubled or wrong.
    pub(super) fn ping(&mut self, time: Duration, awake: bool) -> Result<Vec<Duration>, String> {
        let wait = awake.then_some(Duration::ZERO);
        let start = Instant::now();
        let mut times = Vec::new();
        let mut sent = Instant::now();
        while sent.duration_since(start) < time {
            let heard = self.tally.heard;
            self.say_one(times.len() % 2)?;
            while self.tally.heard == heard {
                self.hear(wait)?;
            }
            let now = Instant::now();
            times.push(now.duration_since(sent));
            sent = now;
        }
        times.sort_unstable();
        Ok(times)
    }
}
