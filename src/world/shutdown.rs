//! The server's end: announced, counted down, and called off as long as it has not come.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::World;
use crate::model::Time;

/// Seconds before the end at which everyone is told again.
const MARKS: [u64; 9] = [600, 300, 60, 30, 10, 5, 3, 2, 1];

/// How the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// It stops.
    Stop,
    /// It stops and starts again.
    Restart,
}

impl Ending {
    /// What those read who are disconnected by it.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Ending::Stop => "The server stops",
            Ending::Restart => "The server restarts",
        }
    }

    /// What it does: `stops`, `restarts`.
    fn verb(self) -> &'static str {
        match self {
            Ending::Stop => "stops",
            Ending::Restart => "restarts",
        }
    }
}

/// A stop that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stop {
    ending: Ending,
    at: Time,
    reason: Box<str>,
    /// Seconds that everyone was told of last.
    told: u64,
}

impl World {
    /// Announces that the server ends in so many seconds; an earlier announcement is replaced.
    pub fn begin_shutdown(&mut self, ending: Ending, seconds: u64, reason: &str) {
        let at = self.now + Duration::from_secs(seconds);
        let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        if seconds > 0 {
            self.announce(&format!("The server {} in {}{because}", ending.verb(), count(seconds)));
        }
        self.stop = Some(Stop { ending, at, reason: because.into(), told: seconds });
    }

    /// Calls the stop off; false when there was none.
    pub fn call_off_shutdown(&mut self) -> bool {
        let Some(stop) = self.stop.take() else { return false };
        let what = if stop.ending == Ending::Stop { "stop: the shutdown" } else { "restart: that" };
        self.announce(&format!("The server does not {what} is called off"));
        true
    }

    /// When the countdown wants to go on.
    #[must_use]
    pub fn next_mark(&self) -> Option<Time> {
        let stop = self.stop.as_ref()?;
        let mark = MARKS.into_iter().find(|mark| *mark < stop.told).unwrap_or(0);
        Some(Time(stop.at.0.saturating_sub(mark * 1000)))
    }

    /// Counts down; says once, when the time has come, how the server ends.
    pub fn count_down(&mut self) -> Option<Ending> {
        let stop = self.stop.as_mut()?;
        let ending = stop.ending;
        if self.now >= stop.at {
            let text = format!("The server {} now{}", ending.verb(), stop.reason);
            self.stop = None;
            self.announce(&text);
            return Some(ending);
        }
        let left = stop.at.0.saturating_sub(self.now.0).div_ceil(1000);
        if let Some(mark) = MARKS.into_iter().rev().find(|mark| left <= *mark).filter(|mark| *mark < stop.told) {
            stop.told = mark;
            self.announce(&format!("The server {} in {}", ending.verb(), count(left)));
        }
        None
    }
}

/// `1 second`, `3 seconds`.
fn count(seconds: u64) -> String {
    format!("{seconds} second{}", if seconds == 1 { "" } else { "s" })
}
