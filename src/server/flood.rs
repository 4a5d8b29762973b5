//! The flood budget: what one may do at once, and how fast that comes back. Lines beyond it wait; none is lost.

use std::time::Duration;

use crate::config::Limits;
use crate::model::Time;

/// What somebody has left to spend, in thousandths of a cost.
#[derive(Clone, Copy, Debug)]
pub struct Flood {
    left: i64,
    at: Time,
}

impl Flood {
    /// A full budget.
    #[must_use]
    pub fn new(limits: &Limits, now: Time) -> Self {
        Flood { left: i64::from(limits.flood_burst) * 1000, at: now }
    }

    /// Pays for a command.
    pub fn spend(&mut self, cost: u32) {
        self.left -= i64::from(cost) * 1000;
    }

    /// How long one must wait before the next line; none: it is one's turn.
    pub fn wait(&mut self, limits: &Limits, now: Time) -> Option<Duration> {
        let rate = i64::from(limits.flood_per_second);
        if rate == 0 {
            return None;
        }
        let passed = i64::try_from(now.since(self.at).as_millis()).unwrap_or(i64::MAX);
        self.left = self.left.saturating_add(passed.saturating_mul(rate)).min(i64::from(limits.flood_burst) * 1000);
        self.at = now;
        let missing = (1 - self.left).max(0).unsigned_abs();
        (missing > 0).then(|| Duration::from_millis(missing.div_ceil(rate.unsigned_abs())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_comes_back_with_time() {
        let limits = Limits { flood_burst: 2, flood_per_second: 10, ..Limits::default() };
        let mut flood = Flood::new(&limits, Time(0));
        flood.spend(2);
        assert_eq!(flood.wait(&limits, Time(0)), Some(Duration::from_millis(1)));
        flood.spend(5);
        assert_eq!(flood.wait(&limits, Time(100)), Some(Duration::from_millis(401)));
        assert_eq!(flood.wait(&limits, Time(501)), None);
    }

    #[test]
    fn without_a_rate_there_is_no_limit() {
        let limits = Limits { flood_per_second: 0, ..Limits::default() };
        let mut flood = Flood::new(&limits, Time(0));
        flood.spend(1_000_000);
        assert_eq!(flood.wait(&limits, Time(0)), None);
    }
}
