//! Two things beside the delivery of lines: what a silent crowd costs, and how two people fare beside a loud one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::entry;
use super::load::Load;
use super::meter;
use super::server::{Contender, Server};
use super::tally::Shape;

/// The number of the first of the two.
const FIRST: usize = 90_000;

/// How often one of the two speaks.
const PACE: Duration = Duration::from_millis(1);

/// How long a server has to come to rest.
const REST: Duration = Duration::from_secs(1);

/// What a server uses in which nobody does anything: bytes, and its share of a processor.
#[must_use]
pub fn silence(server: &Server, time: Duration) -> (u64, f64) {
    thread::sleep(REST.min(time));
    let (cpu, start) = (meter::cpu(server.pid()), Instant::now());
    thread::sleep(time);
    let cpu = meter::cpu(server.pid()).saturating_sub(cpu);
    (meter::memory(server.pid()), cpu.as_secs_f64() / start.elapsed().as_secs_f64())
}

/// Lets two people, with a thread of their own, answer each other once a millisecond while `loud` goes on; how long each
/// line took, in nanoseconds, sorted. Whatever the loud ones' thread has to read waits for the two and for the server: what
/// is measured is how long the server lets the two wait.
///
/// # Errors
/// When a line is lost, doubled or wrong, here or there.
pub fn beside(
    server: &Server,
    contender: &Contender,
    loud: impl FnOnce() -> Result<(), String> + Send,
) -> Result<Vec<u64>, String> {
    let mut pair = Crowd::new(FIRST)?;
    let shape = Shape { channels: 1, members: 2, senders: 2, window: 1 };
    entry::register(&mut pair, |_| server.address, contender.speech, shape.members, contender.at_once)?;
    entry::join(&mut pair, contender.speech, shape.channels, shape.members)?;
    let mut pair = Load::new(pair, contender.speech, shape)?;
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let talk = || pair.ping(PACE, |lines| lines > 0 && over.load(Ordering::Relaxed));
        let talk = scope.spawn(talk);
        // On a thread of its own: who has stood back may not be allowed to step forward again.
        let loud = scope.spawn(|| meter::stand_back().and_then(|()| loud())).join();
        over.store(true, Ordering::Relaxed);
        let loud = loud.map_err(|_| "the loud ones broke off")?;
        let delays = talk.join().map_err(|_| "the two broke off")?;
        loud.and(delays)
    })
}
