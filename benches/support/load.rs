//! Those who speak: as fast as the window lets them, at a fixed rate whatever comes back, or answering each other.

use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::speech::Speech;
use super::tally::{Shape, Tally};

/// People who speak, and all who hear them.
pub struct Load {
    crowd: Crowd,
    tally: Tally,
    shape: Shape,
    out: Vec<u8>,
    ready: Vec<usize>,
}

impl Load {
    /// People who are in their channels already.
    ///
    /// # Errors
    /// When somebody does not hear the first lines.
    pub fn new(mut crowd: Crowd, speech: Speech, shape: Shape) -> Result<Self, String> {
        let tally = Tally::learn(&mut crowd, speech, shape)?;
        Ok(Load { crowd, tally, shape, out: Vec::new(), ready: Vec::new() })
    }

    /// Lines heard so far, over all listeners.
    #[must_use]
    pub fn heard(&self) -> u64 {
        self.tally.heard
    }

    /// The closed loop: everyone who speaks does as fast as the window lets them, for so long; all is heard at the end.
    ///
    /// # Errors
    /// When a line is lost, doubled or wrong.
    pub fn closed(&mut self, time: Duration) -> Result<(), String> {
        let start = Instant::now();
        let mut first = true;
        loop {
            let over = start.elapsed() >= time;
            let mut ready = std::mem::take(&mut self.ready);
            if !over {
                self.tally.take_ready(std::mem::take(&mut first), &mut ready);
                for voice in &ready {
                    if self.tally.is_sender(*voice, self.shape.senders) {
                        self.say(*voice, u32::MAX, None)?;
                    }
                }
            }
            self.ready = ready;
            if over && self.tally.under_way == 0 {
                return Ok(());
            }
            self.hear(None)?;
        }
    }

    /// The open loop: so many lines a second from one person, each at its time, whether or not the one before has been
    /// heard. From each line's time to each of its listeners, in nanoseconds, sorted. `awake`: it does not sleep until a
    /// line is due, which the system's timers would make a millisecond late.
    ///
    /// # Errors
    /// When a line is lost, doubled or wrong, or so many are late that the window is full.
    pub fn open(&mut self, a_second: u32, awake: bool, time: Duration) -> Result<Vec<u64>, String> {
        self.tally.delays = Some(Vec::new());
        let start = Instant::now();
        let count = (time.as_secs_f64() * f64::from(a_second)).max(1.0) as u32;
        let due = |line: u32| start + Duration::from_secs(1) * line / a_second;
        let mut sent = 0;
        while sent < count || self.tally.under_way > 0 {
            if sent < count && Instant::now() >= due(sent) {
                if self.tally.under_way >= self.shape.window as usize {
                    return Err(format!("{} lines are late", self.tally.under_way));
                }
                self.say(0, 1, Some(due(sent)))?;
                sent += 1;
            }
            let wait = if sent < count { due(sent).saturating_duration_since(Instant::now()) } else { time };
            self.hear(Some(if awake { Duration::ZERO } else { wait }))?;
        }
        let mut delays = self.tally.delays.take().unwrap_or_default();
        delays.sort_unstable();
        Ok(delays)
    }

    /// Two people answer each other, at once or once in each `pace`, until it is over, which may depend on how many lines
    /// there were: how long each took, in nanoseconds, sorted. A line that comes late makes the next ones late, too, and
    /// that counts.
    ///
    /// # Errors
    /// When a line is lost, doubled or wrong.
    pub fn ping(&mut self, pace: Duration, is_over: impl Fn(usize) -> bool) -> Result<Vec<u64>, String> {
        let mut times = Vec::new();
        let mut due = Instant::now();
        while !is_over(times.len()) {
            let sent = if pace.is_zero() { Instant::now() } else { wait_until(due) };
            self.say(times.len() % 2, 1, None)?;
            while self.tally.under_way > 0 {
                self.hear(None)?;
            }
            times.push(u64::try_from(sent.elapsed().as_nanos()).unwrap_or(u64::MAX));
            due = sent + pace;
        }
        times.sort_unstable();
        Ok(times)
    }

    /// Everybody hears one more line: whatever else they should not have heard comes before it, and is an error.
    ///
    /// # Errors
    /// When something else comes.
    pub fn last_line(&mut self) -> Result<(), String> {
        let mut all = Vec::new();
        self.tally.take_ready(true, &mut all);
        for voice in all {
            self.say(voice, 1, None)?;
        }
        while self.tally.under_way > 0 {
            self.hear(None)?;
        }
        Ok(())
    }

    fn say(&mut self, voice: usize, most: u32, due: Option<Instant>) -> Result<(), String> {
        let member = self.tally.speak(voice, self.shape.window, most, due, &mut self.out);
        if !self.out.is_empty() {
            self.crowd.write(member, &self.out)?;
            self.out.clear();
        }
        Ok(())
    }

    /// Reads all there is, and judges it.
    fn hear(&mut self, wait: Option<Duration>) -> Result<(), String> {
        let tally = &mut self.tally;
        let heard = self.crowd.hear(wait, |person, bytes| tally.hear(person, bytes));
        heard.map_err(|why| format!("{why}; {}", self.tally.missing()))?;
        for (person, answer) in std::mem::take(&mut self.tally.answers) {
            self.crowd.write(person, &answer)?;
        }
        Ok(())
    }
}

/// Sleeps until then, if that is not over; the moment from which on something is late.
fn wait_until(due: Instant) -> Instant {
    let now = Instant::now();
    if due <= now {
        return due;
    }
    std::thread::sleep(due - now);
    Instant::now()
}
