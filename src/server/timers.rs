//! Timers: when which session is to be looked at again, and why.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{SessionId, Time};

/// Why a session is looked at again at a certain time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Its flood budget allows the next line.
    Flood,
    /// The one it outran may not be reading at all.
    Brake,
    /// It may have been silent for too long.
    Idle,
    /// It may have said nothing yet, or nothing more, from which one sees what it speaks.
    Silence,
    /// It may not have said a name yet.
    Registration,
    /// It may be gone without a word.
    Ping,
    /// Nothing more comes from it, and it may not be reading what waits for it.
    LastWords,
}

/// All that were set, in little room: one stays until its time has come, even when nothing is left to look at.
#[derive(Default)]
pub(super) struct Timers(BinaryHeap<Reverse<(Time, SessionId, Timer)>>);

impl Timers {
    /// Sets one.
    pub(super) fn insert(&mut self, (at, session, timer): (Time, SessionId, Timer)) {
        self.0.push(Reverse((at, session, timer)));
    }

    /// When the first one rings.
    pub(super) fn next(&self) -> Option<Time> {
        self.0.peek().map(|Reverse((at, ..))| *at)
    }

    /// Takes the first one whose time has come; of those of one time always the same one.
    pub(super) fn take_due(&mut self, now: Time) -> Option<(SessionId, Timer)> {
        self.next().filter(|at| *at <= now)?;
        self.0.pop().map(|Reverse((_, session, timer))| (session, timer))
    }

    /// Keeps those of some kinds only.
    pub(super) fn retain(&mut self, keep: impl Fn(Timer) -> bool) {
        self.0.retain(|Reverse((.., timer))| keep(*timer));
    }
}

#[cfg(test)]
mod tests {
    use slotmap::SlotMap;

    use super::*;

    #[test]
    fn they_ring_in_the_order_of_their_times() {
        let mut sessions: SlotMap<SessionId, ()> = SlotMap::with_key();
        let [one, other] = [sessions.insert(()), sessions.insert(())];
        let mut timers = Timers::default();
        timers.insert((Time(3), one, Timer::Ping));
        timers.insert((Time(2), other, Timer::Idle));
        timers.insert((Time(2), one, Timer::Flood));
        assert_eq!(timers.next(), Some(Time(2)));
        assert_eq!(timers.take_due(Time(1)), None);
        assert_eq!(timers.take_due(Time(2)), Some((one, Timer::Flood)));
        timers.retain(|timer| timer != Timer::Idle);
        assert_eq!(timers.take_due(Time(2)), None);
        assert_eq!(timers.take_due(Time(3)), Some((one, Timer::Ping)));
        assert_eq!(timers.next(), None);
    }
}
