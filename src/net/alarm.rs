//! The alarm: it wakes the poll at a time that was set.
//!
//! A poll that waits until a time has the system set a timer and take it back, each time it waits: with every line. The
//! alarm is set once for many waits.

use std::io;
use std::time::{Duration, Instant};

use mio::{Registry, Token};

/// An alarm.
pub struct Alarm {
    timer: timer::Timer,
    /// When it rings.
    set: Option<Instant>,
}

impl Alarm {
    /// An alarm whose token the poll with this registry tells when it rings.
    ///
    /// # Errors
    /// When the system gives no timer.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        Ok(Alarm { timer: timer::Timer::new(registry, token)?, set: None })
    }

    /// It rings at this time, or before; how long the poll may wait for what else there is, where that is bounded.
    pub fn set(&mut self, at: Instant) -> Option<Duration> {
        if self.set.is_none_or(|set| at < set) {
            let wait = at.saturating_duration_since(Instant::now());
            if wait.is_zero() || !self.timer.set(wait) {
                return Some(wait);
            }
            self.set = Some(at);
        }
        None
    }

    /// It has rung.
    pub fn rung(&mut self) {
        self.set = None;
    }
}

/// Linux's timers are descriptors.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod timer {
    use std::io;
    use std::os::fd::{AsRawFd, OwnedFd};
    use std::time::Duration;

    use mio::unix::SourceFd;
    use mio::{Interest, Registry, Token};
    use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags};
    use rustix::time::{Timespec, timerfd_create, timerfd_settime};

    pub(super) struct Timer(OwnedFd);

    impl Timer {
        pub(super) fn new(registry: &Registry, token: Token) -> io::Result<Self> {
            let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
            registry.register(&mut SourceFd(&timer.as_raw_fd()), token, Interest::READABLE)?;
            Ok(Timer(timer))
        }

        /// Whether it will ring after so long.
        pub(super) fn set(&self, wait: Duration) -> bool {
            let never = Timespec { tv_sec: 0, tv_nsec: 0 };
            let Ok(it_value) = Timespec::try_from(wait) else { return false };
            timerfd_settime(&self.0, TimerfdTimerFlags::empty(), &Itimerspec { it_interval: never, it_value }).is_ok()
        }
    }
}

/// Elsewhere the poll has no other timer than its own.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod timer {
    use std::io;
    use std::time::Duration;

    use mio::{Registry, Token};

    pub(super) struct Timer;

    impl Timer {
        pub(super) fn new(_: &Registry, _: Token) -> io::Result<Self> {
            Ok(Timer)
        }

        pub(super) fn set(&self, _: Duration) -> bool {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use mio::{Events, Poll};

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const SOON: Duration = Duration::from_millis(20);

    #[test]
    fn the_earliest_time_rings_and_so_does_the_next_one() {
        let mut poll = Poll::new().unwrap();
        let mut alarm = Alarm::new(poll.registry(), Token(7)).unwrap();
        let mut events = Events::with_capacity(4);
        for _ in 0..2 {
            let now = Instant::now();
            let mut most = None;
            for wait in [HOUR, SOON, 2 * HOUR] {
                most = [most, alarm.set(now + wait)].into_iter().flatten().min();
            }
            poll.poll(&mut events, most).unwrap();
            assert!(now.elapsed() >= SOON, "it rang too early");
            assert!(most.is_some() || events.iter().any(|event| event.token() == Token(7)), "it did not ring");
            alarm.rung();
        }
        assert_eq!(alarm.set(Instant::now()), Some(Duration::ZERO));
    }
}
